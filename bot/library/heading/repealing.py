"""Parts of other documents that a document puts out of force: "Bãi bỏ Điều 5 Quy định số 80-QĐ/TW".

Only what cannot be meant otherwise is taken: a sentence that begins with it, or that says it of this document behind
its day of force, with nothing but places before the number. What is quoted, what holds under a condition and what is
told of the past is never taken. Of what may be one in other words, `unclear` gives the first, for a person to judge.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.library.ceasing import places
from bot.library.front_matter import parse_date
from bot.library.heading.relating import BEGINS, KINDS, STATES, THIS
from bot.model import Ceased, Repeal
from bot.vietnamese import find_document_numbers, fold_map

_DATE = r"(?:ngay )?(?P<{name}>\d{{1,2}} ?(?:/|-|thang) ?\d{{1,2}} ?(?:/|-|,? nam) ?\d{{4}})"
_FORCE = r"(?:bat dau )?co hieu luc(?: thi hanh)?"
_SINCE = (
    r"(?:(?:ke )?(?:tu|khi)(?: (?:khi|luc|thoi diem))? "
    rf"(?:{_DATE}|(?:ngay )?{THIS} {_FORCE}|(?P<{{name}}_signed>ngay (?:ky|ban hanh|ky ban hanh)\b)))"
)
_LEAD = rf"(?:{_SINCE.format(name='lead')},? )?"
_PLACES = r"(?:cac )?(?:diem|khoan|dieu|chuong|phu luc)\b"
# What a whole sentence says, in the order in which they are tried.
_ABOLISHES = re.compile(
    rf"(?:{_LEAD}(?:(?:dong thoi|nay),? )?|(?P<before>{STATES}[^\n]{{0,400}}?(?:,|;|\bva\b|\bdong thoi\b) ?)|{THIS} )"
    r"bai bo (?P<what>[^\n]{5,900})"
)
_PASSIVE = re.compile(
    rf"{_LEAD}(?P<what>{_PLACES}[^;\n]{{5,600}}?),? (?P<verb>het hieu luc(?: thi hanh)?|(?:bi|duoc) bai bo)"
    rf"(?: {_SINCE.format(name='date')})?(?P<rest>[^\n]*)"
)
# "Bãi bỏ các điều, khoản sau đây:" and the list below it.
_BELOW = re.compile(
    rf"{_LEAD}(?:(?:{THIS} )?(?P<abolishes>bai bo) [a-z, ]{{0,60}}\bsau(?: day)?|(?:cac )?[a-z, ]{{2,60}} sau(?: day)? "
    rf"(?:het hieu luc(?: thi hanh)?|(?P<abolished>bi bai bo))(?: {_SINCE.format(name='date')})?) ?: *$"
)
_ITEMS = re.compile(r"(?:\n+[ \t]*(?:[a-z]\)|\d{1,2}[.)]|[-–+])[^\n]{3,400}){1,60}")
_TAIL = re.compile(rf",? {_SINCE.format(name='date')}[ .;]*$")
_SENTENCE_END = re.compile(r"\.(?=\s|$)|\n")
_NUMERAL = re.compile(r"(?:^|\s)(?:dieu )?(?:\d{1,3}(?:\.\d{1,3})*[a-z]?|[ivx]{1,5})$")
_ALL_OF = r"(?:(?:toan bo|toan van)(?: noi dung)? |(?:noi dung |cac noi dung )?(?:cac )?quy dinh tai )?(?:cac )?"
_BEFORE = re.compile(rf" *(?:va )?{_ALL_OF}(?P<places>(?:diem|khoan|dieu|chuong|phu luc)\b[^;\n]*?)(?: cua| tai)? *$")
# Between two numbers of a list: what the one before is about, then the places of the next.
_NEXT = re.compile(
    rf"(?:,|\bva\b) *{_ALL_OF}(?P<places>(?:diem|khoan|dieu|chuong|phu luc) (?:\d|[a-z]\b)[^;\n]*?)(?: cua| tai)? *$"
)
_ONE_MORE = re.compile(rf" *(?:va )?(?:{_ALL_OF}(?:diem|khoan|dieu|chuong|phu luc) (?:\d|[a-z]\b)|{KINDS} (?:so )?\d)")
# Behind the last of them, or before the first: anything that would take part of it back.
_BUT = re.compile(r"\b(?:tru|ngoai tru|neu|truong hop|doi voi|ke tu|den het|tiep tuc)\b")
_NOT_SAID = re.compile(r"\b(?:khong|chua|da|se|co the|phai|neu|khi|truong hop|viec|tham quyen|de nghi|kien nghi)\b")
_NOT_NOW = re.compile(r"\b(?:khong|chua|da|se|the|phai|vua|tung)(?: [a-z]+)? *$")
_KIND = re.compile(rf"{KINDS}(?: so)? *$")
# What might be a repeal, and what is surely none: told of the past, denied, proposed, on a condition.
_MAYBE = re.compile(r"\b(?:bai bo|huy bo|het hieu luc)\b")
_SURELY_NOT = re.compile(
    r"\b(?:da|khong|chua|khong the|vua|tung) (?:(?:bi|duoc|con) )?(?:bai bo|het hieu luc)\b|"
    r"\b(?:viec|de nghi|kien nghi|de xuat|xem xet|tham quyen|quyen|truoc khi|sau khi) (?:bi |duoc )?"
    r"(?:bai bo|het hieu luc)\b|"
    rf"^{BEGINS}(?:neu|truong hop|trong truong hop|khi|can cu)\b|"
    rf"\b(?:bai bo|het hieu luc)[^.]{{0,60}}\b(?:boi|theo) {KINDS} (?:so )?\d"
)
_PART = re.compile(r"\b(?:dieu|khoan|diem) (?:\d|[a-z]\b)")
_MOST_SHOWN = 160  # characters of a sentence in a warning


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int  # in the folded text
    words: str  # folded
    quoted: bool
    closed: bool  # … surely: the quotation has an end


def repealed(text: str, issued: date | None = None) -> tuple[Repeal, ...]:
    """The parts of other documents that a text puts out of force; on its own first day where it names none."""
    return _read(text, issued)[0]


def unclear(text: str) -> str | None:
    """The first sentence that may put a part of another document out of force, and was not understood for sure."""
    return _read(text, None)[1]


def _read(text: str, issued: date | None) -> tuple[tuple[Repeal, ...], str | None]:
    folded, positions = fold_map(text)
    found: dict[tuple[str, tuple[str, ...]], Repeal] = {}
    doubt: str | None = None
    for sentence in _sentences(folded):
        said = [] if sentence.quoted else list(_said(sentence, text, positions, issued))
        for repeal in said:
            found.setdefault((repeal.document, repeal.ceased.place), repeal)
        items = _ITEMS.match(folded, sentence.start + len(sentence.words)) if sentence.words.endswith(":") else None
        if items and not said and not sentence.quoted:
            said = list(_listed(sentence, items, text, positions, issued))
            for repeal in said:
                found.setdefault((repeal.document, repeal.ceased.place), repeal)
        with_items = sentence.words + (items[0] if items else "")
        if not said and doubt is None and not sentence.closed and _may_be_one(with_items):
            whole = text[positions[sentence.start] : positions[sentence.start + len(sentence.words)]]
            shown = " ".join(whole.split()).strip(" .;")
            doubt = shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN].rsplit(' ', 1)[0]}…"
    return tuple(found.values()), doubt


def _may_be_one(words: str) -> bool:
    """Whether a sentence has the words for it, a part and the number of a document."""
    if not (_MAYBE.search(words) and _PART.search(words)) or _SURELY_NOT.search(words):
        return False
    return any(symbol.kind and (symbol.issuer or symbol.year) for symbol, _, _ in find_document_numbers(words))


def _sentences(folded: str) -> Iterator[_Sentence]:
    """Sentences, line by line: what stands after a full stop that ends no numeral of an article or item."""
    quotes, unclosed = _quotes(folded)
    start = 0
    for match in [*_SENTENCE_END.finditer(folded), None]:
        end = len(folded) if match is None else match.start()
        if match is not None and match[0] == "." and _NUMERAL.search(folded[start:end]) and end - start < 15:
            continue
        words = folded[start:end]
        if _MAYBE.search(words):
            first = start + len(words) - len(words.lstrip())
            before = bisect_right(quotes, first, key=lambda span: span[0])
            closed = before > 0 and first < quotes[before - 1][1]
            yield _Sentence(start, words, closed or (unclosed is not None and unclosed <= first), closed)
        start = end + 1


def _quotes(folded: str) -> tuple[list[tuple[int, int]], int | None]:
    """Where quotations stand, in order, and where the first one begins that has no end."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    straight: int | None = None
    for match in re.finditer('[“”"]', folded):
        at = match.start()
        if match[0] == "“":
            opened.append(at)
        elif match[0] == "”" and opened:
            found.append((opened.pop(), at))
        elif match[0] == '"':
            found += [] if straight is None else [(straight, at)]
            straight = at if straight is None else None
    unclosed = [*opened, *([] if straight is None else [straight])]
    outermost: list[tuple[int, int]] = []
    for span in sorted(found):
        if not outermost or span[0] > outermost[-1][1]:
            outermost.append(span)
    return outermost, min(unclosed, default=None)


