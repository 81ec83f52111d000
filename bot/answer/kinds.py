"""What kind of thing a question asks for, and whether a text holds an instance of it."""

from __future__ import annotations

import re
from enum import StrEnum

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


def asked_kind(question: str) -> Asked:
    """The kind of thing that a question asks for."""
    folded = fold(question)
    return next((kind for kind, pattern in _QUESTIONS if pattern.search(folded)), Asked.OTHER)


def holds_instance(kind: Asked, text: str) -> bool:
    """Whether a text holds an instance of the kind; True for kinds that cannot be told by form."""
    if kind is Asked.WHO:
        # Names and offices are written with capitals: two capitalised words in a row, or one after a title.
        return bool(_NAME.search(text))
    pattern = _INSTANCES.get(kind)
    return True if pattern is None else bool(pattern.search(fold(text)))


_NAME = re.compile(
    r"(?:[A-ZÀ-ỸĐ][\w’'-]*\s+){1,}[A-ZÀ-ỸĐ][\w’'-]*"
    r"|\b(?:ông|bà|đồng chí|người|cơ quan|cấp|ban|bộ|ủy ban|hội đồng)\s+\w+"
)
