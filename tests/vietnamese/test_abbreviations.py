"""Abbreviations and chat spelling."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.vietnamese import TableProblem, expand, load_table


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("KL 09 của BTV TU nói gì", "kết luận 09 của Ban Thường vụ Thành ủy nói gì"),
        ("kl09 la gi", "kết luận 09 la gi"),
        ("BCH TW", "Ban Chấp hành Trung ương"),
        ("cb trẻ dưới 35t", "cán bộ trẻ dưới 35 tuổi"),
        ("QH cán bộ nguồn", "quy hoạch cán bộ nguồn"),
        ("luật QH thông qua", "luật Quốc hội thông qua"),
        ("BTC Thành ủy hướng dẫn", "Ban Tổ chức Thành ủy hướng dẫn"),
        ("thông tư BTC", "thông tư Bộ Tài chính"),
        ("CT UBND TP", "chủ tịch Ủy ban nhân dân thành phố"),
        ("CT 05 cua BBT", "chỉ thị 05 cua Ban Bí thư"),
        ("bí thư TU", "bí thư Thành ủy"),
        ("CBCCVC nghỉ hưu bn tuổi", "cán bộ, công chức, viên chức nghỉ hưu bao nhiêu tuổi"),
        ("k dc bn lại", "không được bổ nhiệm lại"),
        ("qhoach cbo la j z", "quy hoạch cán bộ la gì vậy"),
        ("ntn mới đc", "như thế nào mới được"),
        ("a ơi 10h", "anh ơi 10 giờ"),
        ("ad ơi", "ad ơi"),
    ],
)
def test_writes_out(typed: str, written: str) -> None:
    assert expand(typed).text == written


@pytest.mark.parametrize(
    "text",
    [
        "quy định từ năm 2021", "quy dinh tu nam 2021", "điểm a khoản 2", "khóa V",
        "KỶ LUẬT ĐẢNG VIÊN TỪ NĂM", "Số: 09-KL/TU",
        "178/2024/NĐ-CP", "tư tưởng của ai", "", "Nguyễn Văn A",
    ],
)  # fmt: skip
def test_leaves_alone(text: str) -> None:
    assert expand(text).text == text


def test_undecided_ones_are_kept_both_ways() -> None:
    expanded = expand("QĐ 80 nói gì")
    assert {expanded.text, *expanded.alternatives} == {"quy định 80 nói gì", "quyết định 80 nói gì"}


def test_changes_name_the_place() -> None:
    (change,) = expand("Nhờ UBND xã").changes
    assert "Nhờ UBND xã"[change.start : change.end] == "UBND"
    assert change.expansion == "Ủy ban nhân dân"


def test_an_admins_table_goes_first() -> None:
    expanded = expand("BTV họp, qlhp", {"BTV": ["Ban Thường vụ Huyện ủy"], "QLHP": ["một", "hai"]})
    assert expanded.text == "Ban Thường vụ Huyện ủy họp, một"
    assert expanded.alternatives == ("Ban Thường vụ Huyện ủy họp, hai",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_load_table_reports_bad_lines(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "viet-tat.txt"
    lines = [
        "# ghi chú",
        "",
        "SNV\tSở Nội vụ",
        "ĐA = đề án; điện ảnh",
        "hỏng",
        "= trống",
        "X =",
        "hai từ = sai",
        "A" * 30 + "=b",
    ]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    table, problems = load_table(path)
    assert table == {"SNV": ("Sở Nội vụ",), "ĐA": ("đề án", "điện ảnh")}
    assert problems == [
        (5, TableProblem.NO_SEPARATOR),
        (6, TableProblem.EMPTY),
        (7, TableProblem.EMPTY),
        (8, TableProblem.NOT_ONE_WORD),
        (9, TableProblem.TOO_LONG),
    ]


def test_load_table_of_no_text_at_all(tmp_path: Path) -> None:
    assert load_table(tmp_path / "missing") == ({}, [(0, TableProblem.UNREADABLE)])
    (tmp_path / "x").write_bytes(b"\xff\x80\x81")
    assert load_table(tmp_path / "x") == ({}, [(0, TableProblem.UNREADABLE)])
    assert load_table(tmp_path)[1] == [(0, TableProblem.UNREADABLE)]


@given(st.binary(max_size=60))
@settings(derandomize=True, max_examples=100)
def test_load_table_never_raises(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("table") / "t.tsv"
    path.write_bytes(content)
    load_table(path)


@given(st.text(alphabet="aekTUBVQHĐktbnc .,/09-Lđ\n", max_size=40))
@settings(derandomize=True, max_examples=200)
def test_expand_changes_only_what_it_names(text: str) -> None:
    expanded = expand(text)
    kept, at = [], 0
    for change in expanded.changes:
        assert at <= change.start < change.end
        kept.append(text[at : change.start])
        at = change.end
    kept.append(text[at:])
    rest = expanded.text
    for piece in kept:
        assert piece in rest
        rest = rest[rest.index(piece) + len(piece) :]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("NQ 203 QH15 nói gì", "nghị quyết 203 QH15 nói gì"),
        ("luật theo QH15", "luật theo QH15"),
        ("QH khóa XV", "Quốc hội khóa XV"),
        ("QĐ 80 TW còn hl không", "quy định 80 TW còn hiệu lực không"),
        ("cho hỏi kết luận 09 ad ơi", "cho hỏi kết luận 09 ad ơi"),
        ("GS, ThS là người ĐP", "giáo sư, thạc sĩ là người địa phương"),
        ("k2 điều 5", "khoản 2 điều 5"),
        ("hình thức KL đảng viên", "hình thức kỷ luật đảng viên"),
        ("PV hỏi gì", "phóng viên hỏi gì"),
    ],
)
def test_the_words_around_decide(typed: str, written: str) -> None:
    assert expand(typed).text == written
