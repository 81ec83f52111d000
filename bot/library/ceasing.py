"""What people write of parts that are out of force: "Điều 5 từ 1/1/2026; khoản 2 Điều 7 (Quy định 377-QĐ/TW)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.model import Ceased, Section, SectionKind
from bot.phrases import attachment_label, section_label
from bot.phrases import ceasing as words
from bot.vietnamese import find_document_numbers, fold_map
from bot.vietnamese.labels import sections_at
from bot.vietnamese.wordlist import words as wordlist

_POINT, _CLAUSE, _ARTICLE, _FRAME = range(4)  # from the smallest to the largest
_KINDS = {
    "diem": (_POINT, SectionKind.POINT), "khoan": (_CLAUSE, SectionKind.CLAUSE), "k": (_CLAUSE, SectionKind.CLAUSE),
    "dieu": (_ARTICLE, SectionKind.ARTICLE), "d": (_ARTICLE, SectionKind.ARTICLE),
    "chuong": (_FRAME, SectionKind.CHAPTER), "phu luc": (_FRAME, SectionKind.APPENDIX),
}  # fmt: skip
_NUMBER = {
    _POINT: r"[a-z](?![a-z])", _CLAUSE: r"\d{1,3}[a-z]?(?![a-z\d])", _ARTICLE: r"\d{1,3}[a-z]?(?![a-z\d])",
    _FRAME: r"(?:[ivxlc]{1,7}|\d{1,3})(?![a-z\d])",
}  # fmt: skip
_NAMED = (
    ("point", "diem", _NUMBER[_POINT]),
    ("clause", "khoan|k", _NUMBER[_CLAUSE]),
    ("article", "dieu|d", _NUMBER[_ARTICLE]),
    ("frame", "chuong|phu luc", _NUMBER[_FRAME]),
)
# A regulation issued together with a decision numbers its articles anew: "Điều 2 Quy chế kèm theo".
_ATTACHED = r"(?<![a-z\d])(?P<attached>quy che|quy dinh|quy trinh|de an|ke hoach|chuong trinh) (?:ban hanh )?kem theo\b"
_UNIT = re.compile(
    "|".join(
        rf"(?<![a-z\d])(?:cac )?(?P<{name}>{kinds})(?P<{name}_values>[. ]?(?:so )?{number}"
        rf"(?: ?(?:,|\bva\b|\bhoac\b|-|–|\bden\b) ?(?:(?:{kinds}) )?{number}(?!/))*)"
        for name, kinds, number in _NAMED
    )
    + f"|{_ATTACHED}"
)
_VALUES = {
    name: re.compile(rf"(?:(?P<range>-|–|\bden\b) ?)?(?:(?:{kinds})[. ]?|(?<![a-z\d]))(?P<one>{number})")
    for name, kinds, number in _NAMED
}
_MOST_IN_RANGE = 200
_DATE = re.compile(
    r"(?P<since>\b(?:ke )?tu )?(?:ngay )?(?<![\d/.-])(?:(?P<day>\d{1,2}) ?(?:/|-|\.| thang ) ?)?"
    r"(?P<month>\d{1,2}) ?(?:/|-|\.| nam ) ?(?P<year>\d{4})(?![\d/.-]\d)|"
    r"(?P<since_iso>\b(?:ke )?tu )?(?:ngay )?(?<![\d/.-])(?P<iso>\d{4}-\d{1,2}-\d{1,2})(?![\d/.-]\d)"
)
_BY = re.compile(r"\(|\b(?:thay the|thay bang|thay boi|thay|bai bo|sua doi|bo sung|boi|(?<!kem )theo|do|tai|bang)\b")
_REPEALED = re.compile(r"\bbai bo\b")
# What may stand around places, days and numbers and changes nothing.
_FILLER = wordlist(
    "het hieu luc thi hanh ke tu ngay bi duoc da bai bo thay the bang boi theo do tai cua va sua doi bo sung toan van",
    "quy dinh nghi quyet nghi dinh quyet dinh ket luan chi thi thong tu luat huong dan so phap lenh cho la nay",
    "thang nam mot phan khong con cac trong ban khoan dieu diem chuong phu luc",
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Parts that are out of force, what could not be understood, and how something was understood (Vietnamese)."""

    ceased: tuple[Ceased, ...] = ()
    troubles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unit:
    level: int
    labels: tuple[str, ...]


