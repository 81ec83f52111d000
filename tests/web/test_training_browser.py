"""The pages of training staff in a real browser: both sizes, by keyboard, without scripts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.phrases import training
from tests.web.conftest import Site, served, site_in
from tests.web.fakes import ANSWERED, NOWHERE
from tests.web.test_chat_page import CONTRAST, browser, opened, size  # noqa: F401  fixtures
from tests.web.test_staff import PASSWORD
from tests.web.test_training import filled

pytestmark = pytest.mark.needs("chromium")
T = training.WORDS
SHOTS = os.environ.get("CADRE_SHOTS")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with site_in(tmp_path_factory.mktemp("browser")) as site, served(filled(site).app()) as at:
        yield at


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path) as site:
        yield filled(site)


def sign_in(tab: Any, address: str, name: str = "quan-tri", go_on: str = "/dao-tao") -> None:
    tab.goto(f"{address}{go_on}")
    tab.fill("#name", name)
    tab.fill("#password", PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{address}{go_on}")


def sound(tab: Any, name: str) -> None:
    """What every page must be: no wider than the screen, readable, one heading; and its picture, if wanted."""
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    ratio, words = tab.evaluate(CONTRAST)
    assert ratio >= 4.5, (name, words)
    assert tab.locator("h1").count() == 1
    small = tab.evaluate(
        """() => [...document.querySelectorAll("main button, main .chips a, main .button, main summary, main select")]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
            .map((one) => one.outerHTML)"""
    )
    assert small == [], name
    unnamed = tab.evaluate(
        """() => [...document.querySelectorAll("main input:not([type=hidden]), main select, main textarea")]
            .filter((one) => !one.labels.length).map((one) => one.outerHTML)"""
    )
    assert unnamed == [], name
    if SHOTS:
        tab.screenshot(path=Path(SHOTS) / f"training-{name}.png", full_page=True)


def test_from_the_overview_to_a_source(browser: Any, address: str, size: str) -> None:  # noqa: F811
    with opened(browser, address, size) as tab:
        sign_in(tab, address)
        tab.evaluate("document.querySelectorAll('img').forEach((one) => { one.loading = 'eager' })")
        tab.wait_for_load_state("networkidle")
        assert tab.evaluate("[...document.images].every((one) => one.complete && one.naturalWidth > 0)")
        sound(tab, f"{size}-overview")
        tab.get_by_role("link", name=ANSWERED).first.click()
        tab.locator(".question").first.wait_for()
        tab.locator("details.cited summary").first.click()
        assert "bốn mươi tám tháng" in tab.locator("blockquote").first.inner_text()
        sound(tab, f"{size}-theme")
        tab.get_by_role("link", name=T["open_source"]).first.click()
        assert "bốn mươi tám tháng" in tab.locator("mark").inner_text()
        tab.goto(f"{address}/dao-tao/cau-hoi?q=luan chuyen")
        sound(tab, f"{size}-questions")
        tab.goto(f"{address}/dao-tao/chu-de")
        sound(tab, f"{size}-themes")


def test_what_staff_do_by_keyboard_alone(own: Site, browser: Any, size: str) -> None:  # noqa: F811
    with served(own.app()) as address, opened(browser, address, size) as tab:
        sign_in(tab, address)
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.className") == "skip"
        tab.get_by_role("link", name=NOWHERE).first.press("Enter")
        tab.get_by_label(T["want_note"]).focus()
        tab.keyboard.type("Hỏi Sở Tài chính")
        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        tab.get_by_text(training.DONE["bo-sung"]).wait_for()
        assert tab.get_by_text(T["todo_open"]).is_visible()
        tab.locator(".question").first.get_by_role("button", name=training.JUDGEMENTS["incomplete"]).press("Enter")
        tab.get_by_text(training.DONE["nhan-xet"]).wait_for()
        assert tab.locator("[aria-pressed=true]").count() == 1
        assert "#cau-" in tab.url
        tab.locator(".question").first.get_by_role("button", name=T["choose"]).press("Enter")
        tab.get_by_text(training.DONE["chon"]).wait_for()
        tab.get_by_text(T["manage"]).press("Enter")
        tab.get_by_label(T["name"]).fill("Giá vàng")
        tab.keyboard.press("Enter")
        tab.get_by_role("heading", name="Giá vàng").wait_for()
        sound(tab, f"{size}-wanted")
        tab.get_by_text(T["manage"]).press("Enter")
        tab.get_by_label(T["merge"]).fill("lãnh đạo")
        tab.keyboard.press("Enter")
        tab.get_by_role("button", name=f"{T['merge_here']}: {ANSWERED}").wait_for()
        sound(tab, f"{size}-merging")
        tab.goto(f"{address}/quan-tri/viec")
        sound(tab, f"{size}-todos")
        tab.get_by_role("button", name=T["todo_close"]).press("Enter")
        tab.get_by_text(training.DONE["dong"]).wait_for()
        assert tab.get_by_text(T["no_todos"]).is_visible()


def test_without_scripts_it_works_the_same(own: Site, browser: Any) -> None:  # noqa: F811
    with served(own.app()) as address, opened(browser, address, java_script_enabled=False) as tab:
        sign_in(tab, address, "dao-tao")
        tab.get_by_text(T["other_period"]).click()
        tab.fill("input[name=tu]", "2026-01-01")
        tab.fill("input[name=den]", "2028-06-30")
        tab.get_by_role("button", name=T["show"]).click()
        assert "tu=2026-01-01" in tab.url
        tab.fill("#q", "luan chuyen")
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/cau-hoi?*")
        assert tab.locator(".question").count() == 6
        tab.locator(".question").first.get_by_role("button", name=training.JUDGEMENTS["right"]).click()
        tab.get_by_text(training.DONE["nhan-xet"]).wait_for()
        tab.goto(f"{address}/dao-tao")
        with tab.expect_download() as got:
            tab.get_by_role("link", name=T["export_xlsx"]).click()
        assert got.value.suggested_filename.endswith(".xlsx")


def test_in_the_dark(browser: Any, address: str, size: str) -> None:  # noqa: F811
    with opened(browser, address, size, color_scheme="dark") as tab:
        sign_in(tab, address)
        sound(tab, f"{size}-dark")
