"""Who is let in, by what, and what strangers get."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.access import code_in
from bot.journal import Role
from bot.model import IncomingKind
from bot.phrases import dialogue, training
from tests.conversation.people import ADMIN, Office, office_in
from tests.web.fakes import ANSWERED

ADMIN_HELLO = dialogue.admin_hello(takes_files=True)


def code_of(office: Office, wish: str) -> str:
    admin = office.person(ADMIN)
    admin.says(f"/moi {wish}")
    return admin.button("Sao chép mã").copied or ""


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("12345-67890", "1234567890"),
        ("12345 67890", "1234567890"),
        (" 1234567890. ", "1234567890"),
        ("Mã mời: 12345-67890", "1234567890"),
        ("mã 12345–67890", None),
        ("12345-67890-11111", "123456789011111"),
        ("12345", None),
        ("tôi có 12345-67890", None),
        ("123456789012", None),
        ("", None),
    ],
)
def test_codes_as_people_type_them(text: str, digits: str | None) -> None:
    assert code_in(text) == digits


def test_strangers_get_one_line_and_leave_no_words(tmp_path: Path) -> None:
    with office_in(tmp_path, access=None) as office:  # none chosen: by invitation
        stranger = office.person("666")
        assert stranger.says(ANSWERED) == dialogue.STRANGER
        assert stranger.presses_key("v:1") == dialogue.STRANGER
        assert stranger.sends_file("a.md", b"x") == dialogue.STRANGER
        assert stranger.says("/vanban") == ""  # nobody has to be told more than three times in ten minutes
        for kind in IncomingKind:
            assert stranger.sends_other(kind, "gì đó rất lạ") == ""
        assert stranger.seen == []
        office.clock.pass_by(minutes=11)
        assert stranger.says("/start") == dialogue.STRANGER
        assert office.person("667", chat="-5", group=True).says(ANSWERED) == dialogue.STRANGER_IN_GROUP
        for table in ("questions", "conversations", "members"):
            assert office.rows(table) == 0


def test_an_invitation_lets_in_so_many_for_so_long(tmp_path: Path) -> None:
    with office_in(tmp_path, access="invite") as office:
        code = code_of(office, "Đảng ủy phường Lê Chân 2 7")
        one, two, three, four = (office.person(name) for name in ("101", "102", "103", "104"))
        text = one.says(code)
        assert text.startswith("Mã đúng, mời anh/chị dùng (Đảng ủy phường Lê Chân).\n\nChào anh/chị.")
        assert one.says("1").startswith("Hỏi: ")
        assert office.question(one.last.question).unit == "Đảng ủy phường Lê Chân"
        assert one.says(code).startswith("Mã đúng")  # and that costs no use
        assert two.says(f"/start {code.replace('-', '')}").startswith("Mã đúng")  # by the link
        assert three.says(code) == dialogue.CODE_WRONG
        late = code_of(office, "1 2")
        office.clock.pass_by(days=2, minutes=1)
        assert four.says(late) == dialogue.CODE_WRONG
        assert "Thời gian luân chuyển" in one.says(ANSWERED)
        office.restart()
        assert "Thời gian luân chuyển" in office.person("101").says(ANSWERED)
        data = b"".join(file.read_bytes() for file in office.settings.data.glob("journal.*"))
        for secret in (code, code.replace("-", ""), late):
            assert secret.encode() not in data


def test_guessing_is_limited(tmp_path: Path) -> None:
    with office_in(tmp_path, access="invite") as office:
        code = code_of(office, "0 7")
        stranger = office.person("666")
        for _ in range(5):
            assert stranger.says("00000-00000") == dialogue.CODE_WRONG
        assert stranger.says(code) == dialogue.CODE_TOO_OFTEN
        assert office.person("101").says(code).startswith("Mã đúng")
        office.clock.pass_by(minutes=11)
        assert stranger.says(code).startswith("Mã đúng")
        for name in range(600):
            assert office.person(f"s{name}").says("00000-00001") in (dialogue.CODE_WRONG, dialogue.CODE_TOO_OFTEN)
        assert office.person("s7").says(code) == dialogue.CODE_TOO_OFTEN
        # Who holds a right one is not locked out by others who guess.
        assert office.person("102").says(code).startswith("Mã đúng")
        office.clock.pass_by(hours=1, minutes=1)
        assert office.person("s7").says(code).startswith("Mã đúng")


def test_codes_are_for_private_chats(tmp_path: Path) -> None:
    with office_in(tmp_path, access="invite") as office:
        code = code_of(office, "0 7")
        assert office.person("101", chat="-5", group=True).says(code) == dialogue.STRANGER_IN_GROUP
        assert office.person("101").says(code).startswith("Mã đúng")
        assert "Thời gian luân chuyển" in office.person("101", chat="-5", group=True).says(ANSWERED)


def test_the_list(tmp_path: Path) -> None:
    with office_in(tmp_path, access="allowlist", allowed=("telegram:101", "zalo:7")) as office:
        assert "Thời gian luân chuyển" in office.person("101").says(ANSWERED)
        assert "Thời gian luân chuyển" in office.person("7", channel="zalo").says(ANSWERED)
        stranger = office.person("7")
        assert stranger.says(ANSWERED) == dialogue.stranger_not_listed("telegram:7")
        assert stranger.says(code_of(office, "0 7")) == dialogue.CODE_WRONG  # the list alone lets in
        assert stranger.says(office.dialogue.access.admin_code()).startswith("Mã đúng")  # but admins come by a code


def test_open_to_everybody(office: Office) -> None:
    assert "Thời gian luân chuyển" in office.person("1").says(ANSWERED)
    someone = office.person("2")
    someone.says(code_of(office, "“Chi bộ 5” 1"))
    someone.says(ANSWERED)
    assert office.question(someone.last.question).unit == "Chi bộ 5"
    # What looks like a code and is none is a question.
    assert someone.says("09123-45678").startswith("Không có trong tài liệu")


def test_the_code_that_is_made_at_the_start(tmp_path: Path) -> None:
    with office_in(tmp_path, access=None, admins=()) as office:
        access = office.dialogue.access
        code = access.admin_code()
        assert len(code_in(code) or "") == 15
        boss = office.person("1")
        assert ADMIN_HELLO in boss.says(code)
        assert boss.says("/trangthai").startswith("Kho:")
        assert access.admin_chats() == [("telegram", "1")]
        assert office.person("2").says(code) == dialogue.CODE_WRONG  # good for one
        old = access.admin_code()
        office.clock.pass_by(hours=25)
        assert office.person("2").says(old) == dialogue.CODE_WRONG
        office.restart()
        assert boss.says("/moi quản trị").startswith("Mã mời: ")
        second = boss.button("Sao chép mã").copied or ""
        other = office.person("3")
        assert ADMIN_HELLO in other.says(second)
        assert {chat for _, chat in office.dialogue.access.admin_chats()} == {"1", "3"}


def test_an_admin_stays_one_with_a_members_code(tmp_path: Path) -> None:
    with office_in(tmp_path, access=None, admins=()) as office:
        boss = office.person("1")
        boss.says(office.dialogue.access.admin_code())
        boss.says("/moi Ban Tổ chức 5 7")
        code = boss.button("Sao chép mã").copied or ""
        assert ADMIN_HELLO in boss.says(code)
        boss.says(ANSWERED)
        assert office.question(boss.last.question).unit == "Ban Tổ chức"
        member = office.person("2")
        member.says(code)
        assert member.says("/trangthai") == dialogue.ADMINS_ONLY
        assert ADMIN_HELLO in member.says(office.dialogue.access.admin_code())
        assert member.says("/trangthai").startswith("Kho:")


def test_admins_of_the_settings_stop_being_so_with_them(tmp_path: Path) -> None:
    with office_in(tmp_path, access="invite") as office:
        admin = office.person(ADMIN)
        assert admin.says("/trangthai").startswith("Kho:")
        assert office.dialogue.access.admin_chats() == [("telegram", ADMIN)]
        assert office.person(ADMIN, channel="zalo").says("/trangthai") == dialogue.STRANGER
        office.restart(admins=())
        assert office.person(ADMIN).says("/trangthai") == dialogue.STRANGER


@pytest.mark.parametrize(
    ("wish", "for_whom"),
    [
        ("", "không ghi đơn vị; 1 lượt"),
        ("Đảng ủy phường Lê Chân 20 30", "Đảng ủy phường Lê Chân; 20 lượt"),
        ("  Đảng ủy   phường Lê Chân  ", "Đảng ủy phường Lê Chân; 1 lượt"),
        ("Ban Tổ chức 0", "Ban Tổ chức; không giới hạn số lượt"),
        ("20", "không ghi đơn vị; 20 lượt"),
        ("“Chi bộ 5” 20 7", "Chi bộ 5; 20 lượt"),
        ('"Chi bộ 5"', "Chi bộ 5; 1 lượt"),
        ("Quản trị", "người quản trị; 1 lượt"),
        ("admin 0", "người quản trị; 1 lượt"),
        ("Đào tạo 3", "cán bộ đào tạo; 3 lượt"),
    ],
)
def test_wishes_for_a_code(office: Office, wish: str, for_whom: str) -> None:
    admin = office.person(ADMIN)
    text = admin.says(f"/moi {wish}")
    assert f"Cho: {for_whom}; dùng được đến " in text
    code = (admin.button("Sao chép mã").copied or "").replace("-", "")
    assert f"https://t.me/bot?start={code}" in text


@pytest.mark.parametrize(
    "wish", ["A 20000", "A 1 0", "A 1 99999", "A" * 100, "Sở Nội vụ 100000 9999", f"A {'9' * 5000}"]
)
def test_wishes_that_make_no_sense(office: Office, wish: str) -> None:
    assert office.person(ADMIN).says(f"/moi {wish}") == dialogue.INVITE_HOW


def test_roles_are_in_order() -> None:
    """The higher one is kept where somebody comes by two codes."""
    assert [role.value for role in Role] == ["member", "training", "admin"]


def test_training_staff_read_what_is_asked_and_keep_no_folder(tmp_path: Path) -> None:
    with office_in(tmp_path, access="invite") as office:
        code = code_of(office, "đào tạo 2 7")
        trainer = office.person("5")
        assert training.TRAINING_HELLO in trainer.says(code)
        assert trainer.says("/thongke").startswith("7 ngày qua: ")
        assert "/thongke" in trainer.says("/help")
        for command in ("/trangthai", "/moi A", "/capnhat", "/tailieu"):
            assert trainer.says(command) == dialogue.ADMINS_ONLY
        assert office.person("5", chat="-9", group=True).says("/thongke") == dialogue.PRIVATE_ONLY
        access = office.dialogue.access
        assert access.staff_chats() == [("telegram", ADMIN), ("telegram", "5")]
        assert access.admin_chats() == [("telegram", ADMIN)]
        member = code_of(office, "Sở Nội vụ 2 7")
        trainer.says(member)  # a lower code takes nothing away
        assert trainer.says("/thongke").startswith("7 ngày qua: ")
        assert ADMIN_HELLO in trainer.says(access.admin_code())
        assert access.admin_chats() == [("telegram", ADMIN), ("telegram", "5")]
        other = office.person("6")
        other.says(member)
        assert other.says("/thongke") == dialogue.ADMINS_ONLY


def test_training_staff_come_by_a_code_where_a_list_lets_in(tmp_path: Path) -> None:
    with office_in(tmp_path, access="allowlist", allowed=()) as office:
        trainer = office.person("5")
        assert trainer.says(code_of(office, "dao tao")).startswith("Mã đúng")
        assert "Thời gian luân chuyển" in trainer.says(ANSWERED)
