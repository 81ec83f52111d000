"""How quotes are put into an answer."""

from __future__ import annotations

from bot import phrases
from bot.answer.compose import TextBuilder, add_quotes
from bot.model import Citation, TextKind, Validity


def test_each_list_that_is_cut_says_so() -> None:
    one, two, three = (
        Citation(number, "Văn bản", None, None, "", quote, "a.md", 0, 1, Validity.UNKNOWN, TextKind.FULL, None, "")
        for number, quote in enumerate(("a) một", "cả câu", "b) hai"), start=1)
    )
    out = TextBuilder()
    add_quotes(out, [one, two, three], cut=(1, 3))
    first, second, third = out.text.split("\n\n")
    assert first.endswith(phrases.MORE)
    assert third.endswith(phrases.MORE)
    assert phrases.MORE not in second
