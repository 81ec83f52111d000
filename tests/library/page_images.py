"""Page images as a scanner makes them: words drawn in a common font, in black on white, with a little dirt."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from pathlib import Path

import matplotlib
from PIL import Image, ImageDraw, ImageFont

DPI = 200
A4 = (round(8.27 * DPI), round(11.69 * DPI))
MARGIN = DPI
LINE = round(0.3 * DPI)


def page(
    lines: Sequence[str], *, left: int = MARGIN, top: int = MARGIN, onto: Image.Image | None = None
) -> Image.Image:
    """A page with lines of words from a place on; on an empty page unless one is given."""
    image = onto or Image.new("L", A4, 255)
    font = ImageFont.truetype(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf", round(DPI / 5.5))
    draw = ImageDraw.Draw(image)
    for at, line in enumerate(lines):
        draw.text((left, top + at * LINE), line, fill=30, font=font)
    return image


def dirty(image: Image.Image, specks: int = 300) -> Image.Image:
    """The page with specks of dust on it."""
    chance = random.Random(3)
    for _ in range(specks):
        image.putpixel((chance.randrange(image.width), chance.randrange(image.height)), chance.randrange(200))
    return image


def encoded(images: Sequence[Image.Image], kind: str, **options: object) -> bytes:
    """The bytes of a file of page images: "PDF", "PNG", "JPEG" or "TIFF"."""
    out = io.BytesIO()
    first, *others = images
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(
        out, kind, **{"dpi" if kind != "PDF" else "resolution": (DPI, DPI) if kind != "PDF" else DPI}, **more, **options
    )
    return out.getvalue()
