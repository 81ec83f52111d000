"""Reading .html: the article of a web page, its blocks as lines, and what the page says about itself."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

import lxml.html
from lxml import etree

from bot.library.reading.builder import LINE, PARAGRAPH, Run, TextBuilder, clean_runs, one_line
from bot.library.reading.decode import decode
from bot.library.reading.old_fonts import OldFonts, of_font
from bot.library.reading.parts import MarkKind, Reading
from bot.library.reading.plain import read_plain
from bot.library.reading.web_page import article, title_of

_BLOCK_TAGS = (
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption",
    "html",
)  # fmt: skip
_BLOCKS = frozenset(_BLOCK_TAGS)
_BOLD = frozenset(("b", "strong", "th"))
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_TITLE_SUFFIX = re.compile(r"\s+[|–-]\s+[^|]{2,40}$")
_FONT_FAMILY = re.compile(r"font-family\s*:\s*[\"']?([^;,\"']{1,60})", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MAX_DEPTH = 200
_CELL_BLOCKS = 3  # paragraphs in one cell: the table is a page's layout


def read_html(data: bytes, fonts: OldFonts) -> Reading:
    """Read a web page; a file without any tag is read as plain text."""
    if b"<" not in data and b"<\x00" not in data:
        return read_plain(data, fonts)
    text, warnings = _decode(data)
    parser = lxml.html.HTMLParser(no_network=True, huge_tree=False, remove_pis=True, encoding="utf-8")
    root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    _modernise(root, fonts)
    hints = _hints(root, data)
    heading = title_of(root)
    heading_text = one_line("".join(heading.itertext())) if heading is not None else ""
    main = article(root)
    writer = _Writer()
    if heading is not None and heading_text and not any(e is main for e in (heading, *heading.iterancestors())):
        writer.builder.add(heading_text, kinds=[(MarkKind.HEADING, 1), (MarkKind.TITLE, 1)])
    writer.block(main, 0)
    return Reading(text=writer.builder.text, marks=writer.builder.sorted_marks(), hints=hints, warnings=warnings)


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """By the page's own statement; what it states wrongly or not at all is found out as for plain text."""
    match = _CHARSET.search(data[:4096])
    if match is not None and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = match[1].decode("ascii", "replace").lower()
        try:
            stated = codecs.lookup(name).name
        except LookupError:
            stated = ""
        if stated.startswith("cp125") or stated.startswith("iso8859"):
            try:
                data.decode("utf-8")  # many a page was saved as UTF-8 and kept its old statement
            except UnicodeDecodeError:
                return data.decode(stated, errors="replace"), ()
    return decode(data)


def _modernise(root: etree._Element, fonts: OldFonts) -> None:
    """Put words in old fonts into Unicode letters, in place."""
    named: dict[etree._Element, str] = {}
    for element in root.iter():
        parent = element.getparent()
        own = (element.get("face") or _font_family(element.get("style") or "")) if isinstance(element.tag, str) else ""
        font = own or (named.get(parent, "") if parent is not None else "")
        if of_font(font):
            named[element] = font
        around = named.get(parent, "") if parent is not None else ""
        if element.text and isinstance(element.tag, str):
            changed = fonts.unicode(element.text, font)
            element.text = element.text if changed == element.text else _NOT_XML.sub(" ", changed)
        if element.tail:
            changed = fonts.unicode(element.tail, around)
            element.tail = element.tail if changed == element.tail else _NOT_XML.sub(" ", changed)


def _font_family(style: str) -> str:
    match = _FONT_FAMILY.search(style)
    return match[1] if match else ""


