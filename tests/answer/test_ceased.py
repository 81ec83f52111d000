"""Articles that a document has lost do not answer; documents that were amended say so."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.answer import Contact
from bot.conversation.asking import ask
from bot.conversation.sources import Level, source_view
from bot.index import Generation, VectorCache
from bot.library.build import bring_up_to_date
from bot.model import Answer, Status, Validity
from tests.library.register_files import Folder, regulation

TODAY, BEFORE = date(2026, 11, 22), date(2025, 6, 1)
ARTICLES = """Điều 5. Thời gian luân chuyển
Thời gian luân chuyển ít nhất là 3 năm đối với một chức danh.
Điều 7. Tiêu chuẩn luân chuyển
1. Cán bộ luân chuyển phải còn đủ thời gian công tác ít nhất 10 năm tính đến tuổi nghỉ hưu.
2. Cán bộ luân chuyển phải có sức khỏe tốt do bệnh viện cấp tỉnh xác nhận.
Điều 9. Hiệu lực"""
TERM = "thời gian luân chuyển ít nhất là bao nhiêu năm?"


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory, encoder: Any, warm_vectors: Path) -> Generation:
    folder = Folder(tmp_path_factory.mktemp("ceased"))
    text = regulation("65-QĐ/TW", "luân chuyển cán bộ", "28 tháng 4 năm 2022")
    folder.write("cu.txt", text.replace("Điều 2. Hiệu lực", ARTICLES))
    folder.write("sua.txt", regulation("400-QĐ/TW", "nhà ở công vụ", "1 tháng 1 năm 2026"))
    folder.state(
        [
            {"Tệp": "cu.txt", "Điều khoản hết hiệu lực": "Điều 5 từ 1/1/2026 (400-QĐ/TW); khoản 2 Điều 7 từ 1/3/2026"},
            {"Tệp": "sua.txt", "Sửa đổi": "65-QĐ/TW"},
        ]
    )
    cache = VectorCache(Path(shutil.copy(warm_vectors, folder.data / "warm.sqlite")))
    return bring_up_to_date(
        folder.knowledge, folder.generations, cache, lambda: encoder, encoder.name, batch=8
    ).generation


def asked(generation: Generation, encoder: Any, question: str, day: date = TODAY) -> Answer:
    return ask(generation, encoder, question, day=day, contact=Contact())[0]


def test_a_lost_article_answered_while_it_was_in_force(generation: Generation, encoder: Any) -> None:
    answer = asked(generation, encoder, TERM, BEFORE)
    assert (answer.status, answer.citations[0].validity) == (Status.ANSWERED, Validity.IN_FORCE)
    assert "3 năm" in answer.citations[0].quote
    assert "sửa đổi" not in answer.text


@pytest.mark.parametrize("question", [TERM, "Quy định 65 thời gian luân chuyển ít nhất mấy năm"])
def test_a_lost_article_is_only_near(generation: Generation, encoder: Any, question: str) -> None:
    answer = asked(generation, encoder, question)
    citation = answer.citations[0]
    assert (answer.status, citation.validity, citation.in_force) == (Status.NEAR, Validity.EXPIRED, False)
    assert "đã hết hiệu lực từ 1/1/2026, thay bằng 400-QĐ/TW" in answer.text
    assert citation.successor == "400-QĐ/TW"
    assert [one.file for one in answer.suggestions] == ["sua.txt"]


def test_a_lost_clause_of_a_passage_that_is_in_force_is_only_near(generation: Generation, encoder: Any) -> None:
    question = "cán bộ luân chuyển phải có sức khỏe do bệnh viện nào xác nhận?"
    assert asked(generation, encoder, question, BEFORE).status is Status.ANSWERED
    answer = asked(generation, encoder, question)
    assert (answer.status, answer.citations[0].validity) == (Status.NEAR, Validity.EXPIRED)
    other = asked(generation, encoder, "cán bộ luân chuyển còn đủ thời gian công tác bao nhiêu năm đến tuổi nghỉ hưu?")
    assert (other.status, other.citations[0].validity) == (Status.ANSWERED, Validity.IN_FORCE)


def test_a_lost_article_that_is_asked_for_by_number_is_given_with_the_word(
    generation: Generation, encoder: Any
) -> None:
    answer = asked(generation, encoder, "Điều 5 Quy định 65 nói gì")
    assert (answer.status, answer.citations[0].validity) == (Status.ANSWERED, Validity.EXPIRED)
    whole = asked(generation, encoder, "Điều 7 Quy định 65 nói gì")
    assert whole.citations[0].validity is Validity.PARTLY
    assert "khoản 2 Điều 7 đã hết hiệu lực từ 1/3/2026" in whole.text
    facts = asked(generation, encoder, "Quy định 65 còn hiệu lực không?")
    assert "còn hiệu lực một phần (Điều 5 đã hết hiệu lực từ 1/1/2026" in facts.text


def test_what_amended_a_document_is_said_from_its_first_day_on(generation: Generation, encoder: Any) -> None:
    question = "cán bộ luân chuyển còn đủ thời gian công tác bao nhiêu năm đến tuổi nghỉ hưu?"
    said = "đã được sửa đổi, bổ sung bởi 400-QĐ/TW ngày 1/1/2026"
    now, then = asked(generation, encoder, question), asked(generation, encoder, question, BEFORE)
    assert said in now.text
    assert now.citations[0].file == then.citations[0].file == "cu.txt"
    assert "sửa đổi" not in then.text
    citation = now.citations[0]
    for day, shown in ((TODAY, True), (BEFORE, False)):
        view = source_view(
            generation, citation.file, (citation.start, citation.end), level=Level.PASSAGE, mark=citation.mark, day=day
        )
        assert view is not None
        assert (said in view.validity_words) is shown
