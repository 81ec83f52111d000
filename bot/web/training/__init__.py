"""The pages of training staff: what officials ask, live; and what staff do about it."""

from bot.web.training.pages import TrainingPages

__all__ = ["TrainingPages"]