def _hints(root: etree._Element, data: bytes) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = one_line(meta.get("content") or "")
        if name and content:
            metas.setdefault(name, content)
    hints: dict[str, str] = {}
    page_title = root.find(".//title")
    title = metas.get("og:title") or (one_line("".join(page_title.itertext())) if page_title is not None else "")
    if title:
        hints["title"] = title if metas.get("og:title") else _TITLE_SUFFIX.sub("", title)
    canonical = next((e.get("href") for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical"), None)
    saved = _SAVED_FROM.search(data[:4096])
    source = canonical or metas.get("og:url") or (saved[1].decode("ascii", "replace") if saved else None)
    if source and source.startswith(("http://", "https://")):
        hints["nguồn"] = one_line(source)
    names = ("article:published_time", "datepublished", "pubdate", "publishdate", "dc.date", "dc.date.issued", "date")
    day = next((metas[name] for name in names if name in metas), None)
    if day is None:
        day = next((e.get("datetime") for e in root.iter("time") if e.get("datetime")), None)
    if day:
        hints["ngày"] = day
    return hints


class _Writer:
    """Walks the tree once: words between two block borders are one paragraph."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self._runs: list[Run] = []
        self._prefix = ""
        self._gap = PARAGRAPH
        self._centred = False
        self._counters: dict[etree._Element, int] = {}

    def block(self, element: etree._Element, depth: int) -> None:
        """Write a block and the blocks within it."""
        tag = element.tag
        if depth > _MAX_DEPTH or not isinstance(tag, str):
            return
        if tag == "table" and not _is_layout(element):
            self._flush()
            self.builder.table([[_cell(cell) for cell in row.iterchildren("td", "th")] for row in _rows(element)])
            return
        level = int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0
        if tag == "li":
            self._flush()
            self._prefix = _list_marker(element, self._counters)
            self._gap = LINE if _has_item_before(element) else PARAGRAPH
        centred, self._centred = self._centred, self._centred or _is_centred(element)
        self._inline(element, bold=False, depth=depth)
        self._flush(level)
        self._centred = centred
        if tag == "li":
            self._prefix = ""
            self._gap = PARAGRAPH

    def _inline(self, element: etree._Element, *, bold: bool, depth: int) -> None:
        if depth > _MAX_DEPTH:
            return
        pre = element.tag == "pre"
        self._words(element.text, bold, pre)
        for child in element:
            tag = child.tag
            if tag == "br":
                self._runs.append(("\n", bold))
            elif tag in _BLOCKS:
                self._flush()
                self.block(child, depth + 1)
            elif isinstance(tag, str):
                self._inline(child, bold=bold or tag in _BOLD or _is_bold(child), depth=depth + 1)
            self._words(child.tail, bold, pre)

    def _words(self, text: str | None, bold: bool, pre: bool) -> None:
        if text:
            self._runs.append((text if pre else re.sub(r"[ \t\r\n\f]+", " ", text), bold))

    def _flush(self, level: int = 0) -> None:
        runs, self._runs = self._runs, []
        # Two line ends in a row are how old pages make paragraphs.
        for paragraph in _split_paragraphs(runs):
            if not any(text.strip() for text, _ in paragraph):
                continue
            kinds = [(MarkKind.HEADING, level)] if level else []
            if self._centred:
                kinds.append((MarkKind.CENTRED, 0))
            self.builder.add([(self._prefix, False), *paragraph], gap=self._gap, kinds=kinds)
            self._prefix = ""


def _split_paragraphs(runs: Sequence[Run]) -> list[list[Run]]:
    paragraphs: list[list[Run]] = [[]]
    broken = False
    for text, bold in runs:
        if text == "\n":
            if broken:
                paragraphs.append([])
            else:
                paragraphs[-1].append((text, bold))
            broken = True
        else:
            paragraphs[-1].append((text, bold))
            broken = broken and not text.strip()
    return paragraphs


def _is_layout(table: etree._Element) -> bool:
    """A table with a table inside, with one column, or with whole passages in a cell arranges a page."""
    rows = _rows(table)
    if (
        table.find(".//table") is not None
        or max((len(row.findall("td") + row.findall("th")) for row in rows), default=0) <= 1
    ):
        return True
    return any(len(cell.findall("p")) + len(cell.findall("div")) >= _CELL_BLOCKS for row in rows for cell in row)


def _rows(table: etree._Element) -> list[etree._Element]:
    return [row for part in (table, *table.iterchildren("thead", "tbody", "tfoot")) for row in part.iterchildren("tr")]


def _cell(cell: etree._Element) -> str:
    for line_end in cell.iter("br"):
        line_end.tail = " " + (line_end.tail or "")
    for inner in cell.iter("p", "div", "li"):
        inner.tail = " " + (inner.tail or "")
    return clean_runs([(one_line("".join(cell.itertext())), False)])[0]


def _list_marker(item: etree._Element, counters: dict[etree._Element, int]) -> str:
    """The number or dash that a browser shows before an item; `counters` holds the last number of each list."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    value = item.get("value") or ""
    if value.isdecimal() and len(value) < 6:
        number = int(value)
    else:
        first = parent.get("start") or ""
        number = counters.get(parent, int(first) - 1 if first.isdecimal() and len(first) < 6 else 0) + 1
    counters[parent] = number
    kind = parent.get("type", "1")
    if kind in ("a", "A") and number <= 26:
        return f"{chr(ord(kind) + number - 1)}) "
    return f"{number}. "


def _has_item_before(item: etree._Element) -> bool:
    return any(True for _ in item.itersiblings("li", preceding=True))


def _is_centred(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.tag == "center" or (element.get("align") or "").lower() == "center" or "text-align:center" in style


def _is_bold(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "font-weight:bold" in style or "font-weight:700" in style
