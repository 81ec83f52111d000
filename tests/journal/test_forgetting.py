"""Who asks to be forgotten leaves no byte behind."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection, insert, select, update

from bot.delivery import Delivery
from bot.journal import (
    Asker,
    Conversations,
    Entry,
    Journal,
    Judgement,
    Member,
    Members,
    Reason,
    Role,
    Verdict,
    forget,
    judge,
)
from bot.journal.golden import choose
from bot.journal.tables import conversations, inbox, outbox, questions, themes, todos, vectors
from bot.journal.themes import Themes
from bot.journal.themes.packing import pack_centre, pack_vector, unpack_centre, unpack_vector
from bot.model import State
from tests.conversation.people import office_in
from tests.delivery.parts import Loop, eventually, incoming, number_of
from tests.fakes import WordEncoder

Make = Callable[..., Entry]
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECRET = "kỳ lạ xyzzyq"  # words that nobody else types
QUESTIONS = (
    "Thời gian luân chuyển của cán bộ lãnh đạo là bao lâu?",
    f"luân chuyển {SECRET} bao lâu",
    f"{SECRET} thì sao",
)
ALONE = "chuyện rất riêng plughq"


def _bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def _forms(words: str) -> list[bytes]:
    """Words as a file may hold them: as they are, and as JSON writes them."""
    return [words.encode(), json.dumps(words)[1:-1].encode(), words.split()[-1].encode()]


def test_nothing_is_left_of_a_person_after_the_queue_has_drained(tmp_path: Path) -> None:
    """Asked, answered, rated, grouped, judged, chosen, all through the front door; then /xoadulieu and "đồng ý"."""
    with office_in(tmp_path) as office:
        loop = Loop("telegram")
        delivery = Delivery(office.journal, office.dialogue.handle, now=office.clock)
        delivery.add(loop)
        delivery.start()

        def says(person: str, words: str) -> None:
            before = len(loop.sent)
            message = incoming(words, channel="telegram", chat=f"c{person}", person=person, sent_at=office.clock.now)
            delivery.receive([message])
            eventually(lambda: len(loop.sent) > before and not number_of(office.journal, outbox))

        for words in (*QUESTIONS, ALONE):
            says("1", words)
        says("1", "chưa đúng")
        says("2", QUESTIONS[0])
        journal, encoder = office.journal, WordEncoder()
        themes_of = Themes(journal)
        themes_of.take_in(lambda texts: np.stack([encoder.encode_query(text) for text in texts]), encoder.name)
        theirs = journal.pseudonym(Asker("telegram", "1"))

        def keep(connection: Connection) -> list[tuple[bytes, int | None]]:
            rows = connection.execute(
                select(questions.c.id, questions.c.theme_id).where(questions.c.asker == theirs)
            ).all()
            for row in rows:
                judge(connection, row.id, Judgement.WRONG, "lan")
                choose(connection, row.id, "lan")
                if row.theme_id is not None:
                    connection.execute(insert(todos).values(theme_id=row.theme_id, made_at=NOW, account="lan"))
            held = select(vectors.c.vector, questions.c.theme_id).join(
                questions, questions.c.id == vectors.c.question_id
            )
            return [(one.vector, one.theme_id) for one in connection.execute(held.where(questions.c.asker == theirs))]

        made = journal.store.write(keep)
        assert len(made) >= 4
        before = _bytes(office.settings.data)
        others = _bytes(tmp_path / "knowledge")
        planted = [form for words in (SECRET, ALONE) for form in _forms(words)]
        assert any(form in before for form in planted)
        assert all(vector in before for vector, _ in made)
        says("1", "/xoadulieu")
        says("1", "đồng ý")
        journal.store.write(lambda connection: None)  # what was scheduled before is done
        for close in (lambda: None, delivery.close, journal.close):
            close()
            after = _bytes(office.settings.data)
            for form in (*planted, theirs.encode()):
                assert form not in after
                assert form not in others
            shared = encoder.encode_query(QUESTIONS[0])
            for vector, _ in made:
                alike = unpack_vector(vector)
                if not np.allclose(alike, shared, atol=1e-3):  # somebody else asked that as well
                    assert vector not in after
                    assert pack_centre(alike) not in after
                    assert pack_centre(encoder.encode_query(ALONE)) not in after
        again = Journal.open(office.settings.data)
        left = again.store.read(lambda c: c.execute(select(questions.c.id)).scalars().all())
        assert len(left) == 1
        again.close()


def _ask(journal: Journal, entry: Entry, vector: np.ndarray[tuple[int], np.dtype[np.float32]], theme: int) -> int:
    def work(connection: Connection) -> int:
        number = journal.insert(connection, entry)
        row = {"question_id": number, "encoder": "w", "vector": pack_vector(vector)}
        connection.execute(insert(vectors).values(row))
        connection.execute(update(questions).where(questions.c.id == number).values(theme_id=theme))
        return number

    return journal.store.write(work)


def test_themes_are_made_of_what_is_left(journal: Journal, make_entry: Make) -> None:
    one, two = Asker("web", "1"), Asker("web", "2")
    made = np.eye(4, dtype=np.float32)

    def put(connection: Connection, **more: object) -> int:
        row = {"made_at": NOW, "hidden": False, "encoder": "w", "centre": pack_centre(made[0]), "size": 0, **more}
        done = connection.execute(insert(themes).values(row)).inserted_primary_key
        assert done is not None
        return int(done[0])

    both, alone, other = (journal.store.write(put) for _ in range(3))
    led = journal.store.write(lambda c: put(c, merged_into=alone))
    _ask(journal, make_entry(asker=one), made[0], both)
    kept = _ask(journal, make_entry(asker=two), made[1], both)
    _ask(journal, make_entry(asker=one), made[2], alone)
    _ask(journal, make_entry(asker=two), made[3], other)
    journal.store.write(lambda c: c.execute(insert(todos).values(theme_id=alone, made_at=NOW, account="lan")))
    assert journal.store.write(lambda c: forget(journal, c, one)) == 2
    found = {row.id: row for row in journal.store.read(lambda c: c.execute(select(themes)).all())}
    assert set(found) == {both, other}
    assert led not in found
    assert (found[both].size, unpack_centre(found[both].centre).tolist()) == (1, [0.0, 1.0, 0.0, 0.0])
    assert found[other].size == 0  # it was never touched
    assert journal.store.read(lambda c: c.execute(select(todos)).all()) == []
    assert journal.question(kept) is not None


@pytest.mark.parametrize("seed", [9, 21])
def test_no_copy_stays_where_rows_were_moved(tmp_path: Path, make_entry: Make, seed: int) -> None:
    """SQLite moves rows between pages as they grow and go, and leaves copies; seed 9 had four of them left."""
    rng = random.Random(seed)
    journal = Journal.open(tmp_path)
    talks = Conversations(journal)

    def work(connection: Connection) -> None:
        for _ in range(400):
            who = rng.randrange(6)
            asker, words = (
                Asker("telegram", str(who)),
                f"XQZ{who}Z {'lá lành đùm lá rách ' * rng.randrange(30)} XQZ{who}Z",
            )
            number = journal.insert(connection, make_entry(asker=asker, typed=words, searched=words, citations=()))
            vector = f"VEC{who}V".encode() * rng.randrange(20, 120)
            connection.execute(insert(vectors).values(question_id=number, encoder="w", vector=vector))
            if rng.random() < 0.5:
                talks.put(connection, f"t{who}{rng.randrange(30)}", asker, State(words))
            if rng.random() < 0.2:
                wide = update(questions).where(questions.c.id == rng.randrange(1, number + 1))
                connection.execute(wide.values(unit="u" * rng.randrange(300)))

    journal.store.write(work)
    assert b"XQZ3Z" in _bytes(tmp_path)
    journal.store.write(lambda c: forget(journal, c, Asker("telegram", "3")))
    journal.store.write(lambda c: None)
    for close in (lambda: None, journal.close):
        close()
        assert b"XQZ3Z" not in _bytes(tmp_path)
        assert b"VEC3V" not in _bytes(tmp_path)
        assert b"XQZ2Z" in _bytes(tmp_path)


def test_all_that_hangs_on_a_question_goes(journal: Journal, make_entry: Make) -> None:
    asker = Asker("telegram", "1")
    number = journal.record(make_entry(asker=asker))
    journal.rate(number, asker, Verdict.DOWN, Reason.OTHER)
    talks, members = Conversations(journal), Members(journal)

    def keep(connection: Connection) -> None:
        judge(connection, number, Judgement.RIGHT, "lan")
        choose(connection, number, "lan")
        connection.execute(insert(vectors).values(question_id=number, encoder="w", vector=b"\x01"))
        talks.put(connection, "a", asker, State("x"))
        members.invite(connection, "1", Member(Role.MEMBER, "Đơn vị A"), uses=None, lasts=None)
        members.redeem(connection, "1", asker, "c")

    journal.store.write(keep)
    assert journal.store.write(lambda c: forget(journal, c, asker)) == 1
    for table in ("questions", "citations", "ratings", "vectors", "judgements", "golden", "conversations"):
        left = journal.store.read(lambda c, table=table: c.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar())
        assert left == 0, table
    assert journal.store.read(lambda c: members.find(c, asker)) == Member(Role.MEMBER, None)
    assert journal.store.read(lambda c: c.execute(select(conversations)).all()) == []
    assert journal.store.read(lambda c: c.execute(select(inbox)).all()) == []
