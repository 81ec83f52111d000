"""Whether a question leans on the one before, and what it says when it is joined with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answer.counterparts import exchanged, is_member
from bot.answer.lists import item_asked
from bot.answer.story import gist
from bot.model import State
from bot.vietnamese import find_document_numbers, fold, fold_map, normalise, tokens
from bot.vietnamese.wordlist import either

_NUMBER = re.compile(r"\d{1,3}")  # of a document, where its kind is left out
_MOST_EXCHANGED = 3  # words that are put in place of as many
_LONG = 14  # syllables; a longer question stands on its own unless it points back in so many words
_LONGEST = 26  # syllables; a longer one tells its own story
_SHORT = 7  # syllables of a question without a subject
_SHORTEST = 5  # syllables of one that is little more than its question word
_MOST_READINGS = 3  # ways to read a question that are tried: each is searched for
# Syllables that point back, by what they look like folded. In a text with accents only these spellings of them do:
# "nợ" and "nổ" are no "nó", "người Do Thái" and "hỗ trợ" point at nobody.
_SPELT = {
    "do": "đó", "no": "nó", "ho": "họ", "ay": "ấy", "nay": "này", "con": "còn", "the": "thế", "vay": "vậy",
    "kia": "kia",
}  # fmt: skip
_OPENING = re.compile(
    r"^(?:(?:vay|the|a|u|uh|roi|va|nhung|ok|oke|da)\s+)*"
    + either("the con|vay con|con|the(?! (?:nao la|gioi|luc|ky|chat))|vay|neu|truong hop|rieng")
    + r"\b"
)
_CLOSING = re.compile(
    rf"\b{either('thi (?:sao|the nao|ntn|bao nhieu|may)', 'nua (?:khong|ko|k)', 'con gi nua')}\s*[?.!]*$"
)
_NOUNS = either(
    "dieu|khoan|viec|noi dung|y|cai|cau|muc|doi tuong|nguoi|can bo|ong|ba|dong chi|truong hop|chinh sach|so"
)
_THIS = r"(?:do(?! (?:thai|la|can|cap|nha|chinh|bo|ban|ai|co quan)\b)|ay|nay|tren|kia|vua roi)"
_POINTING = re.compile(
    either(
        rf"\b{_NOUNS} (?:{_THIS}|thu (?:nhat|hai|ba|tu|nam|\d)(?= |$))"
        r"(?= (?:noi|la|thi|co|do|o|gom|duoc|phai|bi|sao|khong|ko|k)\b|$)",
        r"\b(?:o|ben|noi|neu) tren\b|\b(?:vua roi|luc nay|giai thich them)\b|\b(?:cu the|chi tiet|noi ro) hon\b",
        r"\btrong (?:so )?(?:do|ay|nay)\b(?! la)|\b(?:so|nhung nguoi|luc|khi|hoi) (?:do|ay)\b",
        r"\b(?:cua|voi|ve|thay|cho|the|hoa|boi|theo) no\b(?! (?:thue|xau|luc|phai))",
        r"^(?:(?:the|vay|con|a|va) )*(?:no|ho (?!so|tro|ngheo|gia|tich|khau|chieu|ten)|ong ay|ba ay)\b",
        r"\b(?:cua|cho|voi) (?:ho(?! so| ngheo| gia| tich| khau| chieu| kinh)|ong ay|ba ay)\b",
    )
)
_DOCUMENTS = either("van ban|quy dinh|nghi quyet|nghi dinh|ket luan|chi thi|luat|thong tu|quyet dinh|cai")
_THIS_DOCUMENT = re.compile(
    rf"\b{_DOCUMENTS} {_THIS}(?= |$)|\bno\b(?= (?:con|het|co|do|bi|duoc|thay|ban|noi|gom|la|ra)\b|$)"
)
_BARE = re.compile(
    r"^(?:(?:the|vay|con|a|u|va)\s+)*"
    + either("tuoi|bao nhieu|may|ai|khi nao|o dau|dieu nao|khoan nao|tai sao|vi sao|ngay nao|nam nao|bao gio|bao lau")
    + r"\b"
)
# A question that begins with its verb or its question word has left its subject to the question before.
_NO_SUBJECT = re.compile(
    r"^(?:(?:the|vay|va|a|u) )*"
    + either(
        r"(?:bao )?gom (?:bao nhieu|may|nhung|cac|co|ca|can bo|ai)|co (?:bao nhieu|may) [a-z]+(?: [a-z]+)?$|do ai",
        r"ai (?:ky|ban hanh|lam|bau|chi dinh)|(?:duoc )?ban hanh|(?:co|het|con) hieu luc|thay (?:the )?cho",
        r"(?:bi |duoc )?(?:thay|sua doi|bo sung|bai bo)|ap dung (?:tu|cho|voi|doi voi|den)|ky (?:ngay|khi|nam|boi)",
        r"neu (?:may|bao nhieu|nhung|ro|cu the)|ke (?:ra|ten|het|cu the)|liet ke|noi (?:gi|ro|cu the|the nao)",
        r"o dau|(?:khi|luc|nam|ngay|thang) nao|(?:tai|vi) sao|de lam gi|(?:trong |mat )?bao lau|la (?:ai|gi)",
        r"(?:truoc|sau) (?:do|day)|xong (?:truoc|khi|nam|vao)|hop (?:o|ngay|khi|tai|luc)|cai nao",
        r"co (?:ngoai le|truong hop ngoai le|loai tru|dieu kien|gioi han|thoi han|hieu luc)",
        r"theo (?:van ban|quy dinh|can cu|dieu) nao|(?:bay )?gio (?:theo|dung|ap dung)",
        r"(?:dieu|khoan|trang|muc|chuong|diem) (?:nao|may)|duoc (?:bao nhieu|may|gi|huong)",
        r"phai (?:lam gi|co gi|dap ung gi)|van ban nao (?:thay|sua|bo sung|huong dan)",
    )
    + r"(?= |$)"
)
_SHED = re.compile(
    r"^(?:(?:thế|the|vậy|vay|còn|con|ừ|u|à|a|rồi|roi|và|va|ok|dạ|da)\s+)+"
    r"|\s*(?:thì|thi) (?:sao|thế nào|the nao|ntn)\s*[?.!]*$",
    re.IGNORECASE,
)
# What a question asks with: left out of it, the thing that it asks about remains.
_ASKED = re.compile(
    r"(?:\b(?:la|co|duoc|tu|vao|den|o|do|bi|gom|het|phai|thi|nhu) )*\b"
    + either(
        "bao nhieu|may(?= [a-z])|bao lau|bao gio|o dau|tai dau|(?:de )?lam gi|la gi|the nao|ra sao|lam sao",
        rf"(?:{_DOCUMENTS}|chuc danh|chuc vu|doi tuong|truong hop|dieu kien|[a-z]+) nao|(?:tai|vi) sao|la ai|ai|noi gi",
        "nhung gi|gi",
    )
    + r"\b(?: (?:vay|a|nhi|the|khong)\b)?[?.! ]*"
)
_SCAFFOLD = re.compile(
    r"\b"
    + either(
        "bay gio|hien nay|(?:truoc|sau) (?:do|day)|theo|van ban|ke (?:ra|ten)|liet ke|noi (?:ro|ky)|xem|cho biet",
        "cu the|chi tiet",
    )
    + r"\b"
)
_NO_MORE = re.compile(r"\s*\b(?:khong|chua|phai khong|dung khong|the|vay|a|nhi|ha)\s*[?.! ]*$")


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read a question that leans on the one before: what to search, and which words of it are its own."""

    searched: str
    own: str


