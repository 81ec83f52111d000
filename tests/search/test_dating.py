"""Years in questions: the day to answer for, and a year that is not a law's own."""

from __future__ import annotations

from datetime import date

import pytest

from bot.model import Document, Metadata
from bot.search.dating import asks_about_itself, day_asked, names_other_year
from bot.vietnamese import fold

TODAY = date(2026, 11, 22)
LAW = Document("luat.md", "", Metadata("Luật Viên chức số 58/2010/QH12", kind="Luật", issued=date(2010, 11, 15)))


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("Tại thời điểm năm 2019, bổ nhiệm theo văn bản nào", date(2019, 12, 31)),
        ("Năm 2018 thì luân chuyển áp dụng quy định nào", date(2018, 12, 31)),
        ("Quy định 7 còn hiệu lực vào năm 2020 không", date(2020, 12, 31)),
        ("vào ngày 3/2/2021 quy định 7 còn hiệu lực không", date(2021, 2, 3)),
        ("hồi tháng 6 năm 2022 thì dùng văn bản nào", date(2022, 6, 30)),
        ("luân chuyển theo văn bản nào vào năm 2021?", date(2021, 12, 31)),
        ("năm 2026 quy định 7 còn hiệu lực không", TODAY),
        ("Ngày 15/10/2026 phụ cấp trực thang máy là bao nhiêu", date(2026, 10, 15)),
        ("Ngày 15 tháng 10 năm 2026, mức phụ cấp tối đa là bao nhiêu?", date(2026, 10, 15)),
        ("Tháng 10/2026 ai được hưởng phụ cấp", date(2026, 10, 31)),
        ("Tháng 11/2026 thì phụ cấp trực là bao nhiêu", TODAY),
        ("Ngày 15/10/2026 tuổi nghỉ hưu của nam là bao nhiêu", date(2026, 10, 15)),
        ("Theo quy định có hiệu lực ngày 15/10/2026, phụ cấp là bao nhiêu", date(2026, 10, 15)),
        ("phụ cấp là bao nhiêu theo quy định đang có hiệu lực tại ngày 15/10/2026", date(2026, 10, 15)),
    ],
)
def test_the_day_to_answer_for(question: str, day: date) -> None:
    for asked in (question, fold(question)):
        found = day_asked(asked, TODAY)
        assert found is not None
        assert found.day == day
        assert str(day.year) in asked[found.start : found.end]


@pytest.mark.parametrize(
    "question",
    [
        "năm 2022 có bao nhiêu cán bộ được bổ nhiệm",
        "Quy định 7 có hiệu lực từ ngày 1/7/2020 phải không",
        "văn bản ban hành năm 2021 nói gì",
        "kết luận 9 năm 2019 yêu cầu gì",
        "nhiệm kỳ 2020-2025 theo quy định nào",
        "đổi tên thành phố vào thời điểm năm 1946",
        "văn bản ban hành ngày 15/10/2026",
        "sinh ngày 15/10/1966 thì tuổi nghỉ hưu là bao nhiêu",
        "nghỉ hưu ngày 15/10/2026 được hưởng trợ cấp bao nhiêu",
        "Quy định 12 ngày 15/10/2026 nói gì",
        "Quy định 12 ngày 15/10/2026 ghi mức phụ cấp bao nhiêu",
        "Ngày 15/10/2026 tôi nghỉ hưu thì được hưởng chế độ gì",
        "Ngày 15/10/2026 nghỉ hưu thì mức lương hưu là bao nhiêu",
        "Ngày 15/10/2026 ban hành văn bản nào về phụ cấp",
        "Ngày 15/10/2026 Ban Thường vụ đã quyết định mức phụ cấp nào",
        "Ngày 15/10/2026 là ngày gì",
        "Tháng 10/2026 có bao nhiêu cán bộ hưởng phụ cấp",
        "theo quy định có hiệu lực từ ngày 15/10/2026, phụ cấp là bao nhiêu",
        "theo Quy định 12 có hiệu lực ngày 15/10/2026, phụ cấp bao nhiêu",
    ],
)
def test_a_year_that_is_a_fact(question: str) -> None:
    assert day_asked(question, TODAY) is None


def test_a_law_of_another_year() -> None:
    assert names_other_year("Luật Viên chức 2015 có mấy chương", (LAW,))
    assert not names_other_year("Luật Viên chức năm 2010 có mấy chương", (LAW,))
    assert not names_other_year("Luật Đất đai 2013 có mấy chương", (LAW,))
    assert not names_other_year("Luật Viên chức có mấy chương", (LAW,))


def test_questions_about_a_document_itself() -> None:
    assert asks_about_itself("Quy định 7 năm 2020 còn hiệu lực không")
    assert asks_about_itself("Luật 2008 bị thay bằng luật nào")
    assert not asks_about_itself("Quy định 7 năm 2020 yêu cầu gì")
