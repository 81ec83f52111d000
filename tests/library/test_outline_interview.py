"""Interviews: the reporter's words are never the official's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.library.heading import metadata
from bot.library.outline import outline
from bot.library.reading import Reading, read
from bot.model import SectionKind, Validity
from tests.library.outlines import of_markdown, of_text

INTERVIEW = """Cán bộ trẻ về cơ sở

0
12

Bài có phần dẫn một câu.

{q} Câu thứ nhất là gì, thưa ông?

{a} Trả lời thứ nhất.

Đoạn sau: vẫn là trả lời. Về cán bộ: có nhiều ý.

{q} Câu thứ hai?

{a} Trả lời thứ hai.

{q} Xin cảm ơn ông.

(VOV)

https://vov.vn/bai-thu.vov

Ý kiến bạn đọc
"""


@pytest.mark.parametrize("reporter", ["PV:", "Phóng viên:", "P.V:", "Hỏi:", "Phóng viên VOV:", "Báo Hải Phòng:", "MC:"])
@pytest.mark.parametrize(
    "official", ["Ông Trần Văn B:", "Bà Lê Thị C:", "Đồng chí Trần Văn B:", "PGS.TS Trần B:", "Trả lời:"]
)
def test_turns(reporter: str, official: str):
    text = INTERVIEW.format(q=reporter, a=official)
    found = outline(Reading(text)).sections
    assert [(s.kind, s.number) for s in found] == [
        (SectionKind.LEAD, None),
        (SectionKind.QUESTION, 1), (SectionKind.ANSWER, 1),
        (SectionKind.QUESTION, 2), (SectionKind.ANSWER, 2),
        (SectionKind.QUESTION, 3),
    ]  # fmt: skip
    assert {s.label for s in found if s.kind is SectionKind.ANSWER} == {official.removesuffix(":")}
    assert text[found[2].body : found[2].end].startswith("Trả lời thứ nhất.\n\nĐoạn sau")
    assert text[found[-1].start : found[-1].end] == f"{reporter} Xin cảm ơn ông."
    assert text[found[0].start : found[0].end] == "Bài có phần dẫn một câu."


def test_page_furniture_is_told_apart_and_gives_the_source():
    text = INTERVIEW.format(q="PV:", a="Ông Trần Văn B:")
    reading = Reading(text)
    found = outline(reading)
    assert [text[start:end] for start, end in found.furniture] == [
        "0\n12", "(VOV)\n\nhttps://vov.vn/bai-thu.vov\n\nÝ kiến bạn đọc",
    ]  # fmt: skip
    about, warnings = metadata(reading, found, "a.txt")
    assert about.title == "Cán bộ trẻ về cơ sở"
    assert about.speaker == "Ông Trần Văn B"
    assert about.source_urls == ("https://vov.vn/bai-thu.vov",)
    assert about.stated_validity is Validity.NOT_APPLICABLE
    assert warnings == ()


@pytest.mark.parametrize(
    ("dateline", "day"),
    [
        ("Báo Đất Cảng, ngày 12/10/2026", date(2026, 10, 12)),
        ("Thứ hai, 11/10/2021 | 09:12", date(2021, 10, 11)),
        ("VOV - ngày 3 tháng 2 năm 2021", date(2021, 2, 3)),
        ("Số 12/10, 31/31/2021", None),
    ],
)
def test_a_headline_with_a_colon_and_the_line_of_the_newspaper(dateline: str, day: date | None):
    headline = "Đưa cán bộ trẻ về phường, xã: không làm theo phong trào"
    text = INTERVIEW.format(q="PV:", a="Ông Trần Văn B:").replace(
        "Cán bộ trẻ về cơ sở\n", f"{headline}\n\n{dateline}\n"
    )
    reading = Reading(text)
    about, _ = metadata(reading, outline(reading), "phong-van.txt")
    assert about.title == headline
    assert about.issued == day


def test_two_who_answer():
    text = (
        "Tọa đàm\n\nPV: Một?\n\nÔng Trần Văn B: Hai.\n\nBà Lê Thị C (Phó Giám đốc): Ba.\n\nPV: Bốn?\n\nBà Lê Thị "
        "C: Năm."
    )
    assert of_text(text) == ["PV", "Ông Trần Văn B", "Bà Lê Thị C (Phó Giám đốc)", "PV", "Bà Lê Thị C"]


def test_nobody_is_called_a_reporter():
    text = "Trò chuyện\n\nMinh Anh: Một là gì?\n\nTrần Văn Bình: Hai.\n\nMinh Anh: Ba ra sao?\n\nTrần Văn Bình: Bốn."
    kinds = [s.kind for s in outline(Reading(text)).sections]
    assert kinds == [SectionKind.QUESTION, SectionKind.ANSWER] * 2


def test_questions_in_bold_without_labels():
    text = (
        "# Bài\n\nLời dẫn của bài.\n\n**Thưa ông, một là gì?**\n\nHai là như thế.\n\nCòn nữa.\n\n**Thưa ông, ba ra "
        "sao?**\n\n"
        "Bốn là như vậy.\n"
    )
    assert of_markdown(text) == ["lead", "question", "Trả lời", "question", "Trả lời"]


def test_labels_in_bold():
    text = "# Bài\n\n**PV:** Một?\n\n**Ông Trần Văn B:** Hai.\n\n**PV**: Ba?\n\n**Ông Trần Văn B**: Bốn."
    assert of_markdown(text) == ["PV", "Ông Trần Văn B", "PV", "Ông Trần Văn B"]


def test_a_regulation_with_a_label_is_no_interview():
    text = "Điều 1. Phân công\nHỏi: ai làm?\nÔng Trần Văn B: làm.\nĐiều 2. Hiệu lực\nTừ ngày ký.\nĐiều 3. Cuối\nHết."
    assert of_text(text)[0] == "Điều 1 | Phân công"


def test_an_article_that_quotes_is_no_interview():
    text = "Tin\n\nÔng Trần Văn B cho biết: việc này xong.\n\nKết quả: tốt. Ông Trần Văn B: không ở đầu dòng."
    assert of_text(text) == []


def test_the_given_interview(shared_interview: Path):
    reading = read(shared_interview)
    found = outline(reading)
    kinds = [s.kind for s in found.sections]
    assert kinds == [SectionKind.LEAD] + [SectionKind.QUESTION, SectionKind.ANSWER] * 3 + [SectionKind.QUESTION]
    assert [s.number for s in found.sections] == [None, 1, 1, 2, 2, 3, 3, 4]
    assert {s.label for s in found.sections if s.kind is SectionKind.ANSWER} == {"Ông Đỗ Mạnh Hiến"}
    inside = [(s.start, s.end) for s in found.sections]
    assert all(end <= start or begin >= stop for begin, end in found.furniture for start, stop in inside)
    assert sum(end - start for start, end in found.furniture) < 150


@pytest.fixture
def shared_interview() -> Path:
    """The interview that came with the task; its words are in no file of this repository."""
    path = Path(__file__).resolve().parents[3] / "shared" / "domain" / "interview_vov.txt"
    if not path.exists():
        pytest.skip("../shared is not here")
    return path
