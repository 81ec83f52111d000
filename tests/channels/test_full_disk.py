"""What admins are told, in the chat and on their page, when the disk takes no new index."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import phrases
from bot.channels.platforms import connected
from bot.errors import DataFolderBroken
from bot.journal.accounts import StaffRole
from bot.library.filing import Filing
from tests.fakes_telegram import TOKEN, FakeTelegram
from tests.journal.test_disk import full_disk
from tests.web.conftest import site_in
from tests.web.test_staff import send_form

ADMIN = 8001
PASSWORD = "mot-mat-khau-dai-1"


def test_the_chat_and_the_page_say_so_until_it_is_over(tmp_path: Path, fake: FakeTelegram) -> None:
    with site_in(tmp_path) as site:
        given = {"telegram_api": fake.address, "telegram_token": SecretStr(TOKEN), "admins": (f"telegram:{ADMIN}",)}
        settings = site.settings.model_copy(update=given)
        fake.chat(ADMIN)
        filing = Filing(settings, lambda: site.live.generation)
        before = site.live.generation.name
        (site.knowledge / "mới.md").write_text("# Quy định mới\n\nĐiều 1. Một\n\nHai.\n", encoding="utf-8")
        with full_disk(40_000), pytest.raises(DataFolderBroken) as told:
            site.live.refresh()
        said = phrases.not_renewed(str(told.value))
        assert "Chưa cập nhật được chỉ mục, vẫn trả lời theo bản trước." in said
        assert "Không ghi được vào thư mục dữ liệu" in said
        assert site.live.generation.name == before

        client = site.client()
        client.app.state.staff.accounts.add("quan-tri", PASSWORD, StaffRole.ADMIN)  # type: ignore[attr-defined]
        assert send_form(client, "quan-tri", PASSWORD).status_code == 303
        with connected(
            settings, site.assistant, filing, site.live.refresh, page_code=None, trouble=lambda: site.live.trouble
        ):
            state = fake.answer_to(fake.say(ADMIN, "/trangthai"), ADMIN)
            assert said in state.text
            assert client.get("/quan-tri/tien-do").json()["text"] == said
            site.live.refresh()
            state = fake.answer_to(fake.say(ADMIN, "/trangthai"), ADMIN)
            assert "Chưa cập nhật" not in state.text
            assert client.get("/quan-tri/tien-do").json()["text"] == ""
