"""The page, the Word summary and the plots: self-contained, escaped, as long as promised, drawn by real programs."""

from __future__ import annotations

import base64
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
from docx import Document
from docx.shared import Mm, Pt
from lxml import html

from bot.journal import Journal
from bot.journal.report import Figures, figures, plots
from bot.journal.report.page import page
from bot.journal.report.text import shortened
from bot.journal.report.values import Topic
from bot.journal.report.word import summary
from bot.phrases import report as words
from tests.journal.report_data import FORMULA, SINCE, UNTIL, Ask, at_random, fill
from tests.journal.test_report_workbook import convert

NOON = datetime(2026, 9, 9, 5, 4, tzinfo=UTC)
LONG = "Phụ cấp đối với người hoạt động không chuyên trách sau sắp xếp " * 12
Plot = Callable[[Figures], bytes]
PLOTS = [plots.weeks, plots.share, plots.themes, plots.hours]


@pytest.fixture
def full(journal: Journal) -> Figures:
    """Figures of a busy period."""
    fill(journal, at_random(900))
    return figures(journal, SINCE, UNTIL, min_askers=3)


@pytest.fixture
def empty(journal: Journal) -> Figures:
    return figures(journal, SINCE, UNTIL, min_askers=3)


def swollen(full: Figures) -> Figures:
    """The same with as many themes as any report shows, each with the longest words."""
    topic = full.topics[0]
    topics: list[Topic] = [
        replace(
            topic,
            id=number,
            label=shortened(f"{number} {LONG}", 200),
            tally=replace(topic.tally, outcomes=outcomes),
            downs=9,
        )
        for number, outcomes in enumerate([topic.tally.outcomes, full.unanswered[0].tally.outcomes] * 15)
    ]
    units = tuple((f"{LONG} {number}", tally) for number, (_, tally) in enumerate(full.units * 9))
    return replace(full, topics=tuple(topics), units=units, named_units=frozenset(name for name, _ in units))


def pages(file: Path) -> list[str]:
    document = pypdfium2.PdfDocument(file)
    try:
        return [document[at].get_textpage().get_text_bounded() for at in range(len(document))]
    finally:
        document.close()


# --- the page ------------------------------------------------------------------------------------------------------


def test_page_needs_nothing_else_and_runs_nothing(full: Figures) -> None:
    made = page(full)
    assert FORMULA not in made
    tree = html.fromstring(made)
    assert not tree.xpath("//script | //link | //iframe | //object | //@onclick | //@onload | //a")
    sources = tree.xpath("//@src")
    assert len(sources) == 4
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    assert not re.findall(r"url\(|@import|https?://", re.sub(r'src="data:[^"]*"', "", made).replace("http://x.vn", ""))
    assert all(tree.xpath("//img/@alt"))
    assert any(" ".join(cell.text_content().split()) == FORMULA for cell in tree.xpath("//td"))
    assert tree.get("lang") == "vi"


def test_page_says_the_numbers_the_vietnamese_way(full: Figures) -> None:
    text = " ".join(html.fromstring(page(full)).xpath("//body")[0].text_content().split())
    assert "Từ 01/08/2026 đến 31/10/2026" in text
    assert words.percent(full.whole.tally.share) in text
    assert words.number(full.whole.tally.questions) in text
    for title in words.SECTIONS.values():
        if title != words.SECTIONS["weeks"]:
            assert title in text


def test_page_of_an_empty_period_says_so(empty: Figures) -> None:
    made = page(empty)
    assert words.EMPTY in made
    assert "<img" not in made


def test_no_control_character_reaches_the_page(journal: Journal) -> None:
    fill(journal, [Ask(NOON, asker=f"a{n}", theme=1, typed="a\x07b\x0ec") for n in range(3)])
    made = page(figures(journal, SINCE, UNTIL, min_askers=3))
    assert "a\ufffdb\ufffdc" in made
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", made)


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("much", [False, True])
def test_page_prints_on_a4_with_repeated_headers(full: Figures, tmp_path: Path, much: bool) -> None:
    file, printed = tmp_path / "bao-cao.html", tmp_path / "bao-cao.pdf"
    file.write_text(page(swollen(full) if much else full), "utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={tmp_path}/browser", f"--print-to-pdf={printed}", str(file)]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    document = pypdfium2.PdfDocument(printed)
    assert document[0].get_size() == pytest.approx((595, 842), abs=2)
    document.close()
    sheets = pages(printed)
    assert 3 <= len(sheets) <= (30 if much else 9)
    assert words.TITLE in sheets[0]
    assert sum("Chủ đề" in sheet for sheet in sheets) >= (6 if much else 1)


# --- the summary ---------------------------------------------------------------------------------------------------


