"""Word's automatic numbers, computed as Word shows them: they are in no paragraph's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_PLACE = re.compile(r"%([1-9])")
_MAX_LEVEL = 8
_MAX_VALUE = 30_000  # a damaged start value would otherwise make numbers of any length


@dataclass
class Level:
    """One level of a list: how its number looks and when it starts over."""

    start: int = 1
    style: str = "decimal"
    text: str = "%1."
    suffix: str = " "
    legal: bool = False  # every number in it as a decimal one
    restart_after: int | None = None  # level that starts it over (1-based); 0 never; None any higher one
    paragraph_style: str | None = None


@dataclass
class _List:
    abstract: str
    overrides: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document with their running counters; asked once for each numbered paragraph, in order."""

    def __init__(self, root: etree._Element | None, style_lists: Callable[[str], str | None]) -> None:
        """`style_lists` gives the list (numId) of a numbering style, through which lists may be shared."""
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, _List] = {}
        self._links: dict[str, str] = {}
        self._style_lists = style_lists
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        if root is not None:
            self._load(root)

    def level_of_style(self, number_id: str, style: str) -> int:
        """The level that a paragraph style is bound to within a list."""
        for index, level in self._definition(number_id).items():
            if level.paragraph_style == style:
                return index
        return 0

    def next(self, number_id: str, index: int) -> str:
        """Return the number of the next paragraph of a list's level, with what follows it; "" where it shows none."""
        levels = self._definition(number_id)
        if not levels:
            return ""
        index = min(max(index, 0), _MAX_LEVEL)
        level = levels.get(index)
        if level is None:
            return ""
        counters = self._counters.setdefault(self._abstract(number_id), {})
        start = self._lists[number_id].starts.get(index)
        if start is not None and (number_id, index) not in self._started:
            self._started.add((number_id, index))
            counters[index] = start
        elif index in counters:
            counters[index] = min(counters[index] + 1, _MAX_VALUE)
        else:
            counters[index] = level.start
        for deeper in [i for i in counters if i > index]:
            after = levels[deeper].restart_after if deeper in levels else None
            if after is None or (after > 0 and index < after):
                del counters[deeper]
        for higher in range(index):
            if higher in levels:
                counters.setdefault(higher, levels[higher].start)
        return self._shown(level, levels, counters)

    def _shown(self, level: Level, levels: dict[int, Level], counters: dict[int, int]) -> str:
        if level.style == "bullet":
            return "- "
        if level.style == "none" and "%" in level.text:
            return ""

        def value(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at not in levels:
                return ""
            style = "decimal" if level.legal else levels[at].style
            return written(counters.get(at, levels[at].start), style)

        text = _PLACE.sub(value, level.text)
        return text + level.suffix if text.strip() else ""

    def _abstract(self, number_id: str) -> str:
        """The definition behind a list, also through a numbering style that it refers to."""
        seen: set[str] = set()
        while number_id in self._lists and number_id not in seen:
            seen.add(number_id)
            abstract = self._lists[number_id].abstract
            linked = self._style_lists(self._links[abstract]) if abstract in self._links else None
            if linked is None:
                return abstract
            number_id = linked
        return ""

    def _definition(self, number_id: str) -> dict[int, Level]:
        one = self._lists.get(number_id)
        if one is None:
            return {}
        base = self._levels.get(self._abstract(number_id), {})
        return base | one.overrides if one.overrides else base

    def _load(self, root: etree._Element) -> None:
        for abstract in root.iter(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId", "")
            self._levels[name] = {int_of(e, "ilvl"): _level(e) for e in abstract.findall(f"{W}lvl")}
            link = abstract.find(f"{W}numStyleLink")
            if link is not None:
                self._links[name] = link.get(f"{W}val", "")
        for number in root.iter(f"{W}num"):
            one = _List(_value(number, "abstractNumId") or "")
            for override in number.findall(f"{W}lvlOverride"):
                index = int_of(override, "ilvl")
                replaced = override.find(f"{W}lvl")
                if replaced is not None:
                    one.overrides[index] = _level(replaced)
                start = override.find(f"{W}startOverride")
                if start is not None:
                    one.starts[index] = int_of(start, "val")
            self._lists[number.get(f"{W}numId", "")] = one


def written(value: int, style: str) -> str:
    """A number in one of Word's styles."""
    if style == "none":
        return ""
    if style == "decimalZero":
        return f"{value:02d}"
    if style in ("lowerLetter", "upperLetter") and value > 0:
        # After z Word doubles the letter: aa, bb.
        letters = chr(ord("a") + (value - 1) % 26) * min((value - 1) // 26 + 1, 20)
        return letters.upper() if style == "upperLetter" else letters
    if style in ("lowerRoman", "upperRoman") and 0 < value < 4000:
        letters = _roman(value)
        return letters.upper() if style == "upperRoman" else letters
    return str(value)


def _roman(value: int) -> str:
    signs = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
    worths = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    text = ""
    for worth, sign in zip(worths, signs, strict=True):
        text += sign * (value // worth)
        value %= worth
    return text


def _level(element: etree._Element) -> Level:
    suffix = _value(element, "suff") or "tab"
    restart = element.find(f"{W}lvlRestart")
    legal = element.find(f"{W}isLgl")
    return Level(
        start=int_of(element.find(f"{W}start"), "val", 1),
        style=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText") or "",
        suffix="" if suffix == "nothing" else " ",
        legal=legal is not None and legal.get(f"{W}val", "1") not in ("0", "false"),
        restart_after=None if restart is None else int_of(restart, "val"),
        paragraph_style=_value(element, "pStyle"),
    )


def _value(element: etree._Element, child: str) -> str | None:
    found = element.find(f"{W}{child}")
    return None if found is None else found.get(f"{W}val")


def int_of(element: etree._Element | None, attribute: str, default: int = 0) -> int:
    """A whole number in an attribute, or default where it is missing or no number."""
    if element is None:
        return default
    try:
        value = int(element.get(f"{W}{attribute}", ""))
    except ValueError:
        return default
    return max(-_MAX_VALUE, min(value, _MAX_VALUE))
