"""Which row speaks of which document: by the name of the file, else by number.

A name alone is not trusted: people put another document where one has been. What the bot had read when it last wrote
its own cells beside the row tells which document the row was written for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from bot.index.links import Numbers, number_of, same_document
from bot.library.register.rows import Row, Stated, Trouble
from bot.model import Document, Metadata
from bot.phrases import register as words
from bot.vietnamese import DocumentNumber, find_document_numbers, fold

_LOOKS_LIKE_A_FILE = re.compile(r"\.[a-z]{2,5}$")


@dataclass(slots=True)
class Matching:
    """The row of each file, and what is wrong with the others."""

    rows: dict[str, Row] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)

    def claim(self, file: str, row: Row) -> bool:
        """Give a file its row; the first one keeps it."""
        held = self.rows.setdefault(file, row)
        if held is not row:
            self.troubles.append(Trouble(row.line, words.same_row(held.line, file)))
        return held is row


def matched(rows: Sequence[Row], documents: Sequence[Document], unread: Collection[str] = ()) -> Matching:
    """The row of each document, and of each file that was not read (`unread`: only its name is known)."""
    found = Matching()
    names = Names([*(document.file for document in documents), *unread])
    known = {document.file: document.metadata for document in documents}
    lost = [row for row in rows if row.file is not None and not _by_file(row, names, known, found)]
    numbers = Numbers(documents)
    for row in lost:
        _by_number_of_lost(row, names, documents, numbers, found)
    for row in rows:
        if row.file is None:
            _by_number(row, documents, numbers, found)
    return found


class Names:
    """The names of files, found by how people write them: with or without folder, capitals, suffix."""

    def __init__(self, names: Collection[str]) -> None:
        self._whole: dict[str, list[str]] = {}
        self._ends: dict[str, list[str]] = {}
        self._stems: dict[str, list[str]] = {}
        for name in names:
            key = comparable(name)
            self._whole.setdefault(key, []).append(name)
            for end in _ends(key):
                self._ends.setdefault(end, []).append(name)
            self._stems.setdefault(PurePosixPath(key).stem, []).append(name)

    def meant(self, written: str) -> list[str]:
        """The files that are meant by a name as written."""
        wanted = comparable(written)
        deeper = [name for end in _ends(wanted) for name in self._whole.get(end, ())]
        inner = [*self._ends.get(wanted, ()), *deeper]
        return self._whole.get(wanted) or inner or self._stems.get(wanted, [])


def _ends(path: str) -> list[str]:
    """ "a/b/c" → "b/c", "c"."""
    parts = path.split("/")
    return ["/".join(parts[at:]) for at in range(1, len(parts))]


def comparable(name: str) -> str:
    """The name of a file as people's spellings of it are compared."""
    joined = unicodedata.normalize("NFC", name).replace("\\", "/").strip()
    return " ".join(joined.split()).removeprefix("./").casefold()


def others(one: Metadata, other: Metadata, *, years: bool = True) -> bool:
    """Whether two are known to be different documents, by every part of their numbers that both have."""
    first, second = number_of(one), number_of(other)
    if first is None or second is None:
        return False
    pairs = [(first.digits, second.digits), (first.kind, second.kind), (first.issuer, second.issuer)]
    pairs += [(first.year, second.year)] if years else []
    return any(mine and its and mine != its for mine, its in pairs)


def _by_file(row: Row, names: Names, known: Mapping[str, Metadata], found: Matching) -> bool:
    """Whether the row's file is there and is its document; several such files are noted."""
    files = names.meant(row.file or "")
    if len(files) > 1:
        found.troubles.append(Trouble(row.line, words.several_files(row.file or "", files)))
    elif files and not _is_another(row, known.get(files[0])):
        found.claim(files[0], row)
    else:
        return False
    return True


