"""The list of files as an address asks for it: narrowed down, counted, cut into pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from bot.conversation.inspection import Row, State
from bot.journal.finding import holds, words_of
from bot.model import Validity
from bot.phrases import folder as words

PAGE = 40  # files
_OPEN = (State.PROBLEM, State.CONFIRM)
_FILTERS: dict[str, Callable[[Row], bool]] = {
    "tat-ca": lambda row: True,
    "loi": lambda row: row.state in _OPEN,
    "canh-bao": lambda row: bool(row.warnings),
    "hieu-luc": lambda row: bool(row.ends) or row.validity is Validity.EXPIRED,
    "trung": lambda row: row.doubled,
    "cho": lambda row: row.state is State.WAITING,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; anything that makes no sense in it counts as not there."""

    words: str
    filter: str
    kind: str
    validity: str
    page: int

    def link(self, home: str, **changes: object) -> str:
        """An address that asks for the same but for some changes."""
        values = {"q": self.words, "loc": self.filter, "loai": self.kind, "hieu-luc": self.validity, "trang": 1}
        values |= {name.replace("_", "-"): value for name, value in changes.items()}
        usual = {"q": "", "loc": "tat-ca", "loai": "", "hieu-luc": "", "trang": 1}
        given = {name: value for name, value in values.items() if value != usual[name]}
        return f"{home}?{urlencode(given)}" if given else home


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A page of the files that are asked for."""

    rows: tuple[Row, ...]
    found: int
    page: int
    pages: int
    chips: tuple[tuple[str, str, int], ...]  # (filter, its name, how many files)
    kinds: tuple[str, ...]


def asked_of(params: QueryParams) -> Asked:
    """What an address asks for."""
    page = params.get("trang", "1")
    return Asked(
        params.get("q", "").strip()[:200],
        params["loc"] if params.get("loc") in _FILTERS else "tat-ca",
        params.get("loai", "").strip()[:200],
        params["hieu-luc"] if params.get("hieu-luc") in words.VALIDITY_FILTER else "",
        int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def narrowed(rows: Sequence[Row], asked: Asked) -> Narrowed:
    """The files that are asked for, a page of them."""
    wanted = words_of(asked.words)
    by_words = [
        row
        for row in rows
        if (not wanted or holds(f"{row.file} {row.number} {row.kind} {row.title} {row.issuer}", wanted))
        and (not asked.kind or row.kind == asked.kind)
        and (not asked.validity or (row.validity is not None and row.validity.value == asked.validity))
    ]
    found = [row for row in by_words if _FILTERS[asked.filter](row)]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, asked.page), pages)
    chips = [(key, name, sum(map(_FILTERS[key], by_words))) for key, name in words.FILTERS.items()]
    shown = tuple(found[(page - 1) * PAGE : page * PAGE])
    kinds = tuple(sorted({row.kind for row in rows if row.kind}))
    return Narrowed(shown, len(found), page, pages, tuple(one for one in chips if one[2] or one[0] == "tat-ca"), kinds)
