"""The weekly digest, the to-dos, and the thread that looks after both."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.conversation import digest
from bot.conversation.asking_again import AskingAgain
from bot.conversation.digest import Post, Workbooks, last_due, send_if_due
from bot.conversation.housekeeping import Housekeeping
from bot.errors import DataFolderBroken
from bot.journal import Reason, todos
from bot.journal.report import figures
from bot.model import VIETNAM, Outgoing, Status
from bot.phrases import report, training
from bot.settings import Settings
from bot.web.training.tasks import tasks
from tests.conversation.asked import ask, find_themes
from tests.conversation.people import Office
from tests.web.fakes import ANSWERED, NOWHERE, decided

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)  # when a digest is due
WEDNESDAY = datetime(2026, 11, 18, 9, 0, tzinfo=VIETNAM)  # of the week that it tells of
LACKING = "Phụ cấp xăng xe của cán bộ phường tính thế nào?"
ARRIVED = "phụ-cấp.md"
ARRIVES = "# Phụ cấp xăng xe\n\nCán bộ phường được phụ cấp xăng xe mỗi tháng ba trăm nghìn đồng.\n"


def by_folder(generation: Any, encoder: Any, text: str, **more: Any) -> Any:
    """As decided; and what is lacking is answered once its document is there."""
    if "xăng xe" in text and generation.document_of(ARRIVED) is not None:
        answer, state = decided(generation, encoder, ANSWERED, **more)
        cited = answer.citations[0]
        citation = type(cited)(**{**_fields(cited), "file": ARRIVED})
        return type(answer)(**{**_fields(answer), "citations": (citation,), "status": Status.ANSWERED}), state
    return decided(generation, encoder, text, **more)


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


@dataclass
class Letters:
    """What was said to whom."""

    said: list[tuple[str, Outgoing]] = field(default_factory=list)
    files: bool = True

    @property
    def post(self) -> Post:
        """As the platforms give it."""
        return Post(
            lambda channel, chat, outgoing: self.said.append((chat, outgoing)),
            lambda: [("telegram", "admin")],
            lambda: [("telegram", "admin"), ("telegram", "trainer")],
            lambda channel: self.files,
        )

    def texts(self) -> list[tuple[str, str]]:
        """(chat, words), and forget them."""
        found = [(chat, one.text) for chat, one in self.said]
        self.said.clear()
        return found


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture
def week(office: Office) -> Office:
    """A week in which something was asked, and the one before."""
    office.assistant._asking = by_folder
    before = WEDNESDAY - timedelta(days=7)
    ask(office.assistant, ANSWERED, before, "1", "2", unit="Sở Nội vụ")
    ask(office.assistant, ANSWERED, WEDNESDAY, "1", "2", "3", "4", unit="Sở Nội vụ")
    ask(office.assistant, LACKING, WEDNESDAY, "1", "2", "3", "4", "5", down=Reason.INCOMPLETE)
    ask(office.assistant, NOWHERE, WEDNESDAY, "7")
    find_themes(office.assistant)
    return office


# --- when ------------------------------------------------------------------------------------------------------------


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    day=st.sampled_from(("mon", "tue", "wed", "thu", "fri", "sat", "sun")),
    hour=st.integers(0, 23),
)
def test_a_digest_is_due_once_a_week(now: datetime, day: Any, hour: int) -> None:
    settings = Settings(digest_day=day, digest_hour=hour, _env_file=None)  # type: ignore[call-arg]
    due = last_due(now, settings)
    assert due <= now < due + timedelta(days=7)
    local = due.astimezone(VIETNAM)
    assert (local.strftime("%a").lower(), local.hour, local.minute) == (day, hour, 0)


def sent_at(office: Office, letters: Letters, now: datetime) -> bool:
    sent = send_if_due(office.assistant, office.settings, letters.post, now)
    assert sent == bool(letters.texts())
    return sent


def test_it_goes_out_once_and_a_restart_sends_nothing_twice(week: Office, letters: Letters) -> None:
    assert not sent_at(week, letters, MONDAY - timedelta(days=3))  # the very first time: from now on it counts
    assert not sent_at(week, letters, MONDAY - timedelta(minutes=1))
    assert sent_at(week, letters, MONDAY)
    assert not sent_at(week, letters, MONDAY + timedelta(hours=1))
    week.restart()
    assert not sent_at(week, letters, MONDAY + timedelta(hours=2))
    assert sent_at(week, letters, MONDAY + timedelta(days=7, minutes=3))


def test_after_an_outage_it_goes_out_within_two_days(week: Office, letters: Letters) -> None:
    assert not sent_at(week, letters, MONDAY - timedelta(days=3))
    assert sent_at(week, letters, MONDAY + timedelta(days=1, hours=23))
    assert not sent_at(week, letters, MONDAY + timedelta(days=7) + timedelta(days=2, hours=1))
    assert sent_at(week, letters, MONDAY + timedelta(days=14))


def test_what_breaks_off_is_sent_again(week: Office, letters: Letters) -> None:
    sent_at(week, letters, MONDAY - timedelta(days=3))

    def broken(channel: str, chat: str, outgoing: Outgoing) -> None:
        raise DataFolderBroken("no room")

    post = letters.post
    with pytest.raises(DataFolderBroken):
        send_if_due(week.assistant, week.settings, Post(broken, post.admins, post.staff, post.takes_files), MONDAY)
    assert sent_at(week, letters, MONDAY + timedelta(minutes=1))


def test_what_goes_wrong_in_writing_sends_to_nobody(week: Office, letters: Letters) -> None:
    sent_at(week, letters, MONDAY - timedelta(days=3))

    def takes_files(channel: str) -> bool:
        if channel == "zalo":
            raise DataFolderBroken("no room")
        return True

    post = letters.post
    two = Post(post.say, post.admins, lambda: [("telegram", "admin"), ("zalo", "trainer")], takes_files)
    with pytest.raises(DataFolderBroken):
        send_if_due(week.assistant, week.settings, two, MONDAY)
    assert letters.said == []


# --- what it says ----------------------------------------------------------------------------------------------------


def test_five_lines_and_a_link(week: Office, letters: Letters) -> None:
    week.restart(public_url="https://hoi.example.vn/")
    send_if_due(week.assistant, week.settings, letters.post, MONDAY - timedelta(days=3))
    send_if_due(week.assistant, week.settings, letters.post, MONDAY)
    assert [chat for chat, _ in letters.said] == ["admin", "trainer"]
    told = letters.said[0][1]
    assert told.file is None
    assert told.text.splitlines() == [
        "Bản tin tuần 16/11/2026 – 22/11/2026",
        "",
        "1. 10 câu hỏi của 6 người hỏi (so với kỳ trước: +400%)",
        "2. Trả lời được 40,0% (so với kỳ trước: −60,0 điểm %)",
        f"3. Hỏi nhiều nhất: “{LACKING}” (5 câu)",
        f"4. Chưa trả lời được, nhiều nhất: “{LACKING}” (5 câu)",
        f"5. Đang tăng: “{LACKING}” (5 câu); bị đánh giá chưa đúng: “{LACKING}” (5 lần)",
        "",
        "Xem đầy đủ: https://hoi.example.vn/dao-tao?ky=khac&tu=2026-11-16&den=2026-11-22",
    ]
    assert NOWHERE not in told.text  # one person asked it


def test_without_an_address_the_workbook_comes_along(week: Office, letters: Letters) -> None:
    for files, line in ((True, training.DIGEST_FILE), (False, training.DIGEST_NO_PAGE)):
        letters.files = files
        found = figures(
            week.journal, date(2026, 11, 16), date(2026, 11, 22), min_askers=3, themes=week.assistant.themes
        )
        told = digest.composed(found, None, with_file=files)
        assert told.text.endswith(line)
        assert (told.file == "bao-cao-2026-11-16-den-2026-11-22.xlsx") is files
    books = Workbooks(week.assistant, week.settings)
    path = books.path("bao-cao-2026-11-16-den-2026-11-22.xlsx")
    assert path is not None
    book = load_workbook(BytesIO(path.read_bytes()))
    shown = " ".join(str(cell) for sheet in book for row in sheet.values for cell in row)
    assert LACKING in shown
    assert NOWHERE not in shown  # no single questions
    assert {"Chưa đúng", "Câu hỏi"}.isdisjoint(book.sheetnames)  # rather than sheets that say there were none
    assert report.ONLY_TOTALS in shown
    assert not path.is_relative_to(week.settings.data)
    for name in ("trung ương/quy-định-65.md", "bao-cao-2026-11-22-den-2026-11-16.xlsx", "bao-cao-x-den-y.xlsx", ""):
        assert books.path(name) is None
    books.close()
    assert not path.exists()


def test_many_are_sent_the_same_workbook(week: Office) -> None:
    now = [0.0]
    books = Workbooks(week.assistant, week.settings, clock=lambda: now[0])
    names = ("bao-cao-2026-11-16-den-2026-11-22.xlsx", "bao-cao-2026-11-09-den-2026-11-15.xlsx")

    def sent(name: str) -> int:
        path = books.path(name)
        assert path is not None
        return len(load_workbook(BytesIO(path.read_bytes())).sheetnames)

    with ThreadPoolExecutor(4) as senders:  # each reads what it was given, whatever the others ask for
        assert set(senders.map(sent, names * 6)) == {6}
    first = books.path(names[0])
    assert first is not None
    made = first.stat().st_ino
    now[0] = 3_500
    assert books.path(names[0]) == first
    assert first.stat().st_ino == made
    now[0] = 3_700
    books.path(names[0])
    assert first.stat().st_ino != made
    now[0] = 20_000
    books.path(names[1])
    assert not first.exists()
    books.close()


def test_a_week_without_questions(office: Office, letters: Letters) -> None:
    send_if_due(office.assistant, office.settings, letters.post, MONDAY - timedelta(days=3))
    send_if_due(office.assistant, office.settings, letters.post, MONDAY)
    told = letters.said[0][1]
    assert training.DIGEST_NONE in told.text
    assert told.file is None


# --- on demand -------------------------------------------------------------------------------------------------------


def test_what_was_asked_by_unit_and_what_is_lacking(week: Office) -> None:
    week.clock.now = MONDAY.astimezone(UTC)
    lines = week.person("900").says("/thongke").splitlines()
    assert "– đơn vị: Sở Nội vụ 6, (không rõ đơn vị) 6" in lines
    assert lines[-2:] == ["– chưa trả lời được nhiều nhất:", f"   • “{LACKING}” (5 câu)"]
    assert not any(NOWHERE in line for line in lines)


# --- the loop closes -------------------------------------------------------------------------------------------------


def want(office: Office, text: str, note: str | None = None) -> int:
    """Ask for a document about the theme of a question."""

    def work(connection: Any) -> int:
        theme = connection.exec_driver_sql("SELECT theme_id FROM questions WHERE typed = ?", (text,)).scalar()
        made = todos.make(connection, theme, "dao-tao", note)
        assert made is not None
        return made

    return office.journal.store.write(work)


def test_admins_are_told_and_a_new_document_answers(week: Office, letters: Letters) -> None:
    again = AskingAgain(week.assistant, week.settings, letters.post)
    number = want(week, LACKING, "Sở Tài chính có công văn")
    asked = week.rows("questions")
    assert again.look(MONDAY) == 0
    [(chat, text)] = letters.texts()
    assert chat == "admin"
    for part in (LACKING, "Sở Tài chính có công văn", "/quan-tri/viec"):
        assert part in text
    assert again.look(MONDAY) == 0
    assert letters.texts() == []
    week.write("khác.md", "# Việc khác\n\nVăn bản này nói về việc khác hẳn.\n")
    assert again.look(MONDAY) == 0
    week.write(ARRIVED, ARRIVES)
    assert again.look(MONDAY) == 1
    told = letters.texts()
    assert [chat for chat, _ in told] == ["admin", "trainer"]
    assert all(LACKING in text and "Phụ cấp xăng xe" in text for _, text in told)
    [held] = week.journal.store.read(todos.listed)
    assert (held.answered_by, held.answered_at) == (ARRIVED, MONDAY.astimezone(UTC))
    assert again.look(MONDAY) == 0
    assert letters.texts() == []
    assert week.rows("questions") == asked  # nothing of the asking is written down
    (week.root / "knowledge" / ARRIVED).unlink()
    week.live.refresh()
    again.look(MONDAY)
    [held] = week.journal.store.read(todos.listed)
    assert held.answered_by is None
    assert week.journal.store.write(lambda c: todos.close(c, number))
    assert not week.journal.store.write(lambda c: todos.close(c, number))
    assert week.journal.store.read(todos.listed) == ()


def test_what_arrives_while_the_program_is_away_is_found_at_the_next_start(week: Office, letters: Letters) -> None:
    want(week, LACKING)
    AskingAgain(week.assistant, week.settings, letters.post).look(MONDAY)
    letters.texts()
    (week.root / "knowledge" / ARRIVED).write_text(ARRIVES, encoding="utf-8")
    week.restart()
    week.assistant._asking = by_folder
    assert AskingAgain(week.assistant, week.settings, letters.post).look(MONDAY) == 1
    assert len(letters.texts()) == 2  # and the new one is not told a second time


def test_a_theme_of_few_is_told_without_its_words(week: Office, letters: Letters) -> None:
    want(week, NOWHERE)
    AskingAgain(week.assistant, week.settings, letters.post).look(MONDAY)
    [(_, text)] = letters.texts()
    assert NOWHERE not in text


def test_a_todo_is_made_once_and_goes_with_its_askers(week: Office, letters: Letters) -> None:
    assert want(week, LACKING) == want(week, LACKING, "thêm ghi chú")
    [held] = week.journal.store.read(todos.listed)
    assert held.note == "thêm ghi chú"
    for name in ("1", "2", "3", "4", "5"):
        person = week.person(name)
        person.says("/xoadulieu")
        person.says("đồng ý")
    assert week.journal.store.read(todos.listed) == ()
    assert AskingAgain(week.assistant, week.settings, letters.post).look(MONDAY) == 0


def test_wordings_that_are_nearly_the_same_are_one(office: Office) -> None:
    variants = [LACKING, "phu cap xang xe cua can bo phuong tinh the nao", f"{LACKING} ạ", "Xăng xe có phụ cấp không?"]
    for number, text in enumerate(variants):
        ask(office.assistant, text, WEDNESDAY, str(number))
    find_themes(office.assistant)
    office.journal.store.write(lambda c: c.exec_driver_sql("UPDATE questions SET theme_id = 1"))
    found = office.journal.store.read(lambda c: todos.wordings(c, 1, min_askers=3, most=6))
    assert set(found) == {LACKING, "Xăng xe có phụ cấp không?"}
    assert office.journal.store.read(lambda c: todos.wordings(c, 1, min_askers=5, most=6)) == ()


def test_wordings_are_looked_for_no_longer_than_they_are_shown(
    week: Office, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"Câu số {number} hỏi việc{number} chỗ{number} lúc{number} ra sao{number}" for number in range(40)]
    for number, text in enumerate(texts):
        ask(week.assistant, text, WEDNESDAY, str(number))
    find_themes(week.assistant)
    week.journal.store.write(lambda c: c.exec_driver_sql("UPDATE questions SET theme_id = 1, status = 'refused'"))
    read, compared = [], []

    def watched(name: str, calls: list[object]) -> None:
        real = getattr(todos, name)
        monkeypatch.setattr(todos, name, lambda *given: (calls.append(given), real(*given))[1])

    watched("fold", read)
    watched("_shared", compared)
    rows = week.rows("questions")
    found = week.journal.store.read(lambda c: todos.wordings(c, 1, min_askers=3, most=6))
    assert len(found) == 6
    assert len(read) == rows  # each once
    assert len(compared) < rows  # all pairs are many more
    number = want(week, texts[0])
    week.journal.store.write(lambda c: todos.close(c, number))
    read.clear()
    [closed] = tasks(week.assistant, least=3, closed=True)
    assert closed.closed
    assert read == []  # nothing of it is shown


# --- the thread ------------------------------------------------------------------------------------------------------


@pytest.fixture
def keeping(week: Office, letters: Letters) -> Iterator[Callable[..., Housekeeping]]:
    made: list[Housekeeping] = []

    def make(**more: Any) -> Housekeeping:
        given = {"now": lambda: MONDAY, "seconds": 0.01, **more}
        keeper = Housekeeping(week.assistant, week.live, week.settings, letters.post, **given)
        made.append(keeper)
        return keeper

    yield make
    for keeper in made:
        keeper.close()


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_does_all_of_it(week: Office, letters: Letters, keeping: Callable[..., Housekeeping]) -> None:
    send_if_due(week.assistant, week.settings, letters.post, MONDAY - timedelta(days=3))
    old = MONDAY - timedelta(days=500)
    [asked_long_ago] = ask(week.assistant, "Câu hỏi rất cũ?", old, "8")
    [new] = ask(week.assistant, "Câu hỏi vừa mới hỏi?", MONDAY, "8")
    want(week, LACKING)
    keeping().start()
    until(lambda: week.question(new).theme_id is not None and week.question(asked_long_ago).typed == "")
    until(lambda: any("Bản tin tuần" in one.text for _, one in letters.said))
    assert any("Cần bổ sung tài liệu" in one.text for _, one in letters.said)
    assert week.question(new).typed


def test_an_error_is_said_once_without_words_of_a_question_and_stops_nothing(
    week: Office,
    keeping: Callable[..., Housekeeping],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask(week.assistant, "Câu hỏi bí mật của tôi?", MONDAY, "8")

    def broken(text: str) -> Any:
        raise RuntimeError(f"cannot encode {text}")

    encode = week.live.encoder.encode_query
    monkeypatch.setattr(week.live.encoder, "encode_query", broken)
    keeper = keeping()
    with caplog.at_level(logging.DEBUG, logger="bot.conversation.housekeeping"):
        for _ in range(3):
            keeper.round()
        [said] = [one for one in caplog.records if one.levelno >= logging.ERROR]
        assert said.getMessage() == training.keeping_up_failed("themes", "RuntimeError")
        assert "bí mật" not in caplog.text
        monkeypatch.setattr(week.live.encoder, "encode_query", encode)
        keeper.round()
        ask(week.assistant, "Câu hỏi bí mật khác?", MONDAY, "8")
        monkeypatch.setattr(week.live.encoder, "encode_query", broken)
        keeper.round()
        assert len([one for one in caplog.records if one.levelno >= logging.ERROR]) == 2


def test_it_ends_in_the_middle_of_its_work(
    week: Office, keeping: Callable[..., Housekeeping], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        ask(week.assistant, f"Câu hỏi số {number} hỏi về việc gì?", MONDAY, "8")
    began: list[str] = []

    def slow(text: str) -> Any:
        began.append(text)
        time.sleep(0.05)
        return np.ones(256, dtype=np.float32) / 16

    monkeypatch.setattr(week.live.encoder, "encode_query", slow)
    keeper = keeping()
    keeper.start()
    until(lambda: began)
    keeper.close()
    assert len(began) < 30  # sixty wait: it left off amid them
