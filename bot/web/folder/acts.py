"""What an admin does with the folder: files in, in the place of others, out and back; the register.

Every POST does its work, writes it into the audit trail and leads to a page by GET. What cannot be done is said on a
page of staff, and leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.conversation.inspection import ArrivalState, Folder, New
from bot.errors import CadreBotError, UnreadableFile
from bot.journal.accounts import StaffRole
from bot.journal.audit import Action, note
from bot.library.filing import FolderChanged
from bot.library.register import ALLOWED, COLUMNS
from bot.phrases import folder as words
from bot.web.folder.addresses import FILE, HOME, NEW, TRASH, file_link, new_link, with_word
from bot.web.folder.uploads import MOST_FILES, MOST_MEGABYTES, is_too_big, received
from bot.web.forms import form_of
from bot.web.staff import guarded, page, signed_in
from bot.web.work import Work

_Result = TypeVar("_Result")
_Act = Callable[[Request], Awaitable[Response]]
_CHOICES = {  # what the register takes in some of its columns
    "stated_validity": ("còn hiệu lực", "một phần", "chưa có hiệu lực", "hết hiệu lực", "chưa rõ", "không áp dụng"),
    "text_kind": ("toàn văn", "tóm lược"),
}
_LONG = ("subject", "ceased", "note", "source_urls", "replaces", "amends", "based_on", "guides")


class Acts:
    """The handlers of POST."""

    def __init__(self, folder: Folder, looking: Work) -> None:
        self._folder = folder
        self._looking = looking

    def routes(self) -> list[Route]:
        """All addresses."""
        acts: dict[str, _Act] = {
            f"{HOME}/tai-len": self._upload,
            f"{NEW}/{{key}}/dua-vao": self._put,
            f"{NEW}/{{key}}/bo": self._drop,
            f"{FILE}/bo": self._take_out,
            f"{FILE}/sua": self._state,
            f"{TRASH}/khoi-phuc": self._restore,
            f"{HOME}/danh-muc": self._register,
        }
        return [
            Route(path, guarded(partial(_told, act), StaffRole.ADMIN), methods=["POST"]) for path, act in acts.items()
        ]

    async def form(
        self,
        request: Request,
        name: str,
        given: dict[str, str] | None = None,
        before: dict[str, str] | None = None,
        problems: dict[str, str] | None = None,
    ) -> Response:
        """The form of what the register says of a file, as it is or as it was filled in."""
        cells = await self._look(partial(self._folder.stating.cells, name))
        read = await self._look(partial(self._folder.stating.read_of, name))
        held = before if before is not None else dict(cells.values)
        confirming = await self._look(partial(self._folder.stating.confirming, name, held.get(ALLOWED, "")))
        fields = [
            {
                "name": field,
                "label": label,
                "value": (given or held).get(field, ""),
                "before": held.get(field, ""),
                "read": read.get(label, ""),
                "choices": confirming if field == ALLOWED else _choices(field, (given or held).get(field, "")),
                "long": field in _LONG,
                "hint": words.WORDS.get(words.HINTS.get(field, ""), ""),
                "problem": (problems or {}).get(field, ""),
            }
            for field, label in COLUMNS.items()
            if field != "file"
        ]
        context = {"name": name, "home": HOME, "fields": fields, "line": cells.line, "shared": cells.shared}
        return page(request, "folder_edit.html", context, here="folder", status=422 if problems else 200)

    async def _upload(self, request: Request) -> Response:
        """Files come in and are held: {csrf, thay?, tep…}."""
        async with received(request) as sent:
            if not sent.files:
                return trouble(request, words.NO_FILE, status=400)
            if len(sent.files) > MOST_FILES:
                return trouble(request, words.too_many(MOST_FILES), status=413)
            held, refused = [], []
            for file in sent.files:
                name = file.filename or ""
                if is_too_big(file):
                    refused.append(words.too_big(name, MOST_MEGABYTES))
                    continue
                try:
                    held.append(await self._look(partial(self._folder.new_files.hold, name, file.file)))
                except UnreadableFile as error:
                    refused.append(words.not_taken(name, str(error)))
            replaces = sent.fields.get("thay", "")
        if refused:
            return trouble(request, words.some_refused(len(held), refused), back=NEW if held else HOME, status=422)
        if len(held) == 1:
            return RedirectResponse(new_link(held[0].key, thay=replaces), 303)
        return RedirectResponse(NEW, 303)

    async def _put(self, request: Request) -> Response:
        """A new file goes into the folder: {thay?}, the file that it replaces."""
        key, fields = request.path_params["key"], await form_of(request)
        replaces = fields.get("thay") or None
        new = await self._look(partial(self._folder.new_files.get, key, wait=1.0))
        if not isinstance(new, New):
            return trouble(request, words.STILL_READING, back=new_link(key))
        mark = fields.get("dau", "") if replaces is not None else None
        try:
            name = await self._look(partial(self._folder.new_files.put, key, replace=replaces, mark=mark))
        except FolderChanged:
            return trouble(request, words.REPLACED_CHANGED, back=new_link(key))
        if replaces is None:
            await self._note(request, Action.UPLOADED, name)
        else:
            await self._note(request, Action.REPLACED, words.replaced(replaces, name))
            left = await self._look(partial(self._folder.stating.carry_row, replaces, name, new.document))
            if left is not None:
                done = words.DONE["thay"].replace("{file}", name)
                return trouble(request, f"{done} {left}", back=file_link(name))
        return RedirectResponse(with_word(file_link(name), "thay" if replaces else "dua-vao", name), 303)

    async def _drop(self, request: Request) -> Response:
        """A new file is not wanted."""
        key = request.path_params["key"]
        sent = await self._look(self._folder.new_files.arrivals.listed)
        one = next((one for one in sent if one.key == key), None)
        await self._look(partial(self._folder.new_files.drop, key))
        refused = one is not None and one.state is ArrivalState.REFUSED
        done = with_word(NEW if len(sent) > 1 else HOME, "bo-tin" if refused else "bo-cho", one.file if one else "")
        return RedirectResponse(done, 303)

    async def _take_out(self, request: Request) -> Response:
        """A file goes to the trash: {tep}."""
        name = (await form_of(request)).get("tep", "")
        await self._look(partial(self._folder.filing.take_out, name))
        await self._note(request, Action.TAKEN_OUT, name)
        return RedirectResponse(with_word(HOME, "bo", name), 303)

    async def _restore(self, request: Request) -> Response:
        """A file of the trash goes back: {khoa}."""
        key = (await form_of(request)).get("khoa", "")
        try:
            name = await self._look(partial(self._folder.filing.restore, key))
        except LookupError:
            return trouble(request, words.TRASH_NOT_THERE, back=TRASH, status=404)
        await self._note(request, Action.RESTORED, name)
        return RedirectResponse(with_word(file_link(name), "khoi-phuc", name), 303)

    async def _state(self, request: Request) -> Response:
        """What the register says of a file: {tep}, its fields, and what each held when the form was shown."""
        fields = await form_of(request)
        name = fields.get("tep", "")
        given = {field: fields.get(field, "") for field in COLUMNS if field in fields}
        before = {field: fields.get(f"truoc-{field}", "") for field in COLUMNS}
        done = await self._look(partial(self._folder.stating.state, name, given, before))
        if isinstance(done, dict):
            return await self.form(request, name, given, before, done)
        if done:
            await self._note(request, Action.METADATA_CHANGED, name)
        return RedirectResponse(with_word(file_link(name), "sua" if done else "khong-doi", name), 303)

    async def _register(self, request: Request) -> Response:
        """The register gets the rows that it lacks."""
        written = await self._look(self._folder.stating.write_register)
        wrote = written.created or written.added or written.backup is not None
        if wrote:
            await self._note(request, Action.REGISTER_WRITTEN, written.file.name)
        return RedirectResponse(with_word(HOME, "danh-muc" if wrote else "danh-muc-du"), 303)

    async def _note(self, request: Request, action: Action, about: str) -> None:
        """Write down what was done; it has been done, and a file is not moved back where this fails."""
        work = partial(note, account=signed_in(request).name, action=action, about=about)
        await self._look(partial(self._folder.journal.store.write, work))

    async def _look(self, work: Callable[[], _Result]) -> _Result:
        return await self._looking.run(work)


def trouble(request: Request, sentence: str, *, back: str = HOME, status: int = 409) -> Response:
    """A page that says why something cannot be done."""
    return page(request, "folder_problem.html", {"sentence": sentence, "back": back}, here="folder", status=status)


async def _told(act: _Act, request: Request) -> Response:
    try:
        return await act(request)
    except LookupError:
        new = request.url.path.startswith(f"{NEW}/")
        return trouble(request, words.NEW_NOT_THERE if new else words.NOT_THERE, status=404)
    except CadreBotError as error:
        return trouble(request, str(error))


def _choices(field: str, held: str) -> list[tuple[str, str]]:
    """(what is written, how it is shown) of what can be chosen in a field; [] where anything can be written."""
    choices = _CHOICES.get(field, ())
    more = (held,) if choices and held and held not in choices else ()
    return [(one, one) for one in (*choices, *more)]
