"""A confirmed document for internal circulation is the content that was confirmed, whatever bears its name later."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.library.register import carry_row
from bot.library.register.confirming import saying, word_for
from bot.phrases import register as words
from tests.library.register_files import Folder, regulation

NAME = "noi-bo.txt"
FIRST = regulation("5-QĐ/TU", "việc nội bộ", stamp="LƯU HÀNH NỘI BỘ")
OTHER = regulation("6-QĐ/TU", "việc tuyệt đối kín", stamp="LƯU HÀNH NỘI BỘ")
YES = [{"Tệp": NAME, "Cho dùng": "có"}]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def confirmed(folder: Folder) -> None:
    """The first document is in the folder, and used."""
    folder.write(NAME, FIRST)
    folder.state(YES)
    folder.build()
    assert number(folder) == "5-QĐ/TU"


def number(folder: Folder, name: str = NAME) -> str | None:
    """Of the document that is used under a name; None where none is."""
    assert folder.built is not None
    generation = folder.built.generation
    at = generation.document_of(name)
    return generation.documents[at].metadata.number if at is not None else None


def reason(folder: Folder, name: str = NAME) -> str:
    """Why a file waits."""
    problem = folder.problem(name)
    assert problem is not None
    assert problem.waits
    return problem.reason


def code(folder: Folder) -> str:
    """The word that a waiting file asks for."""
    problem = folder.problem(NAME)
    assert problem is not None
    assert problem.state is not None
    word = word_for(problem.state.sha256)
    assert f"“{word}”" in problem.reason
    return word


def kept(folder: Folder) -> str:
    """All that lies in the data folder, as text, but for the generation that was there before."""
    current = folder.generations.current()
    files = [
        path
        for path in folder.data.rglob("*")
        if path.is_file() and ("generations" not in path.parts or current in path.parts)
    ]
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)


def test_another_document_under_the_name_waits_again(folder: Folder) -> None:
    confirmed(folder)
    folder.write(NAME, OTHER)
    folder.build()
    assert number(folder) is None
    assert "khác với bản đã được xác nhận" in reason(folder)
    assert "tuyệt đối kín" not in kept(folder)
    assert not folder.build().changed
    folder.build()
    assert number(folder) is None  # however often it is looked at
    folder.write(NAME, FIRST)
    folder.build()
    assert number(folder) == "5-QĐ/TU"  # the word still holds for what it was given for


def test_the_word_with_its_content_confirms_the_changed_file_and_no_other(folder: Folder) -> None:
    confirmed(folder)
    folder.write(NAME, OTHER)
    folder.build()
    folder.state([{"Tệp": NAME, "Cho dùng": code(folder)}])
    folder.build()
    assert number(folder) == "6-QĐ/TU"
    folder.write(NAME, FIRST)
    folder.build()
    assert number(folder) is None


def test_a_word_taken_back_and_given_again_is_for_the_file_as_it_is_then(folder: Folder) -> None:
    confirmed(folder)
    folder.write(NAME, OTHER)
    folder.build()
    folder.state([{"Tệp": NAME, "Cho dùng": "không"}])
    folder.build()
    assert reason(folder) == words.INTERNAL_WAITS
    folder.state(YES)
    folder.build()
    assert number(folder) == "6-QĐ/TU"


def test_a_register_that_is_gone_for_a_moment_takes_nothing_back(folder: Folder) -> None:
    confirmed(folder)
    folder.write(NAME, OTHER)
    folder.build()
    folder.register.unlink()  # as a program does that saves it
    folder.build()
    folder.state(YES)
    folder.build()
    assert number(folder) is None


def test_a_word_given_before_the_file_is_there_is_for_no_file(folder: Folder) -> None:
    folder.write("khác.txt", regulation("7-QĐ/TU", "việc chung"))
    folder.state(YES)
    folder.build()
    folder.write(NAME, FIRST)
    folder.build()
    assert number(folder) is None
    assert "lúc xác nhận chưa có tệp" in reason(folder)
    folder.state([{"Tệp": NAME, "Cho dùng": code(folder)}])
    folder.build()
    assert number(folder) == "5-QĐ/TU"


def test_a_word_for_an_open_document_does_not_let_in_a_closed_one(folder: Folder) -> None:
    folder.write(NAME, regulation("7-QĐ/TU", "việc chung"))
    folder.state(YES)
    folder.build()
    folder.write(NAME, OTHER)
    folder.build()
    assert number(folder) is None


def test_a_renamed_file_keeps_its_word_and_a_no_of_its_own_wins(folder: Folder) -> None:
    confirmed(folder)
    (folder.knowledge / NAME).rename(folder.knowledge / "tên mới.txt")
    folder.build()
    assert number(folder, "tên mới.txt") == "5-QĐ/TU"
    folder.state([*YES, {"Tệp": "tên mới.txt", "Cho dùng": "không"}])
    folder.build()
    assert number(folder, "tên mới.txt") is None


def test_the_row_that_goes_over_to_the_file_that_took_the_place_leaves_the_word_behind(folder: Folder) -> None:
    confirmed(folder)
    (folder.knowledge / NAME).unlink()
    folder.write("mới.txt", OTHER)
    assert folder.built is not None
    assert carry_row(folder.knowledge, folder.data, folder.built.generation, NAME, "mới.txt") is None
    folder.build()
    assert number(folder, "mới.txt") is None
    assert reason(folder, "mới.txt") == words.INTERNAL_WAITS


@pytest.mark.parametrize("damage", ["gone", "{", "[]"])
def test_without_what_was_kept_only_what_is_in_use_stays_in_use(folder: Folder, damage: str) -> None:
    confirmed(folder)
    file = folder.data / "confirmed.json"
    file.unlink() if damage == "gone" else file.write_text(damage)
    folder.write(NAME, OTHER)
    folder.build()
    assert number(folder) is None
    file.unlink() if damage == "gone" else file.write_text(damage)
    (folder.knowledge / NAME).touch()
    folder.build()
    assert number(folder) is None


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("có", (True, None)),
        ("CÓ.", (True, None)),
        ("x", (True, None)),
        ("có 3f9a2c1b9d0e", (True, "3f9a2c1b9d0e")),
        ("Có (3F9A2C1B9D0E)", (True, "3f9a2c1b9d0e")),
        ("không", (False, None)),
        ("không 3f9a2c1b9d0e", (None, None)),
        ("có 3f9a", (None, None)),
        ("có lẽ", (None, None)),
        ("3f9a2c1b9d0e", (None, None)),
    ],
)
def test_what_a_cell_says(cell: str, meant: tuple[bool | None, str | None]) -> None:
    assert saying(cell) == meant
