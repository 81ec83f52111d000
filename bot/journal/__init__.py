"""What was asked and how it went: kept from the first day, without names. One SQLite file in the data folder."""

from bot.journal.access import Member, Members, Role
from bot.journal.conversations import Conversations
from bot.journal.counts import Counts, counts
from bot.journal.entry import Asker, Entry, Outcome, Rating, Reason, Recorded, RecordedCitation, Verdict
from bot.journal.forgetting import forget
from bot.journal.journal import Journal
from bot.journal.judging import Judgement, judge, judged
from bot.journal.retention import expire, expire_daily
from bot.journal.store import Store

__all__ = [
    "Asker",
    "Conversations",
    "Counts",
    "Entry",
    "Journal",
    "Judgement",
    "Member",
    "Members",
    "Outcome",
    "Rating",
    "Reason",
    "Recorded",
    "RecordedCitation",
    "Role",
    "Store",
    "Verdict",
    "counts",
    "expire",
    "expire_daily",
    "forget",
    "judge",
    "judged",
]
