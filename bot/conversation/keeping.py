"""Keeping the folder by phone, for admins: a file in after "đồng ý", a file out, a file back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial, wraps

from bot.answer.compose import TextBuilder
from bot.conversation import keys
from bot.conversation.choices import Choice
from bot.conversation.keys import NO, YES, key, number_of
from bot.conversation.rescanning import Rescanning
from bot.conversation.service import Assistant
from bot.conversation.turn import Reply, Turn, Work, done, said
from bot.errors import CadreBotError, SendError, StampedFile
from bot.journal.audit import CHAT, Action, note
from bot.library.filing import Filing, FolderChanged
from bot.library.folder import is_register
from bot.library.looking import Look
from bot.library.trash import Trashed
from bot.model import Attachment, StyleKind, mark_of
from bot.phrases import dialogue, folder
from bot.phrases import filing as words
from bot.vietnamese import tokens

PAGE = 8  # files of a page
_MOST_PROBLEMS = 5  # lines of what is wrong with a file
_MOST_NAME = 200  # characters of a file's name that are shown
Fetch = Callable[[Attachment], bytes]
"""The bytes of a file that was sent over a channel. Raises SendError, or another CadreBotError with a sentence."""


class _Refused(Exception):
    """A step cannot be done, and `str` of this says why."""


@contextmanager
def _refusing(gone: str) -> Iterator[None]:
    """Turn what filing and channels raise into the sentence for the admin; `gone` is that for what is not there."""
    try:
        yield
    except LookupError as error:
        raise _Refused(gone) from error
    except StampedFile as error:
        raise _Refused(dialogue.FILE_STAMPED) from error
    except SendError as error:
        raise _Refused(dialogue.FILE_NOT_FETCHED) from error
    except CadreBotError as error:
        raise _Refused(str(error)) from error


def _told(step: Callable[[Keeping, Turn, list[str]], Reply]) -> Callable[[Keeping, Turn, list[str]], Work]:
    @wraps(step)
    def work(self: Keeping, turn: Turn, parts: list[str]) -> Work:
        try:
            return done(step(self, turn, parts))
        except _Refused as refused:
            return done(said(turn, str(refused)))

    return work


class Keeping:
    """Files in and out. Every step here is for admins in a chat of their own; the dialogue sees to that."""

    def __init__(
        self, assistant: Assistant, filing: Filing | None, fetch: Mapping[str, Fetch], rescanning: Rescanning
    ) -> None:
        self._assistant = assistant
        self._given = filing
        self._fetch = fetch
        self._rescanning = rescanning

    def takes_files(self, turn: Turn) -> bool:
        """Whether a file can be sent over the channel."""
        return self._given is not None and turn.incoming.channel in self._fetch

    @_told
    def look(self, turn: Turn, parts: list[str]) -> Reply:
        """A file was sent: fetch it, read it, say what was found and ask."""
        fetch, attachment = self._fetch.get(turn.incoming.channel), turn.incoming.attachment
        if fetch is None or attachment is None:
            return said(turn, dialogue.FILING_NONE)
        filing = self._filing
        with self._rescanning.place() as free:
            if not free:
                return said(turn, dialogue.FILING_BUSY)
            with _refusing(dialogue.FILE_NOT_FETCHED):
                content = fetch(attachment)
            with _refusing(dialogue.FILING_GONE):
                return self._asked(turn, filing, filing.look(attachment.name, content))

    @_told
    def put(self, turn: Turn, parts: list[str]) -> Reply:
        """Yes: into the folder, in place of the old one where a document is named."""
        filing, held = self._filing, parts[0] if parts else ""
        if len(parts) < 2:
            with _refusing(dialogue.FILING_GONE):
                file = filing.put(held, replace=None)
            self._note(turn, Action.UPLOADED, file)
            return said(turn, self._live(file), closes=True)
        old = self._assistant.file_of(parts[1])
        with _refusing(dialogue.FILING_GONE):
            try:
                file = filing.put(held, replace=old, mark=parts[2] if len(parts) > 2 else "")
            except FolderChanged:
                return self._asked(turn, filing, filing.looked(held)[0], opening=dialogue.FILING_CHANGED)
        self._note(turn, *((Action.REPLACED, folder.replaced(old, file)) if old else (Action.UPLOADED, file)))
        left = filing.carry_row(old, file) if old else None
        lines = [self._live(file), *([dialogue.filed_instead(old)] if old else []), *([left] if left else [])]
        return said(turn, "\n".join(lines), closes=True)

    @_told
    def drop(self, turn: Turn, parts: list[str]) -> Reply:
        """No."""
        with _refusing(dialogue.FILING_GONE):
            self._filing.drop(parts[0] if parts else "")
        return said(turn, dialogue.FILING_DROPPED, closes=True)

    @_told
    def files(self, turn: Turn, parts: list[str]) -> Reply:
        """The files of the folder, those that cannot be read first."""
        problems = self._assistant.inventory().problems
        register = [one for one in problems if is_register(one.file)]
        broken = [(one.file, f"✗ {one.reason}") for one in problems if one not in register]
        well = [(one.file, one.describes) for shelf in self._assistant.overview() for one in shelf.documents]
        trash = Choice(dialogue.FILES_TRASH, key(keys.TRASH, 1), dialogue.FORM_TRASH)
        wanted = parts[1] if len(parts) > 1 else ""
        asked = {token.text for token in tokens(wanted)}
        files = [one for one in (*broken, *well) if asked <= {token.text for token in tokens(" ".join(one))}]
        if wanted and not files:
            return said(turn, dialogue.files_none_like(wanted))
        if not files:
            return said(
                turn,
                dialogue.files_none(takes_files=self.takes_files(turn)),
                [[trash]],
                typed=dialogue.files_typed(0, False),
            )
        number, pages = _page(parts, len(files))
        shown = files[(number - 1) * PAGE : number * PAGE]
        out = TextBuilder().add(dialogue.files_title(len(files), number, pages, wanted), StyleKind.BOLD)
        for at, (file, about) in enumerate(shown, start=1):
            out.add(f"\n{at}. {file[:_MOST_NAME]}: {about}")
        if number == 1 and not wanted:
            for one in register:  # no document: it can be neither taken out nor put back here
                out.add(f"\n{dialogue.register_wrong(one.file, one.reason)}")
        row = [Choice(str(at), key(keys.FILE_OUT, mark_of(file)), str(at)) for at, (file, _) in enumerate(shown, 1)]
        more = _more(keys.FILES, number, pages, wanted)
        return said(turn, out, [row, [*more, trash]], typed=dialogue.files_typed(len(shown), bool(more)))

    @_told
    def file_out(self, turn: Turn, parts: list[str]) -> Reply:
        """One was chosen: ask; they said yes: take it out; no: leave it."""
        filing, file = self._filing, self._assistant.file_of(parts[0] if parts else "")
        if parts[1:2] == [NO]:
            return said(turn, dialogue.FILES_KEPT, closes=True)
        if file is None:
            return said(turn, dialogue.FILE_NOT_THERE)
        if parts[1:2] != [YES]:
            yes, no = key(keys.FILE_OUT, parts[0], YES), key(keys.FILE_OUT, parts[0], NO)
            row = [Choice(dialogue.FILES_OUT, yes, dialogue.FORM_OUT), Choice(dialogue.NO, no, dialogue.FORM_NO)]
            agreed = ((dialogue.FORM_YES, yes),)
            return said(turn, dialogue.file_out_ask(file), [row], typed=dialogue.FILE_OUT_TYPED, also=agreed)
        with _refusing(dialogue.FILE_NOT_THERE):
            taken = filing.take_out(file)
        self._note(turn, Action.TAKEN_OUT, file)
        self._rescanning.quietly()
        back = Choice(dialogue.FILES_RESTORE, key(keys.TRASH, 1, mark_of(taken.key)), dialogue.FORM_RESTORE)
        return said(turn, dialogue.file_out(file), [[back]], typed=dialogue.RESTORE_TYPED)

    @_told
    def trash(self, turn: Turn, parts: list[str]) -> Reply:
        """What was taken out; one that was chosen goes back."""
        with _refusing(dialogue.TRASH_NOT_THERE):
            held = self._filing.trashed()
        if len(parts) > 1:
            return self._restored(turn, next((one for one in held if mark_of(one.key) == parts[1]), None))
        if not held:
            return said(turn, dialogue.TRASH_EMPTY)
        number, pages = _page(parts, len(held))
        shown = held[(number - 1) * PAGE : number * PAGE]
        out = TextBuilder().add(dialogue.TRASH_TITLE, StyleKind.BOLD)
        for at, one in enumerate(shown, start=1):
            out.add("\n" + dialogue.trashed(at, one.file[:_MOST_NAME], one.taken))
        row = [Choice(str(at), key(keys.TRASH, number, mark_of(one.key)), str(at)) for at, one in enumerate(shown, 1)]
        more = _more(keys.TRASH, number, pages)
        return said(turn, out, [row, more], typed=dialogue.trash_typed(len(shown), bool(more)))

    def _asked(self, turn: Turn, filing: Filing, look: Look, *, opening: str = "") -> Reply:
        """What was found in a file, and whether it is to go into the folder; nothing is asked where it is there."""
        if look.same is None:
            return _asked(turn, look, opening)
        filing.drop(look.key)
        return said(turn, words.already_there(look.same), closes=True)

    @property
    def _filing(self) -> Filing:
        if self._given is None:
            raise _Refused(dialogue.FILING_NONE)
        return self._given

    def _restored(self, turn: Turn, chosen: Trashed | None) -> Reply:
        if chosen is None:
            return said(turn, dialogue.TRASH_NOT_THERE)
        with _refusing(dialogue.TRASH_NOT_THERE):
            file = self._filing.restore(chosen.key)
        self._note(turn, Action.RESTORED, file)
        self._rescanning.quietly()
        return said(turn, dialogue.file_restored(file), closes=True)

    def _note(self, turn: Turn, action: Action, about: str) -> None:
        """Write down what was done; it has been done, and a file is not moved back where this fails."""
        work = partial(note, account=f"{CHAT}{turn.incoming.channel}", action=action, about=about)
        self._assistant.journal.store.write(work)

    def _live(self, file: str) -> str:
        """Whether a file that was put into the folder can be asked about."""
        if not self._rescanning.quietly():
            return dialogue.filed(file, None)
        problem = next((one.reason for one in self._assistant.inventory().problems if one.file == file), None)
        if problem is not None:
            return f"{dialogue.FILING_NOT_LIVE} {problem}"
        return dialogue.filed(file, self._assistant.passages_of(file))


def _page(parts: list[str], items: int) -> tuple[int, int]:
    """(number of the page that is asked for, how many there are)."""
    pages = -(-items // PAGE)
    return min(max(1, number_of(parts, 0) or 1), pages), pages


def _more(letter: str, number: int, pages: int, wanted: str = "") -> list[Choice]:
    further = (number + 1, wanted) if wanted else (number + 1,)
    return [Choice(dialogue.NEXT_PAGE, key(letter, *further), dialogue.FORM_MORE)] if number < pages else []


def _asked(turn: Turn, look: Look, opening: str) -> Reply:
    """What was found in a file, and whether it is to go into the folder."""
    name, *found = dialogue.looked(
        name=look.file[:_MOST_NAME],
        kind=look.kind,
        number=look.number,
        subject=look.subject,
        issued=look.issued,
        passages=look.passages,
    )
    out = TextBuilder().add(f"{opening}\n\n" if opening else "").add(name, StyleKind.BOLD)
    for line in (*found, *(f"! {problem}" for problem in look.problems[:_MOST_PROBLEMS])):
        out.add(f"\n{line}")
    no = Choice(dialogue.NO, key(keys.DROP, look.key), dialogue.FORM_NO)
    if look.replaces is None:
        out.add(f"\n\n{dialogue.FILING_ASK}")
        row = [Choice(dialogue.FILING_YES, key(keys.PUT, look.key), dialogue.FORM_YES), no]
        return said(turn, out, [row], typed=dialogue.FILING_TYPED)
    out.add(f"\n\n{dialogue.looked_replaces(look.replaces)}")
    instead = key(keys.PUT, look.key, mark_of(look.replaces), look.mark)
    rows = [
        [Choice(dialogue.FILING_REPLACE, instead, dialogue.FORM_YES)],
        [Choice(dialogue.FILING_BOTH, key(keys.PUT, look.key), dialogue.FORM_BOTH), no],
    ]
    spelt = ((dialogue.FILING_REPLACE.replace(",", ""), instead),)
    return said(turn, out, rows, typed=dialogue.FILING_REPLACE_TYPED, also=spelt)
