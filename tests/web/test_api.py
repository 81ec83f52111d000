"""The server's side: what it tells, to whom, and what it turns away."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from bot import phrases
from bot.answer import Contact
from bot.conversation.service import Assistant
from bot.journal import Outcome, Reason, Verdict
from bot.phrases import dialogue, folder, staff, training
from bot.web import create_app
from bot.web.access import Access, inside, of_staff
from bot.web.payload import web_link
from tests.web.conftest import Site
from tests.web.fakes import ANSWERED, ATTACK, NOWHERE, OLD

OTHER = {"Origin": "http://evil.example"}


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    with site.client() as made:
        yield made


def ask(client: TestClient, question: str, chat: str = "c") -> dict[str, Any]:
    response = client.post("/api/ask", json={"question": question, "chat": chat})
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


def test_an_answer_has_the_contract_and_what_the_page_needs(client: TestClient, site: Site) -> None:
    told = ask(client, ANSWERED)
    assert (told["status"], told["outcome"], told["may_rate"]) == ("answered", "answered", True)
    [citation, *_] = told["citations"]
    document = next(one for one in site.live.generation.documents if one.file == citation["file"])
    assert document.text[citation["start"] : citation["end"]] == citation["quote"]
    assert citation["mark"] == hashlib.sha256(citation["quote"].encode()).hexdigest()[:12]
    assert any(block["kind"] == "quote" for block in told["blocks"])
    held = site.journal.question(told["id"])
    assert held is not None
    assert (held.typed, held.outcome, held.channel) == (ANSWERED, Outcome.ANSWERED, "web")
    assert held.citations[0].start == citation["start"]


def test_near_refused_and_talk(client: TestClient) -> None:
    assert ask(client, OLD)["status"] == "near"
    refused = ask(client, NOWHERE)
    assert refused["status"] == "refused"
    assert all(suggestion["start"] is not None for suggestion in refused["suggestions"] if suggestion["address"])
    talk = ask(client, "xin chào")
    assert (talk["status"], talk["may_rate"]) == ("talk", False)


def test_with_nothing_decided_beforehand(site: Site) -> None:
    """The product's own search and bar behind the pages: whatever they decide, the page can show it."""
    contact = Contact("Ban Tổ chức")
    app = create_app(Assistant(site.live, site.journal, contact, site.settings), site.settings, code=None)
    with TestClient(app, base_url="http://127.0.0.1", headers={"Origin": "http://127.0.0.1"}) as client:
        for question in (ANSWERED, OLD, "Zúm zim qwerty?", "cảm ơn"):
            told = ask(client, question)
            assert told["outcome"] == told["status"]
            shown = "".join(part["text"] for block in told["blocks"] for part in block["parts"])
            assert all(citation["quote"] in shown for citation in told["citations"])
            named = [block["ref"] for block in told["blocks"] if block["kind"] == "suggestion"]
            assert sorted(named) == list(range(len(told["suggestions"])))
            if told["status"] == "refused":  # its lines that name suggestions are the ones that can be tapped
                assert "– " not in shown


def test_a_follow_up_leans_on_the_same_conversation_of_the_same_person(own_site: Site) -> None:
    with own_site.client() as client:
        ask(client, ANSWERED, "one")
        joined = ask(client, "còn phụ cấp thì sao?", "one")["id"]
        alone = ask(client, "còn phụ cấp thì sao?", "two")["id"]
        held, other = own_site.journal.question(joined), own_site.journal.question(alone)
        assert held is not None
        assert other is not None
        assert "luân chuyển" not in other.searched
        with own_site.client() as stranger:
            number = ask(stranger, "còn phụ cấp thì sao?", "one")["id"]
            mine = own_site.journal.question(number)
            assert mine is not None
            assert "luân chuyển" not in mine.searched


