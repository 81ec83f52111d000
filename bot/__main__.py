"""The command line, and the only place that wires the parts together; imports nothing heavy at module level."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import phrases
from bot.errors import CadreBotError, UsageError
from bot.phrases import register as register_words
from bot.phrases import report as report_words
from bot.phrases import staff

if TYPE_CHECKING:
    import socket

    from bot.conversation.service import Assistant
    from bot.index import Generation, Problem, TextEncoder
    from bot.journal import Journal
    from bot.journal.accounts import Accounts
    from bot.journal.themes import Themes
    from bot.library.build import Built
    from bot.library.live import Live
    from bot.model import Answer, State
    from bot.settings import Settings

app = typer.Typer(
    name="cadre-bot", help=phrases.CLI_HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
admin = typer.Typer(help=staff.CLI_ADMIN, no_args_is_help=True)
app.add_typer(admin, name="admin")
KnowledgeOption = Annotated[Path | None, typer.Option("--knowledge", help=phrases.CLI_KNOWLEDGE)]
DataOption = Annotated[Path | None, typer.Option("--data", help=phrases.CLI_DATA)]
NameArgument = Annotated[str, typer.Argument(help=staff.CLI_NAME)]
GenerateOption = Annotated[bool, typer.Option("--generate", help=staff.CLI_GENERATE)]
_MOST_FILES = 65_536  # that are open at once
_THEMES_AT_ONCE = 64  # questions encoded between two steps of the progress bar
_before: dict[str, Path | None] = {"knowledge": None, "data": None}


@app.callback()
def _common(knowledge: KnowledgeOption = None, data: DataOption = None) -> None:
    _before.update(knowledge=knowledge, data=data)


def _settings(knowledge: Path | None, data: Path | None) -> Settings:
    from bot.settings import load_settings

    named = knowledge or _before["knowledge"]
    if named is not None and not named.is_dir():
        raise UsageError(phrases.knowledge_missing(str(named)))
    settings = load_settings(knowledge=named, data=data or _before["data"])
    form = "%(levelname)s %(name)s %(message)s"
    logging.basicConfig(level=settings.log_level.upper(), stream=sys.stderr, format=form)
    return settings


def _out(text: str, end: str = "\n") -> None:
    """Write a result: raw UTF-8, whatever the terminal's own encoding.

    What is no character (half a pair, an undecodable byte of a file name) is escaped as JSON escapes it.
    """
    sys.stdout.buffer.write(f"{text}{end}".encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def _out_json(value: Any) -> None:
    _out(json.dumps(value, ensure_ascii=False))


@app.command(help=phrases.CLI_ASK)
def ask(
    question: Annotated[str | None, typer.Argument(help=phrases.CLI_QUESTION)] = None,
    as_json: Annotated[bool, typer.Option("--json", help=phrases.CLI_JSON)] = False,
    batch: Annotated[Path | None, typer.Option("--batch", help=phrases.CLI_BATCH)] = None,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Answer one question, or a file of them."""
    if (question is None) == (batch is None):
        raise UsageError(phrases.CLI_ASK_WHAT)
    from bot.conversation.batch import as_object, read_batch, run_batch
    from bot.model import State

    settings = _settings(knowledge, data)
    if batch is not None:
        rows = read_batch(batch)
        for identity, result in run_batch(rows, _asker(settings)):
            _out_json({"id": identity, **as_object(result)})
        return
    result, _ = _asker(settings)(question or "", State())
    if as_json:
        _out_json(as_object(result))
    else:
        _out(result.text)


@app.command(help=phrases.CLI_INDEX)
def index(knowledge: KnowledgeOption = None, data: DataOption = None) -> None:
    """Bring the index up to date."""
    from bot.library.live import Live
    from bot.progress import bar

    live = Live(_settings(knowledge, data))
    try:
        with bar() as report:
            built = live.refresh(report)
        _out(phrases.index_done(len(built.generation.documents), len(built.generation.passages), built.changed))
        for problem in built.generation.problems:
            _out(phrases.file_problem(problem.file, problem.reason))
    finally:
        live.close()


