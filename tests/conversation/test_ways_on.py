"""What is open, the ways on from it, and what its words mean where nothing is open."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.stretches import parts_of
from bot.model import StyleKind
from bot.phrases import dialogue
from tests.conversation.people import Office, Person, office_in
from tests.web.fakes import ANSWERED, NOWHERE

QUESTION = "Lớp tập huấn mở khi nào?"  # answered out of a text whose parts are no articles


def opened(person: Person, document: str) -> str:
    """Open a document of the list by its number; the number."""
    lines = person.says("/vanban").splitlines()
    number = next(line.split(".")[0] for line in lines if document in line)
    person.says(number)
    return number


@pytest.mark.parametrize("text", [*dialogue.FORM_FILE, "tai 1", "tải văn bản gốc 1", "TAI VAN BAN GOC", "tải giúp tôi"])
def test_the_file_that_is_sent_is_that_of_the_open_document(office: Office, official: Person, text: str) -> None:
    official.says(ANSWERED)  # out of another document
    opened(official, "12-HD/BTC")
    official.says(text)
    assert official.last.file == "hướng-dẫn-12.txt"


def test_numbers_still_choose_from_the_list_that_was_shown_last(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    lines = official.says("/vanban").splitlines()
    at = {line.split(".")[0]: line for line in lines if line[:1].isdigit() and line[1:2] == "."}
    titles = {}
    for number in at:
        official.says("/vanban")
        titles[number] = official.says(number).splitlines()[0]
    official.says("/vanban")
    official.says("3")
    official.says("tai 1")
    assert official.says("4").splitlines()[0] == titles["4"]
    official.says("dieu sau")
    assert official.says("1").splitlines()[0] == titles["1"]
    assert official.says("9") == dialogue.choose_between(4)
    official.says("/vanban")
    official.says("tải 2")  # of the list, where nothing is open
    assert official.last.file is not None
    assert office.assistant.source(official.last.file).describes == titles["2"]  # type: ignore[union-attr]
    assert official.says("tải") == dialogue.choose_between(4)
    official.says(ANSWERED)
    assert official.says("4") == dialogue.only_sources(1)


def test_the_file_of_the_source_that_is_open(official: Person) -> None:
    official.says(ANSWERED)
    official.says("1")
    for text in ("tải", "tải văn bản gốc", "tải 1"):
        official.says(text)
        assert official.last.file == "trung ương/quy-định-65.md"
    assert "Điều 3." in official.says("điều sau")  # and it is still open


def test_a_text_without_articles_has_the_same_ways(official: Person) -> None:
    official.says(QUESTION)
    official.says("1")
    assert official.labels[0] == "Phần sau"
    assert "Chế độ học viên" in official.says("dieu sau")
    assert official.says("điều sau") == dialogue.NOTHING_MORE
    assert "Lịch tập huấn" in official.says("điều trước")


def test_pages_of_a_document_are_turned_with_the_same_words(tmp_path: Path) -> None:
    def documents(folder: Path) -> None:
        folder.mkdir()
        lines = "".join(f"Câu đệm thứ {number} nói về việc khác của cơ quan.\n" for number in range(200))
        (folder / "dài.md").write_text(f"# Bài dài\n\n{lines}", encoding="utf-8")

    with office_in(tmp_path, documents) as office:
        person = office.person("100")
        person.says("vb")
        first = person.says("1")
        assert person.says("điều trước") == dialogue.NOTHING_EARLIER
        assert "phần 2/" in person.says("điều sau")
        assert "phần 3/" in person.says("phần sau")
        assert "phần 2/" in person.says("phan truoc")
        assert person.says("trang trước") == first
        assert person.says("toàn điều") == dialogue.ALREADY_WHOLE


def test_headings_are_bold_and_end_no_page(tmp_path: Path) -> None:
    def documents(folder: Path) -> None:
        folder.mkdir()
        sections = "".join(
            f"Chương {roman}\nCHƯƠNG CHUNG\n\nĐiều {n}. Việc số {n}\n"
            f"{f'{n}. Cán bộ làm việc này theo quy định. ' * (20 + 3 * n)}\n\n"
            for n, roman in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), start=1)
        )
        (folder / "dài.md").write_text(f"QUY ĐỊNH\nvề việc dài\n\n{sections}", encoding="utf-8")

    with office_in(tmp_path, documents) as office:
        person = office.person("100")
        person.says("vb")
        person.says("1")
        bold: list[str] = []
        for _ in range(20):
            text = person.last.text
            words = text.removesuffix(dialogue.MORE).rstrip()
            bold += [text[one.start : one.end] for one in person.last.styles if one.kind is StyleKind.BOLD][1:]
            assert not words.splitlines()[-1].startswith(("Chương", "CHƯƠNG", "Điều")), words[-80:]
            if "Đọc tiếp" not in person.labels:
                break
            person.says("thêm")
        assert [one for one in bold if one.startswith("Điều")] == [f"Điều {n}. Việc số {n}" for n in range(1, 11)]


@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 60)), min_size=1, max_size=60),
    st.integers(80, 200),
)
def test_parts_are_all_of_a_text_and_end_on_no_heading(lines: list[tuple[bool, int]], most: int) -> None:
    text, headings = "", []
    for heading, length in lines:
        if heading:
            headings.append((len(text), len(text) + length))
        text += "x" * length + "\n"
    parts = parts_of(text, most, headings)
    assert "".join(text[start:end] for start, end in parts) == text
    assert all(0 < end - start <= most for start, end in parts)
    for start, end in parts[:-1]:
        last = max((one for one in headings if one[0] < end), default=None)
        assert last is None or last[0] <= start or text[last[1] : end].strip()


def test_ways_where_there_is_none(official: Person) -> None:
    assert official.says("dieu sau") == dialogue.NOTHING_OPEN
    official.says(ANSWERED)
    assert official.says("điều sau") == official.says("toàn điều") == dialogue.NOTHING_OPEN
    official.says("1")
    assert official.says("chỗ trích") == dialogue.ALREADY_THERE
    assert official.says("toàn điều") == dialogue.ALREADY_WHOLE  # all of a short article is shown at once
    assert "Điều 1." in official.says("điều trước")
    assert "phần mở đầu" in official.says("điều trước")
    assert official.says("điều trước") == dialogue.NOTHING_EARLIER
    official.says("/vanban")
    assert official.says("điều sau") == dialogue.NOTHING_OPEN
    assert official.says("thêm") == dialogue.NOTHING_MORE


def test_a_reply_to_a_source_goes_on_from_it(official: Person) -> None:
    official.says(ANSWERED)
    official.says("1")
    [source] = official.places
    assert "Điều 3." in official.replies(source, "phần sau")
    official.says("/vanban")
    assert "Điều 3." in official.replies(source, "phan sau")
    official.says(NOWHERE)
    assert "Điều 1." in official.replies(source, "điều trước")


def test_what_is_open_stays_open_when_it_is_rated(official: Person) -> None:
    official.says(ANSWERED)
    official.says("1")
    assert official.says("hữu ích") == dialogue.RATED_UP
    assert "Điều 3." in official.says("điều sau")


def test_a_document_that_is_gone_is_said_to_be_gone_once(office: Office, official: Person) -> None:
    official.says(ANSWERED)
    number = official.last.question

    def twice(connection: object) -> None:
        connection.exec_driver_sql(  # type: ignore[attr-defined]
            'INSERT INTO citations (question_id, number, file, document_number, address, start, "end", validity, mark) '
            'SELECT question_id, 2, file, document_number, address, start, "end", validity, mark FROM citations '
            f"WHERE question_id = {number}"
        )

    office.journal.store.write(twice)
    (office.root / "knowledge" / "trung ương" / "quy-định-65.md").unlink()
    office.live.refresh()
    assert official.presses_key(f"c:{number}") == dialogue.source_gone("65-QĐ/TW")
