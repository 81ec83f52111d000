"""The one normal form that every stored text and every question is brought to."""

import re
import unicodedata

# Everything that other programs take for the end of a line; \r\n is handled apart.
_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
# Spaces of every width that Word, PDF readers and web pages put where a writer typed an ordinary one.
_SPACES = "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
# Marks without width: soft hyphen, zero-width (non-)joiners, direction marks, byte order mark, annotation anchors.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\ufeff" + "".join(
    chr(code)
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFFF9, 0xFFFB))
    for code in range(first, last + 1)
)
_CONTROLS = "".join(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t" + _LINE_ENDS)

_DELETED: dict[int, None] = {ord(char): None for char in _INVISIBLE + _CONTROLS}
_REPLACED: dict[int, str] = {
    **{ord(char): "\n" for char in _LINE_ENDS},
    **{ord(char): " " for char in _SPACES},
}
_SURROGATES = re.compile("[\ud800-\udfff]+")
# Most texts hold none of these, and finding that out is much faster than replacing.
_UNUSUAL = re.compile(
    "[" + "".join(map(re.escape, (*_LINE_ENDS, *_SPACES, *_INVISIBLE, *_CONTROLS))) + "\ud800-\udfff]"
)


def normalise(text: str) -> str:
    """Return text in the stored normal form: NFC, \\n as the only line end, no invisible or control characters.

    Idempotent; never raises; the result can always be encoded as UTF-8. Tabs, line ends and runs of spaces stay.
    """
    if _UNUSUAL.search(text) is None:
        return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    # Invisible characters go first: one between \r and \n, or between a letter and its mark, would hide the pair.
    text = _SURROGATES.sub("", text)
    text = text.translate(_DELETED).replace("\r\n", "\n").translate(_REPLACED)
    return unicodedata.normalize("NFC", text)
