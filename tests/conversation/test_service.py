"""The assistant: what every channel is given, whatever happens to the folder meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from bot import phrases
from bot.answer import Contact
from bot.answer.compose import TextBuilder, add_quotes, cite, suggestion
from bot.conversation.service import Assistant
from bot.conversation.sources import Level, SourceView, mark_of
from bot.errors import DataFolderBroken
from bot.index import Generation
from bot.index.encoder import Vectors
from bot.journal import Journal, Outcome, Reason, Verdict
from bot.library.live import Live
from bot.model import Answer, Document, State, Status
from bot.settings import Settings
from bot.vietnamese import fold

TODAY = date(2026, 11, 22)
REGULATION = """---
số: 65-QĐ/TW
loại: Quy định
trích yếu: Luân chuyển cán bộ
cơ quan ban hành: Bộ Chính trị
ngày ban hành: 28/4/2022
hiệu lực từ: 28/4/2022
tình trạng: còn hiệu lực
bản: {kind}
---
QUY ĐỊNH
về luân chuyển cán bộ

Chương I
QUY ĐỊNH CHUNG

Điều 1. Phạm vi điều chỉnh
Quy định này quy định về công tác luân chuyển cán bộ lãnh đạo từ Trung ương tới địa phương.

Điều 2. Thời gian luân chuyển
1. Thời gian luân chuyển của cán bộ lãnh đạo ít nhất là bốn mươi tám tháng đối với một chức danh.
2. Cán bộ được luân chuyển giữ nguyên chế độ phụ cấp cũ trong suốt thời gian luân chuyển.

Chương II
TỔ CHỨC THỰC HIỆN

Điều 3. Nhà ở công vụ
{long}Cán bộ đến từ địa phương khác được bố trí nhà ở công vụ trong thời gian công tác.{long}
"""
FILLER = "".join(f"Câu đệm số {n} nói về việc khác của cơ quan.\n" for n in range(60))
INTERVIEW = """Hải Phòng tăng cường cán bộ trẻ

Lời dẫn của bài báo về công tác cán bộ của thành phố trong năm vừa qua, do phóng viên viết.

PV: Xin ông cho biết việc rà soát cán bộ được làm thế nào?

Ông Đỗ Mạnh Hiến: Thành ủy đã rà soát tổng thể đối với 2.600 cán bộ của thành phố và quận, huyện.

PV: Thời gian tới thành phố sẽ làm gì?

