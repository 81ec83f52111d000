"""Regulations: parts, chapters, articles, clauses and points, with preamble, signatures and appendices around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot import phrases
from bot.library.outline import markers
from bot.library.outline.amending import amended_lines
from bot.library.outline.chain import Candidate, best_chain, roman
from bot.library.outline.items import items
from bot.library.outline.letterhead import Letterhead, is_attachment_title, kind_on
from bot.library.outline.markers import Level, Marker
from bot.library.outline.parts import Line, Node
from bot.library.outline.signature import signature_start
from bot.library.reading.wrapping import starts_anew
from bot.model import SectionKind

_MAX_TITLE = 300  # characters
_MAX_TITLE_LINES = 4
_ARTICLE_GAP = 1_000  # articles that an extract may leave out between two neighbours
_ACROSS = 0.1  # what an article beyond any gap is worth: there, where nothing speaks against it


def regulation(lines: Sequence[Line], letterhead: Letterhead) -> list[Node]:
    """Return the nodes of a regulation in order of place; an empty list where the text has no such structure."""
    quoted = markers.quoted_lines(lines)
    quoted |= amended_lines(lines, quoted)
    bounds = [0, *_attachments(lines, letterhead.end, quoted), len(lines)]
    nodes: list[Node] = []
    for number, (first, last) in enumerate(pairwise(bounds)):
        if number == 0:
            nodes += _main(lines, letterhead, last, quoted)
            if not nodes:
                return []
        else:
            nodes += _attached(lines, first, last, quoted)
    return nodes


def _main(lines: Sequence[Line], letterhead: Letterhead, last: int, quoted: set[int]) -> list[Node]:
    first = letterhead.end
    signed = signature_start(lines, first, last)
    body = _body(lines, first, signed, quoted)
    if not body:
        return []
    nodes: list[Node] = []
    begins = 0 if letterhead.administrative else first  # a title alone is no section
    if begins < body[0].line:
        start = lines[min(first, body[0].line)].start
        nodes.append(Node(Level.LEAF, begins, SectionKind.PREAMBLE, "", "", start))
    nodes += body
    if signed < last:
        nodes.append(Node(Level.OUTER, signed, SectionKind.SIGNATURE, "", "", lines[signed].start))
    return nodes


def _attachments(lines: Sequence[Line], heading_end: int, quoted: set[int]) -> list[int]:
    """First lines of appendices, and of regulations that a decision brings with it."""
    found: list[int] = []
    for index, line in enumerate(lines):
        if index == 0 or index in quoted or line.table or line.furniture:
            continue
        marker = markers.appendix(line, index)
        # A form is an appendix of its own after the text's end only; elsewhere its name is a reference.
        if marker is None:
            begins = index > heading_end and is_attachment_title(lines, index)
        else:
            begins = marker.level is Level.APPENDIX or bool(found) or signature_start(lines, 0, index) < index
        if begins:
            found.append(index)
    return found


def _attached(lines: Sequence[Line], first: int, last: int, quoted: set[int]) -> list[Node]:
    line = lines[first]
    marker = markers.appendix(line, first)
    if marker is not None:
        title, body_line = _title(lines, marker, last, many=True)
        label = " ".join(line.text[: marker.rest - line.start].rstrip(" .:–-").split()).capitalize()
        label = f"{label[: -len(marker.number)]}{marker.number}" if marker.number else label
        level = marker.level
    else:
        kind = kind_on(line.text) or line.text
        label, level = phrases.attachment_label(kind), Level.APPENDIX
        title, body_line = _title(lines, Marker(first, level, "", line.end), last, many=True)
    body = lines[body_line].start if body_line < last else line.end
    nodes = [Node(level, first, SectionKind.APPENDIX, label, title, body)]
    if level is Level.FORM:
        return nodes  # the numbers in a form are fields to fill in
    signed = signature_start(lines, body_line, last)
    nodes += _body(lines, body_line, signed, quoted)
    if signed < last:
        nodes.append(Node(Level.OUTER, signed, SectionKind.SIGNATURE, "", "", lines[signed].start))
    return nodes


def _body(lines: Sequence[Line], first: int, last: int, quoted: set[int]) -> list[Node]:
    """Headings of lines[first:last] and the items below each."""
    found = _headings(lines, first, last, quoted)
    if not found:
        return items(lines, first, last, quoted)
    nodes: list[Node] = []
    for marker, following in zip(found, [*found[1:], None], strict=True):
        end = last if following is None else following.line
        title, body_line = _title(lines, marker, end, many=marker.level < Level.ROMAN)
        in_line = title == "" or body_line == marker.line
        body = marker.rest if in_line else lines[body_line].start if body_line < len(lines) else lines[marker.line].end
        nodes.append(Node(marker.level, marker.line, markers.kind_of(marker.level), _label(marker), title, body))
        nodes += items(lines, max(body_line, marker.line + 1), end, quoted)
    return nodes


def _headings(lines: Sequence[Line], first: int, last: int, quoted: set[int]) -> list[Marker]:
    """All headings above khoản that count up plausibly, in order of place."""
    usable = [i for i in range(first, last) if i not in quoted and not lines[i].furniture]
    plain = [i for i in usable if not lines[i].table]
    found = [marker for i in plain if (marker := markers.named(lines[i], i))]
    articles = _counted([m for i in plain if (m := markers.article(lines[i], i, lines[i - 1] if i else None))])
    found += articles
    romans = [m for i in plain if (m := markers.roman_heading(lines[i], i))]
    if articles:  # within articles only a line that stands out is a heading
        romans = [m for m in romans if lines[m.line].stands_out]
    chained = best_chains(romans)
    found += chained
    if chained:
        letters = [m for i in plain if (m := markers.letter_heading(lines[i], i))]
        found += [m for m in letters if m.number == "A" or any(o.number == "A" for o in letters)]
    taken = {m.line for m in found} | _title_lines(lines, found, last)
    if found:
        found += [
            Marker(i, Level.HEADING, "", lines[i].end)
            for i in plain
            if lines[i].heading and i not in taken and not _is_item(lines[i])
        ]
    return sorted(found, key=lambda marker: marker.line)


def _counted(candidates: Sequence[Marker]) -> list[Marker]:
    by_line = {m.line: m for m in candidates}
    chain = best_chain(
        [Candidate(m.line, m.number, m.doubt) for m in candidates],
        max_gap=_ARTICLE_GAP,
        gap_cost=0.05,
        least=_ACROSS,
        need_start=False,
    )
    return [by_line[c.line] for c in chain]


def best_chains(romans: Sequence[Marker]) -> list[Marker]:
    """Roman headings that count up; they may start over below each part, so chains are taken one after the other."""
    chains: list[list[Marker]] = []
    for marker in romans:
        value = roman(marker.number) or 0
        if chains and value == (roman(chains[-1][-1].number) or 0) + 1:
            chains[-1].append(marker)
        elif value == 1:
            chains.append([marker])
    return [marker for chain in chains if len(chain) > 1 for marker in chain]


def _title_lines(lines: Sequence[Line], found: Sequence[Marker], last: int) -> set[int]:
    taken: set[int] = set()
    for marker in found:
        _, body_line = _title(lines, marker, last, many=True)
        taken.update(range(marker.line, body_line))
    return taken


_ITEM = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\)")


def _is_item(line: Line) -> bool:
    return _ITEM.match(line.text) is not None


def _label(marker: Marker) -> str:
    if marker.level is Level.SUB_MUC:
        return phrases.sub_muc_label(marker.number)
    if marker.level is Level.HEADING:
        return ""
    number = marker.number.lower() if marker.level is Level.PART and " " in marker.number else marker.number
    if marker.level is Level.ARTICLE:
        number = number.lstrip("0") or number  # "Điều 01" is looked up as Điều 1
    return phrases.section_label(markers.kind_of(marker.level), number)


def _title(lines: Sequence[Line], marker: Marker, last: int, *, many: bool) -> tuple[str, int]:
    """Return the title of a heading and the line where its content starts (its own line where it has no title)."""
    line = lines[marker.line]
    if marker.level is Level.HEADING:
        return line.text, marker.line + 1
    rest = line.text[marker.rest - line.start :].strip()
    following = lines[marker.line + 1] if marker.line + 1 < last else None
    if rest:
        if marker.level is Level.ARTICLE:
            return _article_title(line, rest, following, marker.line)
        parts = [rest]
    elif following is not None and _may_be_title(lines, marker.line + 1, last):
        parts = [following.text]
        marker_line = marker.line + 1
        end = _more_title(lines, marker_line, last, parts) if many else marker_line + 1
        return " ".join(parts), end
    else:
        return "", marker.line + 1
    end = _more_title(lines, marker.line, last, parts) if many and rest.isupper() else marker.line + 1
    return " ".join(parts).rstrip(" .:"), end


def _article_title(line: Line, rest: str, following: Line | None, index: int) -> tuple[str, int]:
    """The words after "Điều 5." are its title, or already its content."""
    if rest.endswith("như sau:"):
        return rest.removesuffix("như sau:").rstrip(" ,"), index  # names the law it amends; content all the same
    stopped = rest.endswith((".", ";", ":", "…", ","))
    short = len(rest) <= _MAX_TITLE
    if following is None or not short:
        return "", index
    if line.bold or line.heading:
        return rest.rstrip(" .:"), index + 1
    if rest.endswith(".") and len(rest) <= 100 and _ITEM.match(following.text):
        return rest.rstrip(" ."), index + 1
    if stopped or (following.adjacent and following.text[:1].islower() and not starts_anew(following.text)):
        return "", index
    return rest, index + 1


def _may_be_title(lines: Sequence[Line], index: int, last: int) -> bool:
    line = lines[index]
    if index >= last or line.table or len(line.text) > _MAX_TITLE or _ITEM.match(line.text):
        return False
    if markers.named(line, index) or markers.article(line, index, None) or line.text.startswith(("-", "+", "“")):
        return False
    return line.stands_out or not line.text.endswith((".", ";", ":", ","))


def _more_title(lines: Sequence[Line], index: int, last: int, parts: list[str]) -> int:
    """Add the lines that go on with a title in the same style; return the line after them."""
    first = lines[index]
    index += 1
    while index < last and len(parts) < _MAX_TITLE_LINES and _may_be_title(lines, index, last):
        line = lines[index]
        same = (line.upper and first.upper) or (line.centred and first.centred and line.bold == first.bold)
        if not same or markers.roman_heading(line, index) or line.heading != first.heading:
            break
        parts.append(line.text)
        index += 1
    return index
