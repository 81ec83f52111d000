"""Hello, help, what is in the folder, and forgetting."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import phrases
from bot.answer.compose import cite
from bot.conversation.asking import ask
from bot.index import Generation, Problem
from bot.journal import Outcome
from bot.model import Answer, IncomingKind, State, Status
from bot.phrases import dialogue
from tests.conversation.people import ADMIN, Office, Person, buttons, office_in
from tests.library.register_files import workbook
from tests.web.fakes import ANSWERED, NOWHERE, REGULATION

SECRET = "ông Nguyễn Văn Bí Mật ở phường Hồng Bàng thì sao?"


def test_the_greeting_says_who_what_and_what_is_kept(office: Office, official: Person, admin: Person) -> None:
    text = official.says("/start")
    assert text.startswith(dialogue.WHO)
    assert "Kho có 4 tài liệu: Bộ Chính trị (2), Ban Tổ chức (1) và các cơ quan khác." in text
    assert dialogue.PRIVACY in text
    assert dialogue.admin_hello(takes_files=True) not in text
    assert dialogue.admin_hello(takes_files=True) in admin.says("/start")
    assert official.sends_other(IncomingKind.FOLLOW) == text
    assert office.rows("questions") == 0


def test_examples_are_asked_by_button_and_by_number(office: Office, official: Person) -> None:
    examples = office.assistant.examples()
    official.says("/start")
    for number, example in enumerate(examples, start=1):
        assert f"\n{number}. {example}" in official.says("/start")
        pressed = official.presses(f"Hỏi câu {number}")
        assert pressed.startswith(dialogue.asked(example))
        assert office.question(official.last.question).typed == example
        official.says("/start")
        assert official.says(str(number)) == pressed
    assert office.question(1).outcome is Outcome.ANSWERED


def test_an_example_that_is_not_offered_any_more(office: Office, official: Person) -> None:
    official.says("/start")
    old = official.key("Hỏi câu 1")
    (office.root / "knowledge" / "ghi-nhớ.md").unlink()
    office.live.refresh()
    assert official.presses_key(old).startswith(dialogue.LIST_CHANGED)
    assert official.presses("Hỏi câu 1").startswith("Hỏi: ")


def test_no_example_is_offered_twice(tmp_path: Path) -> None:
    def copies(folder: Path) -> None:
        folder.mkdir()
        for name in ("a.md", "b.md", "c.md"):
            (folder / name).write_text(REGULATION, encoding="utf-8")

    def answering(generation: Generation, encoder: object, text: str, **more: object) -> tuple[Answer, State]:
        citation = cite(generation, 1, 0, (0, len(generation.documents[0].text)), date(2026, 11, 22))
        return Answer(Status.ANSWERED, "x", citations=(citation,), searched=text), State(text)

    with office_in(tmp_path, copies) as office:
        office.assistant._asking = answering  # type: ignore[assignment]
        examples = office.assistant.examples()
        assert len(examples) == len(set(examples)) == 3
        assert {"nhà ở công vụ", "thời gian luân chuyển"} <= {one.split(" về ")[-1].rstrip("?") for one in examples}


DIGEST = """---
số: 365-QĐ/TW
loại: Quy định
trích yếu: Tiêu chuẩn chức danh
cơ quan ban hành: Bộ Chính trị
bản: tóm lược
nguồn: https://example.vn/365
---
# Tiêu chuẩn chức danh

## Tiêu chuẩn chung

Quy định 365-QĐ/TW đặt ra sáu nhóm tiêu chuẩn chung đối với cán bộ.

## Nội dung chính trị

Quy định 365-QĐ/TW của Bộ Chính trị nói về tiêu chuẩn chức danh.

## Thời gian công tác

