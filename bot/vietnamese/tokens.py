"""Word tokens, and the terms that the lexical index holds and is asked for."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.vietnamese import wordlist
from bot.vietnamese.abbreviations import long_forms
from bot.vietnamese.document_numbers import Found
from bot.vietnamese.document_numbers import scan as scan_document_numbers
from bot.vietnamese.figures import scan_figures
from bot.vietnamese.fold import fold, fold_map
from bot.vietnamese.ordinals import ORDINAL, numerals, ordinal_terms
from bot.vietnamese.spoken import DIGITS, MARKERS, spoken_numbers

_WORD = re.compile(r"[^\W_]+")
# Words of a text whose numbers are canonical already, each with what stands before the next one.
_PIECE = re.compile(r"((?<!\d\.)\d+\.\d+(?!\.?\d)|[^\W_]+)([\W_]*)")
_DIGIT = re.compile(r"\d")
# What ends a run of syllables that may pair. Commas, brackets, quotes and dashes do not: people leave them out when
# they type, and a pair that only one side has is lost.
_BREAK = re.compile(r"[;:!?…\n]|\.[\W_]")
# A full stop after these is part of the abbreviation: "TP. Hải Phòng" pairs as "tp hai phong" does.
_ABBREVIATED = wordlist.words("tp ts ths pgs gs bs ks th q p h tx tt tr st nxb dc")
_UNIT = re.compile(r"\d[.,]\d+[^\W\d_]")  # "78,1ha": the unit is a word of its own
_SPOKEN = re.compile(rf"\b(?:{'|'.join(MARKERS)})\b|\b(?:{'|'.join(DIGITS)}) (?:{'|'.join([*DIGITS, 'lam', 'mot'])})\b")


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters and digits, folded, with its place in the text in code points."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the word tokens of a text in order; text[token.start:token.end] is what was written."""
    folded, positions = fold_map(text)
    return [Token(m[0], positions[m.start()], positions[m.end()]) for m in _WORD.finditer(folded)]


def terms(text: str) -> list[str]:
    """Return the terms of a text: folded syllables, pairs of neighbours, canonical numbers, dates, document numbers.

    The same for accented and unaccented input. A pair is "can_bo"; pairs cross commas and brackets, but no full stop,
    colon, semicolon or line end. "2.600", "2600" and "hai nghìn sáu trăm" share the term "2600"; "40%" and "40 phần
    trăm" share "40%"; a date adds "2021-03-11" and "2021-03"; "09-KL/TU" adds "9-kl/tu", and it shares "kl_9" with
    "KL 09" and "kết luận số 9". "Khóa XVI" shares "khoa_16" with "khóa 16", "lần thứ nhất" "lan_1" with "lần 1", and
    "UBND" has the terms of "ủy ban nhân dân" too.
    """
    folded = fold(text)
    extra: list[str] = []  # whole dates and document numbers, which pair with nothing
    marks: list[tuple[int, int, str]] = []  # numbers that stand beside their words: start, end in folded, term
    spoken = _SPOKEN.search(folded) is not None
    if spoken or _DIGIT.search(folded):
        for one in scan_document_numbers(folded):
            extra.extend(_document_terms(one))
        folded, marks = _with_canonical_numbers(folded, extra)
    words: list[str] = []
    gaps: list[str] = []
    for word, gap in _PIECE.findall(folded):
        words.append(word)
        gaps.append(gap)
    joined = [gap == " " or not _breaks(word, gap) for word, gap in zip(words, gaps, strict=True)]
    spans: list[tuple[int, int, str]] = []
    if marks:
        starts, ends = _word_edges(folded)
        spans = [(starts[start], ends[end] + 1, term) for start, end, term in marks if start in starts and end in ends]
    if spoken:
        spans.extend(_spoken_spans(words, gaps))
    if ORDINAL.search(folded):
        spans.extend((at, at + 1, value) for at, value in numerals(words, gaps))
        extra.extend(ordinal_terms(words))
    result = words.copy()
    result.extend([f"{words[i]}_{words[i + 1]}" for i in range(len(words) - 1) if joined[i]])
    for first, after, term in spans:
        result.append(term)
        if first and joined[first - 1]:
            result.append(f"{words[first - 1]}_{term}")
        if after < len(words) and joined[after - 1]:
            result.append(f"{term}_{words[after]}")
    if not long_forms().keys().isdisjoint(words):
        result.extend(_written_out(words, gaps, joined))
    result.extend(extra)
    return result


