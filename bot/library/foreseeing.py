"""What a new file would put out of force if it were in the folder; nothing is changed by asking."""

from __future__ import annotations

import re

from bot.index import Generation
from bot.index.links import number_of, with_successors
from bot.model import Document, Metadata
from bot.phrases import filing as words
from bot.vietnamese import fold

_MOST = 5  # files that are named
# Of a city, a province or below, by the end of the symbol ("btctu", "ubnd") or by the name of who issued it.
_LOCAL_SYMBOL = re.compile(r"(?:tu|hu|qu|du|ubnd|hdnd)$")
_LOCAL_ISSUER = re.compile(
    r"\b(?:thanh uy|tinh uy|huyen uy|quan uy|thi uy|dang uy|uy ban nhan dan|hoi dong nhan dan)\b"
)


def foreseen(new: Document, generation: Generation, replaced: str | None) -> list[str]:
    """Which files of the folder a new one would put out of force as a whole, and from when; Vietnamese sentences.

    `replaced` is the file that the new one would take the place of: it is none of them.
    """
    if not new.metadata.replaces:
        return []
    present = [document for document in generation.documents if document.file != replaced]
    after = with_successors([*present, new])[: len(present)]
    said: list[str] = []
    for before, then in zip(present, after, strict=True):
        old, about = before.metadata, then.metadata
        if (old.replaced_by, old.expired_from) == (about.replaced_by, about.expired_from):
            continue
        said.append(words.will_end(before.file, old.number, about.expired_from))
        if _is_local(new.metadata) and not _is_local(old):
            said.append(words.lower_replaces_higher(new.metadata.number or new.metadata.title, old.number or old.title))
    return said[: 2 * _MOST]


def _is_local(about: Metadata) -> bool:
    number = number_of(about)
    if number is not None and number.issuer:
        return bool(_LOCAL_SYMBOL.search(number.issuer))
    return bool(_LOCAL_ISSUER.search(fold(about.issuer or "")))
