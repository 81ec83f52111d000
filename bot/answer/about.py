"""Questions about a document itself: who signed it, when, whether it is in force, what took its place.

They are answered from what is known of the document, with its own heading (or a sentence that says it) as the quote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot import phrases
from bot.answer.places import short_name
from bot.answer.windows import AIM
from bot.model import Document, SectionKind, Span, TextKind, Validity
from bot.search import ceased_on, validity_on
from bot.search.ranking import is_unknown
from bot.vietnamese import fold, sentences, terms, terms_among
from bot.vietnamese.figures import scan_figures

_PLACE = re.compile(r"\b(?:dieu|khoan|diem|chuong|muc) (?:\d|[ivx]+\b)")
_WORDS = 400  # characters of a heading that are quoted at most
_TITLE_SHARE = 0.6  # of the weight of a question's words that a title holds, where it is meant by its subject
_AS_WELL = 0.9  # of the best title's share
_MOST_BEGINNING = 700  # characters of a document's beginning


def fact_about(question: str, document: Document, day: date) -> str | None:
    """The sentence that answers a question about a document itself; None where it asks something else.

    Also None where what it asks is not known: then the text is searched as for any other question.
    """
    folded = _folded(question)
    if _PLACE.search(folded):
        return None  # it asks what stands at a place, not about the document
    for pattern, say, _ in _FACTS:
        if pattern.search(folded):
            said = say(document, day)
            if said is not None:
                return f"{short_name(document.metadata)}: {said}."
    return None


def _folded(question: str) -> str:
    """A question folded, without its punctuation but for the slash of document numbers."""
    return " ".join(re.sub(r"[^\w\s/]", " ", fold(question)).split())


def speaks_of_it(question: str, words: str) -> bool:
    """Whether words can answer what a question asks about a document itself: who signed it is said by no age limit.

    True for every question that asks something else.
    """
    folded = _folded(question)
    needed = next((said for pattern, _, said in _FACTS if said and pattern.search(folded)), None)
    return (
        needed is None
        or _PLACE.search(folded) is not None
        or re.search(rf"\b(?:{needed})\b", words.casefold()) is not None
    )


def names_a_document(question: str) -> bool:
    """Whether a question speaks of a document by its kind: "kế hoạch tuyển dụng ai ký"."""
    return _BY_KIND.search(_folded(question)) is not None


def tells_it(question: str, words: str, document: Document) -> bool:
    """Whether words of a document say themselves what a question asks about it, and say it of it and of no other."""
    folded = _folded(question)
    say = next((say for pattern, say, needed in _FACTS if needed and pattern.search(folded)), None)
    if say is None or not speaks_of_it(question, words):
        return False
    about = document.metadata
    if say is _signer:
        return bool(about.signer) and str(about.signer).split(",")[0] in words
    if say is _issued and about.issued is not None:
        return about.issued.isoformat() in {figure.value for figure in scan_figures(fold(words))}
    return True


def shown_for(question: str, document: Document) -> Span | None:
    """The words of a document that show such a fact best: how it begins, who speaks in it; None for any other."""
    folded = _folded(question)
    say = next((say for pattern, say, _ in _FACTS if pattern.search(folded)), None)
    if say is _subject:
        return beginning_of(document)
    return introduction_of(document) if say is _speaker else None


def meant(question: str, documents: Sequence[Document]) -> int | None:
    """The document meant by "bài phỏng vấn này", by the one who speaks in it, or by "tài liệu này" if it is alone."""
    folded = " ".join(fold(question).split())
    interviews = [at for at, document in enumerate(documents) if document.metadata.speaker]
    if _INTERVIEW.search(folded) and len(interviews) == 1:
        return interviews[0]
    if len(documents) == 1 and _THIS.search(folded):
        return 0
    spoken = _POST_OF.search(folded)
    if spoken is None:
        return None
    named = spoken["names"].split()
    bearers = [at for at in interviews if fold(documents[at].metadata.speaker or "").split()[-len(named) :] == named]
    return bearers[0] if len(bearers) == 1 and introduction_of(documents[bearers[0]]) is not None else None


def by_subject(question: str, documents: Sequence[Document], weights: Mapping[str, float]) -> tuple[int, ...]:
    """The documents that a question about a document itself names by kind and subject: "nghị quyết về nhà ở ai ký".

    `weights` are those of the question's terms. Empty where it asks something else, or no title holds most of it.
    """
    folded = _folded(question)
    asked = next((match for pattern, _, _ in _FACTS if (match := pattern.search(folded))), None)
    kind = _BY_KIND.search(folded)
    if asked is None or kind is None or _PLACE.search(folded):
        return ()
    rest = f"{folded[: asked.start()]} {folded[asked.end() :]}"
    left = {term: weights[term] for term in terms(rest.replace(kind[0], " ", 1)) if weights.get(term, 0.0) > 0}
    total = sum(left.values())
    shares: dict[int, float] = {}
    for at, document in enumerate(documents):
        about = document.metadata
        # A "Quyết định ban hành Quy định về …" is a "quy định" as well.
        of_kind = fold(about.kind or "").strip() == kind[0] or f" {kind[0]} " in f" {fold(about.title)} "
        if total and of_kind:
            named = terms_among(f"{about.title} {about.subject or ''} {about.issuer or ''}", frozenset(left))
            other = any(term.isdigit() and term not in named and term != str(about.year) for term in left)
            shares[at] = 0.0 if other else sum(left[term] for term in named) / total
    best = max(shares.values(), default=0.0)
    return tuple(at for at, share in shares.items() if share >= max(_TITLE_SHARE, _AS_WELL * best))


def introduction_of(document: Document) -> Span | None:
    """The first sentence before the turns of an interview that names who is interviewed; None where none does."""
    given = fold(document.metadata.speaker or "").split()[-2:]
    turns = [
        section.start for section in document.sections if section.kind in (SectionKind.QUESTION, SectionKind.ANSWER)
    ]
    pattern = re.compile(rf"\b{' '.join(map(re.escape, given))}\b")
    for start, end in sentences(document.text, 0, min(turns, default=len(document.text))) if given else ():
        if pattern.search(fold(document.text[start:end])):
            return start, end
    return None


def beginning_of(document: Document) -> Span | None:
    """The sentences that a document begins with below its headings, up to the aim of a quotation; None where none."""
    quiet = (SectionKind.PREAMBLE, SectionKind.SIGNATURE)
    inner = {section.parent for section in document.sections}
    for at, section in enumerate(document.sections):
        if section.kind in quiet or at in inner or section.body >= section.end or is_unknown(section):
            continue
        held = sentences(document.text, section.body, section.end)
        last = 0
        while last + 1 < len(held) and held[last + 1][1] - held[0][0] <= AIM:
            last += 1
        if held and held[last][1] - held[0][0] <= _MOST_BEGINNING:
            return held[0][0], held[last][1]
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
    about = document.metadata
    when = phrases.date_words(about)
    if when and about.speaker and not about.number:
        return phrases.appeared_on(when)
    return phrases.issued_on(when, about.issuer) if when else None


def _issuer(document: Document, _: date) -> str | None:
    about = document.metadata
    return phrases.issued_by(about.issuer, phrases.date_words(about)) if about.issuer else None


def _validity(document: Document, day: date) -> str | None:
    validity = validity_on(document.metadata, day)
    if validity is Validity.NOT_APPLICABLE:
        return None
    parts = ceased_on(document.metadata, day)
    said = phrases.validity_words(validity, document.metadata, parts)
    start = document.metadata.in_force_from
    if not parts and validity in (Validity.IN_FORCE, Validity.PARTLY) and start is not None:
        said += phrases.since(start)
    return said


def _in_force_from(document: Document, day: date) -> str | None:
    start = document.metadata.in_force_from
    if validity_on(document.metadata, day) is Validity.UNKNOWN and start is not None:
        return phrases.in_force_on(start)
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


def _subject(document: Document, day: date) -> str | None:
    about = document.metadata
    if about.subject:
        return phrases.is_about(about.subject)
    return _speaker(document, day) if not about.number else None  # its title, which is named, says what it is about


def _speaker(document: Document, _: date) -> str | None:
    return phrases.interviewed(document.metadata.speaker) if document.metadata.speaker else None


def _source(document: Document, _: date) -> str | None:
    about = document.metadata
    return phrases.published_at(about.source_urls, about.source_date) if about.source_urls else None


_Say = Callable[[Document, date], str | None]
_POST_OF = re.compile(
    r"\b(?:ong|ba|dong chi) (?P<names>(?:[a-z]+ ){0,3}?[a-z]+)"
    r" (?:la ai|(?:hien |dang )*(?:giu|lam|nam|dam nhiem) (?:chuc|cuong vi|vi tri))\b"
)
_INTERVIEW = re.compile(
    r"\b(?:bai|cuoc|buoi) (?:viet|bao|phong van|nay|tra loi)\b|\b(?:tra loi|duoc) phong van\b|\bphong van (?:voi )?ai\b"
)
_THIS = re.compile(r"\b(?:bai|bai viet|tai lieu|van ban|file|tep) (?:nay|do|tren)\b")
_NAMES = r"(?:van ban|quyet dinh|quy dinh|nghi quyet|nghi dinh|ket luan|chi thi|thong tu|luat|cai)"
_SIGNED = r"(?:da )?(?<!nhiem )(?<!dinh )(?<!thoi )ky(?! (?:luat|hieu|ket|nang|niem|thi|su|cuong|hop)\b)"
_CONFIRM = r" (?:khong|ko|k|ha|a|nhi|chua|vay|the)$"  # it says something of the document, and asks whether that is so
_BY_KIND = re.compile(rf"\b(?:{_NAMES[3:-1]}|ke hoach|de an|huong dan|thong bao|quy che|bo luat|phap lenh)\b")
# What it asks, how that is told, and the words without which no sentence tells it.
_FACTS: tuple[tuple[re.Pattern[str], _Say, str], ...] = tuple(
    (re.compile(pattern), say, needed)
    for pattern, say, needed in (
        (
            r"\b(?:ai|nguoi nao|ong nao|do ai|dong chi nao) (?:da )?(?:ky|ki)\b|\bnguoi ky\b|\bky boi\b"
            rf"|\b(?:ong|ba|dong chi) (?:[a-z]+ ){{1,5}}{_SIGNED}.*{_CONFIRM}",
            _signer,
            "k[ýí](?! hiệu| kết)",
        ),
        (
            rf"\bbi (?:{_NAMES} nao )?thay\b|\bthay (?:the )?(?:bang|boi)\b|\b{_NAMES} nao (?:da )?thay\b"
            r"|\b(?:duoc|da) (?:duoc )?thay (?:the )?(?:chua|boi|bang)\b"
            rf"|\b(?:bay gio|hien nay|hien gio|gio|nay) (?:thi )?(?:phai )?(?:theo|dung|ap dung|xem) {_NAMES} nao\b",
            _successor,
            "thay|bãi bỏ|hết hiệu lực|sửa đổi",
        ),
        (
            rf"\bthay (?:the )?(?:cho )?(?:nhung |cac )?(?:{_NAMES} )?(?:nao|gi)\b|\bthay the cho\b",
            _replaces,
            "thay|bãi bỏ|hết hiệu lực",
        ),
        (
            r"\bhieu luc (?:tu|ke tu)\b|\b(?:khi nao|bao gio) (?:thi )?co hieu luc\b|\bngay (?:co )?hieu luc\b"
            r"|\bhieu luc (?:khi nao|ngay nao|bao gio)\b",
            _in_force_from,
            "hiệu lực|áp dụng từ|thi hành",
        ),
        (
            r"\b(?:con|het|co|dang) (?:gia tri )?hieu luc\b|\bhieu luc (?:khong|ko|k|chua|the nao)\b|\bhieu luc$"
            r"|\bcon (?:dung duoc|ap dung) (?:khong|ko|k)\b",
            _validity,
            "hiệu lực|thay thế|bãi bỏ|áp dụng",
        ),
        (
            r"\b(?:ban hanh|ky|ra doi|co tu|dang|dang bao|phong van) (?:vao )?"
            r"(?:khi nao|ngay nao|nam nao|bao gio|luc nao|thang nao|hoi nao)\b"
            r"|\bngay ban hanh\b|\b(?:khi nao|bao gio) (?:duoc )?ban hanh\b"
            rf"|\b(?:ban hanh|ra doi|{_SIGNED}) (?:ra |vao |tu |hoi |trong )?(?:ngay |thang |nam )?\d.*{_CONFIRM}"
            rf"|\b{_NAMES} (?:so )?\d[\w/]*(?: \w+)? (?:la )?(?:cua )?nam (?:nao|bao nhieu|may)$",
            _issued,
            "ban hành|thông qua|ký|ngày",
        ),
        (
            r"\b(?:ai|co quan nao|cap nao|don vi nao|do ai) (?:da )?ban hanh\b|\bcua (?:ai|co quan nao)\b"
            rf"|\bdo (?:[a-z]+ ){{1,6}}ban hanh.*{_CONFIRM}",
            _issuer,
            "ban hành|thông qua|của",
        ),
        (r"\b(?:bao nhieu|may) (?:dieu|chuong)\b", _articles, ""),
        (
            r"\b(?:ai|nguoi nao|ong nao|do ai) (?:la nguoi )?(?:da )?(?:tra loi|duoc phong van)\b"
            r"|\bphong van (?:voi )?ai\b|\b(?:nguoi )?(?:tra loi|duoc) phong van (?:la|ten) (?:ai|gi)\b"
            rf"|{_POST_OF.pattern}",
            _speaker,
            "",
        ),
        (
            r"\b(?:dang|nguon|lay|trich|phong vien|cua|theo) (?:(?:o|tu|tren) )?(?:dau|bao nao|trang nao|dai nao)\b"
            r"|\bnguon (?:cua )?(?:bai|tai lieu|van ban)\b|\b(?:duong )?link\b",
            _source,
            "",
        ),
        (
            r"\b(?:noi|quy dinh) ve (?:viec |cai |van de )?gi\b|\bve (?:viec |van de )gi\b|\btrich yeu\b|\bnoi gi$"
            r"|\b(?:chu de|noi dung chinh|tom tat)\b|\bla (?:van ban|quy dinh) gi\b"
            r"|\bnoi dung (?:chinh |co ban )?(?:la )?gi$",
            _subject,
            "",
        ),
    )
)
