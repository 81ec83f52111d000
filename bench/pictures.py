"""Pictures for the docs, rendered from real output: `python -m bench.pictures`.

The messages go through the product's own dialogue over the shipped folder; what it would send is drawn as bubbles by
Debian's chromium, with the very entities that Telegram gets. Only the questions are written by hand. The pages of
training staff are shown over some weeks of questions as `bench.months` makes them; `--only` makes some pictures alone.
"""

from __future__ import annotations

import argparse
import html
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from telegram.constants import MessageEntityType

from bench.months import months, play, pool, take_in
from bot.answer import Contact
from bot.channels.telegram.writing import entities
from bot.conversation.dialogue import Dialogue
from bot.conversation.service import Assistant
from bot.journal import Journal
from bot.journal.accounts import Accounts, StaffRole
from bot.library.live import Live
from bot.model import VIETNAM, Incoming, IncomingKind, Outgoing
from bot.settings import Settings, load_settings
from bot.web import create_app

ROOT = Path(__file__).resolve().parents[1]
_QUESTIONS = 900  # behind the pages of training staff
TALKS = {
    "telegram-hoi": ["dieu kien luan chuyen can bo theo qd 65", "trích dẫn"],
    "telegram-nguon": ["lanh dao cap huyen theo kl 09 duoi bao nhieu tuoi", "1"],
    "telegram-van-ban": ["/vanban luân chuyển"],
}
PAGE = """<!doctype html><meta charset="utf-8"><style>
body{margin:0;background:#cfd9cc;font:16px/1.35 "Noto Sans",sans-serif;width:390px}
main{padding:10px;display:flex;flex-direction:column;gap:8px}
.you,.bot{border-radius:14px;padding:8px 12px;max-width:86%;white-space:pre-wrap;overflow-wrap:anywhere}
.you{align-self:flex-end;background:#e3fdd3}.bot{align-self:flex-start;background:#fff}
.q{display:block;border-left:3px solid #3a8fd6;background:#eaf4fc;padding:4px 8px;margin:2px 0}
.k{display:flex;flex-wrap:wrap;gap:4px;max-width:92%}
.k span{flex:1 0 auto;text-align:center;background:#7d9677;color:#fff;border-radius:8px;padding:6px 8px;font-size:14px}
</style><main>"""
TAGS = {
    MessageEntityType.BOLD: ("<b>", "</b>"),
    MessageEntityType.ITALIC: ("<i>", "</i>"),
    MessageEntityType.BLOCKQUOTE: ("<span class=q>", "</span>"),
    MessageEntityType.EXPANDABLE_BLOCKQUOTE: ("<span class=q>", "</span>"),
}


def drawn(message: Outgoing) -> str:
    """A message of the bot as a bubble with its buttons below."""
    units = message.text.encode("utf-16-le")
    marks: list[tuple[int, bool, str]] = []
    for entity in entities(message.text, message.styles):
        opening, closing = TAGS.get(entity.type, ("", ""))
        marks += [(entity.offset, True, opening), (entity.offset + entity.length, False, closing)]
    parts, at = [], 0
    for place, _, tag in sorted(marks, key=lambda mark: mark[:2]):
        parts += [html.escape(units[2 * at : 2 * place].decode("utf-16-le")), tag]
        at = place
    parts.append(html.escape(units[2 * at :].decode("utf-16-le")))
    rows = "".join(
        f"<div class=k>{''.join(f'<span>{html.escape(button.label)}</span>' for button in row)}</div>"
        for row in message.buttons
    )
    return f"<div class=bot>{''.join(parts)}</div>{rows}"


def conversations(browser: Any, live: Live, settings: Settings, out: Path) -> None:
    """Draw all conversations."""
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal.open(Path(folder))
        dialogue = Dialogue(Assistant(live, journal, Contact("Ban Tổ chức Thành ủy"), settings), settings)
        for name, said in TALKS.items():
            page = PAGE
            for number, words in enumerate(said):
                incoming = Incoming(
                    "telegram", f"{name}{number}", name, name, IncomingKind.TEXT, datetime.now(UTC), words, f"{number}"
                )
                messages = journal.store.write(dialogue.handle(incoming, timedelta()))
                page += f"<div class=you>{html.escape(words)}</div>{''.join(map(drawn, messages))}"
            screen = browser.new_page(viewport={"width": 390, "height": 200}, device_scale_factor=2)
            screen.set_content(page)
            screen.screenshot(path=out / f"{name}.png", full_page=True)
            print(out / f"{name}.png")
        journal.close()


def training_pages(browser: Any, live: Live, settings: Settings, out: Path) -> None:
    """The pages of training staff: the overview on a desktop, a theme on a phone."""
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal.open(Path(folder))
        assistant = Assistant(live, journal, Contact("Ban Tổ chức Thành ủy"), settings)
        play(assistant, months(_QUESTIONS, pool(), datetime.now(VIETNAM).date()))
        take_in(assistant, live.encoder)
        password = "mật khẩu chỉ dùng để chụp ảnh"
        Accounts(journal).add("dao-tao", password, StaffRole.TRAINING)
        with _served(create_app(assistant, settings, code=None)) as address:
            for name, width, height in (("dao-tao-may-tinh", 1280, 900), ("dao-tao-chu-de-dien-thoai", 390, 844)):
                screen = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=1.5)
                screen.goto(f"{address}/dao-tao?ky=quy-nay")
                screen.fill("#name", "dao-tao")
                screen.fill("#password", password)
                screen.keyboard.press("Enter")
                screen.wait_for_load_state("networkidle")
                if "chu-de" in name:
                    screen.locator(".lists section").nth(1).locator(".topics a").first.click()
                    screen.locator(".question").first.wait_for()
                screen.screenshot(path=out / f"{name}.png")
                screen.close()
                print(out / f"{name}.png")
        journal.close()


@contextmanager
def _served(app: Any) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


DRAWN = {"conversations": conversations, "training": training_pages}


def main(arguments: Sequence[str]) -> None:
    """Draw all pictures, or some."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "anh")
    parser.add_argument("--only", choices=sorted(DRAWN))
    options = parser.parse_args(arguments)
    settings = load_settings(knowledge=ROOT / "knowledge", data=options.data).model_copy(update={"access": "open"})
    live = Live(settings)
    live.refresh()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, draw in DRAWN.items():
            if options.only in (None, name):
                draw(browser, live, settings, options.out)
        browser.close()
    live.close()


if __name__ == "__main__":
    main(sys.argv[1:])
