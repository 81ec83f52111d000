"""What stands behind the admin's page: alike texts, work beside the pages, counted passages, rows of the register."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from starlette.datastructures import QueryParams

from bot.conversation.inspection import Broken, Row, Running, State
from bot.conversation.inspection.later import Later
from bot.conversation.inspection.similar import NEAR, near, shingles
from bot.conversation.inspection.view import counts, outline, pieces
from bot.errors import DataFolderBroken, RegisterNotWritten
from bot.journal.usage import Quoted, quoted
from bot.library.build import Progress
from bot.library.register import cells_of, write_cells
from bot.model import Document, Metadata, mark_of
from bot.phrases import folder as words
from bot.web.folder.listing import PAGE, asked_of, narrowed
from tests.web.conftest import Site
from tests.web.fakes import REGULATION

FILE = "trung ương/quy-định-65.md"
VOCABULARY = [f"chữ{number}" for number in range(400)]


def written(seed: int, length: int = 400) -> list[str]:
    """Words of a text."""
    chosen = random.Random(seed)
    return [chosen.choice(VOCABULARY) for _ in range(length)]


# --- alike texts -----------------------------------------------------------------------------------------------------


def test_alike_texts_are_found_and_others_are_not(own_site: Site) -> None:
    base = written(1)
    few, many = list(base), list(base)
    for at in range(0, 400, 80):
        few[at] = "khác"
    for at in range(0, 400, 4):
        many[at] = "khác"
    texts = {"a.txt": base, "b.txt": few, "c.txt": many, "d.txt": written(2), "e.txt": ["Base", *base, "thêm"]}
    for name, text in texts.items():
        (own_site.knowledge / name).write_text(" ".join(text), encoding="utf-8")
    own_site.live.refresh()
    known: dict[str, Any] = {}
    found = near(own_site.live.generation, known)
    assert {name for name, _ in found["a.txt"]} == {"b.txt", "e.txt"}
    assert "c.txt" not in found
    assert "d.txt" not in found
    assert dict(found["a.txt"])["e.txt"] > dict(found["a.txt"])["b.txt"] >= NEAR
    assert dict(found["b.txt"])["a.txt"] == dict(found["a.txt"])["b.txt"]
    again = near(own_site.live.generation, known)
    assert again == found
    assert len(known) == len(own_site.live.generation.documents)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(VOCABULARY), max_size=120))
def test_shingles_know_no_accents_no_furniture_and_no_blanks(text: list[str]) -> None:
    plain = shingles(Document("a", " ".join(text), Metadata("a")))
    assert list(plain) == sorted(set(plain.tolist()))
    other = "\n".join(text).upper()
    framed = f"TRANG 1 {other}"
    document = Document("b", framed, Metadata("b"), furniture=((0, len("TRANG 1 ")),))
    assert shingles(document).tolist() == plain.tolist()


def test_many_copies_do_not_take_for_ever(own_site: Site) -> None:
    for number in range(80):
        (own_site.knowledge / f"{number}.txt").write_text(" ".join([*written(3), f"bản{number}"]), encoding="utf-8")
    own_site.live.refresh()
    begun = time.process_time()
    found = near(own_site.live.generation, {})
    assert time.process_time() - begun < 10
    assert sum(name.endswith(".txt") and name[0].isdigit() for name in found) == 80


# --- work beside the pages -------------------------------------------------------------------------------------------


def test_work_is_done_once_and_told_how_far_it_is() -> None:
    later, go, calls = Later("test", kept=4), threading.Event(), []

    def work(report: Any) -> str:
        calls.append(1)
        report(Progress("Đọc", 1, 2))
        assert go.wait(10)
        return "done"

    try:
        assert isinstance(later.get("a", work), Running)
        for _ in range(500):
            if later.get("a", work) == Running(Progress("Đọc", 1, 2)):
                break
            time.sleep(0.01)
        assert later.get("b", lambda _: "next") == Running()
        go.set()
        assert later.get("a", work, wait=10) == "done"
        assert later.get("b", lambda _: "never", wait=10) == "next"
        assert calls == [1]
        later.forget("a")
        assert later.get("a", lambda _: "anew", wait=10) == "anew"
    finally:
        later.close()


def test_what_somebody_waits_for_comes_first_and_more_may_wait_than_is_kept() -> None:
    later, order = Later("test", kept=2, queued=10), []
    go, begun, ended = threading.Event(), threading.Event(), threading.Event()

    def first(_: Any) -> None:
        begun.set()
        assert go.wait(10)

    def work(key: str) -> None:
        order.append(key)
        if len(order) == 5:
            ended.set()

    try:
        later.get("held up", first)
        assert begun.wait(10)
        for key in "abcde":
            assert later.get(key, lambda _, key=key: work(key)) == Running()  # type: ignore[misc]
        assert later.get("d", lambda _: None, wait=0.001) == Running()
        go.set()
        assert ended.wait(10)
        assert order == list("dabce")
    finally:
        later.close()


def test_what_goes_wrong_is_said_and_the_next_is_done() -> None:
    later = Later("test", kept=4)

    def breaks(_: Any) -> None:
        raise ValueError("secret words")

    def full(_: Any) -> None:
        raise DataFolderBroken("hết chỗ")

    try:
        assert later.get("a", breaks, wait=10) == Broken(words.WORK_FAILED)
        assert later.get("b", full, wait=10) == Broken("hết chỗ")
        assert later.get("c", lambda _: 3, wait=10) == 3
        for number in range(10):
            assert later.get(number, lambda _, number=number: number, wait=10) == number  # type: ignore[misc]
        assert len(later._found) <= 4
    finally:
        later.close()


# --- one document ----------------------------------------------------------------------------------------------------


def test_quotes_count_for_the_passages_they_lie_in(own_site: Site) -> None:
    generation = own_site.live.generation
    at = generation.document_of(FILE)
    assert at is not None
    document = generation.documents[at]
    spans = [(p.start, p.end) for p in (generation.passages[int(n)] for n in generation.passages_of([at]))]
    inside = (spans[1][0] + 3, spans[1][1] - 3)
    across = (spans[1][1] - 5, spans[2][0] + 5)

    def said(span: tuple[int, int], questions: int, mark: str | None = None) -> Quoted:
        return Quoted(*span, mark or mark_of(document.text[span[0] : span[1]]), questions)

    found = counts(generation, at, [said(inside, 2), said(across, 3), said(spans[0], 7, "another mark")])
    assert found == [0, 5, 3, *[0] * (len(spans) - 3)]


def test_what_was_quoted_is_counted_by_question(own_site: Site) -> None:
    for _ in range(3):
        asked = "Thời gian luân chuyển của cán bộ lãnh đạo là bao lâu?"
        own_site.assistant.ask(asked, channel="web", chat="c", person="p")
    (one,) = own_site.journal.store.read(lambda connection: quoted(connection, FILE))
    assert one.questions == 3
    assert own_site.journal.store.read(lambda connection: quoted(connection, "x")) == ()


def test_every_word_of_the_text_is_shown_once(own_site: Site) -> None:
    for document in own_site.live.generation.documents:
        middle = len(document.text) // 2
        framed = replace(document, furniture=((0, 5), (middle, middle + 9)))
        shown = pieces(framed)
        assert "".join(text for text, _ in shown) == document.text
        assert [text for text, outside in shown if outside] == [document.text[:5], document.text[middle : middle + 9]]
        nodes = outline(document, date(2026, 1, 1))
        count = 0
        while nodes:
            node = nodes.pop()
            count += 1
            nodes += node.below
        assert count == len(document.sections)


# --- the list --------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["q", "loc", "loai", "hieu-luc", "trang", "x"]), st.text(max_size=20)))
def test_any_address_gives_a_page_of_the_list(params: dict[str, str]) -> None:
    rows = [Row(f"{number}.md", State.WELL, kind="Quy định") for number in range(100)]
    asked = asked_of(QueryParams(params))
    found = narrowed(rows, asked)
    assert len(found.rows) <= PAGE
    assert 1 <= found.page <= found.pages
    link = asked.link("/quan-tri", trang=2)
    assert asked_of(QueryParams(link.partition("?")[2])).words == asked.words


# --- the register ----------------------------------------------------------------------------------------------------


def register_of_ours(site: Site, rows: list[list[str]]) -> Path:
    """A register with these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    file = site.knowledge / "danh-muc.xlsx"
    book.save(file)
    site.live.refresh()
    return file


