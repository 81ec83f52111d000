"""Questions to try, made of the folder's own titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice

from bot import phrases
from bot.answer import short_name
from bot.index import Generation
from bot.model import Answer, Document, SectionKind, Status, Validity
from bot.search import validity_on
from bot.vietnamese import fold

_EXAMPLES = 3
_FRESH_WORDS = 3  # that a quote must have beside what the question and the document's name say already
_EXAMPLES_TRIED = 12  # questions that are tried out until enough of them are answered
_TITLE_LENGTHS = range(10, 71)  # characters of a title that makes a question
# Titles that nearly every document has; asked about, they say nothing.
_DULL = re.compile(
    r"chưa rõ|văn bản|tình trạng|nội dung|phạm vi|đối tượng|giải thích|hiệu lực|tổ chức thực hiện|điều khoản|về bài|"
    r"lời dẫn|câu hỏi|trả lời|phụ lục|trách nhiệm thi hành|lý do|ảnh hưởng|tên gọi",
    re.IGNORECASE,
)
_SAYS_NOTHING = frozenset(
    (
        "ban", "boi", "cho", "cua", "den", "do", "duoc", "hanh", "la", "mot", "nay", "ngay", "nam", "noi", "so", "tai",
        "theo", "thi", "trong", "tu", "va", "ve",
    )
)  # fmt: skip
# "đặt ra sáu nhóm tiêu chuẩn": how many there are, and not which.
_COUNTED = re.compile(
    r"\b(?:dat ra|de ra|neu|gom|co|thanh|quy dinh|xac dinh|bao gom) (?:mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi|\d+) "
    r"(?:nhom|loai|noi dung|tieu chuan|tieu chi|chuan muc|buoc|chuong|dieu|muc|phan|nguyen tac|nhiem vu)\b"
)


def example_questions(generation: Generation, day: date, is_answered: Callable[[str], bool]) -> list[str]:
    """A few questions that the folder answers; always the same for one generation and day, none of them twice.

    `is_answered` tries a question out. Where too few are answered, general ones are tried too.
    """
    tried = islice(_once_each(_candidates(generation, day)), _EXAMPLES_TRIED)
    of_titles = (question for question in tried if is_answered(question))
    general = (question for question in phrases.GENERIC_EXAMPLES if generation.documents and is_answered(question))
    return list(islice(_once_each(chain(of_titles, general)), _EXAMPLES))


def tells_something(question: str, answer: Answer) -> bool:
    """Whether an answer says more than a title and more than how many of something there are."""
    if answer.status is not Status.ANSWERED:
        return False
    for one in answer.citations:
        known = _words(f"{question} {one.document} {one.describes} {one.document_number or ''} {one.address or ''}")
        sentences = [line for line in one.quote.split("\n") if line.strip()]
        only_counted = len(sentences) == 1 and ":" not in one.quote and bool(_COUNTED.search(fold(one.quote)))
        if not only_counted and len(_words(one.quote) - known - _SAYS_NOTHING) >= _FRESH_WORDS:
            return True
    return False


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))


def _once_each(questions: Iterable[str]) -> Iterator[str]:
    """Questions without those that have been before: two files of one document make the same ones."""
    seen: set[str] = set()
    for question in questions:
        if fold(question) not in seen:
            seen.add(fold(question))
            yield question


def related_questions(
    generation: Generation,
    day: date,
    places: Sequence[tuple[str, int]],
    is_answered: Callable[[str], bool],
    *,
    besides: str,
) -> list[str]:
    """A few questions that the folder answers, about what stands near some places (file, offset), nearest first.

    `besides` is the question that led there; it is not offered again.
    """
    of_each = []
    for file in dict.fromkeys(file for file, _ in places):
        at = generation.document_of(file)
        if at is not None and validity_on(generation.documents[at].metadata, day) is not Validity.EXPIRED:
            of_each.append(_around(generation.documents[at], [offset for name, offset in places if name == file]))
    questions = [question for question in _in_turns(of_each) if fold(question) != fold(besides)]
    tried = islice(_once_each(questions), _EXAMPLES_TRIED)
    return list(islice((question for question in tried if is_answered(question)), _EXAMPLES))


def _around(document: Document, offsets: Sequence[int]) -> list[str]:
    """A document's questions, those of the sections nearest to some offsets first; not of the very sections."""
    starts = [start for start, _ in _questions_of(document)]
    taken = {max((start for start in starts if start <= offset), default=None) for offset in offsets}
    left = [(start, question) for start, question in _questions_of(document) if start not in taken]
    left.sort(key=lambda one: min(abs(one[0] - offset) for offset in offsets))
    return [question for _, question in left]


def _candidates(generation: Generation, day: date) -> Iterator[str]:
    """Questions made of titles: the first of each document, newest document first, then the second of each …"""
    documents = [
        document
        for document in generation.documents
        if validity_on(document.metadata, day) not in (Validity.EXPIRED, Validity.NOT_YET)
    ]
    documents.sort(key=lambda one: (one.metadata.issued or date.min, one.file), reverse=True)
    return _in_turns([[question for _, question in _questions_of(document)] for document in documents])


def _in_turns(of_each: Sequence[Sequence[str]]) -> Iterator[str]:
    for turn in range(max(map(len, of_each), default=0)):
        yield from (questions[turn] for questions in of_each if turn < len(questions))


def _questions_of(document: Document) -> Iterator[tuple[int, str]]:
    """Questions made of a document's titles, each with the offset of what it asks about."""
    about = document.metadata
    if about.speaker and about.subject and len(about.subject) in _TITLE_LENGTHS:
        yield 0, phrases.example_speech(about.speaker, about.subject)
    for section in document.sections:
        title = re.sub(r"\s*\([^)]*\)\s*$", "", section.title).rstrip(".:; ")
        plain = section.kind in (SectionKind.ARTICLE, SectionKind.HEADING) and ":" not in title
        if plain and len(title) in _TITLE_LENGTHS and not _DULL.search(title):
            question = phrases.example_question(title, short_name(about) if about.number else None)
            yield section.start, question
