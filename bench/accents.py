"""How many syllables of unaccented questions get their accents back, and how long that takes.

    python -m bench.accents [--shared ../shared]

Judged on ../shared/eval, which is never counted: with the shipped statistics alone, and with those of the folder's own
texts added. Also: how much is damaged in questions that were typed correctly, half-accented questions, and questions
with slips in a third of their words, before and after repair.
"""

import argparse
import json
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.vietnamese import fold, load_restorer, repair
from bot.vietnamese.accents import Restorer
from bot.vietnamese.syllables import is_folded_syllable, place_tone, split_tone

_WORD = re.compile(r"[^\W\d_]+")


def _syllables(text: str) -> list[str]:
    return [place_tone(word.lower()) for word in _WORD.findall(text) if is_folded_syllable(fold(word))]


def _half(question: str) -> str:
    rng = random.Random(question)
    return re.sub(r"\w+", lambda match: fold(match[0]) if rng.random() < 0.5 else match[0], question)


def _slips(kind: str) -> Callable[[str], str]:
    """Return what puts a slip of the thumb into every third word of a question."""

    def damage(question: str) -> str:
        rng = random.Random(question)
        words = question.split(" ")
        for index, word in enumerate(words):
            if rng.random() > 1 / 3 or not word.isalpha():
                continue
            if kind == "telex":
                words[index] = _telex(word)
            elif kind == "vni":
                words[index] = _vni(word)
            elif kind == "missing" and len(word) > 3:
                at = rng.randrange(1, len(word))
                words[index] = word[:at] + word[at + 1 :]
            elif kind == "doubled":
                at = rng.randrange(len(word))
                words[index] = word[:at] + word[at] + word[at:]
        if kind == "joined":
            return re.sub(r"(\w{2,}) (\w{2,})", lambda m: m[1] + m[2] if rng.random() < 1 / 3 else m[0], fold(question))
        return " ".join(words)

    return damage


def _keystrokes(word: str, hats: dict[str, str], tones: str) -> str:
    toneless, tone = split_tone(word)
    letters = "".join(hats.get(letter, letter) for letter in toneless)
    return letters + (tones["\u0301\u0300\u0309\u0303\u0323".index(tone)] if tone else "")


def _telex(word: str) -> str:
    return _keystrokes(word, dict(zip("ăâêôơưđ", ["aw", "aa", "ee", "oo", "ow", "uw", "dd"], strict=True)), "sfrxj")


def _vni(word: str) -> str:
    return _keystrokes(word, dict(zip("ăâêôơưđ", ["a8", "a6", "e6", "o6", "o7", "u7", "d9"], strict=True)), "12345")


def _judge_slips(restorer: Restorer, questions: Sequence[str], kind: str) -> str:
    lexicon = restorer.lexicon()
    damage = _slips(kind)
    before = after = total = 0
    for question in questions:
        expected = _syllables(question)
        damaged = damage(question)
        typed, mended = (_syllables(restorer.restore(text)) for text in (damaged, repair(damaged, lexicon)))
        total += len(expected)
        before += sum((Counter(expected) & Counter(typed)).values())
        after += sum((Counter(expected) & Counter(mended)).values())
    return f"{before / total:.4f} → {after / total:.4f} of syllables"


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
            for kind in ("telex", "vni", "doubled", "missing", "joined"):
                print(
                    f"  {'':14} {kind:13} {_judge_slips(restorer, questions, kind)} (restored alone → repaired first)"
                )
        size = len(with_folder.to_bytes())
        start = time.perf_counter()
        Restorer.from_bytes(with_folder.to_bytes())
        print(f"  folder part: {size / 1e6:.2f} MB, written and read in {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
