"""Questions as officials type them: without accents, with half of them, with abbreviations, slips, in keywords."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from bot import vietnamese
from bot.vietnamese import fold
from bot.vietnamese.wordlist import words

ABBREVIATIONS = Path(vietnamese.__file__).with_name("abbreviations.tsv")
Way = Callable[[str, random.Random], str]
# Accented, unlike the product's own list: "bạn" says nothing, "ban" does.
_JOINING = words(
    "là của và các những được có cho với về thì mà theo trong khi nào như thế gì bao nhiêu ai ở đâu để này đó không",
    "bị bởi tại từ đến hay hoặc phải do vì sao ra xin hỏi tôi mấy",
)
_ASKING = re.compile(
    r"\b(?:được )?(?:quy định )?(?:như thế nào|ra sao|là gì|là ai|là bao (?:nhiêu|lâu)|bao nhiêu|bao lâu|khi nào|"
    r"có được không|được không|hay không|có không|những gì|thế nào|không)\s*\?*$|\?+$",
    re.IGNORECASE,
)


def half(question: str, generator: random.Random) -> str:
    """Half of the words without their accents."""
    return " ".join(fold(word) if generator.random() < 0.5 else word for word in question.split())


@cache
def _abbreviations() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of what has an abbreviation, the longest first, and the abbreviation."""
    pairs = []
    for line in ABBREVIATIONS.read_text("utf-8").splitlines():
        short, _, rest = line.partition("\t")
        full = rest.split("\t")[0]
        if full and not line.startswith("#") and " " in full:
            pairs.append((full, short))
    pairs.sort(key=lambda pair: -len(pair[0]))
    return tuple((re.compile(rf"\b{re.escape(full)}\b", re.IGNORECASE), short) for full, short in pairs)


def abbreviated(question: str, generator: random.Random) -> str:
    """Every expression that the shipped table has an abbreviation for, in short."""
    for pattern, short in _abbreviations():
        question = pattern.sub(lambda _, short=short: short, question)  # type: ignore[misc]
    return question


def slipped(question: str, generator: random.Random) -> str:
    """Two slips of the thumb: a letter dropped, doubled or exchanged with its neighbour, two words run together."""
    words = question.split()
    for _ in range(2):
        at = generator.randrange(len(words))
        word = words[at]
        if len(word) < 3 or any(char.isdigit() for char in word):
            continue
        place = generator.randrange(1, len(word))
        kind = generator.randrange(4)
        if kind == 0:
            words[at] = word[:place] + word[place + 1 :]
        elif kind == 1:
            words[at] = word[:place] + word[place] + word[place:]
        elif kind == 2 and place + 1 < len(word):
            words[at] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        elif at + 1 < len(words):
            words[at : at + 2] = [words[at] + words[at + 1]]
    return " ".join(words)


def keywords(question: str, generator: random.Random) -> str:
    """The words that say something, without those that hold a sentence together."""
    said = [word for word in question.rstrip("? ").split() if word.lower().strip(",.:;()") not in _JOINING]
    return " ".join(said) if len(said) > 1 else question


def without_asking(question: str, generator: random.Random) -> str:
    """Without the words at its end that make it a question."""
    cut = _ASKING.sub("", question).strip()
    return cut if len(cut.split()) > 2 else question


def small(question: str, generator: random.Random) -> str:
    """In small letters and without signs, as dictated."""
    return re.sub(r"[,.;:?!“”\"]+", "", question).lower()
