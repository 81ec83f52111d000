"""Vectors and centres as bytes: what the columns of the journal hold."""

from __future__ import annotations

import numpy as np

from bot.journal.themes.alike import Floats

_VECTOR = np.dtype("<f2")
_CENTRE = np.dtype("<f4")


def pack_vector(vector: Floats) -> bytes:
    """A question's vector, for `vectors.vector`."""
    return vector.astype(_VECTOR).tobytes()


def unpack_vector(held: bytes) -> Floats:
    """And back, with what float16 took of it."""
    return np.frombuffer(held, dtype=_VECTOR).astype(np.float32)


def pack_centre(centre: Floats) -> bytes:
    """The sum of a theme's vectors, for `themes.centre`."""
    return centre.astype(_CENTRE).tobytes()


def unpack_centre(held: bytes) -> Floats:
    """And back."""
    return np.frombuffer(held, dtype=_CENTRE).astype(np.float32)
