"""The golden questions: what the shipped folder and the interview must answer, and what they must not.

Each set is asked in one process through the product's own functions, over a real index. `-s` prints the tables.
`CADRE_VECTORS=FOLDER` keeps the encoded passages between runs, `CADRE_GOLDEN_OUT=FOLDER` every outcome.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import phrases
from bot.answer import Contact
from bot.conversation.asking import ask
from bot.conversation.batch import as_object, read_batch, run_batch
from bot.index import Generation, Generations, TextEncoder, VectorCache
from bot.library.build import bring_up_to_date, document_from
from bot.vietnamese import fold, tokens

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden"
KNOWLEDGE = HERE.parent / "knowledge"
DAY = date(2026, 11, 22)  # when the digests were written: validity does not move under the questions
INTERVIEW = Path("domain") / "interview_vov.txt"
RUN = 8  # words in a row that no golden file may share with the interview

# Floors, as rates; beside each what was measured when it was set. Raise them as the bot gets better.
DIGESTS_RIGHT = 0.86  # measured .904
DIGESTS_WELL_WRITTEN = 0.79  # measured .833, styles plain and document
DIGESTS_WRONG = 0.05  # a ceiling: answered with words that do not answer; measured .025
DIGESTS_QUOTE_MEDIAN = 450  # characters of an answer's quotes together, a ceiling; measured 121
REFUSED_HELD = 0.84  # measured .881: refused or near, as the row has it
REFUSED_HONEST = 0.92  # measured .960: or answered with the words that set the question right
TALK_RIGHT = 0.9  # measured 1.0
INTERVIEW_RIGHT = 0.57  # measured .629
INTERVIEW_WRONG = 0.08  # a ceiling; measured .043
INTERVIEW_REFUSED = 0.93  # measured 1.000

Row = dict[str, Any]
Span = tuple[int, int]
Asker = Callable[[Path], dict[str, Row]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question with what came of it; `place` and `words` are judged whatever the status is."""

    row: Row
    result: Row
    status: bool
    place: bool
    words: bool

    @property
    def right(self) -> bool:
        return self.status and self.place and self.words

    @property
    def wrong(self) -> bool:
        """Answered, and with words that do not answer."""
        return self.result["status"] == "answered" and not self.words


def rows_of(name: str) -> list[Row]:
    return [json.loads(line) for line in (GOLDEN / name).read_text(encoding="utf-8").splitlines()]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.fixture(scope="session")
def vectors(tmp_path_factory: pytest.TempPathFactory, warm_vectors: Path) -> Iterator[VectorCache]:
    """Encoded passages, kept for all sets of a session and, where asked for, between sessions."""
    kept = os.environ.get("CADRE_VECTORS")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("vectors")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "vectors.sqlite"
    if not file.exists():
        shutil.copy(warm_vectors, file)
    cache = VectorCache(file)
    yield cache
    cache.close()


def generation_of(folder: Path, data: Path, cache: VectorCache, encoder: TextEncoder) -> Generation:
    built = bring_up_to_date(folder, Generations(data), cache, lambda: encoder, encoder.name, batch=16)
    assert not built.generation.problems
    return built.generation


def asker_of(generation: Generation, encoder: TextEncoder) -> Asker:
    """A function that asks the questions of a file as `ask --json --batch` does, on DAY."""
    contact = Contact("Ban Tổ chức Thành ủy")

    def results(file: Path) -> dict[str, Row]:
        run = run_batch(
            read_batch(file),
            lambda question, state: ask(generation, encoder, question, day=DAY, contact=contact, state=state),
        )
        return {str(identity): as_object(result) for identity, result in run}

    return results


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, vectors: VectorCache, encoder: TextEncoder) -> Asker:
    """Asks over the shipped digests."""
    data = tmp_path_factory.mktemp("shipped")
    return asker_of(generation_of(KNOWLEDGE, data, vectors, encoder), encoder)


