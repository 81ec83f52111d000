"""What the disk may do: be full while a message arrives, is answered, is sent; and what stays on it afterwards."""

from __future__ import annotations

import json
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.delivery import delivery as delivery_module
from bot.errors import DataFolderBroken, SendLater
from bot.journal import Journal
from bot.journal.tables import inbox, outbox, sent
from bot.model import IncomingKind, Outgoing
from tests.delivery.conftest import Make
from tests.delivery.parts import Loop, eventually, incoming, number_of, rows


@contextmanager
def full_disk(file: Path) -> Iterator[None]:
    """No file may grow beyond the size of this one, as if the disk were full: the system itself refuses the write."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_nothing_is_taken_in_that_cannot_be_saved(deliver: Make, journal: Journal, tmp_path: Path, loop: Loop) -> None:
    delivery = deliver(started=False)
    delivery.receive([incoming("một")])
    batch = [incoming("chữ " * 500) for _ in range(50)]
    with full_disk(tmp_path / "data" / "journal.sqlite-wal"), pytest.raises(DataFolderBroken) as told:
        delivery.receive(batch)
    assert "chữ" not in str(told.value)
    assert number_of(journal, inbox) == 1
    delivery.receive(batch)  # the platform sends it again, and there is room
    delivery.start()
    eventually(lambda: number_of(journal, sent) == 51)
    assert len(loop.sent) == 51


class Failing:
    """Has a journal's store refuse every transaction while it is `broken`."""

    def __init__(self, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.broken = threading.Event()
        self.refused = 0
        write = journal.store.write

        def refusing(work: Callable[..., object]) -> object:
            if self.broken.is_set():
                self.refused += 1
                raise DataFolderBroken("đĩa đầy")
            return write(work)

        monkeypatch.setattr(journal.store, "write", refusing)


def test_a_full_disk_while_answering(
    deliver: Make, journal: Journal, loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = Failing(journal, monkeypatch)
    delivery = deliver(started=False)
    delivery.receive([incoming(str(number)) for number in range(3)])
    delivery.start()
    failing.broken.set()
    eventually(lambda: failing.refused >= 2)
    failing.broken.clear()
    eventually(lambda: number_of(journal, sent) == 3)
    assert loop.texts() == [f"Trả lời {number}" for number in range(3)]
    assert delivery.maybe_twice == 0


def test_a_full_disk_between_the_send_and_its_record(
    deliver: Make, journal: Journal, loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = Failing(journal, monkeypatch)
    loop.hurdle = lambda chat, outgoing: failing.broken.set()
    delivery = deliver()
    delivery.receive([incoming("một")])
    eventually(lambda: failing.refused >= 2)
    assert loop.texts() == ["Trả lời một"]
    loop.hurdle = lambda chat, outgoing: None
    failing.broken.clear()
    eventually(lambda: number_of(journal, sent) == 1)
    assert loop.texts() == ["Trả lời một"]
    assert delivery.maybe_twice == 0


def test_closing_while_the_disk_is_full(
    deliver: Make, journal: Journal, loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = Failing(journal, monkeypatch)
    loop.hurdle = lambda chat, outgoing: failing.broken.set()
    first = deliver()
    first.receive([incoming("một"), incoming("hai")])
    eventually(lambda: failing.refused >= 1)
    first.close()
    failing.broken.clear()
    loop.hurdle = lambda chat, outgoing: None
    second = deliver()
    eventually(lambda: number_of(journal, sent) == 2)
    assert loop.texts() == ["Trả lời một", "Trả lời một", "Trả lời hai"]
    assert second.maybe_twice == 1


class TestErasure:
    SECRETS = (
        "phòng riêng 7340",
        "người riêng 5521",
        "chuyện riêng cần hỏi",
        "tin riêng 88",
        "giao riêng 99",
        "đáp riêng",
    )

    def found(self, folder: Path) -> list[str]:
        """Which of the secrets stand in any file of the data folder, as text or as JSON writes it."""
        content = b"".join(path.read_bytes() for path in folder.iterdir())
        forms = {secret: (secret.encode(), json.dumps(secret)[1:-1].encode()) for secret in self.SECRETS}
        return [secret for secret, both in forms.items() if any(form in content for form in both)]

    def message(self, **changes: object) -> object:
        chat, person, text, message, key, _ = self.SECRETS
        return incoming(text, **{"chat": chat, "person": person, "message": message, "delivery": key, **changes})

    def test_before_and_after(self, deliver: Make, journal: Journal, loop: Loop, tmp_path: Path) -> None:
        answer = Outgoing(f"{self.SECRETS[-1]} {'chữ ' * 3000}", reply_to=self.SECRETS[3])
        loop.failing.append(SendLater("mất mạng", seconds=0.05))
        delivery = deliver(lambda incoming, late: lambda connection: [answer], started=False)
        delivery.receive([self.message()])
        assert self.found(tmp_path / "data") == [*self.SECRETS[:5]]
        delivery.start()
        eventually(lambda: number_of(journal, sent) == 3)
        delivery.close()
        eventually(lambda: not self.found(tmp_path / "data"))
        assert len(rows(journal, inbox)) == 1

    def test_while_it_runs(
        self, deliver: Make, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(delivery_module, "_TIDY_SECONDS", 0.05)
        delivery = deliver()
        delivery.receive([self.message()])
        eventually(lambda: number_of(journal, sent) == 1)
        eventually(lambda: not self.found(tmp_path / "data"))

    @pytest.mark.parametrize("ending", ["nothing", "edit", "failed"])
    def test_other_endings(self, deliver: Make, journal: Journal, tmp_path: Path, ending: str) -> None:
        def handler(incoming: object, late: object) -> object:
            if ending == "failed":
                raise ValueError
            return lambda connection: []

        delivery = deliver(handler)
        kind = IncomingKind.EDIT if ending == "edit" else IncomingKind.TEXT
        delivery.receive([self.message(kind=kind)])
        eventually(lambda: number_of(journal, inbox, inbox.c.content.is_(None)) == 1)
        delivery.close()
        assert number_of(journal, outbox) == 0
        eventually(lambda: not self.found(tmp_path / "data"))
