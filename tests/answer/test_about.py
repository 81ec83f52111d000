"""What is asked of a document itself is told from what is known of it, and from nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.answer import Contact
from bot.answer.about import meant, speaks_of_it
from bot.conversation.asking import ask
from bot.index import Generation, Generations, VectorCache
from bot.library.build import bring_up_to_date
from bot.model import Answer, State, Status
from tests.fakes import WordEncoder
from tests.test_quotes import build_from

TEXT = """CHỈ THỊ
về đại hội

Điều 1. Tuổi
Người lần đầu tham gia phải còn trọn một nhiệm kỳ.

Điều 2. Hồ sơ
Hồ sơ có ký hiệu và được lưu mười năm.
"""
FRONT = "---\nsố: 45-CT/TW\nloại: Chỉ thị\ncơ quan ban hành: Bộ Chính trị\ntrích yếu: Đại hội các cấp\n---\n"


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    root = tmp_path_factory.mktemp("about")
    knowledge = root / "knowledge"
    knowledge.mkdir()
    (knowledge / "ct.md").write_text(FRONT + TEXT, encoding="utf-8")
    encoder = WordEncoder()
    cache = VectorCache(root / "vectors.sqlite")
    built = bring_up_to_date(knowledge, Generations(root / "g"), cache, lambda: encoder, encoder.name, batch=8)
    cache.close()
    return built.generation


def asked(generation: Generation, question: str, state: State | None = None) -> tuple[Answer, State]:
    return ask(generation, WordEncoder(), question, day=date(2026, 11, 22), contact=Contact(), state=state)


@pytest.mark.parametrize("question", ["ai ký chỉ thị 45", "ai ky CT 45", "người ký Chỉ thị 45-CT/TW là ai"])
def test_a_signer_that_is_not_known_is_not_replaced_by_another_sentence(generation: Generation, question: str) -> None:
    answer, _ = asked(generation, question)
    assert answer.status in (Status.REFUSED, Status.NEAR)
    assert "nhiệm kỳ" not in answer.text


def test_a_validity_that_is_not_known_is_said_to_be_so(generation: Generation) -> None:
    answer, state = asked(generation, "chỉ thị 45 còn hiệu lực không")
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith("Chỉ thị 45-CT/TW: chưa rõ")
    later, _ = asked(generation, "còn hiệu lực không", state)
    assert later.text.startswith("Chỉ thị 45-CT/TW: chưa rõ")


def test_what_a_document_is_about_is_shown_by_how_it_begins(generation: Generation) -> None:
    answer, _ = asked(generation, "chỉ thị 45 nói gì")
    assert answer.status is Status.ANSWERED
    assert answer.citations[0].quote == "Người lần đầu tham gia phải còn trọn một nhiệm kỳ."


@pytest.mark.parametrize(
    ("question", "words", "expected"),
    [
        ("ai ký chỉ thị 45", "ông Nguyễn Phú Trọng ký", True),
        ("ai ký chỉ thị 45", "còn trọn một nhiệm kỳ", False),
        ("ai ký chỉ thị 45", "có ký hiệu riêng", False),
        ("chỉ thị 45 thay thế văn bản nào", "thay thế Chỉ thị 35", True),
        ("điều 2 do ai ký", "gì cũng được", True),
        ("tuổi tham gia là bao nhiêu", "gì cũng được", True),
    ],
)
def test_words_that_can_tell_it(question: str, words: str, expected: bool) -> None:
    assert speaks_of_it(question, words) is expected


SIGNED = (
    "---\nsố: 52-QĐ/TU\nloại: Quy định\ncơ quan ban hành: Thành ủy Hải Phòng\nngười ký: Trần Văn Bình\n"
    "ngày ban hành: 18/8/2022\ntrích yếu: Quản lý cán bộ\n---\n"
    "QUY ĐỊNH\nvề quản lý cán bộ\n\nQuy định này thay thế Quy định 33-QĐ/TU ban hành ngày 19/12/2017.\n\n"
    "Điều 1. Tuổi\nNgười được quy hoạch phải còn một nhiệm kỳ, kỷ luật thì không được xét.\n"
)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return build_from(tmp_path_factory.mktemp("signed"), signed=SIGNED)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("quy định 52 do ông Lê Văn Hoa ký đúng không", "người ký là Trần Văn Bình"),
        ("ong tran van binh ky quy dinh 52 phai ko", "người ký là Trần Văn Bình"),
        ("qđ 52 ban hành năm 2023 hả", "ban hành ngày 18/8/2022"),
        ("quy định 52 ra đời ngày 8/9/2021 phải không", "ban hành ngày 18/8/2022"),
        ("quy dinh 52 nam nao", "ban hành ngày 18/8/2022"),
        ("quy định 52 do Bộ Chính trị ban hành à", "cơ quan ban hành là Thành ủy Hải Phòng"),
    ],
)
def test_what_is_taken_for_granted_of_a_document_is_set_right(signed: Generation, question: str, said: str) -> None:
    answer, _ = asked(signed, question)
    assert answer.status is Status.ANSWERED
    assert said in answer.text.splitlines()[0]
    assert "2017" not in answer.text  # the date of another document is no evidence of this one's


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("quy định về quản lý cán bộ ai ký", "người ký là Trần Văn Bình"),
        ("quy dinh quan ly can bo cua thanh uy ban hanh ngay nao", "ban hành ngày 18/8/2022"),
        ("quy định về quản lý cán bộ năm 2022 ai ký", "người ký là Trần Văn Bình"),
        ("quy định về quản lý cán bộ năm 2019 ai ký", None),
        ("nghị quyết về quản lý cán bộ ai ký", None),
        ("quy định về quản lý đất đai ai ký", None),
        ("quy định về quản lý cán bộ nêu mấy nhiệm kỳ", None),
    ],
)
def test_a_document_may_be_named_by_what_it_is_about(signed: Generation, question: str, said: str | None) -> None:
    answer, _ = asked(signed, question)
    if said is None:
        assert "người ký" not in answer.text.splitlines()[0]
    else:
        assert answer.status is Status.ANSWERED
        assert said in answer.text.splitlines()[0]


@pytest.mark.parametrize(
    "question", ["quy định 52 do ông Bình phụ trách kỷ luật không", "ông Bình nhiệm kỳ này theo quy định 52 à"]
)
def test_discipline_and_terms_are_no_signing(signed: Generation, question: str) -> None:
    answer, _ = asked(signed, question)
    assert "người ký" not in answer.text.splitlines()[0]


INTERVIEW = """Cảng biển đổi mới đội ngũ

