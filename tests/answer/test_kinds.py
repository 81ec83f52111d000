"""What kind of thing a question asks for, and whether some words hold one."""

from __future__ import annotations

import pytest

from bot.answer.kinds import Asked, Wanted, holds_instance, wanted


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("Công chức bị kỷ luật khiển trách thì bao nhiêu tháng mới được nâng lương?", Asked.DURATION, ""),
        ("thời hạn luân chuyển là mấy năm", Asked.DURATION, ""),
        ("Nghỉ phép được bao lâu?", Asked.DURATION, ""),
        ("Quy định này có mấy chương?", Asked.COUNT, "chuong"),
        ("Có bao nhiêu cán bộ được điều động?", Asked.COUNT, "nguoi"),
        ("số lượng phó chủ tịch xã", Asked.COUNT, ""),
        ("Mức hỗ trợ một lần là bao nhiêu?", Asked.MONEY, ""),
        ("được hỗ trợ thuê nhà bao nhiêu một tháng", Asked.MONEY, ""),
        ("luân chuyển về xã hỗ trợ bao nhiêu?", Asked.MONEY, ""),
        ("nâng lương trước hạn bao nhiêu tháng", Asked.DURATION, ""),
        ("trợ cấp bao nhiêu tháng lương", Asked.MONEY, ""),
        ("hỗ trợ bao nhiêu người", Asked.COUNT, "nguoi"),
        ("mức lương cơ sở hiện nay là bao nhiêu", Asked.MONEY, "luong co so"),
        ("điểm cộng bao nhiêu một lần", Asked.COUNT, ""),
        ("kinh phí đào tạo hết bao nhiêu tiền", Asked.MONEY, ""),
        ("Văn bản có hiệu lực từ ngày nào?", Asked.DAY, ""),
        ("ban hành ngày mấy tháng mấy", Asked.DAY, ""),
        ("Luật được thông qua năm nào?", Asked.YEAR, ""),
        ("Khi nào thì được bổ nhiệm lại?", Asked.WHEN, ""),
        ("Tuổi tối đa khi bổ nhiệm lần đầu?", Asked.AGE, ""),
        ("Tỷ lệ cán bộ nữ là bao nhiêu?", Asked.PERCENT, ""),
        ("Họ tên người ký là gì?", Asked.NAME, ""),
        ("Ai quyết định miễn nhiệm?", Asked.WHO, ""),
        ("Thành phố sau hợp nhất lấy tên gì?", Asked.OTHER, ""),
        ("Trang bị máy tính ra sao?", Asked.OTHER, ""),  # folded, "máy" looks like "mấy"
        ("Số điện thoại của cơ quan?", Asked.PHONE, ""),
        ("ông Đỗ Mạnh Hiến giữ chức vụ gì", Asked.POST, "hien"),
        ("ong hien la ai", Asked.POST, "hien"),
        ("Đồng chí Trần Văn Bình làm chức gì ở huyện?", Asked.POST, "binh"),
        ("bí thư thành ủy là ai", Asked.WHO, "bi thu"),
        ("ai làm chủ tịch quận", Asked.WHO, "chu tich"),
        ("ai bổ nhiệm chủ tịch xã", Asked.WHO, ""),
        ("cần giữ chức vụ gì để được quy hoạch", Asked.OTHER, ""),
    ],
)
def test_kinds_are_told_by_the_form_of_the_question(question: str, kind: Asked, unit: str) -> None:
    found = wanted(question)
    assert (found.kind, found.unit) == (kind, unit)


def test_may_without_its_accents_is_rather_a_number() -> None:
    assert wanted("có máy quận", "co may quan").kind is Asked.COUNT
    assert wanted("có máy quận", "có máy quận").kind is Asked.OTHER
    assert wanted("trang bị máy tính ra sao", "trang bi may tinh ra sao").kind is Asked.OTHER


