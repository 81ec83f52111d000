"""The pages of training staff over the whole application: what they show, what can be done, what is kept of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from httpx import Response
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from starlette.requests import Request
from starlette.testclient import TestClient

from bot.journal import Reason, audit, todos
from bot.journal.accounts import StaffRole
from bot.journal.finding import Wanted, find, holds, words_of
from bot.model import VIETNAM
from bot.phrases import report, training
from bot.vietnamese import fold, normalise
from bot.web.training.periods import OTHER, period_of
from tests.conversation.asked import ask, find_themes
from tests.web.conftest import Site, site_in
from tests.web.fakes import ANSWERED, ATTACK, NOWHERE, OLD
from tests.web.test_staff import PASSWORD, hidden, send_form

SECRET = "Chỉ một người hỏi câu lạ lùng này?"
TODAY = datetime.now(VIETNAM).replace(hour=9, minute=30)


def filled(site: Site) -> Site:
    """A site where things were asked, and an account of each role."""
    accounts = site.app().state.staff.accounts
    accounts.add("dao-tao", PASSWORD, StaffRole.TRAINING)
    accounts.add("quan-tri", PASSWORD, StaffRole.ADMIN)
    asked = site.assistant
    ask(asked, ANSWERED, TODAY, *"12345", unit="Sở Nội vụ")
    ask(asked, "thoi gian luan chuyen cua can bo lanh dao la bao lau", TODAY, "6", channel="web")
    ask(asked, NOWHERE, TODAY, *"1234", unit="Sở Nội vụ", down=Reason.INCOMPLETE)
    ask(asked, OLD, TODAY, *"123")
    ask(asked, ATTACK, TODAY, *"1234")
    ask(asked, SECRET, TODAY, "9", unit="Xã Ít Người")
    ask(asked, "xin chào", TODAY, "1")
    find_themes(asked)
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("training")) as made:
        yield filled(made)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Site]:
    """One of its own, for tests that change it."""
    with site_in(tmp_path) as made:
        yield filled(made)


Desk = Callable[..., TestClient]


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Somebody who has signed in."""
    opened: list[TestClient] = []

    def make(site: Site, name: str = "dao-tao") -> TestClient:
        client = site.client()
        client.headers["Accept"] = "text/html"
        client.__enter__()
        opened.append(client)
        assert send_form(client, name, PASSWORD).status_code == 303
        return client

    yield make
    for client in opened:
        client.__exit__(None, None, None)


def theme_of(site: Site, text: str) -> int:
    found = site.journal.store.read(
        lambda c: c.exec_driver_sql("SELECT theme_id FROM questions WHERE typed = ?", (text,)).scalar()
    )
    return int(found)


def number_of(site: Site, text: str) -> int:
    found = site.journal.store.read(
        lambda c: c.exec_driver_sql("SELECT min(id) FROM questions WHERE typed = ?", (text,)).scalar()
    )
    return int(found)


def seen(client: TestClient, path: str) -> str:
    """A page, as text with its signs."""
    shown = client.get(path)
    assert shown.status_code == 200, (path, shown.text)
    assert not re.search(r"<style|<script(?![^>]* src=\"/static/)|<[^>]*\s(?:on\w+|style)=", shown.text)
    return unescape(shown.text)


