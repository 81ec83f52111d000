"""Which sentences of a passage to quote: the shortest run that carries the question's words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass

from bot.answer.cases import Case, scale_of, speaks_for
from bot.answer.kinds import FORMAL, Asked, Wanted, holds_instance
from bot.model import Span
from bot.vietnamese import sentences, terms_among

AIM = 500  # characters of quotation that a phone shows at a glance
LEAD_AIM = 700  # characters up to which an item of a list is given with the words that open the list
LIST_AIM = 1_400  # characters of a list; more is "còn nữa"
_HEADING_ANSWERS = 0.5  # share of the question's weight in the heading from which on the heading asks the question
_KIND_BONUS = 0.3  # of the question's whole weight, for a sentence that holds the kind of thing asked for
_CASE_BONUS = 0.3  # the same for one that is said for the case asked about, and the price of one for another case
_RIVAL = 0.9  # of the chosen sentences' share: a neighbour that carries as much is quoted too
_LENGTH_PRICE = 0.05  # of the question's whole weight, for each AIM characters quoted
_ITEM = re.compile(
    r"\s*(?:[-–—•+*]\s|\(?[a-zđ]\)|\(?\d{1,2}[.)]\s|[a-zđ]\.\s|[ivx]{1,5}\)\s"
    r"|(?:thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)|một là|hai là|ba là|bốn là|năm là|sáu là|cuối cùng)\b"
    r"|bước \d{1,2}\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Window:
    """A run of sentences: its span, the share of the question's weight that it carries, whether a list was cut."""

    span: Span
    coverage: float
    cut: bool = False


def best_window(
    text: str,
    span: Span,
    weights: Mapping[str, float],
    kind: Wanted,
    *,
    case: Case = Case(),  # noqa: B008
    heading: Set[str] = frozenset(),
    beyond: int | None = None,
    aim: int = AIM,
) -> Window:
    """The run of sentences within text[span] that best carries the weighted terms of a question.

    Terms that the `heading` above it carries count for every sentence; where it carries most of the question, what
    stands below it is the answer from its beginning on. A list may go on up to `beyond`, behind the span. `coverage`
    is the carried share of the sum of `weights`.
    """
    found = sentences(text, *span)
    if not found:
        return Window(span, 0.0)
    total = sum(weights.values()) or 1.0
    wanted = frozenset(weights)
    above = wanted & heading
    own = [terms_among(text[start:end], wanted) for start, end in found]
    covered = sum(weights[term] for term in above) / total
    if covered >= _HEADING_ANSWERS and not any(own_terms - above for own_terms in own):
        if beyond is not None and beyond > span[1]:
            found = found + sentences(text, span[1], beyond)
        return _from_the_beginning(text, found, covered, aim)
    headers = _header_rows(text, found)
    held = [terms_of | above for terms_of in own]
    instance = [
        kind.kind not in (Asked.OTHER, Asked.LIST, Asked.PLACE) and holds_instance(kind, text[start:end])
        for start, end in found
    ]
    scale = scale_of(case, text[slice(*span)])
    cases = [speaks_for(case, text[start:end], scale) for start, end in found]
    best: tuple[float, int, int, float] | None = None
    for first in range(len(found)):
        if first in headers[first + 1 :]:
            continue  # the names of columns say nothing; a row is given with them
        carried: set[str] = set()
        weight, kind_held = 0.0, False
        for last in range(first, len(found)):
            length = found[last][1] - found[first][0]
            if last > first and length > aim:
                break
            weight += sum(weights[term] for term in held[last] - carried)
            carried |= held[last]
            kind_held = kind_held or instance[last]
            coverage = weight / total
            score = coverage - _LENGTH_PRICE * length / AIM
            if kind_held:
                score += _KIND_BONUS * max(coverage, 0.3)
            score += _CASE_BONUS * max(coverage, 0.3) * _said_for(cases[first : last + 1])
            if best is None or score > best[0] + 1e-9:
                best = (score, first, last, coverage)
    assert best is not None
    _, first, last, coverage = best
    if kind.kind in FORMAL:
        alone = [sum(weights[term] for term in terms_of) / total for terms_of in held]
        rivals = [
            share if held_ and said >= 0 else 0.0 for share, held_, said in zip(alone, instance, cases, strict=True)
        ]
        first, last = _with_rivals(found, first, last, rivals, aim)
    first, last = _whole_paragraph(text, found, first, last, aim)
    columns = last
    while last + 1 < len(found) and headers[last + 1] == columns and found[last + 1][1] - found[first][0] <= LEAD_AIM:
        last += 1  # it ended with the names of columns
    lead = headers[first] if headers[first] < first else _from_its_lead(text, found, first)
    if kind.kind is Asked.LIST or found[last][1] - found[lead][0] <= LEAD_AIM:
        first = lead
    if beyond is not None and beyond > span[1]:
        found = found + sentences(text, span[1], beyond)
    first, last, cut = _whole_list(text, found, first, last)
    return Window((found[first][0], found[last][1]), coverage, cut)


