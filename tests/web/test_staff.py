"""Staff signing in: over the whole application, against a real journal, and once in a real browser."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from argon2 import PasswordHasher
from httpx import Response
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.responses import Response as Told
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.errors import DataFolderBroken
from bot.journal.accounts import StaffRole
from bot.journal.audit import CONSOLE, Action, note
from bot.journal.passwords import Passwords
from bot.journal.tables import sessions
from bot.phrases import staff
from bot.web.access import STAFF_AREAS
from bot.web.forms import form_of
from bot.web.staff import TICKET, TRAIL, guarded, needs, page, signed_in
from bot.web.tries import SignInTries, Tries
from tests.web.conftest import Site, served, site_in
from tests.web.test_chat_page import CONTRAST, browser, opened, shot, size  # noqa: F401  fixtures

PASSWORD = "chuồn chuồn bay thấp thì mưa"
EVIL = "http://evil.example"


@pytest.fixture(scope="module")
def staffed(site: Site) -> Site:
    """The site with an account of each role."""
    accounts = site.app().state.staff.accounts
    accounts.add("dao-tao", PASSWORD, StaffRole.TRAINING)
    accounts.add("quan-tri", PASSWORD, StaffRole.ADMIN)
    return site


def with_probe(app: Starlette) -> Starlette:
    """The application with a page of each role and one that takes a POST."""

    async def who(request: Request) -> Told:
        return JSONResponse([signed_in(request).name, request.state.csrf])

    @needs(StaffRole.TRAINING)
    async def take(request: Request) -> Told:
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return JSONResponse(await form_of(request))
        return JSONResponse({"read": len(await request.body())})

    app.router.routes[:0] = [
        Route("/dao-tao/ai", guarded(who, StaffRole.TRAINING)),
        Route("/quan-tri/ai", guarded(who, StaffRole.ADMIN)),
        Route("/dao-tao/nhan", take, methods=["POST"]),
    ]
    return app


@pytest.fixture
def front(staffed: Site) -> Callable[..., TestClient]:
    """A browser before an application of its own; it has limits of its own too."""

    def client(*, code: str | None = None, scheme: str = "http") -> TestClient:
        base = f"{scheme}://127.0.0.1"
        app = with_probe(staffed.app(code=code))
        return TestClient(app, base_url=base, headers={"Origin": base, "Accept": "text/html"}, follow_redirects=False)

    return client


def hidden(text: str, name: str = "csrf") -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', text)
    assert found is not None, text
    return unescape(found[1])


def send_form(client: TestClient, name: str, password: str, *, go_on: str = "", **headers: str) -> Response:
    """Fill in the form and send it."""
    form = client.get(f"/dang-nhap?tiep={quote(go_on, safe='')}")
    assert form.status_code == 200
    fields = {"csrf": hidden(form.text), "tiep": hidden(form.text, "tiep"), "ten": name, "mat-khau": password}
    return client.post("/dang-nhap", data=fields, headers=headers)


def sign_in(client: TestClient, name: str = "dao-tao") -> str:
    """Sign in and return the session's token."""
    response = send_form(client, name, PASSWORD)
    assert response.status_code == 303, response.text
    _, csrf = client.get("/dao-tao/ai").json()
    return str(csrf)


def set_session(site: Site, **values: datetime) -> None:
    """Change all sessions as time would."""
    site.journal.store.write(lambda connection: connection.execute(update(sessions).values(**values)))


# --- in and out ------------------------------------------------------------------------------------------------------


