"""What a question claims, and what its words are worth as evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.answer import Contact
from bot.answer.evidence import FEATURES, SET, Evidence, bar
from bot.answer.judging import judge, surest_first
from bot.conversation.asking import ask
from bot.index import Generation
from bot.model import Status
from bot.search import prepare, search
from tests.fakes import WordEncoder
from tests.test_quotes import build_from

DAY = date(2026, 1, 1)
NOTE = """Ông Lê Văn Thành làm Bí thư Thành ủy từ năm 2016, theo quyết định ngày 9/5/2016.

Mức hỗ trợ là 5,1 triệu đồng một tháng cho người luân chuyển còn ít nhất 10 năm công tác.

Thứ nhất, rà soát đội ngũ cán bộ.

Thứ hai, hoàn thiện cơ chế tuyển chọn cán bộ.
"""


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return build_from(tmp_path_factory.mktemp("evidence"), a=NOTE)


def evidence(generation: Generation, question: str) -> Evidence:
    prepared = prepare(question, generation, DAY)
    found = search(generation, WordEncoder(), prepared)
    return judge(generation, prepared, found, found.hits)[0]


def feature(generation: Generation, question: str, name: str) -> float:
    return evidence(generation, question).features[FEATURES.index(name)]


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("ai làm bí thư từ năm 2016", True),
        ("ai làm bí thư từ năm 2018", False),
        ("quyết định ngày 09 tháng 05 năm 2016 là gì", True),
        ("quyết định ngày 5/9/2016 là gì", False),
        ("hỗ trợ năm triệu mốt một tháng cho ai", True),
        ("hỗ trợ 5.100.000 đồng một tháng cho ai", True),
        ("hỗ trợ 6,1 triệu đồng một tháng cho ai", False),
        # An amount of one's own is no claim where the text sets a limit in its unit.
        ("luân chuyển mà còn 7 năm công tác thì được hỗ trợ không", True),
        ("luân chuyển phải còn ít nhất 15 năm công tác à", False),
        # What was typed is a figure as it is meant.
        ("nguoi lam bi thu tu 2016 la ai", True),
    ],
)
def test_figures_are_claims_as_they_are_meant(generation: Generation, question: str, held: bool) -> None:
    assert feature(generation, question, "figure_nowhere") == float(not held)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("ông Lê Văn Thành làm gì", True),
        ("ong le van thanh lam gi", True),
        ("ông nguyễn văn thành làm bí thư khi nào", False),
        ("ong tran van thanh lam bi thu khi nao", False),
        ("Ông Nguyễn Xuân Thành làm Bí thư khi nào", False),
    ],
)
def test_names_are_claims_however_they_are_typed(generation: Generation, question: str, held: bool) -> None:
    assert feature(generation, question, "name_nowhere") == float(not held)


NUMBERED = """Điều 1. Đơn
3. Đơn làm theo Mẫu số 02, nộp trước vòng 2.

Điều 2. Ý kiến
1. Giám đốc Sở Y tế phải trả lời trong 5 ngày.
2. Người nộp đơn phải kiến nghị trong 7 ngày.

Điều 3. Xếp loại
1. Từ 75 điểm đến dưới 90 điểm: tốt.
2. Từ 90 điểm trở lên: xuất sắc.
"""
TALK = """PV: Có nơi thay tới 70% cán bộ, ông nghĩ sao?

Ông Trần Văn Bình: Chúng tôi đã thay 40% cán bộ ở các xã.

PV: Còn gì nữa không?

Ông Trần Văn Bình: Không.
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return build_from(tmp_path_factory.mktemp("rules"), a=NUMBERED)


def test_the_number_of_a_thing_is_no_bare_figure(rules: Generation) -> None:
    """A clause numbered 3 does not hold "Mẫu số 03"."""
    assert feature(rules, "đơn theo mẫu số 02 nộp khi nào", "figure_nowhere") == 0
    assert feature(rules, "đơn theo mẫu số 03 nộp khi nào", "figure_nowhere") == 1
    assert feature(rules, "đơn nộp trước vòng 3 à", "figure_nowhere") == 1


def test_an_office_s_capital_is_no_name_and_an_organisation_is(rules: Generation) -> None:
    assert feature(rules, "Khi nào thì Giám đốc phải trả lời đơn", "name_nowhere") == 0
    assert feature(rules, "Khi nào thì Giám đốc Sở Y tế phải trả lời", "name_nowhere") == 0
    assert feature(rules, "Khi nào thì Giám đốc Sở Nội vụ phải trả lời", "name_nowhere") == 1


