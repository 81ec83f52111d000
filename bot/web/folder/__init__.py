"""The admin's page of the folder: every file with what the bot knows of it; files in, out, and back."""

from bot.web.folder.pages import FolderPages

__all__ = ["FolderPages"]
