"""The parts of a .docx file: a zip of XML, in the ordinary and the strict form."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from bot import phrases
from bot.errors import UnreadableFile

# The strict form of the standard differs in its names only.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
)
# No entity, no network and no huge text node: an XML file cannot blow up or reach out.
_PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "recover": True,
}

_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError)
_MAIN = "word/document.xml"


class WordPackage:
    """A .docx file opened for reading."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = self._archive.namelist()

    def part(self, name: str) -> etree._Element | None:
        """The root of a part, None where the file has no such part or it is damaged beyond reading."""
        if name not in self._names:
            return None
        try:
            data = self._archive.read(name)
        except _DAMAGE as error:
            if name == _MAIN:
                raise UnreadableFile(phrases.file_damaged("Word (.docx)")) from error
            return None
        for strict, ordinary in _STRICT:
            data = data.replace(strict, ordinary)
        try:
            return etree.fromstring(data, etree.XMLParser(**_PARSER_OPTIONS))
        except etree.XMLSyntaxError:
            return None

    def parts_like(self, prefix: str) -> list[str]:
        """Names of the parts that begin with prefix, in order."""
        return sorted(name for name in self._names if name.startswith(prefix) and name.endswith(".xml"))

    def main(self) -> etree._Element:
        """The root of the document itself."""
        for name in [_MAIN, *self.parts_like("word/document")]:
            root = self.part(name)
            if root is not None:
                return root
        raise UnreadableFile(phrases.file_damaged("Word (.docx)"))