def write(site: Site, file: str, before: dict[str, str], **values: str) -> bool:
    """Write cells of a file's row."""
    return write_cells(site.knowledge, site.data, site.live.generation, file, values, before=before)


def test_a_row_that_serves_several_files_goes_on_to_serve_the_others(own_site: Site) -> None:
    digest = REGULATION.replace("bản: toàn văn", "bản: tóm lược")
    (own_site.knowledge / "tóm lược 65.md").write_text(digest, encoding="utf-8")
    file = register_of_ours(own_site, [["Số ký hiệu", "Người ký"], ["65-QĐ/TW", "Võ Văn Thưởng"]])
    held = cells_of(own_site.knowledge, own_site.live.generation, FILE)
    assert held.shared
    assert write(own_site, FILE, dict(held.values), signer="Người khác")
    rows = [[cell.value for cell in row] for row in load_workbook(file).worksheets[0].iter_rows()]
    assert rows == [
        ["Số ký hiệu", "Người ký", "Tệp"],
        ["65-QĐ/TW", "Võ Văn Thưởng", None],
        ["65-QĐ/TW", "Người khác", FILE],
    ]
    own_site.live.refresh()
    signers = {one.file: one.metadata.signer for one in own_site.live.generation.documents}
    assert signers[FILE] == "Người khác"
    assert signers["tóm lược 65.md"] == "Võ Văn Thưởng"


