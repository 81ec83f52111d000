"""New files between being sent and going live: read, tried out, put into the folder or let go of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from bot.answer import Contact
from bot.conversation.inspection import view
from bot.conversation.inspection.arrivals import Arrivals
from bot.conversation.inspection.later import Broken, Later, Running
from bot.conversation.inspection.trial import Trial, build_trial, sweep_trials
from bot.conversation.service import Asking, Ready
from bot.library.build import Report
from bot.library.filing import Filing, FolderChanged
from bot.library.held import Held
from bot.library.looking import Look
from bot.model import Answer, Document
from bot.settings import Settings

_TRIALS = 4  # new files that can be asked about at a time


@dataclass(frozen=True, slots=True)
class New:
    """A file that somebody sent, as it would be in the folder."""

    look: Look
    document: Document
    facts: tuple[view.Fact, ...]
    outline: tuple[view.Node, ...]
    trial: Trial | Running | Broken


class NewFiles:
    """What may be done with files that were sent. `close` it with the server.

    What a disk does not take raises DataFolderBroken, what is not there any more LookupError.
    """

    def __init__(
        self,
        live: Ready,
        filing: Filing,
        settings: Settings,
        *,
        today: Callable[[], date],
        asking: Asking,
    ) -> None:
        self._live, self._filing, self._settings = live, filing, settings
        self._contact = Contact(settings.contact_unit, settings.contact_name, settings.contact_phone)
        self._today, self._asking = today, asking
        sweep_trials(settings.data)  # what a killed process has left
        self.arrivals = Arrivals(filing)
        self._trying = Later("try-new-files", kept=_TRIALS)

    def close(self) -> None:
        """End what runs beside the pages."""
        self.arrivals.close()
        self._trying.close()

    def keep_up(self) -> None:
        """Do what must not wait until somebody looks: read what is unread, let go of what is held too long.

        Raises DataFolderBroken.
        """
        held = self.arrivals.keep_up()
        for key in self._trying.keys() - held:
            self._trying.forget(key)

    def hold(self, name: str, content: BinaryIO) -> Held:
        """Hold a file that was sent and have it read. Raises UnreadableFile where its name is that of no document."""
        held = self._filing.hold(name, content)
        self.arrivals.came(held)
        return held

    def get(self, key: str, *, wait: float = 0.0) -> New | Running | Broken:
        """A file that was sent, once it is read; it is waited for so many seconds at most. Raises LookupError."""
        read = self.arrivals.get(key, wait=wait)
        if isinstance(read, (Running, Broken)):
            return read
        if all(one.key != key for one in self._filing.held()):
            raise LookupError(key)  # decided meanwhile
        look, document = read
        trial = self._trying.get(key, lambda report: self._trial(document, report), wait=wait)
        known = trial.generation.documents[0] if isinstance(trial, Trial) else document
        facts = view.facts(known.metadata, document.metadata, None)
        return New(look, document, tuple(facts), tuple(view.outline(known, self._today())), trial)

    def ask(self, new: New, question: str) -> Answer | None:
        """What the bot would answer out of a new file alone; None while it cannot be asked yet."""
        if not isinstance(new.trial, Trial):
            return None
        generation, encoder = new.trial.generation, self._live.encoder
        return self._asking(generation, encoder, question, day=self._today(), contact=self._contact)[0]

    def passages(self, new: New, numbers: Sequence[int]) -> list[view.Shown]:
        """Some passages of a new file, each as it would be cited; none while that cannot be said yet."""
        if not isinstance(new.trial, Trial):
            return []
        there = [number for number in numbers if number < new.look.passages]
        return view.shown(new.trial.generation, 0, self._today(), there, None)

    def put(self, key: str, *, replace: str | None, mark: str | None) -> str:
        """Put a new file into the folder, in the place of another one or beside it; its name there.

        Raises FolderChanged where the other one does not bear its `mark` any more.
        """
        try:
            name = self._filing.put(key, replace=replace, mark=mark)
        except FolderChanged:
            self.arrivals.again(key)  # which file it may replace is looked up anew
            raise
        self.arrivals.forget(key)
        self._trying.forget(key)
        return name

    def drop(self, key: str) -> None:
        """Let go of a new file, or of the word that it was refused."""
        refused = self.arrivals.forget(key)  # first: a reading that runs now has nothing to tell any more
        self._trying.forget(key)
        try:
            self._filing.drop(key)
        except LookupError:
            if not refused:
                raise

    def _trial(self, document: Document, report: Report) -> Trial:
        settings, live = self._settings, self._live
        batch = settings.index_batch
        return build_trial(document, live.generation, live.encoder, settings.data, batch=batch, report=report)
