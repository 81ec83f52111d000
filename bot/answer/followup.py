"""Whether a question leans on the one before, and what it says when it is joined with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answer.counterparts import exchanged, is_member
from bot.answer.lists import item_asked
from bot.answer.story import gist
from bot.model import State
from bot.vietnamese import find_document_numbers, fold, fold_map, tokens

_NUMBER = re.compile(r"\d{1,3}")  # of a document, where its kind is left out
_MOST_EXCHANGED = 3  # words that are put in place of as many
_LONG = 14  # syllables; a longer question stands on its own unless it points back in so many words
_SHORT = 7  # syllables of a question without a subject
_MOST_READINGS = 3  # ways to read a question that are tried: each is searched for
_OPENING = re.compile(
    r"^(?:(?:vay|the|a|u|uh|roi|va|nhung|ok|oke|da)\s+)*(?:con|the|vay|the con|vay con|neu|truong hop|rieng)\b"
)
_CLOSING = re.compile(
    r"\b(?:thi sao|thi the nao|thi ntn|thi bao nhieu|thi may|nua khong|nua ko|nua k|con gi nua)\s*[?.!]*$"
)
_NOUNS = (
    r"(?:dieu|khoan|viec|noi dung|y|cai|cau|muc|doi tuong|nguoi|can bo|ong|ba|dong chi|truong hop|chinh sach|muc|so|ho)"
)
_POINTING = re.compile(
    rf"\b(?:{_NOUNS} (?:do|ay|nay|tren|kia|vua roi)|{_NOUNS} thu (?:nhat|hai|ba|tu|nam|\d)"
    r"|o tren|ben tren|vua roi|luc nay|noi tren|neu tren|cu the hon|chi tiet hon|noi ro hon|giai thich them"
    r"|trong (?:so )?(?:do|ay|nay)|so (?:do|ay|nay)|nhung nguoi (?:do|ay|nay)|luc do|khi do|hoi do)\b"
    r"|\b(?:cua|voi|ve|thay|cho|the|hoa|boi|theo) no\b|^(?:(?:the|vay|con|a|va) )*(?:no|ho|ong ay|ba ay)\b"
    r"|\b(?:cua|cho|voi) (?:ho|ong ay|ba ay)\b(?! so)"
)
_DOCUMENTS = r"(?:van ban|quy dinh|nghi quyet|nghi dinh|ket luan|chi thi|luat|thong tu|quyet dinh|cai)"
_THIS_DOCUMENT = re.compile(rf"\b{_DOCUMENTS} (?:do|nay|ay|tren|vua roi|kia)\b|\bno\b(?! luc)")
_BARE = re.compile(
    r"^(?:(?:the|vay|con|a|u|va)\s+)*"
    r"(?:tuoi|bao nhieu|may|ai|khi nao|o dau|dieu nao|khoan nao|tai sao|vi sao|ngay nao|nam nao|bao gio|bao lau)\b"
)
# A question that begins with its verb or its question word has left its subject to the question before.
_NO_SUBJECT = re.compile(
    r"^(?:(?:the|vay|va|a|u) )*(?:"
    r"(?:bao )?gom (?:bao nhieu|may|nhung|cac|co|ca|can bo|ai)|co (?:bao nhieu|may) |do ai\b|ai (?:ky"
    r"|ban hanh|lam|bau|chi dinh|duoc)\b"
    r"|(?:duoc )?ban hanh\b|(?:co|het|con) hieu luc\b|(?:bi |duoc )?(?:thay|sua doi|bo sung|bai bo)\b"
    r"|thay (?:the )?cho\b"
    r"|ap dung (?:tu|cho|voi|doi voi|den)\b|ky (?:ngay|khi|nam|boi)\b|neu (?:may|bao nhieu|nhung|ro"
    r"|cu the)\b|ke (?:ra|ten|het|cu the)\b"
    r"|liet ke\b|o dau\b|(?:khi|luc|nam|ngay|thang) nao\b|(?:tai|vi) sao\b|de lam gi\b|(?:trong |mat )?bao lau\b"
    r"|(?:truoc|sau) (?:do|day)\b|xong (?:truoc|khi|nam|vao)\b|hop (?:o|ngay|khi|tai|luc)\b|noi (?:gi|ro"
    r"|cu the|the nao)\b"
    r"|co (?:ngoai le|truong hop ngoai le|loai tru|dieu kien|gioi han|thoi han|hieu luc)\b|theo (?:van ban"
    r"|quy dinh|can cu|dieu) nao\b"
    r"|(?:dieu|khoan|trang|muc|chuong|diem) (?:nao|may)\b|duoc (?:bao nhieu|may|gi|huong)\b|phai (?:lam gi"
    r"|co gi|dap ung gi)\b"
    r"|la ai\b|la gi\b|gio (?:theo|dung|ap dung)\b|bay gio (?:theo|dung|ap dung)\b|cai nao\b"
    r"|van ban nao (?:thay|sua|bo sung|huong dan)\b)"
)
_SHED = re.compile(
    r"^(?:(?:thế|the|vậy|vay|còn|con|ừ|u|à|a|rồi|roi|và|va|ok|dạ|da)\s+)+|\s*(?:thì|thi) (?:sao|thế nào"
    r"|the nao|ntn)\s*[?.!]*$",
    re.I,
)
# What a question asks with: left out of it, the thing that it asks about remains.
_ASKED = re.compile(
    r"(?:\b(?:la|co|duoc|tu|vao|den|o|do|bi|gom|het|phai|thi|nhu) )*"
    r"\b(?:bao nhieu|may(?= [a-z])|bao lau|bao gio|(?:khi|luc|ngay|nam|thang|nguoi|van ban|quy dinh|luat"
    r"|nghi dinh|cai|noi) nao|o dau|tai dau|(?:de )?lam gi"
    r"|la gi|the nao|ra sao|lam sao|(?:tai|vi) sao|la ai|ai|noi gi|nhung gi|gi)\b(?: (?:vay|a|nhi|the|khong)\b)?[?.! ]*"
)
_SCAFFOLD = re.compile(
    r"\b(?:bay gio|hien nay|truoc (?:do|day)|sau (?:do|day)|theo|van ban|ke (?:ra|ten)|liet ke|noi (?:ro"
    r"|ky)|xem|cho biet|cu the|chi tiet)\b"
)
_NO_MORE = re.compile(r"\s*\b(?:khong|chua|phai khong|dung khong|the|vay|a|nhi|ha)\s*[?.! ]*$")


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read a question that leans on the one before: what to search, and which words of it are its own."""

    searched: str
    own: str


