"""One question to one outcome: the day that an answer holds for, follow-ups that speak of what they ask."""

from __future__ import annotations

from datetime import date

import pytest

from bot import phrases
from bot.answer import Contact
from bot.conversation.asking import ask
from bot.index import Generation, Generations, VectorCache
from bot.library.build import bring_up_to_date
from bot.model import Answer, State, Status
from tests.fakes import WordEncoder
from tests.search.test_query import NEW, OLD, TODAY


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    folder, data = tmp_path_factory.mktemp("folder"), tmp_path_factory.mktemp("data")
    (folder / "cu.txt").write_text(OLD, encoding="utf-8")
    (folder / "moi.txt").write_text(NEW, encoding="utf-8")
    encoder, cache = WordEncoder(), VectorCache(data / "vectors.sqlite")
    built = bring_up_to_date(folder, Generations(data / "generations"), cache, lambda: encoder, encoder.name, batch=8)
    cache.close()
    return built.generation


def asked(generation: Generation, *turns: str) -> Answer:
    answer, state = Answer(Status.REFUSED, ""), State()
    for turn in turns:
        answer, state = ask(generation, WordEncoder(), turn, day=TODAY, contact=Contact(), state=state)
    return answer


def test_an_answer_for_another_day_says_so(generation: Generation) -> None:
    answer = asked(generation, "Quy định 70 năm 2020 còn hiệu lực không")
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith(phrases.as_of(date(2020, 12, 31)))
    opening = answer.styles[0]
    assert answer.text[opening.start : opening.end] == phrases.as_of(date(2020, 12, 31))
    assert all(answer.text[style.start : style.end].strip() for style in answer.styles)
    assert all(citation.quote in answer.text for citation in answer.citations)
    assert not asked(generation, "Quy định 70 còn hiệu lực không").text.startswith(phrases.as_of(TODAY))


def test_a_follow_up_in_english_leans_on_the_one_before(generation: Generation) -> None:
    answer = asked(generation, "Is Regulation 70 still in force?", "what about Regulation 71?")
    assert answer.status is Status.ANSWERED
    assert [citation.document_number for citation in answer.citations] == ["71-QĐ/TW"]


def test_a_follow_up_is_not_answered_with_what_was_asked_before(generation: Generation) -> None:
    before = "Quy định 71 còn hiệu lực không"
    assert asked(generation, before).status is Status.ANSWERED
    assert asked(generation, before, "còn giá vàng thì sao").status is not Status.ANSWERED