def _written_out(words: list[str], gaps: list[str], joined: list[bool]) -> list[str]:
    """Return the terms of the abbreviations among words in their long form; a document's symbol has none."""
    result: list[str] = []
    for at, word in enumerate(words):
        syllables = long_forms().get(word)
        if syllables is None or (at and gaps[at - 1] in ("-", "/")):
            continue
        result.extend(syllables)
        around = [*words[at - 1 : at][: at and joined[at - 1]], *syllables, *words[at + 1 : at + 2][: joined[at]]]
        result.extend(f"{first}_{second}" for first, second in pairwise(around))
    return result


def terms_among(text: str, wanted: frozenset[str]) -> frozenset[str]:
    """Return the wanted terms that a text has: what `wanted & set(terms(text))` gives, in less time for plain words."""
    folded = fold(text)
    numbers = any(map(_DIGIT.search, wanted)) and (_DIGIT.search(folded) or _SPOKEN.search(folded))
    # Canonical numbers, dates and document numbers make no term without a digit, so that they need not be looked for.
    pieces = _PIECE.findall(folded)
    numbers = numbers or ORDINAL.search(folded)
    if numbers or _UNIT.search(folded) or not long_forms().keys().isdisjoint(word for word, _ in pieces):
        return wanted.intersection(terms(text))
    pairs = (f"{first}_{second}" for (first, gap), (second, _) in pairwise(pieces) if not _breaks(first, gap))
    return wanted & {*(word for word, _ in pieces), *pairs}


def _breaks(word: str, gap: str) -> bool:
    """Tell whether what stands after a word keeps it from pairing with the next one."""
    return _closes(gap) and not (gap == ". " and word in _ABBREVIATED)


@lru_cache(maxsize=4096)
def _closes(gap: str) -> bool:
    return _BREAK.search(gap) is not None


def _document_terms(found: Found) -> list[str]:
    """Return the whole symbol of a document number, and the term that every way to name it shares ("kl_9")."""
    number = found.number
    kind = number.kind or ("luat" if number.issuer and number.issuer.startswith("qh") else None)
    shared = [f"{kind}_{number.digits}"] if kind else []
    return [found.symbol, *shared] if found.symbol else shared


def _with_canonical_numbers(folded: str, extra: list[str]) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the text with every number in canonical form, and the marks of percentages and scaled numbers in it.

    Dates and months are added to extra; their parts stay as numbers of their own.
    """
    pieces: list[str] = []
    marks: list[tuple[int, int, str]] = []
    at = length = 0
    for figure in scan_figures(folded):
        before = folded[at : figure.start]
        if figure.kind in ("date", "month"):
            extra.append(figure.value)
            if figure.kind == "date":
                extra.append(figure.value[:7])
            written = _LEADING_ZERO.sub("", folded[figure.start : figure.end])
        elif figure.kind == "percent" or figure.plain is not None:
            plain = figure.plain or figure.value[:-1]
            unit = _NOT_NUMBER.sub("", folded[figure.start : figure.end])
            written = plain + unit
            start = length + len(before)
            marks.append((start, start + len(written.rstrip(" %")), figure.value))
        else:
            written = figure.value
        pieces += (before, written)
        length += len(before) + len(written)
        at = figure.end
    pieces.append(folded[at:])
    return "".join(pieces), marks


_LEADING_ZERO = re.compile(r"(?<!\d)0+(?=\d)")
_NOT_NUMBER = re.compile(r"^[\d.,]+")


def _word_edges(folded: str) -> tuple[dict[int, int], dict[int, int]]:
    """Return the index of the word that starts, and of the word that ends, at each position."""
    starts, ends = {}, {}
    for index, match in enumerate(_PIECE.finditer(folded)):
        starts[match.start(1)] = index
        ends[match.end(1)] = index
    return starts, ends


def _spoken_spans(words: list[str], gaps: list[str]) -> list[tuple[int, int, str]]:
    """Return (first word, word after, term) of each spoken number; a number does not cross punctuation."""
    spans = []
    first = 0
    for last, gap in enumerate(gaps):
        if gap == " " and last + 1 < len(words):
            continue
        run = words[first : last + 1]
        for start, after, value in spoken_numbers(run):
            term = value + "%" if run[after : after + 2] == ["phan", "tram"] else value
            spans.append((first + start, first + after + 2 * (term != value), term))
            if run[start : start + 2] == ["sau", "muoi"]:  # sáu mươi, and sau mười: folded, both may be meant
                spans.extend(
                    (first + start + 1 + i, first + start + 1 + j, other)
                    for i, j, other in spoken_numbers(run[start + 1 :])
                    if i == 0
                )
        first = last + 1
    return spans
