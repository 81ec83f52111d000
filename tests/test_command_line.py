"""The contracts of the command line, to the letter: tools outside rely on them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.conversation.batch import Row, read_batch, run_batch
from bot.errors import UsageError
from bot.library.build import document_from
from bot.model import Answer, State, Status

REGULATION = """---
số: 65-QĐ/TW
loại: Quy định
trích yếu: Luân chuyển cán bộ
cơ quan ban hành: Bộ Chính trị
ngày ban hành: 28/4/2022
hiệu lực từ: 28/4/2022
tình trạng: còn hiệu lực
bản: tóm lược
nguồn: https://example.vn/65
---
QUY ĐỊNH
về luân chuyển cán bộ

Điều 1. Phạm vi điều chỉnh 😀
Quy định này quy định về công tác luân chuyển cán bộ lãnh đạo từ Trung ương tới địa phương 🏛.

Điều 2. Thời gian luân chuyển
1. Thời gian luân chuyển của cán bộ lãnh đạo ít nhất là bốn mươi tám tháng đối với một chức danh.
2. Cán bộ được luân chuyển giữ nguyên chế độ phụ cấp cũ trong suốt thời gian luân chuyển.

Điều 3. Nhà ở công vụ
Cán bộ đến từ địa phương khác được bố trí nhà ở công vụ trong thời gian công tác.
"""
EXPIRED = """---
số: 11-QĐ/TW
loại: Quy định
trích yếu: Khoán xe ô tô công
cơ quan ban hành: Ban Bí thư
ngày ban hành: 3/2/2010
hết hiệu lực từ: 1/1/2020
thay thế bởi: 12-QĐ/TW
---
QUY ĐỊNH
về khoán xe ô tô công

Điều 1. Mức khoán xe ô tô
Mức khoán kinh phí sử dụng xe ô tô công là mười triệu đồng một tháng đối với thứ trưởng.

Điều 2. Phương thức
Tiền khoán xe ô tô được trả cùng tiền lương hằng tháng.
"""
INTERVIEW = """Hải Phòng tăng cường cán bộ trẻ

Lời dẫn của bài báo về công tác cán bộ của thành phố trong năm vừa qua, do phóng viên viết.

PV: Xin ông cho biết việc rà soát cán bộ được làm thế nào?

Ông Đỗ Mạnh Hiến: Thành ủy đã rà soát tổng thể đối với 2.600 cán bộ của thành phố và quận, huyện.

PV: Thời gian tới thành phố sẽ làm gì?

Ông Đỗ Mạnh Hiến: Chúng tôi sẽ tiếp tục luân chuyển cán bộ trẻ về cơ sở để thử thách, rèn luyện.
"""
LONGEST = "Thời gian luân chuyển của cán bộ lãnh đạo là bao lâu?"
REVIEW = "Thành ủy đã rà soát bao nhiêu cán bộ?"
LEANING = "thế văn bản này do ai ban hành?"
BATCH = [
    {"id": "answered", "question": LONGEST},
    {"id": 0, "question": REVIEW},
    {"id": "after answered", "question": LEANING, "prev": "answered"},
    {"id": 7, "question": LEANING, "prev": "answered"},
    {"id": "0", "question": LEANING, "prev": 0},
    {"id": "alone", "question": LEANING, "prev": None},
    {"id": "talk", "question": "xin chào"},
    {"id": "refused", "question": "Giá vàng hôm nay ở Hà Nội bao nhiêu một lượng?"},
    {"id": "near", "question": "Mức khoán kinh phí sử dụng xe ô tô công là bao nhiêu?"},
    {"id": "unaccented", "question": "thoi gian luan chuyen can bo lanh dao bao lau"},
    {"id": "empty", "question": ""},
    {"id": "half \ud83d", "question": "nhà ở công vụ \ud800\0 được bố trí khi nào?"},
]
CITATION = {
    "number": int,
    "document": str,
    "document_number": (str, type(None)),
    "address": (str, type(None)),
    "reference": str,
    "quote": str,
    "file": str,
    "start": int,
    "end": int,
    "validity": str,
    "in_force": (bool, type(None)),
    "kind": str,
    "source_url": (str, type(None)),
}
SUGGESTION = {"document": str, "document_number": (str, type(None)), "address": (str, type(None)), "file": str}
IN_FORCE = {
    "in_force": True,
    "partly": True,
    "not_yet": False,
    "expired": False,
    "unknown": None,
    "not_applicable": None,
}
TIMINGS = {"encode", "search", "answer", "total"}


def clean_environment(**more: str) -> dict[str, str]:
    """What a process needs, and an environment that knows of ASCII only."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    return {**kept, "LC_ALL": "C", "LANG": "C", "PYTHONIOENCODING": "ascii", **more}


