"""The channel between a stand-in of the Official Account and the real delivery, with a handler made for the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa.webhook import PATH
from bot.delivery import Delivery, Finish
from bot.journal import Journal
from bot.model import Incoming, Outgoing
from bot.settings import Settings
from tests.channels.zalo.conftest import echo, said
from tests.fakes_zalo_oa import APP, APP_SECRET, OA, OA_SECRET, FakeOA
from tests.web.conftest import Site, served, site_in

__all__ = ["QUICK", "Desk", "Files", "at_work", "behind", "echo", "said", "settings_for"]
Answers = Callable[[Incoming], list[Outgoing]]
PUBLIC = "https://hoi.example.vn"
QUICK: dict[str, Any] = {  # so that no test waits
    "renewing": {"least": 0.0, "first_pause": 0.05},
    "sending": {"window_seconds": 0.05, "again_seconds": 0.01},
}


def settings_for(fake: FakeOA, folder: Path, **more: Any) -> Settings:
    """Settings that lead to the stand-in."""
    given = {
        "zalo_oa_app_id": APP,
        "zalo_oa_app_secret": APP_SECRET,
        "zalo_oa_secret": OA_SECRET,
        "zalo_oa_api": fake.address,
        "zalo_oa_oauth": fake.address,
        "public_url": PUBLIC,
        "data": folder,
        **more,
    }
    return Settings(_env_file=None, **given)


class Files(httpx.HTTPTransport):
    """The network, where every host but this computer is the stand-in: hosts of files are named by the platform."""

    def __init__(self, fake: FakeOA) -> None:
        super().__init__()
        self._fake = fake

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        if request.url.host == "127.0.0.1":
            return super().handle_request(request)
        here = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._fake.port)
        headers = request.headers.copy()
        headers["host"] = request.url.host
        made = httpx.Request(
            request.method, here, headers=headers, stream=request.stream, extensions=request.extensions
        )
        return super().handle_request(made)


@dataclass
class Desk:
    """A bot at work."""

    fake: FakeOA
    journal: Journal
    delivery: Delivery
    oa: ZaloOA
    warned: list[str]
    handled: list[Incoming] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)

    def hears(self, event: dict[str, Any], *, retry: int = 0) -> None:
        """An event is brought, and taken."""
        assert self.fake.bring(event, retry=retry) == 200


@contextmanager
def at_work(
    fake: FakeOA,
    folder: Path,
    answers: Answers = echo,
    *,
    settings: dict[str, Any] | None = None,
    consented: bool = True,
    start: bool = True,
    warn: Callable[[Desk, str], None] = lambda desk, sentence: None,
    **options: Any,
) -> Iterator[Desk]:
    """The channel and delivery over a data folder, until the block ends; with a pair of tokens where `consented`."""
    folder.mkdir(exist_ok=True)
    journal = Journal.open(folder)
    warned: list[str] = []

    def tell(sentence: str) -> None:
        warned.append(sentence)
        warn(desk, sentence)

    oa = ZaloOA(
        settings_for(fake, folder, **(settings or {})),
        journal,
        warn=tell,
        transport=Files(fake),
        **{**QUICK, **options},
    )
    if consented:
        oa._tokens.adopt(*fake.give(), float(fake.life), OA)

    def handle(incoming: Incoming, late: timedelta) -> Finish:
        desk.gate.wait(20)
        made = answers(incoming)
        desk.handled.append(incoming)
        return lambda connection: made

    desk = Desk(fake, journal, Delivery(journal, handle), oa, warned)
    desk.gate.set()
    desk.delivery.add(oa)
    try:
        desk.delivery.start()
        if start:
            oa.start(desk.delivery.receive)
        yield desk
    finally:
        desk.gate.set()
        oa.stop()
        desk.delivery.close(2)
        oa.close()
        journal.close()


@contextmanager
def behind(fake: FakeOA, folder: Path, answers: Answers = echo, **more: Any) -> Iterator[Desk]:
    """A bot whose webhook stands on a real server."""
    with at_work(fake, folder, answers, **more) as desk, served(Starlette(routes=desk.oa.routes())) as address:
        fake.address_of_webhook = f"{address}{PATH}"
        yield desk


@pytest.fixture
def fake() -> Iterator[FakeOA]:
    """The platform; at the end it must have been used correctly."""
    made = FakeOA()
    yield made
    made.close()
    assert made.wrong == []
    assert made.most_refreshing <= 1


@pytest.fixture
def desk(fake: FakeOA, tmp_path: Path) -> Iterator[Desk]:
    """A bot that says back what it hears, behind its webhook."""
    with behind(fake, tmp_path / "data") as made:
        yield made


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages that the webhook stands beside."""
    with site_in(tmp_path_factory.mktemp("site")) as made:
        yield made
