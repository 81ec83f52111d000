"""Follow-ups: whether a question leans on the one before, and how it reads when joined with it."""

from __future__ import annotations

import pytest

from bot.answer import gists, joined, own_words, refers_back
from bot.answer.counterparts import exchanged
from bot.answer.followup import topic
from bot.answer.lists import item_asked
from bot.model import Citation, State, TextKind, Validity
from bot.vietnamese import fold

LIST = "Người được cử đi phải:\n\na) Có bằng thạc sĩ.\nb) Dưới 40 tuổi.\nc) Theo Quy định 12-QĐ/TW năm 2020."


def cited(quote: str, number: str | None = None) -> Citation:
    return Citation(
        1, "Văn bản", number, None, "", quote, "a.md", 0, len(quote), Validity.UNKNOWN, TextKind.FULL, None, ""
    )


def readings(earlier: str, later: str, *citations: Citation) -> list[str]:
    return [one.searched for one in joined(later, State(earlier, citations))]


@pytest.mark.parametrize(
    "question",
    [
        "còn cấp xã thì sao?",
        "thế cách chức",
        "trong đó có mấy người nữ",
        "nó do ai ký",
        "họ được hưởng gì",
        "gồm mấy chương",
        "ai ký",
        "ở đâu vậy",
        "có ngoại lệ không",
        "cái thứ hai nói gì",
        "còn quy định 65?",
        "cảnh cáo?",
        "năm nào",
    ],
)
def test_leans(question: str) -> None:
    assert refers_back(question)
    assert refers_back(fold(question))


@pytest.mark.parametrize(
    "question",
    [
        "Hải Phòng có bao nhiêu phường",
        "Chủ nợ có quyền yêu cầu mở thủ tục phá sản khi nào?",
        "Hồ sơ đề nghị hỗ trợ chi phí gồm những gì?",
        "Người Do Thái chiếm bao nhiêu phần trăm?",
        "Thế nào là biệt phái?",
        "ông Đỗ Văn Nam nói gì về luân chuyển",
        "Quy định 65 có hiệu lực từ ngày nào",
        "điều kiện bổ nhiệm lại là gì",
        "Ai ký Nghị quyết ở Bắc Giang?",
    ],
)
def test_stands_on_its_own(question: str) -> None:
    assert not refers_back(question)


@pytest.mark.parametrize(
    ("earlier", "later", "joint"),
    [
        ("mỗi huyện có mấy phó chủ tịch", "cấp xã", "mỗi cấp xã có mấy phó chủ tịch"),
        ("bị khiển trách thì chờ bao lâu", "cảnh cáo", "bị cảnh cáo thì chờ bao lâu"),
        ("tiến sĩ được hỗ trợ bao nhiêu", "thạc sĩ", "thạc sĩ được hỗ trợ bao nhiêu"),
        ("giải pháp thứ nhất là gì", "cái thứ ba", "giải pháp thứ ba là gì"),
        ("nhiệm kỳ 2020-2025 có mấy ủy viên", "nhiệm kỳ trước thì sao", "nhiệm kỳ 2015-2020 có mấy ủy viên"),
        ("Điều 5 nói gì", "điều 6", "điều 6 nói gì"),
        ("quận, huyện có mấy phòng", "cấp xã", "cấp xã có mấy phòng"),
        ("tuổi của nam là bao nhiêu", "cấp xã", None),
    ],
)
def test_one_thing_stands_for_another(earlier: str, later: str, joint: str | None) -> None:
    assert exchanged(earlier, later) == joint


def test_another_document_takes_the_place_of_the_first() -> None:
    assert readings("Quy định 12 do ai ký", "còn quy định 13?") == ["quy định 13, do ai ký"]
    assert readings("Quy định 12 do ai ký", "thế 13 thì sao") == ["Quy định 13, do ai ký"]


def test_a_missing_subject_is_the_document_that_was_cited() -> None:
    quote = cited("Quy định có hiệu lực từ 1/1/2020.", "12-QĐ/TW")
    assert (
        readings("Quy định về luân chuyển có hiệu lực khi nào", "gồm mấy chương", quote)[0] == "gồm mấy chương 12-QĐ/TW"
    )
    assert readings("Quy định về luân chuyển có hiệu lực khi nào", "nó còn hiệu lực không", quote)[0] == (
        "văn bản số 12-QĐ/TW còn hiệu lực không"
    )


def test_nothing_to_lean_on() -> None:
    assert joined("còn cấp xã thì sao?", State()) == ()
    assert joined("tuổi bổ nhiệm lại là bao nhiêu", State("điều kiện bổ nhiệm")) == ()


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("cái thứ hai nói gì", "Dưới 40 tuổi nói gì"),
        ("2", "Dưới 40 tuổi"),
        ("điều kiện đầu tiên là gì", "Có bằng thạc sĩ là gì"),
        ("ý cuối ban hành ngày nào", "Quy định 12-QĐ/TW ban hành ngày nào"),
        ("cái thứ tư", None),
        ("khoản 2 thì sao", None),
        ("điều 2 nói gì", None),
        ("hai năm một lần à", None),
        ("thứ hai thì sao", "Dưới 40 tuổi thì sao"),
        ("thế 2 là gì vậy", "Dưới 40 tuổi là gì vậy"),
        ("2 năm có được quy hoạch không", None),
        ("3 đồng chí phó bí thư là ai", None),
        ("thứ hai tuần sau có họp không", None),
        ("1 người giữ mấy chức vụ", None),
    ],
)
def test_items_of_the_list_that_was_quoted(question: str, item: str | None) -> None:
    assert item_asked(question, [cited(LIST)]) == item


def test_no_list_no_item() -> None:
    assert item_asked("cái thứ hai", [cited("Một câu không có gì để đếm.")]) is None


def test_what_remains_of_a_question() -> None:
    assert topic("Hải Phòng có bao nhiêu xã") == "Hải Phòng  xã"
    assert own_words("trong đó có mấy người nữ").split() == ["nguoi", "nu"]
    assert own_words("ai ký").split() == ["ky"]


def test_a_story_is_shortened_to_what_it_asks() -> None:
    story = (
        "Chào anh chị, em mới về làm ở phòng tổ chức nên chưa rõ lắm, hôm trước họp có người nói là cán bộ biệt phái "
        "được giữ nguyên lương, nhờ anh chị xem giúp thời hạn biệt phái tối đa là mấy năm, em cảm ơn"
    )
    shortest, *_ = gists(story)
    assert "thời hạn biệt phái tối đa là mấy năm" in shortest
    assert "cảm ơn" not in shortest
    assert "Chào" not in shortest
    assert gists("thời hạn biệt phái là mấy năm") == ()


def test_a_story_keeps_whom_its_question_points_at() -> None:
    story = (
        "Anh họ tôi làm chủ tịch xã ở Bắc Giang, nghe nói bên đó sắp xếp lại nhiều đơn vị, cán bộ nghỉ cũng đông lắm, "
        "cho hỏi tỉnh đó dôi dư bao nhiêu người"
    )
    assert "Bắc Giang" in gists(story)[0]


def test_a_story_keeps_the_document_that_it_names() -> None:
    story = (
        "Theo quy định 12 thì người ta làm chặt lắm, cơ quan tôi bàn mãi chưa xong, ai cũng có ý kiến riêng của mình, "
        "tôi muốn hỏi là người bị nhắc nhở hai lần trong một năm thì có được xét khen thưởng hay không"
    )
    assert "quy định 12" in gists(story)[0]
