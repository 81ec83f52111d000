"""Two copies of one document in the folder, kept on purpose: what they say is quoted once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.asking import ask
from bot.model import Status
from tests.conversation.people import office_in
from tests.web.fakes import REGULATION


@pytest.mark.parametrize(
    "question",
    [
        "Điều 3 Quy định 65-QĐ/TW nói gì?",
        "Quy định 65-QĐ/TW do ai ban hành?",
        "Theo Quy định 65-QĐ/TW, cán bộ đến từ địa phương khác được bố trí gì?",
        "Cán bộ đến từ địa phương khác được bố trí nhà ở công vụ thế nào?",
    ],
)
def test_copies_are_quoted_once(tmp_path: Path, question: str) -> None:
    def documents(folder: Path) -> None:
        folder.mkdir()
        for name in ("a.md", "b.md"):
            (folder / name).write_text(REGULATION, encoding="utf-8")

    with office_in(tmp_path, documents) as office:
        office.assistant._asking = ask
        person = office.person("100")
        person.says(question)
        held = office.question(person.last.question)
        assert held.outcome == Status.ANSWERED
        assert len(held.citations) == 1, person.last.text
