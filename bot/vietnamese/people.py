"""Names of people in a text as officials type it: where they can be told from policy words, offices and places.

A name is told by a form of address ("ông", "đồng chí", "đ/c") and capital letters, or a surname and capital letters; in
lower case by a form of address and a surname, or by a surname with its accents before "văn" or "thị".
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.vietnamese.name_words import Word, Words, listed, lists
from bot.vietnamese.wordlist import words as words_of

_SYLLABLE = re.compile(r"[a-z]*[aeiouy][a-z]*(?<=..)")
_LONGEST = 5  # syllables of a name
_ADDRESSES = listed("ông", "bà", "anh", "chị", "cô", "chú", "bác", "thầy", "cụ", "cậu", "dì")
_WEAK = words_of("ba anh chi co thay dc")  # typed without accents they mean more
_COMRADE = listed("đồng chí")
_UNCLE = listed("bác hồ", "cụ hồ", "bác tôn")
_MIDDLE = listed("văn", "thị")
_CLEAR = words_of("nguyen tran pham huynh bui ngo trinh phung")  # surnames also without their accents
_LESS_CLEAR = words_of("le vu vo phan truong duong hoang")  # … between one of these and given names
_LESS_WEAK = words_of("ba anh chi thay")
_ENGLISH = listed("tiếng", "nước", "quốc", "hàng")  # "tiếng Anh"
_PLACE_BEFORE = listed(
    *words_of(
        "phường xã quận huyện tỉnh phố đường ngõ hẻm trường thpt thcs trấn tp cầu cảng bến đảo sông hồ chợ khu thôn",
        "làng quỹ lăng đền chùa thưởng viện ty học non trang tượng chương tưởng nghĩa sản đình vịnh núi cung đảng",
    )
)
_OFFICE_BEFORE = listed("tịch", "thư", "trưởng", "đốc", "phó")
_OFFICE_REACH = 6  # words before a name in which its office stands


def names_of_people(text: str, public: Collection[str] = ()) -> list[tuple[int, int]]:
    """The spans of names of people in a text, in code points and in order, forms of address left out.

    `public` are folded names of people that stay.
    """
    words = Words(text)
    known = [tuple(one.split()) for one in public]
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(words.words):
        start, end = _name_at(words, index)
        if end > start and not _is_known(words.words[start:end], known):
            found.append((words.words[start].start, words.words[end - 1].end))
        index = max(index + 1, end)
    return found


def _name_at(words: Words, index: int) -> tuple[int, int]:
    """Where a name begins and ends that is told by the word at an index; an empty span where there is none."""
    if uncle := words.phrase(index, _UNCLE):
        return index + uncle, index + uncle
    addressed = _addressed(words, index)
    place = words.phrase(index, lists().places, lenient=True)
    if place and not _runs_on(words, index) and (addressed is None or words.words[index].title):
        return index + place, index + place
    if addressed is not None:
        start, weak = addressed
        end = _after_address(words, start, weak=weak)
        if end > start:
            return start, end
    return index, _by_surname(words, index)


def _addressed(words: Words, index: int) -> tuple[int, bool] | None:
    """(index behind a form of address, whether it may mean something else); None where there is none."""
    word, after = words.words[index], words.at(index + 1)
    if words.phrase(index, _COMRADE):
        return index + 2, False
    if word.folded == "d" and after is not None and after.folded == "c":  # "đ/c", "đ.c"
        return index + 2, False
    if word.folded == "anh" and words.among(words.at(index - 1), _ENGLISH):
        return None
    if (word.key,) in _ADDRESSES.exact and word.marked:
        return index + 1, False
    if word.folded == "dc" and word.marked:
        return index + 1, False
    if word.folded == "anh" and not word.marked:
        return index + 1, not words.accented
    if not word.marked and not words.accented and (word.folded == "ong" or word.folded in _WEAK):
        return index + 1, word.folded != "ong"
    return None


def _after_address(words: Words, start: int, *, weak: bool) -> int:
    """Where a name ends that a form of address stands before."""
    first, held = words.at(start), lists()
    if first is None or not (first.joined or words.words[start - 1].folded == "c"):
        return start
    if _place_alone(words, start) or words.phrase(start, held.offices):
        return start
    if not first.title or words.shouted:
        return max(_in_lower_case(words, start, weak=weak), start + (0 if weak else words.phrase(start, held.figures)))
    end = max(_capitalised(words, start), start + words.phrase(start, held.figures))
    if end == start + 1 and words.among(first, held.surnames):
        end = max(end, _in_lower_case(words, start, weak=weak))
    named = words.among(first, held.given) or words.among(first, held.surnames)
    if not named and (weak or words.among(first, held.ordinary)):
        return start
    return end


def _by_surname(words: Words, start: int) -> int:
    """Where a name ends that begins with a surname and has no form of address before it."""
    first, held = words.words[start], lists()
    if not words.among(first, held.surnames) or _place_before(words, start) or words.phrase(start, held.pairs):
        return start
    if words.phrase(start, held.both, lenient=True) and not _runs_on(words, start):
        return start
    end = _capitalised(words, start) if first.title and not words.shouted else start
    if end <= start + 1:
        written = first.marked or first.title
        by_middle = words.among(first, held.sure) and written and words.among(words.joined(start + 1), _MIDDLE)
        return _with_middle(words, start) if by_middle and (words.accented or first.marked) else start
    second = words.words[start + 1]
    if words.among(second, held.ordinary) and not words.among(second, held.given):
        return start
    accented = first.marked or words.accented
    if words.among(first, held.sure) and (accented or first.folded in _CLEAR):
        return end
    return end if accented and end - start > 2 else start


def _capitalised(words: Words, start: int) -> int:
    """Where a run of capitalised words ends: at an office, a place, or a word in lower case."""
    end = start
    while end < start + _LONGEST and (word := words.at(end)) is not None:
        if end > start and (not word.joined or words.phrase(end, lists().offices) or _place_alone(words, end)):
            break
        if not (word.title or (word.letter and end > start)):
            break
        end += 1
    return end


def _in_lower_case(words: Words, start: int, *, weak: bool) -> int:
    """Where a name behind a form of address ends that capitals tell nothing of."""
    first, held = words.words[start], lists()
    if not words.among(first, held.surnames) or words.phrase(start, held.pairs):
        return start
    if words.among(words.joined(start + 1), _MIDDLE):
        return _with_middle(words, start)
    accented = first.marked or words.accented
    clear = words.among(first, held.sure) and (accented or first.folded in _CLEAR)
    if weak and not (clear or (first.folded in _LESS_CLEAR and words.words[start - 1].folded in _LESS_WEAK)):
        return start
    end = start + 1
    while end < start + 4 and _like_a_name(words, end, sure=clear and not weak):
        end += 1
    return end if end - start >= (2 if clear or accented else 3) else start


def _with_middle(words: Words, start: int) -> int:
    """Where "Nguyễn văn an" ends, `start` being that of the surname."""
    first, given, held = words.words[start], words.joined(start + 2), lists()
    if given is None or words.phrase(start + 1, held.pairs):
        return start
    # Without accents "nguyen van" is "nguyên văn" too.
    if not first.marked and words.among(given, held.ordinary) and not words.among(given, held.given):
        return start
    return start + 4 if _like_a_name(words, start + 3, sure=True) else start + 3


def _like_a_name(words: Words, index: int, *, sure: bool) -> bool:
    """Whether the word at an index may go on a name; where it is not `sure` to be one, only what names are made of."""
    word, held = words.joined(index), lists()
    if word is None or _SYLLABLE.fullmatch(word.folded) is None:
        return False
    given = words.among(word, held.given)
    office = words.phrase(index, held.offices)
    if office > 1 or (office and (word.marked or words.accented or not given)):  # without accents "phong" is a name too
        return False
    return given or (sure and not words.among(word, held.ordinary))


def _place_alone(words: Words, start: int) -> bool:
    """Whether a place begins at a word that is no name as well: "Hải Phòng", not "Thái Bình"."""
    length = words.phrase(start, lists().places, lenient=True)
    return length > 0 and not all(words.among(word, lists().given) for word in words.words[start : start + length])


def _runs_on(words: Words, start: int) -> bool:
    """Whether a name goes on behind the place that begins like it: "Nguyễn Bình An"."""
    end = start + words.phrase(start, lists().both, lenient=True)
    word = words.joined(end)
    more = word is not None and word.title and words.among(word, lists().given)
    return more and not words.shouted and not words.phrase(end, lists().places, lenient=True)


def _place_before(words: Words, start: int) -> bool:
    """Whether the word before makes a person's name that of a place, a street or a school."""
    before = words.at(start - 1)
    if before is None or not words.words[start].joined or not words.among(before, _PLACE_BEFORE):
        return False
    # "chủ tịch xã Nguyễn Văn An", "Bí thư Đảng ủy phường …": whose office it is, not what the place is called.
    run = 2
    while run <= _OFFICE_REACH and (word := words.at(start - run)) is not None:
        if words.among(word, _OFFICE_BEFORE):
            return False
        if not word.joined:
            break
        run += 1
    return True


def _is_known(name: list[Word], known: list[tuple[str, ...]]) -> bool:
    """Whether a name is, holds or ends that of somebody who is known."""
    said = tuple(word.folded for word in name)
    return any(
        one[-len(said) :] == said or any(said[at : at + len(one)] == one for at in range(len(said) - len(one) + 1))
        for one in known
        if one
    )
