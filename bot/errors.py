"""The error tree; each error carries the Vietnamese sentence that its reader gets.

CadreBotError
├── SettingsError        a setting is missing or wrong
├── UsageError           the command line was used wrongly (exit code 2)
├── UnreadableFile       a file of the knowledge folder cannot be read
│   └── StampedFile      it bears a stamp of state secrecy
├── EncoderUnavailable   the embedding model cannot be loaded
├── DataFolderBusy       another process works in this data folder
├── DataFolderBroken     the data folder cannot be written or its content is unusable
├── RegisterNotWritten   nothing can be added to the register of documents now
├── GenerationBroken     an index on disk is incomplete or damaged
└── SendError            a platform did not take a message
    ├── SendLater        it may take it later
    │   └── SendTooOften it asks to be sent less for a while
    ├── SendUnknown      it may have taken it: the answer was lost
    ├── SendRefused      it will never take this message
    ├── ChatGone         it will never take a message for this chat
    └── ChatMoved        the chat has another name now
"""

from __future__ import annotations


class CadreBotError(Exception):
    """Base of everything this product raises on purpose; `str(error)` is a Vietnamese sentence for a person."""


class SettingsError(CadreBotError):
    """A setting is missing or wrong."""


class UsageError(CadreBotError):
    """The command line was used wrongly."""


class UnreadableFile(CadreBotError):
    """A file of the knowledge folder cannot be read; the sentence says why and what to do."""


class StampedFile(UnreadableFile):
    """A file bears a stamp of state secrecy: it is neither read further nor kept."""


class EncoderUnavailable(CadreBotError):
    """The embedding model cannot be loaded."""


class DataFolderBusy(CadreBotError):
    """Another process works in this data folder."""


class DataFolderBroken(CadreBotError):
    """The data folder cannot be written or its content is unusable."""


class RegisterNotWritten(CadreBotError):
    """Nothing can be added to the register of documents now: it is open in Excel, broken, or the disk refuses."""


class GenerationBroken(CadreBotError):
    """An index on disk is incomplete or damaged; the previous one or a rebuild takes its place."""


class SendError(CadreBotError):
    """A platform did not take a message; none of these reaches a person."""


class SendLater(SendError):
    """The platform may take it later: too many at once, no network, a server in trouble."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds  # as the platform asks, where it does


class SendTooOften(SendLater):
    """The platform asks to be sent less for a while."""


class SendUnknown(SendLater):
    """The platform may have taken it: the connection ended after the message went out and before the word came back."""


class SendRefused(SendError):
    """The platform will never take this message as it is."""


class ChatGone(SendError):
    """Nothing can be sent to this chat any more: the person has blocked or left the bot."""


class ChatMoved(SendError):
    """The chat has another name from now on."""

    def __init__(self, chat: str) -> None:
        super().__init__(chat)
        self.chat = chat
