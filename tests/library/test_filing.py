"""The knowledge folder kept by hand: files in, out and back, and what a crash or a full disk does to that."""

from __future__ import annotations

import os
import threading
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot import phrases
from bot.errors import DataFolderBroken, UnreadableFile
from bot.index import Generation, Generations, VectorCache
from bot.library import looking
from bot.library.build import bring_up_to_date
from bot.library.filing import Filing
from bot.library.folder import scan
from bot.model import Document
from bot.phrases import filing as words
from bot.settings import Settings
from tests.fakes import WordEncoder

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=7)))
REGULATION = """BAN CHẤP HÀNH TRUNG ƯƠNG
*
Số 65-QĐ/TW
Hà Nội, ngày 28 tháng 4 năm 2022
QUY ĐỊNH
về luân chuyển cán bộ

Điều 1. Phạm vi điều chỉnh
1. Quy định này quy định về luân chuyển cán bộ.
Điều 2. Thời gian luân chuyển
1. Thời gian luân chuyển ít nhất là 36 tháng.
"""
DIGEST = """---
số: 65-QĐ/TW
loại: Quy định
trích yếu: về luân chuyển cán bộ
ngày ban hành: 28/4/2022
bản: tóm lược
nguồn: https://example.vn/65
---
Điều 2. Thời gian luân chuyển
Thời gian luân chuyển là 36 tháng.
"""


class Folder:
    """A knowledge folder, its generation, and the filing over them."""

    def __init__(self, root: Path) -> None:
        self.knowledge, self.data = root / "knowledge", root / "data"
        self.knowledge.mkdir()
        self.clock = NOON
        self._generations = Generations(self.data / "generations")
        self._cache = VectorCache(self.data / "vectors.sqlite")
        self._encoder = WordEncoder()
        self.generation = self.refresh()
        settings = Settings(knowledge=self.knowledge, data=self.data)
        self.filing = Filing(settings, lambda: self.generation, now=lambda: self.clock)

    def refresh(self) -> Generation:
        """Read the folder again."""
        built = bring_up_to_date(
            self.knowledge, self._generations, self._cache, lambda: self._encoder, self._encoder.name, batch=8
        )
        self.generation = built.generation
        return self.generation

    def add(self, name: str, text: str) -> None:
        """A file that somebody has put there."""
        file = self.knowledge / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        self.refresh()

    def files(self) -> dict[str, str]:
        """What a scan sees."""
        return {seen.name: seen.path.read_text("utf-8") for seen in scan(self.knowledge)}

    def everything(self) -> list[str]:
        """Every file under the knowledge folder, whatever its name."""
        return sorted(
            path.relative_to(self.knowledge).as_posix() for path in self.knowledge.rglob("*") if path.is_file()
        )

    def close(self) -> None:
        """Let go of the files."""
        self._cache.close()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    made = Folder(tmp_path)
    yield made
    made.close()


def test_looked_at_and_put(folder: Folder) -> None:
    look = folder.filing.look("Quy định 65.txt", REGULATION.encode())
    assert (look.file, look.number, look.kind, look.subject) == (
        "Quy định 65.txt",
        "65-QĐ/TW",
        "Quy định",
        "về luân chuyển cán bộ",
    )
    assert (look.issued, look.passages, look.problems, look.replaces) == (date(2022, 4, 28), 3, (), None)
    assert len(look.key.encode()) <= 40  # it goes into a button
    assert folder.everything() == []
    assert folder.filing.put(look.key, replace=None) == "Quy định 65.txt"
    assert folder.files() == {"Quy định 65.txt": REGULATION}
    assert folder.everything() == ["Quy định 65.txt"]
    assert folder.refresh().documents[0].metadata.number == "65-QĐ/TW"


def test_a_yes_said_twice_is_one(folder: Folder) -> None:
    look = folder.filing.look("a.txt", REGULATION.encode())
    assert folder.filing.put(look.key, replace=None) == "a.txt"
    assert folder.filing.put(look.key, replace=None) == "a.txt"
    with pytest.raises(LookupError):
        folder.filing.drop(look.key)
    assert folder.files() == {"a.txt": REGULATION}


