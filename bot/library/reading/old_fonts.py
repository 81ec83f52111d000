"""Letters of the fonts from before Unicode (TCVN3 in .VnTime, VNI in VNI-Times) as the letters that their readers saw.

Both show Vietnamese by drawing other letters than the bytes stand for: "C¸n bé" in .VnTime and "Caùn boä" in VNI-Times
are "Cán bộ". In a file that names the font of its words the font decides; elsewhere `guess` does, and only where the
words are no Vietnamese as they stand and are Vietnamese once converted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from itertools import groupby

from bot.library.reading.builder import Run
from bot.vietnamese import normalise
from bot.vietnamese.syllables import is_syllable

Piece = tuple[str, bool, str | None]
"""Words, whether they are bold, and the name of their font."""


class OldEncoding(StrEnum):
    """How Vietnamese was written before Unicode."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


_TCVN3_PAIRS = (
    "µà ¶ả ·ã ¸á ¹ạ ¨ă »ằ ¼ẳ ½ẵ ¾ắ Æặ ©â Çầ Èẩ Éẫ Êấ Ëậ ®đ Ìè Îẻ Ïẽ Ðé Ñẹ ªê Òề Óể Ôễ Õế Öệ ×ì Øỉ Üĩ Ýí Þị "
    "ßò áỏ âõ ãó äọ «ô åồ æổ çỗ èố éộ ¬ơ êờ ëở ìỡ íớ îợ ïù ñủ òũ óú ôụ \u00adư õừ öử ÷ữ øứ ùự úỳ ûỷ üỹ ýý þỵ "
    "¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ"
)
TCVN3 = {ord(pair[0]): pair[1] for pair in _TCVN3_PAIRS.split(" ")}
"""From the sign in the file to the letter that the font shows; capitals with a tone need a font of capitals."""

_VNI_MARKS = {
    "a": "ùá øà ûả õã ïạ êă éắ èằ úẳ üẵ ëặ ââ áấ àầ åẩ ãẫ äậ",
    "e": "ùé øè ûẻ õẽ ïẹ âê áế àề åể ãễ äệ",
    "o": "ùó øò ûỏ õõ ïọ âô áố àồ åổ ãỗ äộ",
    "ô": "ùớ øờ ûở õỡ ïợ",
    "u": "ùú øù ûủ õũ ïụ",
    "ö": "ùứ øừ ûử õữ ïự",
    "i": "ùí øì",
    "y": "ùý øỳ ûỷ õỹ ïỵ",
}
VNI_PAIRS = {base + pair[0]: pair[1] for base, pairs in _VNI_MARKS.items() for pair in pairs.split(" ")}
"""A letter and the mark that is typed after it, in small letters."""
VNI_SINGLES = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}
_VNI = re.compile("|".join([*VNI_PAIRS, *VNI_SINGLES]), re.IGNORECASE)

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_CAPITAL_FONT = re.compile(r"H(?:[,\-][A-Za-z, ]+)?$", re.IGNORECASE)
_SYMBOL_AREA = {0xF000 + code: chr(code) for code in range(0x20, 0x100)}  # where Word puts the letters of symbol fonts
_MODERN = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u0323\u1ea0-\u1ef9]")  # Vietnamese letters that neither encoding stores
_SIGN_IN_WORD = re.compile(
    "[A-Za-z][¡¢£¤¥¦§¨©ª«¬®µ¶·¸¹»¼½¾]|[¢£¤¥¦§¨©ª¬®µ¶·¸¹][A-Za-z]"
)  # "H§ND": no other text has it
_OLD_WORD = re.compile(r"[A-Za-z\u00a1-\u00ff]+")
# Not what an old font's sign cuts off: half of TCVN3's letters are no letters elsewhere ("nh­êng", "m×nh").
_ASCII_WORD = re.compile(r"(?<![A-Za-z\u00a1-\u00ff])[A-Za-z]{2,}(?![A-Za-z\u00a1-\u00ff])")

_SAMPLE = 60_000  # characters that are looked at
_FEWEST = 5  # different words that need converting; a name or two are no evidence
_GOOD = 0.8  # of such words that must be Vietnamese once converted
_ALREADY = 0.5  # of such words that may be Vietnamese as they stand: "bé" is both
_ASCII_GOOD = 0.5  # of the words without accents that must be able to be Vietnamese
_CONTRADICTED = 0.2  # of the words in an old font that are in Unicode: the font is not what the words are written for


