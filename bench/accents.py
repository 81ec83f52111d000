"""How many syllables of unaccented questions get their accents back, and how long that takes.

    python -m bench.accents [--shared ../shared]

Judged on ../shared/eval, which is never counted: with the shipped statistics alone, and with those of the folder's own
texts added. Also: how much is damaged in questions that were typed correctly, and half-accented questions.
"""

import argparse
import json
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.vietnamese import fold, load_restorer
from bot.vietnamese.accents import Restorer
from bot.vietnamese.syllables import is_folded_syllable, place_tone

_WORD = re.compile(r"[^\W\d_]+")


def _syllables(text: str) -> list[str]:
    return [place_tone(word.lower()) for word in _WORD.findall(text) if is_folded_syllable(fold(word))]


def _half(question: str) -> str:
    rng = random.Random(question)
    return re.sub(r"\w+", lambda match: fold(match[0]) if rng.random() < 0.5 else match[0], question)


def _judge(restorer: Restorer, questions: Sequence[str], damage: Callable[[str], str]) -> str:
    right = total = whole = 0
    for question in questions:
        expected = _syllables(question)
        got = _syllables(restorer.restore(damage(question)))
        same = sum(a == b for a, b in zip(expected, got, strict=True))
        right, total, whole = right + same, total + len(expected), whole + (same == len(expected))
    return f"{right / total:.4f} of syllables, {whole / len(questions):.3f} of questions whole"


def _milliseconds(restorer: Restorer, questions: Sequence[str]) -> str:
    spent = []
    for question in questions:
        start = time.perf_counter()
        restorer.restore(fold(question))
        spent.append((time.perf_counter() - start) * 1e3)
    return f"{statistics.median(spent):.2f} ms a question (p95 {statistics.quantiles(spent, n=20)[-1]:.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    shared: Path = parser.parse_args().shared
    if not (shared / "eval").is_dir():
        sys.exit(f"skipped: no development data in {shared}")
    for name in ("legal", "general"):
        rows = [json.loads(line) for line in (shared / "eval" / name / "passages.jsonl").open(encoding="utf-8")]
        texts = [f"{row.get('title') or ''}\n{row['text']}" for row in rows]
        rows = [json.loads(line) for line in (shared / "eval" / name / "questions.jsonl").open(encoding="utf-8")]
        questions = [row["question"] for row in rows]
        start = time.perf_counter()
        with_folder = load_restorer().with_texts(texts)
        print(f"{name}: {len(questions)} questions; {len(texts)} texts counted in {time.perf_counter() - start:.2f} s")
        for label, restorer in (("base", load_restorer()), ("base + folder", with_folder)):
            print(f"  {label:14} no accents    {_judge(restorer, questions, fold)}")
            print(f"  {'':14} half accents  {_judge(restorer, questions, _half)}")
            print(f"  {'':14} all accents   {_judge(restorer, questions, str)}")
            print(f"  {'':14} {_milliseconds(restorer, questions)}")
        size = len(with_folder.to_bytes())
        start = time.perf_counter()
        Restorer.from_bytes(with_folder.to_bytes())
        print(f"  folder part: {size / 1e6:.2f} MB, written and read in {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