def test_a_step_that_holds_one_s_amount_is_evidence(rules: Generation) -> None:
    assert feature(rules, "em được 80 điểm thì xếp loại gì", "case_held") == 1
    assert "dưới 90 điểm" in quoted(rules, "em được 80 điểm thì xếp loại gì")
    assert "xuất sắc" in quoted(rules, "em được 95 điểm thì xếp loại gì")
    assert feature(rules, "xếp loại theo điểm thế nào", "case_held") == 0


def test_neighbours_that_answer_as_well_are_quoted_too(rules: Generation) -> None:
    said = quoted(rules, "phải kiến nghị, trả lời trong mấy ngày")
    assert "5 ngày" in said
    assert "7 ngày" in said


def test_a_row_is_quoted_with_the_names_of_its_columns_and_these_are_never_quoted_alone(tmp_path: Path) -> None:
    table = "Các lớp năm 2027:\n\nTT\tTên lớp\tSố học viên\n1\tKỹ năng số\t650\n2\tTiếng Anh\t180\n\nHết."
    generation = build_from(tmp_path, a=table)
    said = quoted(generation, "tên lớp, số học viên các lớp")
    assert "\t650" in said
    row = quoted(generation, "lớp tiếng Anh bao nhiêu học viên")
    assert row.startswith("Các lớp") or row.startswith("TT\t")
    assert "Tiếng Anh\t180" in row


def test_a_figure_put_into_somebody_s_mouth_is_not_held_by_the_reporter_s_question(tmp_path: Path) -> None:
    generation = build_from(tmp_path, a=TALK)
    assert feature(generation, "ông Bình nói thay 40% cán bộ à", "figure_nowhere") == 0
    attributed = "ông Bình nói thay 70% cán bộ phải không"
    assert feature(generation, attributed, "figure_elsewhere") + feature(generation, attributed, "figure_nowhere") == 1
    assert feature(generation, "có phải thay 70% cán bộ không", "figure_nowhere") == 0


def test_a_place_in_a_row_is_asked_for(generation: Generation) -> None:
    assert "Thứ hai" in quoted(generation, "việc thứ hai về cán bộ là gì")
    assert feature(generation, "việc thứ hai về cán bộ là gì", "ordinal_missing") == 0
    assert feature(generation, "việc thứ bảy về cán bộ là gì", "ordinal_missing") == 1


def quoted(generation: Generation, question: str) -> str:
    found = evidence(generation, question)
    document = generation.documents[generation.passages[found.hit.passage].document]
    return document.text[slice(*found.window.span)]


def test_where_its_words_stand_adds_up_to_all_of_them(generation: Generation) -> None:
    prepared = prepare("rà soát đội ngũ cán bộ năm 2030 được chưa", generation, DAY)
    features = dict(zip(FEATURES, evidence(generation, prepared.question.typed).features, strict=True))
    places = ("quoted", "held", "elsewhere", "nowhere")
    total = sum(features[f"{kind}_{place}"] for kind in ("words", "chance") for place in places)
    values = prepared.asked.values
    assert total == pytest.approx(float(values.sum()) / 4 / len(values) ** 0.5)


def test_what_only_a_claim_keeps_from_answering_is_near(generation: Generation) -> None:
    question = "Ông Nguyễn Xuân Thành làm Bí thư Thành ủy từ năm 2016 theo quyết định ngày nào?"
    found = evidence(generation, question)
    assert found.probability < bar().near <= bar().answer <= found.besides
    answer, _ = ask(generation, WordEncoder(), question, day=DAY, contact=Contact())
    assert answer.status is Status.NEAR
    assert "Lê Văn Thành" in answer.text


def test_the_surest_goes_first(generation: Generation) -> None:
    prepared = prepare("mức hỗ trợ cho cán bộ luân chuyển", generation, DAY)
    found = search(generation, WordEncoder(), prepared)
    ordered = surest_first(judge(generation, prepared, found, found.hits))
    assert [one.probability for one in ordered] == sorted((one.probability for one in ordered), reverse=True)


def test_every_piece_of_evidence_has_a_price() -> None:
    assert len(bar().weights) == len(FEATURES)
    assert set(SET) <= set(FEATURES)
    assert all((price > 0) == name.endswith("_held") for name, price in SET.items())
    assert 0 < bar().near < bar().answer < 1


def test_a_folder_of_one_line(tmp_path: Path) -> None:
    """Nothing to compare with, no rivals, no pairs: still a probability."""
    generation = build_from(tmp_path, a="Chào.")
    for question in ("chào", "?", "thứ hai", "ông là ai", "2016"):
        prepared = prepare(question, generation, DAY)
        found = search(generation, WordEncoder(), prepared)
        for one in judge(generation, prepared, found, found.hits):
            assert 0 <= one.probability <= one.besides <= 1
