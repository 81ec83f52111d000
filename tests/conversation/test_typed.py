"""Words and buttons are the same steps, and no real question is ever taken for one."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import phrases
from bot.conversation import typed
from bot.conversation.access import code_in
from bot.conversation.keys import MOST_BYTES, key, number_of, parts_of, span_of
from bot.conversation.typed import NOTHING_BEFORE, NOTHING_OPEN, Command, command, meant
from bot.model import State
from bot.phrases import dialogue
from bot.vietnamese import fold

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
ASKED = State(question=7, choices=(("1", "s:7:1"), ("2", "s:7:2"), ("thêm", "v:2"), ("điều sau", "s:7:1:3-9:ab")))
FORMS = {
    "1": "s:7:1",
    "2.": "s:7:2",
    "02": "s:7:2",
    "số 2": "s:7:2",
    "Thêm": "v:2",
    "Điều sau": "s:7:1:3-9:ab",
    "nguồn 2": "s:7:2",
    "Nguồn hai": "s:7:2",
    "xem nguồn 1 giúp tôi với": "s:7:1",
    "nguồn": "s:7",
    "Hữu ích!": "u:7",
    "hữu ích ạ": "u:7",
    "dạ hữu ích nhé": "u:7",
    "đúng": "u:7",
    "Chưa đúng.": "d:7",
    "sai rồi": "d:7",
    "sai": "d:7",
    "không hữu ích": "d:7",
    "câu hỏi liên quan": "q:7",
    "trích dẫn": "c:7",
    "trích dẫn 2": "c:7:2",
    "tải": "f:7:1",
    "Tải 1": "f:7:1",
    "tải văn bản gốc": "f:7:1",
    "9": "h:2:s",
}
QUESTIONS = (
    "1 năm công tác thì sao",
    "hữu ích là gì",
    "thế nào là hữu ích",
    "đúng hay sai",
    "đúng quy định là thế nào",
    "sai phạm thì xử lý thế nào",
    "trích dẫn quy định 65",
    "tải 1 triệu đồng",
    "nguồn nhân lực chất lượng cao",
    "nguồn cán bộ từ đâu",
    "vb 80 còn hiệu lực không",
    "văn bản nào thay thế quy định 80",
    "thêm tuổi nghỉ hưu được không",
    "điều 5 nói gì",
    "điều sau đây quy định gì",
    "2 nhiệm kỳ",
    "377",
    "dừng",
    "đừng",
    "thềm",
    "số 1 Hải Phòng ở đâu",
    "khác nhau thế nào",
    "thôi giữ chức vụ",
    "đồng ý kiến là gì",
)


@pytest.mark.parametrize("text", FORMS)
def test_forms_with_and_without_accents(text: str) -> None:
    for written in (text, fold(text), text.upper(), unicodedata.normalize("NFD", text), f"  {text}\n"):
        assert meant(written, ASKED) == FORMS[text], written


@pytest.mark.parametrize("text", QUESTIONS)
def test_questions_stay_questions(text: str) -> None:
    choices = (*ASKED.choices, ("đồng ý", "x:1"), ("thôi", "x:1:n"), ("khác", "r:7:other"))
    state = State(question=7, choices=choices)
    for written in (text, text.upper(), unicodedata.normalize("NFD", text)):
        assert meant(written, state) is None, written
        assert command(written) is None
        assert not typed.asks_for_list(written)
        assert not typed.asks_for_help(written)
        assert not typed.asks_to_forget(written)
        assert code_in(written) is None


def test_no_golden_question_is_swallowed() -> None:
    asked = 0
    for file in GOLDEN.glob("*.jsonl"):
        for line in file.read_text("utf-8").splitlines():
            question = json.loads(line).get("question")
            if isinstance(question, str):
                asked += 1
                assert meant(question, ASKED) is None, question
                assert command(question) is None, question
    assert asked > 400


def test_without_an_answer_before() -> None:
    nothing = State()
    for text in (
        "hữu ích",
        "chưa đúng",
        "câu hỏi liên quan",
        "trích dẫn",
        "tải 1",
        "nguồn 1",
        "1",
        "2.",
        "nguon",
        "tải",
    ):
        assert meant(text, nothing) == NOTHING_BEFORE, text
    for text in ("thêm", "điều sau", "dieu sau", "toàn điều", "lượt lời trước", "trang trước", "chỗ trích"):
        assert meant(text, nothing) == NOTHING_OPEN, text
    for text in ("đúng", "sai", "377", "", "  ", "?"):
        assert meant(text, nothing) is None, text


def test_what_is_offered_comes_before_what_it_would_mean_else() -> None:
    state = State(question=7, choices=(("1", "r:7:wrong_document"), ("Sai văn bản", "r:7:wrong_document")))
    assert meant("sai van ban", state) == meant("1", state) == "r:7:wrong_document"
    assert meant("2", state) == "h:1"
    assert meant("nguồn 1", state) == "s:7:1"


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("/vanban", "vanban", ""),
        ("/vanban@cadre_bot luân chuyển", "vanban", "luân chuyển"),
        ("/Vanban  luân chuyển", "vanban", "luân chuyển"),
        ("/văn bản luân chuyển", "vanban", "luân chuyển"),
        ("/van ban", "vanban", ""),
        ("/vb 2025", "vanban", "2025"),
        ("/hỏi Thời gian\nluân chuyển?", "hoi", "Thời gian\nluân chuyển?"),
        ("/nguồn 2", "nguon", "2"),
        ("/xóa dữ liệu", "xoadulieu", ""),
        ("/xoá dữ liệu", "xoadulieu", ""),
        ("/trợ giúp", "help", ""),
        ("/start 1234567890", "start", "1234567890"),
        ("/giới thiệu", "gioithieu", ""),
        ("/mới Đảng ủy phường A 20 7", "moi", "Đảng ủy phường A 20 7"),
        ("/lạ hoắc", "", "/lạ hoắc"),
        ("/", None, None),
        ("vanban", None, None),
    ],
)
def test_commands_however_they_are_spelt(text: str, name: str | None, rest: str | None) -> None:
    expected = None if name is None or rest is None else Command(name, rest)
    assert command(text) == expected
    assert command(unicodedata.normalize("NFD", text)) == expected


def test_lists_and_help_without_a_stroke() -> None:
    assert all(typed.asks_for_list(text) for text in ("vb", "VB", "văn bản", "van ban", "cho xem văn bản"))
    assert all(typed.asks_for_help(text) for text in ("help", "trợ giúp", "Tro giup"))
    assert all(typed.asks_to_forget(text) for text in ("xóa dữ liệu", "xoá dữ liệu của tôi", "xoa du lieu"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("vb 2025", "2025"),
        ("VB luan chuyen", "luan chuyen"),
        ("vb con hieu luc", "con hieu luc"),
        ("van ban luan chuyen", "luan chuyen"),
        ("Văn bản Bộ Nội vụ", "Bộ Nội vụ"),
        ("vb sap xep bo may", "sap xep bo may"),
        ("danh sách văn bản 2021", "2021"),
        ("vb", None),
        ("vb 80 con hieu luc khong", None),
        ("văn bản nào thay thế quy định 80", None),
        ("van ban nao quy dinh ve luan chuyen", None),
        ("văn bản thay thế quy định 80 là gì", None),
        ("văn bản luân chuyển?", None),
        ("vbqppl 2015", None),
        ("luân chuyển văn bản", None),
    ],
)
def test_documents_are_looked_for_without_a_stroke(text: str, wanted: str | None) -> None:
    assert typed.documents_wanted(text) == wanted


def test_no_golden_question_looks_for_documents() -> None:
    for question in asked_questions():
        for written in (question, fold(question)):
            assert typed.documents_wanted(written) is None, question


@given(st.text(max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    typed.documents_wanted(f"vb {text}")
    found = meant(text, ASKED)
    assert found is None or len(found.encode()) <= MOST_BYTES
    command(text)
    code_in(text)


@given(st.text(max_size=80))
def test_anything_may_be_pressed(pressed: str) -> None:
    _, parts = parts_of(pressed)
    for at in range(4):
        number, span = number_of(parts, at), span_of(parts, at)
        assert number is None or 0 <= number < 10**18
        assert span is None or min(span) >= 0


def test_keys_hold_the_hugest_numbers() -> None:
    number, offset, mark = 10**18 - 1, 10**9 - 1, "f" * 12
    assert len(key("s", number, 99, f"{offset}-{offset}", mark, 9_999)) <= MOST_BYTES
    assert len(key("o", mark, f"{offset}-{offset}", mark, 9_999)) <= MOST_BYTES
    assert len(key("r", number, "wrong_document")) <= MOST_BYTES
    assert len(key("a", number, mark)) <= MOST_BYTES
    with pytest.raises(AssertionError):
        key("v", 1, "x" * 64)


def test_every_form_is_found_by_itself() -> None:
    """No form of one step hides another's."""
    for forms, letter in ((dialogue.FORM_UP, "u"), (dialogue.FORM_DOWN, "d"), (dialogue.FORM_RELATED, "q")):
        for form in forms:
            assert meant(form, State(question=7)) == f"{letter}:7", form


