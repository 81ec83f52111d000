"""What may be done next: pressed where a platform has buttons, typed where it has none. One value makes both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bot.answer.compose import TextBuilder
from bot.model import Button, Outgoing, Style, StyleKind

COPIED_UNITS = 256  # UTF-16 units that a button may copy: Telegram's limit
_MOST_ADDRESS = 1_000  # characters of an address that a button leads to


@dataclass(frozen=True, slots=True)
class Choice:
    """A thing to choose. `key` says what happens; what is only copied or only a link may do without."""

    label: str
    key: str = ""
    typed: str = ""  # the form that is typed in its place; "" where it cannot be
    copied: str | None = None  # copied by the button where it is short enough, else the key is pressed
    url: str | None = None


Rows = Sequence[Sequence[Choice]]


def units(text: str) -> int:
    """The length of a text in UTF-16 units, in which platforms count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def message(text: TextBuilder | str, rows: Rows = (), *, typed: str = "", question: int | None = None) -> Outgoing:
    """A message with its choices; `typed` is the line that names their typed forms."""
    built = TextBuilder().add(text) if isinstance(text, str) else text
    shown = tuple(tuple(map(_button, row)) for row in rows if row)
    return Outgoing(built.text, built.styles, shown, typed, question=question)


def typed_choices(rows: Rows) -> tuple[tuple[str, str], ...]:
    """The typed forms of some choices, each with the key it stands for."""
    return tuple((one.typed, one.key) for row in rows for one in row if one.typed and one.key)


def with_opening(outgoing: Outgoing, opening: str) -> Outgoing:
    """The message below a line of its own."""
    if not opening:
        return outgoing
    by = len(opening) + 2
    moved = (replace(style, start=style.start + by, end=style.end + by) for style in outgoing.styles)
    styles = (Style(StyleKind.ITALIC, 0, len(opening)), *moved)
    return replace(outgoing, text=f"{opening}\n\n{outgoing.text}", styles=styles)


def public_address(address: str | None) -> str | None:
    """An address that a button may lead to: a web page of a named host; None for anything else."""
    if not address or len(address) > _MOST_ADDRESS or any(char.isspace() for char in address):
        return None
    try:
        split = urlsplit(address)
        host = split.hostname or ""
    except ValueError:
        return None
    return address if split.scheme in ("http", "https") and "." in host.strip(".") else None


def _button(choice: Choice) -> Button:
    if choice.url is not None:
        return Button(choice.label, url=choice.url)
    copied = choice.copied
    if copied is not None and (not choice.key or units(copied) <= COPIED_UNITS):
        return Button(choice.label, copied=copied)
    return Button(choice.label, key=choice.key)
