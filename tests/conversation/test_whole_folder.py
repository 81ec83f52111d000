"""The dialogue over the folder that comes with the product, with the product's own search and bar."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation.asking import ask
from bot.journal import Outcome
from bot.model import mark_of
from bot.phrases import dialogue
from tests.conftest import count
from tests.conversation.people import Office, Person, buttons, office_in

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    def documents(folder: Path) -> None:
        shutil.copytree(ROOT / "knowledge", folder)

    with office_in(tmp_path_factory.mktemp("whole"), documents, questions_per_minute=10_000) as office:
        office.assistant._asking = ask
        yield office


@pytest.fixture
def reader(whole: Office) -> Person:
    return whole.person("100")


def test_every_document_is_read_to_its_end(whole: Office, reader: Person) -> None:
    for document in whole.live.generation.documents:
        text = reader.presses_key(f"o:{mark_of(document.file)}")
        read = [text]
        while "Đọc tiếp" in reader.labels:
            read.append(reader.says("thêm"))
        words = " ".join(part.split("\n\n", 1)[1] for part in read)
        assert words.replace(dialogue.CUT, "").replace(dialogue.MORE, "").split() == document.text.split(), (
            document.file
        )


def test_every_button_below_real_answers(whole: Office, reader: Person) -> None:
    questions = [
        json.loads(line)["question"]
        for name in ("digests", "interview", "refused", "talk")
        for line in (ROOT / "tests" / "golden" / f"{name}.jsonl").read_text("utf-8").splitlines()[: count(5, 60)]
    ]
    outcomes = set()
    for question in questions:
        text = reader.says(question)
        answer = reader.last
        if answer.question is None:
            continue
        held = whole.question(answer.question)
        outcomes.add(held.outcome)
        assert held.typed in (question, whole.journal.masked(question))
        for number, cited in enumerate(held.citations, start=1):
            document = next(one for one in whole.live.generation.documents if one.file == cited.file)
            quote = document.text[cited.start : cited.end]
            assert quote in text
            source = reader.presses_key(f"s:{held.id}:{number}")
            assert " ".join(quote.split())[:200] in " ".join(source.split())
            assert quote in reader.presses_key(f"c:{held.id}:{number}")
        for button in buttons(answer):
            assert button.key is None or reader.presses_key(button.key) not in (
                dialogue.KEY_UNKNOWN,
                dialogue.NOT_YOURS,
            )
    assert {Outcome.ANSWERED, Outcome.REFUSED} <= outcomes
