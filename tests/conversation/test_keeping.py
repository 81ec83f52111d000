"""The folder kept from a phone, with the real filing behind it."""

from __future__ import annotations

from bot import phrases
from bot.errors import SendLater
from bot.journal.audit import Action, trail
from bot.model import Attachment
from bot.phrases import dialogue, staff
from bot.phrases import filing as words
from tests.conversation.people import ADMIN, Office, Person
from tests.web.fakes import ANSWERED, REGULATION

NEW = REGULATION.replace("65-QĐ/TW", "66-QĐ/TW").replace("Luân chuyển cán bộ", "Biệt phái cán bộ")
NEWER = REGULATION.replace("bốn mươi tám tháng", "ba mươi sáu tháng")


def names(office: Office) -> list[str]:
    root = office.root / "knowledge"
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_a_new_file_goes_in_after_yes(office: Office, admin: Person) -> None:
    before = names(office)
    text = admin.sends_file("QĐ 66.md", NEW.encode())
    assert text.splitlines() == [
        "QĐ 66.md",
        "Loại: Quy định",
        "Số: 66-QĐ/TW",
        "Trích yếu: Biệt phái cán bộ",
        "Ngày ban hành: 28/4/2022",
        "Đọc được 6 đoạn.",
        "",
        dialogue.FILING_ASK,
    ]
    assert names(office) == before
    yes = admin.key("Đồng ý")
    assert admin.presses("Đồng ý") == dialogue.filed("QĐ 66.md", 6)
    assert names(office) == sorted([*before, "QĐ 66.md"])
    assert "66-QĐ/TW" in admin.says("/vanban biệt phái")
    assert admin.says("đồng ý") != dialogue.filed("QĐ 66.md", 6)  # the step is over
    assert admin.presses_key(yes) == dialogue.filed("QĐ 66.md", 6)  # the same again, as after a crash
    assert names(office) == sorted([*before, "QĐ 66.md"])


def test_no_is_no(office: Office, admin: Person) -> None:
    before = names(office)
    admin.sends_file("a.md", NEW.encode())
    yes = admin.key("Đồng ý")
    assert admin.says("thôi") == dialogue.FILING_DROPPED
    assert admin.presses_key(yes) == dialogue.FILING_GONE
    assert names(office) == before
    admin.sends_file("a.md", NEW.encode())
    assert admin.presses("Thôi") == dialogue.FILING_DROPPED


def test_few_files_are_read_at_once(office: Office, admin: Person) -> None:
    slow = office.dialogue._keeping._rescanning
    with slow.place() as one, slow.place() as two:
        assert (one, two) == (True, True)
        assert admin.sends_file("a.md", NEW.encode()) == dialogue.FILING_BUSY
        assert admin.says("/capnhat") == dialogue.RESCANNING
    assert dialogue.FILING_ASK in admin.sends_file("a.md", NEW.encode())


def test_in_place_of_the_old_one(office: Office, admin: Person, official: Person) -> None:
    text = admin.sends_file("mới.md", NEWER.encode())
    assert dialogue.looked_replaces("trung ương/quy-định-65.md") in text
    assert admin.labels == ["Đồng ý, thay bản cũ", "Giữ cả hai", "Thôi"]
    told = admin.says("dong y")
    assert told == f"{dialogue.filed('trung ương/mới.md', 6)}\n{dialogue.filed_instead('trung ương/quy-định-65.md')}"
    assert "trung ương/quy-định-65.md" not in names(office)
    admin.says("/tailieu")
    assert "trung ương/quy-định-65.md (lấy ra " in admin.says("thùng rác")
    assert admin.says("1") == dialogue.file_restored("trung ương/quy-định-65.md")
    assert {"trung ương/quy-định-65.md", "trung ương/mới.md"} <= set(names(office))


def test_an_offer_that_the_folder_has_overtaken_is_made_anew(office: Office, admin: Person) -> None:
    admin.sends_file("một.md", NEWER.encode())
    first = admin.key("Đồng ý, thay bản cũ")
    admin.sends_file("hai.md", NEWER.replace("ba mươi sáu", "hai mươi").encode())
    admin.presses("Đồng ý, thay bản cũ")
    before = names(office)
    again = admin.presses_key(first)
    assert again.startswith(dialogue.FILING_CHANGED)
    assert dialogue.looked_replaces("trung ương/hai.md") in again
    assert names(office) == before
    second = admin.key("Đồng ý, thay bản cũ")
    admin.says("đồng ý thay bản cũ")  # the button's own words
    assert "trung ương/một.md" in names(office)
    assert "trung ương/hai.md" not in names(office)
    after = names(office)
    for yes in (first, second):  # said again, as after a crash
        assert admin.presses_key(yes) == dialogue.filed("trung ương/một.md", 6)
        assert names(office) == after