def test_summary_has_the_administrative_shape(full: Figures) -> None:
    document = Document(BytesIO(summary(full, unit="Ban Tổ chức Thành ủy")))
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin / Mm(1)) for margin in margins] == [20, 20, 30, 15]
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    normal = document.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(13))
    assert document.tables[0].rows[0].cells[0].paragraphs[0].text == "BAN TỔ CHỨC THÀNH ỦY"
    assert words.place_and_day(full.made_at.date()) == document.tables[0].rows[0].cells[1].text
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert words.SUMMARY_TITLE in texts
    assert any(text.startswith("Từ ngày 01/08/2026 đến ngày 31/10/2026, có") for text in texts)
    assert any("Cần bổ sung tài liệu về" in text for text in texts)
    assert len(document.tables) == 3
    assert len(document.inline_shapes) == 2


def test_summary_leaves_a_place_for_an_unknown_unit(empty: Figures) -> None:
    document = Document(BytesIO(summary(empty)))
    assert document.tables[0].rows[0].cells[0].paragraphs[0].text == words.SUMMARY_UNIT
    assert any(words.EMPTY in paragraph.text for paragraph in document.paragraphs)


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("much", [False, True])
def test_summary_has_two_pages_at_most(full: Figures, tmp_path: Path, much: bool) -> None:
    file = tmp_path / "tom-tat.docx"
    file.write_bytes(summary(swollen(full) if much else full, unit=LONG[:70] if much else None))
    convert(file, "pdf")
    sheets = pages(file.with_suffix(".pdf"))
    assert len(sheets) <= 2
    assert "BÁO CÁO" in sheets[-1]  # who signs stands at the end


# --- the plots -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plot", PLOTS)
def test_plots_are_svg_with_letters_as_letters(full: Figures, plot: Plot) -> None:
    made = plot(full)
    root = ElementTree.fromstring(made)
    assert root.tag.endswith("}svg")
    assert not root.findall(".//{*}script")
    texts = {"".join(text.itertext()) for text in root.iterfind(".//{*}text")}
    assert texts
    assert plot(full) == made  # the same figures, the same bytes


@pytest.mark.parametrize("plot", PLOTS)
def test_plots_of_nothing_and_of_one_question(journal: Journal, empty: Figures, plot: Plot) -> None:
    ElementTree.fromstring(plot(empty))
    fill(journal, [Ask(NOON)])
    ElementTree.fromstring(plot(figures(journal, SINCE, UNTIL, min_askers=3)))


def test_failures_have_a_part_of_their_own_in_the_plot_of_themes(journal: Journal) -> None:
    fill(journal, [Ask(NOON, theme=1, status=status) for status in ("answered", "near", "failed", "failed")])
    found = figures(journal, SINCE, UNTIL, min_askers=1)
    drawn = plots.themes(found).decode()
    for colour, label in (
        (plots.ANSWERED, words.OUTCOMES["answered"]),
        (plots.LACKING, words.LACKING),
        (plots.FAILED, words.OUTCOMES["failed"]),
    ):
        assert f"fill: {colour}" in drawn
        assert label in drawn


def test_plots_are_png_where_wanted(full: Figures) -> None:
    assert plots.weeks(full, "png").startswith(b"\x89PNG")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("label", [FORMULA, "a\x0b\x1f$", "漢字 😀 việc", "\ufffe", "x" * 500, "$$", "{\\bad"])
def test_plots_hold_any_words(full: Figures, label: str) -> None:
    odd = replace(full, topics=(replace(full.topics[0], label=label),))
    root = ElementTree.fromstring(plots.themes(odd))
    assert len(list(root.iterfind(".//{*}text"))) > 3


@pytest.mark.needs("chromium")
def test_a_plot_shows_as_an_image_under_a_strict_policy(full: Figures, tmp_path: Path) -> None:
    """As the pages serve it: a file of its own, its page allowing no inline style."""
    (tmp_path / "plot.svg").write_bytes(plots.weeks(full))
    policy = "default-src 'self' file:"
    page_ = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><img src="plot.svg" width="600">'
    (tmp_path / "page.html").write_text(page_, "utf-8")
    picture = tmp_path / "seen.png"
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--window-size=640,400"]
    command += [f"--user-data-dir={tmp_path}/browser", f"--screenshot={picture}", str(tmp_path / "page.html")]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    from PIL import Image

    with Image.open(picture) as seen:
        colours = {colour for _, colour in seen.convert("RGB").getcolors(1 << 20) or ()}
    assert tuple(bytes.fromhex(plots.ANSWERED[1:])) in colours
    assert tuple(bytes.fromhex(plots.LACKING[1:])) in colours


def test_data_urls_hold_the_plots(full: Figures) -> None:
    sources = html.fromstring(page(full)).xpath("//img/@src")
    assert base64.b64decode(sources[0].split(",")[1]) == plots.weeks(full)
