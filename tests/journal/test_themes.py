"""Questions become themes: kept as they grow, changed by staff, counted from what is there."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from bot.journal import Asker, Journal, Outcome, Verdict, forget
from bot.journal.tables import questions, themes, todos, vectors
from bot.journal.themes import Themes
from bot.journal.themes.packing import unpack_centre, unpack_vector
from tests.fakes import WordEncoder
from tests.journal.conftest import ASKED_AT, entry

LABELLED = Path(__file__).resolve().parents[1] / "golden" / "themes.jsonl"
SINCE, UNTIL = ASKED_AT - timedelta(days=1), ASKED_AT + timedelta(days=400)
GROUPS = {
    "rotation": (
        "thời gian luân chuyển cán bộ ít nhất bao lâu",
        "thoi gian luan chuyen can bo it nhat bao lau",
        "tg luân chuyển CB ít nhất bao lâu",
        "thời gian luân chuyển cán bộ ít nhất là bao lâu?",
    ),
    "dossier": (
        "hồ sơ bổ nhiệm cán bộ gồm những giấy tờ gì",
        "ho so bo nhiem can bo gom giay to gi",
        "hs bổ nhiệm CB gồm những giấy tờ gì",
    ),
    "leave": (
        "công chức được nghỉ phép hằng năm bao nhiêu ngày",
        "cong chuc duoc nghi phep hang nam bao nhieu ngay",
        "CC được nghỉ phép hằng năm bao nhiêu ngày",
    ),
}
ALL = [(group, text) for group, texts in GROUPS.items() for text in texts]


def encode(texts: Sequence[str]) -> Any:
    return np.stack([WordEncoder().encode_query(text) for text in texts])


def ask(journal: Journal, text: str, **changes: Any) -> int:
    return journal.record(entry(**{"typed": text, "searched": text, **changes}))


def ask_all(journal: Journal, rows: Sequence[tuple[str, str]]) -> dict[int, str]:
    return {
        ask(journal, text, asker=Asker("web", f"phien-{at}"), asked_at=ASKED_AT + timedelta(minutes=at)): group
        for at, (group, text) in enumerate(rows)
    }


def theme_of(journal: Journal, number: int) -> int | None:
    held = journal.question(number)
    assert held is not None
    return held.theme_id


def of(journal: Journal) -> Themes:
    return Themes(journal)


def check_centres(journal: Journal) -> None:
    """Every centre is the sum of the vectors of the questions that are in its theme."""

    def work(connection: Any) -> None:
        for row in connection.execute(select(themes)).all():
            members = select(questions.c.id).where(questions.c.theme_id == row.id)
            held = connection.execute(
                select(vectors.c.vector).where(vectors.c.question_id.in_(members), vectors.c.encoder == row.encoder)
            ).all()
            total = sum((unpack_vector(one.vector) for one in held), np.zeros_like(unpack_centre(row.centre)))
            assert row.size == len(held)
            np.testing.assert_allclose(unpack_centre(row.centre), total, atol=1e-3)

    journal.store.read(work)


def test_spelling_accents_and_abbreviations_do_not_split_a_theme(journal: Journal) -> None:
    asked = ask_all(journal, ALL)
    assert of(journal).take_in(encode, "words@1") == len(asked)
    found = {group: {theme_of(journal, number) for number, one in asked.items() if one == group} for group in GROUPS}
    assert all(len(one) == 1 for one in found.values())
    assert len(set.union(*found.values())) == len(GROUPS)
    assert of(journal).take_in(encode, "words@1") == 0
    check_centres(journal)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quy định 65-QĐ/TW quy định gì về luân chuyển", "Quy định 98-QĐ/TW quy định gì về luân chuyển"),
        ("tuổi tái cử cấp ủy cấp xã là bao nhiêu", "tuổi tái cử cấp ủy cấp huyện là bao nhiêu"),
        ("chỉ tiêu tinh giản biên chế năm 2022", "chỉ tiêu tinh giản biên chế năm 2025"),
        ("tiêu chuẩn phó trưởng phòng là gì", "tiêu chuẩn trưởng phòng là gì"),
        ("Điều 5 của quy chế nói gì", "Điều 15 của quy chế nói gì"),
        ("hồ sơ điều động cán bộ cơ quan", "quy trình điều động cán bộ cơ quan"),
    ],
)
def test_what_contradicts_does_not_meet(journal: Journal, one: str, other: str) -> None:
    numbers = [ask(journal, text) for text in (one, other, one.lower(), other.lower())]
    of(journal).take_in(encode, "words@1")
    found = [theme_of(journal, number) for number in numbers]
    assert found[0] == found[2]
    assert found[1] == found[3]
    assert found[0] != found[1]


def test_an_unnumbered_question_does_not_lead_two_documents_together(journal: Journal) -> None:
    texts = ("quy định về luân chuyển cán bộ nói gì", "quy định 65 về luân chuyển cán bộ nói gì")
    numbers = [ask(journal, text) for text in texts]
    of(journal).take_in(encode, "words@1")
    numbers.append(ask(journal, "quy định 98 về luân chuyển cán bộ nói gì"))
    of(journal).take_in(encode, "words@1")
    assert theme_of(journal, numbers[1]) != theme_of(journal, numbers[2])


def test_small_talk_and_erased_texts_have_no_theme(journal: Journal) -> None:
    talk = ask(journal, "xin chào bạn", outcome=Outcome.TALK)
    erased = ask(journal, "")
    assert of(journal).take_in(encode, "words@1") == 0
    assert theme_of(journal, talk) is None
    assert theme_of(journal, erased) is None


def test_a_theme_keeps_its_number_as_it_grows(journal: Journal) -> None:
    """Day by day in any order: what was in a theme stays there, whatever comes."""
    rows = ALL * 3
    random.Random(3).shuffle(rows)
    before: dict[int, int | None] = {}
    for day in range(0, len(rows), 5):
        asked = ask_all(journal, rows[day : day + 5])
        of(journal).take_in(encode, "words@1")
        for number, theme in before.items():
            assert theme_of(journal, number) == theme
        before.update({number: theme_of(journal, number) for number in asked})
    assert None not in before.values()
    assert len(set(before.values())) == len(GROUPS)
    check_centres(journal)


def test_at_most_so_many_are_encoded_at_a_time(journal: Journal) -> None:
    ask_all(journal, ALL)
    done = []
    while taken := of(journal).take_in(encode, "words@1", most=3):
        done.append(taken)
    assert sum(done) == len(ALL)
    assert max(done) == 3


def test_listed_counts_people_trend_outcomes_ratings_and_documents(journal: Journal) -> None:
    week = timedelta(days=7)
    rotation = GROUPS["rotation"]
    for at, (text, who, outcome, when) in enumerate(
        [
            (rotation[0], "a", Outcome.ANSWERED, ASKED_AT),
            (rotation[1], "b", Outcome.ANSWERED, ASKED_AT),
            (rotation[2], "c", Outcome.REFUSED, ASKED_AT),
            (rotation[0], "a", Outcome.NEAR, ASKED_AT),
            (rotation[0], "d", Outcome.ANSWERED, ASKED_AT - week),
            (GROUPS["leave"][0], "a", Outcome.FAILED, ASKED_AT),
        ]
    ):
        number = ask(journal, text, asker=Asker("web", who), outcome=outcome, asked_at=when)
        if at == 0:
            journal.rate(number, Asker("web", who), Verdict.UP)
            journal.rate(number, Asker("web", who), Verdict.DOWN)
        if at == 1:
            journal.rate(number, Asker("web", who), Verdict.UP)
    of(journal).take_in(encode, "words@1")
    since = ASKED_AT - timedelta(days=1)
    first, second = of(journal).listed(since, since + week, min_askers=3)
    assert (first.count, first.askers, first.before) == (4, 3, 1)
    assert first.outcomes == {Outcome.ANSWERED: 2, Outcome.REFUSED: 1, Outcome.NEAR: 1}
    assert first.answered == 0.5
    assert (first.ups, first.downs) == (1, 1)
    assert first.wording == rotation[0]
    [file] = first.files
    assert (file.file, file.document_number, file.count) == ("trung-uong/quy-dinh-65.md", "65-QĐ/TW", 2)
    assert (second.count, second.askers, second.wording, second.answered) == (1, 1, None, 0.0)
    assert of(journal).listed(since, since + week, min_askers=3, most=1) == (first,)
    assert of(journal).theme(first.id, since, since + week, min_askers=3) == first
    assert of(journal).theme(99, since, since + week, min_askers=3) is None


def test_too_few_people_hide_wording_and_questions(journal: Journal) -> None:
    for person in ("a", "a", "b"):
        ask(journal, GROUPS["leave"][0], asker=Asker("web", person))
    of(journal).take_in(encode, "words@1")
    [theme] = of(journal).listed(SINCE, UNTIL, min_askers=3)
    assert theme.wording is None
    assert of(journal).questions_of(theme.id, min_askers=3) == ()
    ask(journal, GROUPS["leave"][1], asker=Asker("web", "c"))
    of(journal).take_in(encode, "words@1")
    [theme] = of(journal).listed(SINCE, UNTIL, min_askers=3)
    assert theme.wording == GROUPS["leave"][0]
    held = of(journal).questions_of(theme.id, min_askers=3)
    assert [one.typed for one in held] == [GROUPS["leave"][1], *[GROUPS["leave"][0]] * 3]
    assert len(of(journal).questions_of(theme.id, min_askers=3, most=2, skip=1)) == 2


def test_staff_rename_hide_and_show(journal: Journal) -> None:
    ask_all(journal, ALL)
    held = of(journal)
    held.take_in(encode, "words@1")
    first = held.listed(SINCE, UNTIL, min_askers=1)[0]
    assert held.rename(first.id, "  Luân chuyển:\n thời gian ")
    assert held.hide(first.id)
    assert first.id not in [one.id for one in held.listed(SINCE, UNTIL, min_askers=1)]
    [again] = [one for one in held.listed(SINCE, UNTIL, min_askers=1, hidden=True) if one.id == first.id]
    assert (again.name, again.hidden) == ("Luân chuyển: thời gian", True)
    assert held.unhide(first.id)
    assert held.rename(first.id, " ")
    assert held.listed(SINCE, UNTIL, min_askers=1)[0].name is None
    assert not held.rename(999, "x")
    assert not held.hide(999)
    assert not held.merge(999, first.id)
    assert not held.merge(first.id, first.id)


def test_a_merged_theme_leads_to_the_other_one_and_new_questions_follow(journal: Journal) -> None:
    asked = ask_all(journal, ALL)
    held = of(journal)
    held.take_in(encode, "words@1")
    number = {group: theme_of(journal, one) for one, group in asked.items()}
    rotation, dossier, leave = (number[group] for group in GROUPS)
    assert rotation is not None
    assert dossier is not None
    assert leave is not None
    held.rename(rotation, "Luân chuyển")
    journal.store.write(
        lambda connection: connection.execute(todos.insert().values(theme_id=rotation, made_at=ASKED_AT, account="chi"))
    )
    assert held.merge(rotation, dossier)
    assert held.merge(dossier, leave)
    theme = held.theme(rotation, SINCE, UNTIL, min_askers=1)
    assert theme is not None
    assert (theme.id, theme.name, theme.count) == (leave, "Luân chuyển", len(ALL))
    assert journal.store.read(lambda connection: connection.execute(select(todos.c.theme_id)).scalar()) == leave
    later = ask(journal, GROUPS["leave"][1])
    held.take_in(encode, "words@1")
    assert theme_of(journal, later) == leave
    check_centres(journal)


def test_a_change_goes_into_the_transaction_that_is_handed_in(journal: Journal) -> None:
    ask_all(journal, ALL)
    held = of(journal)
    held.take_in(encode, "words@1")
    first, second, *_ = held.listed(SINCE, UNTIL, min_askers=1)

    def work(connection: Any) -> None:
        held.rename(first.id, "Tên", connection=connection)
        held.merge(second.id, first.id, connection=connection)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        journal.store.write(work)
    assert held.listed(SINCE, UNTIL, min_askers=1)[:2] == (first, second)


def test_vectors_of_another_encoder_are_made_again_and_themes_stay(journal: Journal) -> None:
    asked = ask_all(journal, ALL)
    held = of(journal)
    held.take_in(encode, "words@1")
    before = {number: theme_of(journal, number) for number in asked}

    def turned(texts: Sequence[str]) -> Any:
        return np.ascontiguousarray(encode(texts)[:, ::-1][:, :200])

    assert held.take_in(turned, "other@1") == len(ALL)
    assert {number: theme_of(journal, number) for number in asked} == before
    encoders = journal.store.read(lambda connection: set(connection.execute(select(themes.c.encoder)).scalars()))
    assert encoders == {"other@1"}
    check_centres(journal)


def test_after_a_change_of_the_encoder_new_questions_join_the_old_themes(journal: Journal, tmp_path: Path) -> None:
    """In parts and with a restart in the middle; what staff have set stays, and no theme gets a twin."""
    rows = [json.loads(line) for line in LABELLED.read_text("utf-8").splitlines()]
    texts: dict[str, list[str]] = {}
    for row in rows:
        if "theme" in row and row["style"] != "english":
            texts.setdefault(row["theme"], []).append(row["question"])
    chosen = dict(list(texts.items())[:24])
    first = [(label, text) for label, some in chosen.items() for text in some[::2]]
    asked = ask_all(journal, first)
    held = of(journal)
    while held.take_in(encode, "words@1", most=32):
        pass
    before = {number: theme_of(journal, number) for number in asked}
    named, hidden = sorted({theme for theme in before.values() if theme is not None})[:2]
    held.rename(named, "Tên của cán bộ đào tạo")
    held.hide(hidden)

    def other(texts: Sequence[str]) -> Any:
        """Another one: other dimensions, and numbers that mean nothing beside the first one's."""
        found = encode(texts)[:, ::-1] @ np.random.default_rng(5).normal(size=(256, 192)).astype(np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    assert held.take_in(other, "other@1", most=32) == 32
    new = ask_all(journal, [(label, text) for label, some in chosen.items() for text in some[1::2]])
    held = of(journal)
    while held.take_in(other, "other@1", most=32):
        pass
    after = {number: theme_of(journal, number) for number in asked}
    for theme in set(before.values()):  # none is torn; small ones that mean the same may have met
        assert len({after[number] for number in asked if before[number] == theme}) == 1
    kept = {number for number in asked if before[number] in (named, hidden)}
    assert {after[number] for number in kept} == {named, hidden}
    assert held.theme(named, SINCE, UNTIL, min_askers=1).name == "Tên của cán bộ đào tạo"  # type: ignore[union-attr]
    assert held.theme(hidden, SINCE, UNTIL, min_askers=1).hidden  # type: ignore[union-attr]
    check_centres(journal)
    # As many themes as the second encoder makes of the same questions, had it been there from the first.
    alone = Journal.open(tmp_path / "alone")
    ask_all(alone, [*first, *((label, text) for label, some in chosen.items() for text in some[1::2])])
    apart = of(alone)
    while apart.take_in(other, "other@1", most=32):
        pass
    themes_of_both = {theme_of(journal, number) for number in (*asked, *new)}
    themes_alone = len(apart.listed(SINCE, UNTIL, min_askers=1))
    alone.close()
    assert len(themes_of_both) <= themes_alone + 2
    assert None not in themes_of_both


@pytest.mark.parametrize("name", [None, "Nghỉ phép"])
def test_small_doubles_go_into_one_but_never_what_staff_have_named(journal: Journal, name: str | None) -> None:
    text, same = GROUPS["leave"][0], GROUPS["leave"][1]
    held = of(journal)
    numbers = [ask(journal, text) for _ in range(4)]
    held.take_in(encode, "words@1")

    def split(connection: Any) -> int:
        """What an unlucky order may leave: the same thing twice."""
        row = connection.execute(select(themes)).one()
        half = unpack_centre(row.centre) / 4
        made = connection.execute(
            themes.insert().values(
                made_at=ASKED_AT, hidden=False, encoder="words@1", centre=half.astype("<f4").tobytes(), size=1
            )
        ).inserted_primary_key[0]
        connection.execute(update(questions).where(questions.c.id == numbers[0]).values(theme_id=made))
        values = {"centre": (half * 3).astype("<f4").tobytes(), "size": 3}
        connection.execute(update(themes).where(themes.c.id == row.id).values(values))
        return int(made)

    double = journal.store.write(split)
    held.rename(double, name)
    ask(journal, same)
    held.take_in(encode, "words@1")
    assert (theme_of(journal, numbers[0]) == theme_of(journal, numbers[1])) is (name is None)
    assert (theme_of(journal, numbers[0]) == double) is (name is not None)
    check_centres(journal)


def test_counts_stay_true_when_a_person_is_forgotten(journal: Journal) -> None:
    ask_all(journal, ALL)
    held = of(journal)
    held.take_in(encode, "words@1")
    before = {one.id: one.count for one in held.listed(SINCE, UNTIL, min_askers=1)}
    first = held.questions_of(next(iter(before)), min_askers=1)[0]
    at = next(at for at in range(len(ALL)) if journal.pseudonym(Asker("web", f"phien-{at}")) == first.asker)
    journal.store.write(lambda connection: forget(journal, connection, Asker("web", f"phien-{at}")))
    after = {one.id: one.count for one in held.listed(SINCE, UNTIL, min_askers=1)}
    assert after[first.theme_id or 0] == before[first.theme_id or 0] - 1
    ask(journal, ALL[0][1])
    held.take_in(encode, "words@1")
    assert sum(one.count for one in held.listed(SINCE, UNTIL, min_askers=1)) == len(ALL)


def test_taking_in_goes_on_while_questions_come_go_and_staff_merge(journal: Journal) -> None:
    held = of(journal)
    stop = threading.Event()
    troubles: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> threading.Thread:
        def run() -> None:
            try:
                while not stop.is_set():
                    work()
            except BaseException as error:
                troubles.append(error)

        return threading.Thread(target=run)

    generator = random.Random(1)

    def come() -> None:
        ask(journal, generator.choice(ALL)[1], asker=Asker("web", str(generator.randrange(9))))

    def go() -> None:
        person = Asker("web", str(generator.randrange(9)))
        journal.store.write(lambda connection: forget(journal, connection, person))

    def merge() -> None:
        listed = held.listed(SINCE, UNTIL, min_askers=1)
        if len(listed) > 2:
            held.merge(listed[-1].id, listed[0].id)

    threads = [guarded(come), guarded(go), guarded(merge)]
    for thread in threads:
        thread.start()
    for _ in range(8):
        held.take_in(encode, "words@1", most=20)
    stop.set()
    for thread in threads:
        thread.join()
    assert not troubles
    held.take_in(encode, "words@1")
    alone = select(func.count()).select_from(questions).where(questions.c.theme_id.is_(None))
    assert journal.store.read(lambda connection: connection.execute(alone).scalar()) == 0
    there = select(themes.c.id).where(themes.c.merged_into.is_(None))
    lost = select(func.count()).select_from(questions).where(questions.c.theme_id.not_in(there))
    assert journal.store.read(lambda connection: connection.execute(lost).scalar()) == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(ALL))
