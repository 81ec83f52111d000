"""The journal's tables through time: each change is one numbered file in versions/, run when the file is opened."""

from __future__ import annotations

import threading

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from bot import phrases
from bot.errors import DataFolderBroken

_one_at_a_time = threading.Lock()  # Alembic works through global names


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, with the connection to work on."""
    config = Config()
    config.set_main_option("script_location", "bot.journal:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def migrate(connection: Connection, *, to: str = "head") -> None:
    """Bring the tables to a version, the newest if none is named; whole or not at all in the caller's transaction.

    Raises DataFolderBroken when the file was written by a newer version of the product.
    """
    try:
        with _one_at_a_time:
            command.upgrade(configuration(connection), to)
    except CommandError as error:
        raise DataFolderBroken(phrases.JOURNAL_NEWER) from error
