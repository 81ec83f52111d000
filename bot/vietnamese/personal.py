"""Personal data in what people type, covered before it is written down: numbers, addresses of mail, names of people.

Signs that people can read stand in their place. Numbers and symbols of documents, dates, years, ages, shares and sums
stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from bot.vietnamese.fold import fold, fold_map
from bot.vietnamese.people import names_of_people
from bot.vietnamese.personal_numbers import SIGNS as NUMBER_SIGNS
from bot.vietnamese.personal_numbers import Span, personal_numbers, take

NAME = "[tên người]"
SIGNS = (*NUMBER_SIGNS, NAME)

_SIGN = re.compile("|".join(map(re.escape, SIGNS)))


def masked(text: str, *, public: Collection[str] = (), beside: str = "") -> str:
    """Text with personal data covered by readable signs ("[số điện thoại]"); all else stays letter for letter.

    `public` are names, folded, of people whom the documents themselves name: they stay. `beside` is another wording of
    the text: the names found in it are covered here too. What is masked once is not changed by masking it again.
    """
    named = _names(beside, public) if beside else []
    while found := _found(text, public, named):
        parts, at = [], 0
        for start, end, sign in found:
            parts += [text[at:start], sign]
            at = end
        text = "".join([*parts, text[at:]])
    return text


def _names(text: str, public: Collection[str]) -> list[re.Pattern[str]]:
    """Patterns of the names in a text: those of several syllables however their accents are typed."""
    found = {text[start:end] for start, end in names_of_people(text, public)}
    folded = {r"[ ]+".join(map(re.escape, fold(name).split())) for name in found if " " in name}
    exact = {re.escape(name) for name in found if " " not in name and name[:1].isupper()}
    return [
        *(re.compile(rf"(?<![^\W_]){name}(?![^\W_])", re.IGNORECASE) for name in sorted(folded, key=len, reverse=True)),
        *(re.compile(rf"(?<!\w){name}(?!\w)") for name in sorted(exact)),
    ]


def _found(text: str, public: Collection[str], named: Sequence[re.Pattern[str]]) -> list[Span]:
    """Spans in code points with their signs, in order, none over another and none over a sign that is there."""
    folded, positions = fold_map(text)
    spans = personal_numbers(folded)
    spans += [(match.start(), match.end(), NAME) for name in named for match in name.finditer(folded)]
    found = [(positions[start], positions[end], sign) for start, end, sign in spans]
    found += [(match.start(), match.end(), NAME) for name in named for match in name.finditer(text)]
    found += [(start, end, NAME) for start, end in names_of_people(text, public)]
    taken = bytearray(len(text))
    for match in _SIGN.finditer(text):
        take(taken, match.start(), match.end())
    kept = []
    for start, end, sign in found:
        if end > start and taken.find(1, start, end) < 0:
            kept.append((start, end, sign))
            take(taken, start, end)
    return sorted(kept)


def people_named(texts: Iterable[str]) -> frozenset[str]:
    """The folded names of people in texts that name one each, such as "Ông Đỗ Mạnh Hiến, Phó Bí thư": for `public`."""
    found: set[str] = set()
    for text in texts:
        spans = names_of_people(text) or [(0, len(text.split(",", 1)[0]))]
        found.update(" ".join(fold(text[start:end]).split()) for start, end in spans)
    return frozenset(found - {""})
