"""What Telex and VNI keystrokes would have become, had the Vietnamese keyboard been on."""

import re
import unicodedata

from bot.vietnamese.syllables import is_syllable, place_tone

_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_HATS = {"a": "â", "e": "ê", "o": "ô"}
_HORNS = {"a": "ă", "o": "ơ", "u": "ư"}
_VOWELS = frozenset("aăâeêioôơuưy")
_VNI = re.compile(r"[a-z]+[1-9][a-z]*[1-9]*[a-z]*")


def from_telex(word: str) -> str | None:
    """Return the syllable that Telex keystrokes spell ("cans" → cán, "luaanj" → luận, "dduwowcj" → được), or None."""
    letters: list[str] = []
    tone = ""
    marked = False
    for char in word.lower():
        seen_vowel = any(letter in _VOWELS for letter in letters)
        if char in _TELEX_TONES and seen_vowel:
            if tone:
                return None
            tone, marked = _TELEX_TONES[char], True
        elif char in _HATS and letters and letters[-1] == char:
            letters[-1], marked = _HATS[char], True
        elif char == "w":
            if not _put_horn(letters):
                letters.append("ư")
            marked = True
        elif char == "d" and letters and letters[0] == "d" and (len(letters) == 1 or seen_vowel):
            letters[0], marked = "đ", True
        else:
            letters.append(char)
    return _syllable(letters, tone) if marked else None


def from_vni(word: str) -> str | None:
    """Return the syllable that VNI keystrokes spell ("can1" → cán, "bo65" → bộ, "d9u7o7c5" → được), or None."""
    word = word.lower()
    if not _VNI.fullmatch(word) and not re.fullmatch(r"d9[a-z\d]+", word):
        return None
    letters: list[str] = []
    tone = ""
    for char in word:
        if char in _VNI_TONES:
            if tone:
                return None
            tone = _VNI_TONES[char]
        elif char == "6":
            place = next((i for i in range(len(letters) - 1, -1, -1) if letters[i] in _HATS), None)
            if place is None:
                return None
            letters[place] = _HATS[letters[place]]
        elif char in "78":
            if not _put_horn(letters):
                return None
        elif char == "9":
            if not letters or letters[0] != "d":
                return None
            letters[0] = "đ"
        else:
            letters.append(char)
    return _syllable(letters, tone)


def _put_horn(letters: list[str]) -> bool:
    """Put the horn or breve of a w (7, 8) on the last vowel that takes one; "uo" takes it twice."""
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] in _HORNS:
            if letters[place] == "o" and place and letters[place - 1] in "uư":
                letters[place - 1] = "ư"
            elif letters[place] == "a" and place and letters[place - 1] == "u" and place == len(letters) - 1:
                place -= 1  # "muaw" is mưa
            letters[place] = _HORNS[letters[place]]
            return True
    return False


def _syllable(letters: list[str], tone: str) -> str | None:
    vowel = next((i for i, letter in enumerate(letters) if letter in _VOWELS), None)
    if vowel is None:
        return None
    # The tone goes on any vowel here; place_tone knows which.
    spelt = unicodedata.normalize("NFC", "".join((*letters[: vowel + 1], tone, *letters[vowel + 1 :])))
    placed = place_tone(spelt)
    return placed if is_syllable(placed) else None
