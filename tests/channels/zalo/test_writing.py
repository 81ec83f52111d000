"""Answers in Zalo's terms: styles that the server takes, in the units that it counts."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.zalo_bot.writing import letter
from bot.channels.zalo_shared.writing import LIMIT
from bot.delivery import pieces, units
from bot.model import Outgoing, Style, StyleKind
from tests.conftest import count
from tests.fakes_zalo import Sent, styles_problem

BOLD, ITALIC, QUOTE, SOURCE = StyleKind.BOLD, StyleKind.ITALIC, StyleKind.QUOTE, StyleKind.SOURCE
GREEN = "c_15a85f"


def shown(text: str, *styles: Style) -> Sent:
    """A message as the server has it."""
    made = letter(text, styles)
    held = [dict(one) for one in made.styles]
    assert styles_problem(made.text, held) is None
    return Sent("a1", "m1", made.text, held)


def test_offsets_count_utf_16_units() -> None:
    made = shown("😀 đậm 🏛 nghiêng", Style(BOLD, 2, 5), Style(ITALIC, 8, 15))
    assert (made.parts("b"), made.parts("i")) == (["đậm"], ["nghiêng"])
    assert made.styles[0] == {"start": 3, "len": 3, "st": ["b"]}


def test_a_quote_is_green_and_a_source_plain() -> None:
    text = "Theo đó: “bốn mươi tám tháng” [1]\n[1] Quy định 65."
    start = text.index("bốn")
    made = shown(text, Style(QUOTE, start, start + 18, 1), Style(SOURCE, text.index("[1] Quy"), len(text), 1))
    assert made.parts(GREEN) == ["bốn mươi tám tháng"]
    assert len(made.styles) == 1


def test_styles_lie_side_by_side() -> None:
    made = shown("abcdefghij", Style(QUOTE, 0, 6), Style(BOLD, 4, 9), Style(BOLD, 8, 10))
    assert [(one["start"], one["len"], one["st"]) for one in made.styles] == [
        (0, 4, [GREEN]),
        (4, 2, ["b", GREEN]),
        (6, 4, ["b"]),
    ]


def test_letters_are_sent_composed_and_styles_move_along() -> None:
    text = unicodedata.normalize("NFD", "Điều kiện bổ nhiệm lần đầu")
    start, end = text.index("b"), len(text)
    made = shown(text, Style(BOLD, start, end))
    assert made.text == unicodedata.normalize("NFC", text)
    assert made.parts("b") == ["bổ nhiệm lần đầu"]


def test_what_no_wire_holds_is_replaced() -> None:
    assert letter("a\ud800\0b", ()).text == "a\ufffd\ufffdb"


@settings(max_examples=count(150, 5_000), deadline=None)
@given(
    st.text(st.sampled_from("aâ😀 \n“”[1]\ud83de\u0301\u0302\0\u0344"), max_size=40),
    st.lists(st.builds(Style, st.sampled_from(StyleKind), st.integers(-5, 45), st.integers(-5, 45)), max_size=12),
)
def test_whatever_the_styles_the_server_takes_them(text: str, styles: list[Style]) -> None:
    made = shown(text, *styles)
    made.text.encode()
    ends = [(one["start"], one["start"] + one["len"]) for one in made.styles]
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(ends))


def test_a_long_answer_is_within_the_limit_and_keeps_its_quotes_whole() -> None:
    quote = "Cán bộ được luân chuyển giữ chức vụ ít nhất 36 tháng. " * 12
    text = "".join(f"Theo đó: “{quote}” [{number}]\n\n" for number in range(1, 7))
    styles, at = [], 0
    for number in range(1, 7):
        at = text.index("“", at) + 1
        styles.append(Style(QUOTE, at, at + len(quote), number))
    outgoing = Outgoing(text, tuple(styles), typed="Gõ 1–6 xem nguồn.")
    made = [shown(piece.text, *piece.styles) for piece in pieces(outgoing, LIMIT, buttons=False)]
    assert len(made) > 2
    assert all(units(one.text) <= LIMIT for one in made)
    assert [words for one in made for words in one.parts(GREEN)] == [quote] * 6
    assert made[-1].text.endswith("Gõ 1–6 xem nguồn.")
