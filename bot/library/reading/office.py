"""Files that LibreOffice makes readable: what Office wrote before 2007, and OpenDocument."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bot import phrases
from bot.errors import UnreadableFile
from bot.library.reading import programs
from bot.library.reading.old_fonts import OldFonts
from bot.library.reading.parts import Reading
from bot.library.reading.sheet import read_sheet
from bot.library.reading.slides import read_slides
from bot.library.reading.word import read_word
from bot.phrases import reading as words

_SECONDS = 90
_RUNS = 2  # with a new profile some versions set themselves up and want to be started again
# No macro runs and no link to another place is followed, whatever a file asks for.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True, slots=True)
class _Made:
    """What is made of a kind of file, by which part of LibreOffice, and how that is read."""

    suffix: str
    filter: str
    part: str
    read: Callable[[bytes, OldFonts], Reading]


_WORD = _Made(".docx", "MS Word 2007 XML", "writer", read_word)
_SHEET = _Made(".xlsx", "Calc MS Excel 2007 XML", "calc", read_sheet)
_SLIDES = _Made(".pptx", "Impress MS PowerPoint 2007 XML", "impress", read_slides)


def read_old_word(data: bytes, fonts: OldFonts) -> Reading:
    """Read a .doc file."""
    return _read(data, fonts, ".doc", _WORD)


def read_old_sheet(data: bytes, fonts: OldFonts) -> Reading:
    """Read an .xls file."""
    return _read(data, fonts, ".xls", _SHEET)


def read_old_slides(data: bytes, fonts: OldFonts) -> Reading:
    """Read a .ppt file."""
    return _read(data, fonts, ".ppt", _SLIDES)


def read_open_text(data: bytes, fonts: OldFonts) -> Reading:
    """Read an .odt file."""
    return _read(data, fonts, ".odt", _WORD)


def read_open_sheet(data: bytes, fonts: OldFonts) -> Reading:
    """Read an .ods file."""
    return _read(data, fonts, ".ods", _SHEET)


def read_open_slides(data: bytes, fonts: OldFonts) -> Reading:
    """Read an .odp file."""
    return _read(data, fonts, ".odp", _SLIDES)


def _read(data: bytes, fonts: OldFonts, suffix: str, made: _Made) -> Reading:
    office = programs.soffice()
    if office is None or not programs.office_part(made.part):
        raise UnreadableFile(words.needs_office(suffix, made.suffix, made.part, there=office is not None))
    damaged = phrases.file_damaged(words.OFFICE_KINDS[suffix])
    with tempfile.TemporaryDirectory(prefix="cadre-doc-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        source, target = folder / f"in{suffix}", folder / "out" / f"in{made.suffix}"
        source.write_bytes(data)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE, encoding="utf-8")
        # A profile of its own: another LibreOffice that runs would take the work over, or be in its way.
        command = [
            office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--nolockcheck", "--convert-to", f"{made.suffix[1:]}:{made.filter}", "--outdir", str(target.parent),
            str(source),
        ]  # fmt: skip
        try:
            for _ in range(_RUNS):
                programs.run(command, seconds=_SECONDS)
                if target.exists():
                    break
        except programs.ProgramTimedOut as error:
            raise UnreadableFile(words.office_too_slow(suffix, made.suffix)) from error
        except programs.ProgramFailed as error:
            raise UnreadableFile(damaged) from error
        if not target.exists():
            raise UnreadableFile(damaged)
        reading = made.read(target.read_bytes(), fonts)
    return replace(reading, warnings=(*reading.warnings, words.read_by_office(suffix, made.suffix)))