Trao đổi với phóng viên, Giám đốc Sở Nội vụ Trần Văn Bình nói về công việc năm qua.

PV: Ông đánh giá thế nào về đội ngũ?

Ông Trần Văn Bình: Đội ngũ đã trưởng thành, có 12 người được bổ nhiệm.

PV: Thời gian tới sẽ làm gì?

Ông Trần Văn Bình: Sẽ rà soát quy hoạch.

https://example.org/cang-bien-doi-moi-doi-ngu
"""


@pytest.fixture(scope="module")
def interview(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return build_from(tmp_path_factory.mktemp("interview"), interview=INTERVIEW)


@pytest.mark.parametrize(
    "question",
    ["ai tra loi phong van", "Người được phỏng vấn là ai?", "ông Bình là ai", "ong tran van binh giu chuc vu gi"],
)
def test_who_speaks_in_an_interview(interview: Generation, question: str) -> None:
    answer, _ = asked(interview, question)
    assert answer.status is Status.ANSWERED
    assert "người trả lời phỏng vấn là ông Trần Văn Bình" in answer.text
    assert "Giám đốc Sở Nội vụ Trần Văn Bình" in answer.citations[0].quote


def test_what_an_interview_is_about_and_where_it_stands(interview: Generation) -> None:
    about, _ = asked(interview, "bai phong van noi ve gi")
    assert "Cảng biển đổi mới đội ngũ" in about.text.splitlines()[0]
    source, _ = asked(interview, "bài này đăng ở báo nào")
    assert "https://example.org/cang-bien-doi-moi-doi-ngu" in source.text


def test_who_speaks_is_told_among_other_documents_too(tmp_path: Path) -> None:
    generation = build_from(
        tmp_path, interview=INTERVIEW.replace("đội ngũ\n", "đội ngũ\n\nBáo Cảng, ngày 3/2/2026\n", 1), other=TEXT
    )
    for question in ("ong tran van binh giu chuc vu gi", "ông Bình hiện đảm nhiệm vị trí gì"):
        answer, _ = asked(generation, question)
        assert "Giám đốc Sở Nội vụ Trần Văn Bình" in answer.citations[0].quote
    other, _ = asked(generation, "ông Lê Văn Bình giữ chức vụ gì")
    assert other.status is not Status.ANSWERED
    day, _ = asked(generation, "bài phỏng vấn đăng ngày nào")
    assert "đăng ngày 3/2/2026" in day.text


def test_somebody_else_is_not_the_one_who_speaks(interview: Generation) -> None:
    for question in ("ông Nguyễn Xuân Phúc là ai", "ong hung giu chuc vu gi", "bí thư thành ủy là ai"):
        answer, _ = asked(interview, question)
        assert answer.status is not Status.ANSWERED, question


def test_of_two_interviews_none_is_meant(interview: Generation, tmp_path: Path) -> None:
    other = INTERVIEW.replace("Trần Văn Bình", "Lê Thị Hoa").replace("12", "13")
    both = build_from(tmp_path, a=INTERVIEW, b=other)
    assert meant("ai trả lời phỏng vấn", both.documents) is None
    assert meant("tài liệu này nói gì", both.documents) is None
    assert meant("ai trả lời phỏng vấn", interview.documents) == 0
    assert meant("cán bộ trẻ là ai", interview.documents) is None
