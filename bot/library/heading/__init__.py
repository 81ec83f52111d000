"""Metadata: what a document says about itself in its heading, its signature and its closing articles."""

from bot.library.heading.describing import metadata

__all__ = ["metadata"]
