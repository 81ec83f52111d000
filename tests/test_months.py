"""Months of questions through the front door: what is made of them holds no personal data, wherever one looks."""

from __future__ import annotations

import logging
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bench.months import DAYS, ROOT, WordEncoder, files_of, leaked, months, play, pool, take_in
from bot.answer import Contact
from bot.conversation.service import Assistant
from bot.journal import Journal
from bot.journal.accounts import StaffRole
from bot.library.live import Live
from bot.model import VIETNAM
from bot.phrases import training
from bot.settings import Settings
from bot.web import create_app
from tests.conftest import count
from tests.web.test_staff import PASSWORD, send_form


@pytest.mark.parametrize("packed", [False, True])
def test_what_leaks_is_found(packed: bool, tmp_path: Path) -> None:
    import zipfile

    file = tmp_path / "a.xlsx"
    if packed:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/x.xml", "gọi 0912345678 nhé")
    else:
        file.write_bytes("gọi 0912345678 nhé".encode())
    assert leaked(["0912 345 678"], files_of(tmp_path)) == [(str(file), "0912345678")]
    assert leaked(["0912 345 679"], files_of(tmp_path)) == []


def test_months_of_questions(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    data, out = tmp_path / "data", tmp_path / "out"
    settings = Settings(knowledge=ROOT / "knowledge", data=data, _env_file=None)  # type: ignore[call-arg]
    live = Live(settings, encoder=WordEncoder())
    live.refresh()
    journal = Journal.open(data)
    assistant = Assistant(live, journal, Contact("Ban Tổ chức"), settings)
    last = datetime.now(VIETNAM).date()
    asked = list(months(count(160, 3_000), pool(), last, people=count(40, 400)))
    planted = play(assistant, asked)
    assert len(planted) >= 5
    assert take_in(assistant, live.encoder) > len(asked) / 2
    app = create_app(assistant, settings, code=None)
    app.state.staff.accounts.add("dao-tao", PASSWORD, StaffRole.TRAINING)
    since = asked[0].at.date()
    assert (last - since).days < DAYS
    days = f"ky=khac&tu={since}&den={last}"
    with TestClient(
        app,
        base_url="http://127.0.0.1",
        headers={"Origin": "http://127.0.0.1", "Accept": "text/html"},
        follow_redirects=False,
    ) as client:
        assert send_form(client, "dao-tao", PASSWORD).status_code == 303
        contents = []
        for path in ("", "/chu-de", "/cau-hoi", "/xuat/xlsx", "/xuat/docx", "/xuat/html", "/kiem-tra.jsonl"):
            shown = client.get(f"/dao-tao{path}?{days}")
            assert shown.status_code == 200, path
            contents.append((path, shown.content))
        for name in ("weeks", "share", "themes", "hours"):
            contents.append((name, client.get(f"/dao-tao/hinh/{name}.svg?{days}").content))
        overview = unescape(contents[0][1].decode())
        assert training.WORDS["export"] in overview
        assert "[tên người]" in unescape(client.get(f"/dao-tao/cau-hoi?{days}&q=ten+nguoi").text)
    out.mkdir()
    (out / "log").write_text("\n".join(record.getMessage() for record in caplog.records), encoding="utf-8")
    assert leaked(planted, [*contents, *files_of(data, out)]) == []
    journal.close()
    live.close()
    assert leaked(planted, files_of(data)) == []