def test_any_order_gives_the_same_groups(
    tmp_path_factory: pytest.TempPathFactory, order: list[tuple[str, str]]
) -> None:
    journal = Journal.open(tmp_path_factory.mktemp("orders"))
    try:
        asked = ask_all(journal, order)
        of(journal).take_in(encode, "words@1")
        found = {(group, theme_of(journal, number)) for number, group in asked.items()}
        assert len(found) == len({theme for _, theme in found}) == len(GROUPS)
    finally:
        journal.close()


def test_entries_of_any_text_get_a_theme(journal: Journal) -> None:
    for text in ("?", "😀", "a" * 5_000, "1234", "\ufffd", "Điều", "KL 09"):
        ask(journal, text)
    assert of(journal).take_in(encode, "words@1") == 7
    assert sum(one.count for one in of(journal).listed(SINCE, UNTIL, min_askers=1)) == 7


def test_a_theme_is_shown_by_its_clearest_question(journal: Journal) -> None:
    clear = "Công chức được nghỉ phép hằng năm bao nhiêu ngày?"
    texts = (
        "cong chuc duoc nghi phep hang nam bao nhieu ngay",
        f"Dạ cho em hỏi {clear} ạ",
        "công chức được nghỉ phép hằng năm bao nhiêu ngày",
        "Tôi là [tên người], công chức được nghỉ phép hằng năm bao nhiêu ngày?",
    )
    for at, text in enumerate(texts):
        ask(journal, text, asker=Asker("web", str(at)))
    held = of(journal)
    held.take_in(encode, "words@1")
    (theme,) = held.listed(SINCE, UNTIL, min_askers=1)
    assert theme.wording == clear


