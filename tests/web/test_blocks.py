"""An answer's text and styles as blocks: nothing lost, nothing turned into markup."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import phrases
from bot.model import Answer, Citation, Status, Style, StyleKind, Suggestion, TextKind, Validity
from bot.web.blocks import blocks


def citation(number: int, quote: str = "q") -> Citation:
    return Citation(
        number, "d", None, None, "r", quote, "f", 0, len(quote), Validity.UNKNOWN, TextKind.FULL, None, "d"
    )  # fmt: skip


def styled(*pieces: str | tuple[str, StyleKind, int | None], citations: int = 1, **more: object) -> Answer:
    text, styles = "", []
    for piece in pieces:
        words, kind, ref = piece if isinstance(piece, tuple) else (piece, None, None)
        if kind is not None:
            styles.append(Style(kind, len(text), len(text) + len(words), ref))
        text += words
    held = tuple(citation(number) for number in range(1, citations + 1))
    return Answer(Status.ANSWERED, text, tuple(styles), held, **more)  # type: ignore[arg-type]


def test_quote_with_its_citation_and_source_line() -> None:
    answer = styled(
        ("Ông Hiến: ", StyleKind.BOLD, None),
        "“",
        ("dòng một\n\ndòng hai [1]", StyleKind.QUOTE, 1),
        "” [1]\n\nNguồn:\n",
        ("[1] Quy định 65", StyleKind.SOURCE, 1),
    )
    quote, label, source = blocks(answer)
    assert [quote["kind"], label["kind"], source["kind"]] == ["quote", "label", "source"]
    assert [(part["kind"], part["text"]) for part in quote["parts"]] == [
        ("bold", "Ông Hiến: "),
        ("text", "“"),
        ("quote", "dòng một\n\ndòng hai [1]"),  # a number in a document's own words is no citation
        ("text", "” "),
        ("cite", "[1]"),
    ]
    assert [quote["gap"], label["gap"], source["gap"]] == [False, True, False]
    assert source["ref"] == 1
    assert [part["kind"] for part in source["parts"]] == ["cite", "text"]


def test_a_number_that_cites_nothing_stays_text() -> None:
    [block] = blocks(styled("xem [7] và [1]"))
    assert [part["kind"] for part in block["parts"]] == ["text", "cite"]


def test_suggestions_are_found_in_the_text_and_the_rest_comes_last() -> None:
    named = Suggestion("Quy định 65", "65-QĐ/TW", "Điều 2", "a.md")
    other = Suggestion("Quy định 66", None, None, "b.md")
    text = f"{phrases.REFUSED}\n\n{phrases.SUGGESTIONS}\n– Quy định 65, Điều 2\n\nXin hỏi: A."
    answer = Answer(Status.REFUSED, text, suggestions=(named, other))
    found = blocks(answer)
    assert [block["kind"] for block in found] == ["text", "label", "suggestion", "text", "suggestion"]
    assert found[2]["ref"] == 0
    assert found[2]["parts"] == [{"kind": "text", "text": "Quy định 65, Điều 2"}]
    assert found[4]["ref"] == 1


@pytest.mark.parametrize("text", ["", "\n\n", "a", "a\n\n\nb\n"])
def test_odd_texts(text: str) -> None:
    assert "".join(part["text"] for block in blocks(styled(text)) for part in block["parts"]) == text.replace("\n", "")


PIECES = st.lists(
    st.one_of(
        st.text("ab[]1\n “”–<>&\U0001f600", max_size=8),
        st.tuples(st.text("xy[]1\n<", max_size=8), st.sampled_from(StyleKind), st.just(1)),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(PIECES)
def test_no_character_but_line_ends_is_lost(pieces: list[str | tuple[str, StyleKind, int | None]]) -> None:
    answer = styled(*pieces)
    shown = "".join(part["text"] for block in blocks(answer) for part in block["parts"])
    assert shown.replace("\n", "") == answer.text.replace("\n", "")
    quoted = "".join(p["text"] for block in blocks(answer) for p in block["parts"] if p["kind"] == "quote")
    assert quoted == "".join(piece[0] for piece in pieces if isinstance(piece, tuple) and piece[1] is StyleKind.QUOTE)
