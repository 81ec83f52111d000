"""What is asked in training, and the loss."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.vietnamese import fold
from training.data import held_out
from training.pairs import QUESTION_REPEATS, WAYS, english, pairs, typed
from training.passages import Passage, cut
from training.spelled import LONGEST, openings, retyped, sentences, vectors
from training.typed import abbreviated, half, keywords, slipped, small, without_asking

QUESTION = "Ban Thường vụ Thành ủy quyết định bổ nhiệm cán bộ như thế nào?"

ARTICLE = {
    "id": "a+7",
    "article": "7",
    "title": "Nghỉ phép năm của công chức",
    "document": "Luật số 1",
    "text": "1. Công chức được nghỉ phép mười hai ngày mỗi năm; người ở xa được thêm hai ngày đi đường.\n" * 5,
}


def passage(number: int) -> Passage:
    title = f"Điều kiện bổ nhiệm hạng {number}"
    body = f"1. Cán bộ hạng {number} phải có đủ năm năm công tác trở lên; được tập thể giới thiệu."
    return Passage(f"luat+{number}", title, f"{title}\n{body}", body, True)


def test_ways_of_typing() -> None:
    generator = random.Random(1)
    assert abbreviated(QUESTION, generator) == "BTVTU QĐ BN CB ntn?"
    assert keywords(QUESTION, generator) == "Ban Thường vụ Thành ủy quyết định bổ nhiệm cán bộ"
    assert without_asking(QUESTION, generator) == "Ban Thường vụ Thành ủy quyết định bổ nhiệm cán bộ"
    assert small(QUESTION, generator) == QUESTION.rstrip("?").lower()
    assert fold(half(QUESTION, generator)) == fold(QUESTION)
    assert sum(slipped(QUESTION, random.Random(seed)) != QUESTION for seed in range(20)) > 15
    assert abs(sum(share for share, _ in WAYS) - 1) < 1e-9
    assert all(typed("một", random.Random(seed)) for seed in range(50))


def test_pairs_are_the_same_for_a_seed_and_name_their_passage() -> None:
    passages = [passage(number) for number in range(40)]
    questions = [{"question": QUESTION, "gold": ["luat+3"]}]
    found = pairs(passages, questions, seed=5)
    assert found == pairs(passages, questions, seed=5) != pairs(passages, questions, seed=6)
    assert {pair.passage for pair in found} == set(range(40))
    assert sum(pair.passage == 3 for pair in found) >= QUESTION_REPEATS + 1
    unaccented = sum(pair.question == fold(pair.question) for pair in found)
    assert 0.2 < unaccented / len(found) < 0.8


def test_a_common_title_asks_for_nothing() -> None:
    same = [Passage(f"a+{at}", "Hiệu lực thi hành của luật này", "x", "", True) for at in range(5)]
    assert pairs(same, [], seed=1) == []


def test_a_passage_is_a_part_of_its_article() -> None:
    article = {
        "id": "a+1",
        "article": "1",
        "title": "Nghỉ phép",
        "text": "\n".join(f"{n}. " + "từ " * 60 for n in range(9)),
    }
    for seed in range(20):
        held = cut(article, random.Random(seed), titled=0.5)
        assert held.body in article["text"]
        assert held.titled == ("Nghỉ phép" in held.text)
        assert 200 < len(held.body) <= 600


def test_a_document_is_trained_on_or_judged_on_in_every_run() -> None:
    shares = [held_out(f"Luật số {number}", 0.2) for number in range(2_000)]
    assert shares == [held_out(f"Luật số {number}", 0.2) for number in range(2_000)]
    assert 0.15 < sum(shares) / 2_000 < 0.25


def test_english_questions_are_of_the_glossary() -> None:
    made = list(english(50, seed=1))
    assert len(set(made)) > 40
    assert all(question == fold(question) or question.isascii() for question in made)


def test_the_loss_asks_for_the_right_passage() -> None:
    import torch

    from training.losses import BankLoss

    class Model(torch.nn.Module):
        """Gives back what it is given."""

        def forward(self, features: dict[str, Any]) -> dict[str, Any]:
            return {"sentence_embedding": features["vectors"]}

    bank = torch.eye(4)
    features = {"vectors": bank[[1, 2]].clone(), "attention_mask": torch.ones(2, 3, dtype=torch.long)}
    made = {"temperature": 0.1, "held": 0, "keep": 0.0}
    right = BankLoss(Model(), bank, [0, 1, 2, 3], **made)([features, features], torch.tensor([1, 2]))
    wrong = BankLoss(Model(), bank, [0, 1, 2, 3], **made)([features, features], torch.tensor([2, 1]))
    grouped = BankLoss(Model(), bank, [0, 1, 1, 3], **made)([features, features], torch.tensor([2, 1]))
    assert float(right) < 0.01
    assert float(wrong) > 5
    assert float(grouped) < 2  # what says the same is no negative


def test_what_is_typed_otherwise_has_the_vector_of_what_is_written(exported: Path, tmp_path: Path) -> None:
    from bot.index.onnx_encoder import OnnxEncoder

    encoder = OnnxEncoder(exported)
    texts = sentences([ARTICLE, ARTICLE], 10, seed=1)
    assert texts == sentences([ARTICLE, ARTICLE], 10, seed=1)
    assert len(texts) == len(set(texts)) >= 2
    right = vectors(tmp_path / "spelled.npy", texts, encoder, asked=True)
    for text, vector in zip(texts, right, strict=True):
        assert float(encoder.encode_query([text])[0] @ vector) > 0.99
    assert (vectors(tmp_path / "spelled.npy", texts, encoder, asked=True) == right).all()
    with pytest.raises(ValueError, match="delete it"):
        vectors(tmp_path / "spelled.npy", texts[1:], encoder, asked=True)
    again = retyped(texts * 20, seed=2)
    assert again == retyped(texts * 20, seed=2)
    changed = [typed for typed, text in zip(again, texts * 20, strict=True) if typed != text]
    assert len(changed) > len(again) / 2
    (opening,) = openings([ARTICLE], 3, seed=1)
    assert opening.startswith("Điều 7. Nghỉ phép")
    assert len(opening) <= LONGEST


@pytest.mark.long
@pytest.mark.parametrize("rounds", [0, 1])
def test_two_steps_and_two_more(rounds: int, small: Any, exported: Path, tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    pytest.importorskip("accelerate")
    from bot.index.onnx_encoder import OnnxEncoder
    from training.model import load
    from training.passages import TRAINED, write
    from training.train import Recipe, train

    teacher = OnnxEncoder(exported)
    small.save(str(tmp_path / "start"), create_model_card=False)
    write(tmp_path, TRAINED, [passage(number) for number in range(30)], teacher, lambda line: None)
    (tmp_path / "questions.jsonl").write_text('{"question": "Ai?", "gold": ["luat+1"]}\n', encoding="utf-8")
    rows = [{**ARTICLE, "id": f"a+{at}", "document": f"Luật số {at}", "title": f"Việc thứ {at}"} for at in range(30)]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    (tmp_path / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
    recipe = Recipe(
        steps=2, batch=4, held=2, english=8, spelled=20, placed=8, longest=32, warmup=0, rounds=rounds, rate=4e-5
    )
    train(tmp_path / "start", tmp_path, tmp_path, teacher, tmp_path / "done", recipe)
    before, after = (load(tmp_path / name).encode_query("cán bộ") for name in ("start", "done/model"))
    assert 0.5 < float(before @ after) < 0.999999
    assert (tmp_path / "done" / "recipe.json").is_file()
    more = replace(recipe, steps=4)
    train(tmp_path / "start", tmp_path, tmp_path, teacher, tmp_path / "done", more)
    log = [json.loads(line) for line in (tmp_path / "done" / "log.jsonl").read_text("utf-8").splitlines()]
    assert log[-1]["step"] == 4
