"""Numbers that were dictated, written with digits: what a question says, so that it reads as documents write.

"ngày mười một tháng ba năm hai nghìn không trăm hai mốt" becomes "ngày 11 tháng 3 năm 2021". Only what cannot well be
anything else is taken (see spoken.py), so that names and ordinary words stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.vietnamese.fold import fold_map
from bot.vietnamese.numbers import Mention, spoken_in
from bot.vietnamese.ordinals import in_words
from bot.vietnamese.spoken import DIGITS

_MONTHS = {name: value for name, value in DIGITS.items() if value} | {"gieng": 1, "tu": 4, "muoi": 10, "chap": 12}
_NAME = "|".join(_MONTHS)
# Between a day and a year "tháng ba" is a month and not three of them.
_MONTH = re.compile(rf"\bthang (?P<said>{_NAME})(?= nam (?:19|20)\d\d\b)")
_MONTH_AFTER_DAY = re.compile(rf"\bngay \d\d? thang (?P<said>{_NAME})\b")
_DAY = re.compile(rf"\bngay (?:(?:mung|mong) )?(?P<said>{_NAME})(?= thang \d)")
# A year by its last two digits, as it is said: "năm hai mốt", "năm hai lăm". Other units could be dictated digits.
_SHORT_YEAR = re.compile(r"\bnam (?P<said>(?P<tens>hai|chin) (?P<unit>mot|lam|tu|nham))\b(?! (?:muoi|tram|nghin|tuoi))")
_SHORT_YEARS = {"hai": 2020, "chin": 1990}
_SCALES = {"trieu": 1_000_000, "ty": 1_000_000_000, "ti": 1_000_000_000}
_TENTH = re.compile(r" mốt\b(?! (?:nghìn|ngàn|trăm|chục))")  # with its accent only: "một" counts what follows
_UNITS = {"mot": 1, "tu": 4, "lam": 5, "nham": 5}


def in_digits(text: str) -> str:
    """Return text with its spoken numbers in digits, and "thứ 2" as "thứ hai"; the rest stays as it was written."""
    text = in_words(text)
    folded, positions = fold_map(text)
    found = [(one.start, *_written(text, folded, positions, one)) for one in spoken_in(text, folded, positions)]
    found += [
        (*match.span("said"), str(_SHORT_YEARS[match["tens"]] + _UNITS[match["unit"]]))
        for match in _SHORT_YEAR.finditer(folded)
    ]
    if not found and not any(char.isdigit() for char in folded):
        return text
    text = _replaced(text, positions, found)
    for pattern in (_MONTH, _MONTH_AFTER_DAY, _DAY):
        folded, positions = fold_map(text)
        matches = pattern.finditer(folded)
        text = _replaced(text, positions, [(*match.span("said"), str(_MONTHS[match["said"]])) for match in matches])
    return text


def _written(text: str, folded: str, positions: Sequence[int], said: Mention) -> tuple[int, str]:
    """Return where a spoken number ends and what is written for it: "năm triệu mốt" is "5,1 triệu"."""
    scale = folded[said.start : said.end].rsplit(" ", 1)[-1]
    if scale not in _SCALES or not said.value.isdigit():
        return said.end, said.value
    end, value = said.end, int(said.value)
    if (tenth := _TENTH.match(text, positions[end])) is not None:
        end, value = end + len(tenth[0]), value + _SCALES[scale] // 10
    number = f"{value / _SCALES[scale]:g}".replace(".", ",")
    return end, f"{number} {text[positions[said.end] - len(scale) : positions[said.end]]}"


def _replaced(text: str, positions: Sequence[int], changes: Iterable[tuple[int, int, str]]) -> str:
    for start, end, put in sorted(changes, reverse=True):
        text = f"{text[: positions[start]]}{put}{text[positions[end] :]}"
    return text
