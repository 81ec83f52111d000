"""Ways on from what is being read: back, on, the whole, the file, the web. Each has a typed form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot import phrases
from bot.conversation import keys
from bot.conversation.choices import Choice, public_address
from bot.conversation.keys import key, place
from bot.conversation.sources import Place, SourceView
from bot.conversation.turn import Choices, Turn
from bot.model import Span, TextKind, mark_of
from bot.phrases import dialogue

Page = Callable[[str, Span | None, str], str | None]
"""(file, place, fingerprint of its words) → the public address of our own page of it; None where there is none."""


@dataclass(frozen=True, slots=True)
class Here:
    """A view with what is needed to go on from it."""

    view: SourceView
    base: tuple[str | int, ...]  # the parts of a key that name the source or the document
    at: tuple[str, ...]  # the parts that name the place in it; none for the source's own place
    part: int | None  # of the whole article; None for the passage in its surroundings
    title: str
    number: int | None = None  # of the source
    question: int | None = None
    also: Choices = ()


class Ways:
    """Makes them; `page` names our own page of a place."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def on(
        self, turn: Turn, here: Here, following: int | None, *, whole: bool, widens: bool
    ) -> tuple[list[list[Choice]], list[str]]:
        """Rows of choices, and the words to type that are offered; `following` is the part that comes next."""
        view = here.view
        back, on, everything = view.buttons
        turns = [
            Choice(label, key(*here.base, place((there.start, there.end)), there.mark), label.casefold())
            for label, there in ((back, view.previous), (on, view.next))
            if isinstance(there, Place)
        ]
        steps: list[Choice] = []
        if widens:
            steps.append(Choice(everything, key(*here.base, *(here.at or (keys.WHOLE,)), 1), everything.casefold()))
        if following is not None:
            steps.append(Choice(dialogue.READ_ON, _reading(here, following), dialogue.FORM_MORE))
        if here.number is not None and (whole or here.at):
            steps.append(Choice(dialogue.BACK, key(*here.base), dialogue.FORM_BACK))
        if here.number is None and here.base:
            full = view.kind == phrases.TEXT_KIND[TextKind.FULL]
            label = dialogue.DOWNLOAD if full else dialogue.DOWNLOAD_DIGEST
            steps.append(Choice(label, key(keys.ORIGINAL, here.base[1]), dialogue.FORM_FILE[0]))
        asked = key(keys.WEB, *here.base[1:]) if here.number is not None else key(keys.LINK, *here.base[1:])
        links = [
            Choice(label, asked, form, url=address)
            for (label, address), form in zip(self.addresses(view), (dialogue.FORM_WEB[0], ""), strict=False)
        ]
        # What cannot be had here is not offered, though whoever types it is told so.
        offered = [one for one in (*turns, *steps, *links) if one.typed]
        if not turn.room.files:
            offered = [one for one in offered if one.typed != dialogue.FORM_FILE[0]]
        return [turns, steps, links], [one.typed for one in offered]

    def addresses(self, view: SourceView) -> list[tuple[str, str]]:
        """Where a place stands on the web, each with what it is called."""
        span = (view.start, view.end) if view.highlighted else None
        found = (
            (dialogue.WEB_SOURCE, public_address(view.source_url)),
            (dialogue.WEB_PAGE, public_address(self._page(view.file, span, mark_of(view.highlighted)))),
        )
        return [(label, address) for label, address in found if address]


def typed_only(here: Here, before: int | None) -> Choices:
    """What may be typed though no button is offered: the file of the source at hand, the page before."""
    file = ((dialogue.FORM_FILE[0], key(keys.FILE, *here.base[1:])),) if here.number is not None else ()
    return (*file, (dialogue.FORM_BEFORE, _reading(here, before))) if before else file


def numbers_left(here: Here, rows: list[list[Choice]]) -> Choices:
    """What else may be typed, but for the words that stand for something here."""
    taken = {one.typed for row in rows for one in row}
    return tuple((form, chosen) for form, chosen in here.also if form not in taken)


def _reading(here: Here, part: int) -> str:
    """The key of a part of what is being read."""
    if not here.view.highlighted:  # the document itself
        return key(keys.DOCUMENT, mark_of(here.view.file), keys.READ, part)
    return key(*here.base, *(here.at or (keys.WHOLE,)), part)
