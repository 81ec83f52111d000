"""A law of three hundred pages: every article found, in little memory and time."""

from __future__ import annotations

import random
import textwrap
import time
from pathlib import Path

import pytest

from bot.library.reading_process import Reader
from bot.model import Document, SectionKind
from bot.vietnamese.wordlist import words
from tests.library import word_files as word
from tests.library.pdf_by_hand import Placed, make_pdf

PAGES = 300
ARTICLES = 600
WORDS = sorted(
    words(
        "cơ quan đơn vị tổ chức cá nhân có thẩm quyền quyết định việc luân chuyển bổ nhiệm điều động đánh giá cán bộ",
        "theo tiêu chuẩn danh quy hoạch thời hạn và trách nhiệm của người đứng đầu cấp ủy địa phương",
    )
)

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes as Linux shows them")


def paragraphs() -> list[str]:
    """Articles of four clauses, the second with two points: three hundred pages of them."""
    chance = random.Random(1)

    def sentences(count: int) -> str:
        made = (" ".join(chance.choices(WORDS, k=chance.randrange(18, 30))) for _ in range(count))
        return " ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in made)

    found = []
    for article in range(1, ARTICLES + 1):
        found.append(f"Điều {article}. Nội dung thứ {article}")
        found += [f"1. {sentences(1)}", f"2. {sentences(2)}", f"a) {sentences(1)}", f"b) {sentences(1)}"]
        found += [f"3. {sentences(3)}", f"4. {sentences(1)}"]
    return found


def as_word() -> bytes:
    """The law as a .docx file."""
    document = word.new()
    for text in paragraphs():
        document.add_paragraph(text)
    return word.data(document)


def as_pdf() -> bytes:
    """The law as a PDF with page numbers."""
    lines = [line for text in paragraphs() for line in textwrap.wrap(text, 75)]
    per_page = -(-len(lines) // PAGES)
    pages: list[list[Placed]] = []
    for number in range(PAGES):
        part = lines[number * per_page : (number + 1) * per_page]
        step = 740 / per_page
        pages.append([(60, 800 - step * at, line) for at, line in enumerate(part)] + [(290, 30, f"- {number + 1} -")])
    return make_pdf(pages, size=11)


@pytest.mark.parametrize(("make", "suffix"), [(as_word, ".docx"), (as_pdf, ".pdf")], ids=["word", "pdf"])
def test_a_law_of_three_hundred_pages(make: object, suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"luật{suffix}"
    file.write_bytes(make())  # type: ignore[operator]
    reader = Reader()
    try:
        started = time.perf_counter()
        document = reader.document(file, file.name, seconds=120)
        seconds = time.perf_counter() - started
        status = dict(line.split(":", 1) for line in Path(f"/proc/{reader.pid}/status").read_text().splitlines())
    finally:
        reader.close()
    memory = int(status["VmHWM"].split()[0]) // 1024
    print(f"{suffix}: {len(document.text):,} characters in {seconds:.1f} s, {memory} MB at most")
    assert labels(document, SectionKind.ARTICLE) == [f"Điều {number}" for number in range(1, ARTICLES + 1)]
    assert len(labels(document, SectionKind.CLAUSE)) == 4 * ARTICLES
    assert len(labels(document, SectionKind.POINT)) == 2 * ARTICLES
    assert memory < 350
    assert seconds < 60


def labels(document: Document, kind: SectionKind) -> list[str]:
    """The labels of all sections of a kind."""
    return [section.label for section in document.sections if section.kind is kind]