Theo Quy định 365-QĐ/TW, người được giới thiệu lần đầu phải còn đủ 60 tháng công tác.
"""


@pytest.mark.parametrize(
    ("quote", "tells"),
    [
        ("Quy định 365-QĐ/TW đặt ra sáu nhóm tiêu chuẩn chung đối với cán bộ.", False),
        ("Quy định 365-QĐ/TW của Bộ Chính trị nói về tiêu chuẩn chức danh.", False),
        ("Theo Quy định 365-QĐ/TW, người được giới thiệu lần đầu phải còn đủ 60 tháng công tác.", True),
        ("Thời gian công tác", False),
    ],
)
def test_an_example_is_answered_by_more_than_a_title_or_a_count(tmp_path: Path, quote: str, tells: bool) -> None:
    def documents(folder: Path) -> None:
        folder.mkdir()
        (folder / "365.md").write_text(DIGEST, encoding="utf-8")

    def answering(generation: Generation, encoder: object, text: str, **more: object) -> tuple[Answer, State]:
        start = generation.documents[0].text.index(quote)
        citation = cite(generation, 1, 0, (start, start + len(quote)), date(2026, 11, 22))
        return Answer(Status.ANSWERED, "x", citations=(citation,), searched=text), State(text)

    with office_in(tmp_path, documents) as office:
        office.assistant._asking = answering  # type: ignore[assignment]
        assert (office.assistant.example() is not None) is tells
        hint = office.person("100").says("/hoi")
        assert hint == dialogue.ask_what(office.assistant.example())
        assert ("ví dụ" in hint) is tells


def test_hints_suggest_what_is_answered(office: Office, official: Person) -> None:
    office.assistant._asking = ask
    for typed in ("?", "👍", "  "):
        hint = official.says(typed)
        example = hint.partition("ví dụ: ")[2]
        assert example in office.assistant.examples()
    command = official.says("/hoi").partition("ví dụ: ")[2]
    official.says(command)
    assert office.question(official.last.question).outcome is Outcome.ANSWERED


def test_where_files_cannot_be_sent_nobody_is_told_to(office: Office) -> None:
    admin = office.person(ADMIN)
    office.dialogue._keeping._fetch = {}
    assert dialogue.admin_hello(takes_files=False) in admin.says("/start")
    assert "gửi tệp" not in admin.says("/start")


def test_an_empty_folder(tmp_path: Path) -> None:
    with office_in(tmp_path, lambda folder: folder.mkdir()) as office:
        official, admin = office.person("100"), office.person(ADMIN)
        assert dialogue.NOTHING_HELD in official.says("/start")
        assert official.says("vb") == dialogue.NOTHING_HELD
        for nothing in ("gì đó", "😀", "hoànggiaphổquát" * 4):
            assert official.says(f"/vanban {nothing}") == dialogue.shelves_none(nothing)
        assert admin.says("/tailieu") == dialogue.files_none(takes_files=True)


def test_help_and_about(official: Person, admin: Person) -> None:
    text = official.says("/help")
    assert all(f"/{name}:" in text for name in dialogue.COMMANDS)
    assert not any(f"/{name}:" in text for name in dialogue.ADMIN_COMMANDS)
    assert all(f"/{name}:" in admin.says("trợ giúp") for name in dialogue.ADMIN_COMMANDS)
    assert dialogue.HELP_READING in text
    for said in ("Gần đúng", "Không có trong tài liệu", "Bản tóm lược", "Hiệu lực", "Trong nhóm"):
        assert sum(said in line for line in text.splitlines()) == 1
    about = official.says("/gioithieu")
    assert dialogue.ABOUT in about
    assert dialogue.ABOUT_PRIVACY in about


# --- the list of documents -----------------------------------------------------------------------------------------


def many(folder: Path) -> None:
    folder.mkdir()
    for number in range(1, 21):
        text = REGULATION.replace("65-QĐ/TW", f"{100 + number}-QĐ/TW").replace("28/4/2022", f"28/4/{2010 + number % 3}")
        if number % 2:
            text = text.replace("bản: toàn văn", "bản: toàn văn\nhết hiệu lực từ: 1/1/2020")
        else:
            text = text.replace("bản: toàn văn", "bản: toàn văn\nhiệu lực từ: 1/1/2015")
        (folder / f"{number}.md").write_text(text.replace("Luân chuyển cán bộ", f"Việc thứ {number}"), encoding="utf-8")


def test_pages_of_documents(tmp_path: Path) -> None:
    with office_in(tmp_path, many) as office:
        official = office.person("100")
        first = official.says("vb")
        assert first.splitlines()[0] == "20 tài liệu trong kho, trang 1/3"
        assert "Bộ Chính trị, 2012" in first
        assert dialogue.SHELVES_SEARCH in first
        assert official.labels == [*(str(number) for number in range(1, 9)), "Xem thêm"]
        second = official.says("thêm")
        assert second.splitlines()[0] == "20 tài liệu trong kho, trang 2/3"
        assert official.says("trang trước") == first
        official.presses("Xem thêm")
        third = official.presses("Xem thêm")
        assert official.labels == ["1", "2", "3", "4", "Trang trước"]
        assert official.says("thêm") == dialogue.NOTHING_MORE
        listed = [line for text in (first, second, third) for line in text.splitlines() if "-QĐ/TW" in line]
        assert len({line.split(". ", 1)[1] for line in listed}) == 20
        assert official.presses_key("v:99") == third
        opened = official.says("4")
        assert opened.split(" (")[0] in third
        assert "Điều 1. Phạm vi điều chỉnh" in opened
        official.presses("Tải văn bản gốc")
        assert official.last.file == f"{opened.split('số ')[1].split('-')[0].removeprefix('1').lstrip('0')}.md"


def test_documents_are_searched(tmp_path: Path) -> None:
    with office_in(tmp_path, many) as office:
        official = office.person("100")
        for wanted in ("117", "QĐ 117", "qd 117", "việc thứ 17", "VIEC THU 17", "117-QĐ/TW"):
            found = official.says(f"/vanban {wanted}")
            assert found.splitlines()[0] == f"1 tài liệu khớp “{wanted}”", wanted
        assert official.says("/vanban 2012").startswith("7 tài liệu")
        expired = official.says("/vanban hết hiệu lực")
        assert expired.splitlines()[0] == "10 tài liệu khớp “hết hiệu lực”, trang 1/2"
        assert "còn hiệu lực" not in expired.replace("“hết hiệu lực”", "")
        page = official.says("thêm")
        assert page.splitlines()[0].startswith("10 tài liệu")
        assert page.count("đã hết hiệu lực") == 2
        assert official.says("/vanban còn hiệu lực").startswith("10 tài liệu")
        assert official.says("/vanban còn hiệu lực 2011").startswith("3 tài liệu")
        assert official.says("vb 2012") == official.says("/vanban 2012")
        assert official.says("van ban viec thu 17").splitlines()[0] == "1 tài liệu khớp “viec thu 17”"
        assert official.says("vb con hieu luc").startswith("10 tài liệu")
        assert official.says("/vanban không có đâu") == dialogue.shelves_none("không có đâu")
        assert official.says("/vanban " + "rất dài " * 100)
        assert official.says("/vanban 😀 ???")


def test_what_no_document_bears_is_asked(official: Person) -> None:
    assert official.says("vb giá vàng").startswith(phrases.REFUSED)
    assert official.says("văn bản luân chuyển").startswith("1 tài liệu khớp")


# --- forgetting ----------------------------------------------------------------------------------------------------


def test_forgetting_erases_every_trace_and_nobody_elses(tmp_path: Path) -> None:
    with office_in(tmp_path, access="invite") as office:
        official, other, admin = office.person("100"), office.person("200"), office.person(ADMIN)
        admin.says("/moi Đảng ủy phường Lạ Lùng 5 7")
        code = admin.button("Sao chép mã").copied or ""
        for person in (official, other):
            person.says(code)
            person.says(SECRET if person is official else NOWHERE)
            person.says(ANSWERED)
            person.says("hữu ích")
        official.says("/xoadulieu")
        assert official.says("/xoadulieu") == dialogue.FORGET_ASK
        assert other.presses_key(official.key("Xóa hết")) == dialogue.CONFIRM_NOT_YOURS
        assert official.presses("Thôi") == dialogue.KEPT
        assert official.says("đồng ý") != dialogue.forgotten(2)  # not asked any more
        official.says("xóa dữ liệu")
        assert "3 câu hỏi" in official.says("dong y")
        assert official.state.question is None
        assert office.rows("questions") == 2
        assert office.rows("ratings") == 1
        assert office.rows("conversations") == 1  # the other's
        office.journal.store.write(lambda connection: None)  # after the scrubbing
        data = b"".join(file.read_bytes() for file in office.settings.data.glob("journal.sqlite*"))
        for words in ("Nguyễn Văn Bí Mật", "Hồng Bàng"):
            assert words.encode() not in data
        assert NOWHERE.encode() in data
        # They need no new code; their unit is not known any more.
        official.says(ANSWERED)
        assert office.question(official.last.question).unit is None
        other.says(ANSWERED)
        assert office.question(other.last.question).unit == "Đảng ủy phường Lạ Lùng"


@pytest.mark.parametrize("yes", ["xóa hết", "xoa het", "Xoá hết", "có", "co", "đồng ý", "vâng"])
def test_a_yes_to_forgetting(official: Person, yes: str) -> None:
    official.says(ANSWERED)
    official.says("/xoadulieu")
    assert "“xóa hết”" in official.last.typed
    assert official.says(yes) == dialogue.forgotten(1)


def test_forgetting_waits_for_nobody(office: Office, official: Person) -> None:
    """The log of changes is cut after the transaction, also where a reader holds it up meanwhile."""
    official.says(SECRET)
    official.says("/xoadulieu")
    incoming = official._incoming(IncomingKind.TEXT, text="đồng ý")
    finish = office.dialogue.handle(incoming, timedelta())
    [told] = office.journal.store.write(finish)
    assert told.text == dialogue.forgotten(1)
    assert buttons(told) == []
    assert official.says("/thongke") == dialogue.ADMINS_ONLY


# --- for admins -----------------------------------------------------------------------------------------------------


def test_how_the_bot_is_doing(office: Office, admin: Person) -> None:
    office.clock.pass_by(hours=30, minutes=5)
    text = admin.says("/trangthai")
    assert "Kho: 4 tài liệu" in text
    assert "Đang chờ trả lời: 3" in text
    assert "Chạy từ 14:00 ngày 22/11/2026 (30 giờ 5 phút)" in text
    assert "Telegram: mất kết nối" in text
    assert "Mọi tệp đều đọc được." in text
    (office.root / "knowledge" / "hỏng.docx").write_bytes(b"")
    scanned = admin.says("/capnhat")
    assert scanned.startswith("Đã quét lại: đọc 1 tệp mới hoặc thay đổi. Kho có 4 tài liệu")
    [problem] = office.live.generation.problems
    assert isinstance(problem, Problem)
    for text in (scanned, admin.says("/trangthai")):
        assert f"1 tệp không đọc được:\n✗ hỏng.docx: {problem.reason}" in text
    assert admin.says("/capnhat").startswith("Đã quét lại: không có gì thay đổi.")


def test_a_fault_of_the_register_is_said_as_what_it_is(office: Office, admin: Person) -> None:
    (office.root / "knowledge" / "danh-muc.xlsx").write_bytes(workbook([{"Tệp": "không-có.docx", "Người ký": "A"}]))
    told = "! Danh mục danh-muc.xlsx: dòng 2: không thấy tệp “không-có.docx” trong thư mục tài liệu."
    assert told in admin.says("/capnhat")
    state = admin.says("/trangthai")
    assert state.endswith(f"Mọi tệp đều đọc được.\n{told}")
    files = admin.says("/tailieu")
    assert told in files
    assert "✗" not in files
    assert files.startswith("4 tệp")  # it is none of those that can be taken out


def test_one_scan_at_a_time(office: Office, admin: Person) -> None:
    inner: list[str] = []

    def rescan() -> object:
        inner.append(office.person(ADMIN, chat="other").says("/capnhat"))
        return office.live.refresh()

    from bot.conversation.dialogue import Dialogue

    office.dialogue = Dialogue(office.assistant, office.settings, rescan=rescan, now=office.clock)  # type: ignore[arg-type]
    assert admin.says("/capnhat").startswith("Đã quét lại")
    assert inner == [dialogue.RESCANNING]
    office.dialogue = Dialogue(office.assistant, office.settings, now=office.clock)
    assert admin.says("/capnhat") == dialogue.RESCAN_NONE
    assert admin.sends_file("a.md", b"x") == dialogue.FILING_NONE
    assert admin.presses_key("b:1") == admin.presses_key("y:1") == dialogue.FILING_NONE
    assert "Đang chờ" not in admin.says("/trangthai")


def test_what_was_asked(office: Office, official: Person, admin: Person) -> None:
    assert admin.says("/thongke") == "7 ngày qua: 0 câu hỏi\n\n30 ngày qua: 0 câu hỏi"
    for text in (ANSWERED, ANSWERED, NOWHERE, "xin chào"):
        official.says(text)
    official.says("hữu ích")
    office.person("1", channel="web").says(ANSWERED)
    lines = admin.says("/thongke").splitlines()
    assert lines[:5] == [
        "7 ngày qua: 4 câu hỏi",
        "– trả lời được 3 (75%), gần đúng 0 (0%), không có trong tài liệu 1 (25%)",
        "– góp ý: hữu ích 1, chưa đúng 0",
        "– kênh: Telegram 3, trang hỏi đáp 1",
        "– trích nhiều nhất: 65-QĐ/TW (3)",
    ]
    assert lines[6:] == ["30 ngày qua: 4 câu hỏi", *lines[1:5]]
