"""Incoming → Outgoing: who may, what is meant, who answers it. Knows no channel.

A message is worked on outside any transaction; what comes back writes the journal and the conversation's state within
the one transaction that also saves the messages. Words that stand for a button take the button's way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot import phrases
from bot.conversation import keys, typed
from bot.conversation.access import Access, Standing
from bot.conversation.answers import Answers, source_choices
from bot.conversation.choices import with_opening
from bot.conversation.digest import page_of
from bot.conversation.door import Door
from bot.conversation.feedback import Feedback
from bot.conversation.greeting import Greeting
from bot.conversation.hints import hint
from bot.conversation.keeping import Fetch, Keeping
from bot.conversation.keys import key, number_of, parts_of
from bot.conversation.listing import Listing, searched
from bot.conversation.managing import Link, Managing, Running
from bot.conversation.pace import Pace
from bot.conversation.remainder import Cut, Remainder
from bot.conversation.rescanning import Rescan, Rescanning
from bot.conversation.service import Assistant
from bot.conversation.showing import Showing
from bot.conversation.turn import Reply, Room, Turn, Work, done, said
from bot.conversation.ways import Page
from bot.journal import Asker, Recorded
from bot.library.filing import Filing
from bot.model import Incoming, IncomingKind, Outgoing, State
from bot.phrases import dialogue, training
from bot.settings import Settings

_LATE = timedelta(hours=1)  # an answer that comes later begins with an apology
_HURRIED_LINES = 3  # a minute, for who goes on too fast; then nothing is said, for messages may be counted
_STEPS_PER_QUESTION = 6  # how many presses and commands a minute for each question that may be asked in one
_MINUTE = 60
_FOLDER_PAGE = "/quan-tri"
_FOR_ADMINS = (keys.PUT, keys.DROP, keys.FILES, keys.FILE_OUT, keys.TRASH)

Finish = Callable[[Connection], Sequence[Outgoing]]
Step = Callable[[Turn, list[str]], Work]


def _now() -> datetime:
    return datetime.now(UTC)


class Dialogue:
    """Answers messages of every channel. Safe to call from several threads; the messages of one chat come in order."""

    def __init__(
        self,
        assistant: Assistant,
        settings: Settings,
        *,
        fetch: Mapping[str, Fetch] | None = None,
        status: Callable[[], Running] = Running,
        rescan: Rescan | None = None,
        filing: Filing | None = None,
        link: Link = lambda channel, code: None,
        page: Page = lambda file, span, mark: None,
        rooms: Mapping[str, Room] | None = None,
        cut: Cut = lambda outgoing, limit: [outgoing],
        now: Callable[[], datetime] = _now,
    ) -> None:
        self.access = Access(assistant.journal, settings, now=now)
        self._assistant = assistant
        self._journal = assistant.journal
        self._conversations = assistant.conversations
        self._now = now
        self._steps_pace = Pace(_STEPS_PER_QUESTION * settings.questions_per_minute, _MINUTE)
        self._hurried = Pace(_HURRIED_LINES, _MINUTE)
        rescanning = Rescanning(rescan)
        self._answers = Answers(assistant, per_minute=settings.questions_per_minute, hurried=self._too_many)
        self._listing = Listing(assistant)
        least = settings.theme_min_askers
        self._managing = Managing(assistant, self.access, rescanning, least=least, status=status, link=link, now=now)
        self._keeping = keeping = Keeping(assistant, filing, fetch or {}, rescanning)
        self._greeting = Greeting(assistant, settings, takes_files=keeping.takes_files)
        self._door = Door(assistant.journal, self.access, self._greeting, now)
        self._folder_page = page_of(settings, _FOLDER_PAGE) or _FOLDER_PAGE
        self._rooms = rooms or {}
        self._remainder = Remainder(cut)
        self._showing = showing = Showing(assistant, page=page)
        feedback = Feedback(assistant.journal)
        self._steps: dict[str, Step] = {
            keys.SOURCE: showing.source,
            keys.COPY: showing.copy,
            keys.FILE: showing.file,
            keys.DOCUMENT: showing.document,
            keys.ORIGINAL: showing.original,
            keys.WEB: showing.web,
            keys.LINK: showing.link,
            keys.MORE: self._remainder.more,
            keys.UP: feedback.up,
            keys.DOWN: feedback.down,
            keys.REASON: feedback.reason,
            keys.RELATED: self._answers.related,
            keys.ASK_RELATED: self._answers.ask_related,
            keys.ASK_EXAMPLE: self._answers.ask_example,
            keys.SHELVES: self._listing.page,
            keys.FORGET: self._greeting.forget,
            keys.PUT: keeping.put,
            keys.DROP: keeping.drop,
            keys.FILES: keeping.files,
            keys.FILE_OUT: keeping.file_out,
            keys.TRASH: keeping.trash,
            keys.HINT: hint,
        }

    def handle(self, incoming: Incoming, late: timedelta) -> Finish:
        """Work out the answer to a message that has waited for so long since it was received.

        What is returned writes, within a transaction of the journal's store, what the answer leaves behind, and gives
        the messages. Raises DataFolderBroken where the journal cannot be read.
        """
        turn = self._turn(incoming)
        work = self._work(turn)
        # A platform may have kept the message while we were away.
        waited = max(late, self._now() - incoming.sent_at)
        opening = dialogue.late(waited) if waited >= _LATE and turn.standing.role is not None else ""
        answers = incoming.message or (incoming.reply_to if incoming.kind is IncomingKind.PRESS else None)

        def finish(connection: Connection) -> Sequence[Outgoing]:
            reply = work(connection)
            first, others = reply.messages[:1], reply.messages[1:]
            opened = (*(replace(with_opening(one, opening), reply_to=answers) for one in first), *others)
            reply = self._remainder.fitted(turn, replace(reply, messages=opened))
            if reply.state is not None:
                self._conversations.put(connection, turn.talk, turn.asker, reply.state)
            return reply.messages

        return finish

    def _turn(self, incoming: Incoming) -> Turn:
        asker = Asker(incoming.channel, incoming.person)
        talk = self._conversations.talk(incoming.channel, incoming.chat, incoming.person)
        replied = incoming.reply_to if incoming.kind is IncomingKind.TEXT else None

        def read(connection: Connection) -> tuple[State | None, Standing, int | None]:
            number = (
                self._conversations.replied_to(connection, incoming.channel, incoming.chat, replied)
                if replied
                else None
            )
            return self._conversations.get(connection, talk), self.access.standing(connection, asker), number

        state, standing, number = self._journal.store.read(read)
        state = state or State()
        # A reply to an earlier answer is about that one.
        earlier = self._journal.question(number) if number is not None and number != state.question else None
        if earlier is not None:
            choices = source_choices(earlier.id, len(earlier.citations))
            state = replace(self._assistant.context(earlier), choices=choices)
        turn = Turn(incoming, asker, talk, state, standing, self._rooms.get(incoming.channel, Room()))
        return self._with_ways_on(turn, earlier or (self._journal.question(number) if number is not None else None))

    def _with_ways_on(self, turn: Turn, replied: Recorded | None) -> Turn:
        """The turn with the ways on from the one source of an answer that is replied to, where nothing is open."""
        if replied is None or typed.is_open(turn.state):
            return turn
        choices = (*turn.state.choices, *self._showing.ways_on(turn, replied))
        return replace(turn, state=replace(turn.state, choices=choices))

    def _work(self, turn: Turn) -> Work:
        if turn.incoming.kind is IncomingKind.EDIT:
            return done(Reply())  # delivery takes edits in; one that comes here has come too late
        if turn.standing.role is None:
            return self._door.stranger(turn)
        match turn.incoming.kind:
            case IncomingKind.PRESS:
                return self._step(turn, turn.incoming.text)
            case kind if kind is not IncomingKind.TEXT and self._too_fast(turn):
                return self._too_many(turn, dialogue.TOO_MANY_STEPS)
            case IncomingKind.FILE if turn.is_admin:
                return done(said(turn, dialogue.PRIVATE_ONLY)) if turn.incoming.group else self._keeping.look(turn, [])
            case IncomingKind.FOLLOW:
                return done(self._greeting.hello(turn))
            case IncomingKind.VOICE:
                return done(said(turn, dialogue.VOICE))
        if turn.incoming.text.strip():
            return self._text(turn, turn.incoming.text)
        if turn.incoming.kind is IncomingKind.OTHER and turn.is_admin and not turn.incoming.group:
            takes = self._keeping.takes_files(turn)
            return done(said(turn, dialogue.other_from_admin(self._folder_page, takes_files=takes)))
        lines = {IncomingKind.FILE: dialogue.FILE_FROM_MEMBER, IncomingKind.OTHER: dialogue.OTHER}
        line = lines.get(turn.incoming.kind) or phrases.ask_something(self._assistant.example())
        return done(said(turn, line))

    def _text(self, turn: Turn, text: str) -> Work:
        command = typed.command(text)
        if command is not None:
            return self._command(turn, command)
        let_in = self._door.with_code(turn, text)
        if let_in is not None:
            return let_in
        meant = typed.meant(text, turn.state)
        if meant is not None:
            return self._step(turn, meant)
        plain = self._plain(turn, text)
        if plain is None:
            return self._answers.ask(turn, text)
        return self._too_many(turn, dialogue.TOO_MANY_STEPS) if self._too_fast(turn) else plain()

    def _plain(self, turn: Turn, text: str) -> Callable[[], Work] | None:
        """What a message in plain words asks for that is no question of a document."""
        if typed.asks_for_list(text):
            return lambda: self._listing.start(turn, "")
        wanted = typed.documents_wanted(text)
        if wanted is not None and self._listing.finds(wanted):
            return lambda: self._listing.start(turn, wanted)
        if typed.asks_for_help(text):
            return lambda: done(self._greeting.help(turn))
        if typed.asks_to_forget(text):
            return lambda: done(self._greeting.ask_to_forget(turn))
        return None

    def _step(self, turn: Turn, pressed: str) -> Work:
        """A button was pressed, or what stands for it was typed."""
        letter, parts = parts_of(pressed)
        step = self._steps.get(letter)
        if step is None:
            return done(said(turn, dialogue.KEY_UNKNOWN))
        if letter in _FOR_ADMINS and (refused := _not_for(turn)):
            return done(said(turn, refused))
        return self._too_many(turn, dialogue.TOO_MANY_STEPS) if self._too_fast(turn) else step(turn, parts)

    def _command(self, turn: Turn, command: typed.Command) -> Work:
        if command.name in dialogue.ADMIN_COMMANDS and (refused := _not_for(turn, command.name)):
            return done(said(turn, refused))
        if command.name != "hoi" and self._too_fast(turn):
            return self._too_many(turn, dialogue.TOO_MANY_STEPS)
        rest = command.rest
        match command.name:
            case "start":
                return self._door.with_code(turn, rest) or done(self._greeting.hello(turn))
            case "help":
                return done(self._greeting.help(turn))
            case "gioithieu":
                return done(self._greeting.about(turn))
            case "hoi":
                return self._answers.ask(turn, rest) if rest else done(self._ask_what(turn))
            case "nguon":
                return self._sources(turn, rest)
            case "vanban":
                return self._listing.start(turn, rest)
            case "xoadulieu":
                return done(self._greeting.ask_to_forget(turn))
            case "trangthai":
                return done(self._managing.state(turn))
            case "tailieu":
                return self._keeping.files(turn, ["1", searched(rest)] if rest else [])
            case "thongke":
                return done(self._managing.count(turn))
            case "capnhat":
                return self._managing.rescan(turn)
            case "moi":
                return self._managing.invite(turn, rest)
        return done(said(turn, dialogue.UNKNOWN_COMMAND))

    def _ask_what(self, turn: Turn) -> Reply:
        return said(turn, dialogue.ask_what(self._assistant.example()))

    def _sources(self, turn: Turn, rest: str) -> Work:
        if turn.state.question is None:
            return done(said(turn, dialogue.NOTHING_BEFORE))
        number = number_of(rest.split(), 0)
        more = () if number is None else (number,)
        return self._step(turn, key(keys.SOURCE, turn.state.question, *more))

    def _too_many(self, turn: Turn, line: str) -> Work:
        """A line for who goes too fast, a few times."""
        silent = self._hurried.wait(self._journal.pseudonym(turn.asker), turn.incoming.sent_at)
        return done(Reply() if silent else said(turn, line))

    def _too_fast(self, turn: Turn) -> bool:
        return bool(self._steps_pace.wait(self._journal.pseudonym(turn.asker), turn.incoming.sent_at))


def _not_for(turn: Turn, command: str = "") -> str:
    """Why somebody may not do what admins do, or training staff where it is theirs too; "" where they may."""
    if not (turn.is_staff if command in training.COMMANDS else turn.is_admin):
        return dialogue.ADMINS_ONLY
    return dialogue.PRIVATE_ONLY if turn.incoming.group else ""
