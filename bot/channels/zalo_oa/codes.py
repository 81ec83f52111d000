"""What the codes mean with which the platform refuses a message."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from bot.phrases import zalo_oa


class Meaning(Enum):
    """What becomes of the message."""

    SLOWER = auto()  # too fast: later, and everything else too
    RETRY = auto()  # once more
    FAULT = auto()  # never, as it is: a fault of ours
    STOP = auto()  # nothing goes until somebody has done something
    OPERATOR = auto()  # out of quota
    SKIP = auto()  # never to this person
    LATER = auto()  # this one later
    NIGHT = auto()  # in the morning
    WAIT = auto()  # when the person has written again


MEANINGS: Mapping[int, Meaning] = {
    -32: Meaning.SLOWER,
    -100: Meaning.FAULT,
    -200: Meaning.RETRY,
    -201: Meaning.FAULT,
    -210: Meaning.FAULT,
    -211: Meaning.OPERATOR,
    -213: Meaning.SKIP,
    -217: Meaning.SKIP,
    -218: Meaning.LATER,
    -227: Meaning.SKIP,
    -230: Meaning.WAIT,
    -232: Meaning.WAIT,
    -233: Meaning.FAULT,
    -234: Meaning.NIGHT,
    -240: Meaning.FAULT,
    -242: Meaning.FAULT,
    -244: Meaning.SKIP,
    -248: Meaning.FAULT,
    -403: Meaning.SKIP,
    **{-code: Meaning.STOP for code in zalo_oa.STOPPED},
}
OF_TEMPLATES = (-201, -210, -233)  # by which a template may be refused, and not the words
