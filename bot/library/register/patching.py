"""Cells put into a workbook of somebody else's: everything in it but these cells stays byte for byte as it was.

A spreadsheet library would write the whole workbook anew and drop what it does not know: charts, shapes, results of
formulas, rich text. So only the XML of the one sheet is changed, and a style for the bot's own cells is added.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Set
from copy import deepcopy
from typing import Any

from lxml import etree

_GREY = "FF808080"
_TEXT_FORMAT = "49"  # "@": Excel makes no dates of what stands there
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
_PARSER: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
Place = tuple[int, int]  # line from 1, column from 0


def patched(content: bytes, title: str, cells: Mapping[Place, str], *, grey: Set[Place], like: int | None) -> bytes:
    """A workbook with cells of the sheet of that title set to words; those in `grey` look like the bot's own.

    Rows that are not there yet look like the row at `like`. Raises ValueError, KeyError or an error of lxml where the
    workbook is not built as others are.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = _part_of(archive, title)
        styles_part = "xl/styles.xml"
        sheet = _parsed(archive.read(part))
        replaced = {}
        style = None
        if grey and styles_part in archive.namelist():
            styles = _parsed(archive.read(styles_part))
            style = _grey_style(styles)
            replaced[styles_part] = _bytes(styles)
        _put(sheet, cells, {place: style for place in grey if style is not None}, like)
        replaced[part] = _bytes(sheet)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for entry in archive.infolist():
                made.writestr(entry, replaced.get(entry.filename) or archive.read(entry))
    return out.getvalue()


