"""A new register: names of columns, widths, lists to choose from, and a page that says how it is filled in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from bot.library.front_matter import TEXT_KINDS, VALIDITY
from bot.library.register.cells import DATES
from bot.library.register.columns import ALLOWED, COLUMNS, FILE
from bot.library.register.patching import column_letters
from bot.phrases import register as words

_WIDTHS = {FILE: 38, "subject": 44, "ceased": 44, "issuer": 28, "source_urls": 34, "note": 34, "issued": 14}
_WIDTH = 18  # of the other columns, in characters
_LISTED = 2_000  # rows that offer lists
_DATE_FORMAT = "dd/mm/yyyy"


def fresh_workbook(read: Sequence[str], rows: Sequence[Mapping[tuple[str, bool], str]]) -> bytes:
    """A workbook with a row for each document; keys are (field, whether it is the bot's own column)."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one
    sheet.title = words.SHEET
    columns = [(field, False) for field in COLUMNS] + [(field, True) for field in read]
    grey = Font(italic=True, color="808080")
    for at, (field, own) in enumerate(columns, start=1):
        name = f"{words.READ_PREFIX} {COLUMNS[field]}" if own else COLUMNS[field]
        head = sheet.cell(1, at, name)
        head.font = Font(bold=True, color="808080" if own else "000000")
        head.fill = PatternFill("solid", fgColor="F2F2F2" if own else "DDEBF7")
        head.alignment = Alignment(wrap_text=True, vertical="center")
        dimension = sheet.column_dimensions[column_letters(at - 1)]
        dimension.width = _WIDTHS.get(field, _WIDTH)
        # A column of text: Excel makes no dates and no figures of numbers of documents.
        dimension.number_format = _DATE_FORMAT if field in DATES and not own else "@"
        for line, row in enumerate(rows, start=2):
            cell = sheet.cell(line, at, row.get((field, own)) or None)
            cell.number_format = dimension.number_format
            if own:
                cell.font = grey
    for field, choices in (
        ("stated_validity", tuple(VALIDITY)),
        ("text_kind", tuple(TEXT_KINDS)),
        (ALLOWED, (words.YES, words.NO)),
    ):
        validation = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        letters = column_letters(list(COLUMNS).index(field))
        validation.add(f"{letters}2:{letters}{_LISTED}")
        sheet.add_data_validation(validation)
    sheet.freeze_panes = "B2"
    help_sheet = book.create_sheet(words.HELP_SHEET)
    help_sheet.column_dimensions["A"].width = 110
    for line, text in enumerate(words.HELP, start=1):
        help_sheet.cell(line, 1, text).alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