def _with_rivals(found: list[Span], first: int, last: int, shares: list[float], aim: int) -> tuple[int, int]:
    """Take in the neighbours that hold the kind of thing asked for and carry as much of the question.

    `shares`: of the question's weight, by sentence; 0 for one that holds nothing of the kind, or is for another case.
    """
    least = _RIVAL * max(shares[first : last + 1])
    while least:
        if last + 1 < len(found) and shares[last + 1] >= least and found[last + 1][1] - found[first][0] <= aim:
            last += 1
        elif first > 0 and shares[first - 1] >= least and found[last][1] - found[first - 1][0] <= aim:
            first -= 1
        else:
            break
    return first, last


def _header_rows(text: str, found: list[Span]) -> list[int]:
    """For each sentence the row of a table that names its columns; for what is no row of a table, itself."""
    headers: list[int] = []
    for at, (start, end) in enumerate(found):
        goes_on = at > 0 and "\t" in text[start:end] and "\t" in text[slice(*found[at - 1])]
        headers.append(headers[-1] if goes_on else at)
    return headers


def _said_for(cases: list[int]) -> int:
    """Of a run of sentences: for the case asked about if one is, for another if one is and none for this."""
    return max(cases) or min(cases)


def _from_the_beginning(text: str, found: list[Span], coverage: float, aim: int) -> Window:
    """All that stands below a heading that asks the very question, up to the aim; a list up to its own."""
    last = 0
    while last + 1 < len(found):
        limit = LIST_AIM if _is_item(text, found, last + 1) else aim
        if found[last + 1][1] - found[0][0] > limit:
            break
        last += 1
    cut = last + 1 < len(found) and _is_item(text, found, last + 1)
    return Window((found[0][0], found[last][1]), coverage, cut)


def _from_its_lead(text: str, found: list[Span], first: int) -> int:
    """The start of the list that a sentence is an item of.

    An item alone says half of it ("b) Bị cảnh cáo: sau 36 tháng"), and who asks which ones there are wants them all.
    """
    at = first
    while at > 0 and _is_item(text, found, at):
        at -= 1
    return at if at < first and text[found[at][0] : found[at][1]].rstrip().endswith(":") else first


def _whole_paragraph(text: str, found: list[Span], first: int, last: int, aim: int) -> tuple[int, int]:
    """Take in the neighbouring sentences of the same paragraph while all of it stays within the aim.

    What comes before goes first: it names what "đó" and "này" speak of.
    """
    while True:
        if first > 0 and _adjoin(text, found, first - 1) and found[last][1] - found[first - 1][0] <= aim:
            first -= 1
        elif last + 1 < len(found) and _adjoin(text, found, last) and found[last + 1][1] - found[first][0] <= aim:
            last += 1
        else:
            return first, last


def _adjoin(text: str, found: list[Span], at: int) -> bool:
    """Whether a sentence and the next one stand in one paragraph."""
    return "\n" not in text[found[at][1] : found[at + 1][0]]


def _whole_list(text: str, found: list[Span], first: int, last: int) -> tuple[int, int, bool]:
    """Take a list in whole: a lead that ends with a colon brings all its items."""
    leads = [at for at in range(first, last + 1) if text[found[at][0] : found[at][1]].rstrip().endswith(":")]
    if not leads or any(not _is_item(text, found, at) for at in range(leads[-1] + 1, last + 1)):
        return first, last, False
    end = last
    while end + 1 < len(found) and (_is_item(text, found, end + 1) or end == leads[-1]):
        if found[end + 1][1] - found[first][0] > LIST_AIM:
            return first, end, True
        end += 1
    return first, end, False


def _is_item(text: str, found: list[Span], at: int) -> bool:
    """Whether a sentence is an item of a list, or goes on with one in the same paragraph."""
    while at > 0 and _adjoin(text, found, at - 1):
        at -= 1
    return bool(_ITEM.match(text, found[at][0]))
