"""Whatever write fails and whenever the process is killed: the folder is answered from the old index or the new one."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot import phrases
from bot.index.disk import replace, system_error
from tests.conftest import LONG, count
from tests.index.failing_disk import NEW, OLD, after, made, put

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MEMORY = Path("/dev/shm")  # where waiting for the disk costs nothing
FULL, BROKEN = errno.ENOSPC, errno.EIO
KILL = 0
TOLD = (
    "hết chỗ trên đĩa", "đĩa đọc ghi bị lỗi", "không mở được tệp", phrases.GENERATION_UNREADABLE,
)  # fmt: skip

TRACED = """
import sys
from pathlib import Path
from bot.errors import DataFolderBroken
from tests.index.failing_disk import made
try:
    made(Path(sys.argv[1]))
    print("done")
except DataFolderBroken:
    print("told")
"""

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.skipif(sys.platform != "linux", reason="LD_PRELOAD of Linux")]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that counts and fails calls."""
    made = tmp_path_factory.mktemp("shim") / "failing_disk.so"
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O1", "-o", str(made), str(HERE / "failing_disk.c"), "-ldl"], check=True
    )
    return made


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that is fast to write to."""
    made = tmp_path_factory.mktemp("disk")
    if not os.access(MEMORY, os.W_OK):
        yield made
        return
    made = MEMORY / f"cadre-{os.getpid()}"
    made.mkdir()
    try:
        yield made
    finally:
        shutil.rmtree(made)


@pytest.fixture
def place(memory: Path, tmp_path: Path) -> Path:
    """A fresh folder there."""
    return memory / tmp_path.name


@pytest.fixture(scope="module")
def calls(shim: Path, memory: Path) -> dict[str, int]:
    """How many calls a run without faults makes."""
    counted = tried(shim, memory / "counted", [f"nothing:0:{BROKEN}:0", f"changes:0:{BROKEN}:0"])
    for one in counted:
        check(one)
        assert one["end"] == "done"
    found = {one["given"].split(":")[0]: one["calls"] for one in counted}
    assert found["nothing"] > 300  # opens, writes, syncs, renames: of the index, of tantivy, of SQLite
    assert found["changes"] > 100
    return found


def tried(shim: Path, place: Path, given: Sequence[str]) -> list[dict[str, Any]]:
    """What came of each of the faults."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.index.failing_disk", str(place), *given],
        cwd=ROOT,
        env={**os.environ, "LD_PRELOAD": str(shim), "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        check=True,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["given"] for one in found] == list(given)
    return found


def check(one: dict[str, Any]) -> None:
    """Old or new, whole; the next run succeeds and cleans up."""
    scenario, _, error, _ = one["given"].split(":")
    before = OLD if scenario == "changes" else None
    killed = one["end"] == "fault" and one["reason"] == "wait status 9"
    assert one["end"] in ("done", "told") or (killed and int(error) == KILL), one
    if one["end"] == "told":
        assert any(reason in one["reason"] for reason in TOLD), one["reason"]
    if scenario == "changes" and not killed:  # what answers in the process that had the fault
        assert one["held"] == (NEW if one["end"] == "done" else OLD), one["given"]
        assert one["answers"], one["given"]
        assert one["trouble"] == (one["reason"] or None)
    assert one["left"] in (before, NEW), one["given"]
    assert one["left_answers"], one["given"]
    assert (one["next"], one["next_answers"], one["again"]) == (NEW, True, False), one["given"]
    assert (one["debris"], one["cache"]) == ([], "ok"), one["given"]
    assert one["kept"] <= 2


def faults(calls: dict[str, int], short: int) -> list[str]:
    """Which calls are to fail, and how: a sample, or each of them."""
    every = [
        f"{scenario}:{call}:{error}:{lasting}"
        for scenario, size in calls.items()
        for call in range(1, size + 1)
        for error, lasting in ((FULL, 1), (BROKEN, 0))
    ]
    if LONG:
        return every
    # The calls of the encoder's cache are many and alike; those after them write the index.
    late = [one for one in every if one.startswith("changes")]
    return random.Random(3).sample(late, short - 2) + random.Random(4).sample(every, 2)


def test_the_nth_write_fails(shim: Path, place: Path, calls: dict[str, int]) -> None:
    """For each n in the long run: the disk is full from the n-th call on, or the n-th call alone fails."""
    found = tried(shim, place, faults(calls, 7))
    for one in found:
        check(one)
    told = sum(one["end"] == "told" for one in found)
    print(f"calls: {calls}; faults: {len(found)}, of which {told} were told and the others did no harm")
    assert told > 0.5 * len(found)


def test_a_kill_at_any_call(shim: Path, place: Path, calls: dict[str, int]) -> None:
    """Nothing on the disk changes between two calls, so that this is every moment there is."""
    chance = random.Random(5)
    given = [
        f"{scenario}:{call}:{KILL}:0"
        for scenario, size in calls.items()
        for call in sorted(chance.sample(range(1, size + 1), count(3, 60)))
    ]
    found = tried(shim, place, given)
    for one in found:
        check(one)
        # Threads of tantivy make a call more or fewer: the last one counted may not be reached.
        assert one["end"] == "fault" or one["calls"] < int(one["given"].split(":")[1])
    assert sum(one["end"] != "fault" for one in found) <= len(calls)


@pytest.mark.long
@pytest.mark.needs("strace")
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("nth", range(1, 7))
def test_renames_that_go_past_the_c_library(nth: int, error: str, place: Path) -> None:
    """A Rust crate asks the system itself to rename; only a tracer can let that fail."""
    put(place / "knowledge", OLD)
    made(place)
    put(place / "knowledge", NEW)
    command = [
        "strace", "-f", "-qq", "-o", str(place / "trace"), "-e", "trace=renameat", "-e",
        f"inject=renameat:error={error}:when={nth}", sys.executable, "-c", TRACED, str(place),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    assert "INJECTED" in (place / "trace").read_text()
    left = after(place)
    assert done.stdout in (b"done\n", b"told\n")
    assert left["left"] == (NEW if done.stdout == b"done\n" else OLD)
    assert (left["next"], left["debris"]) == (NEW, [])


def test_the_reason_is_found_in_what_libraries_say() -> None:
    for said in (
        "An IO error occurred: 'No space left on device (os error 28)'",
        "IoError(Os { code: 28, kind: Full }",
    ):
        error = system_error(ValueError(said))
        assert error is not None
        assert phrases.storage_reason(error) == "hết chỗ trên đĩa"
    assert system_error(ValueError("28")) is None


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(OSError):
        replace(tmp_path / "there", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
