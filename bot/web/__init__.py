"""Pages: the chat, the source of a citation, the original file. `create_app` is all that others need."""

from bot.web.app import create_app

__all__ = ["create_app"]