@pytest.mark.parametrize("typed", ["/xoadulieu", "/xóa dữ liệu", "xóa dữ liệu của tôi", "xoa du lieu"])
def test_who_wants_to_be_forgotten_is_asked_and_then_forgotten(typed: str, own_site: Site) -> None:
    def said(client: TestClient, words: str) -> str:
        told = ask(client, words)
        assert "id" not in told  # no question of the journal
        return "\n".join("".join(part["text"] for part in block["parts"]) for block in told["blocks"])

    def held() -> int:
        return int(own_site.journal.store.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM questions").scalar()))

    with own_site.client() as client, own_site.client() as other:
        ask(client, ANSWERED)
        ask(client, OLD, "another talk")
        theirs = ask(other, ANSWERED)["id"]
        assert "không lấy lại được" in said(client, typed)
        assert said(client, "Thôi") == dialogue.KEPT
        assert held() == 3
        said(client, typed)
        assert ask(client, "vb")["act"] == {"do": "documents"}
        ask(client, "đồng ý")  # to nothing: something else was said meanwhile
        assert own_site.journal.question(theirs) is not None
        before = held()
        assert before >= 3
        said(client, typed)
        assert phrases.WEB_FORGOTTEN in said(client, "Đồng ý ạ")
        assert held() == 1
        assert own_site.journal.question(theirs) is not None


def test_a_long_question_is_cut_with_a_word_about_it(client: TestClient, site: Site) -> None:
    told = ask(client, ANSWERED + " thêm chữ" * 200)
    assert told["text"].startswith("Câu hỏi dài quá 1.000 ký tự")
    held = site.journal.question(told["id"])
    assert held is not None
    assert len(held.typed) > 1_800
    assert len(held.searched) <= 1_000


def test_odd_questions_are_answered_politely(client: TestClient) -> None:
    for question in ["\ud800 lẻ", "\0", "   ", "<b>", "😀" * 400]:
        response = client.post(
            "/api/ask",
            content=('{"chat": "c", "question": "%s"}' % question.encode("utf-16", "surrogatepass").hex()).encode(),  # noqa: UP031
            headers={"Content-Type": "application/json"},
        )
        assert response.status_code == 200
    escaped = client.post(
        "/api/ask",
        content=b'{"question": "\\ud800 \\u0000 hoi", "chat": "c"}',
        headers={"Content-Type": "application/json"},
    )
    assert escaped.status_code == 200


def test_safe_headers_on_everything(client: TestClient) -> None:
    for path in ("/", "/static/chat.js", "/healthz", "/nguon?file=x", "/nowhere", "/api/examples"):
        response = client.get(path)
        policy = response.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "same-origin"
        assert response.headers["x-frame-options"] == "DENY"
    assert client.get("/").headers["cache-control"] == "no-store"


def test_no_page_holds_inline_code_or_reaches_elsewhere(client: TestClient, site: Site) -> None:
    citation = ask(client, ANSWERED)["citations"][0]
    place = f"file={quote(citation['file'])}&start={citation['start']}&end={citation['end']}"
    with site.client(code="x") as other:
        pages = [client.get("/").text, client.get(f"/nguon?{place}").text, other.get("/ma").text]
    for page in pages:
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]* src=\"/static/)|\son\w+=|\sstyle=", page)
        assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?:https?:)?//", page)


def test_static_code_never_builds_markup_from_text() -> None:
    folder = Path(__file__).resolve().parents[2] / "bot" / "web" / "static"
    for file in folder.glob("*.js"):
        code = file.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", code), (
            file
        )
        assert "//cdn" not in code
    for file in folder.glob("*.css"):
        assert not re.search(r"@import|url\(", file.read_text("utf-8")), file


def test_every_word_that_scripts_and_templates_use_is_there_and_used() -> None:
    web = Path(__file__).resolve().parents[2] / "bot" / "web"
    used: set[str] = set()
    for file in web.rglob("*"):
        if file.suffix in (".js", ".html"):
            used |= set(re.findall(r"\b(?:words|w)\.(\w+)", file.read_text("utf-8")))
        elif file.suffix == ".py":
            used |= set(re.findall(r"WEB\[\"(\w+)\"\]", file.read_text("utf-8")))
    assert used - {"reasons"} == phrases.WEB.keys()
    assert list(phrases.RATING_REASONS) == [reason.value for reason in Reason]


