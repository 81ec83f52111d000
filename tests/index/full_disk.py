"""A watched folder whose data folder lies on a small disk that fills up and is cleared again; prints what was seen.

Arguments: where to work. `data` in it is the small disk.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from bot.library import watching
from bot.library.live import Live
from tests.fakes import WordEncoder
from tests.index.failing_disk import NEW, OLD, answers, put
from tests.test_live import eventually, settings_for, texts

BLOCK = b"x" * 4_096


def main() -> None:
    """Fill the disk, change the folder, start anew on the full disk, make room."""
    root = Path(sys.argv[1])
    logged: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: logged.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("bot").addHandler(handler)
    for name, value in (("_QUIET_MS", 50), ("_SETTLED_SECONDS", 0.2), ("_LOOK_SECONDS", 0.05)):
        setattr(watching, name, value)
    put(root / "knowledge", OLD)
    settings = settings_for(root, scan_seconds=1)
    live = Live(settings, encoder=WordEncoder())
    live.refresh()
    ballast = root / "data" / "ballast"
    with ballast.open("wb", buffering=0) as out:
        try:
            while out.write(BLOCK):
                pass
        except OSError as error:
            full = error.errno
    live.watch()
    put(root / "knowledge", NEW)
    told = eventually(lambda: live.trouble is not None, 20)
    seen = {"full": full, "told": told, "trouble": live.trouble, "held": texts(live.generation)}
    seen["answers"] = answers(live.generation)
    live.close()
    again = Live(settings, encoder=WordEncoder())
    built = again.begin()
    seen |= {"restarted": texts(built.generation), "restarted_answers": answers(built.generation)}
    seen["restarted_trouble"] = again.trouble
    again.watch()
    ballast.unlink()
    seen["renewed"] = eventually(lambda: texts(again.generation) == NEW, 20)
    seen |= {"trouble_after": again.trouble, "logged": logged}
    again.close()
    names = [path.name for path in (root / "data" / "generations").iterdir()]
    seen["left"] = sorted(
        name for name in names if not (root / "data" / "generations" / name / "manifest.json").exists()
    )
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
