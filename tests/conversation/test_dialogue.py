"""A question by message: its answer, and every step below it, pressed and typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import phrases
from bot.answer.compose import suggestion
from bot.index import Generation
from bot.journal import Outcome, Reason, Verdict
from bot.model import Answer, IncomingKind, State, StyleKind
from bot.phrases import dialogue
from tests.conversation.people import ADMIN, Office, Person, buttons, late, office_in
from tests.web.fakes import ANSWERED, NOWHERE, OLD, REGULATION, decided

QUOTE = "Thời gian luân chuyển của cán bộ lãnh đạo ít nhất là bốn mươi tám tháng"
REFERENCE = "khoản 1 Điều 2 Quy định số 65-QĐ/TW ngày 28/4/2022 của Bộ Chính trị"


def test_an_answer_with_its_choices(official: Person) -> None:
    text = official.says(ANSWERED)
    assert QUOTE in text
    assert official.labels == [
        "Nguồn 1",
        "Sao chép trích dẫn",
        "Hữu ích",
        "Chưa đúng",
        "Tải văn bản gốc",
        "Câu hỏi liên quan",
    ]
    assert official.button("Sao chép trích dẫn").copied == REFERENCE
    held = official.office.question(official.last.question)
    assert (held.typed, held.outcome, held.channel, held.unit) == (ANSWERED, Outcome.ANSWERED, "telegram", None)
    assert official.last.reply_to is not None
    assert official.last.typed.startswith("Gõ 1 xem nguồn")
    quotes = [official.last.text[style.start : style.end] for style in official.last.styles if style.kind == "quote"]
    assert any(QUOTE in quote for quote in quotes)


def test_a_source_in_its_surroundings_and_on_from_there(official: Person) -> None:
    official.says(ANSWERED)
    pressed = official.presses("Nguồn 1")
    official.says(ANSWERED)
    assert official.says("1") == official.says("xem nguồn 1") == official.says("/nguon 1") == pressed
    assert pressed.startswith("Nguồn 1. Quy định số 65-QĐ/TW")
    assert "Điều 2, khoản 1; toàn văn" in pressed
    [style] = [style for style in official.last.styles if style.kind is StyleKind.QUOTE]
    assert QUOTE in official.last.text[style.start : style.end]
    assert official.button("Trang nguồn").url == "https://example.vn/65"
    assert (official.button("Mở trên trang").url or "").startswith("https://hoi.example.vn/nguon?mark=")
    assert "Điều 3. Nhà ở công vụ" in official.presses("Điều sau")
    assert "Điều 4. Điều kiện luân chuyển" in official.says("điều sau")
    assert "Điều 5. Hiệu lực" in official.says("dieu sau")
    assert official.says("điều sau") == dialogue.NOTHING_MORE
    assert "Điều 4. Điều kiện" in official.says("điều trước")
    assert official.presses("Về chỗ trích") == pressed
    assert official.says("chưa đúng") == dialogue.RATED_DOWN  # and the answer is still the one that is talked about


def test_a_long_article_is_read_in_parts(office: Office, official: Person) -> None:
    filler = "".join(f"Câu đệm thứ {n} nói về việc khác của cơ quan.\n" for n in range(200))
    long = REGULATION.replace("\n1. Thời", f"\n{filler}1. Thời").replace(
        "\n2. Cán bộ được", f"\n{filler}2. Cán bộ được"
    )
    office.write("trung ương/quy-định-65.md", long)
    official.says(ANSWERED)
    passage = official.says("1")
    assert QUOTE in passage
    assert passage.count(dialogue.CUT) == 2
    article = official.presses("Toàn Điều")
    assert article.splitlines()[1].endswith("phần 1/7")
    assert article.endswith(dialogue.MORE)
    assert "Điều 2. Thời gian luân chuyển" in article
    read = [article]
    while "Đọc tiếp" in official.labels:
        read.append(official.says("thêm"))
        assert len(read[-1]) < 3_500
    assert len(read) == 7
    bodies = " ".join(part.split("\n\n", 1)[1] for part in read)
    text = office.live.generation.documents[office.live.generation.document_of("trung ương/quy-định-65.md") or 0].text
    article = text[text.index("Điều 2.") : text.index("Điều 3.")]
    assert bodies.replace(dialogue.CUT, "").replace(dialogue.MORE, "").split() == article.split()
    assert sum(QUOTE in part for part in read) == 1
    assert official.says("chỗ trích") == passage


def test_what_is_copied(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    text = official.says("trích dẫn")
    assert text == f"“1. {QUOTE} đối với một chức danh.” ({REFERENCE})"
    assert official.says("Sao chép trích dẫn 1") == text
    assert official.says("trích dẫn 4") == dialogue.only_sources(1)


def test_a_long_reference_comes_as_a_message(tmp_path: Path) -> None:
    def documents(folder: Path) -> None:
        folder.mkdir()
        long = REGULATION.replace(
            "cơ quan ban hành: Bộ Chính trị", f"cơ quan ban hành: {'Ban Chấp hành rất dài ' * 12}"
        )
        (folder / "trung ương").mkdir()
        (folder / "trung ương" / "quy-định-65.md").write_text(long, encoding="utf-8")

    with office_in(tmp_path, documents) as office:
        official = office.person("100")
        official.says(ANSWERED)
        assert official.button("Sao chép trích dẫn").copied is None
        assert "Ban Chấp hành rất dài" in official.presses("Sao chép trích dẫn")


def test_ratings(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    number = official.last.question

    def rating() -> tuple[Verdict, Reason | None] | None:
        held = office.question(number).rating
        return (held.verdict, held.reason) if held else None

    useful, wrong = official.key("Hữu ích"), official.key("Chưa đúng")
    assert official.presses_key(useful) == dialogue.RATED_UP
    assert rating() == (Verdict.UP, None)
    assert official.says("chua dung") == dialogue.RATED_DOWN
    assert rating() == (Verdict.DOWN, None)
    assert official.labels == ["Sai văn bản", "Hết hiệu lực", "Thiếu ý", "Khác"]
    assert official.presses("Thiếu ý") == dialogue.RATED_REASON
    assert rating() == (Verdict.DOWN, Reason.INCOMPLETE)
    for typed, reason in (("2", Reason.NOT_IN_FORCE), ("sai van ban", Reason.WRONG_DOCUMENT), ("khác", Reason.OTHER)):
        official.presses_key(wrong)
        assert official.says(typed) == dialogue.RATED_REASON
        assert rating() == (Verdict.DOWN, reason)
    # The step is over: the number is a source again.
    assert official.says("1").startswith("Nguồn 1.")
    official.presses_key(wrong)
    assert QUOTE in official.says(ANSWERED)  # a question closes the step
    assert official.says("4") == dialogue.only_sources(1)
    assert office.rows("ratings") == 10
    for _ in range(3):
        official.presses_key(useful)
    assert office.rows("ratings") == 11  # the same word is not kept twice


def test_related_questions(office: Office, official: Person) -> None:
    official.says("Lớp tập huấn mở khi nào?")
    number = official.last.question
    related = official.presses("Câu hỏi liên quan")
    assert related.splitlines() == [dialogue.RELATED_TITLE, "1. Chế độ học viên được quy định thế nào?"]
    assert official.presses("Hỏi câu 1").startswith("Hỏi: Chế độ học viên được quy định thế nào?\n\n“Học viên được")
    asked = office.question(official.last.question)
    assert (asked.typed, asked.outcome) == ("Chế độ học viên được quy định thế nào?", Outcome.ANSWERED)
    official.says("Lớp tập huấn mở khi nào?")
    official.says("câu hỏi liên quan")
    assert official.says("1").startswith("Hỏi: Chế độ học viên")
    # The folder has changed meanwhile: what is offered now is shown, nothing else is asked.
    official.presses_key(f"q:{number}")
    old = official.key("Hỏi câu 1")
    office.write(
        "ghi-nhớ.md", "# Ghi nhớ\n\n## Lịch tập huấn\n\nLớp tập huấn nghiệp vụ tổ chức mở vào tháng ba hằng năm.\n"
    )
    assert official.presses_key(old) == dialogue.NO_RELATED


def test_a_near_passage_leads_to_what_is_in_force(office: Office, official: Person) -> None:
    def with_successor(generation: Generation, *args: Any, **more: Any) -> tuple[Answer, State]:
        answer, state = decided(generation, *args, **more)
        held = generation.document_of("trung ương/quy-định-65.md") or 0
        return replace(answer, suggestions=(suggestion(generation, held, (0, 500)),)), state

    assert "Văn bản thay thế" not in (official.says(OLD) and official.labels)
    office.assistant._asking = with_successor
    assert official.says(OLD).startswith(phrases.NEAR_EXPIRED)
    assert "Văn bản thay thế" in official.labels
    assert official.button("Sao chép trích dẫn").copied == (
        "Điều 1 Quy định số 98-QĐ/TW ngày 7/10/2017 của Bộ Chính trị (đã hết hiệu lực)"
    )
    shown = official.presses("Văn bản thay thế")
    assert shown.startswith("Quy định số 65-QĐ/TW")
    official.says(OLD)
    assert official.says("văn bản thay thế") == shown


def test_a_refusal_leads_to_the_nearest_documents(official: Person) -> None:
    assert official.says(NOWHERE).startswith(phrases.REFUSED)
    assert official.labels == ["Tài liệu 1", "Tài liệu 2", "Tài liệu 3", "Tài liệu 4", "Câu hỏi liên quan", "Chưa đúng"]
    shown = official.says("2")
    official.says(NOWHERE)
    assert official.presses("Tài liệu 2") == shown
    official.says(NOWHERE)
    assert official.says("trích dẫn") == dialogue.NO_SOURCES
    assert official.says("nguồn 1") == dialogue.NO_SOURCES
    assert official.says("tải") == dialogue.choose_between(4)
    assert official.says("tải 1").startswith("Tệp trong kho: Ghi nhớ")  # of the documents listed
    assert official.says("câu hỏi liên quan").startswith(dialogue.RELATED_TITLE)
    official.says(NOWHERE)
    official.presses("Chưa đúng")
    assert official.labels == ["Có trong tài liệu", "Hiểu sai câu hỏi", "Khác"]
    assert official.last.typed == "Gõ 1 có trong tài liệu, 2 hiểu sai câu hỏi, 3 khác."
    number = official.last.question
    for typed, reason in (("có trong tài liệu", Reason.INCOMPLETE), ("2", Reason.OTHER)):
        official.says("chưa đúng")
        official.says(typed)
        rating = official.office.question(number).rating
        assert rating is not None
        assert rating.reason is reason
    official.says("chưa đúng")
    assert official.presses("Khác") == dialogue.RATED_REASON
    assert official.says("1") == dialogue.NO_SOURCES


def test_talk_changes_nothing(official: Person) -> None:
    official.says(ANSWERED)
    before = official.state
    assert official.says("xin chào") == phrases.HELLO
    assert buttons(official.last) == []
    assert official.state == before
    assert official.says("1").startswith("Nguồn 1.")


def test_a_failure_is_told_and_recorded(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    office.assistant._asking = None  # type: ignore[assignment]
    assert official.says(ANSWERED) == phrases.FAILED
    assert office.rows("questions") == 2
    assert official.says("hữu ích") == dialogue.RATED_UP  # of the answer before


def test_the_file_itself(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    assert official.presses("Tải văn bản gốc").startswith("Tệp trong kho: Quy định số 65-QĐ/TW")
    assert official.last.file == "trung ương/quy-định-65.md"
    assert official.says("tải 1").startswith("Tệp trong kho")
    assert official.says("tải 2") == dialogue.only_sources(1)
    (office.root / "knowledge" / "trung ương" / "quy-định-65.md").unlink()
    assert official.says("tải 1") == dialogue.source_gone("65-QĐ/TW")
    assert official.last.file is None


def test_the_file_of_a_digest_says_what_it_is(office: Office, official: Person) -> None:
    digest = REGULATION.replace("bản: toàn văn", "bản: tóm lược")
    office.write("trung ương/quy-định-65.md", digest)
    official.says(ANSWERED)
    assert "Tải tệp tài liệu" in official.labels
    assert official.presses("Tải tệp tài liệu").endswith(" – bản tóm lược, chưa có toàn văn")
    official.says("/vanban luân chuyển")
    official.says("1")
    assert official.presses("Tải tệp tài liệu").endswith(" – bản tóm lược, chưa có toàn văn")
    office.write("toàn văn.md", REGULATION)
    official.says("/vanban tóm lược")
    official.says("1")
    assert official.says("tải tệp tài liệu").endswith(" – bản tóm lược")
    official.says("/vanban toàn văn luân chuyển")
    official.says("1")
    assert "bản tóm lược" not in official.presses("Tải văn bản gốc")


def test_a_document_that_changes_after_the_answer(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    source, on = official.key("Nguồn 1"), official.presses("Nguồn 1") and official.key("Điều sau")
    office.write(
        "trung ương/quy-định-65.md",
        REGULATION.replace("QUY ĐỊNH\n", "QUY ĐỊNH MỚI\nMột dòng nữa.\n").replace("bốn mươi tám", "ba mươi sáu"),
    )
    shown = official.presses_key(source)
    assert dialogue.source_moved("Điều 2, khoản 1") in shown
    assert "ba mươi sáu tháng" in shown
    assert phrases.SOURCE_CHANGED in official.presses_key(on)
    assert "ba mươi sáu" in official.presses_key(source)
    assert dialogue.source_moved("Điều 2, khoản 1") in official.says("trích dẫn")
    # Another place of the file alone changes nothing.
    office.write("trung ương/quy-định-65.md", REGULATION + "\nĐiều 6. Thêm\nMột điều nữa của quy định này.\n")
    assert "cập nhật" not in official.presses_key(source)
    # The address is gone too: the document is shown from its beginning.
    office.write("trung ương/quy-định-65.md", "Tất cả đã được viết lại thành một đoạn.\n")
    assert dialogue.source_moved(None) in official.presses_key(source)
    (office.root / "knowledge" / "trung ương" / "quy-định-65.md").unlink()
    office.live.refresh()
    assert official.presses_key(source) == dialogue.source_gone("65-QĐ/TW")
    assert (
        official.says("/nguon") == f"{dialogue.SOURCES_TITLE}\n1. {dialogue.source_gone('65-QĐ/TW')}, Điều 2, khoản 1"
    )


def test_somebody_elses_answer(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    keys = [button.key for button in buttons(official.last) if button.key] + ["c:1:1", "r:1:other", "a:1:abc"]
    other = office.person("200")
    for key in keys:
        assert other.presses_key(key) == dialogue.NOT_YOURS
    assert office.rows("ratings") == 0
    other.says(ANSWERED)
    assert other.presses("Hữu ích") == dialogue.RATED_UP


KEYS = (
    "|?|z:1|s|s:|s:x|s:1|s:-1:1|s:99999999999999999999:1|u:³|o|o:zz|g:|v:0|v:99|r:1:bad|e:zz|t:1|k:zz:y|y:zz|n:zz|b:1:zz"
    "|x:zz|h|h:5|a:1|s:1:1:5-3:zz:9|o:1:2:3:4:5:6:7|\ud800"
)


@pytest.mark.parametrize("key", KEYS.split("|"))
def test_any_key_gets_a_word(official: Person, key: str) -> None:
    assert official.presses_key(key)
    official.says(ANSWERED)
    assert official.presses_key(key)


def test_old_buttons_after_a_restart(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    kept = {button.label: button.key for button in buttons(official.last) if button.key}
    source = official.presses("Nguồn 1")
    office.restart()
    again = office.person("100")
    office.clock.pass_by(days=60)
    assert again.presses_key(kept["Nguồn 1"] or "") == source
    for label, key in kept.items():
        assert again.presses_key(key or "") not in (dialogue.KEY_UNKNOWN, dialogue.QUESTION_GONE), label


def test_a_long_question_is_cut_with_a_word(official: Person) -> None:
    text = official.says(ANSWERED + " thêm" * 300)
    assert text.startswith(phrases.question_cut(1_000))
    quotes = [official.last.text[style.start : style.end] for style in official.last.styles if style.kind == "quote"]
    assert any(QUOTE in quote for quote in quotes)


def test_a_late_answer_begins_with_an_apology(office: Office, official: Person) -> None:
    incoming = official._incoming(IncomingKind.TEXT, text=ANSWERED, message="5")
    assert official.sends(incoming, timedelta(minutes=59)).startswith("“1. Thời")
    apology = "Xin lỗi anh/chị: hệ thống gián đoạn nên câu này được trả lời chậm khoảng "
    assert official.sends(incoming, timedelta(hours=3)).startswith(f"{apology}3 giờ.\n\n“1. Thời")
    # Kept by the platform while the bot was down.
    assert official.sends(late(incoming, days=3)).startswith(f"{apology}3 ngày.\n\n")
    styles = official.last.styles
    assert (styles[0].kind, official.last.text[styles[0].start : styles[0].end]) == ("italic", f"{apology}3 ngày.")
    assert QUOTE in official.last.text[styles[1].start : styles[1].end]


def test_a_backlog_is_no_haste(office: Office, official: Person) -> None:
    incoming = official._incoming(IncomingKind.TEXT, text=ANSWERED, message="5")
    for hours in range(30):
        assert QUOTE in official.sends(late(incoming, hours=hours))


def test_too_many_questions_a_minute(tmp_path: Path) -> None:
    with office_in(tmp_path, questions_per_minute=3) as office:
        official, other = office.person("100"), office.person("200")
        for _ in range(3):
            assert QUOTE in official.says(ANSWERED)
        office.clock.pass_by(seconds=20)
        assert official.says(ANSWERED) == dialogue.too_many_questions(3, 40)
        assert official.says("/hoi " + ANSWERED) == dialogue.too_many_questions(3, 40)
        assert official.presses_key("s:1:1").startswith("Nguồn 1.")
        assert QUOTE in other.says(ANSWERED)
        office.clock.pass_by(seconds=40)
        assert QUOTE in official.says(ANSWERED)
        assert office.rows("questions") == 5
        office.clock.pass_by(minutes=2)
        for _ in range(18):
            assert official.presses_key("s:1:1") != dialogue.TOO_MANY_STEPS
        assert official.presses_key("s:1:1") == official.says("/vanban") == dialogue.TOO_MANY_STEPS


def test_what_is_no_question(office: Office, official: Person) -> None:
    assert official.sends_other(IncomingKind.VOICE) == dialogue.VOICE
    assert official.sends_other(IncomingKind.OTHER) == dialogue.OTHER
    assert official.sends_file("a.docx", b"x") == dialogue.FILE_FROM_MEMBER
    assert official.says("  ") == phrases.ask_something(office.assistant.example())
    assert office.rows("questions") == 0
    assert QUOTE in official.sends_file("a.docx", b"x", text=ANSWERED)  # the caption is the question
    assert official.sends_other(IncomingKind.EDIT, ANSWERED) == ""
    assert official.seen == []


def test_an_admin_s_photo_is_told_the_way_into_the_folder(office: Office) -> None:
    admin = office.person(ADMIN)
    assert admin.sends_other(IncomingKind.OTHER) == dialogue.other_from_admin("/quan-tri", takes_files=True)
    assert admin.sends_other(IncomingKind.VOICE) == dialogue.VOICE
    with_address = {"public_url": "https://hoi.example.vn/", "admins": (f"zalo:{ADMIN}",)}
    office.restart(**with_address)
    there = "https://hoi.example.vn/quan-tri"
    elsewhere = office.person(ADMIN, channel="zalo")
    assert elsewhere.sends_other(IncomingKind.OTHER) == dialogue.other_from_admin(there, takes_files=False)


def test_commands_that_ask(office: Office, official: Person) -> None:
    assert official.says("/hoi") == dialogue.ask_what(office.assistant.example())
    assert official.says("/nguon") == official.says("/nguon 1") == dialogue.NOTHING_BEFORE
    assert QUOTE in official.says(f"/hoi@cadre_bot {ANSWERED}")
    assert office.question(official.last.question).typed == ANSWERED
    assert official.says("/nguon").startswith(dialogue.SOURCES_TITLE)
    assert official.presses("Nguồn 1").startswith("Nguồn 1.")
    assert official.says("/lạ") == dialogue.UNKNOWN_COMMAND


def test_every_command_has_its_answer(office: Office, official: Person, admin: Person) -> None:
    for name in (*dialogue.COMMANDS, *dialogue.ADMIN_COMMANDS):
        assert admin.says(f"/{name}") not in (dialogue.UNKNOWN_COMMAND, dialogue.ADMINS_ONLY), name
    for name in dialogue.ADMIN_COMMANDS:
        assert official.says(f"/{name}") == dialogue.ADMINS_ONLY
        assert office.person(ADMIN, chat="-5", group=True).says(f"/{name}") == dialogue.PRIVATE_ONLY
    for key in ("t:1", "k:zz", "y:zz", "n:zz", "b:1"):
        assert official.presses_key(key) == dialogue.ADMINS_ONLY
        assert office.person(ADMIN, chat="-5", group=True).presses_key(key) == dialogue.PRIVATE_ONLY


def test_in_a_group_each_has_a_talk_of_their_own(office: Office) -> None:
    one, other = (office.person(name, chat="-5", group=True) for name in ("100", "200"))
    one.says(ANSWERED)
    [place] = one.places
    assert other.says("1") == dialogue.NOTHING_BEFORE
    assert other.replies(place, "hữu ích") == dialogue.NOT_YOURS
    # A follow-up of somebody else's answer, which all have seen, leans on it.
    other.replies(place, "còn thời gian luân chuyển theo khoản 2?")
    assert office.question(other.last.question).searched == f"{ANSWERED} còn thời gian luân chuyển theo khoản 2?"
    assert one.last.reply_to != other.last.reply_to


def test_press_is_answered_at_the_message_with_the_button(official: Person) -> None:
    official.says(ANSWERED)
    official.presses("Nguồn 1")
    assert official.last.reply_to == "55"
    followed = replace(official._incoming(IncomingKind.FOLLOW), message=None)
    assert official.sends(followed).startswith(dialogue.WHO)
    assert official.last.reply_to is None
