"""What kind of thing a question asks for, and whether a text holds an instance of it."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import pairwise

from bot.vietnamese import fold


class Asked(StrEnum):
    """The kind of thing asked for; OTHER for most questions (what, how, which conditions)."""

    WHO = "who"
    WHEN = "when"
    COUNT = "count"
    AGE = "age"
    PERCENT = "percent"
    PHONE = "phone"
    PLACE = "place"
    LIST = "list"
    OTHER = "other"


# In order: the first that matches decides. Patterns stand on folded text.
_QUESTIONS: tuple[tuple[Asked, re.Pattern[str]], ...] = (
    (Asked.PHONE, re.compile(r"\b(so dien thoai|sdt|dien thoai so|so may|hotline|so phone|email|dia chi mail)\b")),
    (Asked.AGE, re.compile(r"\b(bao nhieu tuoi|may tuoi|tuoi bao nhieu|tuoi toi (da|thieu)|do tuoi|tuoi may)\b")),
    (
        Asked.PERCENT,
        re.compile(r"\b(bao nhieu (phan tram|%)|may phan tram|ty le (bao nhieu|may|la bao)|ti le (bao|may))"),
    ),
    (
        Asked.COUNT,
        re.compile(r"\b(bao nhieu|bnhieu|bn|so luong|muc bao|how many|how much)\b|\bmay (?!khi|gio)[a-z]+"),
    ),
    (
        Asked.WHEN,
        re.compile(
            r"\b(khi nao|bao gio|luc nao|when"
            r"|(nam|ngay|thang|quy|the ky|thoi gian|thoi diem|hom) (nao|may|bao nhieu))\b"
        ),
    ),
    (Asked.WHO, re.compile(r"\b(ai|nguoi nao|do ai|ong nao|ba nao|dong chi nao|who)\b(?! cung)")),
    (Asked.PLACE, re.compile(r"\b(o dau|tai dau|noi nao|cho nao|where|den tu dau)\b")),
    (
        Asked.LIST,
        re.compile(r"\b(nhung|cac|gom|bao gom)\b.*\b(gi|nao)\b|\bgom (nhung|cac) |\bliet ke\b|\b[a-z]+ nao\b.*\bcac\b"),
    ),
)

_NUMBER_WORDS = r"(?:mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi|tram|nghin|trieu|ty|vai|nhieu)"
_INSTANCES = {
    Asked.PHONE: re.compile(r"(?<!\d)(?:\+?84|0)[\d .]{8,13}\d|\S+@\S+\.\w+"),
    Asked.AGE: re.compile(rf"(?:\d+|{_NUMBER_WORDS}) tuoi|tuoi (?:tu|duoi|tren|den|la|nghi huu)|\d+ nam tuoi"),
    Asked.PERCENT: re.compile(r"\d\s*%|phan tram|\d+\s*/\s*\d+"),
    Asked.COUNT: re.compile(rf"\d|\b{_NUMBER_WORDS}\b"),
    Asked.WHEN: re.compile(
        r"\d{1,2}[/.-]\d{1,4}|\b(?:1\d|20)\d\d\b"
        r"|\b(?:ngay|thang|nam|the ky|thap nien|mua|thoi|khi|sau|truoc|trong vong) "
    ),
}
_NO_COUNT = re.compile(
    r"\d+(?:/\d+)*[-/][a-z]\S*|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}/\d{4}"
    r"|\b(?:19|20)\d\d\b|\b(?:dieu|khoan|khoa|so) \d+"
)


def asked_kind(question: str) -> Asked:
    """The kind of thing that a question asks for."""
    folded = fold(question)
    return next((kind for kind, pattern in _QUESTIONS if pattern.search(folded)), Asked.OTHER)


def holds_instance(kind: Asked, text: str) -> bool:
    """Whether a text holds an instance of the kind; True for kinds that cannot be told by form."""
    if kind is Asked.WHO:
        return _names_somebody(text)
    if kind is Asked.COUNT:  # a year, a date or the number of a document counts nothing
        return bool(_INSTANCES[kind].search(_NO_COUNT.sub(" ", fold(text))))
    pattern = _INSTANCES.get(kind)
    return True if pattern is None else bool(pattern.search(fold(text)))


_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_OFFICE = re.compile(r"\b(?:ong|ba|dong chi|nguoi|co quan|cap|ban|bo|uy ban|hoi dong|bi thu|chu tich) [a-z]+")


def _names_somebody(text: str) -> bool:
    """Whether a text names a person or an office: two capitalised words in a row, or a word for one."""
    words = _WORD.findall(text)
    in_row = any(one[0].isupper() and two[0].isupper() for one, two in pairwise(words))
    return in_row or bool(_OFFICE.search(fold(text)))
