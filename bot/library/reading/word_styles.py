"""What a paragraph inherits from its style in Word: heading level, bold, font, centring, membership in a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from bot.library.reading.word_numbering import W, int_of

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_MAX_DEPTH = 12  # styles that are based on one another; a damaged file may make a ring
_BODY_LEVEL = 9  # Word's outline level for running text


@dataclass
class Style:
    """The properties of a style that matter here; None where it leaves them to the one it is based on."""

    name: str = ""
    based_on: str | None = None
    bold: bool | None = None
    centred: bool | None = None
    font: str | None = None
    outline: int | None = None
    number_id: str | None = None
    level: int | None = None


class Styles:
    """All styles of a document, with inheritance resolved on asking."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self.default: str | None = None
        basic = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
        self.font = font_of(basic)  # of words whose style names none
        for element in root.iter(f"{W}style") if root is not None else ():
            identity = element.get(f"{W}styleId", "")
            self._styles[identity] = _style(element)
            if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true"):
                self.default = identity

    def resolve(self, identity: str | None) -> Style:
        """Return a style with everything that it inherits."""
        result = Style()
        for _ in range(_MAX_DEPTH):
            style = self._styles.get(identity or "")
            if style is None:
                break
            result.name = result.name or style.name
            result.bold = style.bold if result.bold is None else result.bold
            result.centred = style.centred if result.centred is None else result.centred
            result.font = result.font or style.font
            result.outline = style.outline if result.outline is None else result.outline
            if result.number_id is None and style.number_id is not None:
                result.number_id = style.number_id
            result.level = style.level if result.level is None else result.level
            if result.outline is None and (match := _HEADING.fullmatch(style.name)):
                result.outline = int(match[1]) - 1
            identity = style.based_on
        return result

    def list_of(self, identity: str) -> str | None:
        """The list (numId) that a numbering style stands for."""
        style = self._styles.get(identity)
        return None if style is None else style.number_id


def heading_level(outline: int | None) -> int:
    """Word's outline level (0 is the highest) as a heading level from 1; 0 for running text."""
    return outline + 1 if outline is not None and 0 <= outline < _BODY_LEVEL else 0


def is_on(element: etree._Element | None) -> bool | None:
    """A switch of Word: None where it is missing, else on unless it says otherwise."""
    if element is None:
        return None
    return element.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def font_of(properties: etree._Element | None) -> str | None:
    """The font that run properties name for letters with accents."""
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    if fonts is None:
        return None
    name: str | None = fonts.get(f"{W}hAnsi") or fonts.get(f"{W}ascii")
    return name


def _style(element: etree._Element) -> Style:
    name, based = element.find(f"{W}name"), element.find(f"{W}basedOn")
    paragraph, run = element.find(f"{W}pPr"), element.find(f"{W}rPr")
    style = Style(
        name=name.get(f"{W}val", "") if name is not None else "",
        based_on=based.get(f"{W}val") if based is not None else None,
        bold=is_on(run.find(f"{W}b")) if run is not None else None,
        font=font_of(run),
    )
    if paragraph is not None:
        justified = paragraph.find(f"{W}jc")
        if justified is not None:
            style.centred = justified.get(f"{W}val") == "center"
        if paragraph.find(f"{W}outlineLvl") is not None:
            style.outline = int_of(paragraph.find(f"{W}outlineLvl"), "val", _BODY_LEVEL)
        style.number_id, style.level = numbered(paragraph)
    return style


def numbered(properties: etree._Element) -> tuple[str | None, int | None]:
    """The list and level that paragraph properties name."""
    number = properties.find(f"{W}numPr")
    if number is None:
        return None, None
    identity, level = number.find(f"{W}numId"), number.find(f"{W}ilvl")
    return (
        None if identity is None else identity.get(f"{W}val"),
        None if level is None else int_of(level, "val"),
    )
