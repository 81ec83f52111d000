"""Measuring: what is ranked, what is taken out, what is counted, and which rows are wrong."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.batch import Identity
from bot.conversation.evaluating import build_pool, read_task, run_task
from bot.conversation.figures import Asked, Result, figures
from bot.errors import UsageError
from bot.index import VectorCache
from bot.model import Answer, Citation, Status, TextKind, Validity
from bot.search import prepare, search
from tests.conftest import count
from tests.fakes import WordEncoder

Rows = list[dict[str, Any]]
FLAT = [{"id": f"r{n}", "title": f"Bài {n}", "text": f"Cán bộ loại {n} được nghỉ {n + 3} ngày."} for n in range(25)]
GROUPED: Rows = [
    {
        "id": f"{law}+{n}",
        "document": law,
        "article": n,
        "title": f"Nghỉ loại {n}",
        "text": f"Theo {law}, nghỉ {n} ngày.",
    }
    for law in ("A", "B")
    for n in (1, 2, 3)
]


def write(file: Path, rows: Rows) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def measure(
    folder: Path, rows: Rows, questions: Rows, *, without: str | None = None, field: str = "question"
) -> tuple[Rows, dict[str, Any]]:
    task = read_task(write(folder / "p", rows), write(folder / "q", questions), field=field, without=without)
    cache = VectorCache(folder / "vectors.sqlite")
    try:
        told, counted = run_task(task, WordEncoder(), cache, batch=32)
    finally:
        cache.close()
    return told, dict(counted)


def question(text: str, **more: Any) -> dict[str, Any]:
    return {"id": "q", "question": text, **more}


# --- what is ranked --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3, 10, 25])
def test_at_least_ten_rows_are_ranked_each_once_whatever_is_asked(rows: int, tmp_path: Path) -> None:
    for asked in ("cán bộ loại 2 nghỉ mấy ngày", "zzz qqq", "", "😀"):
        [told], _ = measure(tmp_path, FLAT[:rows], [question(asked)])
        assert len(told["ranked"]) == len(set(told["ranked"])) >= min(10, rows)
        assert set(told["ranked"]) <= {row["id"] for row in FLAT[:rows]}


def test_ten_rows_are_ranked_even_where_one_row_fills_the_first_page(tmp_path: Path) -> None:
    """A row of two hundred passages, all of which match better than the others; those come in the order of search."""
    long = {
        "id": "long",
        "title": "Nghỉ phép",
        "text": "\n".join(f"{n}. {'Nghỉ phép năm. ' * 60}" for n in range(1, 200)),
    }
    next_best = {"id": "next", "title": "Khác", "text": "Phép năm của cán bộ tính từ ngày vào ngạch."}
    [told], counted = measure(tmp_path, [long, *FLAT[:15], next_best], [question("nghỉ phép năm", gold="next")])
    assert told["ranked"][:2] == ["long", "next"]
    assert len(told["ranked"]) == len(set(told["ranked"])) >= 10
    assert (counted["hit@1"], counted["hit@5"], counted["MRR@10"]) == (0.0, 1.0, 0.5)


def test_a_row_that_says_no_more_than_its_document_is_called_comes_last(tmp_path: Path) -> None:
    rows = [{"id": "name", "document": "Quy định số 1", "title": "", "text": "Quy định"}, *FLAT[:4]]
    rows.append({"id": "own", "document": "Quy định số 1", "title": "Một", "text": "Nhà ở công vụ."})
    [told], _ = measure(tmp_path, rows, [question("quy định")])
    assert told["ranked"][-1] == "name"
    assert len(told["ranked"]) == 6


def test_a_row_ranks_by_its_best_passage(tmp_path: Path) -> None:
    filler = "\n".join(f"{n}. {'Điều khoản thi hành chung. ' * 40}" for n in range(1, 20))
    rows = [
        {"id": "end", "title": "Dài", "text": f"{filler}\n20. Nhà công vụ cấp cho người ở xa."},
        *FLAT[:5],
    ]
    [told], _ = measure(tmp_path, rows, [question("nhà công vụ cấp cho người ở xa")])
    assert told["ranked"][0] == "end"


def test_ids_are_kept_as_they_are(tmp_path: Path) -> None:
    rows = [{**FLAT[0], "id": 1}, {**FLAT[1], "id": "1"}, {**FLAT[2], "id": ""}]
    [told], counted = measure(tmp_path, rows, [question("cán bộ loại 0 được nghỉ 3 ngày", gold=[1], id=0)])
    assert told["id"] == 0
    assert {(type(row), row) for row in told["ranked"]} == {(int, 1), (str, "1"), (str, "")}
    assert told["ranked"][0] == 1
    assert counted["hit@1"] == 1.0


def test_a_row_that_is_called_like_a_document_is_none_of_it(tmp_path: Path) -> None:
    rows = [*GROUPED, {"id": "A", "title": "Khác", "text": "Theo A, nghỉ 9 ngày."}]
    asked = question("theo A nghỉ 1 ngày", gold=["A+1"])
    [told], _ = measure(tmp_path, rows, [asked], without="document")
    assert set(told["ranked"]) == {"A", "B+1", "B+2", "B+3"}


@settings(max_examples=count(15, 200), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    texts=st.lists(
        st.text(
            st.sampled_from("aăđ 1.)\n\r\u2028;:–“”#|Đ\u0300\ufeff\0") | st.characters(codec="utf-8"), min_size=1
        ).map(lambda text: f"{text}x")
        | st.sampled_from(["Quy định", "Điều 1. Một\n1. a\n2. b", "a) x\nb) y", "A" * 3_000, "Một câu. " * 400]),
        min_size=1,
        max_size=14,
    ),
    documents=st.lists(st.sampled_from([None, "", "Quy định 1", 5]), min_size=14, max_size=14),
)
def test_passages_never_cross_rows_and_every_row_is_ranked(
    texts: list[str], documents: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    rows: Rows = [
        {"id": n, "title": ("Quy định", "", "Mục 1")[n % 3], "text": text, "document": document, "article": n or None}
        for n, (text, document) in enumerate(zip(texts, documents, strict=False))
    ]
    cache = VectorCache(folder / "vectors.sqlite")
    pool = build_pool(
        write(folder / "p", rows), folder / "g", WordEncoder(), cache, batch=32, report=lambda progress: None
    )
    cache.close()
    for passage, row in zip(pool.generation.passages, pool.rows, strict=True):
        document = pool.generation.documents[passage.document]
        holders = [
            s for s in document.sections if s.parent is None and s.start <= passage.start and passage.end <= s.end
        ]
        assert len(holders) == 1
        assert passage in [pool.generation.passages[at] for at in pool.of_row[row]]
    [told], _ = measure(folder, rows, [question("quy định một")])
    assert len(told["ranked"]) == len(set(told["ranked"])) >= min(10, len(rows))


def test_the_order_is_that_of_the_search_that_was_answered_from(tmp_path: Path) -> None:
    rows = [*FLAT, *GROUPED]
    asked = "cán bộ loại 7 được nghỉ"
    [told], _ = measure(tmp_path, rows, [question(asked)])
    cache = VectorCache(tmp_path / "again.sqlite")
    pool = build_pool(tmp_path / "p", tmp_path / "again", WordEncoder(), cache, batch=32, report=lambda progress: None)
    cache.close()
    found = search(pool.generation, WordEncoder(), prepare(asked, pool.generation, date.today()))
    first: list[Identity] = list(dict.fromkeys(pool.rows[hit.passage] for hit in found.hits))
    assert told["ranked"][: len(first)] == first


# --- what is taken out -----------------------------------------------------------------------------------------------


def test_without_takes_out_the_gold_row_or_its_document(tmp_path: Path) -> None:
    asked = question("Theo A, nghỉ 2 ngày", gold=["A+2"])
    [whole], counted = measure(tmp_path, GROUPED, [asked])
    assert whole["ranked"][0] == "A+2"
    assert (counted["hit@1"], counted["wrong_answers"]) == (1.0, None)
    [told], counted = measure(tmp_path, GROUPED, [asked], without="gold")
    assert set(told["ranked"]) == {row["id"] for row in GROUPED} - {"A+2"}
    assert (counted["hit@1"], counted["false_refusals"]) == (None, None)
    assert counted["wrong_answers"] in (0.0, 1.0)
    [told], _ = measure(tmp_path, GROUPED, [asked], without="document")
    assert set(told["ranked"]) == {"B+1", "B+2", "B+3"}
    [told], _ = measure(tmp_path, GROUPED[:1], [question("nghỉ", gold="A+1")], without="gold")
    assert (told["ranked"], told["status"]) == ([], "refused")


def test_what_cannot_be_answered_anyway_needs_no_gold_to_lose(tmp_path: Path) -> None:
    asked = [question("giá vàng", answerable=False)]
    told, counted = measure(tmp_path, GROUPED, asked, without="gold")
    assert len(told[0]["ranked"]) == len(GROUPED)
    assert counted["wrong_answers"] == 0.0


def test_an_empty_file_is_measured_too(tmp_path: Path) -> None:
    told, counted = measure(tmp_path, FLAT, [])
    assert (told, counted.pop("questions")) == ([], 0)
    assert set(counted.values()) == {None}
    [told_one], counted = measure(tmp_path, [], [question("nghỉ", answerable=False)])
    assert (told_one["ranked"], told_one["status"], counted["wrong_answers"]) == ([], "refused", 0.0)


# --- what is counted -------------------------------------------------------------------------------------------------


def result(
    *,
    gold: tuple[Identity, ...] = (),
    answerable: bool | None = None,
    ranked: tuple[Identity, ...] = (),
    quote: str | None = None,
    answers: tuple[str, ...] = (),
    ms: float = 1.0,
) -> Result:
    citations = ()
    if quote is not None:
        citations = (
            Citation(1, "t", None, None, "t", quote, "f", 0, len(quote), Validity.UNKNOWN, TextKind.FULL, None, "t"),
        )
    status = Status.ANSWERED if citations else Status.REFUSED
    answer = Answer(status, "", citations=citations, confidence=0.5, timings_ms={"total": ms})
    return Result(Asked("q", "?", gold, answers, answerable), ranked, answer)


TEN = tuple("abcdefghij")


def test_hits_and_reciprocal_ranks() -> None:
    counted = figures(
        [
            result(gold=("a",), answerable=True, ranked=TEN),
            result(gold=("z", "e"), answerable=True, ranked=TEN),
            result(gold=("j",), answerable=True, ranked=TEN),
            result(gold=("k",), answerable=True, ranked=(*TEN, "k")),
            result(gold=("z",), answerable=True, ranked=TEN),
            result(gold=("a",), answerable=False, ranked=TEN),  # on the subject, but no answer: not counted
        ]
    )
    assert (counted["hit@1"], counted["hit@5"], counted["hit@10"]) == (0.2, 0.4, 0.6)
    assert counted["MRR@10"] == round((1 + 1 / 5 + 1 / 10) / 5, 4)


def test_rates_of_wrong_answers_and_false_refusals() -> None:
    counted = figures(
        [
            result(answerable=True, quote="x"),
            result(answerable=True),
            result(answerable=True),
            result(answerable=True),
            result(answerable=False, quote="x"),
            result(answerable=False),
            result(quote="x"),  # nobody knows: in neither rate
            result(),
        ]
    )
    assert (counted["wrong_answers"], counted["false_refusals"]) == (0.5, 0.75)


def test_spans_and_lengths_of_quotes() -> None:
    counted = figures(
        [
            result(answerable=True, quote="nghỉ ba ngày", answers=("hai ngày", "ba nga\u0300y")),
            result(answerable=True, quote="nghỉ", answers=("ba ngày",)),
            result(answerable=True, answers=("ba ngày",)),
            result(answerable=True, quote="không có lời đáp mẫu"),
        ]
    )
    assert counted["span_in_quotes"] == round(1 / 3, 4)
    assert (counted["quote_length_median"], counted["quote_length_max"]) == (12, 20)


def test_figures_without_their_input_are_null() -> None:
    counted = dict(figures([result(ms=4.0), result(ms=2.0)]))
    assert counted.pop("questions") == 2
    assert (counted.pop("ms_p50"), counted.pop("ms_p95")) == (3.0, 2.0)
    assert set(counted.values()) == {None}
    json.dumps(counted, allow_nan=False)


# --- wrong rows ------------------------------------------------------------------------------------------------------

ROW = {"id": "a", "title": "t", "text": "x"}
WRONG_PASSAGES = [
    {"title": "t", "text": "x"},
    {"id": "b", "text": "x"},
    {"id": "b", "title": "t"},
    {"id": "b", "title": None, "text": "x"},
    {"id": "b", "title": "t", "text": ["x"]},
    {"id": "b", "title": "t", "text": " \u200b\n…"},
    {"id": "a", "title": "khác", "text": "y"},
    {"id": "b", "title": "t", "text": "x", "document": {"name": "A"}},
    {"id": "b", "title": "t", "text": "x", "article": 1.5},
]
WRONG_QUESTIONS = [
    {"question": "x"},
    {"id": "q"},
    {"id": "q", "question": None},
    {"id": "q", "question": "x", "gold": ["nobody"]},
    {"id": "q", "question": "x", "gold": "nobody"},
    {"id": "q", "question": "x", "gold": [["a"]]},
    {"id": "q", "question": "x", "gold": {"id": "a"}},
    {"id": "q", "question": "x", "answers": [1]},
    {"id": "q", "question": "x", "answers": [" "]},
    {"id": "q", "question": "x", "answerable": "no"},
]


@pytest.mark.parametrize("wrong", WRONG_PASSAGES, ids=json.dumps)
def test_a_wrong_passage_is_named(wrong: dict[str, Any], tmp_path: Path) -> None:
    passages = write(tmp_path / "p", [ROW, wrong])
    with pytest.raises(UsageError) as raised:
        read_task(passages, write(tmp_path / "q", []), field="question", without=None)
    assert str(raised.value).startswith(f"{passages}, dòng 2: ")


@pytest.mark.parametrize("wrong", WRONG_QUESTIONS, ids=json.dumps)
def test_a_wrong_question_is_named(wrong: dict[str, Any], tmp_path: Path) -> None:
    questions = write(tmp_path / "q", [question("x"), wrong])
    with pytest.raises(UsageError) as raised:
        read_task(write(tmp_path / "p", [ROW]), questions, field="question", without=None)
    assert str(raised.value).startswith(f"{questions}, dòng 2: ")


@pytest.mark.parametrize("without", ["gold", "document"])
def test_a_question_without_gold_has_nothing_to_lose(without: str, tmp_path: Path) -> None:
    questions = write(tmp_path / "q", [question("x", gold=["a"]), question("y", answerable=True)])
    with pytest.raises(UsageError) as raised:
        read_task(write(tmp_path / "p", [ROW]), questions, field="question", without=without)
    assert str(raised.value).startswith(f"{questions}, dòng 2: ")