@pytest.fixture(scope="session")
def interview_alone(
    shared: Path, tmp_path_factory: pytest.TempPathFactory, vectors: VectorCache, encoder: TextEncoder
) -> Asker:
    """Asks over a folder that holds the interview and nothing else."""
    folder = tmp_path_factory.mktemp("interview")
    (folder / "interview_vov.txt").write_bytes((shared / INTERVIEW).read_bytes())
    return asker_of(generation_of(folder, tmp_path_factory.mktemp("alone"), vectors, encoder), encoder)


def holds(result: Row, words: Iterable[str], files: Sequence[str] | None = None) -> bool:
    """Whether some quote (of these files) holds one of the words."""
    quotes = [one["quote"].casefold() for one in result["citations"] if files is None or one["file"] in files]
    return any(word.casefold() in quote for word in words for quote in quotes)


def states(result: Row, words: Iterable[str]) -> bool:
    """Whether the answer above its sources holds one of the words: facts about a document may be the bot's to say."""
    said = result["text"].split(f"\n{phrases.SOURCES}")[0].casefold()
    return result["status"] == "answered" and any(word.casefold() in said for word in words)


def judged(row: Row, result: Row, borders: Sequence[Span]) -> Outcome:
    """An outcome against what the row expects; `borders` are those of the interview's paragraphs."""
    expect = row["expect"]
    status = result["status"] in listed(expect["status"])
    place = words = True
    if "file" in expect:
        files = listed(expect["file"])
        place = any(one["file"] in files for one in result["citations"])
        words = holds(result, expect["words"], files) or states(result, expect.get("stated", ()))
    elif "spans" in expect:
        cited = [(one["start"], one["end"]) for one in result["citations"]]
        meant = [borders[number] for number in expect["paragraphs"]]
        place = any(start < last and first < end for start, end in cited for first, last in meant)
        words = any(start <= a and b <= end for a, b in expect["spans"] for start, end in cited)
    return Outcome(row, result, status, place, words)


def outcomes(name: str, asker: Asker, borders: Sequence[Span] = ()) -> list[Outcome]:
    """Ask the questions of a golden file and judge what comes back."""
    results = asker(GOLDEN / name)
    found = [judged(row, results[row["id"]], borders) for row in rows_of(name)]
    keep(name, found)
    return found


def keep(name: str, found: Sequence[Outcome]) -> None:
    """Write the outcomes to the folder in CADRE_GOLDEN_OUT, if it is set."""
    folder = os.environ.get("CADRE_GOLDEN_OUT")
    if folder:
        rows = (
            {**one.row, "result": one.result, "place_right": one.place, "words_right": one.words, "right": one.right}
            for one in found
        )
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / name).write_text(text, encoding="utf-8")


def rate(outcomes: Sequence[bool]) -> float:
    return sum(outcomes) / len(outcomes)


