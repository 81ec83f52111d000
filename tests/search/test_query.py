"""What is searched for a question: languages, documents and their years, what a follow-up stresses."""

from __future__ import annotations

from datetime import date

import pytest

from bot.index import Generation, Generations, VectorCache
from bot.library.build import bring_up_to_date
from bot.search import Prepared, prepare
from bot.search.query import carried
from tests.fakes import WordEncoder

TODAY = date(2026, 11, 22)
OLD = """---
số: 70-QĐ/TW
loại: Quy định
trích yếu: Biệt phái cán bộ
ngày ban hành: 1/3/2018
hiệu lực từ: 1/3/2018
hết hiệu lực từ: 1/6/2023
thay bằng: 71-QĐ/TW
bản: toàn văn
---
QUY ĐỊNH
về biệt phái cán bộ

Điều 1. Thời hạn biệt phái
Thời hạn biệt phái cán bộ tối đa là ba năm, do UBND cấp xã đề nghị.
"""
NEW = """---
số: 71-QĐ/TW
loại: Quy định
trích yếu: Biệt phái cán bộ
ngày ban hành: 1/6/2023
hiệu lực từ: 1/6/2023
tình trạng: còn hiệu lực
bản: toàn văn
---
QUY ĐỊNH
về biệt phái cán bộ

Điều 1. Thời hạn biệt phái
Thời hạn biệt phái cán bộ tối đa là hai năm. Quy định này thay thế Quy định 70-QĐ/TW.
"""


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    folder, data = tmp_path_factory.mktemp("folder"), tmp_path_factory.mktemp("data")
    (folder / "cu.txt").write_text(OLD, encoding="utf-8")
    (folder / "moi.txt").write_text(NEW, encoding="utf-8")
    encoder, cache = WordEncoder(), VectorCache(data / "vectors.sqlite")
    built = bring_up_to_date(folder, Generations(data / "generations"), cache, lambda: encoder, encoder.name, batch=8)
    cache.close()
    assert not built.generation.problems
    return built.generation


def names(generation: Generation, prepared: Prepared) -> list[str | None]:
    return [generation.documents[at].metadata.number for at in prepared.named]


def test_english_is_searched_in_vietnamese(generation: Generation) -> None:
    prepared = prepare("What is the maximum duration of secondment under Regulation 71?", generation, TODAY)
    assert "biệt phái" in prepared.encoded
    assert names(generation, prepared) == ["71-QĐ/TW"]
    assert {"biet_phai", "toi_da"} <= set(prepared.asked.weights)
    assert not any(term in prepared.asked.weights for term in ("secondment", "what", "regulation"))


def test_a_document_of_another_year(generation: Generation) -> None:
    prepared = prepare("quy định 71 năm 2019 nói gì về biệt phái", generation, TODAY)
    assert prepared.misdated
    assert prepared.named == ()
    assert [number.year for number in prepared.unknown] == ["2019"]
    own = prepare("quy định 71 năm 2023 nói gì về biệt phái", generation, TODAY)
    assert not own.misdated
    assert names(generation, own) == ["71-QĐ/TW"]


def test_the_day_that_a_question_asks_for(generation: Generation) -> None:
    asked = prepare("Quy định 70 năm 2020 còn hiệu lực không", generation, TODAY)
    assert asked.question.day == date(2020, 12, 31)
    assert names(generation, asked) == ["70-QĐ/TW"]
    then = prepare("năm 2020 thì biệt phái theo văn bản nào", generation, TODAY)
    later = next(at for at, document in enumerate(generation.documents) if document.metadata.number == "71-QĐ/TW")
    assert then.question.day == date(2020, 12, 31)
    assert then.barred == set(generation.passages_of([later]).tolist())
    assert "2020" not in then.terms
    assert prepare("biệt phái theo văn bản nào", generation, TODAY).question.day == TODAY


def test_a_document_that_is_only_compared_with(generation: Generation) -> None:
    prepared = prepare("so với Quy định 70 thì Quy định 71 cho biệt phái mấy năm", generation, TODAY)
    assert names(generation, prepared) == ["71-QĐ/TW"]
    assert "qd_70" not in prepared.terms
    assert names(generation, prepare("so với Quy định 70 thì có gì mới", generation, TODAY)) == ["70-QĐ/TW"]


def test_a_document_may_be_spoken_of_elsewhere(generation: Generation) -> None:
    prepared = prepare("văn bản thay thế Quy định 70", generation, TODAY, anywhere=True)
    assert prepared.named == ()
    assert [number.digits for number in prepared.numbers] == ["70"]


def test_what_a_follow_up_says_itself_counts_more(generation: Generation) -> None:
    plain = prepare("biệt phái cán bộ cấp xã", generation, TODAY).asked.weights
    stressed = prepare("biệt phái cán bộ cấp xã", generation, TODAY, stress="cấp xã").asked.weights
    assert stressed["cap_xa"] > plain["cap_xa"]
    assert stressed["biet_phai"] == plain["biet_phai"]


def test_long_forms_and_dictated_numbers(generation: Generation) -> None:
    old = next(at for at, document in enumerate(generation.documents) if "UBND" in document.text)
    assert generation.document_holds(old, prepare("ủy ban nhân dân", generation, TODAY).asked.hashes).all()
    assert "2023" in prepare("năm hai nghìn không trăm hai ba", generation, TODAY).encoded


def test_what_a_text_carries_of_some_words(generation: Generation) -> None:
    assert carried("biệt phái", "Thời hạn biệt phái", generation) == 1.0
    assert carried("giá vàng", "Thời hạn biệt phái", generation) == 0.0
    assert carried("là gì thế", "Thời hạn biệt phái", generation) == 1.0
