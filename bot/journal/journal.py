"""The journal: a question and its outcome, on the disk before anybody is told the answer; and what askers thought."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select

from bot.journal.entry import Asker, Entry, Outcome, Rating, Reason, Recorded, RecordedCitation, Verdict
from bot.journal.pseudonym import keyed, load_key, pseudonym
from bot.journal.store import Store
from bot.journal.tables import citations, questions, ratings
from bot.model import Validity
from bot.vietnamese.personal import masked


def _now() -> datetime:
    return datetime.now(UTC)


class Journal:
    """An open journal. Safe to call from several threads; everything raises DataFolderBroken when the disk fails.

    `public` gives the folded names of people that need no covering, since the documents themselves name them.
    """

    def __init__(self, store: Store, key: bytes, *, now: Callable[[], datetime] = _now) -> None:
        self.store = store
        self.public: Callable[[], Collection[str]] = frozenset
        self._key = key
        self._now = now

    @classmethod
    def open(cls, folder: Path) -> Journal:
        """Open the journal of a data folder; make it where there is none, bring an older one up to date."""
        store = Store.open(folder)
        try:
            return cls(store, load_key(folder))
        except BaseException:
            store.close()
            raise

    def record(self, entry: Entry) -> int:
        """Write a question down and return its number; when this returns, it survives a power cut."""
        return self.store.write(lambda connection: self.insert(connection, entry))

    def insert(self, connection: Connection, entry: Entry) -> int:
        """Write a question down within a transaction of the store that also writes other things.

        Personal data in its words is covered first and reaches no disk.
        """
        row = {
            "asked_at": entry.asked_at,
            "channel": entry.asker.channel,
            "asker": self.pseudonym(entry.asker),
            "unit": entry.unit,
            "typed": self.masked(entry.typed, beside=entry.searched),
            "searched": self.masked(entry.searched, beside=entry.typed),
            "status": entry.outcome.value,
            "confidence": entry.confidence,
            "ms": entry.ms,
            "generation": entry.generation,
        }
        result = connection.execute(insert(questions).values(row))
        assert result.inserted_primary_key is not None  # the table numbers its rows
        number = int(result.inserted_primary_key[0])
        if entry.citations:
            connection.execute(
                insert(citations),
                [
                    {
                        "question_id": number,
                        "number": citation.number,
                        "file": citation.file,
                        "document_number": citation.document_number,
                        "address": citation.address,
                        "start": citation.start,
                        "end": citation.end,
                        "validity": citation.validity.value,
                        "mark": citation.mark,
                    }
                    for citation in entry.citations
                ],
            )
        return number

    def rate(self, question_id: int, asker: Asker, verdict: Verdict, reason: Reason | None = None) -> bool:
        """Keep an asker's word on the answer to their own question; False, and nothing kept, if it is not theirs."""
        return self.store.write(lambda connection: self.insert_rating(connection, question_id, asker, verdict, reason))

    def insert_rating(
        self, connection: Connection, question_id: int, asker: Asker, verdict: Verdict, reason: Reason | None = None
    ) -> bool:
        """The same within a transaction of the store; a word that says what the latest says is not kept twice."""
        owner = connection.execute(select(questions.c.asker).where(questions.c.id == question_id)).scalar()
        if owner != self.pseudonym(asker):
            return False
        word = (verdict.value, reason.value if reason else None)
        latest = select(ratings.c.verdict, ratings.c.reason).where(ratings.c.question_id == question_id)
        if connection.execute(latest.order_by(ratings.c.id.desc()).limit(1)).first() != word:
            values = {"question_id": question_id, "verdict": word[0], "reason": word[1], "rated_at": self._now()}
            connection.execute(insert(ratings).values(values))
        return True

    def question(self, question_id: int) -> Recorded | None:
        """A question with its citations and the latest word on it; None where there is none of that number."""
        return self.store.read(lambda connection: read_question(connection, question_id))

    def masked(self, text: str, *, beside: str = "") -> str:
        """Words as they may be kept: storable, personal data covered; also names found `beside`, in another wording."""
        return masked(storable(text), public=self.public(), beside=storable(beside))

    def pseudonym(self, asker: Asker) -> str:
        """The name under which this journal knows an asker."""
        return pseudonym(self._key, asker)

    def keyed(self, *parts: str) -> str:
        """A name for anything that must be found again and not be read: a keyed hash of its parts."""
        return keyed(self._key, *parts)

    def close(self) -> None:
        """Finish what was handed in and close the file."""
        self.store.close()


def read_question(connection: Connection, question_id: int) -> Recorded | None:
    """The same within a transaction."""
    row = connection.execute(select(questions).where(questions.c.id == question_id)).mappings().first()
    if row is None:
        return None
    of_question = citations.c.question_id == question_id
    cited = connection.execute(select(citations).where(of_question).order_by(citations.c.number)).mappings()
    latest = select(ratings).where(ratings.c.question_id == question_id).order_by(ratings.c.id.desc()).limit(1)
    rated = connection.execute(latest).mappings().first()
    return Recorded(
        **{name: value for name, value in row.items() if name != "status"},
        outcome=Outcome(row["status"]),
        citations=tuple(
            RecordedCitation(
                **{name: value for name, value in one.items() if name not in ("question_id", "validity")},
                validity=Validity(one["validity"]),
            )
            for one in cited
        ),
        rating=None
        if rated is None
        else Rating(Verdict(rated["verdict"]), Reason(rated["reason"]) if rated["reason"] else None, rated["rated_at"]),
    )


def storable(text: str) -> str:
    """Text as typed, save what no database holds: lone surrogates and NUL become the replacement sign."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
