"""What is asked and which passage answers: titles and clauses of articles, real questions, typed in many ways."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bot.vietnamese
from bot.vietnamese import fold
from training.passages import Passage
from training.typed import Way, abbreviated, half, keywords, slipped, small, without_asking

QUESTION_REPEATS = 8  # real questions are few; each comes in as many ways
CLAUSE_SHARE = 0.5  # of the passages are also asked by words of their body
_FRAMES = (
    "{} được quy định như thế nào?",
    "{} như thế nào?",
    "{} ra sao?",
    "Quy định về {} thế nào?",
    "Cho tôi hỏi {} được quy định ở đâu?",
    "{} gồm những gì?",
    "{} là gì?",
    "Pháp luật quy định {} như thế nào?",
    "Xin hỏi về {}",
    "{} có gì đáng chú ý?",
)
_CLAUSE_FRAMES = ("{} có đúng không?", "{} thì sao?", "Có phải {} không?", "{} được không?", "Khi nào {}?", "Ai {}?")
_SENTENCE = re.compile(r"[.;:\n]+")
_LABEL = re.compile(r"^\W*(?:\d{1,2}(?:\.\d+)*|[a-zđ])[.)]\s*|\*+")
_COMMON = 3  # articles that bear one title: such a title asks for none of them
_TITLE_WORDS = range(3, 31)
_CLAUSE_WORDS = range(5, 17)


def _folded(way: Way) -> Way:
    return lambda question, generator: fold(way(question, generator))


def _as_written(question: str, generator: random.Random) -> str:
    return question


WAYS: tuple[tuple[float, Way], ...] = (
    (0.24, _as_written),
    (0.26, _folded(_as_written)),
    (0.12, half),
    (0.06, abbreviated),
    (0.05, _folded(abbreviated)),
    (0.05, slipped),
    (0.06, _folded(slipped)),
    (0.04, keywords),
    (0.04, _folded(keywords)),
    (0.04, without_asking),
    (0.04, small),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, as typed, and the number of the passage that answers it."""

    question: str
    passage: int


def pairs(passages: Sequence[Passage], questions: Sequence[dict[str, Any]], *, seed: int) -> list[Pair]:
    """All pairs of one round over the passages, in a random order that the seed decides."""
    generator = random.Random(seed)
    number = {passage.article: at for at, passage in enumerate(passages)}
    titles = Counter(fold(passage.title).lower() for passage in passages)
    found = []
    for at, passage in enumerate(passages):
        words = len(passage.title.split())
        if words in _TITLE_WORDS and titles[fold(passage.title).lower()] < _COMMON:
            found.append(Pair(as_question(passage.title, generator), at))
        part = clause(passage.body, generator) if generator.random() < CLAUSE_SHARE else None
        if part:
            found.append(Pair(_framed(part, _CLAUSE_FRAMES, generator) if generator.random() < 0.4 else part, at))
    for row in questions:
        held = [number[article] for article in row["gold"] if article in number]
        found += [Pair(row["question"], at) for at in held for _ in range(QUESTION_REPEATS)]
    generator.shuffle(found)
    return [Pair(typed(pair.question, generator), pair.passage) for pair in found]


def typed(question: str, generator: random.Random) -> str:
    """A question in one of the ways."""
    [way] = generator.choices([way for _, way in WAYS], [share for share, _ in WAYS])
    return way(question, generator).strip() or question


def as_question(title: str, generator: random.Random) -> str:
    """A title as people would ask for it; now and then as it stands."""
    return _framed(title, _FRAMES, generator)


def _framed(words: str, frames: Sequence[str], generator: random.Random) -> str:
    if generator.random() < 0.3:
        return words
    frame = generator.choice(frames)
    held = words if frame.startswith("{}") else words[:1].lower() + words[1:]
    return frame.format(held.rstrip(" .:;?"))


def clause(body: str, generator: random.Random) -> str | None:
    """Some words of the body that follow each other, of one sentence."""
    sentences = [_LABEL.sub("", part.strip()).strip().split() for part in _SENTENCE.split(body)]
    long = [words for words in sentences if len(words) >= _CLAUSE_WORDS.start]
    if not long:
        return None
    words = generator.choice(long)
    length = min(len(words), generator.choice(_CLAUSE_WORDS))
    start = generator.randrange(len(words) - length + 1)
    return " ".join(words[start : start + length]).strip(",;:.- ")


# --- English: what the untrained model makes of it is kept -----------------------------------------------------------

_ENGLISH = (
    "What is {a}?",
    "What are the rules on {a}?",
    "How is {a} of {b} regulated?",
    "Who decides on {a}?",
    "When does {a} apply to {b}?",
    "How long is the term of {a}?",
    "What are the conditions for {a}?",
    "Which documents are needed for {a} and {b}?",
    "Is {a} allowed for {b}?",
    "How many {a} may {b} have?",
    "{a} and {b} in the city after the merger",
    "responsibility for {a}, {b} and {c}",
    "Does {b} receive {a} during {c}?",
    "Why was {a} changed?",
    "Tell me about {a} for {b}",
)


def english(count: int, *, seed: int) -> Iterator[str]:
    """English questions, put together from the terms of the shipped glossary."""
    file = Path(bot.vietnamese.__file__).with_name("english.tsv")
    lines = [line.split("\t") for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    terms = sorted({line[0] for line in lines if len(line) > 2 and line[2].startswith("n")})
    generator = random.Random(seed)
    for _ in range(count):
        first, second, third = generator.sample(terms, 3)
        yield generator.choice(_ENGLISH).format(a=first, b=second, c=third)
