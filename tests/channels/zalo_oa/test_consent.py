"""Consent: on a signed-in page of our own, good once and for one account, over a real server and in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.zalo_oa.consent import Consent, ConsentFailed
from bot.channels.zalo_oa.tokens import State
from bot.journal.accounts import StaffRole
from bot.phrases import staff, zalo_oa
from bot.web import create_app
from tests.channels.zalo_oa.conftest import Desk, at_work
from tests.conftest import count
from tests.fakes_zalo_oa import APP, OA, FakeOA, Fault
from tests.web.conftest import Site, served
from tests.web.test_chat_page import ARGUMENTS, CHROMIUM

PAGE, GO, BACK = "/quan-tri/zalo-oa", "/quan-tri/zalo-oa/cap-quyen", "/quan-tri/zalo-oa/xong"
PASSWORD = "chuồn chuồn bay thấp thì mưa"


class Front:
    """The web server, whose application is known only once its address is."""

    app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on."""
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        else:
            await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def staffed(site: Site) -> Site:
    """The site with accounts of each role."""
    accounts = site.app().state.staff.accounts
    for name, role in (("dao-tao", StaffRole.TRAINING), ("quan-tri", StaffRole.ADMIN), ("khac", StaffRole.ADMIN)):
        accounts.add(name, PASSWORD, role)
    return site


@contextmanager
def office(fake: FakeOA, folder: Path, site: Site, **more: Any) -> Iterator[tuple[Desk, str]]:
    """A bot without consent, and the pages beside it."""
    front: Any = Front()
    with served(front) as address:
        settings = {"public_url": address, **more}
        with at_work(fake, folder, settings=settings, consented=False) as desk:
            front.app = create_app(site.assistant, site.settings, code="1234-5678", consent=desk.oa.consent)
            yield desk, address


@contextmanager
def signed_in(address: str, name: str = "quan-tri") -> Iterator[httpx.Client]:
    """A browser with somebody signed in."""
    with httpx.Client(base_url=address, headers={"Origin": address}, timeout=60) as client:
        form = client.get("/dang-nhap")
        fields = {"csrf": hidden(form.text), "tiep": "", "ten": name, "mat-khau": PASSWORD}
        assert client.post("/dang-nhap", data=fields).status_code == 303
        yield client


def hidden(text: str) -> str:
    """The token of a form."""
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found is not None, text
    return found[1]


def begin(client: httpx.Client, fake: FakeOA) -> str:
    """Begin; the address to go to."""
    shown = client.post(GO, data={"csrf": hidden(client.get(PAGE).text)})
    link = re.search(rf'href="({re.escape(fake.address)}[^"]+)"', shown.text)
    assert link is not None, shown.text
    return unescape(link[1])


def test_consent_is_given(fake: FakeOA, tmp_path: Path, staffed: Site) -> None:
    with office(fake, tmp_path / "data", staffed) as (desk, address), signed_in(address) as client:
        fake.redirects = [f"{address}{BACK}"]
        assert zalo_oa.STATE_NOT in client.get(PAGE).text
        back = fake.agree(begin(client, fake))
        assert client.get(back).headers["location"] == f"{PAGE}?xong"
        shown = client.get(f"{PAGE}?xong").text
        for words in (zalo_oa.STATE_CONNECTED, zalo_oa.WORDS["done"], OA, f"{address}/webhook/zalo-oa"):
            assert words in shown
        assert str(fake.access) not in shown
        assert desk.oa._tokens.access() == fake.access
        again = client.get(back)
        assert again.status_code == 409
        assert zalo_oa.CONSENT_OLD in again.text
        assert desk.oa._tokens.access() == fake.access
        assert staff.ACTIONS["channel_connected"] in client.get("/quan-tri/nhat-ky").text
    assert not any(secret in shown for secret in (str(fake.refresh), "AppSecret"))


def test_only_admins_and_only_from_our_own_page(fake: FakeOA, tmp_path: Path, staffed: Site) -> None:
    with office(fake, tmp_path / "data", staffed) as (desk, address):
        for path in (PAGE, f"{BACK}?code=a&state=b"):
            answer = httpx.get(f"{address}{path}")
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/dang-nhap?tiep=")
        with signed_in(address, "dao-tao") as client:
            assert client.get(PAGE).status_code == 403
            assert client.post(GO, data={"csrf": hidden(client.get("/dao-tao").text)}).status_code == 403
            assert client.get(BACK).status_code == 403
        with signed_in(address) as client:
            assert client.post(GO).status_code == 403
            assert client.post(GO, data={"csrf": "x"}).status_code == 403
            token = hidden(client.get(PAGE).text)
            elsewhere = {"Origin": "http://evil.example"}
            assert client.post(GO, data={"csrf": token}, headers=elsewhere).status_code == 403
            assert client.get(GO).status_code == 405
        assert desk.oa.consent._open == {}
    assert fake.calls == []