def table(title: str, found: Sequence[Outcome], by: str, columns: dict[str, Callable[[Outcome], bool]]) -> None:
    """Print the rates of each style or kind, and of all."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in found:
        groups[one.row[by]].append(one)
    print(f"\n{title}\n{by:<12} {'n':>4} " + " ".join(f"{name:>8}" for name in columns))
    for name, members in [*groups.items(), ("all", list(found))]:
        figures = " ".join(f"{rate([test(one) for one in members]):>8.3f}" for test in columns.values())
        print(f"{name:<12} {len(members):>4} {figures}")


ANSWERED: dict[str, Callable[[Outcome], bool]] = {
    "right": lambda one: one.right,
    "status": lambda one: one.status,
    "place": lambda one: one.place,
    "words": lambda one: one.words,
    "wrong": lambda one: one.wrong,
}
HELD: dict[str, Callable[[Outcome], bool]] = {"held": lambda one: one.right}


def lengths(found: Sequence[Outcome]) -> list[int]:
    """How long the quotes of each answer are together."""
    answered = [one.result for one in found if one.result["status"] == "answered"]
    return [sum(len(citation["quote"]) for citation in result["citations"]) for result in answered]


def stored_interview(shared: Path) -> str:
    return document_from(shared / INTERVIEW, INTERVIEW.name).text


def borders_of(text: str) -> list[Span]:
    """Start and end of each paragraph: the lines that are not blank, counted from 0."""
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def test_digests_answer(shipped: Asker) -> None:
    found = outcomes("digests.jsonl", shipped)
    table("digests: to be answered", found, "style", ANSWERED)
    quoted = lengths(found)
    print(f"quotes together: median {statistics.median(quoted):.0f}, most {max(quoted)} characters")
    assert rate([one.right for one in found]) >= DIGESTS_RIGHT
    assert rate([one.right for one in found if one.row["style"] in ("plain", "document")]) >= DIGESTS_WELL_WRITTEN
    assert rate([one.wrong for one in found]) <= DIGESTS_WRONG
    assert statistics.median(quoted) <= DIGESTS_QUOTE_MEDIAN


def test_refused(shipped: Asker) -> None:
    found = outcomes("refused.jsonl", shipped)

    def honest(one: Outcome) -> bool:
        answered = one.result["status"] == "answered"
        return one.right or (answered and holds(one.result, one.row["expect"].get("or_words", ())))

    table("digests: not to be answered as fact", found, "kind", {**HELD, "honest": honest})
    assert rate([one.right for one in found]) >= REFUSED_HELD
    assert rate([honest(one) for one in found]) >= REFUSED_HONEST


def test_talk(shipped: Asker) -> None:
    found = outcomes("talk.jsonl", shipped)
    table("small talk, abuse, orders to the bot", found, "kind", HELD)
    assert rate([one.right for one in found]) >= TALK_RIGHT


def test_interview(interview_alone: Asker, shared: Path) -> None:
    found = outcomes("interview.jsonl", interview_alone, borders_of(stored_interview(shared)))
    asked = [one for one in found if one.row["expect"]["status"] == "answered"]
    barred = [one for one in found if one.row["expect"]["status"] != "answered"]
    table("interview alone: to be answered", asked, "style", ANSWERED)
    quoted = lengths(asked)
    print(f"quotes together: median {statistics.median(quoted):.0f}, most {max(quoted)} characters")
    table("interview alone: not to be answered as fact", barred, "kind", HELD)
    assert rate([one.right for one in asked]) >= INTERVIEW_RIGHT
    assert rate([one.wrong for one in asked]) <= INTERVIEW_WRONG
    assert rate([one.right for one in barred]) >= INTERVIEW_REFUSED


def test_offsets_lie_in_their_paragraphs(shared: Path) -> None:
    """The stored text is still the one that the offsets were counted in."""
    borders = borders_of(stored_interview(shared))
    for row in rows_of("interview.jsonl"):
        expect = row["expect"]
        inside = {borders[number] for number in expect.get("paragraphs", ())}
        for start, end in expect.get("spans", ()):
            assert any(first <= start < end <= last for first, last in inside), row["id"]


def test_files_are_whole() -> None:
    """Ids are unique, `prev` names an earlier row, and expected words stand in the files that are named."""
    least = {"digests.jsonl": 120, "refused.jsonl": 60, "talk.jsonl": 10, "interview.jsonl": 60}
    for name, count in least.items():
        rows = rows_of(name)
        assert len(rows) >= count
        seen: set[str] = set()
        for row in rows:
            assert row["id"] not in seen
            assert row.get("prev") is None or row["prev"] in seen
            seen.add(row["id"])
            files = listed(row["expect"].get("file", []))
            held = "\n".join((KNOWLEDGE / file).read_text(encoding="utf-8") for file in files).casefold()
            assert all(word.casefold() in held for word in row["expect"].get("words", [])), row["id"]


def test_no_run_of_the_interview(shared: Path) -> None:
    """The interview is others' text: no golden file holds eight of its words in a row."""

    def runs(text: str) -> set[tuple[str, ...]]:
        words = [token.text for token in tokens(fold(text))]
        return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}

    held = runs((shared / INTERVIEW).read_text(encoding="utf-8"))
    assert len(held) > 500
    for file in sorted(GOLDEN.iterdir()):
        common = runs(file.read_text(encoding="utf-8")) & held
        assert not common, f"{file.name}: {sorted(common)[:3]}"
