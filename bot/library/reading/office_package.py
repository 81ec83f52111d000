"""The parts of an Office file (.docx, .pptx): a zip of XML, in the ordinary and the strict form."""

from __future__ import annotations

import io
import posixpath
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
    (
        b"http://purl.oclc.org/ooxml/presentationml/main",
        b"http://schemas.openxmlformats.org/presentationml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
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
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError)


class OfficePackage:
    """An Office file opened for reading; `main` is the part that it is about, `kind` what people call such a file."""

    def __init__(self, data: bytes, main: str, kind: str) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = frozenset(self._archive.namelist())
        self._main = main
        self._kind = kind

    def part(self, name: str) -> etree._Element | None:
        """The root of a part, None where the file has no such part or it is damaged beyond reading."""
        if name not in self._names:
            return None
        try:
            data = self._archive.read(name)
        except _DAMAGE as error:
            if name == self._main:
                raise UnreadableFile(phrases.file_damaged(self._kind)) from error
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
        for name in [self._main, *self.parts_like(self._main.removesuffix(".xml"))]:
            root = self.part(name)
            if root is not None:
                return root
        raise UnreadableFile(phrases.file_damaged(self._kind))

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to within the file: id → (last word of the relation's type, name of the other part)."""
        folder, file = posixpath.split(name)
        root = self.part(f"{folder}/_rels/{file}.rels")
        found: dict[str, tuple[str, str]] = {}
        for relation in root.iter(_RELATION) if root is not None else ():
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], path)
        return found
