"""Real questions that staff chose as tests, and the file of them in the format of tests/golden."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from bot.journal.entry import Outcome, Recorded, RecordedCitation
from bot.journal.journal import Journal, read_question
from bot.journal.judging import Judgement, judged
from bot.journal.tables import golden, questions

_TESTS = (Outcome.ANSWERED, Outcome.NEAR, Outcome.REFUSED)
Quoted = Callable[[RecordedCitation], str | None]
"""The words of the folder that a citation stands on; None where they are not there any more."""


def choose(connection: Connection, question_id: int, account: str, *, at: datetime | None = None) -> bool:
    """Make a question a test; False where there is none of that number, or nothing in it to test.

    That is so of small talk, of what an error kept from an answer, and where the words are erased.
    """
    row = connection.execute(select(questions.c.status, questions.c.typed).where(questions.c.id == question_id)).first()
    if row is None or not row.typed or Outcome(row.status) not in _TESTS:
        return False
    unchoose(connection, question_id)
    values = {"question_id": question_id, "account": account, "chosen_at": at or datetime.now(UTC)}
    connection.execute(insert(golden).values(values))
    return True


def unchoose(connection: Connection, question_id: int) -> bool:
    """Take a test back; False where it was none."""
    return bool(connection.execute(delete(golden).where(golden.c.question_id == question_id)).rowcount)


def chosen(connection: Connection) -> frozenset[int]:
    """The numbers of the questions that are tests."""
    return frozenset(int(number) for number in connection.execute(select(golden.c.question_id)).scalars())


def exported(journal: Journal, *, quoted: Quoted | None = None) -> str:
    """The tests as JSON lines, oldest first: question as typed (personal data covered) and what is to come of it.

    Answered or near: `file` and `address` of the citations, and their `words` where `quoted` gives them. Refused: not
    to be answered. An answer that staff judged wrong gives no place, only that there is one to be found.
    """

    def read(connection: Connection) -> list[dict[str, Any]]:
        numbers = sorted(chosen(connection))
        words = judged(connection, numbers)
        found = [(read_question(connection, number), words.get(number)) for number in numbers]
        return [_row(question, judgement, quoted) for question, judgement in found if question and question.typed]

    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in journal.store.read(read))


def _row(question: Recorded, judgement: Judgement | None, quoted: Quoted | None) -> dict[str, Any]:
    row: dict[str, Any] = {"id": f"asked-{question.id}", "style": "asked", "kind": "asked", "question": question.typed}
    if question.searched != question.typed:
        row["searched"] = question.searched
    if judgement is not None:
        row["judgement"] = judgement.value
    return row | {"expect": _expected(question, judgement, quoted)}


def _expected(question: Recorded, judgement: Judgement | None, quoted: Quoted | None) -> dict[str, Any]:
    if question.outcome is Outcome.REFUSED and judgement is not Judgement.WRONG:
        return {"status": ["refused", "near"]}
    if judgement is Judgement.WRONG:
        return {"status": "answered"}
    status = "answered" if question.outcome is Outcome.ANSWERED else ["near", "answered"]
    files = list(dict.fromkeys(one.file for one in question.citations))
    addresses = [one.address for one in question.citations if one.address]
    expect: dict[str, Any] = {"status": status, "file": files[0] if len(files) == 1 else files, "address": addresses}
    words = [said for one in question.citations if quoted is not None and (said := quoted(one))]
    return expect | ({"words": words} if words else {})
