"""The generation: write, load, verify; encoder and vector cache; dense and lexical index."""

from bot.index.encoder import Encoder, TextEncoder, encoder_name, load_encoder
from bot.index.generation import AsRead, FileState, Generation, Generations, Problem, Record, Snapshot
from bot.index.term_sets import term_hash
from bot.index.vector_cache import VectorCache, key_of

__all__ = [
    "AsRead",
    "Encoder",
    "FileState",
    "Generation",
    "Generations",
    "Problem",
    "Record",
    "Snapshot",
    "TextEncoder",
    "VectorCache",
    "encoder_name",
    "key_of",
    "load_encoder",
    "term_hash",
]
