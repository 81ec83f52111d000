"""The first promise: every quotation is a slice of the stored text, whatever the documents are."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answer import Contact
from bot.conversation.asking import ask
from bot.index import Generation, Generations, VectorCache
from bot.library.build import bring_up_to_date
from bot.model import Status
from tests.conftest import count
from tests.fakes import WordEncoder

LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r", "\u2028", "\x85", "\n\n"])
WORDS = st.lists(
    st.sampled_from(
        [
            "cán",
            "bộ",
            "luân",
            "chuyển",
            "bổ",
            "nhiệm",
            "Điều",
            "khoản",
            "1.",
            "a)",
            "“quy",
            "định”",
            "2.600",
            "hoà",
            "ĐẢNG;",
            "–",
            "TP.",
            "11/3/2021:",
            "v.v.",
        ]
    )
    | st.text(st.characters(codec="utf-8"), min_size=1, max_size=8),
    min_size=1,
    max_size=30,
).map(" ".join)
HEADS = st.sampled_from(
    ["", "Điều 1. ", "1. ", "a) ", "PV: ", "Ông A: ", "# ", "Chương I\n", "Căn cứ ", "- ", "| a | b |\n"]
)
DOCUMENT = st.lists(st.tuples(HEADS, WORDS, LINE_ENDS), min_size=1, max_size=14).map(
    lambda rows: "".join(f"{head}{words}{end}" for head, words, end in rows)
)


def build(folder: Path, data: Path) -> Generation:
    encoder = WordEncoder()
    cache = VectorCache(data / "vectors.sqlite")
    built = bring_up_to_date(folder, Generations(data / "generations"), cache, lambda: encoder, encoder.name, batch=8)
    cache.close()
    return built.generation


def build_from(root: Path, **texts: str) -> Generation:
    """An index over a new folder of text files: their names without ".txt", what they say."""
    (root / "knowledge").mkdir()
    for name, text in texts.items():
        (root / "knowledge" / f"{name}.txt").write_text(text, encoding="utf-8")
    return build(root / "knowledge", root / "data")


@settings(max_examples=count(25, 400), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    documents=st.lists(DOCUMENT, min_size=1, max_size=3),
    suffix=st.sampled_from([".txt", ".md", ".html"]),
    data=st.data(),
)
def test_every_quote_is_the_stored_slice(documents: list[str], suffix: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "knowledge"
        folder.mkdir()
        for number, text in enumerate(documents):
            (folder / f"{number}{suffix}").write_bytes(text.encode("utf-8"))
        generation = build(folder, Path(place) / "data")
        assert len(generation.documents) + len(generation.problems) == len(documents)
        for document, passage in ((generation.documents[p.document], p) for p in generation.passages):
            assert 0 <= passage.start < passage.end <= len(document.text)
            assert not any(start < passage.end and passage.start < end for start, end in document.furniture)
        for _ in range(3):
            source = data.draw(st.sampled_from(documents))
            at = data.draw(st.integers(0, max(0, len(source) - 1)))
            result, _ = ask(
                generation, WordEncoder(), source[at : at + 80], day=date(2026, 1, 1), contact=Contact("Ban Tổ chức")
            )
            for number, citation in enumerate(result.citations, start=1):
                held = generation.documents[generation.document_of(citation.file) or 0]
                assert citation.number == number
                assert citation.quote == held.text[citation.start : citation.end]
                assert citation.quote
                assert citation.quote in result.text
            assert bool(result.citations) == (result.status in (Status.ANSWERED, Status.NEAR))
            for style in result.styles:
                assert 0 <= style.start < style.end <= len(result.text)
