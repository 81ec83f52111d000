"""What training staff do: name, merge and hide themes, judge answers, choose tests, ask for documents.

Every POST does its work and its line in the audit trail in one transaction, then leads back to where it came from.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot import phrases
from bot.conversation.service import Assistant
from bot.journal import Judgement, golden, judge, todos
from bot.journal.accounts import StaffRole
from bot.journal.audit import Action, note
from bot.phrases import training
from bot.web.access import inside, of_staff
from bot.web.forms import form_of
from bot.web.requests import split
from bot.web.staff import guarded, signed_in
from bot.web.training.kept import Kept
from bot.web.work import Work

HOME = "/dao-tao"
TODOS = "/quan-tri/viec"
_MOST_DIGITS = 18
_Act = Callable[[Connection, int, dict[str, str], str], str | None]
"""(transaction, number, fields, account) → the key of `training.DONE`; None where it cannot be done any more."""


class Acts:
    """The handlers of POST."""

    def __init__(self, assistant: Assistant, looking: Work, kept: Kept) -> None:
        self._journal = assistant.journal
        self._themes = assistant.themes
        self._looking = looking
        self._kept = kept

    def routes(self) -> list[Route]:
        """All addresses."""
        acts: dict[str, _Act] = {
            "chu-de/{number}/ten": self._rename,
            "chu-de/{number}/gop": self._merge,
            "chu-de/{number}/an": self._hide,
            "chu-de/{number}/bo-sung": self._want,
            "cau-hoi/{number}/nhan-xet": self._judge,
            "cau-hoi/{number}/kiem-tra": self._choose,
            "viec/{number}/dong": self._close,
        }
        return [
            Route(f"{HOME}/{path}", guarded(partial(self._done, act), StaffRole.TRAINING), methods=["POST"])
            for path, act in acts.items()
        ]

    async def _done(self, act: _Act, request: Request) -> Response:
        fields, account, number = await form_of(request), signed_in(request).name, number_in(request)

        def work(connection: Connection) -> str | None:
            return act(connection, number, fields, account)

        key = await self._looking.run(partial(self._journal.store.write, work))
        if key is None:
            raise HTTPException(404, training.NOT_DONE)
        self._kept.forget()
        return RedirectResponse(_back(fields.get("ve", ""), key), 303)

    def _rename(self, connection: Connection, number: int, fields: dict[str, str], account: str) -> str | None:
        # A name of a person has no more business in the name of a theme than in a question.
        name = self._journal.masked(fields.get("ten", ""))
        if not self._themes.rename(number, name, connection=connection):
            return None
        note(connection, account, Action.THEME_RENAMED, str(number))
        return "ten"

    def _merge(self, connection: Connection, number: int, fields: dict[str, str], account: str) -> str | None:
        into = _number(fields.get("vao", ""))
        if into is None:
            raise HTTPException(400, phrases.WEB_WRONG_REQUEST)
        if not self._themes.merge(number, into, connection=connection):
            return None
        note(connection, account, Action.THEME_MERGED, f"{number} → {into}")
        return "gop"

    def _hide(self, connection: Connection, number: int, fields: dict[str, str], account: str) -> str | None:
        again = fields.get("an") == "0"
        act = self._themes.unhide if again else self._themes.hide
        if not act(number, connection=connection):
            return None
        note(connection, account, Action.THEME_HIDDEN, training.shown_again(number) if again else str(number))
        return "hien" if again else "an"

    def _want(self, connection: Connection, number: int, fields: dict[str, str], account: str) -> str | None:
        made = todos.make(connection, number, account, self._journal.masked(fields.get("ghi-chu", "")))
        if made is None:
            return None
        note(connection, account, Action.TODO_MADE, str(number))
        return "bo-sung"

    def _close(self, connection: Connection, number: int, fields: dict[str, str], account: str) -> str | None:
        if not todos.close(connection, number):
            return None
        note(connection, account, Action.TODO_CLOSED, str(number))
        return "dong"

    def _judge(self, connection: Connection, number: int, fields: dict[str, str], account: str) -> str | None:
        try:
            judgement = Judgement(fields["y"]) if fields.get("y") else None
        except ValueError as error:
            raise HTTPException(400, phrases.WEB_WRONG_REQUEST) from error
        if not judge(connection, number, judgement, account):
            return None
        note(connection, account, Action.JUDGED, training.judged(number, judgement.value if judgement else None))
        return "nhan-xet" if judgement else "bo-nhan-xet"

    def _choose(self, connection: Connection, number: int, fields: dict[str, str], account: str) -> str | None:
        if fields.get("chon") == "0":
            if not golden.unchoose(connection, number):
                return None
            note(connection, account, Action.GOLDEN_CHOSEN, training.taken_back(number))
            return "bo-chon"
        if not golden.choose(connection, number, account):
            return None
        note(connection, account, Action.GOLDEN_CHOSEN, str(number))
        return "chon"


def number_in(request: Request) -> int:
    """The number in an address. Raises HTTPException 404 for one that no row can have.

    Read here and not by the route, which fails on thousands of digits before anybody is asked to sign in.
    """
    number = _number(request.path_params["number"])
    if not number:
        raise HTTPException(404, training.NO_SUCH)
    return number


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _back(wanted: str, key: str) -> str:
    """Where a page of staff asked to be led back to, with what was done; the overview for anything else."""
    parts = split(wanted)
    if inside(wanted) != wanted or not of_staff(parts.path):
        parts = split(HOME)
    query = "&".join(part for part in (parts.query, f"xong={key}") if part)
    return parts._replace(query=query).geturl()