def test_a_file_of_the_same_name_that_has_changed_meanwhile_is_not_replaced_unasked(
    office: Office, admin: Person
) -> None:
    name = "trung ương/quy-định-65.md"
    admin.sends_file("quy-định-65.md", NEWER.encode())
    first = admin.key("Đồng ý, thay bản cũ")
    office.write(name, NEWER.replace("ba mươi sáu", "hai mươi"))
    assert admin.presses_key(first).startswith(dialogue.FILING_CHANGED)
    assert "hai mươi" in (office.root / "knowledge" / name).read_text("utf-8")
    yes = admin.key("Đồng ý, thay bản cũ")
    assert dialogue.filed_instead(name) in admin.presses_key(yes)
    assert "ba mươi sáu" in (office.root / "knowledge" / name).read_text("utf-8")


def test_the_very_same_file_is_only_told_to_be_there(office: Office, admin: Person) -> None:
    before = names(office)
    assert admin.sends_file("khác tên.md", REGULATION.encode()) == words.already_there("trung ương/quy-định-65.md")
    assert admin.seen[0].buttons == ()
    assert list((office.settings.data / "filing").iterdir()) == []
    assert names(office) == before


def test_both_are_kept(office: Office, admin: Person) -> None:
    admin.sends_file("quy-định-65.md", NEWER.encode())
    assert admin.says("giữ cả hai").startswith("Đã đưa quy-định-65.md vào kho")
    assert {"trung ương/quy-định-65.md", "quy-định-65.md"} <= set(names(office))


def test_a_file_that_cannot_be_read(office: Office, admin: Person) -> None:
    assert admin.sends_file("quét.docx", b"") == phrases.FILE_EMPTY
    assert admin.sends_file("a.exe", b"MZ\x00\x01").startswith(("Tệp không phải", "Chưa đọc được"))
    assert office.rows("conversations") == 0
    stamped = admin.sends_file("mật.md", ("MẬT\n\n" + NEW.split("---\n", 2)[2]).encode())
    assert stamped == dialogue.FILE_STAMPED
    assert admin.seen[0].buttons == ()
    assert not [path for path in office.settings.data.rglob("*") if path.name == "mật.md"]


def test_a_file_that_does_not_come(office: Office, admin: Person) -> None:
    def later(attachment: Attachment) -> bytes:
        raise SendLater("no network")

    office.dialogue._keeping._fetch = {"telegram": later}
    assert admin.sends_file("a.md", NEW.encode()) == dialogue.FILE_NOT_FETCHED
    assert office.person("1", channel="zalo").sends_file("a.md", b"x") == dialogue.FILE_FROM_MEMBER
    office.dialogue._keeping._fetch = {}
    assert admin.sends_file("a.md", NEW.encode()) == dialogue.FILING_NONE


def test_files_in_groups_are_not_taken(office: Office) -> None:
    admin = office.person(ADMIN, chat="-5", group=True)
    assert admin.sends_file("a.md", NEW.encode()) == dialogue.PRIVATE_ONLY


def test_a_file_out_and_back(office: Office, admin: Person, official: Person) -> None:
    (office.root / "knowledge" / "hỏng.docx").write_bytes(b"")
    office.live.refresh()
    before = names(office)
    listed = admin.says("/tailieu")
    assert listed.splitlines()[0] == "5 tệp trong kho. Chọn số để lấy một tệp ra."
    assert listed.splitlines()[1] == f"1. hỏng.docx: ✗ {phrases.FILE_EMPTY}"
    number = next(line.split(".")[0] for line in listed.splitlines() if "quy-định-65.md" in line)
    assert admin.says(number) == dialogue.file_out_ask("trung ương/quy-định-65.md")
    assert names(office) == before
    assert admin.says("thôi") == dialogue.FILES_KEPT
    admin.says("/tailieu")
    admin.presses(number)
    yes = admin.key("Lấy ra")
    assert admin.presses("Lấy ra") == dialogue.file_out("trung ương/quy-định-65.md")
    restore = admin.key("Khôi phục")
    assert "trung ương/quy-định-65.md" not in names(office)
    official.says("/vanban luân chuyển")
    assert official.last.text == dialogue.shelves_none("luân chuyển")
    assert admin.presses_key(yes) == dialogue.FILE_NOT_THERE
    admin.says("/tailieu")
    trash = admin.says("thùng rác")
    assert trash.startswith(dialogue.TRASH_TITLE)
    assert admin.presses("1") == dialogue.file_restored("trung ương/quy-định-65.md")
    assert names(office) == before
    assert "bốn mươi tám" in official.says(ANSWERED)
    assert admin.presses_key(restore) == dialogue.TRASH_NOT_THERE
    admin.says("/tailieu")
    assert admin.presses("Thùng rác") == dialogue.TRASH_EMPTY
    # What cannot be read can be taken out too.
    admin.says("/tailieu")
    admin.says("1")
    assert admin.says("đồng ý") == dialogue.file_out("hỏng.docx")
    assert admin.says("khôi phục") == dialogue.file_restored("hỏng.docx")


