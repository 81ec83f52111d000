"""Whether a question leans on the one before, and what it says when it is joined with it."""

from __future__ import annotations

import re

from bot.model import State
from bot.vietnamese import find_document_numbers, fold, fold_map, tokens

_STORY = 26  # syllables; a longer question tells a story before it asks
_GIST = 12  # syllables of its end that are enough to ask
_MOST_EXCHANGED = 3  # words that are put in place of as many
_LONG = 14  # syllables; a longer question stands on its own unless it points back in so many words
_OPENING = re.compile(r"^(?:(?:vay|the|a|u|uh|roi|va|nhung)\s+)*(?:con|the|vay|the con|vay con|neu|truong hop)\b")
_CLOSING = re.compile(r"\b(?:thi sao|thi the nao|thi ntn|nua khong|nua ko|nua k|con gi nua)\s*[?.!]*$")
_POINTING = re.compile(
    r"\b(?:(?:dieu|khoan|viec|noi dung|y|cai|cau|muc|doi tuong|nguoi|can bo|ong|ba"
    r"|dong chi|truong hop|chinh sach|muc|so) (?:do|ay|nay|tren|kia|vua roi|thu (?:nhat|hai|ba|tu|nam|\d))"
    r"|o tren|ben tren|vua roi|luc nay|noi tren|neu tren|cu the hon|chi tiet hon|noi ro hon|giai thich them)\b"
)
_THIS_DOCUMENT = re.compile(
    r"\b(?:van ban|quy dinh|nghi quyet|nghi dinh|ket luan|chi thi|luat|thong tu) (?:do|nay|ay|tren|vua roi|kia)\b"
    r"|^no\b(?= (?:con|het|co|do|bi|duoc|thay|ban hanh))"
)
_BARE = re.compile(
    r"^(?:(?:the|vay|con|a|u)\s+)*"
    r"(?:tuoi|bao nhieu|may|ai|khi nao|o dau|dieu nao|khoan nao|tai sao|vi sao|ngay nao|nam nao)\b"
)
_SHED = re.compile(
    r"^(?:(?:thế|the|vậy|vay|còn|con|ừ|u|à|a|rồi|roi|và|va)\s+)+|\s*(?:thì|thi) (?:sao|thế nào|the nao)\s*[?.!]*$", re.I
)


def refers_back(question: str) -> bool:
    """Whether a question, by its form, leans on the one before it."""
    folded = fold(question).strip()
    length = len(tokens(folded))
    if not length or find_document_numbers(question):
        return False
    if _POINTING.search(folded) or _THIS_DOCUMENT.search(folded):
        return True
    if length > _LONG:
        return False
    return bool(_OPENING.match(folded) or _CLOSING.search(folded) or (length <= 5 and _BARE.match(folded)))


def joined(question: str, state: State) -> tuple[str, ...]:
    """The ways to read a question that leans on the one before, most likely first; none where it stands on its own.

    "còn cấp xã thì sao?" after a question about "cấp huyện" is that question with the other level put in; where nothing
    can be put in, it is both questions together.
    """
    if not state.searched or not refers_back(question):
        return ()
    own = _SHED.sub("", question).strip() or question.strip()
    named = _with_document(own, state)
    if named is not None:
        return (named,)
    both = f"{state.searched.rstrip(' ?.!')} {own}"
    exchanged = _exchanged(state.searched, own)
    return (exchanged, both) if exchanged else (both,)


def gist(question: str) -> str | None:
    """The end of a long story, where the question proper stands; None for a question of ordinary length."""
    if len(tokens(question)) < _STORY:
        return None
    clauses = [part.strip() for part in re.split(r"[,.;:!?\n]+(?:\s|$)", question) if part.strip()]
    kept: list[str] = []
    for clause in reversed(clauses):
        if kept and len(tokens(" ".join(kept))) >= _GIST:
            break
        kept.insert(0, clause)
    return ", ".join(kept) if len(kept) < len(clauses) else None


def _with_document(own: str, state: State) -> str | None:
    """The question with "văn bản này" put as the document that was cited first before; None where it points at none."""
    folded, places = fold_map(own)
    pointed = _THIS_DOCUMENT.search(folded)
    number = next((citation.document_number for citation in state.citations if citation.document_number), None)
    if pointed is None or number is None:
        return None
    return f"{own[: places[pointed.start()]]}văn bản số {number}{own[places[pointed.end()] :]}"


def _exchanged(before: str, own: str) -> str | None:
    """The earlier question with what the later one says otherwise put in its place: "cấp huyện" → "cấp xã"."""
    earlier, later = tokens(before), tokens(own)
    best: tuple[int, int] | None = None  # words shared, place in the earlier question
    for at in range(len(earlier)):
        shared = 0
        while at + shared < len(earlier) and shared < len(later) and earlier[at + shared].text == later[shared].text:
            shared += 1
        if shared and shared < len(later) and at + shared < len(earlier) and (best is None or shared > best[0]):
            best = (shared, at)
    if best is None or len(later) - best[0] > _MOST_EXCHANGED:
        return None
    shared, at = best
    start = earlier[at + shared].start
    end = earlier[min(len(earlier) - 1, at + shared + len(later) - shared - 1)].end
    return f"{before[:start]}{own[later[shared].start :]}{before[end:]}"
