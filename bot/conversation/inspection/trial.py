"""A new file tried out before it goes live: a small generation of that one document, in a folder of its own."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.index import FileState, Generation, Generations, Snapshot, TextEncoder, VectorCache
from bot.index.background import background_texts
from bot.index.generation import ABBREVIATIONS, RESTORER
from bot.library.build import Report, encode_all, encode_texts
from bot.library.records import numbered, record_of, stated
from bot.library.register import register_of
from bot.model import Document
from bot.vietnamese import load_restorer

_STATE = FileState(0, 0, 0, "", 0)  # nobody asks whether it has changed


@dataclass(frozen=True, slots=True)
class Trial:
    """The generation, and the folder that it lies in: both go together."""

    generation: Generation
    folder: tempfile.TemporaryDirectory[str]


def build_trial(
    document: Document, live: Generation, encoder: TextEncoder, data: Path, *, batch: int, report: Report
) -> Trial:
    """Make a generation of one document as it would be known in the live one, register and abbreviations included.

    Its vectors are kept, so that none is made again when the file goes live. Raises DataFolderBroken.
    """
    records, _ = stated([record_of(document, _STATE)], register_of(live), ())
    # The lexical index may write a lock file of its own while the folder is being taken away.
    folder = tempfile.TemporaryDirectory(prefix="cadre-bot-trial-", ignore_cleanup_errors=True)
    cache = VectorCache(data / "vectors.sqlite")
    try:
        ordered = numbered(records)
        vectors, _ = encode_all(ordered, cache, lambda: encoder, encoder.name, batch=batch, report=report)
        background, _ = encode_texts(background_texts(), cache, lambda: encoder, encoder.name, batch=batch)
        abbreviations = json.dumps(dict(live.abbreviations), ensure_ascii=False).encode()
        extras = {
            RESTORER: load_restorer().with_texts([document.text]).to_bytes(),
            ABBREVIATIONS: abbreviations,
        }
        generations = Generations(Path(folder.name))
        generations.write(Snapshot(encoder.name, ordered, vectors, background, extras=extras))
        made = generations.load()
    except BaseException:
        folder.cleanup()
        raise
    finally:
        cache.close()
    assert made is not None  # written just now
    return Trial(made, folder)
