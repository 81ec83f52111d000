"""The register `danh-muc.xlsx`: what people state of documents, one row each. The bot writes it on request only."""

from bot.library.register.applying import Applied, apply, reason_of
from bot.library.register.columns import ALLOWED, CEASED, COLUMNS, columns_over
from bot.library.register.confirming import Confirmed, confirmed, is_settled, keep_bound, load_bound, saying, word_for
from bot.library.register.ending import ending
from bot.library.register.reading import is_held, renewed
from bot.library.register.rows import Register, Row, Stated, Trouble, register_of
from bot.library.register.stating import Cells, carry_row, cells_of, write_cells, wrong
from bot.library.register.writing import Written, write_register

__all__ = [
    "ALLOWED",
    "CEASED",
    "COLUMNS",
    "Applied",
    "Cells",
    "Confirmed",
    "Register",
    "Row",
    "Stated",
    "Trouble",
    "Written",
    "apply",
    "carry_row",
    "cells_of",
    "columns_over",
    "confirmed",
    "ending",
    "is_held",
    "is_settled",
    "keep_bound",
    "load_bound",
    "reason_of",
    "register_of",
    "renewed",
    "saying",
    "word_for",
    "write_cells",
    "write_register",
    "wrong",
]
