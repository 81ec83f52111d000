"""Texts that are neither regulation nor interview."""

from __future__ import annotations

from bot.library.outline import outline
from bot.library.reading import Reading
from tests.library.outlines import of_markdown, of_text


def test_headings_of_markdown_nest():
    text = "# Tên\n\nDẫn.\n\n## Một\n\na.\n\n### Một một\n\nb.\n\n## Hai\n\nc."
    assert of_markdown(text) == ["lead", "heading | Một", "  heading | Một một", "heading | Hai"]


def test_lines_that_look_like_headings():
    text = (
        "Tên bài\n\nDẫn một câu.\n\nKẾT QUẢ\n\nMột câu.\n\n2. Bài học\n\nMột câu dài hơn tiêu đề của nó.\n\nCuối:\n\nX."
    )
    assert of_text(text) == ["lead", "heading | KẾT QUẢ", "heading | 2. Bài học"]


def test_a_text_without_headings_has_no_sections():
    assert of_text("Một câu.\n\nHai câu.\n\nBa câu.") == []


def test_numbers_alone_make_no_regulation():
    assert of_text("Việc cần làm\n\n1. Một.\n2. Hai.") == []


def test_a_word_that_pages_use_is_content_elsewhere():
    body = "\n\n".join(f"Câu {i} của bài." for i in range(40))
    assert outline(Reading(f"{body}\n\nChia sẻ\n\n12\n\n{body}")).furniture == ()
    text = f"Tên\n\nChia sẻ\n\n12\n\n{body}"
    assert [text[start:end] for start, end in outline(Reading(text)).furniture] == ["Chia sẻ\n\n12"]