Ông Đỗ Mạnh Hiến: Chúng tôi sẽ tiếp tục luân chuyển cán bộ trẻ về cơ sở để thử thách, rèn luyện.
"""
PLAIN = "Một đoạn văn không có tiêu đề gì cả nhưng có nói về lịch trực.\n" * 30


class WordEncoder:
    name = "words@1"
    dimension = 64

    def encode_query(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in fold(text).split():
            vector[sum(word.encode()) % self.dimension] += 1
        return vector / max(1e-9, float(np.linalg.norm(vector)))

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.encode_query(text) for text in texts])


@dataclass
class Desk:
    """An assistant with the parts that the tests change."""

    folder: Path
    library: Live
    live: Any
    journal: Journal
    assistant: Assistant

    def put(self, **files: str) -> None:
        """Put files (name with _ for .) into the folder and swap in the generation of the whole folder."""
        knowledge = self.folder / "knowledge"
        for name, text in files.items():
            (knowledge / name.replace("_", ".")).write_text(text, encoding="utf-8")
        self.live.generation = self.library.refresh().generation

    def document(self, file: str) -> Document:
        return next(one for one in self.live.generation.documents if one.file == file)

    def see(self, file: str, words: str, level: Level = Level.PASSAGE) -> SourceView:
        start = self.document(file).text.index(words)
        view = self.assistant.source(file, start, start + len(words), level=level, mark=mark_of(words))
        assert view is not None
        shown = view.before + view.highlighted + view.after
        assert view.highlighted == words
        at = view.start - len(view.before)
        assert self.document(file).text[at : at + len(shown)] == shown
        return view

    def ask(self, text: str, person: str = "p") -> Any:
        return self.assistant.ask(text, channel="web", chat="c", person=person)


def decided(
    generation: Generation, encoder: Any, text: str, *, day: date, contact: Contact, state: State | None = None
) -> tuple[Answer, State]:
    """Quotes the same words for every question about rotation or housing, so that no test depends on the bar."""
    encoder.encode_query(text)
    assert day == TODAY
    searched = f"{state.searched} {text}" if state and text.startswith("còn") else text
    if text == "chào":
        return Answer(Status.TALK, phrases.HELLO, searched=searched), State()
    if "luân chuyển" not in text.casefold() and "nhà ở" not in text.casefold():
        found = tuple(suggestion(generation, at, (0, 50)) for at in range(len(generation.documents)))
        return Answer(Status.REFUSED, phrases.REFUSED, (), (), found, 0.1, searched), State(searched)
    words = "Thời gian luân chuyển của cán bộ lãnh đạo ít nhất là bốn mươi tám tháng"
    at = next(at for at, document in enumerate(generation.documents) if words in document.text)
    start = generation.documents[at].text.index(words)
    citations = (cite(generation, 1, at, (start, start + len(words)), day),)
    out = TextBuilder()
    add_quotes(out, citations)
    answer = Answer(Status.ANSWERED, out.text, out.styles, citations, (), 0.9, searched)
    return answer, State(searched, citations)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    settings = Settings(knowledge=tmp_path / "knowledge", data=tmp_path / "data", _env_file=None)  # type: ignore[call-arg]
    settings.knowledge.mkdir()
    encoder = WordEncoder()
    library, journal = Live(settings, encoder=encoder), Journal.open(settings.data)
    live = SimpleNamespace(generation=None, encoder=encoder)  # what the tests can take away from the assistant
    contact = Contact("Ban Tổ chức")
    assistant = Assistant(live, journal, contact, settings, today=lambda: TODAY, asking=decided)
    made = Desk(tmp_path, library, live, journal, assistant)
    made.put(
        a_md=REGULATION.format(kind="toàn văn", long=""),
        b_txt=INTERVIEW,
        c_txt=PLAIN,
        d_md=REGULATION.replace("65-QĐ", "66-QĐ").format(kind="tóm lược", long=FILLER),
    )
    yield made
    journal.close()
    library.close()


QUESTION = "Thời gian luân chuyển của cán bộ lãnh đạo là bao lâu?"


def test_every_outcome_is_recorded(desk: Desk) -> None:
    for text, outcome in (
        (QUESTION, Outcome.ANSWERED),
        ("Giá vàng thế giới?", Outcome.REFUSED),
        ("chào", Outcome.TALK),
    ):
        exchange = desk.ask(text)
        assert exchange.outcome is outcome
        held = desk.journal.question(exchange.question_id)
        assert held is not None
        assert (held.typed, held.outcome, held.generation) == (text, outcome, desk.live.generation.name)
        assert [one.number for one in held.citations] == [one.number for one in exchange.answer.citations]
        assert held.ms > 0


def test_the_products_own_asking_is_used_unless_told_otherwise(desk: Desk) -> None:
    settings = Settings(knowledge=desk.folder / "knowledge", data=desk.folder / "data", _env_file=None)  # type: ignore[call-arg]
    assistant = Assistant(desk.live, desk.journal, Contact(), settings)
    exchange = assistant.ask(QUESTION, channel="web", chat="c", person="p")
    assert exchange.outcome is not Outcome.FAILED
    held = desk.journal.question(exchange.question_id)
    assert held is not None
    assert held.outcome is exchange.outcome
    assert len(held.citations) == len(exchange.answer.citations)


def test_a_follow_up_leans_on_its_own_conversation(desk: Desk) -> None:
    def searched(text: str, chat: str, person: str) -> str:
        exchange = desk.assistant.ask(text, channel="web", chat=chat, person=person)
        held = desk.journal.question(exchange.question_id)
        assert held is not None
        return held.searched

    searched(QUESTION, "one", "p")
    assert searched("còn nhà ở?", "one", "p") == f"{QUESTION} còn nhà ở?"
    assert searched("còn nhà ở?", "two", "p") == "còn nhà ở?"
    assert searched("còn nhà ở?", "one", "q") == "còn nhà ở?"


def test_a_failure_is_recorded_and_told(desk: Desk) -> None:
    del desk.live.encoder
    exchange = desk.ask(QUESTION)
    assert (exchange.outcome, exchange.answer.text) == (Outcome.FAILED, phrases.FAILED)
    held = desk.journal.question(exchange.question_id)
    assert held is not None
    assert (held.outcome, held.confidence, held.searched) == (Outcome.FAILED, None, QUESTION)
    desk.live.generation = None
    assert desk.ask(QUESTION).outcome is Outcome.FAILED


def test_what_cannot_be_recorded_is_not_answered(desk: Desk) -> None:
    desk.journal.store.write(lambda connection: connection.exec_driver_sql("DROP TABLE citations"))
    with pytest.raises(DataFolderBroken):
        desk.ask(QUESTION)


def test_a_cut_question_keeps_its_styles_in_place(desk: Desk) -> None:
    answer = desk.ask(QUESTION + " thêm" * 300).answer
    assert answer.text.startswith(phrases.question_cut(1_000))
    quotes = [answer.text[style.start : style.end] for style in answer.styles if style.kind == "quote"]
    assert quotes == [citation.quote for citation in answer.citations]


def test_passage_article_document(desk: Desk) -> None:
    words = "Cán bộ đến từ địa phương khác được bố trí nhà ở công vụ trong thời gian công tác."
    passage = desk.see("d.md", words)
    assert (passage.shows, passage.cut_before, passage.cut_after) == (Level.PASSAGE, True, True)
    assert 500 < len(passage.before) <= 600
    assert passage.before.startswith("Câu đệm")  # cut at a line's end
    article = desk.see("d.md", words, Level.ARTICLE)
    assert article.shows is Level.ARTICLE
    assert article.before.startswith("Điều 3. Nhà ở công vụ\n")
    document = desk.see("d.md", words, Level.DOCUMENT)
    assert (document.shows, document.cut_before, document.cut_after) == (Level.DOCUMENT, False, False)
    assert document.before.startswith("QUY ĐỊNH")


def test_one_article_back_and_on(desk: Desk) -> None:
    view = desk.see("a.md", "1. Thời gian luân chuyển của cán bộ lãnh đạo ít nhất là bốn mươi tám tháng")
    assert view.address == "Điều 2, khoản 1"
    assert view.buttons == ("Điều trước", "Điều sau", "Toàn Điều")
    assert view.previous is not None
    assert view.next is not None
    assert (view.previous.address, view.next.address) == ("Điều 1", "Điều 3")
    there = desk.assistant.source("a.md", view.next.start, view.next.end, level=Level.ARTICLE, mark=view.next.mark)
    assert there is not None
    assert there.whole_unit
    assert there.highlighted.startswith("Điều 3. Nhà ở công vụ")
    assert there.next is None
    assert there.previous is not None
    assert there.previous.address == "Điều 2"


def test_between_two_articles(desk: Desk) -> None:
    view = desk.see("a.md", "TỔ CHỨC THỰC HIỆN")
    assert view.previous is not None
    assert view.next is not None
    assert (view.previous.address, view.next.address) == ("Điều 2", "Điều 3")


def test_turns_of_an_interview(desk: Desk) -> None:
    view = desk.see("b.txt", "2.600 cán bộ")
    assert view.address == "Trả lời của ông Đỗ Mạnh Hiến, câu hỏi 1"
    assert view.buttons[1] == "Lượt lời sau"
    assert view.next is not None
    assert view.next.address == "Câu hỏi 2 của phóng viên"


def test_a_text_without_sections_is_turned_by_passages(desk: Desk) -> None:
    view = desk.see("c.txt", PLAIN[:60])
    assert view.buttons == ("Đoạn trước", "Đoạn sau", "Cả đoạn")
    assert view.previous is None
    steps = 0
    while view.next is not None:
        steps += 1
        following = desk.assistant.source("c.txt", view.next.start, view.next.end, mark=view.next.mark)
        assert following is not None
        assert following.start > view.start
        view = following
    assert steps >= 1


def test_what_is_copied_says_what_it_is(desk: Desk) -> None:
    words = "Thời gian luân chuyển của cán bộ lãnh đạo ít nhất là bốn mươi tám tháng"
    full, digest = desk.see("a.md", words), desk.see("d.md", words)
    reference = "khoản 1 Điều 2 Quy định số 65-QĐ/TW ngày 28/4/2022 của Bộ Chính trị"
    assert full.copied == f"“{words}” ({reference})"
    assert digest.copied is not None
    assert "trích bản tóm lược" in digest.copied
    assert (full.kind, digest.kind) == ("toàn văn", "bản tóm lược")


@pytest.mark.parametrize(("start", "end"), [(-5, 3), (5, 5), (9, 4), (0, 10**9), (10**9, 10**9 + 1)])
def test_offsets_that_are_nowhere_give_the_document_with_a_word(desk: Desk, start: int, end: int) -> None:
    view = desk.assistant.source("a.md", start, end)
    assert view is not None
    assert (view.notice, view.highlighted, view.shows) == (phrases.SOURCE_CHANGED, "", Level.DOCUMENT)
    assert view.after == desk.document("a.md").text.strip()


def test_a_swap_between_answer_and_source(desk: Desk) -> None:
    citation = desk.ask(QUESTION).answer.citations[0]
    place, mark = (citation.file, citation.start, citation.end), mark_of(citation.quote)
    desk.put(**{citation.file.replace(".", "_"): "Dòng mới.\n" + PLAIN})
    stale = desk.assistant.source(*place, mark=mark)
    assert stale is not None
    assert stale.notice == phrases.SOURCE_CHANGED
    (desk.folder / "knowledge" / citation.file).unlink()
    desk.put()
    assert desk.assistant.source(*place, mark=mark) is None
    assert desk.assistant.original(citation.file) is None
    assert desk.assistant.locate(citation.file, citation.address) is None


def test_a_document_from_its_beginning(desk: Desk) -> None:
    view = desk.assistant.source("a.md")
    assert view is not None
    assert (view.highlighted, view.notice, view.address, view.copied) == ("", None, None, None)
    assert view.before + view.after == desk.document("a.md").text.strip()


def test_addresses_are_found_again(desk: Desk) -> None:
    for one in desk.ask("Giá vàng thế giới?").answer.suggestions:
        span = desk.assistant.locate(one.file, one.address)
        assert (span is None) == (one.address is None)
    assert desk.assistant.locate("a.md", "Điều 99") is None
    span = desk.assistant.locate("a.md", "Điều 2, khoản 2")
    assert span is not None
    assert desk.document("a.md").text[slice(*span)].startswith("2. Cán bộ")


def test_originals_stay_in_the_folder(desk: Desk) -> None:
    assert desk.assistant.original("a.md") == (desk.folder / "knowledge" / "a.md").resolve()
    (desk.folder / "knowledge" / "unknown.md").write_text("x", encoding="utf-8")
    for name in ("unknown.md", "../data/journal.key", str(desk.folder / "data" / "journal.key"), "", ".", "./a.md"):
        assert desk.assistant.original(name) is None


def test_only_the_asker_rates(desk: Desk) -> None:
    number = desk.ask(QUESTION, person="p").question_id
    rate = desk.assistant.rate
    assert not rate(number, channel="web", person="q", verdict=Verdict.UP)
    assert not rate(number, channel="telegram", person="p", verdict=Verdict.UP)
    assert rate(number, channel="web", person="p", verdict=Verdict.DOWN, reason=Reason.INCOMPLETE)


def test_examples_are_the_same_every_time_and_answered(desk: Desk) -> None:
    examples = desk.assistant.examples()
    assert len(examples) == 3
    assert examples == desk.assistant.examples()
    assert any("luân chuyển" in example.casefold() for example in examples)
    first = examples[0]
    assert desk.ask(first).outcome is Outcome.ANSWERED
    assert first.endswith("?")


def test_examples_without_documents_are_general(desk: Desk) -> None:
    for file in (desk.folder / "knowledge").iterdir():
        file.unlink()
    desk.put()
    assert desk.assistant.examples() == list(phrases.GENERIC_EXAMPLES)
    assert desk.assistant.overview() == []


def test_overview_by_issuer_newest_first(desk: Desk) -> None:
    shelves = desk.assistant.overview()
    assert [shelf.issuer for shelf in shelves] == ["Bộ Chính trị", phrases.NO_ISSUER]
    assert [one.file for one in shelves[0].documents] == ["a.md", "d.md"]
    assert shelves[0].documents[0].validity_words == "còn hiệu lực"
    assert desk.assistant.state() == (desk.live.generation.name, 4)
