"""The list of sent files in a real browser: it renews itself, and who uses the keyboard stays where they are."""

from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.inspection import Folder
from bot.journal.accounts import StaffRole
from bot.library.filing import Filing
from bot.library.looking import Look
from bot.model import Document
from bot.phrases import folder as words
from bot.web import create_app
from tests.web.conftest import served, site_in
from tests.web.test_chat_page import CONTRAST, browser, opened  # noqa: F401  a fixture
from tests.web.test_folder import DECISION
from tests.web.test_staff import PASSWORD

FOCUSED = "document.activeElement.getAttribute('aria-label')"


class Gated(Filing):
    """Reads nothing before it is let."""

    gate: threading.Event

    def looked(self, key: str) -> tuple[Look, Document]:
        self.gate.wait(60)
        return super().looked(key)


@pytest.mark.needs("chromium")
def test_the_list_renews_itself_under_the_keyboard(
    tmp_path: Path,
    browser: Any,  # noqa: F811
) -> None:
    with site_in(tmp_path / "site") as site:
        filing = Gated(site.settings, lambda: site.live.generation)
        filing.gate = threading.Event()
        folder = Folder(site.assistant, site.live, filing, site.settings)
        app = create_app(site.assistant, site.settings, code=None, folder=folder)
        app.state.staff.accounts.add("quan-tri", PASSWORD, StaffRole.ADMIN)
        name = "quy-định-" + "rất-dài-không-có-chỗ-ngắt-" * 4 + "77.md"
        sent = folder.new_files.hold(name, io.BytesIO(DECISION.encode()))
        other = folder.new_files.hold("quy-định-78.md", io.BytesIO(DECISION.replace("77-", "78-").encode()))
        with served(app) as address, opened(browser, address, "phone") as tab:
            tab.goto(f"{address}/quan-tri")
            tab.fill("#name", "quan-tri")
            tab.fill("#password", PASSWORD)
            tab.keyboard.press("Enter")
            tab.wait_for_url(f"{address}/quan-tri")

            tab.goto(f"{address}/quan-tri/cho")
            assert tab.get_by_role("status").inner_text() == words.unread(2)
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert tab.evaluate(CONTRAST)[0] >= 4.5
            wanted = f"{words.WORDS['drop']}: {name}"
            for _ in range(30):
                tab.keyboard.press("Tab")
                if tab.evaluate(FOCUSED) == wanted:
                    break
            assert tab.evaluate(FOCUSED) == wanted
            tab.evaluate("window.stays = true")
            filing.gate.set()
            tab.locator("#again").wait_for(state="detached")
            assert tab.get_by_text(words.ARRIVALS["read"][1]).count() == 2
            assert tab.evaluate("window.stays")  # no other page: this one
            assert tab.evaluate(FOCUSED) == wanted
            assert tab.evaluate(CONTRAST)[0] >= 4.5
            tab.keyboard.press("Enter")
            tab.get_by_text(words.DONE["bo-cho"].replace("{file}", name)).wait_for()
            assert [one.key for one in filing.held()] == [other.key]
            assert sent.key not in {path.name for path in (site.data / "filing").iterdir()}

            filing.gate.clear()
            waits = folder.new_files.hold("quét.md", io.BytesIO(DECISION.replace("77-", "79-").encode()))
            tab.goto(f"{address}/quan-tri/cho/{waits.key}")
            assert "quét.md" in tab.get_by_role("status").inner_text()
            filing.gate.set()
            tab.get_by_role("button", name=words.WORDS["put"]).wait_for()  # by itself
