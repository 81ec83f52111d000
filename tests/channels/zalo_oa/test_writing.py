"""What is sent, in the platform's own terms."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.zalo_oa.writing import TEMPLATES, letter, payload
from bot.model import Button, Outgoing
from tests.conftest import count
from tests.fakes_zalo_oa import buttons_problem


def titles(*rows: tuple[Button, ...]) -> list[str]:
    """What stands on the buttons of a message."""
    return [button["title"] for button in letter(Outgoing("a", buttons=rows), "a").buttons]


def key(label: str, held: str = "s:1:1") -> Button:
    """A button that does something."""
    return Button(label, key=held)


def test_each_row_has_its_first_before_any_has_its_second() -> None:
    sources = tuple(key(f"Nguồn {number}") for number in range(1, 7))
    rated = (key("Hữu ích", "u:1"), key("Chưa đúng", "d:1"))
    assert titles(sources, rated, (key("Liên quan", "q:1"),)) == [
        *("Nguồn 1", "Nguồn 2", "Hữu ích", "Chưa đúng", "Liên quan"),
    ]
    assert titles(sources) == [f"Nguồn {number}" for number in range(1, 6)]


def test_what_cannot_be_done_here_is_not_offered() -> None:
    row = (
        Button("Chép", copied="a"),
        key("Tải tệp", "f:1:1"),
        key("Tải", "g:abc"),
        key(" ", "u:1"),
        key("Hữu ích", "u:1"),
    )
    assert titles(row) == ["Hữu ích"]
    assert titles((Button("Mở", url="ftp://a"), Button("Mở", url="https://a.vn/" + "a" * 1_000))) == []


def test_the_line_of_choices_stands_below_and_gives_way_where_it_has_no_room() -> None:
    assert letter(Outgoing("a", typed="Gõ 1."), "a").text == "a\n\nGõ 1."
    assert letter(Outgoing("", typed="Gõ 1."), "").text == "Gõ 1."
    long = "a" * 1_998
    assert letter(Outgoing(long, typed="Gõ 1."), long).text == long


def test_letters_are_composed_and_whole() -> None:
    assert letter(Outgoing(""), "Hoa\u0300 \ud83d\x00").text == "Hoà \ufffd\ufffd"


BUTTONS = st.builds(
    Button, label=st.text(max_size=300), key=st.sampled_from(["s:1:1", "u:1", "f:1:1", "x"])
) | st.builds(Button, label=st.text(max_size=300), url=st.text(max_size=20) | st.just("https://a.vn/b"))


@settings(max_examples=count(80, 3_000), deadline=None)
@given(st.lists(st.lists(BUTTONS, max_size=7).map(tuple), max_size=4).map(tuple))
def test_whatever_the_buttons_the_server_takes_them(rows: Any) -> None:
    made = letter(Outgoing("a", buttons=rows), "a")
    for template in TEMPLATES:
        message = payload("1", made, template)["message"]
        if made.buttons:
            assert buttons_problem(message["attachment"]["payload"]["buttons"]) is None
        else:
            assert "attachment" not in message
    assert "attachment" not in payload("1", made, None)["message"]
