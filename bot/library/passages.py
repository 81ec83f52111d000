"""Document → passages: pieces that are searched as one, following the outline.

Within an article (Điều), a turn of an interview or a headed section, whole clauses (khoản) or paragraphs are
joined until a passage is full; one that is too long alone is split at its points (điểm), then at sentence
borders, with the last sentence before the cut repeated. No passage crosses the border of such a unit, and
page furniture is in none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model import Document, Passage, Section, SectionKind, Span
from bot.vietnamese import fold, sentences

FULL = 900  # characters after which nothing more is joined: about 220 tokens, what the encoder was trained on
LONGEST = 1_200  # characters of a passage at most, save for a single sentence that is longer
OVERLAP = 1  # sentences repeated where a long text is cut between sentences
SHORT = 200  # characters below which a unit is joined with its neighbour under the same parent

_UNITS = (
    SectionKind.ARTICLE,
    SectionKind.APPENDIX,
    SectionKind.PREAMBLE,
    SectionKind.SIGNATURE,
    SectionKind.HEADING,
    SectionKind.LEAD,
    SectionKind.QUESTION,
    SectionKind.ANSWER,
    SectionKind.CHAPTER,
    SectionKind.PART,
    SectionKind.MUC,
)


def passages(document: Document, number: int = 0) -> tuple[Passage, ...]:
    """The passages of a document, in order; `number` is the document's index in its generation."""
    found: list[Passage] = []
    title = fold(document.metadata.title)
    for section, spans in _units(document):
        below = _context(document, section)
        # A passage that holds its own heading needs it above itself no more.
        above = _context(document, section, own=False)
        body = document.sections[section].body if section is not None else 0
        found.extend(
            Passage(number, section, start, end, above if start < body else below)
            for start, end in _pack(document, spans)
            if any(char.isalnum() for char in document.text[start:end])
        )
    # The title is searched with every passage; by itself it says nothing.
    said = [passage for passage in found if fold(document.text[passage.start : passage.end]).strip() not in title]
    return tuple(said or found)


def _units(document: Document) -> Iterator[tuple[int | None, list[list[Span]]]]:
    """Each unit with its segments; a segment is a list of spans that read as one (a clause and its points)."""
    children: dict[int | None, list[int]] = {}
    for at, section in enumerate(document.sections):
        children.setdefault(section.parent, []).append(at)
    yield from _walk(document, None, (0, len(document.text)), children)


def _walk(
    document: Document, at: int | None, span: Span, children: dict[int | None, list[int]]
) -> Iterator[tuple[int | None, list[list[Span]]]]:
    """A unit's own text (before, between and after nested units), then its nested units, in order."""
    start, end = span
    own: list[list[Span]] = []
    cursor = start
    for child in children.get(at, ()):
        section = document.sections[child]
        own.extend(_paragraphs(document, cursor, section.start))
        if section.kind in _UNITS:
            if own:
                yield at, own
                own = []
            yield from _walk(document, child, (section.start, section.end), children)
        else:
            own.append(_clause(document, child, children))
        cursor = max(cursor, section.end)
    own.extend(_paragraphs(document, cursor, end))
    if own:
        yield at, own


def _clause(document: Document, at: int, children: dict[int | None, list[int]]) -> list[Span]:
    """A clause as the spans of its lead and of each of its points: the places where it may be cut."""
    section = document.sections[at]
    spans: list[Span] = []
    cursor = section.start
    for child in children.get(at, ()):
        inner = document.sections[child]
        spans.extend(span for part in _paragraphs(document, cursor, inner.start) for span in part)
        spans.extend(_clause(document, child, children))
        cursor = max(cursor, inner.end)
    spans.extend(span for part in _paragraphs(document, cursor, section.end) for span in part)
    return spans


def _paragraphs(document: Document, start: int, end: int) -> list[list[Span]]:
    """The lines of text[start:end] that are not page furniture, each as a segment of its own."""
    found: list[list[Span]] = []
    for left, right in _without(start, end, document.furniture):
        cursor = left
        for line in document.text[left:right].split("\n"):
            stripped = line.strip()
            if stripped:
                begin = cursor + line.index(stripped)
                found.append([(begin, begin + len(stripped))])
            cursor += len(line) + 1
    return found


def _without(start: int, end: int, holes: Sequence[Span]) -> Iterator[Span]:
    for left, right in holes:
        if right <= start or left >= end:
            continue
        if left > start:
            yield start, left
        start = max(start, right)
    if start < end:
        yield start, end


def _pack(document: Document, segments: list[list[Span]]) -> Iterator[Span]:
    """Join neighbouring segments up to FULL characters; cut those above LONGEST."""
    run: Span | None = None
    for segment in segments:
        start, end = segment[0][0], segment[-1][1]
        bridged = run is not None and _only_blank(document, run[1], start)
        if run is not None and bridged and end - run[0] <= FULL:
            run = (run[0], end)
            continue
        if run is not None:
            yield run
        if end - start > LONGEST:
            pieces = list(_cut(document, segment))
            yield from pieces[:-1]
            run = pieces[-1]
        else:
            run = (start, end)
    if run is not None:
        yield run


def _only_blank(document: Document, start: int, end: int) -> bool:
    return not document.text[start:end].strip()


def _cut(document: Document, segment: list[Span]) -> Iterator[Span]:
    """Cut a long segment at its inner borders, and a long border-less piece between sentences with an overlap."""
    run: Span | None = None
    for start, end in segment:
        if run is not None and end - run[0] <= FULL and _only_blank(document, run[1], start):
            run = (run[0], end)
            continue
        if run is not None:
            yield run
        if end - start > LONGEST:
            pieces = list(_by_sentence(document, start, end))
            yield from pieces[:-1]
            run = pieces[-1]
        else:
            run = (start, end)
    if run is not None:
        yield run


def _by_sentence(document: Document, start: int, end: int) -> Iterator[Span]:
    spans = sentences(document.text, start, end)
    first = 0
    while first < len(spans):
        last = first
        while last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= FULL:
            last += 1
        yield spans[first][0], spans[last][1]
        if last + 1 >= len(spans):
            return
        # Repeat the last sentence, unless that would make no progress.
        first = max(first + 1, last + 1 - OVERLAP)


def _context(document: Document, at: int | None, *, own: bool = True) -> str:
    """The headings above a unit's text, outermost first; for a reply, the question that it replies to.

    `own` false leaves the unit's own title out.
    """
    lines: list[str] = []
    path: list[Section] = []
    walk = at
    while walk is not None:
        path.append(document.sections[walk])
        walk = document.sections[walk].parent
    for section in reversed(path):
        if section.kind is SectionKind.ANSWER:
            question = _question_of(document, section)
            if question is not None:
                lines.append(document.text[question.body : question.end].strip())
        elif section is path[0] and not own:
            continue
        elif section.title and section.kind not in (SectionKind.PREAMBLE, SectionKind.SIGNATURE):
            lines.append(section.title)
    return "\n".join(lines)


def _question_of(document: Document, answer: Section) -> Section | None:
    return next(
        (
            section
            for section in document.sections
            if section.kind is SectionKind.QUESTION and section.number == answer.number and answer.number is not None
        ),
        None,
    )
