"""One conversation that every channel must be able to hold: what is typed or pressed, and what must come of it.

A channel's test gives a `Phone`, which types and presses as a person does, and `play` holds the conversation on it.
Where a channel has no buttons, what stands for each of them is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tests.test_command_line import EXPIRED, INTERVIEW, REGULATION

DOCUMENTS = {"quy-định-65.md": REGULATION, "quy-định-11.md": EXPIRED, "phỏng-vấn.txt": INTERVIEW}
LONGEST = "1. Thời gian luân chuyển của cán bộ lãnh đạo ít nhất là bốn mươi tám tháng đối với một chức danh."


class Phone(Protocol):
    """A person's phone in a chat with the bot."""

    buttons: bool
    """Whether it shows buttons."""

    def says(self, text: str) -> list[str]:
        """Type words; the texts of all that is answered."""

    def presses(self, label: str) -> list[str]:
        """Press the button of that label below the last message that has one; the texts of all that is answered."""


@dataclass(frozen=True)
class Step:
    """What a person does, and what must come of it."""

    says: str = ""
    presses: str = ""  # a button's label …
    typed: str = ""  # … and the words that stand for it
    outcome: str | None = None  # of the question in the journal; None: no question is recorded
    shows: tuple[str, ...] = ()  # words of the answer
    hides: tuple[str, ...] = ()  # words that must not be there


SCRIPT: tuple[Step, ...] = (
    Step(says="/start", shows=("3 tài liệu", "bí mật nhà nước")),
    Step(says="xin chào", outcome="talk"),
    Step(
        says="Thời gian luân chuyển của cán bộ lãnh đạo là bao lâu?",
        outcome="answered",
        shows=(LONGEST, "65-QĐ/TW", "Điều 2"),
    ),
    Step(presses="Nguồn 1", typed="1", shows=(LONGEST, "Cán bộ được luân chuyển giữ nguyên chế độ phụ cấp")),
    Step(says="thoi gian luan chuyen can bo lanh dao bao lau", outcome="answered", shows=(LONGEST,)),
    Step(presses="Hữu ích", typed="hữu ích", shows=("Cảm ơn",)),
    Step(says="còn nhà ở công vụ thì sao?", outcome="answered", shows=("bố trí nhà ở công vụ",)),
    Step(presses="Chưa đúng", typed="chưa đúng", shows=("Chưa đúng ở chỗ nào?",)),
    Step(presses="Thiếu ý", typed="3", shows=("Cảm ơn",)),
    Step(
        says="Thành ủy đã rà soát bao nhiêu cán bộ?",
        outcome="answered",
        shows=("2.600 cán bộ", "Trả lời của ông Đỗ Mạnh Hiến"),
    ),
    Step(
        says="Mức khoán kinh phí sử dụng xe ô tô công là bao nhiêu?",
        outcome="near",
        shows=("mười triệu đồng một tháng", "hết hiệu lực"),
    ),
    Step(
        says="Giá vàng hôm nay ở Hà Nội bao nhiêu một lượng?",
        outcome="refused",
        shows=("Không có trong tài liệu",),
        hides=("[1]",),
    ),
    Step(says="/vanban", shows=("65-QĐ/TW", "11-QĐ/TW")),
    Step(says="/khongco", shows=("/help",)),
)


def play(phone: Phone, script: Sequence[Step], outcomes: Callable[[], list[str]]) -> None:
    """Hold a conversation; `outcomes` are the statuses of all recorded questions, in order."""
    for step in script:
        before = outcomes()
        if step.presses and phone.buttons:
            answered = phone.presses(step.presses)
        else:
            answered = phone.says(step.typed if step.presses else step.says)
        text = "\n\n".join(answered)
        did = step.presses or step.says
        assert answered, f"no answer to {did!r}"
        for words in step.shows:
            assert words in text, f"{words!r} is missing after {did!r}:\n{text}"
        for words in step.hides:
            assert words not in text, f"{words!r} is there after {did!r}:\n{text}"
        new = outcomes()[len(before) :]
        assert new == ([step.outcome] if step.outcome else []), f"after {did!r}: {new}\n{text}"
