"""Folding: text without case, tones and vowel marks, with a map back to the characters it came from."""

import unicodedata
from collections.abc import Sequence

# Letters that carry a stroke, not a combining mark, so that decomposition leaves them alone. Eth and African D are
# what old converters and foreign keyboards put for Đ.
_STROKES = {"đ": "d", "ð": "d", "ɖ": "d", "ø": "o", "ł": "l", "ı": "i"}
_FIRST_MARK, _LAST_MARK = 0x0300, 0x036F  # the combining block that Latin letters use


def _fold_char(char: str) -> str:
    """Return the folded form of one character: one character, or none for a combining mark."""
    previous, current = "", char
    while current != previous:  # lower case may decompose further, and decomposition may need lower case again
        previous = current
        decomposed = unicodedata.normalize("NFKD", current).lower()
        current = "".join(_STROKES.get(c, c) for c in decomposed if not _FIRST_MARK <= ord(c) <= _LAST_MARK)
        if len(current) > 1:
            # A ligature, a fraction, a Hangul block: taken apart it would break the map of one to one.
            lower = previous.lower()
            return lower if len(lower) == 1 else previous
    return current


class _Table(dict[int, str]):
    """A translation table that fills itself with the characters that are met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_char(chr(code))
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """Return text in lower case without tone and vowel marks, đ as d, wide forms as narrow ones.

    Works on NFC and NFD alike, so that hoà, hòa and hoa are equal. Punctuation, digits and spaces stay.
    """
    return text.translate(_TABLE)


def fold_map(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded text and a map of len(folded) + 1 positions back into text, in Unicode code points.

    A match folded[i:j] stands in text[map[i]:map[j]], combining marks included; the last entry is len(text).
    """
    folded = text.translate(_TABLE)
    if len(folded) == len(text):  # no combining marks: the usual case, and no list is built for it
        return folded, range(len(text) + 1)
    table = _TABLE
    positions = [index for index, char in enumerate(text) if table[ord(char)]]
    positions.append(len(text))
    return folded, positions
