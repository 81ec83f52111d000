"""Questions about what documents are to one another, and for a day on which another one was in force."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answer import Contact
from bot.answer.related import related
from bot.conversation.asking import ask
from bot.index import Generation
from bot.model import Answer, Status, Validity
from tests.fakes import WordEncoder
from tests.library.register_files import Folder, regulation

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    folder = Folder(tmp_path_factory.mktemp("related"))
    subject, scope = "thời hạn luân chuyển cán bộ", "toàn hệ thống chính trị"
    old = regulation("80-QĐ/TW", subject)
    new = regulation("377-QĐ/TW", subject, "8 tháng 10 năm 2025", ", thay thế Quy định số 80-QĐ/TW")
    folder.write("cu.txt", old.replace(scope, f"{scope}, thời hạn luân chuyển là ba năm"))
    folder.write("moi.txt", new.replace(scope, f"{scope}, thời hạn luân chuyển là năm năm"))
    folder.write("sua.txt", regulation("400-QĐ/TW", "việc sửa", "1 tháng 1 năm 2026"))
    folder.write("rieng.txt", regulation("65-QĐ/TW", "nhà ở công vụ", "1 tháng 1 năm 2024"))
    folder.state(
        [
            {"Tệp": "sua.txt", "Sửa đổi": "377-QĐ/TW"},
            {"Tệp": "rieng.txt", "Căn cứ": "Luật số 80/2025/QH15", "Hướng dẫn": "377-QĐ/TW"},
        ]
    )
    return folder.build().generation


def asked(generation: Generation, question: str) -> Answer:
    return ask(generation, WordEncoder(), question, day=TODAY, contact=Contact())[0]


@pytest.mark.parametrize(
    ("question", "said", "file"),
    [
        ("80 có bị 377 thay thế không", "Quy định 80-QĐ/TW: được thay bằng Quy định số 377-QĐ/TW", "moi.txt"),
        ("80 co bi 377 thay the chua?", "từ 8/10/2025", "moi.txt"),
        ("Quy định 377 có thay thế Quy định 80 không?", "được thay bằng", "moi.txt"),
        ("80-QĐ/TW bị thay bởi 400-QĐ/TW phải không", "không phải do 400-QĐ/TW thay thế; được thay bằng", "moi.txt"),
        # What no document says is not denied; what it does replace, or does to the other one, is told instead.
        ("65 có bị 377 thay thế không", "không có văn bản nào ghi là thay thế 65; thay thế Quy định số 80", "moi.txt"),
        ("Quy định 377 thay thế Quy định 214 à", "thay thế Quy định 214; thay thế Quy định số 80", "moi.txt"),
        ("400 thay thế 377 phải không", "400-QĐ/TW: sửa đổi, bổ sung Quy định số 377", "sua.txt"),
        ("văn bản nào sửa đổi Quy định 377-QĐ/TW", "377-QĐ/TW: được sửa đổi, bổ sung bởi Quy định số 400", "sua.txt"),
        ("quy dinh 377 da duoc sua doi chua", "400-QĐ/TW", "sua.txt"),
        ("Quy định 400 sửa đổi những văn bản nào?", "400-QĐ/TW: sửa đổi, bổ sung Quy định số 377", "sua.txt"),
        ("văn bản nào hướng dẫn thực hiện Quy định 377?", "bởi Quy định số 65-QĐ/TW", "rieng.txt"),
        ("Quy định 65 căn cứ văn bản nào", "căn cứ Luật số 80/2025/QH15", "rieng.txt"),
    ],
)  # fmt: skip
def test_what_documents_are_to_one_another(generation: Generation, question: str, said: str, file: str) -> None:
    answer = asked(generation, question)
    assert answer.status is Status.ANSWERED
    assert said in answer.text
    assert answer.citations[0].file == file
    for citation in answer.citations:
        text = generation.documents[generation.document_of(citation.file) or 0].text
        assert text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "question",
    [
        "65 có bị 400 thay thế không",
        "văn bản nào sửa đổi Quy định 80",
        "Quy định 377 thay thế Quy định 80 ở điểm nào",
        "thời hạn luân chuyển là mấy năm",
        "căn cứ bổ nhiệm cán bộ là gì",
        "80 cán bộ được thay trong 3 năm",
        "hướng dẫn 65 người kê khai thế nào",
    ],
)
def test_what_no_link_says_is_not_said(generation: Generation, question: str) -> None:
    assert related(question, generation) == []


def test_what_replaced_it_since_when(generation: Generation) -> None:
    answer = asked(generation, "Quy định 80 được thay bằng văn bản nào, từ khi nào?")
    assert answer.status is Status.ANSWERED
    assert "377-QĐ/TW" in answer.text
    assert "8/10/2025" in answer.text


def test_a_day_in_the_past_is_answered_by_what_was_in_force_then(generation: Generation) -> None:
    today = asked(generation, "Thời hạn luân chuyển cán bộ là mấy năm?")
    assert {citation.file for citation in today.citations} == {"moi.txt"}
    then = asked(generation, "Vào năm 2023 thì thời hạn luân chuyển cán bộ là mấy năm, theo văn bản nào?")
    assert then.status is Status.ANSWERED
    assert {citation.file for citation in then.citations} == {"cu.txt"}
    assert then.citations[0].validity is Validity.IN_FORCE
    assert "ba năm" in then.text
