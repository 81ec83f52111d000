"""A place that is named is a place that is shown."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answer import Contact
from bot.conversation.asking import ask
from bot.index import Generation, Generations, VectorCache
from bot.library.build import bring_up_to_date
from bot.model import Status
from tests.fakes import WordEncoder

ONE = """QUY ĐỊNH
về luân chuyển cán bộ

Điều 1. Đối tượng
1. Cán bộ trong quy hoạch.
2. Cán bộ khác, gồm:
a) Người được cử đi cơ sở;
b) Người trở về từ cơ sở.

Điều 2. Thời hạn
Thời hạn luân chuyển là ba mươi sáu tháng.
"""
FRONT = "---\nsố: {}\nloại: Quy định\ncơ quan ban hành: {}\nngày ban hành: 1/2/{}\nhiệu lực từ: 1/2/{}\n---\n"


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    root = tmp_path_factory.mktemp("placed")
    knowledge = root / "knowledge"
    knowledge.mkdir()
    (knowledge / "tw.md").write_text(FRONT.format("65-QĐ/TW", "Bộ Chính trị", 2022, 2022) + ONE, encoding="utf-8")
    (knowledge / "tu.md").write_text(
        FRONT.format("65-QĐ/TU", "Thành ủy", 2019, 2019) + ONE.replace("ba mươi sáu", "hai mươi bốn"), encoding="utf-8"
    )
    encoder = WordEncoder()
    cache = VectorCache(root / "vectors.sqlite")
    return bring_up_to_date(
        knowledge, Generations(root / "generations"), cache, lambda: encoder, encoder.name, batch=8
    ).generation


def quotes(generation: Generation, question: str) -> list[tuple[str, str | None, str]]:
    result, _ = ask(generation, WordEncoder(), question, day=date(2026, 1, 1), contact=Contact())
    assert result.status is Status.ANSWERED
    return [(citation.file, citation.address, citation.quote) for citation in result.citations]


@pytest.mark.parametrize(
    ("question", "address", "words"),
    [
        ("Điều 2 Quy định 65-QĐ/TW nói gì", "Điều 2", "ba mươi sáu tháng"),
        ("khoan 1 dieu 1 qd 65-qd/tw", "Điều 1, khoản 1", "trong quy hoạch"),
        ("điểm b khoản 2 Điều 1 Quy định 65-QĐ/TW quy định thế nào?", "Điều 1, khoản 2, điểm b", "trở về từ cơ sở"),
    ],
)
def test_the_place_is_quoted(generation: Generation, question: str, address: str, words: str) -> None:
    [(file, where, quote)] = quotes(generation, question)
    assert (file, where) == ("tw.md", address)
    assert words in quote


def test_a_number_of_two_issuers_shows_both(generation: Generation) -> None:
    found = quotes(generation, "Điều 2 Quy định 65 nói gì?")
    assert {file for file, _, _ in found} == {"tw.md", "tu.md"}


def test_a_fact_of_two_documents_names_both(generation: Generation) -> None:
    result, _ = ask(generation, WordEncoder(), "Quy định 65 ban hành khi nào", day=date(2026, 1, 1), contact=Contact())
    assert result.status is Status.ANSWERED
    assert "1/2/2022" in result.text
    assert "1/2/2019" in result.text
    assert {citation.document_number for citation in result.citations} == {"65-QĐ/TW", "65-QĐ/TU"}


def test_a_place_that_is_not_there_is_not_made_up(generation: Generation) -> None:
    result, _ = ask(
        generation, WordEncoder(), "Điều 40 Quy định 65-QĐ/TW nói gì", day=date(2026, 1, 1), contact=Contact()
    )
    assert all("Điều 40" not in (citation.address or "") for citation in result.citations)
