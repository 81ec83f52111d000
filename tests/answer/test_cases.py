"""For which case a sentence is said, and whether that is the case asked about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.cases import case_of, fits, holds, limits, misses, scale_of, speaks_for, units_of


@pytest.mark.parametrize(
    ("question", "said", "expected"),
    [
        ("còn 7 năm công tác thì được mấy tháng lương", "người còn trên 5 đến 10 năm được 4 tháng lương", 1),
        ("còn 7 năm công tác thì được mấy tháng lương", "người còn từ 2 đến 5 năm được 5 tháng lương", -1),
        ("con 5 nam thi sao", "người còn từ đủ 2 năm đến đủ 5 năm", 1),
        ("con 5 nam thi sao", "người còn trên 5 năm đến đủ 10 năm", -1),
        ("con 10 nam thi sao", "từ 5 năm đến dưới 10 năm", -1),
        ("đạt 45% thì xếp loại gì", "từ 40-60% số phiếu", 1),
        ("được 30 phần trăm thì sao", "đạt từ 40% đến 60%", -1),
        # A bound with one end is an answer to whoever is below it; another unit says nothing; no bracket neither.
        ("em mới làm 2 năm thì có được không", "công tác từ đủ 3 năm trở lên", 0),
        ("còn 7 năm công tác", "từ 2 đến 5 tháng lương", 0),
        # What the question itself sets as a bound meets a bracket or does not.
        ("trên 7 năm thì sao", "từ 2 đến 5 năm", -1),
        ("dưới 50 điểm thì xếp loại gì", "từ 50 đến dưới 70 điểm: hoàn thành nhiệm vụ", -1),
        ("dưới 50 điểm thì xếp loại gì", "từ 30 đến dưới 50 điểm: không hoàn thành", 1),
        ("tu 5 nam tro len thi sao", "còn từ 2 đến dưới 5 năm", -1),
        ("tu 5 nam tro len thi sao", "còn từ 2 đến 5 năm", 1),
        ("không quá 3 năm thì sao", "còn từ 2 đến dưới 5 năm", 1),
        ("trong 7 năm qua thì sao", "còn từ 2 đến dưới 5 năm", 0),
        # One end alone is a step of a scale where a bracket goes on from it.
        ("đạt 45 điểm thì xếp loại gì", "Dưới 50 điểm: không hoàn thành; từ 50 đến dưới 70 điểm: hoàn thành", 1),
        ("đạt 95 điểm thì xếp loại gì", "Dưới 50 điểm: không hoàn thành; từ 50 đến dưới 70 điểm: hoàn thành", -1),
        ("đạt 45 điểm thì xếp loại gì", "Dưới 50 điểm: không hoàn thành", 0),
        # Shares however they are written; years and a half.
        ("phiếu thấp quá nửa thì sao", "từ 50% đến dưới 2/3 số phiếu", 1),
        ("phiếu thấp từ 3/4 thì sao", "từ 50% đến dưới 2/3 số phiếu", -1),
        ("phiếu tín nhiệm thấp 60%", "từ 1/2 đến dưới 2/3 số phiếu", 1),
        ("ngày 2/3 họp gì", "từ 50% đến dưới 2/3 số phiếu", 0),
        ("em làm 5 năm rưỡi rồi", "công tác từ 3 đến 5 năm", -1),
        ("em nghỉ 4 tháng", "hưởng từ 5 đến 10 tháng lương", 0),
        ("từ năm 2021 đến năm 2025", "nhiệm kỳ từ 2 đến 5 năm", 0),
        ("chỉ tiêu ở cấp xã", "phấn đấu 40% số quận, huyện có phó chủ tịch trẻ", -1),
        ("chỉ tiêu ở cấp xã", "mỗi quận, huyện có 20% số xã, phường, thị trấn", 1),
        ("chỉ tiêu cán bộ trẻ", "phấn đấu 40% số quận, huyện", 0),
        # "tôi" is no "tới", and a date is no amount of months and years.
        ("tôi 52 tuổi thì thế nào", "người từ 55 đến 60 tuổi", -1),
        ("tới 52 tuổi thì thế nào", "người từ 55 đến 60 tuổi", -1),
        ("từ 50 tới 52 tuổi thì sao", "người từ 55 đến 60 tuổi", -1),
        ("nghị quyết 02 năm nào thì có", "từ 5 đến 10 năm", 0),
        ("không hoàn thành nhiệm vụ thì dưới bao nhiêu điểm", "mức hoàn thành nhiệm vụ từ 50 điểm", -1),
        ("không hoàn thành nhiệm vụ thì sao", "không hoàn thành nhiệm vụ thì bị phê bình", 1),
        ("hoàn thành tốt cần vượt bao nhiêu", "mức xuất sắc cần vượt 30%", -1),
        ("bổ nhiệm lại phải còn mấy năm", "bổ nhiệm lần đầu phải còn 5 năm", -1),
        ("lãnh đạo xã cần gì", "mỗi huyện có hai lãnh đạo trẻ", -1),
        ("ban hành ngày 9 tháng 5 năm 2024 thì sao", "người có từ 6 đến 8 năm công tác", 0),
        # What holds for a deputy says nothing of the office itself, nor the other way round.
        ("bí thư thành ủy là ai", "Phó Bí thư Thành ủy Trần Văn Bình phát biểu", -1),
        ("phó chủ tịch xã cần bằng gì", "chủ tịch Ủy ban nhân dân xã phải có bằng đại học", -1),
        ("chủ tịch xã cần bằng gì", "chủ tịch, phó chủ tịch xã phải có bằng đại học", 1),
        ("ai được quy hoạch", "phó giám đốc sở", 0),
        ("sáng kiến cấp bộ được mấy điểm", "sáng kiến cấp thành phố được 5 điểm", -1),
        # A rank named in passing is no level that a text is about.
        ("cán bộ cấp xã nghỉ hưu được gì", "được 5 tháng lương; trưởng phòng cấp sở được thêm", 0),
        ("không dưới 90 điểm thì xếp loại gì", "từ 75 đến dưới 90 điểm: tốt", -1),
        ("không dưới 90 điểm thì xếp loại gì", "từ 90 điểm trở lên: xuất sắc; từ 75 đến dưới 90 điểm: tốt", 1),
        ("ít hơn 55 điểm thì xếp loại gì", "từ 55 đến dưới 75 điểm: hoàn thành", -1),
        ("còn chưa đầy 2 năm thì sao", "từ 2 đến 5 năm", -1),
        ("được 55 điểm có bị xếp không hoàn thành không", "từ 55 đến dưới 75 điểm: hoàn thành nhiệm vụ", 1),
        ("ai không phải thi ngoại ngữ", "Miễn thi ngoại ngữ đối với người có bằng", 1),
        ("chủ tịch xã do ai đánh giá", "Chủ tịch Ủy ban nhân dân cấp xã đánh giá công chức", -1),
        ("bằng thạc sĩ được cộng mấy điểm", "có bằng đại học được cộng 2 điểm", -1),
        ("người có bằng thạc sĩ được gì", "trình độ tiến sĩ, thạc sĩ được hỗ trợ", 1),
        ("bị cảnh cáo thì sao", "bị khiển trách thì hạ một bậc xếp loại", -1),
        ("nhân sự từ nơi khác gồm mấy bước", "nguồn nhân sự tại chỗ gồm 5 bước", -1),
        ("chủ tịch HĐND xã có phải người địa phương", "Chủ tịch Ủy ban nhân dân xã không là người địa phương", -1),
        ("viên chức được nâng bậc khi nào", "cán bộ, công chức, viên chức được nâng bậc", 1),
        # Of what a share is told is another grade.
        ("tỷ lệ hoàn thành tốt là mấy", "số xuất sắc không quá 20% số người được xếp loại hoàn thành tốt", -1),
        ("tỷ lệ xuất sắc là mấy", "số xuất sắc không quá 20% số người được xếp loại hoàn thành tốt", 1),
        # Who acts, and on whom.
        ("giám đốc sở do ai đánh giá", "Giám đốc sở đánh giá Phó Giám đốc sở", -1),
        ("giám đốc sở do ai đánh giá", "Chủ tịch thành phố đánh giá, xếp loại Giám đốc sở", 1),
        ("giám đốc sở ai đánh giá", "Giám đốc sở do Chủ tịch thành phố đánh giá", 1),
        ("ai đánh giá phó giám đốc sở", "Giám đốc sở đánh giá Phó Giám đốc sở", 1),
        ("ai có thẩm quyền bổ nhiệm trưởng phòng", "Trưởng phòng bổ nhiệm viên chức", -1),
        # What is not so.
        ("trường hợp nào không được hỗ trợ đi lại", "Người ở xa được hỗ trợ đi lại", -1),
        ("trường hợp nào không được hỗ trợ đi lại", "Không hỗ trợ đi lại đối với người có xe đưa đón", 1),
        ("ai không được luân chuyển", "Luân chuyển cán bộ trẻ, trừ trường hợp mới bổ nhiệm", 1),
        ("ai không được luân chuyển", "Hồ sơ gồm ba bản", 0),
    ],
)
def test_cases(question: str, said: str, expected: int) -> None:
    assert fits(case_of(question), [said]) == expected


def test_a_sentence_s_own_bracket_counts_before_its_heading_s() -> None:
    case = case_of("còn 7 năm thì được bao nhiêu")
    assert fits(case, ["Người còn trên 5 đến 10 năm", "được 0,9 tháng lương mỗi năm"]) == 1
    assert fits(case, ["Người còn trên 5 đến 10 năm", "người còn từ 2 đến 5 năm thì khác"]) == -1


def test_the_innermost_text_that_names_one_of_a_row_decides() -> None:
    case = case_of("thôi việc thì được mấy tháng lương")
    assert fits(case, ["Nghỉ hưu, thôi việc", "Người nghỉ hưu được 5 tháng lương"]) == -1
    assert fits(case, ["Nghỉ hưu, thôi việc", "Mỗi năm được 5 tháng lương"]) == 1


def test_a_limit_speaks_for_who_asks_whether_and_for_an_amount_that_meets_it() -> None:
    whether = case_of("tôi có 7,5 năm công tác và đạt 60% thì có được luân chuyển không")
    assert limits(whether, "phải còn ít nhất 10 năm công tác") == {"nam"}
    assert limits(whether, "nam dưới 45 tuổi, đạt 20% trở lên") == {"tuoi", "%"}
    assert limits(whether, "trong thời hạn 12 tháng") == {"nam"}
    assert limits(whether, "năm 2021 có 12 người") == frozenset()
    assert limits(whether, "quy hoạch không quá 3 chức danh") == {"chuc danh"}
    assert units_of(whether, "7.5") == {"nam"}
    assert units_of(whether, "60%") == {"%"}
    assert units_of(whether, "8") == frozenset()
    assert speaks_for(whether, "phải còn ít nhất 10 năm công tác") == 1
    assert speaks_for(whether, "mỗi nhiệm kỳ là 5 năm") == 0
    assert speaks_for(whether, "người có từ 10 đến 20 năm công tác") == -1
    # Years and months are one unit of limits: who was warned two years ago is answered by "24 tháng".
    assert limits(whether, "sau 24 tháng") == units_of(case_of("bị cảnh cáo 2 năm rồi"), "2")
    how_much = case_of("tôi có 12 năm công tác thì được hỗ trợ bao nhiêu")
    assert limits(how_much, "từ đủ 20 năm được 10 triệu đồng") == frozenset()
    assert limits(how_much, "từ đủ 10 năm được 5 triệu đồng") == {"nam"}


def test_the_scale_of_a_passage_tells_its_steps_from_other_limits() -> None:
    passage = "Từ 70 đến dưới 90 điểm: tốt.\nTừ 50 đến dưới 70 điểm: hoàn thành.\nDưới 50 điểm: không hoàn thành."
    case = case_of("tôi được 45 điểm thì xếp loại gì")
    lines = passage.splitlines()
    assert [speaks_for(case, line, scale_of(case, passage)) for line in lines] == [-1, -1, 1]
    assert speaks_for(case_of("tôi được 60 điểm"), lines[2], scale_of(case, passage)) == -1
    assert not misses(case, passage)
    assert fits(case, ["Mức điểm", lines[2]], scale_of(case, passage)) == 1
    assert holds(case, lines[2], scale_of(case, passage))
    assert not holds(case, lines[2])
    assert units_of(case_of("còn 4 năm rưỡi"), "4") == {"nam"}


def test_a_case_outside_every_bracket() -> None:
    passage = "Người còn từ 2 đến 5 năm được 5 tháng lương, từ trên 5 đến 10 năm được 4 tháng."
    assert misses(case_of("tôi còn 12 năm nữa nghỉ hưu"), passage)
    assert not misses(case_of("tôi còn 4 năm nữa nghỉ hưu"), passage)
    assert not misses(case_of("tôi 52 tuổi"), passage)
    assert not misses(case_of("tôi còn 12 năm nữa nghỉ hưu"), "Từ năm thứ 21 được 0,5 tháng.")


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 60), st.sampled_from(["năm", "tháng", "tuổi", "%"]))
def test_a_bracket_holds_what_lies_between_its_ends(value: int, one: int, other: int, unit: str) -> None:
    low, high = sorted((one, other))
    found = fits(case_of(f"còn {value} {unit} thì sao"), [f"người còn từ {low} đến {high} {unit}"])
    assert found == (0 if low == high else 1 if low <= value <= high else -1)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_words_are_borne(question: str, said: str) -> None:
    assert fits(case_of(question), [said]) in (-1, 0, 1)