# --- nothing that is asked is taken for a choice, whatever may be chosen ---------------------------------------------

NEXT = key("s", 7, 1, "3-9", "ab")
STATES = (
    State(),
    ASKED,
    # after an answer whose rest comes on request, with a document that took the place of what is cited
    State(
        question=7,
        choices=(
            ("thêm", "m:ab:2"),
            ("1", "s:7:1"),
            ("trích dẫn", "c:7"),
            ("hữu ích", "u:7"),
            ("chưa đúng", "d:7"),
            ("tải 1", "f:7:1"),
            ("câu hỏi liên quan", "q:7"),
            ("văn bản thay thế", "o:ab"),
        ),
    ),
    # below a source, while a reason is asked for, and while somebody is asked whether
    State(
        question=7,
        choices=(("điều trước", "s:7:1"), ("điều sau", NEXT), ("toàn điều", "s:7:1:a:1"), ("trang nguồn", "w:7:1")),
    ),
    State(
        question=7, choices=(("1", "r:7:other"), *((label, "r:7:other") for label in phrases.RATING_REASONS.values()))
    ),
    State(question=7, choices=(("đồng ý", "x:1"), ("thôi", "x:1:n"))),
)


def asked_questions() -> list[str]:
    """All questions that the bot is tried with."""
    lines = [line for file in sorted(GOLDEN.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    found = [json.loads(line).get("question") for line in lines]
    return [one for one in found if isinstance(one, str)]


@given(
    st.sampled_from(asked_questions()),
    st.sampled_from(STATES),
    st.sampled_from([str, fold, str.upper, str.title, lambda text: unicodedata.normalize("NFD", text)]),
    st.sampled_from(["{}", "{}?", "{} ạ", "dạ {}", "cho tôi hỏi {}", "{} nhé", " {} .", "{} giúp tôi với"]),
)
def test_no_question_is_taken_for_a_choice(
    question: str, state: State, written: Callable[[str], str], around: str
) -> None:
    text = around.format(written(question))
    assert meant(text, state) is None
    assert not typed.asks_for_list(text)
    assert not typed.asks_for_help(text)
    assert not typed.asks_to_forget(text)


@given(
    st.sampled_from([form for form in FORMS if not form[0].isdigit()]),
    st.sampled_from(["là gì", "thế nào", "của ai", "quy định ra sao"]),
)
def test_a_form_with_a_question_s_word_is_a_question(form: str, asked: str) -> None:
    assert meant(f"{form} {asked}", ASKED) is None
    assert meant(fold(f"{form} {asked}"), ASKED) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("thêm", "m:ab:2"),
        ("them nua", "m:ab:2"),
        ("doc tiep", "m:ab:2"),
        ("xem tiếp đi", "m:ab:2"),
        ("nguồn web", "w:7"),
        ("link", "w:7"),
        ("link 1", "w:7:1"),
        ("trang nguon 1", "w:7:1"),
        ("van ban thay the", "o:ab"),
    ],
)
def test_words_of_an_answer_in_parts(text: str, found: str) -> None:
    assert meant(text, STATES[2]) == found


def test_the_next_place_by_whatever_name() -> None:
    below = STATES[3]
    for text in ("dieu sau", "phần sau", "đoạn sau", "khoan sau", "them", "đọc tiếp"):
        assert meant(text, below) == NEXT, text
    assert meant("phan truoc", below) == "s:7:1"
    assert meant("cả phần", below) == "s:7:1:a:1"
    assert meant("trang nguon", below) == "w:7:1"
    # What is offered by its own name comes first.
    reading = State(question=7, choices=(("điều sau", NEXT), ("thêm", "s:7:1:a:2")))
    assert meant("thêm", reading) == "s:7:1:a:2"
    assert meant("phần sau", reading) == NEXT
