"""Cells of the register → values: Excel's own changes are borne, what makes no sense is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any

from bot.library import ceasing
from bot.library.front_matter import (
    NUMBERS,
    TEXT_KINDS,
    VALIDITY,
    addresses_in,
    numbers_in,
    parse_date,
    partial_date,
    text_kind_of,
    validity_of,
)
from bot.model import TextKind
from bot.phrases import register as words
from bot.vietnamese import find_document_numbers, normalise

DATES = ("issued", "in_force_from", "expired_from", "written")
_EPOCH = date(1899, 12, 30)  # day 0 of Excel, as far as it counts leap years rightly
_YEARS = range(1900, 2201)
_SERIALS = range(
    18_264, 109_600
)  # days of 1950 to 2199: such a number in a column of dates is a date without its format
_MOST = 2_000  # characters of a cell that are taken
_QUOTED = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\\.")
_ERRORS = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")  # what Excel shows for no value


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell."""

    value: Any
    shows_day: bool = True  # False for a date whose format shows month and year only
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell means: fields with their values, what is wrong, and how it was understood."""

    changes: dict[str, Any]
    trouble: str | None = None
    note: str | None = None


def read_cell(field: str, column: str, cell: Cell) -> Read:
    """The meaning of a cell in the column of a field; `column` is its name as it is written."""
    value = cell.value
    if cell.formula and value is None:
        return Read({}, words.no_result(column))
    if value in _ERRORS:
        return Read({}, words.cell_error(column, value))
    if field in DATES:
        return _date(field, column, cell)
    if isinstance(value, (datetime, date)):
        if field in ("source_date", "note", "ceased"):
            value = f"{value.day}/{value.month}/{value.year}"
        else:
            return Read({}, words.made_a_date(column))
    text = text_of(value)
    return _text(field, column, text) if text else Read({})


def text_of(value: Any) -> str:
    """A value as the words that a person sees: 65.0 is "65"; blanks of all kinds are one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return words.YES if value else words.NO
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (datetime, date)):
        value = f"{value.day}/{value.month}/{value.year}"
    return " ".join(normalise(str(value)).split())[:_MOST]


def _text(field: str, column: str, text: str) -> Read:
    if field == "stated_validity":
        validity = validity_of(text)
        wrong = None if validity else words.value_wrong(column, text, tuple(VALIDITY))
        return Read({} if validity is None else {field: validity}, wrong)
    if field == "text_kind":
        kind = text_kind_of(text)
        # Whoever filled it in meant to say that it is not simply the full text.
        wrong = None if kind else words.value_wrong(column, text, tuple(TEXT_KINDS))
        return Read({field: kind or TextKind.DIGEST}, wrong)
    if field == "ceased":
        parsed = ceasing.parse(text)
        trouble = words.in_column(column, " ".join(parsed.troubles)) if parsed.troubles else None
        note = words.in_column(column, " ".join(parsed.notes)) if parsed.notes else None
        return Read({field: parsed.ceased} if parsed.ceased else {}, trouble, note)
    if field == "replaced_by":
        return Read({field: text}, note=_unnumbered(column, [text]))
    if field in NUMBERS:
        numbers = numbers_in([text])
        return Read({field: numbers}, note=_unnumbered(column, numbers))
    if field == "source_urls":
        return Read({field: addresses_in([text])})
    return Read({field: text})


def _unnumbered(column: str, named: tuple[str, ...] | list[str]) -> str | None:
    wrong = next((one for one in named if not find_document_numbers(one)), None)
    return words.no_number_in(column, wrong) if wrong else None


def _date(field: str, column: str, cell: Cell) -> Read:
    value = _plain_date(cell.value)
    if isinstance(value, date):
        if cell.shows_day:
            return Read({field: value})
        value = f"{value.month}/{value.year}"
    text = text_of(value)
    if not text:
        return Read({})
    day = parse_date(text)
    if day is not None:
        return Read({field: day}) if day.year in _YEARS else Read({}, words.date_wrong(column, text))
    partial = partial_date(text)
    if partial is None:
        return Read({}, words.date_wrong(column, text))
    if field == "issued":
        return Read({"issued_as_written": partial})
    month, _, year = partial.rpartition("/")
    taken = date(int(year), int(month or 1), 1)
    return Read({field: taken}, note=words.first_of_month(column, text, taken))


def _plain_date(value: Any) -> Any:
    """The day of a date and time, or of a number that Excel would show as one; anything else as it is."""
    if isinstance(value, datetime):
        return value.date()
    number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    if number is not None and isfinite(number) and int(number) in _SERIALS:
        return _EPOCH + timedelta(days=int(number))
    return value


def shows_day(number_format: str) -> bool:
    """Whether a format of Excel shows the day of a date: "mm/yyyy" and "mmm-yy" do not."""
    shown = _QUOTED.sub("", number_format.casefold()).split(";")[0]
    return "d" in shown or not ("m" in shown and "y" in shown)
