"""The error tree; each error carries the Vietnamese sentence that its reader gets.

CadreBotError
├── SettingsError        a setting is missing or wrong
├── UsageError           the command line was used wrongly (exit code 2)
├── UnreadableFile       a file of the knowledge folder cannot be read
├── EncoderUnavailable   the embedding model cannot be loaded
├── DataFolderBusy       another process works in this data folder
├── DataFolderBroken     the data folder cannot be written or its content is unusable
└── GenerationBroken     an index on disk is incomplete or damaged
"""

from __future__ import annotations


class CadreBotError(Exception):
    """Base of everything this product raises on purpose; `str(error)` is a Vietnamese sentence for a person."""


class SettingsError(CadreBotError):
    """A setting is missing or wrong."""


class UsageError(CadreBotError):
    """The command line was used wrongly."""


class UnreadableFile(CadreBotError):
    """A file of the knowledge folder cannot be read; the sentence says why and what to do."""


class EncoderUnavailable(CadreBotError):
    """The embedding model cannot be loaded."""


class DataFolderBusy(CadreBotError):
    """Another process works in this data folder."""


class DataFolderBroken(CadreBotError):
    """The data folder cannot be written or its content is unusable."""


class GenerationBroken(CadreBotError):
    """An index on disk is incomplete or damaged; the previous one or a rebuild takes its place."""
