"""How much each term of a question says: rare words and pairs much, question words nothing.

Counts ship with the product and are blended with the folder's own, so that the weights hold in a folder of one
document as well as in one of ten thousand passages.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib import resources
from math import log
from pathlib import Path

from bot.index import Generation
from bot.vietnamese.wordlist import words

BASE_FILE = Path(str(resources.files("bot.search") / "terms.tsv.gz"))
# The base counts as much as this many passages of the folder would.
_PRIOR_PASSAGES = 1_000
_ACCIDENTAL = 0.3  # of its weight, for a pair that stands nowhere: two words that merely met in the question
# Folded words that make a sentence a question or hold it together; alone they are evidence of nothing. Several are
# also syllables of content words ("co quan", "nhu cau"), which is why pairs are judged apart.
FUNCTION_WORDS = words(
    "a ad ah ai anh ban bao bi biet boi cac cai can cang chi cho chung co con cua cung da dang dau day dc de den",
    "di do duoc e em gi gio gom hay ho hoi j k khi khong ko la lai lam len luc may minh moi mot muon nam nao",
    "nay nen neu ngay ngoai nhat nhe nhi nhieu nhu nhung noi ntn o phai ra rang rat roi sao sau se tai the",
    "theo thi thoi thua toi tren trong truoc tu tung ung va van vao vay ve vi viec voi vs xem xin",
)
# Pairs that only lead to a number.
_EMPTY_PAIRS = frozenset(("lan_thu",))
_KNOWN_PAIR = 12  # articles of the base in which a pair with a function word must stand to count as a word


@cache
def _base() -> tuple[int, dict[str, int]]:
    lines = gzip.decompress(BASE_FILE.read_bytes()).decode().splitlines()
    counts = {}
    for line in lines[1:]:
        term, _, count = line.partition("\t")
        counts[term] = int(count)
    return int(lines[0]), counts


def weight(term: str, generation: Generation) -> float:
    """The weight of a folded term: 0 for question words, else its smoothed inverse document frequency."""
    articles, counts = _base()
    known = counts.get(term, 0)
    first, _, second = term.partition("_")
    if second:
        plain = first in FUNCTION_WORDS or second in FUNCTION_WORDS
        if term in _EMPTY_PAIRS or (plain and known < _KNOWN_PAIR):
            return 0.0
    elif term in FUNCTION_WORDS or len(term) == 1:
        return 0.0
    scale = _PRIOR_PASSAGES / articles
    passages = generation.lexical.size + _PRIOR_PASSAGES
    frequency = generation.lexical.frequency(term) + known * scale
    idf = log(1 + passages / (frequency + 0.5))
    return idf * _ACCIDENTAL if second and not frequency else idf
