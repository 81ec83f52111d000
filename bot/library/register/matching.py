"""Which row speaks of which document: by the name of the file, else by number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from bot.index.links import Numbers, same_document
from bot.library.register.rows import Row, Stated, Trouble
from bot.model import Document
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
    gone = [row for row in rows if row.file is not None and not _by_file(row, names, found)]
    numbers = Numbers(documents)
    for row in gone:
        _by_number_of_gone(row, documents, numbers, found)
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
            key = _comparable(name)
            self._whole.setdefault(key, []).append(name)
            for end in _ends(key):
                self._ends.setdefault(end, []).append(name)
            self._stems.setdefault(PurePosixPath(key).stem, []).append(name)

    def meant(self, written: str) -> list[str]:
        """The files that are meant by a name as written."""
        wanted = _comparable(written)
        deeper = [name for end in _ends(wanted) for name in self._whole.get(end, ())]
        inner = [*self._ends.get(wanted, ()), *deeper]
        return self._whole.get(wanted) or inner or self._stems.get(wanted, [])


def _ends(path: str) -> list[str]:
    """ "a/b/c" → "b/c", "c"."""
    parts = path.split("/")
    return ["/".join(parts[at:]) for at in range(1, len(parts))]


def _comparable(name: str) -> str:
    joined = unicodedata.normalize("NFC", name).replace("\\", "/").strip()
    return " ".join(joined.split()).removeprefix("./").casefold()


def _by_file(row: Row, names: Names, found: Matching) -> bool:
    """Whether the row's file is there; what is wrong with it is noted."""
    files = names.meant(row.file or "")
    if len(files) > 1:
        found.troubles.append(Trouble(row.line, words.several_files(row.file or "", files)))
    elif files:
        found.claim(files[0], row)
    return bool(files)


def _by_number_of_gone(row: Row, documents: Sequence[Document], numbers: Numbers, found: Matching) -> None:
    """A row whose file is gone still holds for the one document with its number: files are renamed."""
    bearers = [at for at in _bearers(row, documents, numbers) if documents[at].file not in found.rows]
    if len(bearers) == 1 and row.file:
        # What it says of the file itself may not be so of another one.
        kept = replace(row, stated=replace(row.stated, text_kind=None), allowed=False)
        found.claim(documents[bearers[0]].file, replace(kept, notes=(*row.notes, words.renamed(row.file))))
    elif row.stated != Stated() or _LOOKS_LIKE_A_FILE.search((row.file or "").casefold()):
        found.troubles.append(Trouble(row.line, words.file_gone(row.file or "")))


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
