"""What is written down of a question bears no personal data, whichever way its words take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.journal import Asker, Conversations, Entry, Journal
from bot.model import State

Make = Callable[..., Entry]
TYPED = "ông Nguyễn Văn Tèo sđt 0912 345 678 cccd 031090012345 teo@gmail.com hỏi QĐ 65"
PLANTED = ("Nguyễn Văn Tèo", "nguyễn văn tèo", "0912 345 678", "0912345678", "031090012345", "teo@gmail.com")


def _bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_typed_and_searched_are_covered(journal: Journal, make_entry: Make) -> None:
    number = journal.record(make_entry(typed=TYPED, searched=TYPED.lower()))
    held = journal.question(number)
    assert held is not None
    covered = "ông [tên người] sđt [số điện thoại] cccd [số định danh] [thư điện tử] hỏi"
    assert held.typed == f"{covered} QĐ 65"
    assert held.searched == f"{covered} qđ 65"


def test_a_name_told_by_one_wording_is_covered_in_both(journal: Journal, make_entry: Make) -> None:
    held = journal.question(
        journal.record(make_entry(typed="đ/c Tèo luân chuyển", searched="dấu cộng Tèo luân chuyển"))
    )
    assert held is not None
    assert (held.typed, held.searched) == ("đ/c [tên người] luân chuyển", "dấu cộng [tên người] luân chuyển")


def test_people_whom_the_folder_names_stay(journal: Journal, make_entry: Make) -> None:
    journal.public = lambda: {"do manh hien"}
    held = journal.question(journal.record(make_entry(typed="ông Hiến và ông Tèo", searched="ông Đỗ Mạnh Hiến")))
    assert held is not None
    assert (held.typed, held.searched) == ("ông Hiến và ông [tên người]", "ông Đỗ Mạnh Hiến")


def test_states_of_conversations_are_covered(journal: Journal) -> None:
    talks = Conversations(journal)
    journal.store.write(lambda c: talks.put(c, "a", Asker("web", "1"), State(TYPED)))
    held = journal.store.read(lambda c: talks.get(c, "a"))
    assert held is not None
    assert held.searched == journal.masked(TYPED) != TYPED


def test_planted_data_is_nowhere_in_the_folder(tmp_path: Path, make_entry: Make) -> None:
    journal = Journal.open(tmp_path)
    talks = Conversations(journal)
    journal.record(make_entry(typed=TYPED, searched=TYPED.lower()))
    journal.store.write(lambda c: talks.put(c, "a", Asker("web", "1"), State(TYPED)))
    for data in (_bytes(tmp_path), (journal.close(), _bytes(tmp_path))[1]):
        for planted in PLANTED:
            assert planted.encode() not in data
