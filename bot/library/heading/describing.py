"""`metadata`: everything that is known about a document, put together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from bot import phrases
from bot.library import front_matter
from bot.library.ceasing import parts_there
from bot.library.heading.casing import as_sentence
from bot.library.heading.closing import in_force_from, signer
from bot.library.heading.issuing import find_issuer
from bot.library.heading.relating import amended, based_on, guided, replaced
from bot.library.heading.repealing import repealed, unclear
from bot.library.outline import Outline
from bot.library.outline.furniture import URL, find_furniture
from bot.library.outline.letterhead import KINDS, Letterhead, find_letterhead
from bot.library.outline.parts import Line, split_lines
from bot.library.reading import Reading
from bot.model import Metadata, SectionKind, TextKind, Validity
from bot.phrases import ceasing as ceasing_words
from bot.vietnamese import find_document_numbers, matches, normalise

_NUMBER = re.compile(
    r"(?:^|\s|\()(?:Luật\s+)?[Ss][ốỐ]\s*:?\s*(?P<number>\d{1,5}[a-zA-Z]?(?:\s?[/–-]\s?[\wĐđ]{1,12}){1,4})"
)
_DATE = re.compile(
    r"[Nn]gày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})|[Nn]gày\s+(\d{1,2})[/-](\d{1,2})[/-](\d{4})"
)
_LONGEST_DATELINE = 80  # characters
_DATELINE = re.compile(r"(?<![\d/.-])(?:ngày \d{1,2} tháng \d{1,2} năm \d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4})(?![\d/])")
_ADOPTED = re.compile(r"thông qua ngày\s+(\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}|\d{1,2}/\d{1,2}/\d{4})")
_IN_TITLE = re.compile(
    rf"(?P<kind>{'|'.join(sorted(KINDS, key=len, reverse=True))})(?:\s+số)?\s+"
    r"(?P<number>\d{1,5}(?:\s?[/–-]\s?[\wĐđ]{1,12}){1,4})",
    re.IGNORECASE,
)
_MAX_TITLE = 300  # characters
_HEAD = 6_000  # characters of a document without articles in which its preamble stands
_LAST_ARTICLES = 20_000  # characters at the end in which a document states its own force


def metadata(reading: Reading, outline: Outline, file_name: str) -> tuple[Metadata, tuple[str, ...]]:
    """Return what is known about a document, and warnings about its front matter, in Vietnamese."""
    lines = find_furniture(split_lines(reading))
    letterhead = find_letterhead(lines)
    kinds = Counter(section.kind for section in outline.sections)
    if kinds[SectionKind.ANSWER]:
        base = _interview(reading, outline, lines, file_name)
    elif letterhead.administrative:
        base = _administrative(reading, outline, lines, letterhead, file_name)
    else:
        base = _other(reading, lines, letterhead, file_name)
    base = _with_sources(reading, lines, base)
    described, warnings = front_matter.apply(reading.fields, base)
    described = _with_links(reading, outline, described, kinds)
    parts, wrong = parts_there(outline.sections, described.ceased)
    described = replace(described, ceased=parts)
    warnings += tuple(phrases.field_note(front_matter.CEASED_KEY, text) for text in wrong)
    if described.text_kind is TextKind.FULL and described.number and kinds[SectionKind.ARTICLE]:
        doubt = unclear(reading.text[max(_first_article(outline), len(reading.text) - _LAST_ARTICLES) :])
        warnings += (ceasing_words.repeal_unclear(doubt),) if doubt else ()
    regulation = kinds[SectionKind.ARTICLE] or letterhead.administrative
    if described.stated_validity is None and described.number is None and described.kind is None and not regulation:
        described = replace(described, stated_validity=Validity.NOT_APPLICABLE)
    return described, warnings


def _administrative(
    reading: Reading, outline: Outline, lines: Sequence[Line], letterhead: Letterhead, file_name: str
) -> Metadata:
    top = lines[: max(letterhead.end, 1)]
    heading = [cell.strip() for line in top for cell in line.text.split("\t")]
    number = next((_compact(match["number"]) for cell in heading if (match := _NUMBER.search(cell))), None)
    issued = next((day for cell in heading if (day := _day(cell))), None)
    first, last = letterhead.subject
    subject = as_sentence(" ".join(line.text for line in lines[first:last]).strip()) or None
    kind = letterhead.kind
    if kind is None and subject and subject.lower().startswith("v/v"):
        kind = "Công văn"
    signature = next((s for s in outline.sections if s.kind is SectionKind.SIGNATURE), None)
    if issued is None and (adopted := _ADOPTED.search(reading.text[-_LAST_ARTICLES:])):
        issued = front_matter.parse_date(adopted[1])
    end = reading.text[: signature.start if signature else None][-_LAST_ARTICLES:]
    return Metadata(
        title=title_of(kind, subject, number) or PurePath(normalise(file_name)).stem,
        number=number,
        kind=kind,
        subject=subject,
        issuer=find_issuer(lines, letterhead),
        signer=signer(reading.text[signature.start : signature.end]) if signature else None,
        issued=issued,
        in_force_from=in_force_from(end, issued),
        replaces=replaced(end),
        based_on=based_on(reading.text[: _first_article(outline)]),
    )


def _interview(reading: Reading, outline: Outline, lines: Sequence[Line], file_name: str) -> Metadata:
    first = min(section.start for section in outline.sections)
    title = next((line.text for line in lines if line.start < first and not line.furniture), None)
    turns = (SectionKind.QUESTION, SectionKind.ANSWER)
    spoken = min((section.start for section in outline.sections if section.kind in turns), default=0)
    # The line of the newspaper: "Báo Hải Phòng, ngày 12/10/2026", "Thứ hai, 11/10/2021 | 09:12".
    short = [line.text for line in lines if line.start < spoken and len(line.text) <= _LONGEST_DATELINE]
    dates = [match[0] for text in short if (match := _DATELINE.search(text))]
    published = next((day for written in dates if (day := front_matter.parse_date(written))), None)
    speakers = Counter(
        section.label for section in outline.sections if section.kind is SectionKind.ANSWER and section.label
    )
    return Metadata(
        title=_cut(title or reading.hints.get("title") or PurePath(normalise(file_name)).stem),
        speaker=speakers.most_common(1)[0][0] if speakers else None,
        issued=front_matter.parse_date(reading.hints.get("ngày", "")) or published,
    )


def _other(reading: Reading, lines: Sequence[Line], letterhead: Letterhead, file_name: str) -> Metadata:
    title = lines[letterhead.title].text if letterhead.title is not None else reading.hints.get("title")
    if title is None:
        line = next((line for line in lines if not line.furniture), None)
        title = line.text if line and len(line.text) <= _MAX_TITLE else PurePath(normalise(file_name)).stem
    named = _IN_TITLE.match(title)
    return Metadata(
        title=_cut(title),
        number=_compact(named["number"]) if named else None,
        kind=named["kind"].capitalize() if named else None,
        issued=(_day(title) if named else None) or front_matter.parse_date(reading.hints.get("ngày", "")),
    )


def _with_sources(reading: Reading, lines: Sequence[Line], base: Metadata) -> Metadata:
    """A bare address on a line of its own is where the text was copied from."""
    found = [match["url"].rstrip(".,;)") for line in lines if line.furniture and (match := URL.fullmatch(line.text))]
    if not found and reading.hints.get("nguồn"):
        found = [reading.hints["nguồn"]]
    return replace(base, source_urls=tuple(dict.fromkeys(found)))


def _with_links(reading: Reading, outline: Outline, base: Metadata, kinds: Counter[SectionKind]) -> Metadata:
    """What it amends and explains, by its title and subject; its full text also says so in its articles and opening.

    What front matter states of this stands.
    """
    if kinds[SectionKind.ANSWER] or not base.number:
        return base
    names = tuple(dict.fromkeys(name for name in (base.title, base.subject) if name))
    full = base.text_kind is TextKind.FULL
    regulation = reading.text if full and kinds[SectionKind.ARTICLE] else ""
    head = reading.text[: _first_article(outline)] if full else ""
    own = [number for number, _, _ in find_document_numbers(f"{base.kind or ''} số {base.number}")]

    def others(numbers: tuple[str, ...]) -> tuple[str, ...]:
        named = {one: [number for number, _, _ in find_document_numbers(one)] for one in numbers}
        return tuple(one for one, found in named.items() if not any(matches(a, b) for a in found for b in own))

    repeals = repealed(regulation[-_LAST_ARTICLES:], base.issued)
    foreign = others(tuple(one.document for one in repeals))
    return replace(
        base,
        repeals=tuple(one for one in repeals if one.document in foreign),
        amends=base.amends or others(amended(names, regulation)),
        guides=base.guides or others(guided(base.kind, names, head)),
    )


def _first_article(outline: Outline) -> int:
    """Where the first article begins: what stands before it is heading and preamble."""
    starts = [section.start for section in outline.sections if section.kind is SectionKind.ARTICLE]
    return min(starts, default=_HEAD)


def title_of(kind: str | None, subject: str | None, number: str | None) -> str | None:
    """ "Kết luận về …": the name by which people know a document."""
    if kind and subject:
        begins = subject.split()[0].lower()
        small = begins in ("về", "của", "v/v", "quy", "ban", "sửa") and not subject.isupper()
        return _cut(f"{kind} {subject[0].lower() + subject[1:] if small else subject}")
    if kind:
        return f"{kind} số {number}" if number else kind
    return _cut(subject) if subject else None


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _MAX_TITLE else words[: _MAX_TITLE - 1].rsplit(" ", 1)[0] + "…"


def _compact(number: str) -> str:
    return re.sub(r"\s*([/–-])\s*", lambda match: match[1].replace("–", "-"), number)


def _day(text: str) -> date | None:
    match = _DATE.search(text)
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None
