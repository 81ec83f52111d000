"""Questions to go on with: those that the folder answers by its titles, and those beside what was found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.conversation.examples import example_questions, related_questions, tells_something
from bot.conversation.sources import locate
from bot.index import Generation
from bot.journal import Recorded
from bot.model import Answer


class Suggesting:
    """Finds them by asking them itself, and keeps the last ones found. Safe to call from several threads.

    `once` answers a question out of a generation, and nothing is written down.
    """

    def __init__(self, once: Callable[[Generation, str], Answer], today: Callable[[], date]) -> None:
        self._once = once
        self._today = today
        self._examples: tuple[str, list[str]] = ("", [])
        self._related: tuple[object, list[str]] = (None, [])

    def answered(self, generation: Generation) -> list[str]:
        """A few questions that a generation answers, made of its own titles; always the same ones."""
        held = self._examples
        if held[0] != generation.name:
            questions = example_questions(generation, self._today(), lambda one: self._tells(generation, one))
            held = self._examples = (generation.name, questions)
        return list(held[1])

    def related(self, generation: Generation, question: Recorded) -> list[str]:
        """A few questions that a generation answers beside what a recorded question found."""
        asked = (generation.name, self._today(), question.id)
        held = self._related
        if held[0] != asked:  # who sees them mostly asks one of them next
            held = self._related = (asked, self._found_beside(generation, question))
        return list(held[1])

    def _found_beside(self, generation: Generation, question: Recorded) -> list[str]:
        places = [(one.file, one.start) for one in question.citations]
        if not places:
            nearest = self._once(generation, question.searched).suggestions
            spans = [(one.file, locate(generation, one.file, one.address)) for one in nearest]
            places = [(file, span[0] if span else 0) for file, span in spans]
        return related_questions(
            generation,
            self._today(),
            places,
            lambda other: self._tells(generation, other),
            besides=question.searched,
        )

    def _tells(self, generation: Generation, question: str) -> bool:
        return tells_something(question, self._once(generation, question))
