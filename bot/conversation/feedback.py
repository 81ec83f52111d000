"""What people think of an answer: useful, or not right and in one step why."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from bot import phrases
from bot.conversation import keys
from bot.conversation.answers import source_choices
from bot.conversation.choices import Choice
from bot.conversation.keys import key
from bot.conversation.turn import Reply, Turn, Work, done, own_question, said
from bot.journal import Journal, Reason, Verdict
from bot.phrases import dialogue

_REASONS = tuple((phrases.RATING_REASONS[reason.value], reason) for reason in Reason)
# What cites nothing can neither cite the wrong document nor one out of force.
_REASONS_OF_REFUSAL = (
    (dialogue.REASON_IN_FOLDER, Reason.INCOMPLETE),
    (dialogue.REASON_MISUNDERSTOOD, Reason.OTHER),
    (phrases.RATING_REASONS[Reason.OTHER.value], Reason.OTHER),
)


class Feedback:
    """Keeps the asker's word on their own question."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def up(self, turn: Turn, parts: list[str]) -> Work:
        """It was useful."""
        return self._keep(turn, parts, Verdict.UP, None)

    def down(self, turn: Turn, parts: list[str]) -> Work:
        """It was not right; kept at once, and the reason is asked for."""
        return self._keep(turn, parts, Verdict.DOWN, None)

    def reason(self, turn: Turn, parts: list[str]) -> Work:
        """Why it was not right."""
        try:
            reason = Reason(parts[1] if len(parts) > 1 else "")
        except ValueError:
            return done(said(turn, dialogue.KEY_UNKNOWN))
        return self._keep(turn, parts, Verdict.DOWN, reason)

    def _keep(self, turn: Turn, parts: list[str], verdict: Verdict, reason: Reason | None) -> Work:
        held = own_question(self._journal, turn, parts)
        if isinstance(held, str):
            return done(said(turn, held))
        if verdict is Verdict.DOWN and reason is None:
            reply = _asks_why(turn, held.id, _REASONS if held.citations else _REASONS_OF_REFUSAL)
        else:
            thanks = dialogue.RATED_UP if verdict is Verdict.UP else dialogue.RATED_REASON
            asked_why = any(found.startswith(f"{keys.REASON}:") for _, found in turn.state.choices)
            # What is open stays open; only the question why is over.
            sources = source_choices(held.id, len(held.citations)) if asked_why else ()
            reply = said(turn, thanks, question=held.id, also=sources, closes=asked_why)

        def work(connection: Connection) -> Reply:
            kept = self._journal.insert_rating(connection, held.id, turn.asker, verdict, reason)
            return reply if kept else said(turn, dialogue.QUESTION_GONE)  # erased a moment ago

        return work


def _asks_why(turn: Turn, number: int, reasons: Sequence[tuple[str, Reason]]) -> Reply:
    choices = [
        Choice(label, key(keys.REASON, number, reason.value), str(at))
        for at, (label, reason) in enumerate(reasons, start=1)
    ]
    spelt = tuple((one.label, one.key) for one in choices)
    rows = [choices[:2], choices[2:]]
    typed = dialogue.reasons_typed([one.label for one in choices])
    return said(turn, dialogue.RATED_DOWN, rows, typed=typed, question=number, also=spelt)