@app.command(help=phrases.CLI_SERVE)
def serve(knowledge: KnowledgeOption = None, data: DataOption = None) -> None:
    """Serve the web chat and the platforms whose token is set; changes in the folder are taken in meanwhile."""
    import uvicorn

    from bot.channels.platforms import connected
    from bot.conversation.housekeeping import housekeeping
    from bot.conversation.inspection import Folder
    from bot.library.filing import Filing
    from bot.phrases import platforms
    from bot.web import create_app

    settings = _settings(knowledge, data)
    code = _web_code(settings)
    _end_on_sigterm()
    _allow_connections()
    # The port first: a wrong one must not be found out after minutes of indexing.
    with _listening(settings) as listener, _assistant(settings) as (assistant, live):
        filing = Filing(settings, lambda: live.generation)
        listener.listen()  # a platform may try the address of its webhook at once
        with connected(
            settings, assistant, filing, live.refresh, page_code=code, trouble=lambda: live.trouble
        ) as others:
            host, port = listener.getsockname()[:2]
            _say(phrases.serving(f"http://{host}:{port}/", code))
            _say(platforms.admin_code(others.admin_code) if others.admin_code else platforms.CONNECT_HINT)
            folder = Folder(assistant, live, filing, settings)
            web = create_app(
                assistant, settings, code=code, webhooks=others.webhooks, folder=folder, consent=others.consent
            )
            server = uvicorn.Server(uvicorn.Config(web, log_level="warning", access_log=False))
            with housekeeping(assistant, live, settings, others.post, folder.new_files.keep_up):
                try:
                    server.run(sockets=[listener])
                finally:
                    live.stop()  # an admin's new file may be being read for minutes: the next start takes it up


@app.command(help=phrases.CLI_CHAT)
def chat(knowledge: KnowledgeOption = None, data: DataOption = None) -> None:
    """Talk in the terminal; changes in the folder are taken in meanwhile."""
    from bot.channels.terminal import chat as talk
    from bot.channels.terminal import stdin_lines

    settings = _settings(knowledge, data)
    _end_on_sigterm()
    with _assistant(settings) as (assistant, _):
        talk(assistant, stdin_lines(), _out, colours=sys.stdout.isatty())


