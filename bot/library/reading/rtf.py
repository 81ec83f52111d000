"""Reading .rtf: the words that Word shows, in the letters of their fonts, with tables, notes and page headers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.library.reading.builder import TextBuilder, clean_runs
from bot.library.reading.old_fonts import OldFonts, Piece, of_font
from bot.library.reading.parts import MarkKind, Reading
from bot.library.reading.rtf_blocks import Blocks
from bot.library.reading.rtf_tokens import Sign, Token, ansi_code_page, code_page, tokens
from bot.vietnamese.wordlist import words

_MAX_DEPTH = 500
_BODY_LEVEL = 9  # the outline level of running text
# Groups whose text is no text of the document. Groups marked \\* are left out too, but for those of _KEPT.
_LEFT_OUT = words(
    "colortbl stylesheet info pict themedata datastore fldinst listtable listoverridetable rsidtbl generator xmlnstbl "
    "nonshppict shprslt sp pgptbl revtbl annotation atnid atnauthor atntime atnref xe tc txe rxe bkmkstart bkmkend "
    "pnseclvl mmathPr objdata objclass objalias nextfile template doccomm title author operator creatim revtim"
)
_KEPT = words("shpinst ud shptxt footnote")
_HEADERS = words("header headerl headerr headerf footer footerl footerr footerf shptxt")
_SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "~": " ",
    "rdblquote": "”", "bullet": "•", "_": "-", "emspace": " ", "enspace": " ", "qmspace": " ", "{": "{", "}": "}",
    "\\": "\\", "softline": "\n",
}  # fmt: skip


@dataclass
class _State:
    """What a group inherits from the one around it."""

    font: int | None = None
    bold: bool = False
    hidden: bool = False
    skipped: bool = False
    fallback: int = 1  # bytes that stand for readers without Unicode after each \\u
    target: str = ""  # "", "note", "header", "fonts"
    starred: bool = False
    number: bool = False  # of a list item, written out by whoever saved the file
    first: bool = True  # nothing but its name has been read of this group


@dataclass
class _Font:
    name: str = ""
    charset: int | None = None


@dataclass
class _Flow:
    """One stream of paragraphs: the text, the notes, or the page headers."""

    pieces: list[Piece] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)  # bytes whose letters are not complete yet


def read_rtf(data: bytes, fonts: OldFonts) -> Reading:
    """Read an .rtf file."""
    return _RtfReader(fonts).read(data)


class _RtfReader:
    def __init__(self, fonts: OldFonts) -> None:
        self._fonts = fonts
        self._builder = TextBuilder()
        self._stack: list[_State] = []
        self._state = _State()
        self._table: dict[int, _Font] = {}
        self._default: int | None = None
        self._ansi = "cp1252"
        self._flows = {"": _Flow(), "note": _Flow(), "header": _Flow()}
        self._notes: list[str] = []
        self._headers: list[str] = []
        self._blocks = Blocks(self._builder)
        self._fallback = 0  # bytes still to be passed over
        self._high: int | None = None  # the first half of a letter beyond the basic plane

    def read(self, data: bytes) -> Reading:
        depth = 0  # of groups deeper than any writer makes
        for token in tokens(data):
            if token.sign is Sign.OPEN:
                if len(self._stack) < _MAX_DEPTH:
                    self._flush()
                    self._stack.append(self._state)
                    self._state = replace(self._state, first=True, starred=False)
                else:
                    depth += 1
                self._fallback = 0
            elif token.sign is Sign.CLOSE:
                if depth:
                    depth -= 1
                elif self._stack:
                    self._close()
                self._fallback = 0
            elif token.sign is Sign.WORD:
                self._word(token)
            else:
                self._bytes(token)
        self._end_paragraph()
        self._blocks.end()
        for note in self._notes:
            self._builder.add(note, kinds=[(MarkKind.FOOTNOTE, 0)])
        headers = "\n".join(dict.fromkeys(self._headers))
        return Reading(text=self._builder.text, marks=self._builder.sorted_marks(), headers=headers)

    # --- groups --------------------------------------------------------------------------------------------------

    def _close(self) -> None:
        self._flush()
        ended, self._state = self._state, self._stack.pop()
        if ended.target in ("note", "header") and self._state.target != ended.target:
            self._end_aside(ended.target)

    def _end_aside(self, target: str) -> None:
        flow = self._flows[target]
        text = clean_runs(self._fonts.runs(flow.pieces))[0]
        flow.pieces = []
        if text and target == "note":
            self._notes.append(" ".join(text.split("\n")))
        elif text:
            self._headers.append(text)

    def _enter(self, name: str) -> None:
        """Begin a group that has a name of its own."""
        state = self._state
        if name in _HEADERS:
            self._flush()
            state.target = "header"
        elif name == "footnote":
            self._flush()
            state.target = "note"
        elif name == "fonttbl":
            state.target = "fonts"
        elif name in ("listtext", "pntext"):
            state.number = True
        elif name == "upr":
            state.skipped = True  # the same words follow in Unicode
        elif name == "ud":
            state.skipped = False
        elif name in _LEFT_OUT or (state.starred and name not in _KEPT):
            state.skipped = True

    # --- control words -------------------------------------------------------------------------------------------

    def _word(self, token: Token) -> None:
        name, number, state = token.name, token.number, self._state
        if name == "*":
            state.starred = True
            return
        if state.first:
            state.first = False
            self._enter(name)
        if self._fallback and name != "u":
            self._fallback = max(0, self._fallback - 1)
            if name in _SIGNS:
                return
        if name == "ansicpg":
            self._ansi = ansi_code_page(number)
        elif name == "deff":
            self._default = number
        elif name == "f" and number is not None:
            self._flush()
            state.font = number
        elif name == "fcharset":
            if state.target == "fonts" and state.font is not None:
                self._table.setdefault(state.font, _Font()).charset = number
        elif name == "uc" and number is not None:
            state.fallback = max(0, min(number, 10))
        elif name == "u" and number is not None:
            self._flush()
            self._letter(number)
            self._fallback = state.fallback
        elif name == "plain":
            self._flush()
            state.font, state.bold, state.hidden = None, False, False
        elif name == "b":
            self._flush()
            state.bold = number != 0
        elif name in ("v", "deleted"):
            self._flush()
            state.hidden = number != 0
        elif name == "-":
            if self._encoded():
                self._put("\u00ad")  # a letter in old fonts
        elif name in _SIGNS:
            self._flush()
            self._put(" " if name == "tab" and state.number else _SIGNS[name])
        else:
            self._layout(name, number)

    def _layout(self, name: str, number: int | None) -> None:
        blocks, state = self._blocks, self._state
        if name in ("par", "sect", "\n", "\r") or (name == "page" and not blocks.in_table):
            self._flush()
            if state.target in ("note", "header"):
                self._put("\n")
            elif not state.skipped:
                self._end_paragraph()
        elif state.target or state.skipped:
            return
        elif name == "pard":
            blocks.in_table, blocks.level, blocks.centred = False, 0, False
        elif name == "intbl":
            blocks.in_table = True
        elif name in ("ql", "qc", "qr", "qj"):
            blocks.centred = name == "qc"
        elif name == "outlinelevel" and number is not None:
            blocks.level = number + 1 if 0 <= number < _BODY_LEVEL else 0
        elif name in ("cell", "nestcell"):
            blocks.in_table = True
            self._end_paragraph()
            if name == "cell":  # of a table within a cell the words are words of that cell
                blocks.end_cell()
        elif name == "row":
            blocks.end_row()

    def _end_paragraph(self) -> None:
        self._flush()
        flow = self._flows[""]
        runs, flow.pieces = self._fonts.runs(flow.pieces), []
        self._blocks.end_paragraph(runs)

    # --- words ---------------------------------------------------------------------------------------------------

    def _bytes(self, token: Token) -> None:
        data, state = token.data, self._state
        state.first = False
        if self._fallback:
            passed = min(self._fallback, len(data))
            self._fallback -= passed
            data = data[passed:]
        if not data or state.skipped:
            return
        if state.target == "fonts":
            name, ended, _ = data.decode("latin-1").partition(";")
            if state.font is not None:
                font = self._table.setdefault(state.font, _Font())
                font.name += name
                if ended:
                    state.font = None
            return
        if not state.hidden:
            self._flows[state.target].pending += data

    def _letter(self, number: int) -> None:
        code = number % 0x10000
        if 0xD800 <= code < 0xDC00:
            self._high = code
            return
        if 0xDC00 <= code < 0xE000:
            if self._high is None:
                return
            code = 0x10000 + ((self._high - 0xD800) << 10) + code - 0xDC00
        self._high = None
        self._put(chr(code))

    def _put(self, text: str) -> None:
        state = self._state
        if not state.skipped and not state.hidden and state.target != "fonts":
            self._flush()
            self._flows[state.target].pieces.append((text, state.bold, self._name()))

    def _flush(self) -> None:
        """Make letters of the bytes that have gathered in one font."""
        state = self._state
        flow = self._flows.get(state.target)
        if flow is None or not flow.pending:
            return
        data = bytes(flow.pending)
        flow.pending.clear()
        name = self._name()
        font = self._table.get(self._number())
        # Old fonts have the code of their letters' shapes, whatever character set they claim.
        page = "cp1252" if of_font(name) else code_page(font.charset if font else None, self._ansi)
        if page == "cp1252":
            text = "".join(chr(code) if code >= 0xA0 or code < 0x80 else _cp1252(code) for code in data)
        else:
            text = data.decode(page, "replace")
        flow.pieces.append((text, state.bold, name))

    def _number(self) -> int:
        return self._state.font if self._state.font is not None else (self._default or 0)

    def _name(self) -> str:
        font = self._table.get(self._number())
        return font.name.strip() if font else ""

    def _encoded(self) -> bool:
        return of_font(self._name()) is not None or self._fonts.everywhere is not None


def _cp1252(code: int) -> str:
    return bytes([code]).decode("cp1252", "replace")
