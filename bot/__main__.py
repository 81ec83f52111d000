"""The command line, and the only place that wires the parts together; imports nothing heavy at module level."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import phrases
from bot.errors import CadreBotError, UsageError

if TYPE_CHECKING:
    from bot.index import Generation, TextEncoder
    from bot.model import Answer
    from bot.settings import Settings

app = typer.Typer(
    name="cadre-bot", help=phrases.CLI_HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
KnowledgeOption = Annotated[Path | None, typer.Option("--knowledge", help=phrases.CLI_KNOWLEDGE)]
DataOption = Annotated[Path | None, typer.Option("--data", help=phrases.CLI_DATA)]
_before: dict[str, Path | None] = {"knowledge": None, "data": None}


@app.callback()
def _common(knowledge: KnowledgeOption = None, data: DataOption = None) -> None:
    _before.update(knowledge=knowledge, data=data)


def _settings(knowledge: Path | None, data: Path | None) -> Settings:
    from bot.settings import load_settings

    settings = load_settings(knowledge=knowledge or _before["knowledge"], data=data or _before["data"])
    form = "%(levelname)s %(name)s %(message)s"
    logging.basicConfig(level=settings.log_level.upper(), stream=sys.stderr, format=form)
    return settings


def _out(text: str) -> None:
    """Write a result: raw UTF-8, whatever the terminal's own encoding."""
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape") + b"\n")
    sys.stdout.buffer.flush()


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
    from bot.conversation.batch import as_object, run_batch

    asker = _asker(_settings(knowledge, data))
    if batch is not None:
        for row in run_batch(batch, asker):
            _out(json.dumps(row, ensure_ascii=False))
        return
    result = asker(question or "")
    _out(json.dumps(as_object(result), ensure_ascii=False) if as_json else result.text)


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


def _asker(settings: Settings) -> Callable[[str], Answer]:
    """A function that answers questions from an index brought up to date."""
    from datetime import date

    from bot.answer import Contact
    from bot.conversation.asking import ask as ask_once

    generation, encoder = _ready(settings)
    contact = Contact(settings.contact_unit, settings.contact_name, settings.contact_phone)
    return lambda question: ask_once(generation, encoder, question, day=date.today(), contact=contact)


def _ready(settings: Settings) -> tuple[Generation, TextEncoder]:
    from bot.errors import DataFolderBusy
    from bot.library.live import Live, open_for_reading
    from bot.progress import bar

    try:
        live = Live(settings)
    except DataFolderBusy:
        return open_for_reading(settings)
    live.load_encoder_early()
    with bar() as report:
        live.refresh(report)
    return live.generation, live.encoder


def main() -> None:
    """Run the command line; every error on purpose is one Vietnamese sentence on stderr."""
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
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