class OldFonts:
    """Converts the words of one file; `used` says from what.

    `everywhere` is what words without a telling font are written in, as `guess` found it; with `by_font` false the
    names of fonts are not believed.
    """

    def __init__(self, *, everywhere: OldEncoding | None = None, by_font: bool = True) -> None:
        self.everywhere = everywhere
        self.used: set[OldEncoding] = set()
        self._by_font = by_font
        self._modern = 0
        self._old = 0

    @property
    def contradicted(self) -> bool:
        """Whether words in old fonts were mostly in Unicode already."""
        return self._modern > _CONTRADICTED * (self._modern + self._old)

    def unicode(self, text: str, font: str | None = None) -> str:
        """The words of one font as its reader sees them."""
        encoding = of_font(font) if font and self._by_font else None
        if encoding is not None:
            return self._of_font(text, encoding, font or "")
        if self.everywhere is None or not text:
            return text
        return "\n".join(self._line(line, self.everywhere) for line in text.split("\n"))

    def runs(self, pieces: Sequence[Piece]) -> list[Run]:
        """Pieces of a paragraph as its reader sees them; programs part words anywhere, also before a letter's mark."""
        return [
            (self.unicode("".join(text for text, _, _ in same), font), bold)
            for (bold, font), same in groupby(pieces, key=lambda piece: piece[1:])
        ]

    def _of_font(self, text: str, encoding: OldEncoding, font: str) -> str:
        text = text.translate(_SYMBOL_AREA)
        if text.isascii() and not is_capital_font(font):
            return text
        if _MODERN.search(text):
            self._modern += 1
            return text
        self._old += not text.isascii()
        self.used.add(encoding)
        converted = convert(text, encoding)
        return converted.upper() if encoding is OldEncoding.TCVN3 and is_capital_font(font) else converted

    def _line(self, line: str, encoding: OldEncoding) -> str:
        if line.isascii() or _MODERN.search(line):
            return line
        converted = convert(line, encoding)
        # One line of a file in an old encoding may still be in another language, or in Unicode without such letters.
        before, after = _share(line), _share(converted)
        if converted == line or after < before or (after == 0 and not _SIGN_IN_WORD.search(line)):
            return line
        self.used.add(encoding)
        return converted


def of_font(name: str) -> OldEncoding | None:
    """The encoding that a font's name stands for."""
    name = _SUBSET.sub("", name).lstrip("@ ").casefold()
    if name.startswith(".vn"):
        return OldEncoding.TCVN3
    return OldEncoding.VNI if name.startswith("vni") else None


def is_capital_font(name: str) -> bool:
    """Whether a font of TCVN3 shows capitals for small letters (.VnTimeH)."""
    return of_font(name) is OldEncoding.TCVN3 and _CAPITAL_FONT.search(name) is not None


def convert(text: str, encoding: OldEncoding) -> str:
    """Text in an old encoding in Unicode letters."""
    if encoding is OldEncoding.VNI:
        return _VNI.sub(_vni_letter, text)
    return "\n".join(_tcvn3_line(line) for line in text.split("\n"))


def guess(text: str) -> OldEncoding | None:
    """The old encoding that a text without fonts is written in; None for Unicode, other languages and too few words."""
    lines = [line for line in text[:_SAMPLE].split("\n") if not _MODERN.search(line)]
    words = [word for line in lines for word in _OLD_WORD.findall(line) if len(word) > 1 and not word.isascii()]
    if len(set(words)) < _FEWEST or _good(words) > _ALREADY * len(words):
        return None
    plain = [word for line in lines for word in _ASCII_WORD.findall(line)]
    if sum(is_syllable(word) for word in plain) < _ASCII_GOOD * len(plain):
        return None
    shares = {encoding: _good([convert(word, encoding) for word in words]) / len(words) for encoding in OldEncoding}
    best = max(shares, key=lambda encoding: shares[encoding])
    return best if shares[best] >= _GOOD else None


def _good(words: list[str]) -> int:
    return sum(is_syllable(unicodedata.normalize("NFC", word)) for word in words)


def _share(line: str) -> float:
    """Of the words with accents in a line, how many are Vietnamese."""
    words = [word for word in re.findall(r"[^\W\d_]+|\S+", normalise(line)) if not word.isascii()]
    return _good(words) / len(words) if words else 0.0


def _tcvn3_line(line: str) -> str:
    converted = line.translate(TCVN3)
    letters = [char for char in line if char.isascii() and char.isalpha()]
    # Capitals with a tone have no code of their own: the letters around them say which are meant.
    if len(letters) > 2 and all(char.isupper() for char in letters):
        return converted.upper()
    words = []
    for word, shown in zip(line.split(" "), converted.split(" "), strict=True):
        around = [char for char in word if char.isascii() and char.isalpha()]
        words.append(shown.upper() if len(around) > 1 and all(char.isupper() for char in around) else shown)
    return " ".join(words)


def _vni_letter(match: re.Match[str]) -> str:
    found = match[0]
    letter = VNI_PAIRS.get(found.lower()) or VNI_SINGLES[found.lower()]
    return letter.upper() if found[0].isupper() else letter
