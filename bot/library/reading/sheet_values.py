"""The values of spreadsheet cells as the sheet shows them: numbers and dates the Vietnamese way."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.phrases.reading import NOT_CALCULATED

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DECIMALS = re.compile(r"\.(0+)")
_LEADING_ZEROS = re.compile(r"0{2,}")
_LONGEST = 15  # digits of a number that a spreadsheet keeps


def shown(value: Any, number_format: str | None) -> str:
    """A cell's value as text, "" for an empty cell and for an error."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value, number_format or "General")
    if isinstance(value, datetime):
        return _moment(value, number_format or "")
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, time):
        return f"{value.hour:02d}:{value.minute:02d}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    text = " ".join(str(value).split())
    return "" if text in NOT_CALCULATED else text


def _number(value: float, number_format: str) -> str:
    pattern = _QUOTED.sub("", number_format.split(";")[0])
    decimals = _DECIMALS.search(pattern)
    places = len(decimals[1]) if decimals else 0
    if "%" in pattern:
        return f"{_plain(value * 100, places)}%"
    if _LEADING_ZEROS.fullmatch(pattern):
        return f"{round(value):0{len(pattern)}d}"
    if pattern.casefold() in ("general", "@", ""):
        return _plain(value, None)
    text = _plain(value, places if "0" in pattern or "#" in pattern else None)
    return _grouped(text) if "," in pattern else text


def _plain(value: float, places: int | None) -> str:
    """Digits with a decimal comma; `places` None keeps those that the number has."""
    if places is None:
        if float(value).is_integer() and abs(value) < 10**_LONGEST:
            return str(int(value))
        return f"{value:.{_LONGEST - 4}g}".replace(".", ",")
    return f"{value:.{places}f}".replace(".", ",")


def _grouped(text: str) -> str:
    whole, comma, rest = text.partition(",")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-')):,}".replace(",", ".") + comma + rest


def _moment(value: datetime, number_format: str) -> str:
    pattern = _QUOTED.sub("", number_format).casefold()
    clock = f" {value.hour:02d}:{value.minute:02d}" if "h" in pattern and (value.hour or value.minute) else ""
    if "y" in pattern and "d" not in pattern:
        return f"{value.month}/{value.year}" if "m" in pattern.split("h")[0] else str(value.year)
    return f"{value.day}/{value.month}/{value.year}{clock}"
