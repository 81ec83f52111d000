"""Questions about a document itself: who signed it, when, whether it is in force, what took its place.

They are answered from what is known of the document, with its own heading (or a sentence that says it) as the quote.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from bot import phrases
from bot.answer.places import short_name
from bot.model import Document, SectionKind, Span, TextKind, Validity
from bot.search import validity_on
from bot.vietnamese import fold

_PLACE = re.compile(r"\b(?:dieu|khoan|diem|chuong|muc) (?:\d|[ivx]+\b)")
_WORDS = 400  # characters of a heading that are quoted at most


def fact_about(question: str, document: Document, day: date) -> str | None:
    """The sentence that answers a question about a document itself; None where it asks something else.

    Also None where what it asks is not known: then the text is searched as for any other question.
    """
    folded = " ".join(re.sub(r"[^\w\s/]", " ", fold(question)).split())
    if _PLACE.search(folded):
        return None  # it asks what stands at a place, not about the document
    for pattern, say in _FACTS:
        if pattern.search(folded):
            said = say(document, day)
            if said is not None:
                return f"{short_name(document.metadata)}: {said}."
    return None


def heading_span(document: Document) -> Span:
    """The line that names the document: its title where the text holds it, else its first line."""
    about, text = document.metadata, document.text
    for name in (about.title, about.subject):
        at = text.find(name) if name else -1
        if name and at >= 0:
            return at, at + min(len(name), _WORDS)
    holes = document.furniture
    for match in re.finditer(r"[^\n]*\S[^\n]*", text):
        if not any(start <= match.start() < end for start, end in holes):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            return start, min(match.end(), start + _WORDS)
    return 0, min(len(text), _WORDS)


def _signer(document: Document, _: date) -> str | None:
    about = document.metadata
    return phrases.signed_by(about.signer, about) if about.signer else None


def _issued(document: Document, _: date) -> str | None:
    when = phrases.date_words(document.metadata)
    return phrases.issued_on(when, document.metadata.issuer) if when else None


def _issuer(document: Document, _: date) -> str | None:
    about = document.metadata
    return phrases.issued_by(about.issuer, phrases.date_words(about)) if about.issuer else None


def _validity(document: Document, day: date) -> str | None:
    validity = validity_on(document.metadata, day)
    if validity in (Validity.NOT_APPLICABLE, Validity.UNKNOWN):
        return None
    said = phrases.validity_words(validity, document.metadata)
    start = document.metadata.in_force_from
    if validity in (Validity.IN_FORCE, Validity.PARTLY) and start is not None:
        said += phrases.since(start)
    return said


def _in_force_from(document: Document, day: date) -> str | None:
    start = document.metadata.in_force_from
    return f"{phrases.in_force_on(start)}; {_validity(document, day)}" if start is not None else None


def _successor(document: Document, day: date) -> str | None:
    return _validity(document, day) if document.metadata.replaced_by else None


def _replaces(document: Document, _: date) -> str | None:
    return phrases.replaces(document.metadata.replaces) if document.metadata.replaces else None


def _articles(document: Document, _: date) -> str | None:
    if document.metadata.text_kind is not TextKind.FULL:
        return None  # a digest has not all of them
    kinds = [section.kind for section in document.sections]
    return phrases.counted(kinds.count(SectionKind.CHAPTER), kinds.count(SectionKind.ARTICLE))


def _subject(document: Document, _: date) -> str | None:
    return phrases.is_about(document.metadata.subject) if document.metadata.subject else None


_Say = Callable[[Document, date], str | None]
_NAMES = r"(?:van ban|quy dinh|nghi quyet|nghi dinh|ket luan|chi thi|thong tu|luat|cai)"
_FACTS: tuple[tuple[re.Pattern[str], _Say], ...] = tuple(
    (re.compile(pattern), say)
    for pattern, say in (
        (
            r"\b(?:ai|nguoi nao|ong nao|do ai|dong chi nao) (?:da )?(?:ky|ki)\b|\bnguoi ky\b|\bky boi\b",
            _signer,
        ),
        (
            rf"\bbi (?:{_NAMES} nao )?thay\b|\bthay (?:the )?(?:bang|boi)\b|\b{_NAMES} nao (?:da )?thay\b"
            r"|\b(?:duoc|da) (?:duoc )?thay (?:the )?(?:chua|boi|bang)\b"
            rf"|\b(?:bay gio|hien nay|hien gio|gio|nay) (?:thi )?(?:phai )?(?:theo|dung|ap dung|xem) {_NAMES} nao\b",
            _successor,
        ),
        (rf"\bthay (?:the )?(?:cho )?(?:nhung |cac )?(?:{_NAMES} )?(?:nao|gi)\b|\bthay the cho\b", _replaces),
        (
            r"\bhieu luc (?:tu|ke tu)\b|\b(?:khi nao|bao gio) (?:thi )?co hieu luc\b|\bngay (?:co )?hieu luc\b"
            r"|\bhieu luc (?:khi nao|ngay nao|bao gio)\b",
            _in_force_from,
        ),
        (
            r"\b(?:con|het|co|dang) (?:gia tri )?hieu luc\b|\bhieu luc (?:khong|ko|k|chua|the nao)\b|\bhieu luc$"
            r"|\bcon (?:dung duoc|ap dung) (?:khong|ko|k)\b",
            _validity,
        ),
        (
            r"\b(?:ban hanh|ky|ra doi|co tu) (?:vao )?(?:khi nao|ngay nao|nam nao|bao gio|luc nao|thang nao|hoi nao)\b"
            r"|\bngay ban hanh\b|\b(?:khi nao|bao gio) (?:duoc )?ban hanh\b",
            _issued,
        ),
        (r"\b(?:ai|co quan nao|cap nao|don vi nao|do ai) (?:da )?ban hanh\b|\bcua (?:ai|co quan nao)\b", _issuer),
        (r"\b(?:bao nhieu|may) (?:dieu|chuong)\b", _articles),
        (
            r"\b(?:noi|quy dinh) ve (?:viec |cai |van de )?gi\b|\bve (?:viec |van de )gi\b|\btrich yeu\b|\bnoi gi$"
            r"|\bla (?:van ban|quy dinh) gi\b|\bnoi dung (?:chinh |co ban )?(?:la )?gi$",
            _subject,
        ),
    )
)
