"""Tables that arrange a page instead of holding figures: a heading in two columns, a block of signatures."""

from __future__ import annotations

from bot.vietnamese import fold

# A table in whose cells these stand is the layout of a heading or of signatures, not a table.
_SIGNS = ("cong hoa xa hoi chu nghia", "dang cong san viet nam", "doc lap - tu do", "noi nhan", "t/m ", "tm. ", "kt. ")
_LOOKED_AT = 2_000  # characters


def is_layout(text: str, width: int) -> bool:
    """Whether a table with these words and so many columns only arranges them."""
    folded = fold(text[:_LOOKED_AT])
    return width <= 1 or any(sign in folded for sign in _SIGNS)