def test_every_word_of_staff_pages_is_used() -> None:
    bot = Path(__file__).resolve().parents[2] / "bot"
    files = [*(bot / "web").rglob("*.html"), *(bot / "web").rglob("*.py"), *(bot / "phrases").glob("*.py")]
    texts = [file.read_text("utf-8") for file in files]
    hints = set(folder.HINTS.values())
    for name, held in (("t", training.WORDS), ("f", folder.WORDS), ("s", staff.WORDS)):
        pattern = rf"\b{name}\.(\w+)|WORDS\[[\"'](\w+)[\"']\]"
        used = {key for text in texts for found in re.findall(pattern, text) for key in found}
        assert held.keys() - used - hints == set()


def test_cookie_is_out_of_reach_and_stays(site: Site) -> None:
    with site.client() as client:
        line = client.get("/").headers["set-cookie"]
        assert re.match(r"phien=[A-Za-z0-9_-]{32};", line)
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Secure" not in line
        assert "set-cookie" not in client.get("/").headers
    with site.client() as other:
        assert "set-cookie" in other.get("/", headers={"Cookie": "phien=short"}).headers
    with TestClient(site.app(), base_url="https://127.0.0.1") as secure:
        assert "Secure" in secure.get("/").headers["set-cookie"]


def test_only_the_asker_rates(site: Site, client: TestClient) -> None:
    number = ask(client, ANSWERED)["id"]
    assert client.post("/api/rate", json={"id": number, "verdict": "up"}).status_code == 200
    assert client.post("/api/rate", json={"id": number, "verdict": "down", "reason": "incomplete"}).status_code == 200
    with site.client() as stranger:
        refused = stranger.post("/api/rate", json={"id": number, "verdict": "up"})
        assert refused.status_code == 403
        assert refused.json() == {"error": phrases.WEB_NOT_YOURS}
    held = site.journal.question(number)
    assert held is not None
    assert held.rating is not None
    assert (held.rating.verdict, held.rating.reason) == (Verdict.DOWN, Reason.INCOMPLETE)


@pytest.mark.parametrize(
    "body",
    [
        {"id": 1, "verdict": "maybe"},
        {"id": 1, "verdict": "up", "reason": "other"},
        {"id": 1, "verdict": "down", "reason": "because"},
        {"id": True, "verdict": "up"},
        {"id": 0, "verdict": "up"},
        {"id": 2**63, "verdict": "up"},
        {"id": "1", "verdict": "up"},
        {"verdict": "up"},
        [],
        "up",
    ],
)
def test_wrong_ratings_are_refused(client: TestClient, body: object) -> None:
    assert client.post("/api/rate", json=body).status_code == 400