def test_in_and_out_without_a_script(front: Callable[..., TestClient]) -> None:
    with front() as client:
        sent = client.get("/quan-tri/ai?a=1&b=2")
        assert (sent.status_code, sent.headers["location"]) == (303, "/dang-nhap?tiep=%2Fquan-tri%2Fai%3Fa%3D1%26b%3D2")
        form = client.get(sent.headers["location"])
        assert "<script" not in form.text
        assert 'autocomplete="current-password"' in form.text
        response = send_form(client, "Quan-Tri ", PASSWORD, go_on=hidden(form.text, "tiep"))
        assert (response.status_code, response.headers["location"]) == (303, "/quan-tri/ai?a=1&b=2")
        name, csrf = client.get("/quan-tri/ai").json()
        assert name == "quan-tri"
        # The form is of no use any more and leads on.
        assert client.get("/dang-nhap?tiep=/dao-tao").headers["location"] == "/dao-tao"
        assert client.get("/dang-nhap").headers["location"] == "/quan-tri"

        ticket = client.cookies[TICKET]
        out = client.post("/dang-xuat", data={"csrf": csrf})
        assert (out.status_code, out.headers["location"]) == (303, "/dang-nhap")
        assert TICKET not in client.cookies
        client.cookies.set(TICKET, ticket)
        assert client.get("/quan-tri/ai").status_code == 303  # it is not only the browser that has forgotten
        assert client.post("/dang-xuat").headers["location"] == "/dang-nhap"


def test_without_a_page_to_go_on_to_each_role_has_its_own(front: Callable[..., TestClient]) -> None:
    for name, home in (("dao-tao", "/dao-tao"), ("quan-tri", "/quan-tri")):
        with front() as client:
            assert send_form(client, name, PASSWORD).headers["location"] == home


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\tx",
        "/\n/evil.example",
        "dao-tao",
        "",
        "/dang-nhap",
        "/dang-nhap?tiep=/dang-nhap",
        "/dang-xuat",
    ],
)
def test_it_leads_nowhere_else(front: Callable[..., TestClient], elsewhere: str) -> None:
    with front() as client:
        assert hidden(client.get(f"/dang-nhap?tiep={quote(elsewhere, safe='')}").text, "tiep") == ""
        fields = {"csrf": hidden(client.get("/dang-nhap").text), "ten": "dao-tao", "mat-khau": PASSWORD}
        response = client.post("/dang-nhap", data={**fields, "tiep": elsewhere})
        assert (response.status_code, response.headers["location"]) == (303, "/dao-tao")
        assert client.get(f"/dang-nhap?tiep={quote(elsewhere, safe='')}").headers["location"] == "/dao-tao"


def test_wrong_names_and_wrong_passwords_look_alike(front: Callable[..., TestClient]) -> None:
    with front() as client:
        told = []
        for name in ("dao-tao", "nobody"):
            response = send_form(client, name, "wrong one here")
            assert response.status_code == 403
            assert TICKET not in client.cookies
            text = re.sub(r'name="csrf" value="\w+"', "", response.text).replace(name, "")
            told.append(text)
            assert staff.SIGN_IN_WRONG in text
            assert "wrong one here" not in text
        assert told[0] == told[1]
        odd = send_form(client, '"><script>alert(1)</script>', "x")
        assert "<script>alert" not in odd.text


def test_a_dummy_is_hashed_where_there_is_no_account(front: Callable[..., TestClient]) -> None:
    class Counting(Passwords):
        compared: list[bool]

        def fits(self, kept: str | None, password: str) -> bool:
            self.compared.append(kept is not None)
            return super().fits(kept, password)

    with front() as client:
        accounts = client.app.state.staff.accounts  # type: ignore[attr-defined]
        counting = Counting(PasswordHasher(time_cost=1, memory_cost=64))
        counting.compared = []
        accounts._passwords = counting
        send_form(client, "nobody", "wrong one here")
        send_form(client, "dao-tao", "wrong one here")
        assert counting.compared == [False, True]


def test_cookie_flags(front: Callable[..., TestClient]) -> None:
    for scheme in ("http", "https"):
        with front(scheme=scheme) as client:
            response = send_form(client, "dao-tao", PASSWORD)
            [line] = [one for one in response.headers.get_list("set-cookie") if one.startswith(f"{TICKET}=")]
            held = {
                part.strip().partition("=")[0].casefold(): part.strip().partition("=")[2] for part in line.split(";")
            }
            assert len(held[TICKET]) == 43
            assert (held["path"], held["samesite"], held["max-age"]) == ("/", "Lax", "43200")
            assert "httponly" in held
            assert "domain" not in held
            assert ("secure" in held) is (scheme == "https")
            assert response.headers["cache-control"] == "no-store"


