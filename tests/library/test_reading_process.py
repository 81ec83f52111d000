"""Reading in a process of its own: whatever a file does to it, the file gets a reason and the others are read."""

from __future__ import annotations

import logging
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot import phrases
from bot.errors import UnreadableFile
from bot.library import reading_process
from bot.library.documents import document_here
from bot.library.reading_places import make_place
from bot.library.reading_process import Reader, Readers
from bot.phrases import reading as words
from tests.library.processes import ends, gone, lives

ROOT = Path(__file__).resolve().parents[2]
BAD = "tests.library.bad_reader"
GOOD = "Điều 1. Phạm vi\n1. Một câu về cán bộ.\nĐiều 2. Đối tượng\n1. Hai câu.\n"

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes as Linux shows them")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that can be read."""
    made = tmp_path / "tốt.txt"
    made.write_text(GOOD, encoding="utf-8")
    return made


@pytest.fixture
def reader() -> Iterator[Reader]:
    """A process with faults in it."""
    made = Reader(module=BAD)
    yield made
    made.close()


def reason(reader: Reader, file: Path, name: str, seconds: float = 30, patience: float = 60) -> str:
    """Why a file was not read."""
    with pytest.raises(UnreadableFile) as caught:
        reader.document(file, name, seconds=seconds, patience=patience)
    return str(caught.value)


def test_the_same_document_as_in_this_process(reader: Reader, file: Path) -> None:
    for path in [file, *sorted((ROOT / "knowledge").rglob("*.md"))[:5]]:
        assert reader.document(path, path.name, seconds=30) == document_here(path, path.name)
    assert reason(reader, file.parent / "không có.txt", "x.txt").startswith("Không mở được")
    assert not reader.worn


def test_names_that_are_long_decomposed_or_no_text(reader: Reader, tmp_path: Path) -> None:
    long = unicodedata.normalize("NFD", "Quy định về cán bộ " * 20)
    while len(f"{long}.txt".encode()) > 255:
        long = long[:-1]
    for name in (f"{long}.txt", b"\xff\xfe.txt".decode("utf-8", "surrogateescape")):
        path = tmp_path / name
        path.write_text(GOOD, encoding="utf-8")
        shown = unicodedata.normalize("NFC", name)
        assert reader.document(path, shown, seconds=30).file == shown


@pytest.mark.parametrize("name", ["treo", "treo con"])
def test_a_hang_is_ended_with_everything_that_was_started(reader: Reader, file: Path, name: str) -> None:
    assert reason(reader, file, name, seconds=0.7) == words.took_too_long(0.7)
    assert reader.worn
    assert ends(reader.pid)
    assert gone("sleep 654")


def test_a_hang_that_never_lets_go_of_the_interpreter(reader: Reader, file: Path) -> None:
    assert reason(reader, file, "quay", seconds=0.7) == words.took_too_long(0.7)