def _said(sentence: _Sentence, text: str, positions: Sequence[int], issued: date | None) -> Iterator[Repeal]:
    """What one sentence puts out of force."""
    words = sentence.words
    begins = re.match(BEGINS, words)
    first = begins.end() if begins else 0
    for pattern in (_ABOLISHES, _PASSIVE):
        match = pattern.match(words, first)
        if match is None:
            continue
        at, what = match.start("what"), match["what"]
        ends: re.Match[str] | None = match
        if pattern is _ABOLISHES:
            ends = _TAIL.search(what)
            what = what[: ends.start()] if ends else what
            done, sure = True, not _NOT_SAID.search(match["before"] or "")
        else:
            done = "bai bo" in match["verb"]
            dated = words[match.end("verb") : match.start("rest")].strip() or words[first : match.start("what")].strip()
            sure = bool(done or dated) and not match["rest"].strip(" .;,") and not _NOT_NOW.search(what)
        day, known = _day((match, "lead"), (ends, "date"), issued)
        if not sure or not known:
            return
        for offset, piece in _pieces(what):
            start = sentence.start + at + offset
            for number, place in _named(text[positions[start] : positions[start + len(piece)]]):
                yield Repeal(number, Ceased(place, day, repealed=done))
        return


def _listed(
    sentence: _Sentence, items: re.Match[str], text: str, positions: Sequence[int], issued: date | None
) -> Iterator[Repeal]:
    """What the items of a list put out of force below a sentence that says so of all of them."""
    begins = re.match(BEGINS, sentence.words)
    match = _BELOW.match(sentence.words, begins.end() if begins else 0)
    if match is None:
        return
    day, known = _day((match, "lead"), (match, "date"), issued)
    if not known:
        return
    done = bool(match["abolishes"] or match["abolished"])
    for line in re.finditer(rf"\n{BEGINS}(?P<what>[^\n]+)", items[0]):
        for offset, piece in _pieces(line["what"]):
            start = items.start() + line.start("what") + offset
            for number, place in _named(text[positions[start] : positions[start + len(piece)]]):
                yield Repeal(number, Ceased(place, day, repealed=done))


