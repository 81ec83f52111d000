"""Reading .doc (Word 97 to 2003): LibreOffice makes a .docx of it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from bot import phrases
from bot.errors import UnreadableFile
from bot.library.reading import programs
from bot.library.reading.old_fonts import OldFonts
from bot.library.reading.parts import Reading
from bot.library.reading.word import read_word
from bot.phrases import reading as words

_SECONDS = 90
_RUNS = 2  # with a new profile some versions set themselves up and want to be started again
_DAMAGED = "Word (.doc)"
# No macro runs and no link to another place is followed, whatever a file asks for.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def read_old_word(data: bytes, fonts: OldFonts) -> Reading:
    """Read a .doc file."""
    office = programs.soffice()
    if office is None:
        raise UnreadableFile(words.DOC_NEEDS_OFFICE)
    with tempfile.TemporaryDirectory(prefix="cadre-doc-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        source, made = folder / "in.doc", folder / "out" / "in.docx"
        source.write_bytes(data)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE, encoding="utf-8")
        # A profile of its own: another LibreOffice that runs would take the work over, or be in its way.
        command = [
            office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--nolockcheck", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(made.parent), str(source),
        ]  # fmt: skip
        try:
            for _ in range(_RUNS):
                programs.run(command, seconds=_SECONDS)
                if made.exists():
                    break
        except programs.ProgramTimedOut as error:
            raise UnreadableFile(words.DOC_TOO_SLOW) from error
        except programs.ProgramFailed as error:
            raise UnreadableFile(phrases.file_damaged(_DAMAGED)) from error
        if not made.exists():
            raise UnreadableFile(phrases.file_damaged(_DAMAGED))
        reading = read_word(made.read_bytes(), fonts)
    return replace(reading, warnings=(*reading.warnings, words.READ_BY_OFFICE))
