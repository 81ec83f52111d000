"""A process whose disk fails at a given call: run with `failing_disk.c` before the C library, one fork for each call.

Arguments: a folder to work in, then `scenario:call:error:lasting` for each try (call 0: count them, none fails).
Prints one JSON object a line. Everything that takes time to load is loaded once, before the first fork.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sqlite3
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.errors import CadreBotError
from bot.index import Generation, Generations
from bot.library import build
from bot.library.documents import document_here
from bot.library.live import Live
from bot.vietnamese import terms
from tests.fakes import WordEncoder
from tests.test_live import HOUSE, LEAVE, ROTATION, settings_for, texts

OLD = {"phép.txt": LEAVE, "luân chuyển.txt": ROTATION}
NEW = {"phép.txt": LEAVE.replace("mười hai", "mười lăm"), "nhà.txt": HOUSE}


def put(knowledge: Path, files: dict[str, str]) -> None:
    """Make a folder hold these files and no others."""
    knowledge.mkdir(parents=True, exist_ok=True)
    for file in knowledge.iterdir():
        if file.name not in files:
            file.unlink()
    for name, text in files.items():
        (knowledge / name).write_text(text, encoding="utf-8")


def answers(generation: Generation) -> bool:
    """Whether every document of a generation is found in it by the words of its own."""
    for number, document in enumerate(generation.documents):
        found = generation.lexical.search(terms(document.text)[:20], 3, only=[number])
        if not found or any(generation.passages[passage].document != number for passage, _ in found):
            return False
        if generation.text_of(found[0][0]) not in document.text:
            return False
    return generation.dense.size == len(generation.passages)


def index(root: Path, scenario: str, call: int, error: int, lasting: int) -> dict[str, Any]:
    """One run with a fault in it: what came of it, as it looks from inside."""
    disk = ctypes.CDLL(None)
    told: dict[str, Any] = {"end": "done", "reason": "", "held": None, "answers": True}
    live = None
    try:
        if scenario == "changes":
            live = Live(settings_for(root, index_batch=2), encoder=WordEncoder())
            live.refresh()
            put(root / "knowledge", NEW)
        disk.disk_arm(str(root / "data").encode(), call, error, lasting)
        live = live or Live(settings_for(root, index_batch=2), encoder=WordEncoder())
        live.refresh()
    except CadreBotError as problem:
        told |= {"end": "told", "reason": str(problem)}
    except BaseException:
        told |= {"end": "fault", "reason": traceback.format_exc()}
    told["calls"] = disk.disk_calls()
    if scenario == "changes" and live is not None:
        told |= {"held": texts(live.generation), "answers": answers(live.generation)}
        told["trouble"] = live.trouble
    return told


def forked(work: Callable[..., dict[str, Any]], *given: Any) -> dict[str, Any]:
    """What some work says, done in a process of its own that closes nothing at its end, as after a kill.

    All work is done in such ones: threads that a library has started here would be missing in the next.
    """
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        try:
            data = json.dumps(work(*given)).encode()
        except BaseException:
            data = json.dumps({"end": "fault", "reason": traceback.format_exc()}).encode()
        with os.fdopen(into, "wb") as stream:
            stream.write(data)
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as stream:
        data = stream.read()
    status = os.waitpid(child, 0)[1]
    told: dict[str, Any] = json.loads(data) if data else {"end": "fault", "reason": f"wait status {status}"}
    return told


def made(root: Path) -> dict[str, Any]:
    """Make an index without faults."""
    live = Live(settings_for(root, index_batch=2), encoder=WordEncoder())
    live.refresh()
    live.close()
    return {}


def after(root: Path) -> dict[str, Any]:
    """What is on the disk now, and what the next run without faults makes of it."""
    left = Generations(root / "data" / "generations").load()
    found: dict[str, Any] = {
        "left": None if left is None else texts(left),
        "left_answers": left is None or answers(left),
    }
    live = Live(settings_for(root, index_batch=2), encoder=WordEncoder())
    try:
        live.refresh()
        found |= {"next": texts(live.generation), "next_answers": answers(live.generation)}
        found["again"] = live.refresh().changed
    finally:
        live.close()
    folder = root / "data" / "generations"
    names = sorted(path.name for path in folder.iterdir() if path.name != "current")
    found["debris"] = [name for name in names if not (folder / name / "manifest.json").exists()]
    found["kept"] = len(names) - len(found["debris"])
    with sqlite3.connect(root / "data" / "vectors.sqlite") as cache:
        found["cache"] = cache.execute("PRAGMA integrity_check").fetchone()[0]
    return found


def main() -> None:
    """Try each fault in a fresh copy of the same folder."""
    place = Path(sys.argv[1])
    templates = {"nothing": place / "nothing", "changes": place / "changes"}
    put(templates["nothing"] / "knowledge", NEW)
    put(templates["changes"] / "knowledge", OLD)
    # Read here: the process that reads files writes nothing to the data folder, and starting it costs a second.
    build.document_from = document_here
    forked(made, templates["changes"])
    for given in sys.argv[2:]:
        scenario, *numbers = given.split(":")
        root = place / "tried"
        shutil.copytree(templates[scenario], root)
        told = forked(index, root, scenario, *map(int, numbers))
        print(json.dumps({"given": given, **told, **forked(after, root)}), flush=True)
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
