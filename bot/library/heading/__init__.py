"""Metadata: what a document says about itself in its heading, its signature and its closing articles."""

from bot.library.heading.describing import metadata, title_of

__all__ = ["metadata", "title_of"]
