"""An outline as lines that a test can read."""

from __future__ import annotations

from bot.library.outline import outline
from bot.library.reading import Reading
from bot.library.reading.reader import read_bytes
from bot.model import Section


def of_text(text: str) -> list[str]:
    """The outline of a plain text."""
    return tree(Reading(text))


def of_markdown(text: str) -> list[str]:
    """The outline of a Markdown text."""
    return tree(read_bytes(text.encode(), ".md"))


def tree(reading: Reading) -> list[str]:
    """One line for each section: indent by depth, label or kind, title after a bar."""
    sections = outline(reading).sections
    return [f"{'  ' * depth(sections, i)}{name(s)}" for i, s in enumerate(sections)]


def name(section: Section) -> str:
    """How a section is named in these tests."""
    label = section.label or section.kind.value
    return f"{label} | {section.title}" if section.title else label


def depth(sections: tuple[Section, ...], index: int) -> int:
    """How many sections hold this one."""
    parent = sections[index].parent
    return 0 if parent is None else 1 + depth(sections, parent)
