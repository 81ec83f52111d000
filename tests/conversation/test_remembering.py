"""What a conversation remembers: over a restart, for a day, and of an earlier answer that is replied to."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from bot.journal.tables import conversations
from bot.phrases import dialogue
from tests.conversation.people import Office, Person
from tests.web.fakes import ANSWERED

FOLLOW_UP = "còn thời gian luân chuyển theo khoản 2?"


def searched(person: Person) -> str:
    return person.office.question(person.last.question).searched


def test_a_follow_up_after_a_restart(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    office.restart()
    again = office.person("100")
    assert again.says("1").startswith("Nguồn 1.")
    again.says(FOLLOW_UP)
    assert searched(again) == f"{ANSWERED} {FOLLOW_UP}"
    assert again.says("hữu ích") == dialogue.RATED_UP


def test_an_open_step_after_a_restart(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    official.says("chưa đúng")
    office.restart()
    assert office.person("100").says("thiếu ý") == dialogue.RATED_REASON


def test_a_day_later_it_is_forgotten(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    office.clock.pass_by(hours=23, minutes=59)
    assert official.says("1").startswith("Nguồn 1.")
    office.clock.pass_by(hours=24, minutes=1)
    assert official.says("1") == dialogue.NOTHING_BEFORE
    official.says(FOLLOW_UP)
    assert searched(official) == FOLLOW_UP
    assert office.rows("conversations") == 1


def test_each_conversation_is_its_own(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    for other in (office.person("100", chat="-5"), office.person("100", channel="zalo"), office.person("200")):
        assert other.says("1") == dialogue.NOTHING_BEFORE


@pytest.mark.parametrize(
    "damaged",
    ["", "{", "[]", "null", '{"searched": 5}', '{"citations": [{}]}', '{"choices": "x"}', "[" * 100_000, "\x00"],
)
def test_what_cannot_be_read_is_no_state(office: Office, official: Person, damaged: str) -> None:
    official.says(ANSWERED)
    office.journal.store.write(lambda connection: connection.execute(update(conversations).values(state=damaged)))
    assert official.says("hữu ích") == dialogue.NOTHING_BEFORE
    official.says(ANSWERED)
    assert official.says("hữu ích") == dialogue.RATED_UP


def test_a_state_of_another_version(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    held = office.journal.store.read(lambda c: c.exec_driver_sql("SELECT state FROM conversations").scalar_one())
    known = json.loads(held)
    del known["choices"]
    changed = json.dumps({**known, "step": "later"})
    office.journal.store.write(lambda connection: connection.execute(update(conversations).values(state=changed)))
    assert official.says("nguồn 1").startswith("Nguồn 1.")


def test_words_that_no_database_holds(office: Office, official: Person) -> None:
    official.says("còn nửa \ud83d và \0 thì sao?")
    official.says(FOLLOW_UP)
    assert office.rows("questions") == 2


def test_a_reply_to_an_earlier_answer_is_about_that_one(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    [first] = official.places
    number = official.last.question
    official.says("Lớp tập huấn mở khi nào?")
    [second] = official.places
    assert official.replies(first, "1").startswith("Nguồn 1. Quy định số 65-QĐ/TW")
    [source] = official.places
    official.says("Lớp tập huấn mở khi nào?")
    official.replies(first, FOLLOW_UP)
    assert searched(official) == f"{ANSWERED} {FOLLOW_UP}"
    official.says("Lớp tập huấn mở khi nào?")
    official.replies(source, FOLLOW_UP)  # a source is of that answer too
    assert searched(official) == f"{ANSWERED} {FOLLOW_UP}"
    official.replies(second, FOLLOW_UP)
    assert searched(official) == f"Lớp tập huấn mở khi nào? {FOLLOW_UP}"
    official.replies(first, "chưa đúng")
    official.says("khác")
    rated = office.question(number).rating
    assert rated is not None
    # Long after the talk itself is forgotten, and after a restart.
    office.clock.pass_by(days=20)
    office.restart()
    again = office.person("100")
    again.replies(first, FOLLOW_UP)
    assert searched(again) == f"{ANSWERED} {FOLLOW_UP}"
    again.replies("4711", FOLLOW_UP)  # a message that is not known
    assert searched(again) == f"{ANSWERED} {FOLLOW_UP} {FOLLOW_UP}"


def test_a_context_is_made_of_what_still_stands(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    held = office.question(official.last.question)
    [citation] = office.assistant.context(held).citations
    assert (citation.document_number, citation.address) == ("65-QĐ/TW", "Điều 2, khoản 1")
    office.write("trung ương/quy-định-65.md", "Một dòng.\n")
    assert office.assistant.context(held).citations == ()
    assert office.assistant.context(held).searched == ANSWERED


def test_the_web_chat_remembers_in_the_same_file(office: Office) -> None:
    def ask(text: str) -> int:
        return office.assistant.ask(text, channel="web", chat="c", person="p").question_id

    ask(ANSWERED)
    office.restart()
    assert office.question(ask(FOLLOW_UP)).searched == f"{ANSWERED} {FOLLOW_UP}"
    # Row and state are one transaction: where the one cannot be written, neither is.
    office.journal.store.write(lambda connection: connection.exec_driver_sql("DROP TABLE conversations"))
    with pytest.raises(Exception, match="conversations"):
        ask(ANSWERED)
    assert office.rows("questions") == 2
