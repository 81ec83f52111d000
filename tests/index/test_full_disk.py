"""A disk that is really full: it is said in plain words, the old index answers, and room is enough to go on."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot import phrases
from tests.index.failing_disk import OLD

ROOT = Path(__file__).resolve().parents[2]
MOUNT = 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"'  # in a view of the disks of its own, gone with the process


def test_a_full_disk(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    alone = ["unshare", "-rm", "sh", "-c", MOUNT, str(data)]
    try:
        subprocess.run([*alone, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk cannot be had here: no user namespaces")
    command = [*alone, sys.executable, "-m", "tests.index.full_disk", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    seen = json.loads(done.stdout)
    assert (seen["full"], seen["told"]) == (errno.ENOSPC, True)
    assert "Không ghi được vào thư mục dữ liệu" in seen["trouble"]
    assert "hết chỗ trên đĩa" in seen["trouble"]
    assert (seen["held"], seen["answers"]) == (OLD, True)
    assert (seen["restarted"], seen["restarted_answers"]) == (OLD, True)
    assert "hết chỗ trên đĩa" in seen["restarted_trouble"]
    assert (seen["renewed"], seen["trouble_after"]) == (True, None)
    assert seen["trouble"] in seen["logged"]
    assert phrases.not_renewed(seen["restarted_trouble"]) in seen["logged"]
    assert seen["left"] == ["current"]
