"""The outline of a text: articles and clauses, speaker turns, or headings; and what is page furniture."""

from bot.library.outline.outlining import outline, outline_rows
from bot.library.outline.parts import Outline, RowSpan

__all__ = ["Outline", "RowSpan", "outline", "outline_rows"]
