"""What was asked and how it went: kept from the first day, without names. One SQLite file in the data folder."""

from bot.journal.entry import Asker, Entry, Outcome, Rating, Reason, Recorded, RecordedCitation, Verdict
from bot.journal.journal import Journal
from bot.journal.store import Store

__all__ = [
    "Asker",
    "Entry",
    "Journal",
    "Outcome",
    "Rating",
    "Reason",
    "Recorded",
    "RecordedCitation",
    "Store",
    "Verdict",
]
