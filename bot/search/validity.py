"""Whether a document is in force on a given day; computed when a question is asked, never stored."""

from __future__ import annotations

from datetime import date

from bot.model import Metadata, Validity


def validity_on(metadata: Metadata, day: date) -> Validity:
    """Validity of a document on a day: dates first, then what a person stated, else unknown.

    A statement ("hết hiệu lực") without a date speaks of today and of every later day; before its successor's
    time nothing is known, so it is taken as it stands.
    """
    if metadata.stated_validity is Validity.NOT_APPLICABLE:
        return Validity.NOT_APPLICABLE
    if metadata.expired_from is not None and day >= metadata.expired_from:
        return Validity.EXPIRED
    start = metadata.in_force_from or metadata.issued
    if start is not None and day < start:
        return Validity.NOT_YET
    if metadata.expired_from is not None and start is not None:
        return Validity.PARTLY if metadata.stated_validity is Validity.PARTLY else Validity.IN_FORCE
    if metadata.stated_validity is not None:
        return metadata.stated_validity
    if metadata.replaced_by:
        return Validity.EXPIRED
    if metadata.number and start is not None:
        return Validity.IN_FORCE
    return Validity.UNKNOWN