def test_a_yes_said_again_brings_nothing_back(folder: Folder) -> None:
    look = folder.filing.look("a.txt", REGULATION.encode())
    folder.filing.put(look.key, replace=None)
    folder.filing.take_out("a.txt")
    with pytest.raises(LookupError):
        folder.filing.put(look.key, replace=None)
    assert folder.files() == {}


def test_another_document_of_the_same_name_is_no_twin(folder: Folder) -> None:
    folder.add("scan.txt", REGULATION)
    look = folder.filing.look("scan.txt", REGULATION.replace("65-QĐ/TW", "66-QĐ/TW").encode())
    assert look.replaces is None
    assert words.name_of_another("scan.txt") in look.problems
    assert folder.filing.put(look.key, replace=None) == "scan (2).txt"


@pytest.mark.parametrize(("given", "kept"), [("CON.txt", "tài liệu CON.txt"), ("nul.b.txt", "tài liệu nul.b.txt")])
def test_names_of_devices(folder: Folder, given: str, kept: str) -> None:
    assert folder.filing.look(given, REGULATION.encode()).file == kept


def test_a_page_that_calls_itself_a_program_is_named_a_page(folder: Folder) -> None:
    page = f"<!DOCTYPE html><html><body><p>{REGULATION}</p></body></html>"
    assert folder.filing.look("run.hta", page.encode()).file == "run.hta.html"
    with pytest.raises(UnreadableFile):
        folder.filing.look("run.exe", REGULATION.encode())


def test_our_own_files_cannot_be_sent(folder: Folder) -> None:
    for name in ("VIET-TAT.TSV", "Danh-Muc.xlsx", "viet-tat.tsv"):
        with pytest.raises(UnreadableFile):
            folder.filing.look(name, REGULATION.encode())


def test_a_no(folder: Folder) -> None:
    look = folder.filing.look("a.txt", REGULATION.encode())
    folder.filing.drop(look.key)
    for late in (lambda: folder.filing.put(look.key, replace=None), lambda: folder.filing.drop(look.key)):
        with pytest.raises(LookupError):
            late()
    assert folder.everything() == []
    assert not list((folder.data / "filing").iterdir())


def test_nobody_answers_for_a_day(folder: Folder) -> None:
    look = folder.filing.look("a.txt", REGULATION.encode())
    folder.clock = datetime.now(timezone(timedelta(hours=7))) + timedelta(hours=23)
    folder.filing.look("b.txt", REGULATION.encode())
    assert (folder.data / "filing" / look.key).is_dir()
    folder.clock += timedelta(hours=2)
    with pytest.raises(LookupError):
        folder.filing.put(look.key, replace=None)
    assert not (folder.data / "filing" / look.key).exists()


