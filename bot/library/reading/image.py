"""Reading page images (.png, .jpg, .tif): each image or frame is a page, its words recognised."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError

from bot import phrases
from bot.errors import UnreadableFile
from bot.library.reading.builder import TextBuilder
from bot.library.reading.ocr import Recogniser
from bot.library.reading.old_fonts import OldFonts
from bot.library.reading.parts import Reading
from bot.library.reading.pdf_paragraphs import Paragraphs, mark_furniture
from bot.phrases import reading as words

_MAX_PIXELS = 60_000_000  # a page of A3 at 400 dpi has half of it
_MAX_FRAMES = 300
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
_DAMAGE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError)
_PAGE_INCHES = 8.27  # the width of A4, for images that do not say how fine they are
_FINE = (150, 600)  # dpi; what Tesseract reads well


def read_image(data: bytes, fonts: OldFonts) -> Reading:
    """Read the image of a page, or of several."""
    del fonts  # recognised words are in Unicode
    if not Recogniser.available():
        raise UnreadableFile(words.IMAGE_NEEDS_OCR)
    recogniser = Recogniser()
    pages = [recogniser.lines(image, number, dpi) for number, (image, dpi) in enumerate(_frames(data))]
    if not recogniser.pages:
        raise UnreadableFile(words.IMAGE_WITHOUT_WORDS)
    mark_furniture(pages)
    builder = TextBuilder()
    paragraphs = Paragraphs(builder)
    paragraphs.write(pages)
    return Reading(
        text=builder.text,
        marks=builder.sorted_marks(),
        pages=tuple(paragraphs.pages) if len(pages) > 1 else (),
        warnings=(words.READ_BY_OCR,),
    )


def _frames(data: bytes) -> Iterator[tuple[Image.Image, float]]:
    """The pages of an image file, upright, with their dots per inch."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow finds odd in a file is no concern of ours
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                for number in range(min(getattr(image, "n_frames", 1), _MAX_FRAMES)):
                    image.seek(number)
                    if image.width * image.height > _MAX_PIXELS:
                        raise UnreadableFile(words.IMAGE_TOO_BIG)
                    yield _fine(ImageOps.exif_transpose(_on_white(image)), image.info.get("dpi"))
        except Image.DecompressionBombError as error:
            raise UnreadableFile(words.IMAGE_TOO_BIG) from error
        except _DAMAGE as error:
            raise UnreadableFile(phrases.file_damaged("ảnh")) from error


def _on_white(image: Image.Image) -> Image.Image:
    """A copy without transparency: letters on a transparent page would be black on black."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        page = Image.new("RGBA", layer.size, "white")
        page.alpha_composite(layer)
        page.info = {key: value for key, value in image.info.items() if key == "exif"}
        return page.convert("L")
    return image.copy()


def _fine(image: Image.Image, stated: object) -> tuple[Image.Image, float]:
    """The image in a fineness that is read well, and that fineness in dots per inch."""
    dpi = float(stated[0]) if isinstance(stated, tuple) and stated else 0.0
    if not _FINE[0] <= dpi <= 2 * _FINE[1]:
        # Not stated, or what a screen or a phone states of any image: take it for a whole page.
        dpi = min(image.size) / _PAGE_INCHES
    factor = 300 / dpi if dpi < _FINE[0] else _FINE[1] / dpi if dpi > _FINE[1] else 1.0
    if factor == 1.0:
        return image, dpi
    factor = min(factor, 4.0)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    if size[0] * size[1] > _MAX_PIXELS:
        return image, dpi
    return image.convert("L").resize(size), dpi * factor
