"""What an admin sees: the list, a file, a new file on trial, the trash. What they do is in acts.py."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from bot import phrases
from bot.conversation.inspection import ArrivalState, Broken, Folder, New, Pace, Running, State
from bot.errors import CadreBotError
from bot.journal import Asker
from bot.journal.accounts import StaffRole
from bot.model import Answer
from bot.phrases import folder as words
from bot.web.blocks import blocks
from bot.web.folder.acts import Acts, trouble
from bot.web.folder.addresses import FILE, HOME, NEW, file_link, new_link, read_named
from bot.web.folder.listing import asked_of, narrowed
from bot.web.folder.uploads import MOST_FILES, MOST_MEGABYTES
from bot.web.pages import CHANNEL, TEMPLATES
from bot.web.requests import offset_of
from bot.web.staff import guarded, page, signed_in
from bot.web.work import Work

_PASSAGES, _NEW_PASSAGES = 20, 5  # on a page
_LONGEST_QUESTION = 1_000  # characters
_WAIT = 1.0  # seconds that a page waits for a file to be read: most are by then
_OUTLINE = 400  # sections up to which an outline is shown unfolded
_Result = TypeVar("_Result")
TEMPLATES.env.globals.update(f=SimpleNamespace(**words.WORDS), fsay=words, file_link=file_link)


class FolderPages:
    """The handlers. `close` it with the server."""

    def __init__(self, folder: Folder, looking: Work, asking: Work) -> None:
        self._folder = folder
        self._looking, self._asking = looking, asking
        self._acts = Acts(folder, looking)

    def routes(self) -> list[Route]:
        """All addresses."""
        seen: dict[str, Callable[[Request], Awaitable[Response]]] = {
            HOME: self.overview,
            f"{HOME}/tien-do": self.pace,
            FILE: self.file,
            f"{FILE}/goc": self.original,
            f"{FILE}/bo": self.out,
            f"{FILE}/sua": self.edit,
            NEW: self.held,
            f"{NEW}/{{key}}": self.new,
            f"{HOME}/thung-rac": self.trash,
        }
        found = [Route(path, guarded(partial(self._told, handler), StaffRole.ADMIN)) for path, handler in seen.items()]
        return [*found, *self._acts.routes()]

    def close(self) -> None:
        """End what runs beside the pages."""
        self._folder.close()

    async def overview(self, request: Request) -> Response:
        """The list: ?q, words; ?loc, ?loai, ?hieu-luc, what it is narrowed to; ?trang."""
        listed = await self._look(self._folder.listed)
        held = await self._look(self._folder.filing.held)
        asked = asked_of(request.query_params)
        context = {
            "listed": listed,
            "asked": asked,
            "found": narrowed(listed.rows, asked),
            "documents": sum(row.live for row in listed.rows),
            "problems": sum(row.state in ("problem", "confirm") for row in listed.rows),
            "held": len(held),
        }
        return self._page(request, "folder.html", context, listed.pace)

    async def pace(self, request: Request) -> Response:
        """Where the index stands, for the script of a page."""
        return JSONResponse(_paced(await self._look(self._folder.pace)))

    async def file(self, request: Request) -> Response:
        """One file: ?tep; ?xem, which side of it; ?trang, ?loc of its passages; ?hoi, a question to try."""
        name, params = read_named(request), request.query_params
        tab = params["xem"] if params.get("xem") in words.TABS else "tong-quan"
        view = await self._look(partial(self._folder.file, name))
        never = params.get("loc") == "chua"
        numbers = [number for number, count in enumerate(view.found) if not (never and count)]
        pages = max(1, -(-len(numbers) // _PASSAGES))
        at = min(max(1, offset_of(request, "trang") or 1), pages)
        shown = []
        if tab == "doan":
            on_page = numbers[(at - 1) * _PASSAGES : at * _PASSAGES]
            shown = await self._look(partial(self._folder.passages, name, on_page, view.found))
        context: dict[str, Any] = {
            "view": view,
            "tab": tab,
            "shown": shown,
            "never": never,
            "page_number": at,
            "page_count": pages,
            "open_outline": _size_of(view.outline) <= _OUTLINE,
            **await self._tried(request, partial(self._folder.ask, asker=Asker(CHANNEL, signed_in(request).name))),
        }
        if params.get("xong") == "dua-vao" and view.row.live and view.row.state is not State.WAITING:
            context["done"] = words.DONE["da-vao"].replace("{file}", params.get("ten", ""))
        return self._page(request, "folder_file.html", context, view.pace)

    async def original(self, request: Request) -> Response:
        """The file itself."""
        path = await self._look(partial(self._folder.original, read_named(request)))
        # As bytes, whatever it is: a page of the folder must never run as a page of ours.
        return FileResponse(path, media_type="application/octet-stream", filename=path.name)

    async def out(self, request: Request) -> Response:
        """Whether a file is to be taken out."""
        name = read_named(request)
        await self._look(partial(self._folder.original, name))
        return self._page(request, "folder_out.html", {"name": name})

    async def edit(self, request: Request) -> Response:
        """The form of what the register says of a file."""
        return await self._acts.form(request, read_named(request))

    async def held(self, request: Request) -> Response:
        """The files that were sent: those that wait for a word, and those that were refused."""
        sent = await self._look(self._folder.new_files.arrivals.listed)
        rows = [(new_link(one.key), words.moment(one.since), one) for one in sent]
        unread = sum(one.state in (ArrivalState.WAITING, ArrivalState.READING) for one in sent)
        return self._page(request, "folder_held.html", {"rows": rows, "unread": unread})

    async def new(self, request: Request) -> Response:
        """A new file before it goes live: ?hoi, a question to try; ?doan, how many passages are shown; ?thay."""
        key = request.path_params["key"]
        new = await self._look(partial(self._folder.new_files.get, key, wait=_WAIT))
        context: dict[str, Any] = {"new": new if isinstance(new, New) else None, "key": key}
        context["replaces"] = request.query_params.get("thay", "")
        if isinstance(new, Broken):
            context["refused"] = new.reason
        elif isinstance(new, Running):
            sent = await self._look(self._folder.new_files.arrivals.listed)
            one = next((one for one in sent if one.key == key), None)
            context["name"] = one.file if one else ""
            context["running"] = words.ARRIVALS[one.state.value][1] if one else ""
        else:
            most = min(max(_NEW_PASSAGES, offset_of(request, "doan") or 0), new.look.passages)
            ask: Callable[[str], Answer | None] = partial(self._folder.new_files.ask, new)
            replaces = context["replaces"] or new.look.replaces or ""
            mark = await self._look(partial(self._folder.filing.mark, replaces)) if replaces else ""
            context |= {
                "replaces": replaces if mark else "",
                "mark": mark,
                "shown": await self._look(partial(self._folder.new_files.passages, new, range(most))),
                "more": most + 20 if most < new.look.passages else None,
                "preparing": words.progress(*_parts(new.trial)) if isinstance(new.trial, Running) else None,
                "trial_problem": new.trial.reason if isinstance(new.trial, Broken) else "",
                "open_outline": _size_of(new.outline) <= _OUTLINE,
                **await self._tried(request, ask),
            }
        status = 422 if isinstance(new, Broken) else 200
        return self._page(request, "folder_new.html", context, status=status)

    async def trash(self, request: Request) -> Response:
        """What was taken out."""
        found = await self._look(self._folder.filing.trashed)
        rows = [(one.key, one.file, words.moment(one.taken), one.about) for one in found]
        return self._page(request, "folder_trash.html", {"rows": rows})

    async def _tried(self, request: Request, ask: Callable[[str], Answer | None]) -> dict[str, Any]:
        """A question to try, and its answer."""
        question = request.query_params.get("hoi", "").strip()[:_LONGEST_QUESTION]
        answer = await self._asking.run(partial(ask, question)) if question else None
        if answer is None:
            return {"question": question, "answer": None}
        files = {one.number: f"/nguon?{_place(one)}" for one in answer.citations}
        named = {one.file for one in answer.citations}
        return {
            "question": question,
            "answer": answer,
            "blocks": blocks(answer),
            "sources": files,
            "answer_files": named,
        }

    async def _told(self, handler: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
        """A handler, what goes wrong in it said on a page of staff."""
        try:
            return await handler(request)
        except LookupError:
            new = request.url.path.startswith(f"{NEW}/")
            return trouble(request, words.NEW_NOT_THERE if new else words.NOT_THERE, status=404)
        except CadreBotError as error:
            return trouble(request, str(error), status=409)

    async def _look(self, work: Callable[[], _Result]) -> _Result:
        return await self._looking.run(work)

    def _page(
        self, request: Request, template: str, context: dict[str, Any], pace: Pace | None = None, *, status: int = 200
    ) -> Response:
        params = request.query_params
        done = words.DONE.get(params.get("xong", ""), "").replace("{file}", params.get("ten", ""))
        frame = {
            "home": HOME,
            "paced": _paced(pace) if pace else None,
            "done": done,
            "most_files": MOST_FILES,
            "most_bytes": MOST_MEGABYTES * 1024 * 1024,
        }
        return page(request, template, {**frame, **context}, here="folder", status=status)


def _paced(pace: Pace) -> dict[str, Any]:
    """Where the index stands: `text` says what is being done, `mark` changes when a page is to be loaded again."""
    text = ""
    if pace.progress is not None:
        one = pace.progress
        text = words.progress(one.stage, one.done, one.total, one.current)
    elif pace.trouble:
        text = phrases.not_renewed(pace.trouble)
    elif pace.waiting:
        text = words.waiting(pace.waiting)
    return {"text": text, "mark": f"{pace.generation}/{pace.waiting}", "busy": bool(text)}


def _parts(running: Running) -> tuple[str, int, int, str]:
    one = running.progress
    return (one.stage, one.done, one.total, "") if one else (phrases.STAGE_READING, 0, 1, "")


def _place(one: Any) -> str:
    return urlencode({"file": one.file, "start": one.start, "end": one.end, "mark": one.mark})


def _size_of(nodes: Any) -> int:
    """How many sections an outline has."""
    count, todo = 0, list(nodes)
    while todo:
        count += 1
        todo += todo.pop().below
    return count
