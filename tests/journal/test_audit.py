"""The trail: whole with what it tells of, newest first, and no place for long words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.journal import Journal
from bot.journal.audit import Action, Noted, note, trail
from bot.phrases import staff

BEGUN = datetime(2026, 11, 1, tzinfo=UTC)


def fill(journal: Journal, count: int) -> None:
    def work(connection: Connection) -> None:
        for number in range(count):
            note(connection, "chi", Action.UPLOADED, f"tệp {number}.docx", at=BEGUN + timedelta(days=number))

    journal.store.write(work)


def read(journal: Journal, *arguments: object, **options: object) -> tuple[Noted, ...]:
    return journal.store.read(lambda connection: trail(connection, *arguments, **options))  # type: ignore[arg-type]


def test_newest_first_in_pages_without_gap_or_repeat(journal: Journal) -> None:
    fill(journal, 25)
    seen: list[Noted] = []
    before = None
    while rows := read(journal, most=10, before=before):
        seen += rows
        before = rows[-1].id
    assert [row.about for row in seen] == [f"tệp {number}.docx" for number in reversed(range(25))]
    assert {(row.account, row.action) for row in seen} == {("chi", Action.UPLOADED)}


def test_from_a_moment_on(journal: Journal) -> None:
    fill(journal, 5)
    rows = read(journal, BEGUN + timedelta(days=3), 50)
    assert [row.at for row in rows] == [BEGUN + timedelta(days=4), BEGUN + timedelta(days=3)]


def test_nothing_is_noted_of_what_did_not_happen(journal: Journal) -> None:
    def work(connection: Connection) -> None:
        note(connection, "chi", Action.TAKEN_OUT, "tệp.docx")
        raise ValueError("it failed after that")

    with pytest.raises(ValueError):
        journal.store.write(work)
    assert read(journal) == ()


def test_what_it_was_about_is_short_and_can_be_stored(journal: Journal) -> None:
    def work(connection: Connection) -> None:
        note(connection, "chi", Action.EXPORTED, "a\ud800\0" + "b" * 500)
        note(connection, "chi", Action.EXPORTED, "")
        note(connection, "chi", Action.EXPORTED)

    journal.store.write(work)
    assert [row.about for row in read(journal)] == [None, None, "a\ufffd\ufffd" + "b" * 197]


def test_every_action_has_its_word() -> None:
    assert list(staff.ACTIONS) == [action.value for action in Action]
