"""English questions put into the Vietnamese terms of the field, word for word, so that they find the same passages.

A glossary (english.tsv) says how the terms of personnel work, the Party, government and law are said in Vietnamese.
What comes out is no translation: it has the terms, names, numbers and question words of the question, in the order in
which Vietnamese puts them ("the minimum remaining working time of a rotated cadre" → "thời gian công tác còn lại tối
thiểu cán bộ luân chuyển").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.vietnamese import wordlist
from bot.vietnamese.syllables import is_folded_syllable

_GLOSSARY_FILE = Path(__file__).with_name("english.tsv")
_WORD = re.compile(r"\d[\w.,/–-]*%?|[^\W\d_]+(?:['’][a-z]+)?|[.,;:!?]")
_LONGEST_TERM = 6  # words of a term of the glossary, at most
# Words that hold an English sentence together and are no Vietnamese syllables, or hardly ever begin a question.
_GRAMMAR = wordlist.words(
    "the of is are was were be been being does did has have had having what which who whom whose when where why how",
    "many much these those this that there their they them he she it its you your we our his her not and or but if",
    "than as at",
    "by for from with without under over after before during within between into about according to in on must should",
    "would could will shall may might can cannot please each every any some all been no an still already also only",
)
# Of these English has nothing that Vietnamese needs.
_DROPPED = wordlist.words(
    "a an the of is are was were be been being am does do did has have had will would shall there their its his her my",
    "your our you i we me us please s t any some such into that then so just very much too get got tell know let want",
    "would like could one's ones there's",
)
_ARTICLES = wordlist.words("a an the")
_ASKS = wordlist.words(
    "who whom whose what which when where why how does do did is are was were can has have must should"
)
_YES_NO = wordlist.words("do does did is are was were has have had can could must should may will would shall")
_BEFORE_PARTICIPLE = wordlist.words("a an the of for to from under with about on each every any all no new young")
# Question words with which an English question begins and a Vietnamese one ends.
_AT_THE_END = {
    "khi nào": "khi nào", "ở đâu": "ở đâu", "ngày nào": "ngày nào", "năm nào": "năm nào", "gì": "là gì",
    "thế nào": "thế nào",
}  # fmt: skip
_PREPOSITIONS = wordlist.words("in since from until till by to between before after during on and of")
_MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6,
    "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_DATE = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH},? (?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_DATE_AMERICAN = re.compile(
    rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
)
_MONTH_YEAR = re.compile(rf"\b{_MONTH},? (?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_NUMBER_SIGN = re.compile(r"\b(?:no|number)\.? ?(?=\d)", re.IGNORECASE)
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)", re.IGNORECASE)
_ROMAN = re.compile(r"[IVX]{1,5}")
_YEARS = re.compile(r"(?:19|20)\d\d(?:[-–](?:19|20)\d\d)?")
# Turns of phrase whose words mean nothing one by one; X is put where it stands in Vietnamese.
_FRAMES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        (r"^(?:and )?(?:what|how) about (.+?)\s*\??$", "còn {} thì sao"),
        (r"^(?:and|then) (?:for|at|in|with) (?:the )?(.+?)\s*\??$", "còn {} thì sao"),
        (r"^what (?:is|are|was|were) (.+) about\s*\??$", "{} nói về gì"),
        (r"^what (?:does|do|did) (.+?) (?:say|state|provide|stipulate)\s*\??$", "{} nói gì"),
        (r"^(?:is|are) (.+?) (?:still )?(?:in force|in effect|valid"
        r"|effective)(?: now)?\s*\??$", "{} còn hiệu lực không"),
        (r"^(?:has|have|is|was) (.+?) (?:been )?(?:already )?(?:replaced"
        r"|superseded)(?: yet)?\s*\??$", "{} bị thay thế chưa"),
        (r"^(?:by )?(?:what|which document) (?:replaced|superseded"
        r"|has replaced) (.+?)\s*\??$", "văn bản nào thay thế {}"),
        (r"^what (?:was|is|has) (.+?) (?:been )?(?:replaced|superseded) (?:by"
        r"|with)\s*\??$", "{} bị thay thế bởi văn bản nào"),
        (r"^what (?:does|did) (.+?) replace\s*\??$", "{} thay thế văn bản nào"),
        (r"^when (?:was|were|is) (.+?) (?:issued|promulgated|signed)\s*\??$", "{} ban hành khi nào"),
        (r"^when (?:does|did|will) (.+?) (?:take effect|come into (?:force|effect)"
        r"|enter into force)\s*\??$", "{} có hiệu lực từ khi nào"),
        (r"^who (?:issued|promulgated) (.+?)\s*\??$", "ai ban hành {}"),
        (r"^what happens? (?:to|if|when|with) (.+?)\s*\??$", "{} thì bị xử lý thế nào"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Piece:
    said: str
    role: str  # n, a, v, q as in the glossary; p a Vietnamese name; "" anything else


def in_vietnamese(text: str, restore: Callable[[str], str] = str) -> str | None:
    """Return an English question in Vietnamese terms; None where the text is not in English.

    restore: puts accents on Vietnamese names, which English writes without. Words that the glossary does not have stay.
    """
    if not is_english(text):
        return None
    text = _with_dates(_NUMBER_SIGN.sub("", " ".join(text.split())))
    for pattern, said in _FRAMES:
        match = pattern.match(text)
        if match is not None:
            return said.format(_said(match[1], restore))
    said = _said(text, restore)
    first = _WORD.search(text)
    return f"{said} không" if first and first[0].lower() in _YES_NO else said


def is_english(text: str) -> bool:
    """Tell whether a text is in English: its words are, and those that could be Vietnamese are names or few."""
    if not text.isascii() and sum(map(str.isascii, text)) < 0.9 * len(text):
        return False
    words = re.findall(r"[^\W\d_]+(?:['’][a-z]+)?", text)
    glossary = _glossary()
    small = any(word.islower() for word in words)
    english = grammar = vietnamese = 0
    for word in words:
        lower = word.lower()
        syllable = is_folded_syllable(lower)
        if not word.isascii():
            vietnamese += not word.istitle()
        elif lower in _GRAMMAR:
            grammar += 1
            english += not syllable
        elif syllable:
            vietnamese += not (small and word[0].isupper())
        elif lower in glossary.words or _stem(lower) in glossary.words:
            english += 1
    opens = bool(words) and words[0].lower() in _ASKS and grammar > 1
    if english == len(words):
        return english > 0
    return english > 0 and english + grammar > max(1, vietnamese) and (english > vietnamese or opens)


@dataclass(frozen=True, slots=True)
class _Glossary:
    exact: Mapping[str, _Piece]
    stems: Mapping[str, _Piece]
    words: frozenset[str]  # every word of its terms, as it is and without its ending


@cache
def _glossary() -> _Glossary:
    exact: dict[str, _Piece] = {}
    stems: dict[str, _Piece] = {}
    words: set[str] = set()
    for line in _GLOSSARY_FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        term, said, role = (*line.split("\t"), "")[:3]
        parts = term.split(" ")
        exact[term] = _Piece(said, role)
        stems.setdefault(" ".join(map(_stem, parts)), _Piece(said, role))
        words.update(parts)
        words.update(map(_stem, parts))
    return _Glossary(exact, stems, frozenset(words))


_IRREGULAR = {
    "held": "hold", "kept": "keep", "made": "mak", "paid": "pay", "given": "giv", "gave": "giv", "said": "say",
    "told": "tell", "became": "becom", "chosen": "choos", "taken": "tak", "took": "tak", "came": "com", "went": "go",
    "met": "meet", "began": "begin", "built": "build", "children": "child", "women": "woman", "men": "man",
    "wives": "wif", "criteria": "criteria", "led": "lead", "spoke": "speak", "did": "do", "done": "do",
    "people": "people",
    "bodies": "body", "his": "his", "this": "this", "ethics": "ethics",
}  # fmt: skip
_DOUBLED = re.compile(r"([bdgmnprt])\1$")


def _stem(word: str) -> str:
    """Return an English word without its ending: "appointed", "appoints" and "appointing" are one."""
    word = word.removesuffix("'s").removesuffix("’s")
    if word in _IRREGULAR or len(word) < 4:
        return _IRREGULAR.get(word, word)
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word.removesuffix("s")
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            word = _DOUBLED.sub(r"\1", word)
            break
    if word.endswith("i"):  # "carried" → "carri"
        word = word[:-1] + "y"
    return word.removesuffix("e")


def _with_dates(text: str) -> str:
    def written(match: re.Match[str]) -> str:
        month = _MONTHS[match["month"].lower()]
        day = match.groupdict().get("day")
        return f"{day}/{month}/{match['year']}" if day else f"tháng {month}/{match['year']}"

    for pattern in (_DATE, _DATE_AMERICAN, _MONTH_YEAR):
        text = pattern.sub(written, text)
    return text


def _said(text: str, restore: Callable[[str], str]) -> str:
    """Return the words of a text in Vietnamese terms."""
    words = _WORD.findall(text)
    lower = [word.lower().replace("’", "'") for word in words]
    stems = [_stem(word) for word in lower]
    small = any(word.islower() for word in words)
    pieces: list[_Piece] = []
    moved: list[_Piece] = []  # when and where stand at the end of a Vietnamese question
    at = 0
    while at < len(words):
        piece, length = (None, 1) if _opens_name(words, lower, at, small=small) else _longest(lower, stems, at)
        if piece is None:
            piece = _single(words, lower, at, small=small)
            if piece.role == "p":  # a name of several syllables is restored as one
                length = _name_length(words, lower, stems, at, small=small)
                piece = _Piece(restore(" ".join(words[at : at + length])), "p")
        elif piece.role == "v" and lower[at + length - 1].endswith("ed") and at and lower[at - 1] in _BEFORE_PARTICIPLE:
            piece = _Piece(piece.said, "a")  # "a rotated cadre"
        elif piece.role == "n" and length < len(words) - at and _is_number(words[at + length]):
            piece = _Piece(f"{piece.said} {words[at + length]}", "n")  # "Regulation 65"
            length += 1
        if piece.role == "q" and not pieces and piece.said in _AT_THE_END:
            moved.append(_Piece(_AT_THE_END[piece.said], "q"))
        else:
            pieces.append(piece)
        at += length
    return " ".join(said for said in _reordered([*pieces, *moved]) if said).replace(" ,", ",").replace(" ?", "?")


def _longest(lower: Sequence[str], stems: Sequence[str], at: int) -> tuple[_Piece | None, int]:
    """Return the longest term of the glossary that starts at a word, and how many words it takes, articles included."""
    glossary = _glossary()
    if lower[at] in _ARTICLES:
        return None, 1
    places = [place for place in range(at, min(at + 2 * _LONGEST_TERM, len(lower))) if lower[place] not in _ARTICLES]
    for length in range(min(_LONGEST_TERM, len(places)), 0, -1):
        if length == 1 and lower[at] in _DROPPED:
            break
        found = glossary.exact.get(" ".join(lower[place] for place in places[:length]))
        found = found or glossary.stems.get(" ".join(stems[place] for place in places[:length]))
        if found is not None:
            return found, places[length - 1] - at + 1
    return None, 1


def _single(words: Sequence[str], lower: Sequence[str], at: int, *, small: bool) -> _Piece:
    """Return what a word is that the glossary does not have: nothing, a number, a name or unknown."""
    word = words[at]
    if _opens_name(words, lower, at, small=small):
        return _Piece(word, "p")
    if lower[at] in _DROPPED or not (word[0].isalnum()):
        return _Piece("," if word in ",;:" else "", "")
    ordinal = _ORDINAL.fullmatch(word)
    if ordinal:
        return _Piece(f"lần thứ {ordinal[1]}", "a")
    if _YEARS.fullmatch(word):
        return _Piece(f"năm {word}", "") if at and lower[at - 1] in _PREPOSITIONS else _Piece(word, "a")
    if word[0].isdigit() or _ROMAN.fullmatch(word):
        return _Piece(word, "")
    return _Piece(word, "p" if _is_name(words, lower, at, small=small) else "")


def _is_name(words: Sequence[str], lower: Sequence[str], at: int, *, small: bool) -> bool:
    """Tell whether a word is a syllable of a Vietnamese name or word that was left as it is."""
    return is_folded_syllable(lower[at]) or not words[at].isascii() or (small and words[at].isupper())


def _opens_name(words: Sequence[str], lower: Sequence[str], at: int, *, small: bool) -> bool:
    """Tell whether a word that may be English begins a Vietnamese name: "Do Manh Hien", "To Lam"."""
    pair = words[at : at + 2]
    if not small or len(pair) < 2 or not all(word[0].isupper() and is_folded_syllable(word.lower()) for word in pair):
        return False
    return lower[at + 1] not in _DROPPED and lower[at + 1] not in _glossary().words


def _name_length(words: Sequence[str], lower: Sequence[str], stems: Sequence[str], at: int, *, small: bool) -> int:
    length = 1
    while at + length < len(words) and words[at + length][0].isalpha():
        here = at + length
        capital = words[here][0].isupper() and words[at][0].isupper()
        known = _longest(lower, stems, here)[0] is not None or lower[here] in _DROPPED
        if not _is_name(words, lower, here, small=small) or (
            known and not (capital and is_folded_syllable(lower[here]))
        ):
            break
        length += 1
    return length


def _is_number(word: str) -> bool:
    return word[0].isdigit() and _ORDINAL.fullmatch(word) is None


def _reordered(pieces: Sequence[_Piece]) -> list[str]:
    """Return the pieces with the words of each noun phrase the other way round: what is described goes first."""
    said: list[str] = []
    phrase: list[_Piece] = []
    for piece in [*pieces, _Piece("", "")]:
        if piece.role in ("n", "a", "p"):
            phrase.append(piece)
            continue
        said += [one.said for one in reversed(phrase)]
        phrase = []
        said.append(piece.said)
    return said
