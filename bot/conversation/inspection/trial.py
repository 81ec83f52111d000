"""A new file tried out before it goes live: a small generation of that one document, in a folder of its own."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from bot.index import FileState, Generation, Generations, Snapshot, TextEncoder, VectorCache
from bot.index.background import background_texts
from bot.index.generation import ABBREVIATIONS, RESTORER
from bot.index.links import with_successors
from bot.library.build import Report, encode_all, encode_texts
from bot.library.records import numbered, record_of, stated
from bot.library.register import register_of
from bot.model import Document
from bot.vietnamese import load_restorer

_PLACE = "trials"  # in the data folder: their words are those of files that nobody has said yes to
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
    records = [replace(one, document=_with_parts_out_of_force(one.document, live)) for one in records]
    # The lexical index may write a lock file of its own while the folder is being taken away.
    place = data / _PLACE
    place.mkdir(parents=True, exist_ok=True)
    folder = tempfile.TemporaryDirectory(dir=place, ignore_cleanup_errors=True)
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


def _with_parts_out_of_force(document: Document, live: Generation) -> Document:
    """The document with the parts that documents of the folder put out of force.

    What took their place is left out: it is not among the one document that is tried out, and would be called missing.
    """
    about = with_successors([*live.documents, document])[-1].metadata
    held = {one.place for one in document.metadata.ceased}
    ceased = [one if one.place in held or one.repealed else replace(one, by=None) for one in about.ceased]
    return replace(document, metadata=replace(document.metadata, ceased=tuple(ceased)))


def sweep_trials(data: Path) -> None:
    """Take away what a killed process has left of its trials. For the owner of the data folder, before it makes any."""
    shutil.rmtree(data / _PLACE, ignore_errors=True)
