"""What is said where typed words lead nowhere now."""

from __future__ import annotations

from bot.conversation import keys, typed
from bot.conversation.keys import number_of, parts_of
from bot.conversation.turn import Turn, Work, done, said
from bot.phrases import dialogue

_HINTS = {
    parts_of(pressed)[1][0]: sentence
    for pressed, sentence in (
        (typed.NOTHING_EARLIER, dialogue.NOTHING_EARLIER),
        (typed.NOTHING_OPEN, dialogue.NOTHING_OPEN),
        (typed.ALREADY_WHOLE, dialogue.ALREADY_WHOLE),
        (typed.ALREADY_THERE, dialogue.ALREADY_THERE),
    )
}


def hint(turn: Turn, parts: list[str]) -> Work:
    """Words were typed that stand for nothing now."""
    last = number_of(parts, 0)
    if last is None:
        return done(said(turn, _HINTS.get(parts[0] if parts else "", dialogue.NOTHING_MORE)))
    if last:
        of_sources = parts[1:] == [keys.SOURCE]
        return done(said(turn, dialogue.only_sources(last) if of_sources else dialogue.choose_between(last)))
    return done(said(turn, dialogue.NOTHING_BEFORE if turn.state.question is None else dialogue.NO_SOURCES))
