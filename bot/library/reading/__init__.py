"""Reading: any file of the knowledge folder to one stored text with hints, or a named reason why not."""

from bot.library.reading.parts import Mark, MarkKind, Reading
from bot.library.reading.reader import MAX_BYTES, SUFFIXES, read

__all__ = ["MAX_BYTES", "SUFFIXES", "Mark", "MarkKind", "Reading", "read"]