def test_only_admins_find_the_way_there_and_only_where_there_is_one(
    fake: FakeOA, tmp_path: Path, staffed: Site
) -> None:
    with office(fake, tmp_path / "data", staffed) as (_, address):
        for name, seen in (("quan-tri", 1), ("dao-tao", 0)):
            with signed_in(address, name) as client:
                shown = client.get("/dao-tao")
                assert (shown.status_code, shown.text.count(f'href="{PAGE}"')) == (200, seen)
    with served(create_app(staffed.assistant, staffed.settings, code=None)) as address, signed_in(address) as client:
        assert PAGE not in client.get("/dao-tao").text


def test_what_comes_back_must_be_what_this_account_asked_for(fake: FakeOA, tmp_path: Path, staffed: Site) -> None:
    with office(fake, tmp_path / "data", staffed) as (desk, address):
        with signed_in(address) as one, signed_in(address, "khac") as other:
            stolen = fake.agree(begin(one, fake))
            assert other.get(stolen).status_code == 409  # somebody else's, who is lured there
            for wrong in ("", "?code=a", "?code=a&state=b&oa_id=1", f"?state={'x' * 9000}&code=%00"):
                shown = one.get(f"{BACK}{wrong}")
                assert shown.status_code == 409
                assert zalo_oa.CONSENT_OLD in shown.text
            state = begin(one, fake).partition("state=")[2]
            shown = one.get(f"{BACK}?state={state}&error=denied")
            assert zalo_oa.CONSENT_DENIED in shown.text
        assert desk.oa._tokens.state is State.NONE
    assert fake.made("token") == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(code=-14003), "chưa được xác thực"),
        (Fault(code=-14002), "mã -14002"),
        (Fault(cut=True), zalo_oa.CONSENT_UNREACHABLE),
        (Fault(status=502, body=b"<html>"), zalo_oa.CONSENT_UNREACHABLE),
        (Fault(status=200, body=b'{"access_token": 7}'), zalo_oa.CONSENT_UNREACHABLE),
    ],
)
def test_what_goes_wrong_is_said(fault: Fault, words: str, fake: FakeOA, tmp_path: Path) -> None:
    with at_work(fake, tmp_path / "data", consented=False) as desk:
        address = desk.oa.consent.begin("quan-tri")
        assert fake.address in address
        state = address.partition("state=")[2]
        fake.agree(address)
        fake.fail("token", fault)
        with pytest.raises(ConsentFailed, match=re.escape(words)):
            desk.oa.consent.finish("quan-tri", state, next(iter(fake._codes)), OA)
        assert desk.oa._tokens.state is State.NONE
        with pytest.raises(ConsentFailed):
            desk.oa.consent.finish("quan-tri", state, next(iter(fake._codes)), OA)


def test_it_is_good_for_ten_minutes_and_there_are_not_too_many(fake: FakeOA, tmp_path: Path) -> None:
    now = [0.0]
    with at_work(fake, tmp_path / "data", consented=False) as desk:
        held = desk.oa.consent
        made = Consent(held._client, held._tokens, public="https://a.vn", webhook="", notes=list, clock=lambda: now[0])
        state = made.begin("a").partition("state=")[2]
        now[0] = 601.0
        with pytest.raises(ConsentFailed, match="đã cũ"):
            made.finish("a", state, "code", OA)
        for _ in range(count(100, 1_000)):
            made.begin("a")
        assert len(made._open) <= 32


def test_without_an_address_there_is_nothing_to_come_back_to(fake: FakeOA, tmp_path: Path, staffed: Site) -> None:
    with office(fake, tmp_path / "data", staffed, public_url=None) as (_, address), signed_in(address) as client:
        shown = client.post(GO, data={"csrf": hidden(client.get(PAGE).text)})
        assert shown.status_code == 409
        assert zalo_oa.CONSENT_NO_ADDRESS in shown.text


@pytest.mark.needs("chromium")
def test_consent_in_a_browser(fake: FakeOA, tmp_path: Path, staffed: Site) -> None:
    from playwright.sync_api import sync_playwright

    with office(fake, tmp_path / "data", staffed) as (desk, address), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        said: list[str] = []
        page.on("console", lambda line: said.append(line.text))
        page.goto(f"{address}{PAGE}")
        page.fill("[name=ten]", "quan-tri")
        page.fill("[name=mat-khau]", PASSWORD)
        page.click("button[type=submit]")
        link = page.locator(f".staff-nav a[href='{PAGE}']")
        assert link.get_attribute("aria-current") == "page"
        page.goto(f"{address}/quan-tri/nhat-ky")
        box = link.bounding_box()
        assert box is not None
        assert box["x"] >= 0  # in sight on a phone, and big enough for a thumb
        assert box["x"] + box["width"] <= 390
        assert min(box["width"], box["height"]) >= 44
        link.click()
        page.wait_for_url(f"{address}{PAGE}")
        page.click(f"text={zalo_oa.WORDS['connect']}")
        page.click(f"text={zalo_oa.WORDS['go_on']}")
        page.wait_for_selector("#allow")
        assert page.url.startswith(f"{fake.address}/v4/oa/permission?app_id={APP}")
        page.click("#allow")
        page.wait_for_selector(f"text={zalo_oa.STATE_CONNECTED}")
        assert page.url == f"{address}{PAGE}?xong"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()
        assert said == []
        assert desk.oa._tokens.access() == fake.access
