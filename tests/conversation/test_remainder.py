"""On a channel whose messages are short and dear, each step is one message, and the rest comes on request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer.compose import TextBuilder, add_quotes, add_sources, cite
from bot.conversation.choices import units
from bot.conversation.remainder import Remainder
from bot.conversation.turn import Reply, Room, Turn
from bot.delivery import pieces
from bot.index import Generation
from bot.model import Answer, Outgoing, State, Status, StyleKind
from bot.phrases import dialogue
from tests.conftest import count
from tests.conversation.people import Office, Person, office_in
from tests.web.fakes import ANSWERED, NOWHERE

ROOM = Room(1_900, buttons=False, files=False)
ARTICLES = 12
SENTENCE = "Cấp ủy, tổ chức đảng có thẩm quyền xem xét, quyết định việc này theo đúng quy trình, thủ tục đã nêu. "
LONG = (
    "---\nsố: 99-QĐ/TU\nloại: Quy định\ntrích yếu: Việc dài\nnguồn: https://example.vn/99\n---\nQUY ĐỊNH\n\n"
    + "\n\n".join(
        f"Điều {number}. Việc số {number}\n" + "\n".join(f"{clause}. {SENTENCE * 3}" for clause in range(1, number + 1))
        for number in range(1, ARTICLES + 1)
    )
)


def long_answer(generation: Generation, articles: list[int]) -> Answer:
    """An answer that quotes whole articles."""
    at = generation.document_of("dài.md")
    assert at is not None
    text = generation.documents[at].text
    citations = []
    for number, article in enumerate(articles, start=1):
        start = text.index(f"Điều {article}. ")
        end = text.find(f"\n\nĐiều {article + 1}. ")
        citations.append(cite(generation, number, at, (start, end if end > 0 else len(text)), date(2026, 11, 22)))
    out = TextBuilder()
    add_quotes(out, citations)
    add_sources(out, generation, citations, date(2026, 11, 22))
    return Answer(Status.ANSWERED, out.text, out.styles, tuple(citations), confidence=0.9, searched="việc")


def asking(generation: Generation, encoder: Any, text: str, **more: Any) -> tuple[Answer, State]:
    """Questions name the articles to be quoted."""
    answer = long_answer(generation, [int(one) for one in re.findall(r"\d+", text)])
    return answer, State(answer.searched, answer.citations)


@pytest.fixture(scope="module")
def long_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    def documents(folder: Path) -> None:
        folder.mkdir()
        (folder / "dài.md").write_text(LONG, encoding="utf-8")

    with office_in(tmp_path_factory.mktemp("long"), documents, questions_per_minute=100_000) as office:
        office.assistant._asking = asking
        yield on_zalo(office)


def on_zalo(office: Office) -> Office:
    """The office with a channel that has no buttons."""
    office.dialogue._rooms = {"zalo": ROOM}
    office.dialogue._remainder._cut = lambda outgoing, limit: pieces(outgoing, limit, buttons=True)
    return office


def wire(person: Person) -> str:
    """The last message as it goes out; it must be one."""
    [piece] = pieces(person.last, ROOM.units, buttons=False)
    return piece.text


def quotes(outgoing: Outgoing) -> list[str]:
    """What is quoted."""
    return [outgoing.text[one.start : one.end] for one in outgoing.styles if one.kind is StyleKind.QUOTE]


def test_a_long_answer_comes_in_parts_on_request(long_office: Office) -> None:
    person = long_office.person("1", channel="zalo")
    person.says("điều 3, 4 và 2")
    held = long_office.question(person.last.question)
    seen = [person.last]
    assert wire(person).splitlines()[-1].startswith("Còn nữa: gõ “thêm”. Gõ 1–3 xem nguồn")
    while "“thêm”" in person.last.typed:
        person.says("them")
        seen.append(person.last)
        assert len(wire(person)) <= 1_900
        assert person.last.question == held.id
    assert len(seen) == 3
    assert [quote for one in seen for quote in quotes(one)] == [one.quote for one in long_office.assistant.cited(held)]
    for number, one in enumerate(seen, start=1):
        # Below its quotes stand their sources, and no others.
        assert re.findall(r"^\[(\d)\] Quy định số 99-QĐ/TU", one.text, re.MULTILINE) == [str(number)]
    assert person.last.typed == dialogue.answer_typed(3)
    assert person.says("thêm") == dialogue.NOTHING_MORE
    assert "Nguồn 2" in person.says("2")


def test_the_rest_does_not_hide_what_else_may_be_typed(long_office: Office) -> None:
    person = long_office.person("2", channel="zalo")
    person.says("điều 3, 4")
    assert "Cảm ơn" in person.says("huu ich")
    person.says("điều 3, 4")
    first = person.last
    assert "Nguồn 1" in person.says("1")
    again = person.says("điều 3, 4")
    assert again == first.text
    assert "Nguồn 1" in person.says("1")
    second = person.says("đọc tiếp")  # of the answer: a source that was looked at in between is no matter
    assert "“Điều 4." in second
    person.says("điều 3, 4")
    assert person.state.rest is not None
    person.says("điều 1")
    assert person.state.rest is None  # a short answer leaves nothing over


def test_on_a_channel_with_buttons_nothing_is_held_back(long_office: Office) -> None:
    person = long_office.person("3")
    assert "Điều 3." in person.says("điều 3, 4")
    assert "Điều 4." in person.last.text
    assert person.says("thêm") == dialogue.NOTHING_MORE


def test_a_rest_outlives_a_restart_and_is_gone_with_the_person(long_office: Office) -> None:
    person = long_office.person("4", channel="zalo")
    person.says("điều 3, 4")
    long_office.restart()
    long_office.assistant._asking = asking
    on_zalo(long_office)
    assert "Điều 4." in person.says("thêm")
    person.says("điều 3, 4")
    person.says("xóa dữ liệu")
    person.says("đồng ý")
    assert person.says("thêm") == dialogue.NOTHING_OPEN


def test_every_document_is_read_to_its_end_in_single_messages(long_office: Office) -> None:
    person = long_office.person("5", channel="zalo")
    [document] = long_office.live.generation.documents
    person.says("vb")
    text = person.says("1")
    read = [text]
    while "“thêm”" in person.last.typed:
        assert len(wire(person).encode("utf-16-le")) // 2 <= 1_900
        read.append(person.says("thêm"))
    words = " ".join(part.split("\n\n", 1)[1] for part in read)
    assert words.replace(dialogue.CUT, "").replace(dialogue.MORE, "").split() == document.text.split()
    assert all(len(part) > 1_100 for part in read[:-1])  # few messages, since each costs


def test_a_source_is_one_message_with_its_quote_whole(long_office: Office) -> None:
    person = long_office.person("6", channel="zalo")
    for article in range(1, ARTICLES + 1):
        person.says(f"điều {article}")
        cited = long_office.assistant.cited(long_office.question(person.last.question))[0]
        text = person.says("1")
        wire(person)
        if len(cited.quote) < 1_300:
            assert cited.quote in text
    assert person.says("trang nguon").splitlines()[0] == "[1] Trang nguồn: https://example.vn/99"


def test_what_cannot_be_had_is_not_offered(tmp_path: Path) -> None:
    with office_in(tmp_path) as made:
        office = on_zalo(made)
        person = office.person("7", channel="zalo")
        person.says(ANSWERED)
        assert "tải" not in wire(person)
        person.says("1")
        assert wire(person).splitlines()[-1] == "Gõ “điều trước”, “điều sau”, “trang nguồn”."
        assert "[1] Trang nguồn: https://example.vn/65" in person.says("link")
        assert "[1] Mở trên trang: https://hoi.example.vn/nguon?mark=" in person.last.text
        # The nearest documents of a refusal bear the numbers that open them.
        text = person.says(NOWHERE)
        assert re.search(r"^1\. ", text, re.MULTILINE)
        assert person.says("1")
        for words in ("/start", "/help", "/gioithieu", "vb"):
            assert "nút" not in person.says(words).replace("nút micro", "")
            wire(person)


PARAGRAPHS = st.lists(st.integers(1, 120), min_size=1, max_size=9)


@settings(max_examples=count(80, 2_000), deadline=None)
@given(PARAGRAPHS, st.integers(0, 3), st.integers(300, 900))
def test_whatever_is_parted_nothing_is_lost(sizes: list[int], sources: int, limit: int) -> None:
    out = TextBuilder()
    for number, size in enumerate(sizes, start=1):
        out.add("\n\n" if number > 1 else "").add("“").add("câu chữ " * size, StyleKind.QUOTE, number).add("”")
    if sources:
        out.add("\n\nNguồn:")
        for number in range(1, len(sizes) + 1):
            out.add("\n").add(f"[{number}] Quy định số {number}.", StyleKind.SOURCE, number)
    whole = Outgoing(out.text, out.styles, typed="Gõ 1.", question=3)
    remainder = Remainder(lambda outgoing, most: pieces(outgoing, most, buttons=True))
    turn = Turn(None, None, "", State(), None, Room(limit, buttons=False))  # type: ignore[arg-type]
    reply = remainder.fitted(turn, Reply((whole,), State(choices=(("1", "s:3:1"),))))
    shown = []
    while True:
        [one] = reply.messages
        shown.append(one)
        assert units(f"{one.text}\n\n{one.typed}") <= limit
        assert reply.state is not None
        assert ("1", "s:3:1") in reply.state.choices
        assert len(shown) < 60
        after = dict(reply.state.choices).get("thêm")
        if after is None:
            break
        turn = replace(turn, state=reply.state)
        reply = remainder.more(turn, after.split(":")[1:])(None)  # type: ignore[arg-type]
    told = " ".join(one.text for one in shown)
    assert told.count("câu chữ") == sum(sizes)
    for number, size in enumerate(sizes, start=1):
        quote = ("câu chữ " * size).strip()
        if units(quote) < limit - 120:
            assert any(quote in one.text for one in shown)
        if sources:
            assert f"[{number}] Quy định số {number}." in told


def test_a_stale_or_made_up_part_is_no_part(long_office: Office) -> None:
    person = long_office.person("8", channel="zalo")
    for pressed in ("m", "m:", "m:x:1", "m:abcdefabcdef:2", "m::9999"):
        assert person.presses_key(pressed) in (dialogue.NOTHING_MORE, dialogue.KEY_UNKNOWN)
