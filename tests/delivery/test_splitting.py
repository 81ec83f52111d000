"""One message to several: nothing is lost, quotes stay whole, styles stay over their words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery import pieces, units
from bot.delivery.splitting import MAX_STYLES, plain
from bot.model import Button, Outgoing, Style, StyleKind
from tests.conftest import count

BUTTONS = ((Button("Nguồn 1", key="s:1:1"), Button("Sao chép", copied="khoản 2 Điều 5")), (Button("Xem", url="x"),))
WORDS = (
    "quy định",
    "Điều 5.",
    "bổ nhiệm",
    "a)",
    "hoà",
    "e\u0302\u0301m",
    "👍🏽",
    "👨‍👩‍👧",
    "🇻🇳🇻🇳",
    "\u00a0[1]",
    "“”",
    "x" * 25,
)


def quoted(*parts: str) -> Outgoing:
    """A text in which the parts in quotation marks are quotes."""
    text, styles = "", []
    for part in parts:
        if part.startswith("“"):
            styles.append(Style(StyleKind.QUOTE, len(text) + 1, len(text) + len(part) - 1, len(styles) + 1))
        text += part
    return Outgoing(text, tuple(styles))


@st.composite
def messages(draw: st.DrawFn) -> Outgoing:
    """Messages of words, signs of many units, quotes of any length that do not overlap, and other styles anywhere."""
    words = st.sampled_from(WORDS) | st.text(max_size=12)
    gaps = st.sampled_from((" ", "\n", "\n\n", ". ", "; ", "  \n \n", "\u00a0", ""))
    text = "".join(word + gap for word, gap in draw(st.lists(st.tuples(words, gaps), max_size=60)))
    places = draw(st.lists(st.integers(0, len(text)), max_size=12).map(sorted))
    # A quote is of whole letters.
    places = [place for place in places if not unicodedata.category(text[place : place + 1] or " ").startswith("M")]
    styles = [
        Style(StyleKind.QUOTE, start, end, number)
        for number, (start, end) in enumerate(zip(places[::2], places[1::2], strict=False))
        if start < end
    ]
    spans = st.tuples(st.integers(0, len(text)), st.integers(1, 80))
    kinds = st.sampled_from((StyleKind.BOLD, StyleKind.ITALIC, StyleKind.SOURCE))
    for kind, (start, length) in draw(st.lists(st.tuples(kinds, spans), max_size=8)):
        if start < min(start + length, len(text)):
            styles.append(Style(kind, start, min(start + length, len(text)), 1))
    typed = draw(st.sampled_from(("", "Gõ 1 để xem nguồn")))
    return Outgoing(text, tuple(styles), BUTTONS, typed, "tin-1", 7, draw(st.sampled_from((None, "a.docx"))))


def places_of(text: str, made: list[Outgoing]) -> list[int]:
    """Where each piece begins in the text; fails where anything but white space lies between two."""
    starts, at = [], 0
    for piece in made:
        start = text.index(piece.text, at)
        assert not text[at:start].strip()
        starts.append(start)
        at = start + len(piece.text)
    assert not text[at:].strip()
    return starts


@settings(max_examples=count(300, 10_000), deadline=None)
@given(messages(), st.sampled_from((20, 33, 60, 200, 4096)), st.booleans())
def test_any_message(outgoing: Outgoing, limit: int, buttons: bool) -> None:
    made = pieces(outgoing, limit, buttons=buttons)
    text = outgoing.text
    if not buttons and outgoing.typed:
        text = f"{text}\n\n{outgoing.typed}" if text.strip() else outgoing.typed
    if not text.strip():
        assert [piece.file for piece in made] == [name for name in (outgoing.file,) if name]
        return
    starts = places_of(text, made)
    for number, (start, piece) in enumerate(zip(starts, made, strict=True)):
        last = number == len(made) - 1
        assert 0 < units(piece.text) <= limit
        assert piece.text.strip()
        assert len(piece.styles) <= MAX_STYLES
        assert piece.reply_to == (outgoing.reply_to if number == 0 else None)
        assert piece.file == (outgoing.file if last else None)
        assert piece.buttons == (outgoing.buttons if last and buttons else ())
        assert piece.typed == (outgoing.typed if last and buttons else "")
        assert piece.question == 7
        assert not unicodedata.combining(piece.text[0]) or number == 0 or text[start - 1].isspace()
        # What is styled is what was styled, and nothing else.
        expected = [
            (style.kind, style.ref, max(style.start, start) - start, min(style.end, start + len(piece.text)) - start)
            for style in outgoing.styles
            if max(style.start, start) < min(style.end, start + len(piece.text))
        ]
        assert [(style.kind, style.ref, style.start, style.end) for style in piece.styles] == expected
    if not buttons and outgoing.typed:
        assert made[-1].text.endswith(outgoing.typed)
    ends = [start + len(piece.text) for start, piece in zip(starts, made, strict=True)]
    for style in outgoing.styles:
        words = text[style.start : style.end]
        if style.kind is StyleKind.QUOTE and units(words.strip()) and units(words) <= limit:
            first, last = style.start + len(words) - len(words.lstrip()), style.start + len(words.rstrip())
            assert any(start <= first and last <= end for start, end in zip(starts, ends, strict=True)), (
                "a quote is cut"
            )


def test_a_short_message_is_left_alone() -> None:
    outgoing = Outgoing(" hai dòng\nngắn ", (Style(StyleKind.BOLD, 1, 4),), BUTTONS, "Gõ 1", "tin-1", 3, "a.docx")
    assert pieces(outgoing, 4096, buttons=True) == [outgoing]


def test_cuts_between_quotes() -> None:
    one, two = f"“{'một ' * 20}”", f"“{'hai ' * 20}”"
    made = pieces(quoted(one, "\u00a0[1]\n\n", two, "\u00a0[2]\n\nNguồn:\n[1] A\n[2] B"), 120, buttons=True)
    assert [piece.text for piece in made] == [f"{one}\u00a0[1]", f"{two}\u00a0[2]\n\nNguồn:\n[1] A\n[2] B"]
    assert [[style.ref for style in piece.styles] for piece in made] == [[1], [2]]


def test_a_quote_goes_whole_into_the_next_message() -> None:
    made = pieces(quoted("Lời dẫn ở đây. Và một câu nữa.\n", f"“{'chữ ' * 20}”"), 90, buttons=True)
    assert [piece.text for piece in made] == ["Lời dẫn ở đây. Và một câu nữa.", f"“{'chữ ' * 20}”"]


def test_a_quote_that_no_message_holds_is_cut_at_sentences() -> None:
    sentence = "Cán bộ được luân chuyển ít nhất 36 tháng."
    made = pieces(quoted("Trả lời: ", f"“{' '.join([sentence] * 6)}”"), 100, buttons=True)
    assert len(made) == 3
    assert all(piece.text.rstrip("”").endswith("tháng.") for piece in made)
    assert all(style.kind is StyleKind.QUOTE and style.ref == 1 for piece in made for style in piece.styles)
    assert (
        sum(style.end - style.start for piece in made for style in piece.styles) == 6 * len(sentence) + 3
    )  # and the spaces that are left


def test_a_quote_in_lines_is_cut_at_lines() -> None:
    lines = [f"{letter}) nội dung của điểm {letter} dài vừa phải" for letter in "abcdef"]
    made = pieces(quoted(f"“{chr(10).join(lines)}”"), 100, buttons=True)
    assert "\n".join(piece.text for piece in made) == f"“{chr(10).join(lines)}”"


def test_one_word_that_no_message_holds() -> None:
    made = pieces(Outgoing("https://" + "x" * 100), 50, buttons=True)
    assert [len(piece.text) for piece in made] == [50, 50, 8]


@pytest.mark.parametrize(
    "sign", ["👨‍👩‍👧‍👦", "👍🏽", "🇻🇳", "e\u0302\u0323", "❤️", "\U0001f3f4\U000e0067\U000e0062\U000e007f"], ids=ascii
)
def test_no_sign_is_parted(sign: str) -> None:
    text = sign * 40
    for limit in range(20, 40):
        made = pieces(Outgoing(text), limit, buttons=True)
        assert "".join(piece.text for piece in made) == text
        assert all(set(piece.text.split(sign)) == {""} for piece in made), limit


def test_many_styles_make_more_messages() -> None:
    text = "đậm " * 250
    styles = tuple(Style(StyleKind.BOLD, at * 4, at * 4 + 3) for at in range(250))
    made = pieces(Outgoing(text, styles), 4096, buttons=True)
    assert [len(piece.styles) for piece in made] == [100, 100, 50]
    assert all(piece.text[style.start : style.end] == "đậm" for piece in made for style in piece.styles)


def test_a_quote_with_many_styles_stays_whole() -> None:
    text = "đậm " * 150
    styles = (*(Style(StyleKind.BOLD, at * 4, at * 4 + 3) for at in range(150)), Style(StyleKind.QUOTE, 0, len(text)))
    [piece] = pieces(Outgoing(text, styles), 4096, buttons=True)
    assert len(piece.styles) == MAX_STYLES
    assert StyleKind.QUOTE in {style.kind for style in piece.styles}


def test_the_line_of_choices_is_not_parted() -> None:
    typed = "Gõ 1, 2 để xem nguồn; “hữu ích” hoặc “chưa đúng” để góp ý"
    made = pieces(Outgoing("chữ " * 22, (), BUTTONS, typed), 100, buttons=False)
    assert [piece.text for piece in made] == [("chữ " * 22).strip(), typed]


def test_styles_beyond_the_text_are_cut_off() -> None:
    styles = (Style(StyleKind.BOLD, 2, 99), Style(StyleKind.BOLD, 50, 60), Style(StyleKind.BOLD, 3, 3))
    [piece] = pieces(Outgoing("năm chữ", styles), 4096, buttons=True)
    assert piece.styles == (Style(StyleKind.BOLD, 2, 7),)


def test_nothing_to_show() -> None:
    assert pieces(Outgoing(" \n"), 4096, buttons=True) == []
    assert pieces(Outgoing("", file="a.docx"), 4096, buttons=True) == [Outgoing("", file="a.docx")]
    assert pieces(Outgoing("", typed="Gõ 1"), 4096, buttons=False) == [Outgoing("Gõ 1")]


def test_plain_keeps_within_the_limit() -> None:
    outgoing = Outgoing("chữ", (Style(StyleKind.BOLD, 0, 3),), BUTTONS, "Gõ 1", "tin-1", 3, "a.docx")
    assert plain(outgoing, 4096, "(thiếu tệp)") == Outgoing("chữ\n\n(thiếu tệp)\n\nGõ 1", reply_to="tin-1", question=3)
    assert plain(outgoing, 10, "(thiếu tệp)") == Outgoing("chữ\n\nGõ 1", reply_to="tin-1", question=3)
    simple = plain(outgoing, 4096, "(thiếu tệp)")
    assert plain(simple, 4096, "(thiếu tệp)") == simple
