"""The folder in the hands of an admin: what a page shows of each file, new files on trial, the register."""

from bot.conversation.inspection.arrivals import Arrival, ArrivalState
from bot.conversation.inspection.folder import FileView, Folder, Listed, Pace
from bot.conversation.inspection.later import Broken, Running
from bot.conversation.inspection.new_files import New, NewFiles
from bot.conversation.inspection.rows import Row, State
from bot.conversation.inspection.stating import Stating
from bot.conversation.inspection.view import Fact, Linked, Node, Shown

__all__ = [
    "Arrival",
    "ArrivalState",
    "Broken",
    "Fact",
    "FileView",
    "Folder",
    "Linked",
    "Listed",
    "New",
    "NewFiles",
    "Node",
    "Pace",
    "Row",
    "Running",
    "Shown",
    "State",
    "Stating",
]