def test_every_post_comes_from_our_own_page_as_json(site: Site) -> None:
    app = site.app(code="mã bí mật")
    taking = [route for route in app.routes if isinstance(route, Route) and "POST" in (route.methods or ())]
    posts = [route.path for route in taking if route.path.startswith("/api/")]  # staff pages guard their own
    assert len(posts) == 3
    with site.client(code="mã bí mật") as client:
        assert client.post("/api/ma", json={"code": "mã bí mật"}).status_code == 200
        for path in posts:
            for headers in (
                OTHER,
                {"Origin": "null"},
                {"Origin": "http://127.0.0.1:81"},
                {"Sec-Fetch-Site": "cross-site"},
                {"Sec-Fetch-Site": "same-site"},
                {"Sec-Fetch-Site": "none"},
                {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
            ):
                assert client.post(path, json={}, headers=headers).status_code == 403, (path, headers)
            assert client.post(path, data={"a": "b"}).status_code == 415
            assert client.post(path, content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415
            assert client.get(path).status_code == 405
            del client.headers["Origin"]
            assert client.post(path, json={}).status_code == 403
            assert client.post(path, json={}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 400
            client.headers["Origin"] = "http://127.0.0.1"


def test_bodies_are_small_and_make_sense(client: TestClient) -> None:
    def send(content: Any) -> int:
        return client.post("/api/ask", content=content, headers={"Content-Type": "application/json"}).status_code

    assert send(b'{"question": "' + b"a" * 70_000 + b'"}') == 413
    assert send(iter([b'{"question": "', *[b"a" * 30_000] * 3])) == 413  # nobody said how long it would be
    assert send(b"{") == 400
    assert send(b"\xff\xfe\x00") == 400
    assert send(b"[" * 60_000) == 400
    assert send(b'{"question": 5, "chat": "c"}') == 400
    assert send(b'{"question": "a"}') == 400


@pytest.mark.parametrize(
    "name",
    [
        "../data/journal.key",
        "..%2fdata%2fjournal.key",
        "/etc/passwd",
        "trung ương/../../data/journal.sqlite",
        "trung ương",
        "",
        ".",
        "\0",
        "ghi-nhớ.md\0.txt",
        "secret.md",
    ],
)
def test_nothing_but_documents_can_be_fetched(own_site: Site, name: str) -> None:
    (own_site.knowledge / ".secret").write_text("no", encoding="utf-8")
    with own_site.client() as client:
        for path in ("/tai", "/nguon", "/api/source"):
            response = client.get(path, params={"file": name})
            assert response.status_code == 404
            assert "root:" not in response.text


def test_a_link_out_of_the_folder_is_not_followed(own_site: Site, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("Điều 1. Ngoài thư mục tài liệu, không ai được tải về.", encoding="utf-8")
    (own_site.knowledge / "link.txt").symlink_to(outside)
    own_site.live.refresh()
    with own_site.client() as client:
        assert client.get("/tai", params={"file": "link.txt"}).status_code == 404


def test_the_original_comes_as_a_file_to_keep(client: TestClient, site: Site) -> None:
    response = client.get("/tai", params={"file": "trung ương/quy-định-65.md"})
    assert response.status_code == 200
    assert response.content == (site.knowledge / "trung ương" / "quy-định-65.md").read_bytes()
    disposition = response.headers["content-disposition"]
    assert disposition.startswith("attachment")
    assert quote("quy-định-65.md") in disposition
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_source_page_shows_markup_as_text(client: TestClient) -> None:
    citation = ask(client, ATTACK)["citations"][0]
    params = {"file": citation["file"], "start": citation["start"], "end": citation["end"], "mark": citation["mark"]}
    for level in ("passage", "article", "document"):
        page = client.get("/nguon", params={**params, "level": level}).text
        assert "<script>window" not in page
        assert "&lt;script&gt;window.attacked" in page
        assert '<mark id="here">' in page
    view = client.get("/api/source", params=params).json()
    assert view["highlighted"] == citation["quote"]
    nxt = view["next"]
    assert nxt["address"] == "Điều 2"


def test_a_stated_source_is_only_linked_where_it_is_a_web_page() -> None:
    assert web_link("https://example.vn/65") == "https://example.vn/65"
    assert [web_link(one) for one in (None, "", "javascript:alert(1)", "data:text/html,x", "example.vn")] == [None] * 5


@pytest.mark.parametrize(
    "query", ["start=-1&end=3", "start=1e3&end=5", "start=٣&end=5", "level=all", "start=99999999999999"]
)
def test_wrong_places_are_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/api/source?file=ghi-nh%E1%BB%9B.md&{query}").status_code == 400


def test_a_stale_place_gives_the_document_with_a_word(own_site: Site) -> None:
    with own_site.client() as client:
        citation = ask(client, ANSWERED)["citations"][0]
        params = {name: citation[name] for name in ("file", "start", "end", "mark")}
        file = own_site.knowledge / citation["file"]
        text = file.read_text("utf-8").replace("bốn mươi tám tháng", "ba mươi sáu tháng")
        file.write_text(text, encoding="utf-8")
        own_site.live.refresh()
        view = client.get("/api/source", params=params).json()
        assert view["notice"] == phrases.SOURCE_CHANGED
        assert view["highlighted"] == ""
        assert "ba mươi sáu tháng" in view["after"]
        file.unlink()
        own_site.live.refresh()
        gone = client.get("/api/source", params=params)
        assert gone.status_code == 404
        assert gone.json() == {"error": phrases.WEB_SOURCE_GONE}


def test_health(client: TestClient, site: Site) -> None:
    assert client.get("/healthz").json() == {"ok": True, "generation": site.live.generation.name, "documents": 4}


def test_examples_are_answered_and_documents_listed(client: TestClient) -> None:
    examples = client.get("/api/examples").json()["examples"]
    assert examples
    assert all(ask(client, example)["status"] == "answered" for example in examples)
    shelves = client.get("/api/documents").json()["shelves"]
    assert sum(len(shelf["documents"]) for shelf in shelves) == 4


def test_a_failure_is_recorded_told_politely_and_not_logged_in_words(
    own_site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def encode_query(self, text: str) -> Any:
            raise RuntimeError(f"cannot encode {text}")

    own_site.live._encoder = Broken()  # type: ignore[assignment]  # what a model that breaks at run time looks like
    with caplog.at_level(logging.DEBUG), own_site.client() as client:
        told = ask(client, "Câu hỏi kín đáo về luân chuyển?")
    assert (told["outcome"], told["may_rate"]) == ("failed", False)
    assert told["text"] == phrases.FAILED
    held = own_site.journal.question(told["id"])
    assert held is not None
    assert (held.outcome, held.typed) == (Outcome.FAILED, "Câu hỏi kín đáo về luân chuyển?")
    assert "RuntimeError" in caplog.text
    assert "kín đáo" not in caplog.text


def test_a_disk_that_fails_is_told_as_503(own_site: Site, caplog: pytest.LogCaptureFixture) -> None:
    own_site.journal.store.write(
        lambda connection: connection.exec_driver_sql(
            "CREATE TRIGGER broken BEFORE INSERT ON questions BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        )
    )
    with own_site.client() as client:
        response = client.post("/api/ask", json={"question": "Câu hỏi kín đáo?", "chat": "c"})
    assert response.status_code == 503
    assert response.json() == {"error": phrases.WEB_BROKEN}
    assert "disk is full" in caplog.text
    assert "kín đáo" not in caplog.text


def test_a_full_queue_answers_503_at_once_and_recovers(own_site: Site) -> None:
    own_site.encoder.gate.clear()
    codes: list[int] = []
    with own_site.client() as client:

        def one() -> None:
            codes.append(client.post("/api/ask", json={"question": ANSWERED, "chat": "c"}).status_code)

        threads = [threading.Thread(target=one) for _ in range(24)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 10
        while codes.count(503) < 6 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert codes == [503] * 6  # two at work, sixteen behind them, the rest turned away while the gate is shut
        assert client.get("/healthz").status_code == 200
        citation = {"file": "ghi-nhớ.md"}
        assert client.get("/api/source", params=citation).status_code == 200  # a source opens all the same
        own_site.encoder.gate.set()
        for thread in threads:
            thread.join()
        assert sorted(codes) == [200] * 18 + [503] * 6
        assert ask(client, ANSWERED)["status"] == "answered"


def test_an_unexpected_error_is_a_sentence_and_no_text_of_it(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    app = site.app()
    private = ("chuyện", "riêng")

    async def broken(request: object) -> None:
        raise ValueError(" ".join(private))

    app.router.routes.insert(0, Route("/api/broken", broken))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        response = client.get("/api/broken")
    assert response.status_code == 500
    assert response.json() == {"error": phrases.WEB_BROKEN}
    assert "ValueError" in caplog.text
    assert "chuyện riêng" not in caplog.text


def test_without_a_code_only_this_computers_names_are_served(site: Site) -> None:
    with site.client() as client:
        for host, code in (
            ("localhost:8080", 200),
            ("127.0.0.1", 200),
            ("[::1]:80", 200),
            ("evil.example", 421),
            ("", 421),
        ):
            assert client.get("/", headers={"Host": host}).status_code == code
        assert phrases.WEB_OTHER_HOST in client.get("/", headers={"Host": "evil.example"}).text
    with site.client(code="x") as client:
        assert client.get("/ma", headers={"Host": "cadre.example"}).status_code == 200


def test_with_a_code_nothing_but_forms_and_health_is_open(site: Site) -> None:
    app = site.app(code="mã-42")
    paths = [route.path for route in app.routes if isinstance(route, Route) and "GET" in (route.methods or ())]
    with site.client(code="mã-42") as client:
        for path in paths:
            response = client.get(re.sub(r"\{[^}]*\}", "1", path) + "?file=ghi-nhớ.md")
            if path in ("/ma", "/healthz", "/dang-nhap"):
                assert response.status_code == 200
            elif of_staff(path):
                assert response.status_code == 303
                assert response.headers["location"].startswith("/dang-nhap?tiep=%2F")
            elif path.startswith("/api/"):
                assert response.status_code == 401
            else:
                assert response.status_code == 303
                assert response.headers["location"].startswith("/ma?tiep=%2F")
        assert client.post("/api/ask", json={"question": "a", "chat": "c"}).status_code == 401
        assert client.post("/api/ma", json={"code": "mã-43"}).status_code == 403
        assert client.get("/").status_code == 303
        assert client.post("/api/ma", json={"code": " mã-42 "}).status_code == 200
        assert client.get("/").status_code == 200
        assert ask(client, ANSWERED)["status"] == "answered"
        ticket, person = client.cookies["ma"], client.cookies["phien"]
    bent = ticket[:-1] + ("0" if ticket[-1] != "0" else "1")
    with site.client(code="mã-42") as other:  # a ticket is no use bent, nor in another browser
        for held, code in (
            (f"ma={ticket}; phien={person}", 200),
            (f"ma={bent}; phien={person}", 303),
            (f"ma={ticket}", 303),
        ):
            assert other.get("/", headers={"Cookie": held}).status_code == code
            other.cookies.clear()


def test_wrong_codes_are_counted_by_address_and_forgiven_in_time(site: Site) -> None:
    with site.client(code="đúng") as client:
        codes = [client.post("/api/ma", json={"code": f"sai {n}"}).status_code for n in range(7)]
        assert codes == [403] * 5 + [429] * 2
        response = client.post("/api/ma", json={"code": "đúng"})
        assert response.status_code == 429
        assert response.headers["retry-after"] == "600"
    now = 0.0
    access = Access("đúng", clock=lambda: now)
    from starlette.exceptions import HTTPException
    from starlette.requests import Request

    def attempt(host: str, code: str) -> int:
        scope = {"type": "http", "scheme": "http", "headers": [], "client": (host, 1), "state": {"person": "p"}}
        try:
            access.try_code(Request(scope), code)
        except HTTPException as error:
            return error.status_code
        return 200

    assert [attempt("2001:db8::1", "sai") for _ in range(6)] == [403] * 5 + [429]
    assert attempt("2001:db8::2", "sai") == 429  # the same customer's network
    assert attempt("10.0.0.9", "đúng") == 200
    now = 601.0
    assert attempt("2001:db8::1", "đúng") == 200


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:1", "", "/\t/x"]
)
def test_after_the_code_one_stays_on_this_site(path: str) -> None:
    assert inside(path) == "/"
    assert inside("/nguon?file=a") == "/nguon?file=a"


def test_templates_and_static_files_belong_to_the_package() -> None:
    """What setuptools would put into a wheel: the patterns of pyproject.toml must name every kind of file."""
    root = Path(__file__).resolve().parents[2]
    patterns = re.search(
        r'\[tool\.setuptools\.package-data\]\n"\*" = \[(.*)\]', (root / "pyproject.toml").read_text("utf-8")
    )
    assert patterns is not None
    for file in (root / "bot" / "web").rglob("*.*"):
        if "__pycache__" not in file.parts and file.suffix != ".py":
            assert f'"*{file.suffix}"' in patterns[1], file
