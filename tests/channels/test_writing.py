"""Answers in Telegram's terms: entities that the server takes, buttons that it does not refuse."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.writing import MAX_ENTITIES, entities, keyboard, letter
from bot.model import Button, Outgoing, Style, StyleKind
from tests.channels.checks import entities_problem, keyboard_problem
from tests.conftest import count

BOLD, ITALIC, QUOTE, SOURCE = StyleKind.BOLD, StyleKind.ITALIC, StyleKind.QUOTE, StyleKind.SOURCE


def shown(text: str, *styles: Style) -> list[tuple[str, str]]:
    """(kind, words) of the entities, cut as the server cuts them."""
    wide = text.encode("utf-16-le")
    return [
        (one.type, wide[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le"))
        for one in entities(text, styles)
    ]


def test_offsets_count_utf_16_units() -> None:
    text = "😀 đậm 🏛 nghiêng"
    assert shown(text, Style(BOLD, 2, 5), Style(ITALIC, 8, 15)) == [("bold", "đậm"), ("italic", "nghiêng")]


def test_a_quote_takes_its_marks_and_number_into_its_block() -> None:
    text = "Theo đó:\n\n“bốn mươi tám tháng”\u00a0[1]\n\nNguồn:\n[1] Quy định 65."
    start = text.index("bốn")
    styles = (Style(QUOTE, start, start + 18, 1), Style(SOURCE, text.index("[1] Quy"), len(text), 1))
    assert shown(text, *styles) == [("blockquote", "“bốn mươi tám tháng”\u00a0[1]")]


def test_a_long_quote_is_folded_up() -> None:
    text = "a " * 200
    assert [kind for kind, _ in shown(text, Style(QUOTE, 0, 301))] == ["expandable_blockquote"]
    assert [kind for kind, _ in shown(text, Style(QUOTE, 0, 300))] == ["blockquote"]


def test_quotes_never_nest_and_nothing_crosses() -> None:
    text = "abcdefghij"
    assert shown(text, Style(QUOTE, 0, 6), Style(QUOTE, 2, 8), Style(BOLD, 4, 9)) == [
        ("blockquote", "abcdef"),
        ("bold", "ef"),
        ("bold", "ghi"),
    ]


@settings(max_examples=count(200, 5_000), deadline=None)
@given(
    st.text(st.sampled_from("aâ😀 \n“”\u00a0[1]\ud83d"), max_size=40),
    st.lists(st.builds(Style, st.sampled_from(StyleKind), st.integers(-5, 45), st.integers(-5, 45)), max_size=12),
)
def test_whatever_the_styles_the_server_takes_the_entities(text: str, styles: list[Style]) -> None:
    made = letter(Outgoing(text, tuple(styles)))
    assert entities_problem(made.text, [one.to_dict() for one in made.entities]) is None
    assert len(made.text) == len(text)


def test_no_more_entities_than_the_server_takes() -> None:
    text = "ab" * 200
    assert len(entities(text, [Style(BOLD, 2 * at, 2 * at + 1) for at in range(200)])) == MAX_ENTITIES


def test_every_kind_of_button() -> None:
    made = keyboard(
        [
            [Button("Nguồn 1", key="s:1:1"), Button("Trang nguồn", url="https://hoi.example.vn/nguon?file=a")],
            [Button("Sao chép", copied="khoản 2 Điều 5")],
        ]
    )
    assert made is not None
    assert keyboard_problem(made.to_dict()) is None
    assert [[button.text for button in row] for row in made.inline_keyboard] == [
        ["Nguồn 1", "Trang nguồn"],
        ["Sao chép"],
    ]


def test_a_button_that_the_server_refuses_does_not_cost_the_message() -> None:
    wrong = [
        Button("quá dài", key="k" * 65),
        Button("quá dài", key="ă" * 33),
        Button("rỗng", key=""),
        Button(" ", key="u:1"),
        Button("tệp", url="file:///etc/passwd"),
        Button("dài", copied="😀" * 129),
        Button("không làm gì"),
    ]
    assert keyboard([wrong]) is None
    made = keyboard([wrong, [*wrong, Button("Hữu ích", key="u:1")]])
    assert made is not None
    assert [[button.text for button in row] for row in made.inline_keyboard] == [["Hữu ích"]]
    many = keyboard([[Button("b", key=f"u:{at}") for at in range(20)]] * 30)
    assert many is not None
    assert keyboard_problem(many.to_dict()) is None


def test_a_reply_is_sent_even_where_its_question_is_gone() -> None:
    made = letter(Outgoing("đáp", reply_to="41"))
    assert made.reply is not None
    assert (made.reply.message_id, made.reply.allow_sending_without_reply) == (41, True)
    assert letter(Outgoing("đáp", reply_to="zalo-id")).reply is None
    assert letter(Outgoing("đáp")).reply is None