def sends(client: TestClient, page: str, action: str, **fields: str) -> Response:
    """Fill in a form of a page and send it."""
    shown = client.get(page)
    assert f'action="{action}"' in shown.text, action
    given = {
        "csrf": hidden(shown.text),
        "ve": page,
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    return client.post(action, data=given)


def noted(site: Site, action: audit.Action) -> list[tuple[str, str | None]]:
    """(account, about) of what the trail says of an action, oldest first."""
    rows = site.journal.store.read(audit.trail)
    return [(row.account, row.about) for row in reversed(rows) if row.action is action]


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_only_staff_come_in(site: Site, desk: Desk) -> None:
    with site.client() as stranger:
        stranger.headers["Accept"] = "text/html"
        for path in ("", "/chu-de", "/chu-de/1", "/cau-hoi", "/hinh/weeks.svg", "/xuat/xlsx", "/kiem-tra.jsonl"):
            sent = stranger.get(f"/dao-tao{path}")
            assert (sent.status_code, sent.headers["location"][:15]) == (303, "/dang-nhap?tiep")
        assert stranger.post("/dao-tao/chu-de/1/ten", data={"ten": "x"}).status_code == 401
    trainer = desk(site)
    assert trainer.get("/quan-tri/viec").status_code == 403
    assert trainer.post("/dao-tao/chu-de/1/ten", data={"ten": "x"}).status_code == 403  # without the form's token


def test_the_overview(site: Site, desk: Desk) -> None:
    client = desk(site)
    shown = seen(client, "/dao-tao")
    assert re.search(r"<b>18</b><span>Số câu hỏi", shown)
    assert re.search(r"<b>7</b><span>Số người hỏi", shown)
    for words in (ANSWERED, NOWHERE, "Sở Nội vụ", "Telegram", "Trang web", report.other_units(3)):
        assert words in shown, words
    assert SECRET not in shown
    assert "Xã Ít Người" not in shown
    for name in ("weeks", "share", "themes", "hours"):
        found = re.search(rf'<img src="(/dao-tao/hinh/{name}\.svg[^"]*)" alt="([^"]+)"', shown)
        assert found, name
        drawn = client.get(found[1])
        assert drawn.headers["content-type"] == "image/svg+xml"
        assert b"<svg" in drawn.content
    assert client.get("/dao-tao/hinh/journal.svg").status_code == 404
    assert client.get("/dao-tao/xuat/exe").status_code == 404


def test_periods_in_the_address(site: Site, desk: Desk) -> None:
    client = desk(site)
    for key in training.PERIODS:
        shown = seen(client, f"/dao-tao?ky={key}")
        assert re.search(rf'href="/dao-tao\?ky={key}" aria-current="true"', shown)
    assert training.WORDS["no_questions"] in seen(client, "/dao-tao?ky=khac&tu=2020-01-01&den=31/1/2020")
    for wrong in ("ky=khac", "ky=khac&tu=2026-02-31&den=2026-03-01", "ky=khac&tu=2026-03-02&den=2026-03-01", "ky=x"):
        assert 'role="alert"' in seen(client, f"/dao-tao?{wrong}")


@given(
    today=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    key=st.sampled_from([*training.PERIODS, OTHER, "", "gì đó"]),
    days=st.tuples(st.text(max_size=12), st.text(max_size=12)),
)
def test_whatever_is_asked_for_is_a_period(today: date, key: str, days: tuple[str, str]) -> None:
    from urllib.parse import urlencode

    query = urlencode({"ky": key, "tu": days[0], "den": days[1]}, errors="replace")
    request = Request({"type": "http", "query_string": query.encode(), "headers": []})
    period = period_of(request, today)
    assert period.span.since <= period.span.until
    assert period.span.since <= today
    if key == "tuan-truoc":
        assert period.span.until < today
        assert (period.span.days, period.span.since.weekday()) == (7, 0)
    if key in ("thang-nay", "quy-nay"):
        assert period.span.since <= today <= period.span.until
        assert (period.span.until + timedelta(days=1)).day == 1


def test_a_theme_its_questions_and_what_they_were_answered_with(site: Site, desk: Desk) -> None:
    client = desk(site)
    shown = seen(client, f"/dao-tao/chu-de/{theme_of(site, ANSWERED)}")
    assert shown.count('class="staff-card question"') == 6
    assert "ít nhất là bốn mươi tám tháng" in shown
    link = re.search(r'href="(/nguon\?file=[^"]+)"', shown)
    assert link
    assert "bốn mươi tám tháng" in client.get(link[1]).text
    assert "65-QĐ/TW" in shown
    assert "Trang web" in shown
    for text in (client.get(f"/dao-tao/chu-de/{theme_of(site, ATTACK)}").text, client.get("/dao-tao").text):
        assert "<script>window" not in text
        assert "<img src=x" not in text


def test_a_theme_of_few_shows_no_words(site: Site, desk: Desk) -> None:
    client = desk(site)
    shown = seen(client, f"/dao-tao/chu-de/{theme_of(site, SECRET)}")
    assert SECRET not in shown
    assert training.WORDS["few"].replace("{least}", "3") in shown
    assert "/bo-sung" not in shown
    for number in (999, 0, 2**63, 2**80, "9" * 5_000, "x", "-1"):
        assert client.get(f"/dao-tao/chu-de/{number}").status_code == 404


def test_a_theme_whose_words_were_erased_says_so(own: Site, desk: Desk) -> None:
    number = theme_of(own, NOWHERE)
    own.journal.store.write(
        lambda c: c.exec_driver_sql("UPDATE questions SET typed = '', searched = '' WHERE theme_id = ?", (number,))
    )
    client = desk(own, "quan-tri")
    own.journal.store.write(lambda c: todos.make(c, number, "dao-tao", None))
    for path in (f"/dao-tao/chu-de/{number}", "/dao-tao/chu-de", "/quan-tri/viec"):
        shown = seen(client, path)
        assert report.theme_erased(number) in shown
        assert report.theme_without_wording(number, 3) not in shown
    emptied = seen(client, f"/dao-tao/chu-de/{number}?ky=khac&tu=2020-01-01&den=2020-01-02")
    assert training.WORDS["no_questions"] in emptied


@pytest.mark.parametrize("words", ["luân chuyển", "LUAN CHUYEN", "lãnh  đạo luan", "thời gian (luân"])
def test_searching_with_accents_or_without(words: str, site: Site, desk: Desk) -> None:
    shown = seen(desk(site), f"/dao-tao/cau-hoi?q={words}")
    found = shown.count('class="staff-card question"')
    assert found == 6
    assert training.WORDS["matching_themes"] in shown
    assert training.WORDS["nothing_found"] in seen(desk(site), "/dao-tao/cau-hoi?q=uan+chuyen")


def test_questions_by_what_came_of_them(site: Site, desk: Desk) -> None:
    client = desk(site)
    for query, count in (
        ("", 18),
        ("ket-qua=refused", 6),
        ("ket-qua=near", 3),
        ("chua-dung=1", 4),
        ("kiem-tra=1", 0),
        ("q=gia+vang&chua-dung=1", 4),
        ("q=xin+chao", 0),
    ):
        shown = seen(client, f"/dao-tao/cau-hoi?{query}")
        assert shown.count('class="staff-card question"') == count, query
    assert client.get("/dao-tao/cau-hoi?ket-qua=talk2").status_code == 400
    assert client.get("/dao-tao/cau-hoi?truoc=x").status_code == 400


def test_long_lists_come_in_pages(own: Site, desk: Desk) -> None:
    people = [f"p{number}" for number in range(45)]
    ask(own.assistant, "Câu hỏi được hỏi rất nhiều lần?", TODAY, *people)
    find_themes(own.assistant)
    client = desk(own)
    for path in (f"/dao-tao/chu-de/{theme_of(own, 'Câu hỏi được hỏi rất nhiều lần?')}", "/dao-tao/cau-hoi?q=rat+nhieu"):
        found, at, pages = [], path, 0
        while at:
            shown = client.get(at).text
            found += re.findall(r'id="cau-(\d+)"', shown)
            pages += 1
            older = re.search(r'class="button next" href="([^"]+)"', shown)
            at = unescape(older[1]) if older else ""
        assert (len(found), len(set(found)), pages) == (45, 45, 3)


@given(st.text(max_size=60), st.text(max_size=20))
def test_a_text_holds_its_own_words(text: str, other: str) -> None:
    text = normalise(text)
    assert holds(f"{text} {other}", words_of(text))
    assert holds(text.upper(), words_of(fold(text))) or text.upper().lower() != text
    assert holds(other, ())


def test_finding_goes_on_where_it_stopped(site: Site) -> None:
    found, at, numbers = None, None, []
    while found is None or at is not None:
        found, at = find(site.journal, Wanted(), most=4, before=at)
        numbers += [one.id for one in found]
    assert len(numbers) == 18
    assert numbers == sorted(numbers, reverse=True)


# --- what is done ----------------------------------------------------------------------------------------------------


def test_naming_hiding_merging(own: Site, desk: Desk) -> None:
    client, first, second = desk(own), theme_of(own, ANSWERED), theme_of(own, OLD)
    page = f"/dao-tao/chu-de/{first}?ky=thang-nay"
    done = sends(client, page, f"/dao-tao/chu-de/{first}/ten", ten="  Thời gian   luân chuyển  ")
    assert (done.status_code, done.headers["location"]) == (303, f"{page}&xong=ten")
    shown = seen(client, done.headers["location"])
    assert "<h1>Thời gian luân chuyển</h1>" in shown
    assert training.DONE["ten"] in shown
    assert "Thời gian luân chuyển" in seen(client, "/dao-tao")  # at once, although figures are kept for a minute
    sends(client, page, f"/dao-tao/chu-de/{first}/ten", ten="Hỏi của đồng chí Nguyễn Hoàng Vân Khánh 0912345678")
    assert "Khánh" not in seen(client, page)
    sends(client, page, f"/dao-tao/chu-de/{first}/ten", ten="")
    assert ANSWERED in seen(client, "/dao-tao")

    sends(client, page, f"/dao-tao/chu-de/{first}/an", an="1")
    assert f"/chu-de/{first}?" not in seen(client, "/dao-tao/chu-de?ky=thang-nay")
    assert f"/chu-de/{first}?" in seen(client, "/dao-tao/chu-de?loc=da-an&ky=thang-nay")
    sends(client, page, f"/dao-tao/chu-de/{first}/an", an="0")
    assert f"/chu-de/{first}?" in seen(client, "/dao-tao/chu-de?ky=thang-nay")

    asking = f"/dao-tao/chu-de/{second}?ky=thang-nay&gop=lanh+dao"
    done = sends(client, asking, f"/dao-tao/chu-de/{second}/gop", vao=str(first), ve=f"/dao-tao/chu-de/{first}")
    assert done.headers["location"] == f"/dao-tao/chu-de/{first}?xong=gop"
    moved = client.get(f"/dao-tao/chu-de/{second}?ky=thang-nay")
    assert moved.headers["location"] == f"/dao-tao/chu-de/{first}?ky=thang-nay"
    assert "9 câu, 6 người hỏi" in seen(client, moved.headers["location"])
    token = hidden(client.get(page).text)
    again = client.post(f"/dao-tao/chu-de/{second}/gop", data={"csrf": token, "vao": str(first)})
    assert again.status_code == 404
    assert client.post(f"/dao-tao/chu-de/{second}/gop", data={"csrf": token, "vao": "x"}).status_code == 400
    assert noted(own, audit.Action.THEME_MERGED) == [("dao-tao", f"{second} → {first}")]
    assert [about for _, about in noted(own, audit.Action.THEME_HIDDEN)] == [str(first), f"{first} (hiện lại)"]
    assert [about for _, about in noted(own, audit.Action.THEME_RENAMED)] == [str(first)] * 3


def test_judging_and_choosing_tests(own: Site, desk: Desk) -> None:
    client, number = desk(own), number_of(own, ANSWERED)
    page = f"/dao-tao/chu-de/{theme_of(own, ANSWERED)}"
    judging, choosing = f"/dao-tao/cau-hoi/{number}/nhan-xet", f"/dao-tao/cau-hoi/{number}/kiem-tra"
    for value in ("right", "incomplete"):
        done = sends(client, page, judging, y=value, ve=f"{page}#cau-{number}")
        assert done.headers["location"] == f"{page}?xong=nhan-xet#cau-{number}"
        shown = client.get(page).text
        assert shown.count('aria-pressed="true"') == 1
        assert f'class="button judge {value}"\n        aria-pressed="true"' in shown
    sends(client, page, judging, y="")
    assert 'aria-pressed="true"' not in client.get(page).text
    assert noted(own, audit.Action.JUDGED)[-1] == ("dao-tao", f"{number}: bỏ nhận xét")
    token = hidden(client.get(page).text)
    assert client.post(judging, data={"csrf": token, "y": "perhaps"}).status_code == 400
    assert client.post("/dao-tao/cau-hoi/99999/nhan-xet", data={"csrf": token, "y": "right"}).status_code == 404

    sends(client, page, choosing, chon="1")
    sends(
        client,
        f"/dao-tao/chu-de/{theme_of(own, NOWHERE)}",
        f"/dao-tao/cau-hoi/{number_of(own, NOWHERE)}/kiem-tra",
        chon="1",
    )
    assert seen(client, "/dao-tao/cau-hoi?kiem-tra=1").count('class="staff-card question"') == 2
    file = client.get("/dao-tao/kiem-tra.jsonl")
    rows = [json.loads(line) for line in file.text.splitlines()]
    assert [row["question"] for row in rows] == [ANSWERED, NOWHERE]
    assert "bốn mươi tám tháng" in rows[0]["expect"]["words"][0]
    assert rows[1]["expect"] == {"status": ["refused", "near"]}
    assert 'filename="cau-kiem-tra.jsonl"' in file.headers["content-disposition"]
    sends(client, page, choosing, chon="0")
    assert len(client.get("/dao-tao/kiem-tra.jsonl").text.splitlines()) == 1


def test_asking_for_a_document(own: Site, desk: Desk) -> None:
    client, admin, theme = desk(own), desk(own, "quan-tri"), theme_of(own, NOWHERE)
    page = f"/dao-tao/chu-de/{theme}"
    done = sends(client, page, f"{page}/bo-sung", ghi_chu="Hỏi Sở Tài chính, gọi 0912 345 678")
    assert done.headers["location"] == f"{page}?xong=bo-sung"
    for shown in (seen(client, page), seen(client, "/dao-tao"), seen(admin, "/quan-tri/viec")):
        assert training.WORDS["todo_open"] in shown
        assert "Hỏi Sở Tài chính" in shown
        assert "0912" not in shown
    assert NOWHERE in seen(admin, "/quan-tri/viec")
    [held] = own.journal.store.read(todos.listed)
    own.journal.store.write(lambda c: todos.set_answered(c, held.id, "ghi-nhớ.md"))
    assert "Ghi nhớ về tập huấn" in seen(client, "/dao-tao")
    closed = sends(admin, "/quan-tri/viec", f"/dao-tao/viec/{held.id}/dong")
    assert closed.headers["location"] == "/quan-tri/viec?xong=dong"
    shown = seen(admin, "/quan-tri/viec")
    assert training.WORDS["no_todos"] in shown
    assert training.WORDS["recently_closed"] in shown
    assert training.WORDS["todos"] not in seen(client, "/dao-tao").partition("<h1>")[2]
    assert noted(own, audit.Action.TODO_MADE) == [("dao-tao", str(theme))]
    assert noted(own, audit.Action.TODO_CLOSED) == [("quan-tri", str(held.id))]


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/nguon?file=x", "", "/dao-taox", "/\\evil", "http://["]
)
def test_nobody_is_led_elsewhere(wanted: str, own: Site, desk: Desk) -> None:
    client, page = desk(own), f"/dao-tao/chu-de/{theme_of(own, ANSWERED)}"
    done = sends(client, page, f"{page}/an", an="0", ve=wanted)
    assert done.headers["location"] == "/dao-tao?xong=hien"


