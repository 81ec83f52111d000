"""The chat in a terminal: the typed form of every step, and an operator who is an admin."""

from __future__ import annotations

from pathlib import Path

from bot import phrases
from bot.channels.terminal import chat
from bot.phrases import dialogue
from tests.conversation.people import Office, office_in
from tests.web.fakes import ANSWERED


def talk(office: Office, *lines: str, colours: bool = False) -> list[str]:
    said: list[str] = []
    chat(office.assistant, iter(lines), said.append, colours=colours)
    assert said[0] == phrases.CHAT_OPENING
    return said[1 + len(office.assistant.examples()) :]


def test_a_talk(tmp_path: Path) -> None:
    with office_in(tmp_path, access="invite", admins=()) as office:
        answer, source, thanks, state = talk(office, ANSWERED, "", "1", "hữu ích", "/trangthai", "thoát", "1")
        assert "bốn mươi tám tháng" in answer
        assert answer.endswith(f"({dialogue.answer_typed(1)})")
        assert source.startswith("Nguồn 1.")
        assert "Trang nguồn: https://example.vn/65" in source
        assert thanks == dialogue.RATED_UP
        assert state.startswith("Kho: 4 tài liệu")
        assert office.question(1).channel == "terminal"
        assert office.question(1).rating is not None
        [file] = talk(office, "tải 1")
        assert file.endswith("\ntrung ương/quy-định-65.md")


def test_colours(tmp_path: Path) -> None:
    with office_in(tmp_path) as office:
        [answer] = talk(office, ANSWERED, colours=True)
        assert "“\x1b[1m1. Thời gian" in answer
        plain = answer.replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "")
        assert [plain] == talk(office, ANSWERED)