def _day(
    lead: tuple[re.Match[str], str], end: tuple[re.Match[str] | None, str], issued: date | None
) -> tuple[date | None, bool]:
    """The day that a sentence states, before or behind; and whether there is no doubt about it."""
    found = []
    for match, name in (lead, end):
        if match is not None and match[f"{name}_signed"]:
            found.append(issued)
        elif match is not None and match[name]:
            day = parse_date(match[name].replace(", nam", " nam"))
            if day is None:
                return None, False
            found.append(day)
    return (found[0] if found else None), len(found) < 2


def _pieces(what: str) -> Iterator[tuple[int, str]]:
    """The parts of a list between semicolons, as far as each names one more document."""
    offset = 0
    for piece in what.split(";"):
        if offset and not _ONE_MORE.match(piece):
            return
        yield offset, piece
        offset += len(piece) + 1


def _named(what: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(number as written, place) of each part that is named."""
    folded, positions = fold_map(what)
    back = {place: at for at, place in enumerate(positions)}
    named = [(start, end) for _, start, end in find_document_numbers(what)]
    numbers = [(back[start], back[end]) for start, end in named if start in back and end in back]
    if not numbers or _BUT.search(folded):
        return
    before = 0
    for start, end in numbers:
        between = _KIND.sub("", folded[before:start])
        match = _NEXT.search(between) if before else _BEFORE.match(between)
        if match is not None:
            first, last = before + match.start("places"), before + match.end("places")
            for place in places(what[positions[first] : positions[last]]) or ():
                yield what[positions[start] : positions[end]].strip(" ,.;"), place
        before = end