def test_a_ticket_from_before_is_not_taken_over(front: Callable[..., TestClient]) -> None:
    with front() as client:
        client.cookies.set(TICKET, "chosen-by-somebody-else")
        sign_in(client)
        assert client.cookies.get(TICKET, domain="127.0.0.1") != "chosen-by-somebody-else"


def test_two_sessions_at_once(front: Callable[..., TestClient]) -> None:
    with front() as one, front() as other:
        first, second = sign_in(one), sign_in(other, "quan-tri")
        assert first != second
        assert one.get("/dao-tao/ai").json()[0] == "dao-tao"
        assert other.get("/dao-tao/ai").json()[0] == "quan-tri"
        # A second sign-in in the same browser ends what it replaces.
        before = one.cookies[TICKET]
        phien = one.cookies["phien"]
        with front() as again:
            again.cookies.set("phien", phien)
            fields = {"csrf": hidden(again.get("/dang-nhap").text), "ten": "dao-tao", "mat-khau": PASSWORD}
            assert again.post("/dang-nhap", data=fields, headers={"Cookie": f"phien={phien}; {TICKET}={before}"})
        assert one.get("/dao-tao/ai").status_code == 303
        assert other.get("/quan-tri/ai").status_code == 200


# --- what a session stands -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ticket", ["", "x", "a" * 43, "../..", "a" * 5000])
def test_forged_tickets(front: Callable[..., TestClient], ticket: str) -> None:
    with front() as client:
        assert client.get("/dao-tao/ai", headers={"Cookie": f"{TICKET}={ticket}"}).status_code == 303


def test_sessions_that_are_over(front: Callable[..., TestClient], staffed: Site) -> None:
    now = datetime.now(UTC)
    with front() as client:
        for change in (
            {"expires_at": now},
            {"seen_at": now - timedelta(hours=2)},
        ):
            sign_in(client)
            set_session(staffed, **change)
            assert client.get("/dao-tao/ai").status_code == 303
            client.cookies.clear()


def test_closed_accounts_and_changed_passwords(front: Callable[..., TestClient], own: str, staffed: Site) -> None:
    accounts = staffed.app().state.staff.accounts
    with front() as client:
        sign_in(client, own)
        accounts.set_password(own, PASSWORD + "2")
        assert client.get("/dao-tao/ai").status_code == 303
        accounts.set_password(own, PASSWORD)
        client.cookies.clear()
        sign_in(client, own)
        accounts.close(own)
        assert client.get("/dao-tao/ai").status_code == 303
        client.cookies.clear()
        assert send_form(client, own, PASSWORD).status_code == 403


@pytest.fixture
def own(staffed: Site) -> str:
    """An account of one's own, of training staff."""
    name = f"rieng-{time.time_ns()}"
    staffed.app().state.staff.accounts.add(name, PASSWORD, StaffRole.TRAINING)
    return name


def test_the_wrong_role_is_told_so(front: Callable[..., TestClient]) -> None:
    with front() as client:
        csrf = sign_in(client)
        for path in ("/quan-tri/ai", TRAIL):
            refused = client.get(path)
            assert refused.status_code == 403
            assert staff.NOT_ALLOWED in refused.text
            assert refused.headers["content-type"].startswith("text/html")
        told = client.get("/quan-tri/ai", headers={"Accept": "application/json"})
        assert (told.status_code, told.json()) == (403, {"error": staff.NOT_ALLOWED})
        assert client.post("/dao-tao/nhan", data={"csrf": csrf}).status_code == 200


def test_every_page_of_staff_is_guarded(front: Callable[..., TestClient], staffed: Site) -> None:
    """Whatever is added below the areas of staff: nobody reaches it without signing in."""
    with front(code="mã") as client:
        found = 0
        for route in staffed.app().routes:
            path = re.sub(r"\{[^}]*\}", "1", getattr(route, "path", ""))
            if not path.startswith(STAFF_AREAS):
                continue
            for method in getattr(route, "methods", None) or ("GET",):
                found += 1
                response = client.request(method, path)
                assert response.status_code in (303, 401), (method, path)
                if response.status_code == 303:
                    assert response.headers["location"].startswith("/dang-nhap"), (method, path)
        assert found >= 2


