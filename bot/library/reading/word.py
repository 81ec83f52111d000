"""Reading .docx: what a reader sees on the page, automatic numbers included, in the order of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from bot.library.reading.builder import LINE, PARAGRAPH, Run, TextBuilder, clean_runs
from bot.library.reading.layout import is_layout
from bot.library.reading.office_package import OfficePackage
from bot.library.reading.old_fonts import OldFonts, Piece, of_font
from bot.library.reading.parts import MarkKind, Reading
from bot.library.reading.word_numbering import Numbering, W
from bot.library.reading.word_styles import Style, Styles, font_of, heading_level, is_on, numbered
from bot.library.reading.word_tree import FALLBACK, LEFT_OUT, block_elements, cells_of, rows_of

_TITLE_STYLES = ("title", "tiêu đề")


@dataclass(frozen=True, slots=True)
class _Look:
    """How words look: in bold or not, and in which font."""

    bold: bool = False
    font: str | None = None


@dataclass
class _Paragraph:
    style: Style
    centred: bool
    pieces: list[Piece] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    number: str = ""
    notes: list[str] = field(default_factory=list)  # ids of footnotes that it refers to
    list_item: bool = False

    @property
    def text(self) -> str:
        return self.number + clean_runs(self.runs)[0]


def read_word(data: bytes, fonts: OldFonts) -> Reading:
    """Read a .docx file."""
    return _WordReader(OfficePackage(data, "word/document.xml", "Word (.docx)"), fonts).read()


class _WordReader:
    def __init__(self, package: OfficePackage, fonts: OldFonts) -> None:
        self._package = package
        self._fonts = fonts
        self._styles = Styles(package.part("word/styles.xml"))
        self._numbering = Numbering(package.part("word/numbering.xml"), self._styles.list_of)
        self._builder = TextBuilder()
        self._boxes: list[str] = []
        self._notes: list[str] = []
        self._carried: list[Piece] = []  # words of a paragraph whose end was deleted in tracked changes
        self._after_centred = False

    def read(self) -> Reading:
        body = self._package.main().find(f"{W}body")
        if body is not None:
            self._blocks(body)
        self._footnotes()
        headers = [
            text
            for kind in ("word/header", "word/footer")
            for name in self._package.parts_like(kind)
            if (text := self._plain_text(self._package.part(name)))
        ]
        return Reading(
            text=self._builder.text,
            marks=self._builder.sorted_marks(),
            headers="\n".join(dict.fromkeys([*headers, *self._boxes])),
        )

    # --- blocks --------------------------------------------------------------------------------------------------

    def _blocks(self, container: etree._Element, gap: str = PARAGRAPH) -> None:
        for element in block_elements(container):
            if element.tag == f"{W}p":
                paragraph = self._paragraph(element)
                if paragraph is not None:
                    self._write(paragraph, gap)
            else:
                self._table(element)

    def _write(self, paragraph: _Paragraph, gap: str) -> None:
        kinds: list[tuple[MarkKind, int]] = []
        level = heading_level(paragraph.style.outline)
        if level:
            kinds.append((MarkKind.HEADING, level))
        if paragraph.style.name.lower() in _TITLE_STYLES:
            kinds.append((MarkKind.TITLE, 1))
        if paragraph.centred:
            kinds.append((MarkKind.CENTRED, 0))
        runs = [(paragraph.number, any(bold for _, bold in paragraph.runs[:1])), *paragraph.runs]
        # Lines of a centred heading belong together, items of a list too.
        if paragraph.centred and self._after_centred:
            gap = LINE
        if self._builder.add(runs, gap=gap, kinds=kinds):
            self._after_centred = paragraph.centred
            self._notes += paragraph.notes

    def _table(self, table: etree._Element) -> None:
        rows = [list(cells_of(row)) for row in rows_of(table)]
        width = max((len(row) for row in rows), default=0)
        if is_layout(self._plain_text(table), width):
            for row in rows:
                for cell in row:
                    self._blocks(cell, LINE)
            return
        self._builder.table([[self._cell_text(cell) for cell in row] for row in rows])
        self._after_centred = False

    def _cell_text(self, cell: etree._Element) -> str:
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is not None and merged.get(f"{W}val", "continue") == "continue":
            return ""  # the words stand in the first of the cells that were merged
        parts: list[str] = []
        for element in block_elements(cell):
            if element.tag == f"{W}p":
                paragraph = self._paragraph(element)
                if paragraph is not None:
                    parts.append(paragraph.text)
                    self._notes += paragraph.notes
            else:
                parts += [self._cell_text(inner) for row in rows_of(element) for inner in cells_of(row)]
        return " ".join(part for part in parts if part)

    # --- paragraphs ----------------------------------------------------------------------------------------------

    def _paragraph(self, element: etree._Element) -> _Paragraph | None:
        properties = element.find(f"{W}pPr")
        identity = self._styles.default
        centred: bool | None = None
        number_id: str | None = None
        level: int | None = None
        direct_outline: int | None = None
        end_deleted = False
        if properties is not None:
            named = properties.find(f"{W}pStyle")
            identity = named.get(f"{W}val") if named is not None else identity
            justified = properties.find(f"{W}jc")
            centred = None if justified is None else justified.get(f"{W}val") == "center"
            number_id, level = numbered(properties)
            outline = properties.find(f"{W}outlineLvl")
            if outline is not None and outline.get(f"{W}val", "").isdigit():
                direct_outline = int(outline.get(f"{W}val", "9"))
            end_deleted = properties.find(f"{W}rPr/{W}del") is not None
        style = self._styles.resolve(identity)
        if direct_outline is not None:
            style.outline = direct_outline
        paragraph = _Paragraph(style, bool(style.centred if centred is None else centred), self._carried)
        self._carried = []
        self._runs(element, paragraph, _Look(bool(style.bold), style.font or self._styles.font), 0)
        if end_deleted:
            self._carried = paragraph.pieces
            return None
        paragraph.runs = self._fonts.runs(paragraph.pieces)
        if not any(text.strip() for text, _ in paragraph.runs):
            return None  # Word numbers an empty paragraph too, but shows nothing that could be cited
        if number_id is None:
            number_id = style.number_id
            if number_id is not None and level is None:
                level = style.level
                level = self._numbering.level_of_style(number_id, identity or "") if level is None else level
        if number_id is not None and number_id != "0":
            paragraph.number = self._numbering.next(number_id, level or 0)
            paragraph.list_item = True
        return paragraph

    def _runs(self, element: etree._Element, paragraph: _Paragraph, look: _Look, depth: int) -> None:
        if depth > 60:
            return
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in LEFT_OUT:
                continue
            if tag == f"{W}r":
                self._run(child, paragraph, look, depth)
            elif tag == f"{W}t":
                self._words(child.text, paragraph, look)
            elif tag == f"{W}txbxContent":
                text = self._plain_text(child)
                if text:
                    self._boxes.append(text)
            else:
                self._runs(child, paragraph, look, depth + 1)

    def _words(self, text: str | None, paragraph: _Paragraph, look: _Look) -> None:
        paragraph.pieces.append((text or "", look.bold, look.font))

    def _run(self, run: etree._Element, paragraph: _Paragraph, look: _Look, depth: int) -> None:
        properties = run.find(f"{W}rPr")
        if properties is not None:
            if is_on(properties.find(f"{W}vanish")):
                return
            bold, font = is_on(properties.find(f"{W}b")), font_of(properties)
            if (bold is None or font is None) and (named := properties.find(f"{W}rStyle")) is not None:
                style = self._styles.resolve(named.get(f"{W}val"))
                bold, font = style.bold if bold is None else bold, font or style.font
            look = _Look(look.bold if bold is None else bold, font or look.font)
        for child in run:
            tag = child.tag
            if not isinstance(tag, str) or tag in LEFT_OUT:
                continue
            if tag == f"{W}t":
                self._words(child.text, paragraph, look)
            elif tag in (f"{W}br", f"{W}cr"):
                # A page break in the middle of a paragraph ends no line that the writer meant to end.
                self._words(" " if child.get(f"{W}type") in ("page", "column") else "\n", paragraph, look)
            elif tag in (f"{W}tab", f"{W}ptab"):
                self._words("\t", paragraph, look)
            elif tag == f"{W}noBreakHyphen":
                self._words("-", paragraph, look)
            elif tag == f"{W}softHyphen":
                self._words("\u00ad", paragraph, look)  # a letter in old fonts
            elif tag == f"{W}sym":
                paragraph.pieces.append(_symbol(child, look))
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                paragraph.notes.append(f"{tag.removeprefix(W)}:{child.get(f'{W}id', '')}")
            else:
                self._runs(child, paragraph, look, depth + 1)

    # --- beside the text -----------------------------------------------------------------------------------------

    def _footnotes(self) -> None:
        """Footnotes follow the text, each a paragraph of its own, in the order in which they are referred to."""
        if not self._notes:
            return
        texts: dict[str, etree._Element] = {}
        for kind, name in (("footnote", "word/footnotes.xml"), ("endnote", "word/endnotes.xml")):
            root = self._package.part(name)
            for note in root.iter(f"{W}{kind}") if root is not None else ():
                texts[f"{kind}Reference:{note.get(f'{W}id', '')}"] = note
        for note_id in dict.fromkeys(self._notes):
            note = texts.get(note_id)
            if note is not None:
                self._builder.add(self._plain_text(note, " "), kinds=[(MarkKind.FOOTNOTE, 0)])

    def _plain_text(self, container: etree._Element | None, between: str = "\n") -> str:
        """The words of all paragraphs in a container, without counting any list."""
        if container is None:
            return ""
        texts: list[str] = []
        for element in container.iter(f"{W}p"):
            if any(ancestor.tag == FALLBACK for ancestor in element.iterancestors()):
                continue
            paragraph = _Paragraph(Style(), centred=False)
            boxes, self._boxes = self._boxes, []
            named = element.find(f"{W}pPr/{W}pStyle")
            style = self._styles.resolve(self._styles.default if named is None else named.get(f"{W}val"))
            self._runs(element, paragraph, _Look(font=style.font or self._styles.font), 0)
            self._boxes = boxes
            text = clean_runs(self._fonts.runs(paragraph.pieces))[0]
            if text:
                texts.append(text)
        return between.join(texts)


def _symbol(element: etree._Element, look: _Look) -> Piece:
    """A sign of a font of signs: nothing to read, unless the font draws letters."""
    font, code = element.get(f"{W}font", ""), element.get(f"{W}char", "")
    if of_font(font) is None or re.fullmatch("[0-9A-Fa-f]{1,4}", code) is None:
        return " ", look.bold, look.font
    return chr(int(code, 16)), look.bold, font