@pytest.mark.parametrize(
    ("asked", "text", "held"),
    [
        (Wanted(Asked.DURATION), "giữ chức vụ không quá 05 năm", True),
        (Wanted(Asked.DURATION), "trong thời hạn ba mươi ngày", True),
        (Wanted(Asked.DURATION), "ngày 11 tháng 3 năm 2021, định hướng đến năm 2025", False),
        (Wanted(Asked.COUNT, "nguoi"), "rà soát hơn 2.600 lượt cán bộ", True),
        (Wanted(Asked.COUNT, "nguoi"), "năm 2021 đã luân chuyển cán bộ theo Kết luận 09-KL/TU", False),
        (Wanted(Asked.COUNT, "nguoi"), "một trong những điểm nổi bật là Kết luận 09 để tăng cường cán bộ trẻ", False),
        (Wanted(Asked.COUNT, "nguoi"), "chỉ một cán bộ được chọn", True),
        (Wanted(Asked.POST, "hien"), "Phó Bí thư thường trực Thành ủy Đỗ Mạnh Hiến nhấn mạnh", True),
        (Wanted(Asked.POST, "hien"), "Bí thư Thành ủy chỉ đạo thực hiện", False),
        (Wanted(Asked.POST, "hien"), "Ông Đỗ Mạnh Hiến khẳng định việc này", False),
        (Wanted(Asked.COUNT, "nguoi"), "ít nhất 25% cán bộ chủ chốt dưới 40 tuổi", False),
        (Wanted(Asked.COUNT, "nguoi"), "cán bộ nữ có 97, cán bộ trẻ có 141", True),
        (Wanted(Asked.COUNT, "nguoi"), "1. Cán bộ được quy hoạch.", False),
        (Wanted(Asked.COUNT, "nguoi"), "1. Đã chọn 12 cán bộ.", True),
        (Wanted(Asked.COUNT, "buoc"), "thực hiện theo 5 bước sau", True),
        (Wanted(Asked.COUNT, "buoc"), "có 12 điều, các bước như sau", False),
        (Wanted(Asked.COUNT), "gồm ba nhóm", True),
        (Wanted(Asked.MONEY), "hỗ trợ 50 triệu đồng", True),
        (Wanted(Asked.MONEY), "hỗ trợ hai tỷ, sau đó 500 nghìn đồng", True),
        (Wanted(Asked.MONEY), "mỗi người 5 triệu", True),
        (Wanted(Asked.PERCENT), "chiếm một nửa", True),
        (Wanted(Asked.PERCENT), "chiếm 15,5 %", True),
        (Wanted(Asked.COUNT, "nguoi"), "hai nghìn sáu trăm cán bộ", True),
        (Wanted(Asked.COUNT), "thành phố Hải Phòng trong năm qua", False),
        (Wanted(Asked.MONEY), "bằng 10 lần mức lương cơ sở", True),
        (Wanted(Asked.MONEY, "luong co so"), "bằng 1,5 lần mức lương cơ sở", False),
        (Wanted(Asked.MONEY, "luong co so"), "mức lương cơ sở là 2.340.000 đồng", True),
        (Wanted(Asked.MONEY), "hỗ trợ 3 đợt trong 2 năm", False),
        (Wanted(Asked.DAY), "có hiệu lực từ ngày 1/7/2025", True),
        (Wanted(Asked.DAY), "ban hành năm 2021", False),
        (Wanted(Asked.YEAR), "ban hành năm 2021", True),
        (Wanted(Asked.AGE), "dưới 40 tuổi", True),
        (Wanted(Asked.AGE), "từ 40 người trở lên", False),
        (Wanted(Asked.NAME), "do đồng chí Nguyễn Văn An làm trưởng ban", True),
        (Wanted(Asked.NAME), "Ban Thường vụ Thành ủy Hải Phòng quyết định", False),
        (Wanted(Asked.WHO), "Ban Thường vụ Thành ủy quyết định", True),
        (Wanted(Asked.WHO, "bi thu"), "Bí thư Thành ủy là ông Trần Văn Bình", True),
        (Wanted(Asked.WHO, "bi thu"), "Năm 2021, Thành ủy Hải Phòng có bí thư mới", False),
        (Wanted(Asked.DURATION), "lấy phiếu hằng năm", True),
        (Wanted(Asked.OTHER), "bất kỳ", True),
    ],
)
def test_an_instance_is_told_by_its_form(asked: Wanted, text: str, held: bool) -> None:
    assert holds_instance(asked, text) is held


def test_the_measure_is_known_in_all_its_words() -> None:
    assert wanted("thời hạn luân chuyển là mấy năm").measure >= {"thoi_han", "thoi_gian"}
    assert wanted("Tỷ lệ cán bộ nữ là bao nhiêu?").measure >= {"ty_le", "phan_tram"}
    assert not wanted("Cán bộ bị cảnh cáo thì bao lâu được bổ nhiệm?").measure
