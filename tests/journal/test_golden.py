"""Judgements, and real questions as tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.conversation.batch import read_batch
from bot.journal import Asker, Entry, Journal, Judgement, Outcome, forget, judge, judged
from bot.journal.golden import choose, chosen, exported, unchoose

Make = Callable[..., Entry]


def test_the_latest_judgement_counts(journal: Journal, make_entry: Make) -> None:
    number = journal.record(make_entry())
    assert journal.store.write(lambda c: judge(c, number, Judgement.WRONG, "lan"))
    assert journal.store.write(lambda c: judge(c, number, Judgement.INCOMPLETE, "hoa"))
    assert not journal.store.write(lambda c: judge(c, number + 1, Judgement.RIGHT, "lan"))
    assert journal.store.read(lambda c: judged(c, [number, number + 1])) == {number: Judgement.INCOMPLETE}
    assert journal.store.write(lambda c: judge(c, number, None, "lan"))
    assert journal.store.read(lambda c: judged(c, range(2_000))) == {}


def test_what_is_chosen_is_exported(journal: Journal, make_entry: Make, tmp_path: Path) -> None:
    answered = journal.record(make_entry())
    near = journal.record(make_entry(outcome=Outcome.NEAR, typed="còn cấp xã?", searched="còn cấp xã?"))
    refused = journal.record(make_entry(outcome=Outcome.REFUSED, citations=()))
    wrong = journal.record(make_entry(typed="sai", searched="sai"))
    journal.store.write(lambda c: judge(c, wrong, Judgement.WRONG, "lan"))
    for number in (wrong, refused, near, answered, answered):
        assert journal.store.write(lambda c, number=number: choose(c, number, "lan"))
    text = exported(journal, quoted=lambda citation: "ít nhất 48 tháng")
    rows = [json.loads(line) for line in text.splitlines()]
    assert [row["id"] for row in rows] == [f"asked-{number}" for number in (answered, near, refused, wrong)]
    assert rows[0]["question"] == "thoi gian luan chuyen can bo?"
    assert rows[0]["expect"] == {
        "status": "answered",
        "file": "trung-uong/quy-dinh-65.md",
        "address": ["Điều 4, khoản 1"],
        "words": ["ít nhất 48 tháng"],
    }
    assert rows[1]["expect"]["status"] == ["near", "answered"]
    assert rows[2]["expect"] == {"status": ["refused", "near"]}
    assert (rows[3]["judgement"], rows[3]["expect"]) == ("wrong", {"status": "answered"})
    file = tmp_path / "asked.jsonl"
    file.write_text(text, encoding="utf-8")
    assert [line.values["question"] for line in read_batch(file)] == [row["question"] for row in rows]
    assert "words" not in json.loads(exported(journal).splitlines()[0])["expect"]


@pytest.mark.parametrize("outcome", [Outcome.TALK, Outcome.FAILED])
def test_what_tests_nothing_is_not_chosen(journal: Journal, make_entry: Make, outcome: Outcome) -> None:
    number = journal.record(make_entry(outcome=outcome, citations=()))
    assert not journal.store.write(lambda c: choose(c, number, "lan"))
    assert not journal.store.write(lambda c: choose(c, 99, "lan"))
    assert exported(journal) == ""


def test_a_test_can_be_taken_back_and_goes_with_its_asker(journal: Journal, make_entry: Make) -> None:
    first, second = journal.record(make_entry()), journal.record(make_entry())
    journal.store.write(lambda c: (choose(c, first, "lan"), choose(c, second, "lan")))
    assert journal.store.write(lambda c: unchoose(c, first))
    assert not journal.store.write(lambda c: unchoose(c, first))
    assert journal.store.read(chosen) == {second}
    journal.store.write(lambda c: forget(journal, c, Asker("web", "phien-1")))
    assert exported(journal) == ""