def column_letters(column: int) -> str:
    """The letters of a column (from 0), as Excel shows them."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _part_of(archive: zipfile.ZipFile, title: str) -> str:
    """The name of the part that holds a sheet."""
    book = _parsed(archive.read("xl/workbook.xml"))
    link = next(_attribute(sheet, "id") for sheet in _below(book, "sheet") if sheet.get("name") == title)
    links = _parsed(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(one.get("Target") for one in _below(links, "Relationship") if one.get("Id") == link)
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target))


def _put(sheet: Any, cells: Mapping[Place, str], styles: Mapping[Place, str], like: int | None) -> None:
    data = next(_below(sheet, "sheetData"))
    rows = _numbered_rows(data)
    model = rows.get(like) if like is not None else None
    for line in sorted({line for line, _ in cells}):
        row = rows.get(line)
        if row is None:
            row = rows[line] = _new_row(data, rows, line, model)
        row.attrib.pop("spans", None)
        held = _numbered_cells(row, line)
        for (_, column), text in sorted((place, text) for place, text in cells.items() if place[0] == line):
            cell = held.get(column)
            if cell is None:
                cell = held[column] = _new_cell(row, held, line, column)
                if style := styles.get((line, column)):
                    cell.set("s", style)
            _set(cell, text)
    _measure(sheet, rows)


def _numbered_rows(data: Any) -> dict[int, Any]:
    """The rows by number; one without takes the next."""
    rows: dict[int, Any] = {}
    line = 0
    for row in _children(data, "row"):
        line = int(row.get("r") or line + 1)
        row.set("r", str(line))
        rows[line] = row
    return rows


def _numbered_cells(row: Any, line: int) -> dict[int, Any]:
    """The cells of a row by column; one without takes the next."""
    cells: dict[int, Any] = {}
    column = -1
    for cell in _children(row, "c"):
        named = _REFERENCE.fullmatch(cell.get("r") or "")
        column = _column(named[1]) if named else column + 1
        cell.set("r", f"{column_letters(column)}{line}")
        cells[column] = cell
    return cells


def _new_row(data: Any, rows: Mapping[int, Any], line: int, model: Any) -> Any:
    """A row in its place, with the looks of another and none of its words."""
    row = etree.Element(_name(data, "row"), r=str(line))
    if model is not None:
        for name in ("s", "customFormat"):
            if model.get(name):
                row.set(name, model.get(name))
        for column, cell in _numbered_cells(model, int(model.get("r"))).items():
            if cell.get("s"):
                etree.SubElement(row, _name(data, "c"), r=f"{column_letters(column)}{line}", s=cell.get("s"))
    before = [rows[other] for other in sorted(rows) if other < line]
    if before:
        before[-1].addnext(row)
    else:
        data.insert(0, row)
    return row


def _new_cell(row: Any, held: Mapping[int, Any], line: int, column: int) -> Any:
    cell = etree.Element(_name(row, "c"), r=f"{column_letters(column)}{line}")
    before = [held[other] for other in sorted(held) if other < column]
    if before:
        before[-1].addnext(cell)
    else:
        row.insert(0, cell)
    return cell


def _set(cell: Any, text: str) -> None:
    for child in list(cell):
        cell.remove(child)
    for name in ("t", "cm", "vm"):
        cell.attrib.pop(name, None)
    if not text:
        return
    cell.set("t", "inlineStr")
    words = etree.SubElement(etree.SubElement(cell, _name(cell, "is")), _name(cell, "t"))
    words.text = "".join(letter for letter in text if letter.isprintable())
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _measure(sheet: Any, rows: Mapping[int, Any]) -> None:
    """The size that the sheet says of itself."""
    places = [(line, column) for line, row in rows.items() for column in _numbered_cells(row, line)]
    for dimension in _below(sheet, "dimension"):
        last = f"{column_letters(max(column for _, column in places))}{max(line for line, _ in places)}"
        first = f"{column_letters(min(column for _, column in places))}{min(line for line, _ in places)}"
        dimension.set("ref", f"{first}:{last}")


def _grey_style(styles: Any) -> str:
    """The number of the style for the bot's own cells: grey, slanted, text; made where it is not there yet."""
    fonts, formats = next(_below(styles, "fonts")), next(_below(styles, "cellXfs"))
    font = deepcopy(next(_children(fonts, "font")))
    for name in ("b", "i", "u", "strike", "color"):
        for child in list(_children(font, name)):
            font.remove(child)
    font.insert(0, etree.Element(_name(styles, "i")))
    colour = etree.Element(_name(styles, "color"), rgb=_GREY)
    size = next(_children(font, "sz"), None)
    if size is None:
        font.insert(1, colour)
    else:
        size.addnext(colour)
    at = _position(fonts, "font", font)
    format_ = etree.Element(
        _name(styles, "xf"),
        numFmtId=_TEXT_FORMAT, fontId=str(at), fillId="0", borderId="0", xfId="0", applyFont="1", applyNumberFormat="1",
    )  # fmt: skip
    return str(_position(formats, "xf", format_))


def _position(group: Any, name: str, wanted: Any) -> int:
    """Where an element stands in its group; it is put there where it is not."""
    same = _canonical(wanted)
    held = list(_children(group, name))
    for at, one in enumerate(held):
        if _canonical(one) == same:
            return at
    held[-1].addnext(wanted) if held else group.append(wanted)
    group.set("count", str(len(held) + 1))
    return len(held)


def _canonical(element: Any) -> bytes:
    return bytes(etree.tostring(deepcopy(element), method="c14n", with_tail=False))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _parsed(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(**_PARSER))


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _below(root: Any, name: str) -> Iterator[Any]:
    """Elements of a name in whatever namespace: the strict form of the standard differs in its names only."""
    return iter(root.iter(f"{{*}}{name}"))


def _children(parent: Any, name: str) -> Iterator[Any]:
    return iter(parent.iterchildren(f"{{*}}{name}"))


def _name(like: Any, name: str) -> str:
    return f"{{{etree.QName(like).namespace}}}{name}"


def _attribute(element: Any, name: str) -> str:
    """An attribute in whatever namespace."""
    return str(
        next(value for key, value in element.attrib.items() if etree.QName(key).localname == name and "}" in key)
    )