def command(*arguments: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """`cadre-bot …` in a process of its own, in a folder without a `.env`."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        capture_output=True,
        timeout=240,
        cwd=folder,
        env=clean_environment(**environment),
    )


def write_lines(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="ascii")
    return file


@dataclass(frozen=True)
class Desk:
    """A small folder, indexed by one process that answered the batch."""

    root: Path
    knowledge: Path
    data: Path
    done: subprocess.CompletedProcess[bytes]

    @property
    def results(self) -> list[dict[str, Any]]:
        """The lines that came out."""
        return [json.loads(line) for line in self.done.stdout.decode("utf-8").splitlines()]

    def result(self, identity: str | int) -> dict[str, Any]:
        """One of them; 0 and "0" are two."""
        return next(row for row in self.results if (type(row["id"]), row["id"]) == (type(identity), identity))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, warm_vectors: Path) -> Desk:
    root = tmp_path_factory.mktemp("desk")
    knowledge, data = root / "tài liệu", root / "data"
    (knowledge / "Trung ương").mkdir(parents=True)
    (knowledge / "Trung ương" / "quy-định-65.md").write_text(REGULATION, encoding="utf-8")
    (knowledge / "cũ.md").write_text(EXPIRED, encoding="utf-8")
    letters = unicodedata.normalize("NFD", INTERVIEW).replace("\n", "\r\n")
    (knowledge / "phỏng-vấn.txt").write_bytes(letters.encode())
    data.mkdir()
    shutil.copy(warm_vectors, data / "vectors.sqlite")
    batch = write_lines(root / "batch.jsonl", BATCH)
    batch.write_text(batch.read_text("ascii").replace("\n", "\r\n\n", 1), encoding="utf-8-sig")  # as Windows has it
    done = command("--knowledge", knowledge, "ask", "--json", "--batch", batch, "--data", data, folder=root)
    return Desk(root, knowledge, data, done)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """`main()` in this process over the desk's folders: (exit code, stdout, stderr)."""
    for name in ("KNOWLEDGE", "DATA", "ENCODER", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(desk.root)
    monkeypatch.setenv("KNOWLEDGE", str(desk.knowledge))
    monkeypatch.setenv("DATA", str(desk.data))

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["cadre-bot", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, out, err

    return run


# --- ask --json --batch ----------------------------------------------------------------------------------------------


def test_every_outcome_of_a_question_is_exit_code_0(desk: Desk) -> None:
    assert desk.done.returncode == 0, desk.done.stderr.decode()
    status = {row["id"]: row["status"] for row in desk.results if isinstance(row["id"], str)}
    assert status["answered"] == status["unaccented"] == "answered"
    assert status["near"] == "near"
    assert status["refused"] == "refused"
    assert status["talk"] == status["empty"] == "talk"


def test_one_line_for_each_question_with_its_id_as_it_was(desk: Desk) -> None:
    given = [row["id"] for row in BATCH]
    assert [(type(row["id"]), row["id"]) for row in desk.results] == [(type(one), one) for one in given]


def test_stdout_is_raw_utf8_whatever_the_locale(desk: Desk) -> None:
    out = desk.done.stdout
    assert "Điều 2, khoản 1".encode() in out
    assert "bốn mươi tám tháng".encode() in out
    assert b"\x1b" not in out
    assert re.findall(rb"\\u[0-9a-f]{4}", out) == [rb"\ud83d"]  # what is no character is escaped, nothing else


def test_the_object_has_these_keys_and_types_and_no_others(desk: Desk) -> None:
    keys = {"id", "status", "text", "citations", "confidence", "suggestions", "timings_ms"}
    for row in desk.results:
        assert row.keys() == keys
        assert row["text"]
        assert row["timings_ms"].keys() == TIMINGS
        assert all(isinstance(value, (int, float)) and value >= 0 for value in row["timings_ms"].values())
        if row["status"] == "talk":
            assert row["confidence"] is None
        else:
            assert 0 <= row["confidence"] <= 1
        for number, citation in enumerate(row["citations"], start=1):
            check_types(citation, CITATION)
            assert citation["number"] == number
            assert citation["kind"] in ("full", "digest")
            assert citation["in_force"] is IN_FORCE[citation["validity"]]
        for suggestion in row["suggestions"]:
            check_types(suggestion, SUGGESTION)


def check_types(value: dict[str, Any], types: dict[str, Any]) -> None:
    """These keys, these types, and never an empty string."""
    assert value.keys() == types.keys()
    for name, held in value.items():
        assert isinstance(held, types[name]), (name, held)
        assert not (isinstance(held, bool) and types[name] is int)
        assert held != ""


def test_citations_go_with_the_outcome(desk: Desk) -> None:
    for row in desk.results:
        count = len(row["citations"])
        if row["status"] == "answered":
            assert count >= 1
        else:
            assert count == (1 if row["status"] == "near" else 0)
    assert desk.result("refused")["suggestions"]


def test_a_citation_says_what_it_cites(desk: Desk) -> None:
    [citation, *_] = desk.result("answered")["citations"]
    assert citation["document_number"] == "65-QĐ/TW"
    assert citation["address"] == "Điều 2, khoản 1"
    assert citation["reference"] == "khoản 1 Điều 2 Quy định số 65-QĐ/TW ngày 28/4/2022 của Bộ Chính trị"
    assert citation["file"] == "Trung ương/quy-định-65.md"
    assert (citation["validity"], citation["in_force"], citation["kind"]) == ("in_force", True, "digest")
    assert citation["source_url"] == "https://example.vn/65"
    [spoken, *_] = desk.result(0)["citations"]
    assert spoken["address"] == "Trả lời của ông Đỗ Mạnh Hiến, câu hỏi 1"
    assert spoken["document_number"] is None
    assert spoken["source_url"] is None
    [old] = desk.result("near")["citations"]
    assert (old["validity"], old["in_force"], old["kind"]) == ("expired", False, "full")


def test_every_quote_stands_in_the_text(desk: Desk) -> None:
    quotes = [(citation["quote"], row["text"]) for row in desk.results for citation in row["citations"]]
    assert len(quotes) >= 6
    for quote, text in quotes:
        assert "".join(quote.split()) in "".join(text.split())


def test_every_quote_is_the_slice_of_what_show_prints(desk: Desk, run: Run) -> None:
    cited = [citation for row in desk.results for citation in row["citations"]]
    files = {citation["file"] for citation in cited}
    assert files == {"Trung ương/quy-định-65.md", "cũ.md", "phỏng-vấn.txt"}
    shown = {}
    for file in files:
        code, shown[file], err = run("show", file, "--text")
        assert (code, err) == (0, "")
        assert shown[file] == document_from(desk.knowledge / file, file).text  # and nothing else
    for citation in cited:
        assert shown[citation["file"]][citation["start"] : citation["end"]] == citation["quote"]
    before = shown["Trung ương/quy-định-65.md"][: desk.result("answered")["citations"][0]["start"]]
    assert "😀" in before  # code points, not bytes or UTF-16 units


def test_a_question_follows_the_line_that_it_names(desk: Desk) -> None:
    """The same words after two different lines, twice after one of them, and after none."""

    def outcome(identity: str | int) -> tuple[Any, ...]:
        row = desk.result(identity)
        return row["status"], row["text"], row["confidence"]

    assert outcome("after answered") == outcome(7)
    assert outcome("after answered") != outcome("alone")
    assert outcome("0") != outcome("after answered")


def test_ask_writes_nothing_but_the_index(desk: Desk) -> None:
    kept = {path.name.removesuffix("-wal").removesuffix("-shm") for path in desk.data.iterdir()}
    assert kept == {"generations", "owner.lock", "vectors.sqlite"}


# --- a batch without a process ---------------------------------------------------------------------------------------


def echo(question: str, state: State) -> tuple[Answer, State]:
    """An answer that tells which question it leant on."""
    return Answer(Status.REFUSED, f"{state.searched}>{question}"), State(question)


def said(tmp_path: Path, rows: list[dict[str, Any]]) -> list[str]:
    return [result.text for _, result in run_batch(read_batch(write_lines(tmp_path / "b.jsonl", rows)), echo)]


def test_prev_gives_the_state_just_after_that_line(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": 0, "question": "a"},
        {"id": "0", "question": "b", "prev": 0},
        {"id": "x", "question": "c", "prev": "0"},
        {"id": "y", "question": "d", "prev": 0},
        {"id": "", "question": "e", "prev": "x"},
        {"id": "z", "question": "f", "prev": ""},
        {"id": "w", "question": "g"},
    ]
    assert said(tmp_path, rows) == [">a", "a>b", "b>c", "a>d", "c>e", "e>f", ">g"]


def test_where_two_lines_bear_one_id_the_last_above_counts(tmp_path: Path) -> None:
    rows = [{"id": "x", "question": "a"}, {"id": "x", "question": "b"}, {"id": "y", "question": "c", "prev": "x"}]
    assert said(tmp_path, rows) == [">a", ">b", "b>c"]


GOOD = '{"id": "a", "question": "x"}'
WRONG_LINES = [
    '{"id": "b", "question": "x"',
    "[" * 100_000,
    '["b", "x"]',
    "null",
    '{"question": "x"}',
    '{"id": null, "question": "x"}',
    '{"id": true, "question": "x"}',
    '{"id": 1.5, "question": "x"}',
    '{"id": "b"}',
    '{"id": "b", "question": 5}',
    '{"id": "b", "question": "x", "prev": "nobody"}',
    '{"id": "b", "question": "x", "prev": "b"}',
    '{"id": "b", "question": "x", "prev": "c"}\n{"id": "c", "question": "x"}',
    '{"id": "b", "question": "x", "prev": ["a"]}',
    '{"id": "b", "question": "x", "prev": ""}',
]


@pytest.mark.parametrize("line", WRONG_LINES, ids=lambda line: line[:40])
def test_a_wrong_line_is_named_before_anything_is_asked(line: str, tmp_path: Path) -> None:
    file = tmp_path / "câu hỏi.jsonl"
    file.write_text(f"{GOOD}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError) as wrong:
        read_batch(file)
    assert f"{file}, dòng 3: " in str(wrong.value)


def test_rows_know_their_line(tmp_path: Path) -> None:
    rows: list[Row] = read_batch(write_lines(tmp_path / "b.jsonl", [{"id": 1, "question": "a"}]))
    assert [(row.id, row.line) for row in rows] == [(1, 1)]


# --- wrong usage -----------------------------------------------------------------------------------------------------


WRONG_USAGE = [
    ("ask",),
    ("ask", "--json"),
    ("ask", "một câu", "--batch", "batch.jsonl"),
    ("ask", "một câu", "--jsno"),
    ("ask", "một câu", "thừa"),
    ("ask", "--batch", "missing.jsonl"),
    ("ask", "--batch", "."),
    ("ask", "--batch", "latin.jsonl"),
    ("ask", "một câu", "--knowledge", "no-such-folder"),
    ("--knowledge", "no-such-folder", "ask", "một câu"),
    ("--unknown", "ask", "một câu"),
    ("asks", "một câu"),
    ("show",),
    ("show", "no-such-file.md"),
    ("show", "no-such-file.md", "--text"),
    ("eval", "--passages", "p.jsonl"),
    ("eval", "--passages", "missing.jsonl", "--questions", "q.jsonl"),
    ("eval", "--passages", "p.jsonl", "--questions", "missing.jsonl"),
    ("eval", "--passages", "p.jsonl", "--questions", "q.jsonl", "--without", "rows"),
    ("eval", "--passages", "p.jsonl", "--questions", "q.jsonl", "--field", "missing"),
    ("eval", "--passages", "p.jsonl", "--questions", "q.jsonl", "--out", "no-such-folder/out.jsonl"),
]


@pytest.mark.parametrize("arguments", WRONG_USAGE, ids=" ".join)
def test_wrong_usage_is_exit_code_2_and_leaves_stdout_empty(arguments: tuple[str, ...], run: Run, desk: Desk) -> None:
    (desk.root / "latin.jsonl").write_bytes('{"id": "a", "question": "cán bộ"}\n'.encode("utf-16"))
    write_lines(desk.root / "p.jsonl", [{"id": "a", "title": "t", "text": "x"}])
    write_lines(desk.root / "q.jsonl", [{"id": "q", "question": "x", "gold": ["a"]}])
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.strip()
    assert "Traceback" not in err


def test_a_wrong_line_ends_the_process_with_2_and_its_number(tmp_path: Path) -> None:
    """In a process of its own, which must not load the encoder first: it would take seconds to say so."""
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "b.jsonl").write_text(f"{GOOD}\nđây không phải JSON\n", encoding="utf-8")
    done = command("ask", "--json", "--batch", "b.jsonl", "--data", "d", folder=tmp_path, ENCODER="/no/such/model")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "b.jsonl, dòng 2: không phải JSON" in done.stderr.decode("utf-8")


def test_a_missing_folder_of_the_settings_is_told_in_a_line(tmp_path: Path) -> None:
    done = command("check", "--data", "d", folder=tmp_path, KNOWLEDGE="nirgends")
    assert (done.returncode, done.stdout) == (1, b"")
    assert (
        done.stderr.decode("utf-8")
        == "Không thấy thư mục tài liệu nirgends. Tạo thư mục hoặc đặt KNOWLEDGE cho đúng.\n"
    )


def test_help_in_vietnamese_on_a_terminal_that_knows_ascii_only(tmp_path: Path) -> None:
    done = command("ask", "--help", folder=tmp_path)
    assert done.returncode == 0
    assert "Thư mục tài liệu." in done.stdout.decode("utf-8")


# --- one question ----------------------------------------------------------------------------------------------------


def test_ask_with_json_prints_one_object(desk: Desk, run: Run) -> None:
    code, out, _ = run("ask", LONGEST, "--json")
    assert code == 0
    assert out.count("\n") == 1
    result = json.loads(out)
    batched = {name: value for name, value in desk.result("answered").items() if name not in ("id", "timings_ms")}
    assert {name: value for name, value in result.items() if name != "timings_ms"} == batched


def test_ask_without_json_prints_what_a_person_reads(desk: Desk, run: Run) -> None:
    code, out, _ = run("ask", LONGEST)
    assert (code, out) == (0, desk.result("answered")["text"] + "\n")


def test_folders_may_be_named_before_and_after_the_command(
    desk: Desk, run: Run, tmp_path: Path, warm_vectors: Path
) -> None:
    """What stands after it wins, and both win over the settings."""
    (tmp_path / "trống").mkdir()
    (tmp_path / "data").mkdir()
    shutil.copy(warm_vectors, tmp_path / "data" / "vectors.sqlite")
    other = ("--knowledge", tmp_path / "trống", "--data", tmp_path / "data")
    own = ("--knowledge", desk.knowledge, "--data", desk.data)
    assert run(*other, "index")[1].endswith(": 0 tài liệu, 0 đoạn.\n")
    assert run("index", *other)[1].endswith(": 0 tài liệu, 0 đoạn.\n")
    assert run(*own, "index", *other)[1].endswith(": 0 tài liệu, 0 đoạn.\n")
    assert run(*other, "index", *own)[1].startswith("Chỉ mục đã đúng với thư mục: 3 tài liệu, ")
    assert run("index")[1].startswith("Chỉ mục đã đúng với thư mục: 3 tài liệu, ")
    code, out, _ = run("ask", "--json", LONGEST, *other)
    empty = json.loads(out)
    assert (code, empty["status"], empty["citations"], empty["suggestions"]) == (0, "refused", [], [])


def test_a_question_may_hold_any_bytes(run: Run) -> None:
    question = os.fsdecode("thời gian luân chuyển ".encode() + b"\xff\xfe bao l\xc3\xa2u?")
    code, out, _ = run("ask", question, "--json")
    assert code == 0
    assert json.loads(out)["status"] in ("answered", "near", "refused")


def test_a_data_folder_that_cannot_be_made_is_told_in_a_line(desk: Desk, run: Run) -> None:
    code, out, err = run("ask", "một câu", "--data", desk.root / "batch.jsonl")
    assert (code, out) == (1, "")
    assert err.startswith(f"Không ghi được vào thư mục dữ liệu {desk.root / 'batch.jsonl'}: ")
    assert err.count("\n") == 1


# --- show, check, index ----------------------------------------------------------------------------------------------


def test_show_prints_the_outline(run: Run) -> None:
    code, out, _ = run("show", "quy-định-65.md")
    assert code == 0
    assert out.startswith("Trung ương/quy-định-65.md\n")
    assert "Điều 2. Thời gian luân chuyển\n" in out


def test_show_finds_a_file_by_its_path_too(desk: Desk, run: Run) -> None:
    assert run("show", desk.knowledge / "cũ.md", "--text")[1] == document_from(desk.knowledge / "cũ.md", "cũ.md").text
    assert run("show", "./cũ.md", "--text")[0] == 0


def test_show_brings_the_index_up_to_date_first(desk: Desk, run: Run) -> None:
    new = desk.knowledge / "mới.txt"
    new.write_text("Điều 1. Nghỉ phép\nCán bộ được nghỉ phép mười hai ngày một năm.\n", encoding="utf-8")
    try:
        assert "mười hai ngày" in run("show", "mới.txt", "--text")[1]
    finally:
        new.unlink()
    assert run("show", "mới.txt")[0] == 2


def test_check_names_every_file_and_says_by_its_exit_code_whether_all_is_well(desk: Desk, run: Run) -> None:
    code, out, _ = run("check")
    assert code == 0
    for file in ("Trung ương/quy-định-65.md", "cũ.md", "phỏng-vấn.txt"):
        assert f"✓ {file}: " in out
    assert "số: 65-QĐ/TW" in out
    assert out.splitlines()[-1].startswith("3 tài liệu đọc được, 0 tệp lỗi")
    broken = desk.knowledge / "hỏng.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing of a PDF\n")
    try:
        code, out, _ = run("check")
        assert code == 1
        assert re.search(r"^✗ hỏng.pdf: .+", out, re.MULTILINE)
        assert "✓ cũ.md: " in out
        assert "✗ hỏng.pdf: " in run("index")[1]
        code, out, err = run("show", "hỏng.pdf")
        assert (code, out) == (2, "")
        assert err.startswith("✗ hỏng.pdf: ")
    finally:
        broken.unlink()
    assert run("check")[0] == 0


def test_check_names_the_lines_of_the_abbreviations_that_are_not_used(desk: Desk, run: Run) -> None:
    table = desk.knowledge / "viet-tat.tsv"
    table.write_text("abc\tan bình ca\nkhông có gì\n", encoding="utf-8")
    try:
        code, out, _ = run("check")
        assert code == 1
        assert "! viet-tat.tsv, dòng 2: thiếu dấu tab" in out
        table.write_text("abc\tan bình ca\n", encoding="utf-8")
        assert run("check")[0] == 0
    finally:
        table.unlink()


# --- eval ------------------------------------------------------------------------------------------------------------

ROWS = [
    {
        "id": "65+1",
        "document": "65-QĐ/TW",
        "article": "1",
        "title": "Thời gian luân chuyển",
        "text": REGULATION[500:680],
    },
    {
        "id": "65+2",
        "document": "65-QĐ/TW",
        "article": "2",
        "title": "Nhà ở",
        "text": "Cán bộ được bố trí nhà ở công vụ.",
    },
    {"id": 3, "title": "Xe công", "text": "Mức khoán xe ô tô công là mười triệu đồng một tháng đối với thứ trưởng."},
]
QUESTIONS = [
    {"id": "q1", "question": LONGEST, "plain": "thoi gian luan chuyen", "gold": ["65+1"], "answers": ["bốn mươi tám"]},
    {"id": 2, "question": "Mức khoán xe ô tô công là bao nhiêu?", "plain": "khoan xe o to", "gold": [3]},
    {"id": "q3", "question": "Giá vàng hôm nay bao nhiêu?", "plain": "gia vang", "gold": [3], "answerable": False},
]
FIGURES = {"hit@1", "hit@5", "hit@10", "MRR@10"}


def test_eval_prints_one_object_and_writes_a_row_for_each_question(desk: Desk, run: Run) -> None:
    passages = write_lines(desk.root / "rows.jsonl", ROWS)
    questions = write_lines(desk.root / "questions.jsonl", QUESTIONS)
    before = sorted(path.name for path in desk.data.iterdir())
    out_file = desk.root / "kết quả.jsonl"
    arguments = ("eval", "--passages", passages, "--questions", questions)
    code, out, _ = run(*arguments, "--out", out_file)
    assert code == 0
    assert out.count("\n") == 1
    figures = json.loads(out)
    assert figures.keys() >= FIGURES
    assert figures["hit@1"] == figures["hit@10"] == figures["MRR@10"] == 1.0
    rows = [json.loads(line) for line in out_file.read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["q1", 2, "q3"]
    for row in rows:
        assert row.keys() == {"id", "ranked", "status", "confidence"}
        assert sorted(row["ranked"], key=str) == [3, "65+1", "65+2"]
        assert 0 <= row["confidence"] <= 1
    assert [row["ranked"][0] for row in rows[:2]] == ["65+1", 3]
    assert sorted(path.name for path in desk.data.iterdir()) == before  # no journal, no index, vectors alone
    code, out, _ = run(*arguments, "--without", "document", "--field", "plain")
    figures = json.loads(out)
    assert code == 0
    assert [figures[name] for name in sorted(FIGURES)] == [None] * 4
    assert figures["wrong_answers"] is not None


def test_eval_names_file_and_line_of_a_wrong_row(desk: Desk, run: Run) -> None:
    passages = write_lines(desk.root / "rows.jsonl", [*ROWS, {"id": 3, "title": "", "text": "Lần hai."}])
    questions = write_lines(desk.root / "questions.jsonl", QUESTIONS)
    code, out, err = run("eval", "--passages", passages, "--questions", questions)
    assert (code, out) == (2, "")
    assert err == f"{passages}, dòng 4: id 3 đã có ở dòng 3.\n"