def parse(text: str) -> Parsed:
    """Read what a person wrote; each clause between semicolons stands for itself, a wrong one is left out."""
    ceased: dict[tuple[str, ...], Ceased] = {}
    troubles: list[str] = []
    notes: list[str] = []
    for part in _clauses(text):
        found = _clause(part)
        troubles += found.troubles
        notes += found.notes
        for one in found.ceased:
            ceased.setdefault(one.place, one)
    return Parsed(tuple(ceased.values()), tuple(troubles), tuple(notes))


def places(text: str) -> tuple[tuple[str, ...], ...] | None:
    """The places that a text names and nothing but them; None where it says anything else."""
    folded, positions = fold_map(text)
    units = list(_units(text, folded, positions))
    rest = _UNIT.sub(" ", folded)
    if not units or re.sub(r"[\s,.]|\bva\b|\bcac\b|\bcua\b|\btai\b", "", rest):
        return None
    return tuple(_paths(units))


def has_articles(sections: Sequence[Section]) -> bool:
    """Whether a document is divided so that a Điều could be looked up in it."""
    return any(section.kind is SectionKind.ARTICLE for section in sections)


def parts_there(sections: Sequence[Section], parts: Sequence[Ceased]) -> tuple[tuple[Ceased, ...], tuple[str, ...]]:
    """The parts that a document has, and what is wrong with the others; all of them where it has no articles at all."""
    if not has_articles(sections):
        return tuple(parts), ()
    counts = {one: len(sections_at(sections, one.place)) for one in parts}
    none = [one for one, count in counts.items() if not count]
    many = [one for one, count in counts.items() if count > 1]
    wrong = [*([words.not_there(none)] if none else []), *([words.several(many)] if many else [])]
    return tuple(one for one in parts if counts[one] == 1), tuple(wrong)


def _clauses(text: str) -> Iterator[str]:
    """The clauses of a cell: between semicolons, and where places follow a day or a document."""
    for part in re.split(r"[;\n]+", text):
        folded, positions = fold_map(part)
        start, closed = 0, -1
        ends = sorted([*(match.end() for match in _DATE.finditer(folded)), *_numbers_end(part, positions)])
        for match in _UNIT.finditer(folded):
            behind = [end for end in ends if closed < end <= match.start()]
            opened = folded.count("(", 0, match.start()) > folded.count(")", 0, match.start())
            between = folded[max(behind) : match.start()] if behind else "-"
            if behind and not opened and not re.search(r"[a-z]", re.sub(r"\bva\b", "", between)):
                yield part[start : positions[match.start()]]
                start, closed = positions[match.start()], match.start()
        if part[start:].strip(" ,."):
            yield part[start:]


def _numbers_end(part: str, positions: Sequence[int]) -> list[int]:
    back = {place: at for at, place in enumerate(positions)}
    return [back.get(end, end) for _, _, end in find_document_numbers(part)]


def _clause(part: str) -> Parsed:
    shown = " ".join(part.split()).strip(" ,.")
    folded, positions = fold_map(part)
    numbers = find_document_numbers(part)
    back = {place: at for at, place in enumerate(positions)}
    named = [(back.get(start, start), back.get(end, end)) for _, start, end in numbers]
    named = [span for span in named if not _UNIT.match(folded, span[0])]
    first = _UNIT.search(folded)
    if first is None:
        return Parsed(troubles=(words.no_place(shown),))
    marker = _BY.search(folded, first.end())
    named = [span for span in named if span[0] >= first.end()]
    tail = min([marker.start() if marker else len(folded), *(start for start, _ in named)])
    since, problem, note = _since(folded, named)
    if problem:
        return Parsed(troubles=(problem,))
    # A place of the document that does away with it is no place of this one.
    left = _DATE.sub(" ", _blanked(_UNIT.sub(lambda m: " " * len(m[0]), folded), named))
    unknown = next((word for word in re.findall(r"[a-z]+|\d+", left) if word not in _FILLER), None)
    if unknown is not None:
        return Parsed(troubles=(words.not_understood(shown, unknown),))
    units = list(_units(part[: positions[tail]], folded[:tail], positions))
    by = part[positions[named[0][0]] : positions[named[0][1]]].strip(" ,.;()") if named else None
    found = [Ceased(path, since, by, bool(_REPEALED.search(folded))) for path in _paths(units)]
    notes = (note,) if note else (words.no_day(shown),) if since is None and by is None else ()
    return Parsed(tuple(found), notes=notes)