@app.command(help=phrases.CLI_SHOW)
def show(
    file: Annotated[str, typer.Argument(help=phrases.CLI_SHOW_FILE)],
    text: Annotated[bool, typer.Option("--text", help=phrases.CLI_SHOW_TEXT)] = False,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Show a document as it is stored."""
    from bot.library.inspecting import find_document, outline_lines
    from bot.search import validity_on

    generation, _ = _ready(_settings(knowledge, data), encoder=False)
    document = find_document(generation, file)
    if text:
        _out(document.text, end="")
    else:
        _out("\n".join(outline_lines(generation, document, validity_on)))


@app.command(help=phrases.CLI_CHECK)
def check(knowledge: KnowledgeOption = None, data: DataOption = None) -> None:
    """Say file by file what was read; exit code 1 when something is wrong."""
    from bot.library.inspecting import check_lines
    from bot.search import validity_on

    settings = _settings(knowledge, data)
    generation, _ = _ready(settings, encoder=False)
    lines, well = check_lines(generation, settings.knowledge, validity_on)
    for line in lines:
        _out(line)
    raise typer.Exit(0 if well else 1)


@app.command("report", help=report_words.CLI_REPORT)
def report(
    since: Annotated[str | None, typer.Option("--from", help=report_words.CLI_FROM)] = None,
    until: Annotated[str | None, typer.Option("--to", help=report_words.CLI_TO)] = None,
    out: Annotated[Path | None, typer.Option("--out", help=report_words.CLI_OUT)] = None,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Write workbook, page and summary of what was asked in a period, and print where they are."""
    from bot.journal import Journal
    from bot.journal.report import figures, period, rows, write_report
    from bot.model import today_in_vietnam

    first, last = period(since, until, today_in_vietnam())
    settings = _settings(knowledge, data)
    folder = out or Path()
    journal = Journal.open(settings.data)
    try:
        themes = _themes(journal, settings)
        found = figures(journal, first, last, min_askers=settings.theme_min_askers, themes=themes)
        files = write_report(found, rows(journal, found), folder, unit=settings.contact_unit)
    except OSError as error:
        raise UsageError(report_words.folder_unwritable(str(folder), phrases.system_reason(error))) from error
    finally:
        journal.close()
    for file in files:
        _out(str(file))


def _themes(journal: Journal, settings: Settings) -> Themes:
    """The themes, found for the questions that have none; without an encoder the report is made as things are."""
    from bot.journal.report import waiting
    from bot.journal.themes import Themes

    count = waiting(journal)
    if not count:
        return Themes(journal)
    import numpy as np

    from bot.errors import EncoderUnavailable
    from bot.index import Generations, load_encoder
    from bot.library.build import Progress
    from bot.progress import bar

    held = Generations(settings.data / "generations").load()
    themes = Themes(journal, abbreviations=held.abbreviations if held else None)
    try:
        encoder = load_encoder(settings.encoder)
    except EncoderUnavailable as error:
        _say(report_words.themes_not_made(str(error)))
        return themes

    def encode(texts: Sequence[str]) -> Any:
        return np.stack([encoder.encode_query(text) for text in texts])

    with bar() as tell:
        done = 0
        while taken := themes.take_in(encode, encoder.name, most=_THEMES_AT_ONCE):
            done += taken
            tell(Progress(report_words.STAGE_THEMES, min(done, count), count))
    return themes


@app.command(help=register_words.CLI_REGISTER)
def register(knowledge: KnowledgeOption = None, data: DataOption = None) -> None:
    """Add a row for each document that the register lacks; make the register where there is none."""
    from bot.library.register import write_register

    settings = _settings(knowledge, data)
    generation, _ = _ready(settings, encoder=False)
    _out(write_register(settings.knowledge, settings.data, generation).text)


@app.command("eval", help=phrases.CLI_EVAL)
def evaluate(
    passages: Annotated[Path, typer.Option("--passages", help=phrases.CLI_EVAL_PASSAGES)],
    questions: Annotated[Path, typer.Option("--questions", help=phrases.CLI_EVAL_QUESTIONS)],
    field: Annotated[str, typer.Option("--field", help=phrases.CLI_EVAL_FIELD)] = "question",
    without: Annotated[str | None, typer.Option("--without", help=phrases.CLI_EVAL_WITHOUT)] = None,
    out: Annotated[Path | None, typer.Option("--out", help=phrases.CLI_EVAL_OUT)] = None,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Measure retrieval and the bar on a set of questions."""
    if without not in (None, "gold", "document"):
        raise UsageError(phrases.CLI_EVAL_WITHOUT)
    from bot.conversation.evaluating import read_task, run_task
    from bot.index import VectorCache, load_encoder
    from bot.progress import bar

    settings = _settings(knowledge, data)
    task = read_task(passages, questions, field=field, without=without)
    if out is not None:
        _write(out, "")  # a file that cannot be written must not cost a long run
    encoder = load_encoder(settings.encoder)
    cache = VectorCache(settings.data / "vectors.sqlite")
    try:
        with bar() as report:
            rows, figures = run_task(task, encoder, cache, batch=settings.index_batch, report=report)
    finally:
        cache.close()
    if out is not None:
        _write(out, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    _out_json(figures)


@admin.command("add", help=staff.CLI_ADD)
def admin_add(
    name: NameArgument,
    role: Annotated[str, typer.Option("--role", help=staff.CLI_ROLE)] = "training",
    generate: GenerateOption = False,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Make an account of staff."""
    if role not in staff.ROLES:
        raise UsageError(staff.CLI_ROLE)
    from bot.journal.accounts import StaffRole

    with _accounts(knowledge, data) as accounts:
        accounts.check_name(name, used=False)
        password = _new_password(generate)
        accounts.add(name, password, StaffRole(role))
        _say(staff.account_added(name, role))
        _out_generated(password, generate)


@admin.command("list", help=staff.CLI_LIST)
def admin_list(knowledge: KnowledgeOption = None, data: DataOption = None) -> None:
    """List the accounts of staff."""
    with _accounts(knowledge, data) as accounts:
        rows = [(one.name, one.role.value, one.made_at, one.closed_at) for one in accounts.listed()]
    for line in staff.account_lines(rows):
        _out(line)
    if not rows:
        _say(staff.NO_ACCOUNTS)


@admin.command("remove", help=staff.CLI_REMOVE)
def admin_remove(name: NameArgument, knowledge: KnowledgeOption = None, data: DataOption = None) -> None:
    """Close an account of staff."""
    with _accounts(knowledge, data) as accounts:
        accounts.close(name)
    _say(staff.account_closed(name))


@admin.command("password", help=staff.CLI_PASSWORD)
def admin_password(
    name: NameArgument,
    generate: GenerateOption = False,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Give an account of staff another password."""
    with _accounts(knowledge, data) as accounts:
        accounts.check_name(name, used=True)
        password = _new_password(generate)
        accounts.set_password(name, password)
        _say(staff.password_changed(name))
        _out_generated(password, generate)


@contextmanager
def _accounts(knowledge: Path | None, data: Path | None) -> Iterator[Accounts]:
    """The accounts of a data folder, also beside a running `serve`."""
    from bot.journal import Journal
    from bot.journal.accounts import Accounts

    journal = Journal.open(_settings(knowledge, data).data)
    try:
        yield Accounts(journal)
    finally:
        journal.close()


def _new_password(generate: bool) -> str:
    """A password: made, typed twice without echo, or the first line of stdin. Raises UsageError."""
    if generate:
        import secrets

        return "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(5)) for _ in range(4))
    if not sys.stdin.isatty():
        line = sys.stdin.buffer.readline()
        try:
            password = line.decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise UsageError(staff.PASSWORD_MISSING) from error
        if not password:
            raise UsageError(staff.PASSWORD_MISSING)
        return password
    from getpass import getpass

    try:
        password = getpass(staff.PASSWORD_ASK)
        again = getpass(staff.PASSWORD_AGAIN)
    except EOFError as error:
        raise UsageError(staff.PASSWORD_MISSING) from error
    if password != again:
        raise UsageError(staff.PASSWORDS_DIFFER)
    return password


def _out_generated(password: str, generated: bool) -> None:
    if generated:
        _say(staff.GENERATED)
        _out(password)


def _write(file: Path, text: str) -> None:
    """Write a file that the command line names. Raises UsageError."""
    try:
        file.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise UsageError(phrases.file_unwritable(str(file), phrases.system_reason(error))) from error


@contextmanager
def _assistant(settings: Settings) -> Iterator[tuple[Assistant, Live]]:
    """The conversation over a live index and a journal, and that index, until the block ends."""
    from bot.answer import Contact
    from bot.conversation.service import Assistant
    from bot.journal import Journal
    from bot.library.live import Live
    from bot.progress import bar

    live = Live(settings)
    try:
        journal = Journal.open(settings.data)  # first: a newer version's is refused before anything is made anew
        try:
            live.load_encoder_early()
            with bar() as report:
                built = live.begin(report)
            announce = _announcer()
            announce(built, start=True)
            _ = live.encoder  # so that what is wrong with it is said now and not at the first question
            live.watch(announce)
            contact = Contact(settings.contact_unit, settings.contact_name, settings.contact_phone)
            yield Assistant(live, journal, contact, settings), live
        finally:
            journal.close()
    finally:
        live.close()


def _announcer() -> Callable[..., None]:
    """A function that tells the operator what an indexing run did: files that cannot be read are named once each."""
    told: set[Problem] = set()

    def announce(built: Built, *, start: bool = False) -> None:
        nonlocal told
        if not start:
            _say(phrases.index_swapped(built.files_read, len(built.generation.documents)))
            if not built.generation.documents:
                _say(phrases.FOLDER_EMPTIED)
        for problem in built.generation.problems:
            if problem not in told:
                _say(phrases.file_problem(problem.file, problem.reason))
        told = set(built.generation.problems)

    return announce


def _end_on_sigterm() -> None:
    """Let a polite kill end the program the way its end is written: everything closed, exit code 0."""
    import signal

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def _allow_connections() -> None:
    """Let the process hold as many connections as the system allows it: idle ones must not lock everybody out."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard != resource.RLIM_INFINITY else _MOST_FILES
    if soft < min(wanted, _MOST_FILES):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, _MOST_FILES), hard))