def refers_back(question: str) -> bool:
    """Whether a question, by its form, leans on the one before it."""
    folded = _told_apart(question)
    length = len(folded.split())
    if not 0 < length <= _LONGEST:
        return False
    if find_document_numbers(question):
        return bool(length <= _SHORT and (_OPENING.match(folded) or _CLOSING.search(folded)))
    if _POINTING.search(folded) or _THIS_DOCUMENT.search(folded):
        return True
    if length > _LONG:
        return False
    if _OPENING.match(folded) or _CLOSING.search(folded) or is_member(folded):
        return True
    if length > _SHORT or _names_somebody(question):
        return False
    return bool((length <= _SHORTEST and _BARE.match(folded)) or _NO_SUBJECT.match(folded))


def _told_apart(question: str) -> str:
    """The folded words of a question; in one with accents, those that only look as if they pointed back are masked."""
    exact = re.sub(r"[^\w\s/%]", " ", normalise(question).lower()).split()
    accented = any(not word.isascii() for word in exact)
    folded = [fold(word) for word in exact]
    if not accented:
        return " ".join(folded)
    return " ".join(
        f"{plain}_" if plain in _SPELT and word != _SPELT[plain] else plain
        for word, plain in zip(exact, folded, strict=True)
    )


def _names_somebody(question: str) -> bool:
    """Whether a name stands behind the first word: such a question has its subject."""
    return not question.isupper() and any(word[0].isupper() and not word.isupper() for word in question.split()[1:])


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
    folded = _told_apart(question)
    for pattern in (_POINTING, _THIS_DOCUMENT, _ASKED, _SCAFFOLD):
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
    # The comma keeps "kết luận 19 cán bộ trẻ" from counting young cadres.
    return f"{before[:start]}{put}{',' if before[end:].strip() else ''}{before[end:]}"


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
