"""What a person states of the files on the page: cells of the register, read and written."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from bot import phrases
from bot.conversation.inspection import view
from bot.conversation.service import Ready
from bot.errors import DataFolderBroken
from bot.library.ceasing import parse, parts_there
from bot.library.folder import file_of, scan, state_of
from bot.library.register import (
    CEASED,
    COLUMNS,
    Cells,
    Written,
    carry_row,
    cells_of,
    saying,
    word_for,
    write_cells,
    write_register,
    wrong,
)
from bot.model import Document
from bot.phrases import filing as filing_words
from bot.phrases import folder as words
from bot.phrases import register as register_words
from bot.settings import Settings


class Stating:
    """The register behind the forms; one writes at a time.

    One that cannot be written raises RegisterNotWritten, what is not there any more LookupError.
    """

    def __init__(self, live: Ready, settings: Settings) -> None:
        self._live, self._settings = live, settings
        self._writing = threading.Lock()

    def cells(self, name: str) -> Cells:
        """What the register says of a file. Raises RegisterNotWritten, LookupError."""
        file_of(self._settings.knowledge, name)
        return cells_of(self._settings.knowledge, self._live.generation, name)

    def read_of(self, name: str) -> Mapping[str, str]:
        """What the bot read of a file itself, by the name of the column."""
        generation = self._live.generation
        at = generation.document_of(name)
        if at is None:
            return {}
        return {
            fact.name: fact.read for fact in view.facts(generation.documents[at].metadata, generation.read[name], None)
        }

    def confirming(self, name: str, held: str) -> list[tuple[str, str]]:
        """(what is written, how it is shown) of what may be chosen for "Cho dùng", where `held` is written now.

        A new yes names the content that the file has at this moment. Raises LookupError, DataFolderBroken.
        """
        seen = next((one for one in scan(self._settings.knowledge) if one.name == name), None)
        if seen is None:
            raise LookupError(name)
        states = self._live.generation.states
        state = states.get(name)
        in_use = state is not None and seen.same_as(state)
        if state is None or not in_use:
            try:
                state = state_of(seen)
            except OSError as error:
                raise DataFolderBroken(filing_words.not_kept(phrases.system_reason(error))) from error
        yes = word_for(state.sha256)
        choices = [(yes, register_words.YES), (register_words.NO, register_words.NO)]
        if not held or held in (yes, register_words.NO):
            return choices
        if in_use:  # as a person has written it, and it holds
            return [(held, held), *choices[1:]] if saying(held)[0] else [(held, held), *choices]
        return [(held, words.confirmed_before(held)), *choices]

    def state(self, name: str, values: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str] | bool:
        """Write cells of the register: whether anything changed, or what is wrong with which of them."""
        file_of(self._settings.knowledge, name)
        held = {field: text for field, text in values.items() if field in COLUMNS and field != "file"}
        if problems := wrong(held) or self._not_there(name, held.get(CEASED, "")):
            return problems
        with self._writing:
            settings = self._settings
            return write_cells(settings.knowledge, settings.data, self._live.generation, name, held, before=before)

    def _not_there(self, name: str, ceased: str) -> dict[str, str]:
        """What is wrong with the places of a file that are said to be out of force: it has not all of them."""
        generation = self._live.generation
        at = generation.document_of(name)
        if not ceased or at is None:
            return {}
        _, wrong = parts_there(generation.documents[at].sections, parse(ceased).ceased)
        return {CEASED: register_words.in_column(COLUMNS[CEASED], " ".join(wrong))} if wrong else {}

    def write_register(self) -> Written:
        """Add what the register lacks."""
        with self._writing:
            return write_register(self._settings.knowledge, self._settings.data, self._live.generation)

    def carry_row(self, old: str, new: str, document: Document) -> str | None:
        """Let what the register says of a replaced file go over to the new one: None, or why that was not written."""
        with self._writing:
            settings, generation = self._settings, self._live.generation
            return carry_row(settings.knowledge, settings.data, generation, old, new, document.metadata)
