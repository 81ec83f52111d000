"""What a person states about a document overrides everything else, and mistakes are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.library.front_matter import apply, parse_date
from bot.library.reading.reader import read_bytes
from bot.model import Metadata, TextKind, Validity

BASE = Metadata(title="Gốc", number="1-QĐ/TU", issued=date(2020, 1, 1))


def test_every_field_and_its_names_with_and_without_accents():
    about, warnings = apply(
        {
            "Số": "09-KL/TU", "loai": "Kết luận", "Trích yếu": "về thí dụ", "tieu_de": "Tên",
            "Cơ quan ban hành": "Thành ủy",
            "nguoi ky": "A", "người phát biểu": "B", "ngày ban hành": "11/3/2021", "hiệu lực từ": "2021-04-01",
            "het hieu luc tu": "1.5.2022", "thay thế bởi": "2-KL/TU", "thay thế cho": "1-KL/TU, 3-KL/TU",
            "tình trạng": "Hết hiệu lực", "bản": "tóm lược", "nguồn": ["https://a.vn", "https://b.vn"],
            "ngày nguồn": "3/2021",
            "ngày soạn": "1/6/2022", "ghi chú": "x",
        },
        BASE,
    )  # fmt: skip
    assert warnings == ()
    assert about == Metadata(
        title="Tên", number="09-KL/TU", kind="Kết luận", subject="về thí dụ", issuer="Thành ủy", signer="A",
        speaker="B",
        issued=date(2021, 3, 11), in_force_from=date(2021, 4, 1), expired_from=date(2022, 5, 1), replaced_by="2-KL/TU",
        replaces=("1-KL/TU", "3-KL/TU"), stated_validity=Validity.EXPIRED, text_kind=TextKind.DIGEST,
        source_urls=("https://a.vn", "https://b.vn"), source_date="3/2021", written=date(2022, 6, 1), note="x",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "kept"), [("2/2023", "2/2023"), ("02/2023", "2/2023"), ("2022", "2022"), ("tháng 3 năm 2021", "3/2021")]
)
def test_a_date_of_which_the_day_is_not_known(written: str, kept: str):
    about, warnings = apply({"ngày ban hành": written}, BASE)
    assert (about.issued, about.issued_as_written, warnings) == (None, kept, ())


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("ngày ban hành", "31/2/2021", ("ngày ban hành", "31/2/2021")),
        ("hiệu lực từ", "2/2023", ("hiệu lực từ", "2/2023")),
        ("tình trạng", "còn mới", ("tình trạng", "còn mới", "còn hiệu lực")),
        ("bản", "khác", ("bản", "khác", "tóm lược")),
        ("ngay ban hanhh", "1/1/2021", ("ngay ban hanhh", "ngày ban hành")),
        ("màu", "đỏ", ("màu",)),
        ("số", {"a": "b"}, ("số",)),
    ],
)
def test_a_mistake_is_named_with_its_key_and_changes_nothing(key: str, value: object, named: tuple[str, ...]):
    about, warnings = apply({key: value}, BASE)
    # A wrong word for the kind of text says at least that it is not simply the full text.
    assert about == (replace(BASE, text_kind=TextKind.DIGEST) if key == "bản" else BASE)
    assert len(warnings) == 1
    assert all(word in warnings[0] for word in named)


def test_empty_values_state_nothing():
    assert apply({"số": "", "nguồn": [], "ghi chú": None}, BASE) == (BASE, ())


@pytest.mark.parametrize("text", ["", "abc", "32/1/2021", "1/13/2021", "2021", "1/1/21"])
def test_what_is_no_day(text: str):
    assert parse_date(text) is None


def test_values_stay_as_written():
    reading = read_bytes("---\nsố: 09\nngày ban hành: 2021-03-11\nbản: toàn văn\n---\nNội dung.".encode(), ".md")
    assert reading.fields == {"số": "09", "ngày ban hành": "2021-03-11", "bản": "toàn văn"}
    assert reading.text == "Nội dung."


@pytest.mark.parametrize("block", ["số: [", "a: b: c", "- x\n- y", "chữ thường"])
def test_a_broken_block_stays_in_the_text_with_a_warning(block: str):
    reading = read_bytes(f"---\n{block}\n---\nNội dung.".encode(), ".md")
    assert reading.fields == {}
    assert "Nội dung." in reading.text
    assert len(reading.warnings) == 1


def test_a_block_that_is_never_closed():
    reading = read_bytes("---\nsố: 1\nNội dung.".encode(), ".md")
    assert reading.fields == {}
    assert reading.warnings
