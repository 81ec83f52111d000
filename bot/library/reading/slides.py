"""Reading .pptx: each slide a page under its title, its boxes from the top down, tables, diagrams and notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from bot.library.reading.builder import LINE, PARAGRAPH, Run, TextBuilder, clean_runs
from bot.library.reading.layout import is_layout
from bot.library.reading.office_package import OfficePackage
from bot.library.reading.old_fonts import OldFonts, Piece
from bot.library.reading.parts import MarkKind, Reading
from bot.library.reading.word_numbering import written
from bot.phrases import reading as words

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NEWER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WRAPPERS = (f"{_NEWER}AlternateContent", f"{_NEWER}Choice")
_SHAPES = (f"{_P}sp", f"{_P}grpSp", f"{_P}graphicFrame", f"{_P}cxnSp", f"{_P}pic")
_TITLES = ("title", "ctrTitle")
_AROUND = ("sldNum", "dt", "ftr", "hdr")  # placeholders of what stands on every slide
_BAND = 300_000  # length units (a third of an inch): boxes whose tops are so close stand side by side
_MAX_DEPTH = 30
_MAX_SLIDES = 2_000
_HEADING = 120  # characters of a line that may stand in for a title
_STYLES = {"arabic": "decimal", "alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman",
           "romanUc": "upperRoman"}  # fmt: skip


_Targets = dict[str, tuple[str, str]]  # what a part refers to: id → (kind, part)


@dataclass
class _Box:
    """A shape with words, or a table."""

    top: int | None
    left: int
    paragraphs: list[list[Run]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    title: bool = False


def read_slides(data: bytes, fonts: OldFonts) -> Reading:
    """Read a .pptx file."""
    return _SlideReader(OfficePackage(data, "ppt/presentation.xml", "PowerPoint (.pptx)"), fonts).read()


class _SlideReader:
    def __init__(self, package: OfficePackage, fonts: OldFonts) -> None:
        self._package = package
        self._fonts = fonts
        self._builder = TextBuilder()
        self._around: list[str] = []

    def read(self) -> Reading:
        pages: list[int] = []
        hidden: list[int] = []
        for number, name in enumerate(self._names(), 1):
            slide = self._package.part(name)
            pages.append(self._builder.length + (len(PARAGRAPH) if self._builder.length else 0))
            if slide is None:
                continue
            if slide.get("show") in ("0", "false"):
                hidden.append(number)
                continue
            self._slide(slide, self._package.relations(name), number)
        return Reading(
            text=self._builder.text,
            marks=self._builder.sorted_marks(),
            pages=tuple(min(page, self._builder.length) for page in pages),
            headers="\n".join(dict.fromkeys(self._around)),
            warnings=(words.slides_hidden(hidden),) if hidden else (),
        )

    def _names(self) -> list[str]:
        """The slides' parts in the order in which they are shown."""
        targets = self._package.relations("ppt/presentation.xml")
        shown = [
            targets[identity][1]
            for entry in self._package.main().iter(f"{_P}sldId")
            if (identity := entry.get(f"{_R}id", "")) in targets
        ]
        return list(dict.fromkeys(shown))[:_MAX_SLIDES]

    def _slide(self, slide: etree._Element, targets: _Targets, number: int) -> None:
        tree = slide.find(f"{_P}cSld/{_P}spTree")
        boxes = self._boxes(tree, targets, 0) if tree is not None else []
        titles = [box for box in boxes if box.title]
        others = [box for box in boxes if not box.title]
        notes = self._notes(targets)
        if not boxes and not notes:
            return
        heading = [run for box in titles for paragraph in box.paragraphs for run in [*paragraph, (" ", False)]]
        if not clean_runs(heading)[0]:
            heading = self._stand_in(others) or [(words.slide(number), False)]
        self._builder.add([(text.replace("\n", " "), bold) for text, bold in heading], kinds=[(MarkKind.HEADING, 1)])
        for box in others:
            if box.rows:
                self._table(box.rows)
            for at, paragraph in enumerate(box.paragraphs):
                self._builder.add(paragraph, gap=LINE if at else PARAGRAPH)
        for note in notes:
            self._builder.add(note)

    def _stand_in(self, boxes: list[_Box]) -> list[Run]:
        """The first line of a slide without a title, taken out of its box where it is short enough."""
        first = boxes[0] if boxes else None
        if first is None or not first.paragraphs or len(clean_runs(first.paragraphs[0])[0]) > _HEADING:
            return []
        if len(boxes) == 1 and len(first.paragraphs) == 1:
            return []
        return first.paragraphs.pop(0)

    def _table(self, rows: list[list[str]]) -> None:
        if is_layout("\n".join(text for row in rows for text in row), max(len(row) for row in rows)):
            for text in (text for row in rows for text in row if text):
                self._builder.add(text, gap=LINE)
        else:
            self._builder.table(rows)

    # --- shapes --------------------------------------------------------------------------------------------------

    def _boxes(self, tree: etree._Element, targets: _Targets, depth: int) -> list[_Box]:
        """The boxes of a slide or group as a person reads them: the title, then from the top down, left to right."""
        found: list[tuple[int | None, int, list[_Box]]] = []
        for shape in _shapes(tree, depth):
            top, left = _place(shape)
            if shape.tag == f"{_P}grpSp":
                inner = self._boxes(shape, targets, depth + 1) if depth < _MAX_DEPTH else []
                found.append((top, left, inner))
                continue
            box = self._box(shape, targets, top, left)
            if box is not None:
                found.append((top, left, [box]))
        if all(top is not None for top, _, boxes in found if boxes and not boxes[0].title):
            found.sort(key=lambda entry: ((entry[0] or 0) // _BAND, entry[1]))
        boxes = [box for _, _, boxes in found for box in boxes]
        return sorted(boxes, key=lambda box: not box.title)

    def _box(self, shape: etree._Element, targets: _Targets, top: int | None, left: int) -> _Box | None:
        placeholder = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
        kind = placeholder.get("type", "body") if placeholder is not None else ""
        table = shape.find(f".//{_A}tbl")
        if table is not None:
            return _Box(top, left, rows=[self._row(row) for row in table.iter(f"{_A}tr")])
        body = shape.find(f"{_P}txBody")
        if body is None:
            body = self._diagram(shape, targets)
        paragraphs = self._paragraphs(body) if body is not None else []
        if kind in _AROUND:
            self._around += [clean_runs(paragraph)[0] for paragraph in paragraphs]
            return None
        return _Box(top, left, paragraphs, title=kind in _TITLES) if paragraphs else None

    def _row(self, row: etree._Element) -> list[str]:
        cells = []
        for cell in row.iterchildren(f"{_A}tc"):
            if cell.get("hMerge") in ("1", "true"):
                continue
            if cell.get("vMerge") in ("1", "true"):
                cells.append("")
                continue
            body = cell.find(f"{_A}txBody")
            cells.append(" ".join(clean_runs(p)[0] for p in self._paragraphs(body)) if body is not None else "")
        return cells

    def _diagram(self, shape: etree._Element, targets: _Targets) -> etree._Element | None:
        """The words of a diagram (SmartArt), which stand in a part of their own."""
        for element in shape.iter():
            if isinstance(element.tag, str) and element.tag.endswith("}relIds"):
                _, name = targets.get(element.get(f"{_R}dm", ""), ("", ""))
                return self._package.part(name)
        return None

    def _notes(self, targets: _Targets) -> list[str]:
        name = next((name for kind, name in targets.values() if kind == "notesSlide"), None)
        root = self._package.part(name) if name is not None else None
        tree = root.find(f"{_P}cSld/{_P}spTree") if root is not None else None
        if tree is None:
            return []
        return [
            text
            for shape in _shapes(tree, 0)
            if (placeholder := shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")) is not None
            and placeholder.get("type") == "body"
            and (body := shape.find(f"{_P}txBody")) is not None
            for paragraph in self._paragraphs(body)
            if (text := clean_runs(paragraph)[0])
        ]

    # --- words ---------------------------------------------------------------------------------------------------

    def _paragraphs(self, body: etree._Element) -> list[list[Run]]:
        counters: Counter[int] = Counter()
        found: list[list[Run]] = []
        for paragraph in body.iter(f"{_A}p"):
            runs = self._fonts.runs(_pieces(paragraph))
            if not any(text.strip() for text, _ in runs):
                continue
            number = _number(paragraph, counters)
            found.append([(number, False), *runs] if number else runs)
        return found


def _pieces(paragraph: etree._Element) -> list[Piece]:
    pieces: list[Piece] = []
    for child in paragraph:
        if child.tag == f"{_A}br":
            pieces.append(("\n", False, None))
        elif child.tag in (f"{_A}r", f"{_A}fld"):
            properties, text = child.find(f"{_A}rPr"), child.find(f"{_A}t")
            latin = properties.find(f"{_A}latin") if properties is not None else None
            font = latin.get("typeface") if latin is not None else None
            bold = properties is not None and properties.get("b") in ("1", "true")
            pieces.append(((text.text if text is not None else "") or "", bold, font))
    return pieces


def _shapes(tree: etree._Element, depth: int) -> Iterator[etree._Element]:
    """Shapes in the order of the file, through wrappers of newer forms."""
    for element in tree:
        if element.tag in _SHAPES:
            yield element
        elif element.tag in _WRAPPERS and depth < _MAX_DEPTH:
            yield from _shapes(element, depth + 1)


def _place(shape: etree._Element) -> tuple[int | None, int]:
    """Top and left of a shape; the top is None where it stands where its layout says."""
    for properties in (f"{_P}spPr/{_A}xfrm", f"{_P}grpSpPr/{_A}xfrm", f"{_P}xfrm"):
        offset = shape.find(f"{properties}/{_A}off")
        if offset is not None:
            try:
                return int(offset.get("y", "")), int(offset.get("x", ""))
            except ValueError:
                break
    return None, 0


def _number(paragraph: etree._Element, counters: Counter[int]) -> str:
    """The number that PowerPoint shows before a paragraph of a numbered list."""
    properties = paragraph.find(f"{_A}pPr")
    level = int(properties.get("lvl", "0")) if properties is not None and properties.get("lvl", "0").isdigit() else 0
    automatic = properties.find(f"{_A}buAutoNum") if properties is not None else None
    for deeper in [key for key in counters if key > level]:
        del counters[deeper]
    if automatic is None:
        del counters[level]
        return ""
    start = automatic.get("startAt", "1")
    first = int(start) if start.isdigit() and len(start) < 6 else 1
    counters[level] += 1
    kind = automatic.get("type", "arabicPeriod")
    style = next((style for name, style in _STYLES.items() if kind.startswith(name)), "decimal")
    number = written(first + counters[level] - 1, style)
    if kind.endswith("ParenBoth"):
        return f"({number}) "
    return f"{number}) " if kind.endswith("ParenR") else f"{number}. " if kind.endswith("Period") else f"{number} "
