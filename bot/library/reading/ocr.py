"""Recognising the words of page images with Tesseract: words with their places, as a PDF's text layer has them."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass

from PIL import Image

from bot import phrases
from bot.errors import UnreadableFile
from bot.library.reading import programs
from bot.library.reading.pdf_lines import Cell, PdfLine, arranged
from bot.library.reading.progress import alive
from bot.phrases import reading as words

_DPI = 300
_POINTS = 72
_PAGE_SECONDS = 90
_FILE_SECONDS = 1_500
_MAX_PAGES = 300
_GAP = 2.0  # in heights of a line: words further apart stand in different cells
_SPACE = 1.0  # in heights: words no further apart are on one line whatever Tesseract made of them
_SURE = 30  # of 100; a word below it is dirt or a stamp
_CERTAIN = 90  # of 100; a single sign that stands alone is dirt below it
_POOR = 80  # of 100; a page whose words are on average below it may lie on its side
_WHITE = 200  # of 255; a page without anything darker is blank
_LETTERS = 10  # fewer are a stamp or dirt


@dataclass(frozen=True, slots=True)
class _Word:
    line: tuple[int, int, int]
    left: int
    top: int
    width: int
    height: int
    sure: float
    text: str


class Recogniser:
    """Reads the pages of one file within its time.

    `pages` and `blank` hold the numbers (from 0) of pages that had words, and of those with nothing on them.
    """

    def __init__(self) -> None:
        program = programs.tesseract()
        if program is None:
            raise LookupError("tesseract")
        self._program = program
        self._deadline = time.monotonic() + _FILE_SECONDS
        self._done = 0
        self.pages: list[int] = []
        self.blank: list[int] = []

    @staticmethod
    def available() -> bool:
        """Whether there is something to recognise words with."""
        return programs.tesseract() is not None

    def lines(self, image: Image.Image, number: int, dpi: float = _DPI) -> list[PdfLine]:
        """The lines of a page image in points, as of a page with a text layer; none where nothing can be read.

        Raises UnreadableFile where the file takes too long.
        """
        if self._done >= _MAX_PAGES or time.monotonic() > self._deadline:
            raise UnreadableFile(words.OCR_TOO_SLOW)
        self._done += 1
        image = image.convert("L")
        if sum(image.reduce(4).histogram()[:_WHITE]) == 0:
            self.blank.append(number)
            return []
        found = self._words(image, dpi)
        if found and _average(found) < _POOR:
            turned = self._upright(image)
            if turned is not None:
                again = self._words(turned, dpi)
                if _average(again) > _average(found):
                    image, found = turned, again
        alive()
        if sum(char.isalpha() for word in found for char in word.text) < _LETTERS:
            return []
        self.pages.append(number)
        return arranged(_cells(found, image.height, _POINTS / dpi), number)

    def _words(self, image: Image.Image, dpi: float) -> list[_Word]:
        printed = self._run(image, "--dpi", f"{dpi:.0f}", "-l", "vie", "--psm", "3", "tsv")
        found = [_word(row.split("\t")) for row in printed.split("\n")[1:]]
        return [word for word in found if word is not None]

    def _upright(self, image: Image.Image) -> Image.Image | None:
        """The page turned as its letters stand; None where it stands well."""
        try:
            printed = self._run(image, "--psm", "0")
        except UnreadableFile:
            return None  # too few letters to tell
        turn = next((line.split(":")[1] for line in printed.split("\n") if line.startswith("Rotate:")), "0").strip()
        return image.rotate(-int(turn), expand=True) if turn in ("90", "180", "270") else None

    def _run(self, image: Image.Image, *options: str) -> str:
        data = io.BytesIO()
        image.save(data, "PPM")
        seconds = min(_PAGE_SECONDS, max(self._deadline - time.monotonic(), 1))
        try:
            printed = programs.run([self._program, "stdin", "stdout", *options], seconds=seconds, given=data.getvalue())
        except programs.ProgramTimedOut as error:
            raise UnreadableFile(words.OCR_TOO_SLOW) from error
        except programs.ProgramFailed as error:
            raise UnreadableFile(phrases.file_damaged("ảnh")) from error
        return printed.decode("utf-8", "replace")


def _word(fields: list[str]) -> _Word | None:
    """A word out of a row of Tesseract's table; None for other rows and for what it is not sure of."""
    if len(fields) < 12 or fields[0] != "5" or not fields[11].strip() or float(fields[10]) < _SURE:
        return None
    _, _, block, paragraph, line, _, left, top, width, height = map(int, fields[:10])
    return _Word((block, paragraph, line), left, top, width, height, float(fields[10]), fields[11].strip())


def _average(found: list[_Word]) -> float:
    letters = sum(len(word.text) for word in found)
    return sum(word.sure * len(word.text) for word in found) / letters if letters else 0.0


def _cells(found: list[_Word], page_height: int, scale: float) -> list[Cell]:
    """Words that stand together on a line, in points from the page's lower left corner."""
    lines: dict[tuple[int, int, int], list[_Word]] = {}
    for word in found:
        lines.setdefault(word.line, []).append(word)
    parts: list[list[_Word]] = []
    for line in lines.values():
        line.sort(key=lambda word: word.left)
        heights = sorted(word.height for word in line)
        gap = _GAP * heights[len(heights) // 2]
        start = 0
        for at in range(1, len(line) + 1):
            if at == len(line) or line[at].left - line[at - 1].left - line[at - 1].width >= gap:
                parts.append(line[start:at])
                start = at
    # Dirt between the columns or beside the text reads as a sign or a letter of its own.
    kept = [part for part in _joined(parts) if len(part) > 1 or not _is_dirt(part[0])]
    return [_cell(part, number, page_height, scale) for number, part in enumerate(kept)]


def _joined(parts: list[list[_Word]]) -> list[list[_Word]]:
    """Parts that go on in one another: where spaces happen to stand below each other, columns were seen."""
    parts = sorted(parts, key=lambda part: part[0].left)
    joined: list[list[_Word]] = []
    for part in parts:
        before = next((other for other in joined if _goes_on(other[-1], part[0])), None)
        if before is None:
            joined.append(part)
        else:
            before.extend(part)
    return joined


def _goes_on(word: _Word, following: _Word) -> bool:
    height = max(word.height, following.height)
    overlap = min(word.top + word.height, following.top + following.height) - max(word.top, following.top)
    distance = following.left - word.left - word.width
    return overlap > 0.5 * min(word.height, following.height) and -0.2 * height < distance < _SPACE * height


def _is_dirt(word: _Word) -> bool:
    return len(word.text) == 1 and not word.text.isdigit() and word.sure < _CERTAIN


def _cell(part: list[_Word], number: int, page_height: int, scale: float) -> Cell:
    # One height for all of it: that of single words depends on which letters they have.
    y0 = (page_height - max(word.top + word.height for word in part)) * scale
    y1 = (page_height - min(word.top for word in part)) * scale
    x1 = (part[-1].left + part[-1].width) * scale
    return Cell(part[0].left * scale, x1, y0, y1, number, " ".join(word.text for word in part))
