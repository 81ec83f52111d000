"""English questions in Vietnamese terms."""

import json
from pathlib import Path

import pytest

from bot.vietnamese import fold, in_vietnamese, load_restorer
from bot.vietnamese.english import is_english

GLOSSARY = Path(__file__).resolve().parents[2] / "bot" / "vietnamese" / "english.tsv"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Who may appoint the head of a division?", "ai có thể bổ nhiệm trưởng phòng"),
        ("How many deputy secretaries does a commune have?", "bao nhiêu phó bí thư xã"),
        ("What is the age limit for re-appointment?", "tuổi cho bổ nhiệm lại là gì"),
        ("When did Decree 123/2020/ND-CP take effect?", "nghị định 123/2020/ND-CP có hiệu lực từ khi nào"),
        ("Is Regulation No. 12-QD/TW still in force?", "quy định 12-QD/TW còn hiệu lực không"),
        ("What replaced Conclusion 7?", "văn bản nào thay thế kết luận 7"),
        ("Which resolution sets the targets of a term?", None),
        ("a rotated cadre", "cán bộ luân chuyển"),
        ("disciplinary measures against party members", None),
        ("What about the provincial level?", "còn cấp tỉnh thì sao"),
        ("Can an official resign?", "có thể cán bộ từ chức không"),
        ("people appointed on 8 October 2025", None),
    ],
)
def test_says_it_in_vietnamese(asked: str, said: str | None) -> None:
    found = in_vietnamese(asked)
    assert found is not None
    if said is not None:
        assert found == said


def test_what_is_described_goes_first() -> None:
    said = in_vietnamese("What is the minimum remaining working time of a young civil servant?")
    assert said == "thời gian công tác còn lại tối thiểu công chức trẻ là gì"


def test_dates_and_numbers() -> None:
    assert "8/10/2025" in str(in_vietnamese("officials appointed on October 8, 2025"))
    assert "tháng 7/2025" in str(in_vietnamese("Who was elected in July 2025?"))
    assert "lần thứ 14" in str(in_vietnamese("delegates of the 14th national party congress"))
    assert "2/3" in str(in_vietnamese("an official with two thirds low confidence votes"))


def test_names_get_their_accents_and_unknown_words_stay() -> None:
    said = in_vietnamese("How many kindergartens does Hai Phong have?", load_restorer().restore)
    assert said == "bao nhiêu kindergartens Hải Phòng"
    assert in_vietnamese("What did Mr Do Van Nam say about rotation?") == "ông Do Van Nam nói về luân chuyển là gì"


@pytest.mark.parametrize(
    "asked",
    [
        "cán bộ luân chuyển phải còn mấy năm công tác",
        "can bo luan chuyen phai con may nam cong tac",
        "cans booj laf gif",
        "check giup minh file pdf qd 377 voi",
        "deadline nop ho so la khi nao",
        "lam sao de update profile dang vien",
        "KPI của cán bộ là gì",
        "can bo to the nao",
        "in an xong chua",
        "hello",
        "",
        "377",
    ],
)
def test_vietnamese_stays(asked: str) -> None:
    assert in_vietnamese(asked) is None


def test_no_golden_question_in_vietnamese_is_taken_for_english() -> None:
    folder = Path(__file__).resolve().parents[1] / "golden"
    rows = [json.loads(line) for file in folder.glob("*.jsonl") for line in file.read_text("utf-8").splitlines()]
    vietnamese = [row["question"] for row in rows if row.get("style") not in ("english", None)]
    assert len(vietnamese) > 300
    assert not [question for question in vietnamese if is_english(question) or is_english(fold(question))]


@pytest.mark.parametrize(
    "asked", ["rotation age limit", "regulation 65", "WHO SIGNED THE DECREE?", "who is Nguyen Van A"]
)
def test_short_english(asked: str) -> None:
    assert is_english(asked)


def test_the_glossary_is_whole() -> None:
    """Every line has a term in small letters, Vietnamese words and a known role; no term stands twice."""
    lines = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    terms = [line.split("\t")[0] for line in lines]
    assert len(terms) == len(set(terms)) > 400
    for line in lines:
        term, said, role = (*line.split("\t"), "")[:3]
        assert term == term.lower().strip(), line
        assert "-" not in term, line
        assert said == said.strip(), line
        assert role in ("n", "a", "v", "q", ""), line
