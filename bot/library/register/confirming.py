"""A person's word that a document for internal circulation may be used: it holds for the content it was given for.

People write "có" beside the name of a file. A name alone is not trusted: another document may be put under it. So the
checksum of the file is kept when the word is first seen, and a changed file waits for a word of its own. A word may
also name its content itself ("có 3f9a2c1b9d0e"): such a one is written by the form, and can be written by hand.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot import phrases
from bot.errors import DataFolderBroken
from bot.library.register.matching import comparable, matched
from bot.library.register.rows import Register, Row
from bot.phrases import register as words
from bot.vietnamese import fold

_CODE_DIGITS = 12  # hexadecimal digits of a checksum that a word names
_SAYING = re.compile(r"(?P<word>.*?)[\s.,:(]*(?P<code>[0-9a-f]{12})?[\s.)]*")
_YES, _NO = ("co", "dong y", "x"), ("khong", "khong dung")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the register says of files for internal circulation; `bound` is for which contents it was said.

    `named` is file → the row that names it; `bound` is the name in a row, as names are compared → the checksum of the
    file when the word was first seen, "" where there was none.
    """

    register: Register
    named: Mapping[str, Row]
    bound: Mapping[str, str]

    def holds(self, file: str, sha256: str) -> bool:
        """Whether a file with that content may be used; a "không" in its own row wins over words for its content."""
        row = self.named.get(file)
        if row is not None and row.allowed is False:
            return False
        if any(self._is_for(one, sha256) for one in _words(self.register)):
            return True
        return row is not None and bool(row.allowed) and row.allowed_for is None and _key(row) not in self.bound

    def reason(self, file: str, sha256: str) -> str:
        """Why a file that nobody has confirmed waits, as a Vietnamese sentence."""
        row = self.named.get(file)
        if row is not None and row.allowed:
            return words.internal_changed(word_for(sha256))
        return words.INTERNAL_WAITS

    def settled(self, contents: Mapping[str, str | None]) -> dict[str, str]:
        """`bound` as it is once every word has its content; `contents` is file → checksum, None where it is not known.

        A word that is taken back is forgotten. A register that is not there takes nothing back: programs remove it for
        a moment when they save it.
        """
        if self.register == Register():
            return dict(self.bound)
        files = {row.line: file for file, row in self.named.items()}
        found: dict[str, str] = {}
        for row in _words(self.register):
            if row.allowed_for is not None:
                continue
            file = files.get(row.line)
            held = self.bound.get(_key(row), contents.get(file) if file is not None else "")
            if held is not None:
                found.setdefault(_key(row), held)
        return found

    def _is_for(self, row: Row, sha256: str) -> bool:
        if row.allowed_for is not None:
            return sha256.startswith(row.allowed_for)
        return self.bound.get(_key(row)) == sha256


def confirmed(register: Register, names: Collection[str], bound: Mapping[str, str]) -> Confirmed:
    """What a register says of the files with these names."""
    by_file = [row for row in register.rows if row.file]
    if not any(row.allowed for row in by_file):
        return Confirmed(register, {}, bound)
    return Confirmed(register, matched(by_file, (), names).rows, bound)


def is_settled(register: Register, bound: Mapping[str, str]) -> bool:
    """Whether every word of a register has its content."""
    return all(row.allowed_for is not None or _key(row) in bound for row in _words(register))


def saying(text: str) -> tuple[bool | None, str | None]:
    """(yes, no or neither, the content that is named) of a cell: "có", "không", "có 3f9a2c1b9d0e"."""
    found = _SAYING.fullmatch(fold(text).strip())
    if found is None:
        return None, None
    word, code = found["word"], found["code"]
    if word in _YES:
        return True, code
    return (False, None) if word in _NO and code is None else (None, None)


def word_for(sha256: str) -> str:
    """The word that confirms a file of that content and no other."""
    return f"{words.YES} {sha256[:_CODE_DIGITS]}"


def load_bound(file: Path | None) -> dict[str, str] | None:
    """What was kept; None where nothing was, or nothing that makes sense. Raises DataFolderBroken."""
    try:
        held = json.loads(file.read_bytes()) if file is not None else None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataFolderBroken(phrases.data_folder_broken(str(file), phrases.system_reason(error))) from error
    except ValueError:
        return None
    if not isinstance(held, dict) or not all(isinstance(value, str) for value in held.values()):
        return None
    return held


def keep_bound(file: Path | None, bound: Mapping[str, str]) -> None:
    """Keep it, whole or not at all. Raises DataFolderBroken."""
    if file is None:
        return
    temporary = file.with_name(f".{file.name}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as out:
            out.write(json.dumps(bound, ensure_ascii=False, sort_keys=True).encode())
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(file)
    except OSError as error:
        raise DataFolderBroken(phrases.data_folder_broken(str(file), phrases.system_reason(error))) from error


def _key(row: Row) -> str:
    return comparable(row.file or "")


def _words(register: Register) -> list[Row]:
    return [row for row in register.rows if row.allowed and row.file]
