"""Reading .md: the words that a reader of the rendered page sees, with headings, bold and tables as marks."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.library.reading.builder import LINE, PARAGRAPH, Run, TextBuilder
from bot.library.reading.decode import decode
from bot.library.reading.front_block import split_front_matter
from bot.library.reading.old_fonts import OldFonts
from bot.library.reading.parts import MarkKind, Reading
from bot.library.reading.wrapping import goes_on
from bot.vietnamese import normalise

_FULL_LINE = 60  # characters; a shorter source line was ended by its writer, not by the width of an editor
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)

# Off: "code" (an indented paragraph is no program here), "lheading" (a row of dashes below a line is a rule),
# "reference" (a line "[1]: https://…" names a source and is read by people).
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable(["code", "lheading", "reference"])


def read_markdown(data: bytes, fonts: OldFonts) -> Reading:
    """Read a Markdown file with its front matter."""
    raw, decoding = decode(data)
    fields, body, warnings = split_front_matter(normalise(fonts.unicode(raw)))
    writer = _Writer(_PARSER.parse(body))
    writer.write()
    return Reading(
        text=writer.builder.text,
        marks=writer.builder.sorted_marks(),
        fields=fields,
        warnings=(*decoding, *warnings),
    )


class _Writer:
    """Walks the parser's tokens once and writes each block."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self.builder = TextBuilder()
        self._prefix = ""  # the marker of a list item, waiting for the item's first words
        self._in_list = 0
        self._tight = False
        self._heading = 0
        self._rows: list[list[str]] | None = None

    def write(self) -> None:
        """Write all blocks."""
        for token in self._tokens:
            kind = token.type
            if kind == "heading_open":
                self._heading = int(token.tag[1:])
            elif kind == "heading_close":
                self._heading = 0
            elif kind in ("bullet_list_open", "ordered_list_open"):
                self._in_list += 1
                self._tight = self._in_list > 1
            elif kind in ("bullet_list_close", "ordered_list_close"):
                self._in_list -= 1
                self._tight = self._in_list > 0
            elif kind == "list_item_open":
                self._prefix = f"{token.info}{token.markup} " if token.info else "- "
            elif kind == "list_item_close":
                self._prefix = ""
            elif kind == "table_open":
                self._rows = []
            elif kind == "table_close":
                self.builder.table(self._rows or [])
                self._rows = None
            elif kind == "tr_open" and self._rows is not None:
                self._rows.append([])
            elif kind == "inline":
                self._inline(token)
            elif kind in ("fence", "code_block"):
                self._block([[(token.content, False)]])
            elif kind == "html_block":
                self._block([[(_without_tags(token.content), False)]])

    def _inline(self, token: Token) -> None:
        lines = _lines(token.children or [])
        if self._rows is not None:
            self._rows[-1].append(" ".join("".join(text for text, _ in line) for line in lines))
        elif self._heading:
            runs = [run for line in lines for run in [*line, (" ", False)]]
            text = "".join(text for text, _ in runs)
            self.builder.add(text, kinds=[(MarkKind.HEADING, self._heading)])
        else:
            self._block(_mended(lines))

    def _block(self, lines: Sequence[Sequence[Run]]) -> None:
        gap = LINE if self._tight else PARAGRAPH
        for line in lines:
            runs = [(self._prefix, False), *line] if self._prefix else list(line)
            if any(text.strip() for text, _ in line) and self.builder.add(runs, gap=gap):
                self._prefix = ""
                gap = LINE
        if self._in_list:
            self._tight = True


def _without_tags(source: str) -> str:
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", source)))


def _lines(tokens: Sequence[Token]) -> list[list[Run]]:
    """The words of one block, line by line as the source has them; a hard break leaves an empty line."""
    lines: list[list[Run]] = [[]]
    bold = 0
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            lines[-1].append((token.content, bold > 0))
        elif token.type == "strong_open":
            bold += 1
        elif token.type == "strong_close":
            bold -= 1
        elif token.type == "softbreak":
            lines.append([])
        elif token.type == "hardbreak" or (token.type == "html_inline" and _BREAK.fullmatch(token.content)):
            lines += [[], []]
        elif token.type == "image":
            lines[-1].append((token.content, bold > 0))
    return lines


def _mended(lines: Sequence[Sequence[Run]]) -> list[list[Run]]:
    """Join the lines that an editor's width broke, keep those that a writer ended."""
    mended: list[list[Run]] = []
    last = ""
    for line in lines:
        text = "".join(part for part, _ in line).strip()
        if mended and goes_on(last, text, full=len(last) >= _FULL_LINE):
            mended[-1] += [(" ", False), *line]
        else:
            mended.append(list(line))
        last = text
    return [line for line in mended if line]