def test_a_row_by_number_of_one_file_gets_its_name(own_site: Site) -> None:
    file = register_of_ours(own_site, [["Số ký hiệu", "Người ký"], ["65-QĐ/TW", "Võ Văn Thưởng"]])
    held = cells_of(own_site.knowledge, own_site.live.generation, FILE)
    assert (held.line, held.shared) == (2, False)
    assert write(own_site, FILE, dict(held.values), number="66-QĐ/TW")
    rows = [[cell.value for cell in row] for row in load_workbook(file).worksheets[0].iter_rows()]
    assert rows[1] == ["66-QĐ/TW", "Võ Văn Thưởng", FILE]
    assert len(rows) == 2


def test_a_register_that_cannot_be_read_is_left_alone(own_site: Site) -> None:
    file = own_site.knowledge / "danh-muc.xlsx"
    file.write_bytes(b"no workbook")
    for act in (
        lambda: cells_of(own_site.knowledge, own_site.live.generation, FILE),
        lambda: write(own_site, FILE, {}, note="x"),
    ):
        with pytest.raises(RegisterNotWritten):
            act()
    assert file.read_bytes() == b"no workbook"
    assert not (own_site.data / "backup").exists()


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_words_go_in_and_come_back_as_they_are_read(text: str) -> None:
    from io import BytesIO

    from bot.library.register.cells import text_of
    from bot.library.register.patching import patched
    from bot.library.register.reading import sheet_of

    book = Workbook()
    assert book.active is not None
    book.active.append(["Tệp", "Ghi chú"])
    book.active.append(["a.md", "x"])
    out = BytesIO()
    book.save(out)
    wanted = text_of(text)
    if not wanted.isprintable():
        return  # what no cell can hold is refused, see `write_cells`
    new = patched(out.getvalue(), book.active.title, {(2, 1): wanted}, grey=frozenset(), like=2)
    cells = sheet_of(new).rows[0][1]  # up to the last in which something stands
    assert text_of(cells[1].value if len(cells) > 1 else None) == wanted