@pytest.mark.parametrize("name", ["chép treo", "chép sập", "chép"])
def test_what_was_written_on_the_way_is_gone_however_it_ends(
    file: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "tạm"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    made = Reader(module=BAD)
    assert [one.stat().st_mode & 0o077 for one in place.iterdir()] == [0]
    if name == "chép":
        made.document(file, name, seconds=30)
        assert [one.read_text("utf-8") for one in place.rglob("*") if one.is_file()] == [GOOD]
    else:
        reason(made, file, name, seconds=0.7)
    made.close()
    assert not list(place.iterdir())


def test_what_a_killed_process_has_left_is_taken_away_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = (
        "import time; from bot.library.reading_places import make_place; place = make_place(); "
        "(place / 'in.doc').write_text('TỐI MẬT', encoding='utf-8'); print(place, flush=True); time.sleep(600)"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
    started = [
        subprocess.Popen([sys.executable, "-c", work], env=environment, stdout=subprocess.PIPE, encoding="utf-8")
        for _ in range(2)
    ]
    try:
        killed, living = (Path(str(one.stdout and one.stdout.readline()).strip()) for one in started)
        started[0].kill()
        started[0].wait()
        assert (killed / "in.doc").exists()
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        own = make_place()
        assert sorted(tmp_path.iterdir()) == sorted([living, own])
    finally:
        for one in started:
            one.kill()
            one.communicate()


@pytest.mark.parametrize("name", ["sập", "thoát"])
def test_a_crash_is_named(reader: Reader, file: Path, name: str) -> None:
    assert reason(reader, file, name) == words.READER_CRASHED


def test_hunger_for_memory_is_named(file: Path) -> None:
    small = Reader(module=BAD, megabytes=600)
    assert reason(small, file, "phình") == words.TOO_MUCH_MEMORY
    assert small.worn
    assert ends(small.pid)


def test_a_real_file_that_needs_too_much_memory(tmp_path: Path) -> None:
    big = tmp_path / "lớn.txt"
    big.write_text("Một câu về công tác cán bộ. " * 1_200_000, encoding="utf-8")
    small = Reader(megabytes=260)
    assert reason(small, big, "lớn.txt") == words.TOO_MUCH_MEMORY
    assert small.worn


def test_signs_of_life_are_waited_for_but_not_forever(reader: Reader, file: Path) -> None:
    assert reader.document(file, "lâu", seconds=1.5).text == GOOD
    assert "quá" in reason(reader, file, "lâu", seconds=1.5, patience=1)


def test_what_a_library_prints_is_no_answer(reader: Reader, file: Path) -> None:
    assert reader.document(file, "in ra", seconds=30).text == GOOD


def test_a_fault_of_ours_is_logged_without_words_of_the_file(
    reader: Reader, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert reason(reader, file, "lỗi") == phrases.FILE_FAILED
    assert "RuntimeError" in caplog.text
    assert "Phạm vi" not in caplog.text
    assert reader.document(file, "tốt.txt", seconds=30).text == GOOD


def test_other_files_are_untouched_and_one_reader_is_kept(file: Path) -> None:
    started: list[Reader] = []

    def start() -> Reader:
        started.append(Reader(module=BAD))
        return started[-1]

    readers = Readers(start)
    try:
        for name in ("tốt.txt", "sập", "tốt.txt", "tốt.txt", "thoát", "tốt.txt"):
            if name == "tốt.txt":
                assert readers.document_from(file, name).text == GOOD
            else:
                with pytest.raises(UnreadableFile):
                    readers.document_from(file, name)
        assert len(started) == 5  # a crash of one that had read others is looked at once more in a fresh one
        assert [ends(one.pid, 5) for one in started[:-1]] == [True] * 4
        assert lives(started[-1].pid)
    finally:
        readers.close()
    assert ends(started[-1].pid)


def test_a_reader_that_has_read_many_files_is_replaced(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_process, "_FILES", 2)
    started: list[int] = []

    def start() -> Reader:
        made = Reader()
        started.append(made.pid)
        return made

    readers = Readers(start)
    for _ in range(5):
        assert readers.document_from(file, "tốt.txt").text == GOOD
    readers.close()
    assert len(started) == 3
    assert all(ends(pid) for pid in started)


def test_one_long_file_does_not_hold_up_another(file: Path) -> None:
    readers = Readers(partial(Reader, module=BAD))
    done: list[str] = []

    def read(name: str) -> None:
        readers.document_from(file, name)
        done.append(name)

    threads = [threading.Thread(target=read, args=(name,)) for name in ("lâu", "tốt.txt", "tốt.txt")]
    for thread in threads:
        thread.start()
        time.sleep(0.2)
    for thread in threads:
        thread.join()
    assert done[-1] == "lâu"
    readers.close()


def test_a_reader_that_died_between_two_files(file: Path) -> None:
    readers = Readers()
    readers.document_from(file, "tốt.txt")
    warm = readers._warm
    assert warm is not None
    os.kill(warm.pid, signal.SIGKILL)
    ends(warm.pid)
    assert readers.document_from(file, "tốt.txt").text == GOOD
    readers.close()


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("name", ["treo", "treo con", "tốt.txt"])
def test_no_orphan_is_left(file: Path, sent: signal.Signals, name: str) -> None:
    script = (
        "import signal, threading; from pathlib import Path; from bot.library.reading_process import Reader\n"
        # What is started in the background by a shell without jobs inherits a SIGINT that is ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"reader = Reader(module={BAD!r})\n"
        "print(reader.pid, flush=True)\n"
        f"read = lambda: reader.document(Path({str(file)!r}), {name!r}, seconds=60)\n"
        "threading.Thread(target=read, daemon=True).start()\n"
        "threading.Event().wait()\n"
    )
    command = [sys.executable, "-c", script]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.5)
    parent.send_signal(sent)
    parent.wait(20)
    parent.stdout.close()
    assert ends(child)
    assert gone("sleep 654")


def test_the_process_has_no_secrets_and_loads_no_encoder(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "123:bí-mật")
    started = time.monotonic()
    reader = Reader()
    took = time.monotonic() - started
    try:
        reader.document(file, "tốt.txt", seconds=30)
        assert b"TELEGRAM" not in Path(f"/proc/{reader.pid}/environ").read_bytes()
        loaded = Path(f"/proc/{reader.pid}/maps").read_text()
        assert "torch" not in loaded
        assert "faiss" not in loaded
        assert os.getpgid(reader.pid) == reader.pid
        status = dict(line.split(":", 1) for line in Path(f"/proc/{reader.pid}/status").read_text().splitlines())
        print(f"reader: {took:.2f} s to start, {int(status['VmHWM'].split()[0]) // 1024} MB")
    finally:
        reader.close()


def test_only_a_document_is_made_of_an_answer(file: Path) -> None:
    document = document_here(file, "tốt.txt")
    assert reading_process._document(pickle.dumps(document)) == document
    for hostile in (os.system, subprocess.Popen, pickle.loads, logging):
        try:
            data = pickle.dumps(hostile)
        except TypeError:
            continue
        with pytest.raises(pickle.UnpicklingError):
            reading_process._document(data)
    with pytest.raises(pickle.UnpicklingError):
        reading_process._document(pickle.dumps("chữ"))


def test_a_folder_that_cannot_be_written(file: Path, reader: Reader) -> None:
    file.parent.chmod(0o555)
    try:
        assert reader.document(file, "tốt.txt", seconds=30).text == GOOD
    finally:
        file.parent.chmod(0o755)