def test_odd_addresses_before_signing_in(front: Callable[..., TestClient]) -> None:
    odd = "http://["
    with front(code="mã") as client:
        assert client.get("/healthzz").status_code == 303
        assert client.get("/healthz/x").status_code == 303
        assert client.get("/healthz").status_code == 200
        many = client.get("/dao-tao/chu-de/" + "9" * 5_000)
        assert (many.status_code, many.headers["location"][:11]) == (303, "/dang-nhap?")
        assert client.post("/dang-nhap", data={}, headers={"Origin": odd}).status_code == 403
        assert client.post("/dao-tao/nhan", data={}, headers={"Referer": odd}).status_code == 401


# --- whose request it is ---------------------------------------------------------------------------------------------


def test_a_post_needs_the_token_of_its_session(front: Callable[..., TestClient]) -> None:
    with front() as client, front() as other:
        csrf, foreign = sign_in(client), sign_in(other, "quan-tri")
        for wrong in (None, "", "x", foreign, csrf[:-1], csrf.upper() + "é", "0" * 32):
            fields = {"a": "b"} if wrong is None else {"a": "b", "csrf": wrong}
            assert client.post("/dao-tao/nhan", data=fields).status_code == 403, wrong
            headers = {} if wrong is None else {"X-CSRF": wrong.encode()}
            refused = client.post("/dao-tao/nhan", content=b"x", headers=headers)
            assert refused.status_code == 403, wrong
            if wrong is not None:
                assert refused.json() == {"error": staff.FORM_FOREIGN}
        assert client.post("/dao-tao/nhan", data={"a": "b"}, params={"csrf": csrf}).status_code == 403
        taken = client.post("/dao-tao/nhan", data={"a": "đ", "csrf": csrf})
        assert taken.json() == {"a": "đ", "csrf": csrf}
        assert client.post("/dao-tao/nhan", content=b"x" * 200_000, headers={"X-CSRF": csrf}).json() == {
            "read": 200_000
        }


def test_signing_out_needs_it_too(front: Callable[..., TestClient]) -> None:
    with front() as client:
        csrf = sign_in(client)
        assert client.post("/dang-xuat").status_code == 403
        assert client.get("/dang-xuat").status_code == 405
        assert client.get("/dao-tao/ai").status_code == 200
        assert client.post("/dang-xuat", data={"csrf": csrf}).status_code == 303


def test_a_form_with_files_is_refused_before_it_is_read(front: Callable[..., TestClient]) -> None:
    with front() as client:
        csrf = sign_in(client)
        files = {"tệp": ("a.docx", b"z" * 300_000)}
        taken = client.post("/dao-tao/nhan", data={"csrf": csrf, "b": "c"}, files=files)
        assert taken.status_code == 200
        assert taken.json()["read"] > 300_000  # whole, with what the guard has looked at
        assert client.post("/dao-tao/nhan", data={"b": "c", "csrf": csrf}, files=files).status_code == 403
        assert client.post("/dao-tao/nhan", data={"csrf": "0" * 32}, files=files).status_code == 403

        def body() -> Iterator[bytes]:
            for _ in range(10):
                yield b"z" * 10_000

        headers = {"Content-Type": "multipart/form-data; boundary=zz"}
        assert client.post("/dao-tao/nhan", content=body(), headers=headers).status_code == 403


