"""The public weights with the pieces that Vietnamese and English policy text needs, saved as a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sentence_transformers import SentenceTransformer

import bot.vietnamese
from bot.vietnamese import fold
from training.data import read_jsonl
from training.model import build
from training.vocabulary import count_pieces, kept_pieces, whole_tokenizer
from training.weights import package_file, read_weights

ENGLISH_WORDS = 30_000
VIETNAMESE_WORDS = 30_000
_KNOWLEDGE = Path(bot.vietnamese.__file__).parents[2] / "knowledge"
_TABLES = ("abbreviations.tsv", "english.tsv", "names.tsv")


def corpus(data: Path) -> Iterator[str]:
    """Texts whose pieces stay: articles, questions, the shipped folder, the tables; each unaccented as well."""
    texts = [f"{row['title']}\n{row['text']}" for row in read_jsonl(data / "articles.jsonl")]
    texts += [row["question"] for row in read_jsonl(data / "questions.jsonl")]
    texts += [file.read_text("utf-8") for file in sorted(_KNOWLEDGE.rglob("*.md"))]
    tables = [Path(bot.vietnamese.__file__).with_name(name) for name in _TABLES]
    texts += [re.sub(r"\t", " ", line) for table in tables for line in table.read_text("utf-8").splitlines()]
    for text in texts:
        yield text
        yield fold(text)
        yield text.upper()


def usual_words() -> list[str]:
    """Usual words of both languages, small and with a capital."""
    import wordfreq

    words = wordfreq.top_n_list("en", ENGLISH_WORDS) + wordfreq.top_n_list("vi", VIETNAMESE_WORDS)
    return [*words, *(word.capitalize() for word in words), *(fold(word) for word in words)]


def pruned(data: Path, **options: int) -> SentenceTransformer:
    """The untrained model with the pieces that stay."""
    weights = read_weights(package_file())
    tokenizer = whole_tokenizer(weights)
    counts = count_pieces(tokenizer, corpus(data)) + count_pieces(tokenizer, usual_words())
    return build(weights, kept_pieces(weights, counts, **options))