def _is_another(row: Row, now: Metadata | None) -> bool:
    """Whether a row that says something was written for another document than the one that its file is now."""
    if now is None or row.shown is None or row.stated == Stated():
        return False
    # People state a number or a day where the bot misread it: what is read rightly since is no other document.
    dated = row.stated.issued is not None or row.stated.issued_as_written is not None
    if not others(row.shown.about, now, years=not dated):
        return False
    own, read = row.stated.number, number_of(now)
    if own is not None and own.isdecimal() and read is not None:  # people write "12" alone too
        return own.lstrip("0") != read.digits
    return own is None or others(Metadata("", number=own, kind=row.stated.kind), now)


def _by_number_of_lost(
    row: Row, names: Names, documents: Sequence[Document], numbers: Numbers, found: Matching
) -> None:
    """A row whose file is gone, or another document now, holds for the one with its number: files are renamed."""
    file, there = row.file or "", names.meant(row.file or "")
    now = next((one.metadata.number for one in documents if one.file in there), None) or ""
    free = [at for at in _bearers_of_lost(row, documents, numbers) if documents[at].file not in found.rows]
    bearers = [at for at in free if documents[at].file not in there]
    if len(bearers) == 1:
        # What it says of the file itself may not be so of another one.
        kept = replace(row, stated=replace(row.stated, text_kind=None), allowed=None, allowed_for=None)
        note = words.taken_by(file, now) if there else words.renamed(file)
        found.claim(documents[bearers[0]].file, replace(kept, notes=(*row.notes, note)))
    elif there and row.shown is not None:
        found.troubles.append(Trouble(row.line, words.for_another(file, row.shown.number, now)))
    elif row.stated != Stated() or _LOOKS_LIKE_A_FILE.search((row.file or "").casefold()):
        found.troubles.append(Trouble(row.line, words.file_gone(row.file or "")))


def _bearers_of_lost(row: Row, documents: Sequence[Document], numbers: Numbers) -> list[int]:
    """The documents with the number that a row states, else with the one that the bot had read of its document."""
    if row.stated.number or row.shown is None:
        return _bearers(row, documents, numbers)
    asked = number_of(row.shown.about)
    alike = numbers.bearers(asked) if asked is not None else []
    return [at for at in alike if same_document(row.shown.about, documents[at].metadata)]


def _by_number(row: Row, documents: Sequence[Document], numbers: Numbers, found: Matching) -> None:
    """A row without a file holds for all files of the one document with its number: full text and digest."""
    bearers = _bearers(row, documents, numbers)
    number = row.stated.number or ""
    if not bearers:
        found.troubles.append(Trouble(row.line, words.number_gone(number)))
        return
    first = documents[bearers[0]].metadata
    if not all(same_document(first, documents[at].metadata) for at in bearers[1:]):
        files = [documents[at].file for at in bearers]
        found.troubles.append(Trouble(row.line, words.several_documents(number, files)))
        return
    free = [at for at in bearers if documents[at].file not in found.rows]
    for at in free or bearers[:1]:
        found.claim(documents[at].file, row)


def _bearers(row: Row, documents: Sequence[Document], numbers: Numbers) -> list[int]:
    """The documents with a row's number; of several, those of its issuer and year, where it states them."""
    written = row.stated.number
    if not written:
        return []
    named = find_document_numbers(f"{row.stated.kind or ''} số {written}") or find_document_numbers(written)
    asked = named[0][0] if named else DocumentNumber(written.lstrip("0")) if written.isdecimal() else None
    if asked is None:
        return [at for at, one in enumerate(documents) if fold(one.metadata.number or "") == fold(written)]
    found = numbers.bearers(asked)
    issuer, stated = fold(row.stated.issuer or ""), row.stated
    year = stated.issued.year if stated.issued else int((stated.issued_as_written or "0")[-4:])
    held = {at: documents[at].metadata for at in found}
    for chosen in (
        [at for at, about in held.items() if issuer and fold(about.issuer or "") == issuer],
        [at for at, about in held.items() if year and about.year == year],
    ):
        found = [at for at in found if at in chosen] or found
    return found