def test_requests_of_other_sites_are_refused_even_with_the_token(front: Callable[..., TestClient]) -> None:
    with front() as client:
        form = hidden(client.get("/dang-nhap").text)
        fields = {"csrf": form, "ten": "dao-tao", "mat-khau": PASSWORD}
        for headers in ({"Origin": EVIL}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
            assert client.post("/dang-nhap", data=fields, headers=headers).status_code == 403
        csrf = sign_in(client)
        for headers in ({"Origin": EVIL}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
            assert client.post("/dao-tao/nhan", data={"csrf": csrf}, headers=headers).status_code == 403
            assert client.post("/dao-tao/nhan", headers={**headers, "X-CSRF": csrf}).status_code == 403
        assert client.get("/dang-nhap", headers={"Host": "evil.example"}).status_code == 421  # a name made to lead here


def test_the_form_to_sign_in_is_of_this_browser(front: Callable[..., TestClient]) -> None:
    with front() as client, front() as other:
        foreign = hidden(other.get("/dang-nhap").text)
        client.get("/dang-nhap")
        for wrong in ("", foreign):
            fields = {"csrf": wrong, "ten": "dao-tao", "mat-khau": PASSWORD, "tiep": "/quan-tri/ai"}
            refused = client.post("/dang-nhap", data=fields)
            assert refused.status_code == 403
            assert staff.FORM_OLD in refused.text
            assert TICKET not in client.cookies
        again = {
            "csrf": hidden(refused.text),
            "ten": "dao-tao",
            "mat-khau": PASSWORD,
            "tiep": hidden(refused.text, "tiep"),
        }
        assert client.post("/dang-nhap", data=again).headers["location"] == "/quan-tri/ai"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        ("a=đ".encode(), "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=b" for _ in range(2000)), "application/x-www-form-urlencoded", 400),
        (b"a=" + b"b" * 70_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_odd_forms(front: Callable[..., TestClient], content: bytes, kind: str, status: int) -> None:
    with front() as client:
        response = client.post("/dang-nhap", content=content, headers={"Content-Type": kind})
        assert response.status_code == status


def test_a_session_that_ends_before_a_form_is_sent(front: Callable[..., TestClient]) -> None:
    with front() as client:
        here = {"Referer": "http://127.0.0.1/dao-tao?tu=1"}
        refused = client.post("/dao-tao/nhan", data={"csrf": "x"}, headers=here)
        assert refused.status_code == 401
        assert staff.SIGN_IN_AGAIN in refused.text
        assert hidden(refused.text, "tiep") == "/dao-tao?tu=1"
        away = client.post("/dao-tao/nhan", data={"csrf": "x"}, headers={"Referer": f"{EVIL}/dao-tao"})
        assert hidden(away.text, "tiep") == ""
        told = client.post("/dao-tao/nhan", headers={"X-CSRF": "x"})
        assert (told.status_code, told.json()) == (401, {"error": staff.SIGN_IN_AGAIN})
        assert client.get("/dao-tao/ai", headers={"Accept": "application/json"}).status_code == 401


# --- guessing --------------------------------------------------------------------------------------------------------


def test_a_name_is_tried_a_few_times_only(front: Callable[..., TestClient], own: str) -> None:
    with front() as client:
        for _ in range(5):
            assert send_form(client, own, "wrong one here").status_code == 403
        for password in ("wrong one here", PASSWORD):
            refused = send_form(client, own.upper(), password)
            assert refused.status_code == 429
            assert 500 < int(refused.headers["retry-after"]) <= 600
            assert "Anh/chị thử lại sau 10 phút" in refused.text
        assert send_form(client, "dao-tao", PASSWORD).status_code == 303


def test_tries_are_counted_for_name_and_address_and_never_for_good() -> None:
    now = 0.0
    tries = SignInTries(clock=lambda: now)
    assert [tries.take("lan", f"10.0.0.{number}") for number in range(6)] == [0] * 5 + [600]
    assert tries.take("Lan ", "10.0.0.9") == 600
    now = 599
    assert tries.take("lan", "10.0.0.9") == 1
    now = 600
    assert tries.take("lan", "10.0.0.9") == 0

    tries = SignInTries(clock=lambda: now)
    assert [tries.take(f"name{number}", "10.0.0.1") for number in range(21)] == [0] * 20 + [600]
    assert tries.take("other", "10.0.0.2") == 0


def test_whoever_has_signed_in_from_somewhere_is_not_shut_out_by_others() -> None:
    tries = SignInTries(clock=lambda: 0.0)
    assert tries.take("lan", "10.0.0.1") == 0
    tries.right("lan", "10.0.0.1")
    assert [tries.take("lan", "10.6.6.6") > 0 for _ in range(7)] == [False] * 5 + [True] * 2
    assert tries.take("lan", "10.0.0.1") == 0
    tries.right("lan", "10.0.0.1")
    # Their own address is no way around the limit of the address.
    assert [tries.take("lan", "10.0.0.1") > 0 for _ in range(21)] == [False] * 20 + [True]


def test_right_tries_are_not_counted_and_wipe_no_wrong_ones_of_the_address() -> None:
    tries = SignInTries(clock=lambda: 0.0)
    for _ in range(50):
        assert tries.take("lan", "10.0.0.1") == 0
        tries.right("lan", "10.0.0.1")
    for number in range(20):
        assert tries.take(f"name{number}", "10.0.0.1") == 0
        if number < 19:
            assert tries.take("lan", "10.0.0.1") == 0
            tries.right("lan", "10.0.0.1")
    assert tries.take("lan", "10.0.0.1") > 0


def test_what_is_remembered_of_tries_is_bounded() -> None:
    tries = Tries(5, 600, clock=lambda: 0.0)
    for number in range(20_001):
        tries.take(str(number))
    assert len(tries._made) == 10_000


# --- beside the access code ------------------------------------------------------------------------------------------


def test_staff_need_no_code(front: Callable[..., TestClient]) -> None:
    with front(code="mã bí mật") as client:
        assert client.get("/").headers["location"].startswith("/ma?")
        assert client.get("/dao-tao/ai").headers["location"].startswith("/dang-nhap?")
        assert client.get("/dao-taox").headers["location"].startswith("/ma?")
        client.cookies.set(TICKET, "forged")
        assert client.get("/").headers["location"].startswith("/ma?")
        client.cookies.clear()
        csrf = sign_in(client)
        assert client.get("/").status_code == 200
        assert client.get("/api/documents").status_code == 200
        client.post("/dang-xuat", data={"csrf": csrf})
        assert client.get("/").headers["location"].startswith("/ma?")


# --- the trail -------------------------------------------------------------------------------------------------------


def test_the_trail_is_shown_to_admins_in_pages(front: Callable[..., TestClient], staffed: Site) -> None:
    def fill(connection: Any) -> None:
        for number in range(120):
            note(connection, "quan-tri", Action.UPLOADED, f"<b>{number}</b>.docx")
        note(connection, CONSOLE, Action.ACCOUNT_CLOSED, "ai-do")

    staffed.journal.store.write(fill)
    with front() as client:
        sign_in(client, "quan-tri")
        at, seen, pages = TRAIL, [], 0
        while at:
            shown = client.get(at).text
            assert "<b>" not in shown
            seen += re.findall(r"&lt;b&gt;(\d+)&lt;", shown)
            pages += 1
            older = re.search(r'href="(/quan-tri/nhat-ky\?truoc=\d+)"', shown)
            at = older[1] if older else ""
        assert seen == [str(number) for number in reversed(range(120))]
        assert pages >= 3
        first = client.get(TRAIL).text
        assert staff.NOBODY[CONSOLE] in first
        assert staff.ACTIONS["signed_in"] in first
        assert 'aria-current="page">Nhật ký' in first
        assert client.get(f"{TRAIL}?truoc=1").status_code == 200
        assert client.get(f"{TRAIL}?truoc=x").status_code == 400


def test_the_frame_shows_what_the_role_may(front: Callable[..., TestClient], staffed: Site) -> None:
    async def empty(request: Request) -> Told:
        return page(request, "staff_base.html", {}, here="training")

    for name, admin in (("dao-tao", False), ("quan-tri", True)):
        with front() as client:
            client.app.router.routes.insert(0, Route("/dao-tao", guarded(empty, StaffRole.TRAINING)))  # type: ignore[attr-defined]
            csrf = sign_in(client, name)
            shown = client.get("/dao-tao").text
            assert ('href="/quan-tri"' in shown, TRAIL in shown) == (admin, admin)
            assert hidden(shown) == csrf
            assert f'<meta name="csrf" content="{csrf}">' in shown
            assert not re.search(r"<style|<script(?![^>]* src=\"/static/)|\son\w+=|\sstyle=", shown)
            assert client.cookies[TICKET] not in shown


# --- quiet -----------------------------------------------------------------------------------------------------------


def test_neither_password_nor_ticket_reaches_a_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)  # before the journal is opened: its engine asks once how much is to be logged
    with site_in(tmp_path) as site:
        app = with_probe(site.app())
        accounts = app.state.staff.accounts
        accounts.add("dao-tao", PASSWORD, StaffRole.TRAINING)
        with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
            client.headers.update({"Origin": "http://127.0.0.1", "Accept": "text/html"})
            send_form(client, "dao-tao", "this one is wrong")
            csrf = sign_in(client)
            ticket = client.cookies[TICKET]
            client.post("/dao-tao/nhan", data={"csrf": csrf, "mat-khau": PASSWORD})
            accounts.set_password("dao-tao", PASSWORD)
    lines = [f"{record.name} {record.getMessage()} {record.args}" for record in caplog.records]
    assert lines
    for secret in (PASSWORD, quote(PASSWORD), "this one is wrong", ticket, csrf):
        assert [line for line in lines if secret in line] == []


def test_no_ticket_lies_in_the_data_folder(front: Callable[..., TestClient], staffed: Site) -> None:
    with front() as client:
        csrf = sign_in(client)
        ticket = client.cookies[TICKET]
        held = b"".join(file.read_bytes() for file in Path(staffed.data).rglob("*") if file.is_file())
        for secret in (ticket, csrf, PASSWORD):
            assert secret.encode() not in held


def test_a_disk_that_takes_nothing_lets_staff_look_on(
    front: Callable[..., TestClient], staffed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with front() as client:
        sign_in(client)
        set_session(staffed, seen_at=datetime.now(UTC) - timedelta(minutes=5))

        def full(_: object) -> None:
            raise DataFolderBroken("no room")

        monkeypatch.setattr(staffed.journal.store, "write", full)
        assert client.get("/dao-tao/ai").status_code == 200


def test_a_handler_that_nobody_guards_is_told_so(front: Callable[..., TestClient]) -> None:
    async def open_to_all(request: Request) -> Told:
        return JSONResponse(signed_in(request).name)

    with front() as client:
        client.app.router.routes.insert(0, Route("/dao-tao/ho", open_to_all))  # type: ignore[attr-defined]
        assert client.get("/dao-tao/ho").status_code == 401


# --- in a browser ----------------------------------------------------------------------------------------------------


@pytest.mark.needs("chromium")
def test_a_person_signs_in_by_keyboard(
    staffed: Site,
    browser: Any,  # noqa: F811
    size: str,  # noqa: F811
    shot: Callable[..., None],  # noqa: F811
) -> None:
    with served(with_probe(staffed.app(code="mã"))) as address, opened(browser, address, size) as tab:
        tab.goto(f"{address}{TRAIL}")
        assert tab.url == f"{address}/dang-nhap?tiep=%2Fquan-tri%2Fnhat-ky"
        assert tab.evaluate("document.activeElement.id") == "name"
        shot(tab, f"{size}-sign-in")
        tab.keyboard.type("quan-tri")
        tab.keyboard.press("Tab")
        tab.keyboard.type("sai rồi, không phải")
        tab.keyboard.press("Enter")
        tab.get_by_text(staff.SIGN_IN_WRONG).wait_for()
        assert tab.evaluate("document.activeElement.id") == "password"
        assert tab.input_value("#name") == "quan-tri"
        assert tab.evaluate(CONTRAST)[0] >= 4.5
        shot(tab, f"{size}-sign-in-wrong")
        tab.keyboard.type(PASSWORD)
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"{address}{TRAIL}")
        assert tab.locator("tbody tr").count() >= 2
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.evaluate(CONTRAST)[0] >= 4.5
        shot(tab, f"{size}-trail")
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.className") == "skip"
        tab.get_by_role("button", name=staff.WORDS["sign_out"]).press("Enter")
        tab.wait_for_url(f"{address}/dang-nhap")
        tab.goto(f"{address}{TRAIL}")
        assert "/dang-nhap" in tab.url


@pytest.mark.needs("chromium")
def test_without_scripts_it_works_the_same(staffed: Site, browser: Any) -> None:  # noqa: F811
    with served(staffed.app()) as address, opened(browser, address, java_script_enabled=False) as tab:
        tab.goto(f"{address}{TRAIL}")
        tab.fill("#name", "quan-tri")
        tab.fill("#password", PASSWORD)
        tab.click("button[type=submit]")
        tab.wait_for_url(f"{address}{TRAIL}")
        tab.click(".staff-out button")
        tab.wait_for_url(f"{address}/dang-nhap")