def test_a_wording_that_was_shown_goes_with_who_asked_it(journal: Journal) -> None:
    first, other = (
        "Công chức được nghỉ phép hằng năm bao nhiêu ngày?",
        "công chức được nghỉ phép hằng năm bao nhiêu ngày",
    )
    ask(journal, first, asker=Asker("web", "một"))
    ask(journal, other, asker=Asker("web", "hai"))
    held = of(journal)
    held.take_in(encode, "words@1")
    assert [one.wording for one in held.listed(SINCE, UNTIL, min_askers=1)] == [first]
    journal.store.write(lambda connection: forget(journal, connection, Asker("web", "một")))
    assert [one.wording for one in held.listed(SINCE, UNTIL, min_askers=1)] == [other]


def test_what_was_encoded_is_kept_and_goes_with_the_question(journal: Journal) -> None:
    number = ask(journal, GROUPS["rotation"][1], asker=Asker("web", "một"))
    of(journal).take_in(encode, "words@1")

    def kept(connection: Any) -> list[str]:
        return list(connection.execute(select(vectors.c.text).where(vectors.c.question_id == number)).scalars())

    assert journal.store.read(kept) == [GROUPS["rotation"][0]]
    journal.store.write(lambda connection: forget(journal, connection, Asker("web", "một")))
    assert journal.store.read(kept) == []


def test_vectors_of_before_the_words_were_kept_are_read_too(journal: Journal) -> None:
    asked = ask_all(journal, ALL)
    of(journal).take_in(encode, "words@1")
    journal.store.write(lambda connection: connection.execute(update(vectors).values(text=None)))
    new = ask(journal, GROUPS["dossier"][0])
    of(journal).take_in(encode, "words@1")
    assert theme_of(journal, new) in {theme_of(journal, number) for number, name in asked.items() if name == "dossier"}
