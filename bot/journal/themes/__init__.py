"""Questions grouped by what they mean, for training staff."""

from bot.journal.themes.theme import AnsweringFile, Theme
from bot.journal.themes.themes import Themes

__all__ = ["AnsweringFile", "Theme", "Themes"]
