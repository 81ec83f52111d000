"""Which document is meant, and which digest gives way to its full text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.index.links import number_of
from bot.model import Document, Metadata, TextKind
from bot.search.identity import hidden_digests, named_documents
from bot.vietnamese import find_document_numbers

CITY = Metadata("KL thành phố", number="09-KL/TU", kind="Kết luận", issuer="Thành ủy", issued=date(2021, 3, 11))
PARTY = Metadata("KL trung ương", number="09-KL/TW", kind="Kết luận", issuer="Bộ Chính trị", issued=date(2016, 1, 2))
OTHER = Metadata("QĐ", number="90-QĐ/TW", kind="Quy định", issued=date(2017, 8, 4))
HELD = [number_of(about) for about in (CITY, PARTY, OTHER)]


def named(question: str) -> list[list[int]]:
    return list(named_documents([number for number, _, _ in find_document_numbers(question)], HELD).values())


def test_a_number_names_its_documents_and_no_other() -> None:
    assert named("KL 09 nói gì") == [[0, 1]]
    assert named("Kết luận số 09-KL/TU") == [[0]]
    assert named("ket luan 9-kl/tw") == [[1]]
    assert named("QĐ 90") == [[2]]
    assert named("quy định 9") == [[]]
    assert named("KL 19") == [[]]
    assert named("tiêu chuẩn cán bộ") == []


def test_a_digest_gives_way_to_its_full_text() -> None:
    digest = replace(CITY, text_kind=TextKind.DIGEST)
    namesake = replace(PARTY, text_kind=TextKind.DIGEST)
    documents = [Document("a.md", "x", digest), Document("b.docx", "x", CITY), Document("c.md", "x", namesake)]
    assert hidden_digests(documents) == {0}


def test_an_interview_is_told_by_its_address() -> None:
    full = Metadata("Bài", source_urls=("https://vov.example/bai-1",))
    digest = Metadata("Tóm lược", source_urls=("http://www.vov.example/bai-1/",), text_kind=TextKind.DIGEST)
    several = replace(digest, source_urls=(*digest.source_urls, "https://khac.example/2"))
    documents = [Document("a", "x", digest), Document("b", "x", full), Document("c", "x", several)]
    assert hidden_digests(documents) == {0}