@pytest.mark.parametrize("key", ["", "..", "../../knowledge", "0" * 16, "/etc/passwd", "*", "a" * 16 + "/.."])
def test_keys_that_name_nothing(folder: Folder, key: str) -> None:
    folder.add("a.txt", REGULATION)
    with pytest.raises(LookupError):
        folder.filing.put(key, replace=None)
    with pytest.raises(LookupError):
        folder.filing.drop(key)
    with pytest.raises(LookupError):
        folder.filing.restore(key)
    with pytest.raises(LookupError):
        folder.filing.take_out(key)
    assert folder.files() == {"a.txt": REGULATION}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.docx", b"PK\x03\x04 broken", "hỏng"),
        ("a.txt", b"", "trống"),
        ("a.xlsx", b"\x00\x01\x02", "hỏng"),
        ("a.zip", b"\x00\x01\x02", "Chưa đọc được"),
        ("a.tmp", REGULATION.encode(), "Chưa đọc được"),
        ("viet-tat.tsv", b"BTV = x", "Chưa đọc được"),
        ("a.txt", REGULATION.replace("*", "TỐI MẬT").encode(), "TỐI MẬT"),
    ],
)
def test_what_cannot_be_read_is_not_held(folder: Folder, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        folder.filing.look(name, content)
    assert not [path for path in (folder.data / "filing").rglob("*") if path.is_file()]
    assert folder.everything() == []


def test_a_file_that_its_sender_waits_for_is_read_by_nobody_else(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    read = looking.document_from

    def reading(file: Path, name: str) -> Document:
        seen.append(folder.filing.held())
        assert file.is_file()
        return read(file, name)

    monkeypatch.setattr(looking, "document_from", reading)
    look = folder.filing.look("a.txt", REGULATION.encode())
    assert seen == [[]]
    assert [one.key for one in folder.filing.held()] == [look.key]


def test_what_a_crash_left_unread_is_gone_at_the_next_start(folder: Folder) -> None:
    look = folder.filing.look("a.txt", REGULATION.encode())
    left = folder.data / "filing" / f"{'1' * 16}.new"
    left.mkdir()
    (left / "b.txt").write_bytes(b"half")
    settings = Settings(knowledge=folder.knowledge, data=folder.data)
    again = Filing(settings, lambda: folder.generation)
    assert not left.exists()
    assert [one.key for one in again.held()] == [look.key]


def test_a_fault_of_the_reader_is_said(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(file: Path, name: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(looking, "document_from", broken)
    with pytest.raises(UnreadableFile) as told:
        folder.filing.look("a.txt", REGULATION.encode())
    assert str(told.value) == phrases.FILE_FAILED


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\an\\Quy định.txt", "Quy định.txt"),
        ("..\\.hidden.txt", "hidden.txt"),
        ("~$khóa.txt", "khóa.txt"),
        (".txt", "tài liệu.txt"),
        ("", "tài liệu"),
        ("...", "tài liệu"),
        ("a\x00b\nc\u202etxt.txt", "ab ctxt.txt"),
        ('a<b>:"c|d?*.txt', "a b c d.txt"),
        (unicodedata.normalize("NFD", "Quyết định.txt"), "Quyết định.txt"),
        ("a .txt", "a.txt"),
        ("V/v luân chuyển.TXT", "v luân chuyển.TXT"),
    ],
)
def test_names_that_strangers_choose(folder: Folder, given: str, kept: str) -> None:
    if kept.endswith("liệu"):
        with pytest.raises(UnreadableFile):
            folder.filing.look(given, REGULATION.encode())
        return
    look = folder.filing.look(given, REGULATION.encode())
    assert look.file == kept
    assert folder.filing.put(look.key, replace=None) == kept
    assert folder.everything() == [kept]


def test_a_very_long_name(folder: Folder) -> None:
    look = folder.filing.look(f"{'Quyết định về việc ' * 30}.txt", REGULATION.encode())
    assert look.file.endswith(".txt")
    assert len(look.file.encode()) <= 180
    folder.filing.put(look.key, replace=None)
    assert list(folder.files()) == [look.file]


class TestReplacing:
    def test_the_same_document_under_another_name(self, folder: Folder) -> None:
        folder.add("trung-uong/cu.txt", REGULATION)
        look = folder.filing.look("mới.txt", REGULATION.replace("36", "48").encode())
        assert look.replaces == "trung-uong/cu.txt"
        assert folder.filing.put(look.key, replace=look.replaces) == "trung-uong/mới.txt"
        assert folder.files() == {"trung-uong/mới.txt": REGULATION.replace("36", "48")}
        [trashed] = folder.filing.trashed()
        assert trashed.file == "trung-uong/cu.txt"
        assert folder.filing.put(look.key, replace=look.replaces) == "trung-uong/mới.txt"
        assert len(folder.filing.trashed()) == 1

    def test_the_same_name(self, folder: Folder) -> None:
        folder.add("Báo cáo.txt", "Một bài khác hẳn về công tác cán bộ.\n")
        look = folder.filing.look("báo cáo.TXT", REGULATION.encode())
        assert look.replaces == "Báo cáo.txt"
        assert folder.filing.put(look.key, replace=look.replaces) == "Báo cáo.txt"
        assert folder.files() == {"Báo cáo.txt": REGULATION}
        [trashed] = folder.filing.trashed()
        assert trashed.file == "Báo cáo.txt"

    def test_a_file_that_could_not_be_read_is_replaced_by_a_good_one(self, folder: Folder) -> None:
        (folder.knowledge / "a.docx").write_bytes(b"PK\x03\x04 broken")
        assert folder.refresh().problems
        look = folder.filing.look("a.docx", REGULATION.encode())
        assert look.replaces == "a.docx"
        folder.filing.put(look.key, replace=look.replaces)
        assert folder.files() == {"a.docx": REGULATION}

    def test_both_are_kept(self, folder: Folder) -> None:
        folder.add("a.txt", REGULATION)
        look = folder.filing.look("a.txt", REGULATION.replace("36", "48").encode())
        assert look.replaces == "a.txt"
        assert folder.filing.put(look.key, replace=None) == "a (2).txt"
        assert folder.files() == {"a.txt": REGULATION, "a (2).txt": REGULATION.replace("36", "48")}
        assert folder.filing.trashed() == []

    def test_the_very_same_file(self, folder: Folder) -> None:
        folder.add("thu-muc/a.txt", REGULATION)
        look = folder.filing.look("b.txt", REGULATION.encode())
        assert look.replaces == "thu-muc/a.txt"
        assert look.problems[0] == words.already_there("thu-muc/a.txt")

    def test_a_digest_does_not_replace_a_full_text_nor_the_other_way(self, folder: Folder) -> None:
        folder.add("toan-van.txt", REGULATION)
        look = folder.filing.look("tom-luoc.md", DIGEST.encode())
        assert look.replaces is None
        assert look.problems == (words.full_text_there("toan-van.txt"),)
        (folder.knowledge / "toan-van.txt").unlink()
        folder.add("tom-luoc.md", DIGEST)
        assert folder.filing.look("toan-van.txt", REGULATION.encode()).replaces is None
        assert folder.filing.look("khac.md", DIGEST.replace("36", "48").encode()).replaces == "tom-luoc.md"

    def test_another_year_or_issuer_is_another_document(self, folder: Folder) -> None:
        folder.add("a.txt", REGULATION)
        for old, new in (("năm 2022", "năm 2017"), ("65-QĐ/TW", "65-QĐ/TU"), ("65-QĐ/TW", "66-QĐ/TW")):
            assert folder.filing.look("b.txt", REGULATION.replace(old, new).encode()).replaces is None

    def test_what_was_to_be_replaced_is_gone_meanwhile(self, folder: Folder) -> None:
        folder.add("trung-uong/a.txt", REGULATION)
        look = folder.filing.look("b.txt", REGULATION.replace("36", "48").encode())
        (folder.knowledge / "trung-uong" / "a.txt").unlink()
        assert folder.filing.put(look.key, replace=look.replaces) == "trung-uong/b.txt"
        assert folder.filing.trashed() == []
        other = folder.filing.look("c.txt", REGULATION.encode())
        assert folder.filing.put(other.key, replace="../ngoai/c.txt") == "c.txt"

    def test_a_file_taken_out_of_the_folder_is_not_named(self, folder: Folder) -> None:
        folder.add("a.txt", REGULATION)
        (folder.knowledge / "a.txt").unlink()  # the generation does not know it yet
        assert folder.filing.look("b.txt", REGULATION.encode()).replaces is None

    def test_names_in_decomposed_letters(self, folder: Folder) -> None:
        folder.add(unicodedata.normalize("NFD", "Quyết định.txt"), "Bài khác về công tác cán bộ.\n")
        look = folder.filing.look("Quyết định.txt", REGULATION.encode())
        assert look.replaces == "Quyết định.txt"
        assert folder.filing.put(look.key, replace=None) == "Quyết định (2).txt"
        folder.refresh()
        again = folder.filing.look("Quyết định.txt", REGULATION.replace("36", "48").encode())
        assert folder.filing.put(again.key, replace="Quyết định.txt") == "Quyết định.txt"
        assert len(folder.everything()) == 2


class TestTrash:
    def test_out_and_back(self, folder: Folder) -> None:
        folder.add("trung-uong/sâu/a.txt", REGULATION)
        taken = folder.filing.take_out("trung-uong/sâu/a.txt")
        assert (taken.file, taken.taken) == ("trung-uong/sâu/a.txt", NOON)
        assert taken.key.startswith("2026-11-22/120000-")
        assert folder.files() == {}
        assert (folder.data / "trash" / taken.key / taken.file).read_text("utf-8") == REGULATION
        assert folder.filing.trashed() == [taken]
        with pytest.raises(LookupError):
            folder.filing.take_out("trung-uong/sâu/a.txt")
        (folder.knowledge / "trung-uong" / "sâu").rmdir()
        assert folder.filing.restore(taken.key) == "trung-uong/sâu/a.txt"
        assert folder.files() == {"trung-uong/sâu/a.txt": REGULATION}
        assert folder.filing.trashed() == []
        with pytest.raises(LookupError):
            folder.filing.restore(taken.key)

    def test_back_beside_one_of_the_same_name(self, folder: Folder) -> None:
        folder.add("a.txt", REGULATION)
        taken = folder.filing.take_out("a.txt")
        folder.add("a.txt", "Bài khác về công tác cán bộ.\n")
        assert folder.filing.restore(taken.key) == "a (2).txt"
        assert folder.files()["a.txt"].startswith("Bài khác")

    def test_the_last_comes_first(self, folder: Folder) -> None:
        assert folder.filing.trashed() == []
        for number in range(3):
            folder.add(f"{number}.txt", REGULATION)
            folder.clock = NOON + timedelta(hours=9 * number)  # the third on another day
            folder.filing.take_out(f"{number}.txt")
        (folder.data / "trash" / "ghi chú.txt").write_text("không phải của chúng ta", encoding="utf-8")
        assert [one.file for one in folder.filing.trashed()] == ["2.txt", "1.txt", "0.txt"]

    def test_a_link_goes_and_what_it_points_to_stays(self, folder: Folder, tmp_path: Path) -> None:
        other = folder.knowledge / "b.txt"
        other.write_text(REGULATION, encoding="utf-8")
        (folder.knowledge / "a.txt").symlink_to(other)
        folder.filing.take_out("a.txt")
        assert other.read_text("utf-8") == REGULATION
        assert not (folder.knowledge / "a.txt").is_symlink()


class TestCrash:
    """A step is cut short at each of its calls to the system, one after the other, and then done again."""

    CALLS = ("fsync", "link", "open", "rename", "replace", "unlink")

    def cut(self, monkeypatch: pytest.MonkeyPatch, at: int) -> Callable[[], bool]:
        """Let the `at`-th call fail; returns whether it came to that."""
        seen = [0]

        def failing(name: str) -> None:
            real = getattr(os, name)

            def call(*args: object, **options: object) -> object:
                seen[0] += 1
                if seen[0] == at:
                    raise OSError(28, "hết chỗ trên đĩa on device")
                return real(*args, **options)

            monkeypatch.setattr(os, name, call)

        for name in self.CALLS:
            failing(name)
        return lambda: seen[0] >= at

    @pytest.mark.parametrize("replace", [None, "trung-uong/cu.txt", "trung-uong/moi.txt"])
    def test_putting(self, tmp_path: Path, replace: str | None) -> None:
        new = REGULATION.replace("36", "48")
        for at in range(1, 40):
            root = tmp_path / f"{at}"
            root.mkdir()
            folder = Folder(root)
            if replace is not None:
                folder.add(replace, REGULATION)
            look = folder.filing.look("moi.txt", new.encode())
            with pytest.MonkeyPatch.context() as patch:
                came = self.cut(patch, at)
                if at == 1:
                    with pytest.raises(DataFolderBroken, match="hết chỗ trên đĩa"):
                        folder.filing.put(look.key, replace=replace)
                else:
                    try:
                        folder.filing.put(look.key, replace=replace)
                    except DataFolderBroken:
                        assert came()
            # Every document that is seen is a whole one, and none is lost.
            assert set(folder.files().values()) <= {REGULATION, new}
            assert replace is None or folder.files()
            file = folder.filing.put(look.key, replace=replace)
            folder.close()
            assert folder.files() == {file: new}
            assert [name for name in folder.everything() if not name.endswith(".tmp")] == [file]
            if replace is not None:
                assert {entry.file for entry in folder.filing.trashed()} == {replace}
            if not came():
                return
        raise AssertionError("it never came to an end")

    def test_taking_out_and_restoring(self, tmp_path: Path) -> None:
        folder = Folder(tmp_path)
        folder.add("a.txt", REGULATION)
        for at in range(1, 40):
            with pytest.MonkeyPatch.context() as patch:
                came = self.cut(patch, at)
                try:
                    key = folder.filing.take_out("a.txt").key
                except DataFolderBroken:
                    key = ""
            assert all(text == REGULATION for text in folder.files().values())
            if "a.txt" in folder.files():
                key = folder.filing.take_out("a.txt").key
            key = key or folder.filing.trashed()[0].key
            with pytest.MonkeyPatch.context() as patch:
                also = self.cut(patch, at)
                try:
                    folder.filing.restore(key)
                except DataFolderBroken:
                    assert all(text == REGULATION for text in folder.files().values())
            if key in [entry.key for entry in folder.filing.trashed()]:
                folder.filing.restore(key)
            assert folder.files() == {"a.txt": REGULATION}
            if not came() and not also():
                folder.close()
                return
        raise AssertionError("it never came to an end")

    def test_what_a_crash_left_is_swept_up_after_a_day(self, folder: Folder) -> None:
        half = folder.knowledge / "trung-uong" / ".0123.cadre-filing.tmp"
        half.parent.mkdir()
        half.write_text("nửa", encoding="utf-8")
        entry = folder.data / "trash" / "2026-11-22" / ".120000-01234567.tmp"
        entry.mkdir(parents=True)
        folder.filing.look("a.txt", REGULATION.encode())
        assert half.exists()
        assert folder.files() == {}
        folder.clock = datetime.now(timezone(timedelta(hours=7))) + timedelta(hours=25)
        folder.filing.look("a.txt", REGULATION.encode())
        assert not half.exists()
        assert not entry.exists()


def test_a_folder_that_may_not_be_written(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    look = folder.filing.look("a.txt", REGULATION.encode())

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(DataFolderBroken, match="không có quyền"):
        folder.filing.put(look.key, replace=None)
    assert folder.everything() == []


def test_a_file_system_without_links(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    folder.add("a.txt", "Bài khác về công tác cán bộ.\n")
    look = folder.filing.look("a.txt", REGULATION.encode())
    assert folder.filing.put(look.key, replace=None) == "a (2).txt"
    assert folder.everything() == ["a (2).txt", "a.txt"]


def test_nothing_half_written_is_ever_seen(folder: Folder) -> None:
    """A scan beside the filing sees whole files only, and at no moment loses what is replaced."""
    versions = {REGULATION.replace("36", str(number)) * 40 for number in range(20)}
    folder.add("a.txt", REGULATION * 40)
    wrong: list[str] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            for seen in scan(folder.knowledge):
                if seen.path.read_text("utf-8") not in {*versions, REGULATION * 40}:
                    wrong.append(seen.name)

    watching = threading.Thread(target=watch)
    watching.start()
    for version in sorted(versions):
        look = folder.filing.look("a.txt", version.encode())
        folder.filing.put(look.key, replace="a.txt")
    done.set()
    watching.join()
    assert not wrong
    assert list(folder.files()) == ["a.txt"]
    assert len(folder.filing.trashed()) == 20


NEWER = """{issuer}
*
Số {number}
Hải Phòng, ngày 1 tháng 2 năm 2026
QUY ĐỊNH
về luân chuyển cán bộ

Điều 1. Phạm vi điều chỉnh
Quy định này quy định về luân chuyển cán bộ.
Điều 2. Hiệu lực
Quy định này có hiệu lực từ ngày 1 tháng 3 năm 2026, thay thế Quy định số 65-QĐ/TW, ngày 28 tháng 4 năm 2022.
"""


def test_what_a_new_file_would_put_out_of_force_is_said_before(folder: Folder) -> None:
    folder.add("cu.txt", REGULATION)
    folder.refresh()
    newer = NEWER.format(issuer="BAN CHẤP HÀNH TRUNG ƯƠNG", number="70-QĐ/TW")
    look = folder.filing.look("moi.txt", newer.encode())
    assert words.will_end("cu.txt", "65-QĐ/TW", date(2026, 3, 1)) in look.problems
    assert not any("cấp trên" in said for said in look.problems)
    lower = NEWER.format(issuer="THÀNH ỦY HẢI PHÒNG", number="70-QĐ/TU")
    look = folder.filing.look("moi.txt", lower.encode())
    assert words.lower_replaces_higher("70-QĐ/TU", "65-QĐ/TW") in look.problems
    assert not any("hết hiệu lực" in said for said in folder.filing.look("a.txt", REGULATION.encode()).problems)