def _web_code(settings: Settings) -> str | None:
    """The code that the web chat asks for: none where only this computer can reach it and none is set.

    A platform that is not open to everybody must not have a back door here, nor a public address one to this computer.
    """
    given = settings.web_code.get_secret_value().strip() if settings.web_code else ""
    if given:
        return given
    from bot.channels.platforms import any_set

    local = settings.web_host in ("127.0.0.1", "::1", "localhost")
    reached_from_outside = settings.public_url or any_set(settings)
    if local and (settings.access == "open" or not reached_from_outside):
        return None
    import secrets

    return "-".join(f"{secrets.randbelow(10_000):04}" for _ in range(2))


def _listening(settings: Settings) -> socket.socket:
    """The socket that will listen. Raises SettingsError when address or port cannot be had."""
    import socket

    from bot.errors import SettingsError

    family = socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.web_host, settings.web_port))
    except OSError as error:
        listener.close()
        raise SettingsError(
            phrases.port_taken(settings.web_host, settings.web_port, phrases.system_reason(error))
        ) from error
    return listener  # bound and not yet listening: nobody waits for an answer while the folder is indexed


def _say(text: str) -> None:
    """A line for the operator, on stderr."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _asker(settings: Settings) -> Callable[[str, State], tuple[Answer, State]]:
    """A function that answers questions from an index brought up to date."""
    from bot.answer import Contact
    from bot.conversation.asking import ask as ask_once
    from bot.model import today_in_vietnam

    generation, get_encoder = _ready(settings)
    encoder = get_encoder()
    contact = Contact(settings.contact_unit, settings.contact_name, settings.contact_phone)
    return lambda question, state: ask_once(
        generation, encoder, question, day=today_in_vietnam(), contact=contact, state=state
    )


def _ready(settings: Settings, *, encoder: bool = True) -> tuple[Generation, Callable[[], TextEncoder]]:
    """The index brought up to date, and a function that gives the encoder."""
    from bot.library.live import open_current
    from bot.progress import bar

    with bar() as report:
        return open_current(settings, early_encoder=encoder, report=report)


def main() -> None:
    """Run the command line; every error on purpose is one Vietnamese sentence on stderr."""
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # whatever the locale says
    try:
        app()
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None
    except CadreBotError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
