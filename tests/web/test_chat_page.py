"""The chat as a person meets it: a real browser, a real server, both sizes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot import phrases
from bot.phrases import dialogue
from tests.web.conftest import Site, served
from tests.web.fakes import ANSWERED, ATTACK, NOWHERE, OLD

pytestmark = pytest.mark.needs("chromium")
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
}
SHOTS = os.environ.get("CADRE_SHOTS")  # a folder to keep pictures in, to be looked at
W = phrases.WEB
# The least contrast of any visible text against what stands behind it, and what text that is.
CONTRAST = """() => {
  const channel = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = rgb(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.9) return colour;
    }
    return [255, 255, 255];
  };
  let worst = [99, ""];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !holder.checkVisibility() || holder.closest("script")) continue;
    const [a, b] = [light(rgb(getComputedStyle(holder).color)), light(behind(holder))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < worst[0]) worst = [ratio, walk.currentNode.data];
  }
  return worst;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    with served(site.app()) as at:
        yield at


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shot() -> Callable[[Any, str], None]:
    def take(page: Any, name: str) -> None:
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}.png")

    return take


@contextmanager
def opened(browser: Any, address: str, size: str = "desktop", **options: Any) -> Iterator[Any]:
    """A page in a browser of its own; it may speak to our server only, and nothing may go wrong in it."""
    # Without motion the tests do not wait for it; one test is there for each of both ways.
    context = browser.new_context(**{**SIZES[size], "reduced_motion": "reduce", **options})
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda asked: None if asked.url.startswith(address) else wrong.append(asked.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.set_default_timeout(30_000)
    page.goto(address)
    try:
        yield page
        assert wrong == []
    finally:
        context.close()


def ask(page: Any, question: str) -> Any:
    """Type a question, send it, and wait for the bubble of its answer."""
    turns = page.locator("#log > .turn")
    before = turns.count()
    page.fill("#question", question)
    page.click("#send")
    bubble = turns.nth(before).locator(".bubble.bot:not(.thinking)")
    bubble.wait_for()
    return bubble


def open_citation(page: Any, question: str = ANSWERED) -> Any:
    ask(page, question).locator(".cite").first.click()
    page.locator("#panel mark").wait_for()
    return page.locator("#panel")


def test_question_answer_source(site: Site, browser: Any, address: str, size: str, shot: Callable[..., None]) -> None:
    with opened(browser, address, size) as page:
        page.locator("#examples .chip").nth(1).wait_for()
        assert W["secrets"] in page.inner_text(".greeting")
        shot(page, f"{size}-greeting")

        site.encoder.gate.clear()
        page.fill("#question", ANSWERED)
        page.click("#send")
        assert W["thinking"] in page.locator(".thinking").inner_text()
        assert page.locator(".bubble.you").inner_text().endswith(ANSWERED)
        assert page.input_value("#question") == ""
        shot(page, f"{size}-thinking")
        site.encoder.gate.set()
        bubble = page.locator("#log .bubble.answered")
        bubble.wait_for()
        assert page.locator(".thinking").count() == 0
        quote = bubble.locator("blockquote").inner_text()
        assert "bốn mươi tám tháng" in quote
        assert "Điều 2, khoản 1" in bubble.locator(".source").inner_text()
        assert page.locator("#log").get_attribute("aria-live") == "polite"
        shot(page, f"{size}-answer")

        bubble.locator(".cite").first.click()
        panel = page.locator("#panel")
        panel.locator("mark").wait_for()
        marked = panel.locator("mark").inner_text()
        assert f"“{marked}”" in quote
        assert page.inner_text("#panel-title") == "Điều 2, khoản 1"
        shot(page, f"{size}-source")
        link = panel.get_by_role("link", name=W["web_source"])
        assert link.get_attribute("href") == "https://example.vn/65"
        assert link.get_attribute("rel") == "noopener noreferrer"

        panel.get_by_role("button", name="Điều sau").click()
        page.wait_for_selector("#panel-title:text-is('Điều 3')")
        assert "Nhà ở công vụ" in panel.locator(".document.whole").inner_text()
        panel.get_by_role("button", name="Điều trước").click()
        page.wait_for_selector("#panel-title:text-is('Điều 2')")
        panel.get_by_role("button", name="Điều trước").click()
        page.wait_for_selector("#panel-title:text-is('Điều 1')")
        panel.get_by_role("button", name="Cả tài liệu").click()
        panel.locator(".document", has_text="Hiệu lực thi hành").wait_for()
        panel.get_by_role("button", name="Đoạn trích").click()
        page.wait_for_selector("#panel-title:text-is('Điều 2, khoản 1')")
        panel.get_by_role("button", name="Toàn Điều").click()
        panel.locator("[aria-pressed=true]", has_text="Toàn Điều").wait_for()
        assert panel.locator("mark").inner_text() == marked
        assert "Điều 2. Thời gian luân chuyển" in panel.locator(".document").inner_text()

        if size == "phone":
            page.go_back()  # the phone's own button closes the sheet and stays in the chat
        else:
            page.keyboard.press("Escape")
        panel.wait_for(state="hidden")
        assert page.locator("#log > .turn").count() == 1
        assert page.evaluate("document.activeElement.className") == "cite"


def test_copy_and_download(site: Site, browser: Any, address: str, size: str) -> None:
    with opened(browser, address, size, permissions=["clipboard-read", "clipboard-write"]) as page:
        panel = open_citation(page)
        panel.get_by_role("button", name=W["copy"]).click()
        panel.get_by_role("button", name=W["copied"]).wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("“1. Thời gian luân chuyển")
        assert "(khoản 1 Điều 2 Quy định số 65-QĐ/TW ngày 28/4/2022 của Bộ Chính trị" in copied
        with page.expect_download() as waiting:
            panel.get_by_role("link", name=W["download"]).click()
        assert waiting.value.suggested_filename == "quy-định-65.md"
        original = site.knowledge / "trung ương" / "quy-định-65.md"
        assert Path(waiting.value.path()).read_bytes() == original.read_bytes()


def test_copy_where_the_page_is_not_https(browser: Any, address: str) -> None:
    with opened(browser, address, "phone") as page:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        page.reload()
        panel = open_citation(page)
        panel.get_by_role("button", name=W["copy"]).click()
        panel.get_by_role("button", name=W["copied"]).wait_for()


def test_thumbs_are_stored(site: Site, browser: Any, address: str, size: str, shot: Callable[..., None]) -> None:
    with opened(browser, address, size) as page:
        ask(page, ANSWERED)
        with page.expect_response("**/api/rate") as first:
            page.get_by_role("button", name=W["down"]).click()
        number = first.value.request.post_data_json["id"]
        assert first.value.status == 200
        shot(page, f"{size}-reasons")
        with page.expect_response("**/api/rate"):
            page.get_by_role("button", name=phrases.RATING_REASONS["not_in_force"]).click()
        page.get_by_text(W["thanks"]).wait_for()
        with sqlite3.connect(site.data / "journal.sqlite") as file:
            select = "SELECT verdict, reason FROM ratings WHERE question_id = ? ORDER BY id"
            assert file.execute(select, (number,)).fetchall() == [("down", None), ("down", "not_in_force")]
        page.reload()
        pressed = page.locator(".rating [aria-pressed=true]")
        assert pressed.all_inner_texts() == [W["down"], phrases.RATING_REASONS["not_in_force"]]
        with page.expect_response("**/api/rate"):
            page.get_by_role("button", name=W["up"]).click()
        assert pressed.all_inner_texts() == [W["up"]]


def test_the_words_of_other_channels_work_here_too(site: Site, browser: Any, address: str) -> None:
    def type_in(page: Any, words: str) -> None:
        page.fill("#question", words)
        page.click("#send")

    with opened(browser, address, "phone") as page:
        ask(page, ANSWERED)
        type_in(page, "1")
        page.locator("#panel mark").wait_for()
        page.go_back()
        page.get_by_text(dialogue.source_opened(1)).wait_for()
        type_in(page, "mở nguồn 9")
        page.get_by_text(dialogue.only_sources(1)).wait_for()
        with page.expect_response("**/api/rate") as rated:
            type_in(page, "chua dung")
        assert rated.value.request.post_data_json["verdict"] == "down"
        type_in(page, "vb")
        page.locator("#panel-title", has_text=W["documents_title"]).wait_for()
        with sqlite3.connect(site.data / "journal.sqlite") as file:
            typed = {row[0] for row in file.execute("SELECT typed FROM questions")}
        assert typed.isdisjoint({"1", "mở nguồn 9", "chua dung", "vb"})


def test_markup_is_text_everywhere(browser: Any, address: str, size: str, shot: Callable[..., None]) -> None:
    with opened(browser, address, size) as page:
        question = f"{ATTACK} <img src=x onerror='window.attacked=1'><script>window.attacked=1</script>"
        bubble = ask(page, question)
        assert question in page.locator(".bubble.you").inner_text()
        assert "<script>window.attacked = 1</script>" in bubble.locator("blockquote").inner_text()
        bubble.locator(".cite").first.click()
        page.locator("#panel mark").wait_for()
        assert '<img src=x onerror="window.attacked=1">' in page.locator("#panel mark").inner_text()
        shot(page, f"{size}-markup")
        page.reload()
        assert question in page.locator(".bubble.you").inner_text()
        assert page.locator("#log script, #log img, #panel script, #panel img").count() == 0
        assert page.evaluate("window.attacked === undefined")


def test_near_and_refused(browser: Any, address: str, size: str, shot: Callable[..., None]) -> None:
    with opened(browser, address, size) as page:
        near = ask(page, OLD)
        assert near.locator(".flag").inner_text() == W["near"]
        assert near.locator(".flag").evaluate("e => getComputedStyle(e).color") == "rgb(138, 82, 0)"  # amber, not red
        assert "đã hết hiệu lực" in near.inner_text()
        shot(page, f"{size}-near")
        refused = ask(page, NOWHERE)
        assert phrases.REFUSED in refused.inner_text()
        assert "Ban Tổ chức Thành ủy" in refused.inner_text()
        shot(page, f"{size}-refused")
        suggestion = refused.locator(".suggestion", has_text="Điều").first
        name = suggestion.inner_text()
        suggestion.click()
        page.locator("#panel .document").wait_for()
        assert name.endswith(page.inner_text("#panel-title"))


def test_nothing_typed_is_lost_when_the_line_fails(browser: Any, address: str) -> None:
    with opened(browser, address, "phone") as page:
        page.locator("#examples .chip").first.wait_for()
        page.context.set_offline(True)
        bubble = ask(page, ANSWERED)
        assert W["offline"] in bubble.inner_text()
        assert page.locator(".bubble.you").inner_text().endswith(ANSWERED)
        page.fill("#question", "câu sau đang viết")
        page.context.set_offline(False)
        page.get_by_role("button", name=W["retry"]).click()
        page.locator(".bubble.answered").wait_for()
        assert page.input_value("#question") == "câu sau đang viết"
        page.reload()
        assert page.locator(".bubble.answered").count() == 1
        assert page.input_value("#question") == "câu sau đang viết"


def test_a_busy_server_is_told_and_can_be_tried_again(browser: Any, address: str, shot: Callable[..., None]) -> None:
    with opened(browser, address, "phone") as page:
        busy = {"status": 503, "json": {"error": phrases.WEB_BUSY}}
        page.route("**/api/ask", lambda route: route.fulfill(**busy), times=1)
        bubble = ask(page, ANSWERED)
        assert phrases.WEB_BUSY in bubble.inner_text()
        shot(page, "phone-busy")
        page.get_by_role("button", name=W["retry"]).click()
        page.locator(".bubble.answered").wait_for()
        page.route("**/api/ask", lambda route: route.fulfill(status=502, body="<html>proxy</html>"), times=1)
        assert W["server_error"] in ask(page, ANSWERED).inner_text()


def test_the_conversation_stays_until_a_new_one_is_begun(browser: Any, address: str) -> None:
    with opened(browser, address, "phone") as page:
        ask(page, ANSWERED)
        ask(page, NOWHERE)
        page.reload()
        assert page.locator("#log > .turn").count() == 2
        page.locator("#log .cite").first.click()
        page.locator("#panel mark").wait_for()
        page.click("#panel-close")
        page.locator("#panel").wait_for(state="hidden")
        page.click("#restart")
        assert page.locator("#log > .turn").count() == 0
        page.reload()
        assert page.locator("#log > .turn").count() == 0


def test_documents_of_the_folder(browser: Any, address: str, size: str, shot: Callable[..., None]) -> None:
    with opened(browser, address, size) as page:
        page.click("#documents")
        page.locator("#panel .shelf").first.wait_for()
        assert page.locator("#panel .shelf button").count() == 4
        shot(page, f"{size}-documents")
        page.locator("#panel .shelf button", has_text="65-QĐ/TW ngày").click()
        page.locator("#panel .document", has_text="Hiệu lực thi hành").wait_for()
        assert page.locator("#panel-levels").is_hidden()


def test_examples_are_asked_by_a_tap(browser: Any, address: str) -> None:
    with opened(browser, address, "phone") as page:
        page.locator("#examples .chip").first.tap()
        page.locator(".bubble.answered").wait_for()
        assert page.evaluate("document.activeElement.id") != "question"  # no keyboard jumps up over the answer


def test_keyboard_alone_is_enough(browser: Any, address: str) -> None:
    with opened(browser, address) as page:
        assert page.evaluate("document.activeElement.id") == "question"
        page.keyboard.type("một")
        page.keyboard.press("Shift+Enter")
        page.keyboard.type("hai")
        assert page.input_value("#question") == "một\nhai"
        composing = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true})"
        page.evaluate(f"document.getElementById('question').dispatchEvent({composing})")
        assert page.locator(".bubble.you").count() == 0  # that Enter belongs to the Vietnamese keyboard
        page.fill("#question", ANSWERED)
        page.keyboard.press("Enter")
        page.locator(".bubble.answered").wait_for()
        page.locator(".cite").first.focus()
        assert page.locator(".cite").first.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        page.locator("#panel mark").wait_for()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#panel') !== null")