def refers_back(question: str) -> bool:
    """Whether a question, by its form, leans on the one before it."""
    folded = " ".join(re.sub(r"[^\w\s/%]", " ", fold(question)).split())
    length = len(tokens(folded))
    if not length:
        return False
    if find_document_numbers(question):
        return bool(length <= _SHORT and (_OPENING.match(folded) or _CLOSING.search(folded)))
    if _POINTING.search(folded) or _THIS_DOCUMENT.search(folded):
        return True
    if length > _LONG:
        return False
    if _OPENING.match(folded) or _CLOSING.search(folded) or is_member(folded):
        return True
    return bool((length <= 5 and _BARE.match(folded)) or (length <= _SHORT and _NO_SUBJECT.match(folded)))


def joined(question: str, state: State) -> tuple[Reading, ...]:
    """The ways to read a question that leans on the one before, most likely first; none where it stands on its own.

    "cái thứ hai nói gì" after a list is its second item; "còn cấp xã thì sao?" after a question about "cấp huyện" is
    that question with the other level put in; "ai ký" after one about a document asks about that document; where
    nothing can be put in, it is what the earlier one was about and the later one together.
    """
    if not state.searched:
        return ()
    before = (gist(state.searched) or state.searched).rstrip(" ?.!")
    item = item_asked(question, state.citations)
    if item is not None:
        readings = (Reading(f"{topic(before)} {item}", item), Reading(item, item))
        return readings[::-1] if find_document_numbers(item) else readings
    if not refers_back(question):
        return ()
    own = _SHED.sub("", question).strip() or question.strip()
    other = _other_document(before, own)
    if other is not None:
        return (Reading(other, own),)
    found = [
        _with_document(own, state),
        exchanged(before, own),
        _exchanged(before, own),
        f"{topic(before)} {own}",
    ]
    return tuple(Reading(one, own) for one in dict.fromkeys(one for one in found if one is not None))[:_MOST_READINGS]


def topic(question: str) -> str:
    """What a question is about: the question without the words that ask."""
    folded, places = fold_map(question)
    found = list(_ASKED.finditer(folded))
    if not found:
        closing = _NO_MORE.search(folded)
        return question[: places[closing.start()]] if closing else question
    kept = (question[: places[found[-1].start()]] + " " + question[places[found[-1].end()] :]).strip()
    return kept or question


def own_words(question: str) -> str:
    """What a follow-up says itself, folded: its words without those that ask and those that point back."""
    folded = fold(question)
    for pattern in (_ASKED, _POINTING, _THIS_DOCUMENT, _SCAFFOLD):
        folded = pattern.sub("\n", folded)
    return folded


def _other_document(before: str, own: str) -> str | None:
    """The earlier question about another document: "còn quy định 65?", "thế 37 thì sao"; None where it names none."""
    mentions = find_document_numbers(before)
    if not mentions:
        return None
    _, start, end = mentions[-1]
    put = own.rstrip(" ?.!")
    if not find_document_numbers(own):
        if not _NUMBER.fullmatch(put):
            return None
        kind = before[start:end].rstrip("0123456789")
        if kind == before[start:end]:
            return None
        put = f"{kind}{put}"
    return f"{before[:start]}{put}{before[end:]}"


def _with_document(own: str, state: State) -> str | None:
    """The question about the document that was cited first before, where it points at a document or lacks a subject."""
    number = next((citation.document_number for citation in state.citations if citation.document_number), None)
    if number is None:
        return None
    folded, places = fold_map(own)
    pointed = _THIS_DOCUMENT.search(folded)
    if pointed is not None:
        return f"{own[: places[pointed.start()]]}văn bản số {number}{own[places[pointed.end()] :]}"
    return f"{own.rstrip(' ?.!')} {number}" if _NO_SUBJECT.match(" ".join(folded.split())) else None


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
