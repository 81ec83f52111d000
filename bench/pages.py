"""Pictures of the admin's pages for the docs, taken of the product itself: `python -m bench.pages`.

The shipped folder and one broken file are served on loopback; Debian's chromium signs in and looks.
"""

from __future__ import annotations

import argparse
import re
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from bot.answer import Contact
from bot.conversation.inspection import Folder
from bot.conversation.service import Assistant
from bot.journal import Journal
from bot.journal.accounts import Accounts, StaffRole
from bot.library.filing import Filing
from bot.library.live import Live
from bot.settings import load_settings
from bot.web import create_app

ROOT = Path(__file__).resolve().parents[1]
NAME, PASSWORD = "quan-tri", "một mật khẩu chỉ để chụp ảnh"
NEW = """---
số: 77-QĐ/TU
loại: Quy định
trích yếu: Chế độ trực lãnh đạo
cơ quan ban hành: Ban Thường vụ Thành ủy Hải Phòng
ngày ban hành: 5/3/2024
hiệu lực từ: 5/3/2024
bản: toàn văn
---
QUY ĐỊNH
về chế độ trực lãnh đạo

Điều 1. Chế độ trực
Cán bộ trực lãnh đạo ngày lễ được nghỉ bù một ngày làm việc trong tháng kế tiếp.

Điều 2. Kinh phí
Kinh phí trực lãnh đạo do văn phòng cấp ủy bảo đảm theo dự toán hằng năm.
"""
ASKED = "Trực lãnh đạo ngày lễ được nghỉ bù mấy ngày?"


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """The address of an application on loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
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
        listening.close()


def main(arguments: Sequence[str]) -> None:
    """Take all pictures."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "anh")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        knowledge = shutil.copytree(ROOT / "knowledge", folder / "knowledge")
        (knowledge / "thong-bao-45.docx").write_bytes(b"PK\x03\x04")
        new = folder / "quy-dinh-77-qd-tu-2024.md"
        new.write_text(NEW, encoding="utf-8")
        settings = load_settings(knowledge=knowledge, data=folder / "data")
        live = Live(settings)
        live.refresh()
        journal = Journal.open(settings.data)
        Accounts(journal).add(NAME, PASSWORD, StaffRole.ADMIN)
        assistant = Assistant(live, journal, Contact("Ban Tổ chức Thành ủy"), settings)
        kept = Folder(assistant, live, Filing(settings, lambda: live.generation), settings)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with served(create_app(assistant, settings, code=None, folder=kept)) as address:
            tab = browser.new_page(viewport={"width": 1000, "height": 1000})
            tab.goto(f"{address}/quan-tri")
            tab.fill("#name", NAME)
            tab.fill("#password", PASSWORD)
            tab.keyboard.press("Enter")
            tab.wait_for_url(f"{address}/quan-tri")
            tab.screenshot(path=options.out / "quan-tri.png")
            tab.set_input_files("input[type=file]", new)
            tab.click("form.upload button")
            tab.wait_for_url(re.compile("/cho/"))
            tab.wait_for_selector("#try", timeout=120_000)
            tab.fill("#try", ASKED)
            tab.keyboard.press("Enter")
            tab.wait_for_selector(".answer")
            tab.evaluate("scrollTo(0, 0)")
            tab.screenshot(path=options.out / "quan-tri-xem-truoc.png")
        browser.close()
        journal.close()
        live.close()


if __name__ == "__main__":
    main(sys.argv[1:])
