"""The lexical index: BM25 by tantivy over folded syllables and syllable pairs.

Folded terms find the same with and without accents; pairs carry the words (most Vietnamese words have two
syllables). tantivy works off the interpreter's lock and answers in about a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

_HEAP_BYTES = 64_000_000
_MAX_TERMS = 256  # terms of a question that are looked up; a longer question says nothing more


@dataclass(frozen=True, slots=True)
class LexicalRow:
    """The terms of one passage: of its own words and of the headings above it."""

    passage: int
    document: int
    body: str  # terms, separated by blanks
    head: str


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in ("body", "head"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("document", indexed=True)
    builder.add_unsigned_field("passage", fast=True)
    return builder.build()


def write_lexical(folder: Path, rows: Iterable[LexicalRow]) -> None:
    """Write an index of the rows into an empty folder."""
    folder.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    for row in rows:
        document = tantivy.Document()
        document.add_text("body", row.body)
        document.add_text("head", row.head)
        document.add_unsigned("document", row.document)
        document.add_unsigned("passage", row.passage)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class LexicalIndex:
    """A written index, opened for searching; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    @property
    def size(self) -> int:
        """Number of passages held."""
        return int(self._searcher.num_docs)

    def frequency(self, term: str) -> int:
        """In how many passages' own words a term stands."""
        return int(self._searcher.doc_freq("body", term))

    def search(
        self,
        terms: Sequence[str],
        limit: int,
        *,
        head_weight: float = 0.5,
        only: Sequence[int] | None = None,
        without: Sequence[int] = (),
    ) -> list[tuple[int, float]]:
        """(passage, BM25 score), best first; `only` and `without` are document numbers."""
        unique = list(dict.fromkeys(terms))[:_MAX_TERMS]
        if not unique or not self.size or (only is not None and not only):
            return []
        parts: list[tuple[tantivy.Occur, tantivy.Query]] = []
        for term in unique:
            parts.append((tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "body", term, "freq")))
            if head_weight:
                head = tantivy.Query.term_query(self._schema, "head", term, "freq")
                parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(head, head_weight)))
        query = tantivy.Query.boolean_query(parts)
        if only is not None or without:
            outer = [(tantivy.Occur.Must, query)]
            if only is not None:
                allowed = tantivy.Query.term_set_query(self._schema, "document", list(only))
                outer.append((tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)))
            if without:
                barred = tantivy.Query.term_set_query(self._schema, "document", list(without))
                outer.append((tantivy.Occur.MustNot, barred))
            query = tantivy.Query.boolean_query(outer)
        hits = self._searcher.search(query, limit, count=False).hits
        passages = self._searcher.fast_field_values("passage", [address for _, address in hits])
        return [(int(passage or 0), float(score)) for (score, _), passage in zip(hits, passages, strict=True)]
