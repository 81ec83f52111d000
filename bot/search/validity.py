"""Whether a document is in force on a given day; computed when a question is asked, never stored."""

from __future__ import annotations

from datetime import date

from bot.model import Metadata, Validity


def validity_on(metadata: Metadata, day: date) -> Validity:
    """Validity of a document on a day: what its dates say, then what a person stated, then whether it has a successor.

    A statement ("hết hiệu lực") without a date holds for every day. A document of which only the day of issue is known
    counts as unknown: nobody has said that it is in force.
    """
    stated = metadata.stated_validity
    if stated is Validity.NOT_APPLICABLE:
        return Validity.NOT_APPLICABLE
    if metadata.expired_from is not None and day >= metadata.expired_from:
        return Validity.EXPIRED
    start = metadata.in_force_from or metadata.issued
    if start is not None and day < start:
        return Validity.NOT_YET
    if metadata.expired_from is not None:  # before that day it was in force
        return Validity.PARTLY if stated is Validity.PARTLY else Validity.IN_FORCE
    if stated is not None:
        return stated
    if metadata.replaced_by:
        return Validity.EXPIRED
    return Validity.IN_FORCE if metadata.in_force_from is not None else Validity.UNKNOWN
