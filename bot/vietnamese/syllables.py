"""What a Vietnamese syllable can look like, and where its tone mark stands."""

import re
import unicodedata
from functools import lru_cache

from bot.vietnamese import wordlist
from bot.vietnamese.fold import fold

_ONSETS = wordlist.words("ngh ch gh gi kh ng nh ph qu th tr b c d đ g h k l m n p r s t v x")
_RIMES = wordlist.words(
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu "
    "i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu "
    "o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt "
    "oe oen oeo oet ooc oong "
    "ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uêt uơ "
    "uôc uôi uôm uôn uông uôt uy uya uych uyên uyêt uynh uyt uyn uyu "
    "ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu ynh ych yt",
)
_FOLDED_RIMES = frozenset(map(fold, _RIMES))
_ONSET = re.compile("|".join(sorted(_ONSETS, key=len, reverse=True)))
_FOLDED_ONSET = re.compile("|".join(sorted(map(fold, _ONSETS), key=len, reverse=True)))
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_STOPPED = ("c", "p", "t", "ch")  # such syllables carry sắc or nặng only
_MARKED = "ăâêôơư"


@lru_cache(maxsize=65536)
def split_tone(syllable: str) -> tuple[str, str]:
    """Return a syllable in NFC without its tone mark, and the mark ("" for none); vowel marks and case stay."""
    decomposed = unicodedata.normalize("NFD", syllable)
    marks = [char for char in decomposed if char in _TONES]
    if not marks:
        return unicodedata.normalize("NFC", syllable), ""
    toneless = "".join(char for char in decomposed if char not in _TONES)
    return unicodedata.normalize("NFC", toneless), marks[-1] if len(marks) == 1 else "?"


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Tell whether a word can be a Vietnamese syllable as it is written, accents included; case is ignored."""
    toneless, tone = split_tone(word.lower())
    if tone == "?" or not _is_built(toneless, _ONSET, _RIMES):
        return False
    return not (toneless.endswith(_STOPPED) and tone not in ("\u0301", "\u0323"))


@lru_cache(maxsize=65536)
def is_folded_syllable(word: str) -> bool:
    """Tell whether a folded word can be a Vietnamese syllable whose accents were left out."""
    return _is_built(word, _FOLDED_ONSET, _FOLDED_RIMES)


def _is_built(word: str, onset: re.Pattern[str], rimes: frozenset[str]) -> bool:
    if word in rimes:
        return True
    match = onset.match(word)
    if match is None:
        return False
    if word[match.end() :] in rimes:
        return True
    # "gìn", "giếng": the i of gi is the vowel, or belongs to it
    return match[0] == "gi" and word[1:] in rimes


@lru_cache(maxsize=65536)
def place_tone(syllable: str) -> str:
    """Return a syllable in NFC with its tone mark where most keyboards put it: hoà → hòa, thuỷ → thủy, tóan → toán."""
    toneless, tone = split_tone(syllable)
    if tone in ("", "?"):
        return toneless if not tone else unicodedata.normalize("NFC", syllable)
    at = _tone_position(toneless.lower())
    if at is None:
        return unicodedata.normalize("NFC", syllable)
    return unicodedata.normalize("NFC", toneless[: at + 1] + tone + toneless[at + 1 :])


def completes(candidate: str, written: str) -> bool:
    """Tell whether a candidate syllable has all the marks of the written one, and perhaps more."""
    toneless, tone = split_tone(written)
    full_toneless, full_tone = split_tone(candidate)
    if tone and tone != full_tone:
        return False
    return all(mine in (theirs, fold(theirs)) for mine, theirs in zip(toneless, full_toneless, strict=False))


def _tone_position(toneless: str) -> int | None:
    start = 0
    if (toneless.startswith("qu") or toneless.startswith("gi")) and toneless[2:3] in tuple("aăâeêioôơuưy"):
        start = 2
    vowels = re.compile("[aăâeêioôơuưy]+").search(toneless, start)
    if vowels is None:
        return None
    marked = [index for index in range(*vowels.span()) if toneless[index] in _MARKED]
    if marked:
        return marked[-1]
    length = vowels.end() - vowels.start()
    closed = vowels.end() < len(toneless)
    return vowels.start() + (1 if length > 2 or (length == 2 and closed) else 0)