def test_reports_to_take_away(own: Site, desk: Desk) -> None:
    client = desk(own)
    book = client.get("/dao-tao/xuat/xlsx")
    name = re.search(r'filename="(bao-cao-[\d-]+-den-[\d-]+\.xlsx)"', book.headers["content-disposition"])
    assert name
    sheets = load_workbook(BytesIO(book.content))
    assert sheets.sheetnames == list(report.SHEETS.values())
    assert any(ANSWERED in str(row) for row in sheets[report.SHEETS["rows"]].values)
    page = client.get("/dao-tao/xuat/html")
    assert ".html" in page.headers["content-disposition"]
    assert ANSWERED in unescape(page.text)
    word = Document(BytesIO(client.get("/dao-tao/xuat/docx").content))
    assert any(report.SUMMARY_TITLE in line.text for line in word.paragraphs)
    client.get("/dao-tao/kiem-tra.jsonl")
    kinds = [about.split(",")[0] for _, about in noted(own, audit.Action.EXPORTED) if about]
    assert kinds == ["xlsx", "html", "docx", training.GOLDEN_ABOUT]


def test_who_is_forgotten_is_gone_from_the_pages(own: Site, desk: Desk) -> None:
    from bot.journal import Asker, forget

    client = desk(own)
    assert SECRET in seen(client, "/dao-tao/cau-hoi?q=la+lung")
    own.journal.store.write(lambda c: forget(own.journal, c, Asker("telegram", "9")))
    assert SECRET not in seen(client, "/dao-tao/cau-hoi?q=la+lung").split("</form>", 3)[-1]


def test_a_document_that_has_changed_is_not_quoted(own: Site, desk: Desk) -> None:
    client, page = desk(own), f"/dao-tao/chu-de/{theme_of(own, ANSWERED)}"
    file = own.knowledge / "trung ương" / "quy-định-65.md"
    file.write_text(file.read_text("utf-8").replace("bốn mươi tám", "ba mươi sáu"), encoding="utf-8")
    own.live.refresh()
    shown = seen(client, page)
    assert training.WORDS["quote_changed"] in shown
    assert "tháng đối với" not in shown
    file.unlink()
    own.live.refresh()
    assert training.WORDS["quote_gone"] in seen(client, page)