def _blanked(folded: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        folded = folded[:start] + " " * (end - start) + folded[end:]
    return folded


def _since(folded: str, named: list[tuple[int, int]]) -> tuple[date | None, str | None, str | None]:
    """The day from which on, what is wrong with it, and how it was understood."""
    stripped = _blanked(folded, named)
    chosen: re.Match[str] | None = None
    for match in _DATE.finditer(stripped):
        stated = bool(match["since"] or match["since_iso"])
        of_document = any(
            end <= match.start() and not re.search(r"[a-z]", stripped[end : match.start()]) for _, end in named
        )
        if stated or (chosen is None and not of_document):
            chosen = match
            if stated:
                break
    if chosen is None:
        return None, None, None
    written = re.sub(r"^(?:ke )?(?:tu )?(?:ngay )?", "", chosen[0].strip())
    try:
        if chosen["iso"]:
            return date(*map(int, chosen["iso"].split("-"))), None, None
        day = date(int(chosen["year"]), int(chosen["month"]), int(chosen["day"] or 1))
    except ValueError:
        return None, words.date_wrong(written), None
    if not 1900 <= day.year <= 2200:
        return None, words.date_wrong(written), None
    return day, None, None if chosen["day"] else words.first_of_month(written, day)


def _units(text: str, folded: str, positions: Sequence[int]) -> Iterator[_Unit]:
    for match in _UNIT.finditer(folded):
        if match["attached"]:
            kind_name = text[positions[match.start("attached")] : positions[match.end("attached")]]
            yield _Unit(_FRAME, (attachment_label(kind_name.capitalize()),))
            continue
        group = next(name for name in _VALUES if match[name])
        level, kind = _KINDS[match[group]]
        start = match.start(group)
        values: list[str] = []
        for one in _VALUES[group].finditer(folded, start, match.end()):
            # đ and d are two points; folding has made one of them.
            value = text[positions[one.start("one")] : positions[one.end("one")]].casefold()
            if one["range"] and values and values[-1].isdigit() and value.isdigit():
                first, last = int(values[-1]), int(value)
                if first < last <= first + _MOST_IN_RANGE:
                    values += map(str, range(first + 1, last))
            values.append(value)
        yield _Unit(level, tuple(_label(kind, value) for value in values))


def _label(kind: SectionKind, value: str) -> str:
    if kind is SectionKind.APPENDIX:
        return f"Phụ lục {value.upper()}"
    return section_label(kind, value.upper() if kind is SectionKind.CHAPTER else value)


def _paths(units: list[_Unit]) -> list[tuple[str, ...]]:
    """The places that some units name: "điểm a khoản 2 Điều 7" and "Điều 7 khoản 2 điểm a" are one."""
    levels = [unit.level for unit in units]
    if len(units) > 1 and levels[-1] < levels[0]:
        units = units[::-1]  # from the largest to the smallest
    found: list[tuple[str, ...]] = []
    pending: list[tuple[int, tuple[str, ...]]] = []
    for unit in units:
        below = [path for level, path in pending if level < unit.level]
        pending = [one for one in pending if one[0] >= unit.level]
        if unit.level > _CLAUSE and pending:
            found += [path for _, path in pending]
            pending = []
        heads = [(unit.labels[0],)] if below else [(label,) for label in unit.labels]
        rest = [(label,) for label in unit.labels[1:]] if below else []
        joined = [(*head, *path) for head in heads for path in (below or [()])] + rest
        pending += [(unit.level, path) for path in joined]
    return [*found, *(path for _, path in pending)]