def test_files_are_searched(office: Office, admin: Person) -> None:
    for number in range(10):
        (office.root / "knowledge" / f"tập huấn {number}.md").write_text(f"Lớp tập huấn số {number}.\n", "utf-8")
    office.live.refresh()
    assert admin.says("/tailieu luân chuyển").splitlines()[0].startswith("1 tệp khớp “luan chuyen”")
    assert admin.says("1") == dialogue.file_out_ask("trung ương/quy-định-65.md")
    assert admin.says("/tailieu tap huan").splitlines()[0].startswith("11 tệp khớp “tap huan”, trang 1/2")
    assert admin.says("thêm").splitlines()[0].startswith("11 tệp khớp “tap huan”, trang 2/2")
    assert admin.says("/tailieu trực") == dialogue.files_none_like("truc")


def test_many_files_in_pages(office: Office, admin: Person) -> None:
    for number in range(20):
        (office.root / "knowledge" / f"n{number}.md").write_text(
            f"Đoạn văn số {number} nói về việc {number}.\n", "utf-8"
        )
    office.live.refresh()
    first = admin.says("/tailieu")
    assert first.splitlines()[0] == "24 tệp trong kho, trang 1/3. Chọn số để lấy một tệp ra."
    seen = [*first.splitlines()[1:]]
    for _ in range(2):
        seen += admin.says("thêm").splitlines()[1:]
    assert len({line.split(". ", 1)[1] for line in seen}) == 24
    for _ in range(10):
        admin.says("/tailieu")
        admin.says("1")
        admin.says("lấy ra")
        office.clock.pass_by(minutes=1)
    admin.says("/tailieu")
    assert admin.says("thùng rác").count("(lấy ra") == 8
    assert admin.says("thêm").count("(lấy ra") == 2
    assert admin.says("2").startswith("Đã đưa")


def test_a_disk_that_takes_nothing_is_said(office: Office, admin: Person) -> None:
    data, knowledge = office.settings.data, office.root / "knowledge"
    for name in ("filing", "trash"):
        (data / name).write_text("a file where a folder should be", encoding="utf-8")
    assert admin.sends_file("a.md", NEW.encode()).startswith("Chưa làm được với tệp này: ")
    admin.says("/tailieu")
    admin.says("1")
    assert admin.says("lấy ra").startswith("Chưa làm được với tệp này: ")
    (data / "filing").unlink()
    admin.sends_file("a.md", NEW.encode())
    yes = admin.key("Đồng ý")
    knowledge.rename(office.root / "away")
    assert admin.presses_key(yes).startswith("Chưa làm được với tệp này: ")
    (office.root / "away").rename(knowledge)
    assert admin.presses_key(yes) == dialogue.filed("a.md", 6)


def test_what_is_done_to_the_folder_stands_in_the_trail(office: Office, admin: Person) -> None:
    admin.sends_file("mới.md", NEWER.encode())
    admin.presses("Đồng ý, thay bản cũ")
    admin.says("/tailieu mới")
    admin.says("1")
    admin.presses(dialogue.FILES_OUT)
    admin.presses(dialogue.FILES_RESTORE)
    rows = office.journal.store.read(trail)
    assert [(row.account, row.action) for row in rows] == [
        ("@telegram", Action.RESTORED),
        ("@telegram", Action.TAKEN_OUT),
        ("@telegram", Action.REPLACED),
    ]
    assert rows[0].about == rows[1].about == "trung ương/mới.md"
    assert rows[0].account in staff.NOBODY
    admin.sends_file("QĐ 66.md", NEW.encode())
    admin.presses("Đồng ý")
    assert office.journal.store.read(trail)[0].action is Action.UPLOADED