def test_a_question_that_is_too_long_is_counted(browser: Any, address: str) -> None:
    with opened(browser, address) as page:
        page.fill("#question", "ế" * 1_234)
        assert page.inner_text("#length") == W["too_long"].replace("{n}", "1.234")
        page.fill("#question", "ngắn")
        assert page.locator("#length").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_can_be_read(
    browser: Any, address: str, size: str, scheme: str, shot: Callable[..., None]
) -> None:
    with opened(browser, address, size, color_scheme=scheme) as page:
        page.locator("#examples .chip").first.wait_for()
        for question in (OLD, NOWHERE, ANSWERED):
            ask(page, question)
        page.get_by_role("button", name=W["down"]).last.click()
        ratio, text = page.evaluate(CONTRAST)
        assert ratio >= 4.5, text
        shot(page, f"{size}-{scheme}")
        page.locator(".cite").last.click()
        page.locator("#panel mark").wait_for()
        ratio, text = page.evaluate(CONTRAST)
        assert ratio >= 4.5, text
        shot(page, f"{size}-{scheme}-source")
        back = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (back == "rgb(15, 19, 24)") == (scheme == "dark")


def test_nothing_sticks_out_and_the_composer_stays(browser: Any, address: str) -> None:
    with opened(browser, address) as page:
        for question in (ANSWERED, NOWHERE, ATTACK):
            ask(page, question)
        for width in (320, 768, 1024, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            fits(page, width)
            page.locator(".cite").last.click()
            page.locator("#panel mark").wait_for()
            fits(page, width)
            box = page.locator("#panel").bounding_box()
            assert box["x"] + box["width"] == pytest.approx(width, abs=1)
            if width >= 1024:  # the chat makes room
                column = page.locator(".column").bounding_box()
                assert column["x"] + column["width"] <= box["x"] + 1
                assert page.locator(".composer-inner").bounding_box()["width"] > 400
            page.click("#panel-close")
            page.locator("#panel").wait_for(state="hidden")


def fits(page: Any, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.scrollHeight") <= 700
    box = page.locator("#composer").bounding_box()
    assert box["y"] + box["height"] == pytest.approx(700, abs=1)


def test_what_is_tapped_is_large_enough(browser: Any, address: str) -> None:
    with opened(browser, address, "phone") as page:
        page.locator("#examples .chip").first.wait_for()
        ask(page, OLD)
        page.locator(".cite").last.tap()
        page.locator("#panel mark").wait_for()
        sizes = page.evaluate(
            "[...document.querySelectorAll('button:not(.cite), a.button')].filter((e) => e.checkVisibility())"
            ".map((e) => [e.getBoundingClientRect().height, e.textContent])"
        )
        assert [text for height, text in sizes if height < 40] == []
        assert page.locator("#question").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 16


@pytest.mark.parametrize(("motion", "dots"), [("reduce", "none"), ("no-preference", "dot")])
def test_still_where_motion_is_not_wanted(site: Site, browser: Any, address: str, motion: str, dots: str) -> None:
    with opened(browser, address, reduced_motion=motion) as page:
        site.encoder.gate.clear()
        page.fill("#question", ANSWERED)
        page.click("#send")
        assert page.locator(".dots i").first.evaluate("e => getComputedStyle(e).animationName") == dots
        site.encoder.gate.set()
        page.locator(".bubble.answered").wait_for()


def test_the_code_form(site: Site, browser: Any, size: str, shot: Callable[..., None]) -> None:
    with served(site.app(code="mã-42")) as address, opened(browser, address, size) as page:
        assert "/ma?tiep=" in page.url
        page.locator("#enter:enabled").wait_for()
        page.fill("#code", "sai")
        page.keyboard.press("Enter")
        page.get_by_text(phrases.WEB_CODE_WRONG).wait_for()
        shot(page, f"{size}-code")
        page.fill("#code", "mã-42")
        page.get_by_role("button", name=W["code_enter"]).click()
        page.wait_for_url(f"{address}/")
        assert "bốn mươi tám tháng" in ask(page, ANSWERED).inner_text()
        page.context.clear_cookies()
        bubble = ask(page, ANSWERED)
        assert W["need_code"] in bubble.inner_text()
        bubble.get_by_role("link", name=W["enter_code"]).click()
        page.locator("#enter:enabled").wait_for()
        page.fill("#code", "mã-42")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        assert page.locator(".bubble.answered").count() == 1
        page.get_by_role("button", name=W["retry"]).click()  # the question is still there
        page.locator(".bubble.answered").nth(1).wait_for()


def test_the_source_page_works_without_scripts(
    browser: Any, address: str, size: str, shot: Callable[..., None]
) -> None:
    with opened(browser, address, size, java_script_enabled=False) as page:
        question = {"question": ANSWERED, "chat": "c"}
        told = page.request.post(f"{address}/api/ask", data=question, headers={"Origin": address}).json()
        citation = told["citations"][0]
        place = f"start={citation['start']}&end={citation['end']}&mark={citation['mark']}"
        page.goto(f"{address}/nguon?file={citation['file']}&{place}")
        assert page.inner_text("h1") == "Điều 2, khoản 1"
        assert page.inner_text("mark") == citation["quote"]
        shot(page, f"{size}-source-page")
        page.get_by_role("link", name="Điều sau").click()
        assert page.inner_text("h1") == "Điều 3"
        page.get_by_role("link", name="Cả tài liệu").click()
        assert "Hiệu lực thi hành" in page.inner_text(".document")
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["viewport"]["width"]


def test_a_changed_document_is_told_in_the_panel(own_site: Site, browser: Any) -> None:
    with served(own_site.app()) as address, opened(browser, address) as page:
        bubble = ask(page, ANSWERED)
        file = own_site.knowledge / "trung ương" / "quy-định-65.md"
        file.write_text(file.read_text("utf-8").replace("bốn mươi tám", "ba mươi sáu"), encoding="utf-8")
        own_site.live.refresh()
        bubble.locator(".cite").first.click()
        page.locator("#panel .notice").wait_for()
        assert phrases.SOURCE_CHANGED in page.locator("#panel .notice").inner_text()
        assert "ba mươi sáu tháng" in page.locator("#panel .document").inner_text()
        assert page.locator("#panel mark").count() == 0
