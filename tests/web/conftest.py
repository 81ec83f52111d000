"""A folder, an assistant over it, and the web server in front: all real but the encoder."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.answer import Contact
from bot.conversation.inspection import Folder
from bot.conversation.service import Assistant
from bot.journal import Journal
from bot.library.filing import Filing
from bot.library.live import Live
from bot.settings import Settings
from bot.web import create_app
from tests.web.fakes import WordEncoder, decided, fill


@dataclass(frozen=True)
class Site:
    """What stands behind the pages."""

    knowledge: Path
    data: Path
    encoder: WordEncoder
    live: Live
    journal: Journal
    assistant: Assistant
    settings: Settings

    def app(self, *, code: str | None = None) -> Starlette:
        """The application."""
        filing = Filing(self.settings, lambda: self.live.generation)
        folder = Folder(self.assistant, self.live, filing, self.settings)
        return create_app(self.assistant, self.settings, code=code, folder=folder)

    def client(self, *, code: str | None = None) -> TestClient:
        """A browser of this computer, as far as the server can tell."""
        return TestClient(
            self.app(code=code),
            base_url="http://127.0.0.1",
            headers={"Origin": "http://127.0.0.1"},
            follow_redirects=False,
        )


@contextmanager
def site_in(folder: Path) -> Iterator[Site]:
    """A site over the small folder of documents."""
    knowledge, data = fill(folder / "knowledge"), folder / "data"
    settings = Settings(knowledge=knowledge, data=data, _env_file=None)  # type: ignore[call-arg]
    encoder = WordEncoder()
    live = Live(settings, encoder=encoder)
    live.refresh()
    journal = Journal.open(data)
    contact = Contact("Ban Tổ chức Thành ủy", "đồng chí trực", "0225 000 000")
    assistant = Assistant(live, journal, contact, settings, asking=decided)
    yield Site(knowledge, data, encoder, live, journal, assistant, settings)
    encoder.gate.set()
    journal.close()
    live.close()


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """The address of an application on a real server on loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for a module's tests."""
    with site_in(tmp_path_factory.mktemp("site")) as made:
        yield made


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Site]:
    """A site of one's own, for tests that change its folder."""
    with site_in(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def serve() -> Callable[..., object]:
    """`with serve(app) as address`."""
    return served
