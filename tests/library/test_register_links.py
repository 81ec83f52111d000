"""What documents say of one another, in their own words and in the register."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.index.links import Link, LinkKind, circles, links_of, same_document, with_successors
from bot.library.heading.relating import amended, based_on, guided, replaced
from bot.model import Document, Metadata
from tests.library.register_files import Folder, regulation


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Quy định này có hiệu lực từ ngày ký, thay thế Quy định số 80-QĐ/TW.", ("Quy định số 80-QĐ/TW",)),
        ("Quy định này thay thế khoản 2 Điều 5 Quy định số 96-QĐ/TW.", ()),
        (
            "Quy định này thay thế Quy định số 80-QĐ/TW và Điều 5 Quy định số 96-QĐ/TW, Quy định số 7-QĐ/TW.",
            ("Quy định số 80-QĐ/TW", "Quy định số 7-QĐ/TW"),
        ),
        (
            "Nghị định số 29/2023/NĐ-CP ngày 3/6/2023 hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành.",
            ("Nghị định số 29/2023/NĐ-CP",),
        ),
        (
            "Các Nghị định sau đây hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành:\n"
            "a) Nghị định số 46/2010/NĐ-CP đã được sửa đổi bởi Nghị định số 1/2015/NĐ-CP;\n"
            "b) Điều 3 Nghị định số 27/2016/NĐ-CP;\nc) Nghị định số 26/2015/NĐ-CP.\n"
            "3. Nghị định số 5/2020/NĐ-CP vẫn áp dụng.",
            ("Nghị định số 46/2010/NĐ-CP", "Nghị định số 26/2015/NĐ-CP"),
        ),
        ("Quy định số 80-QĐ/TW thay thế Quy định số 105-QĐ/TW.", ()),
    ],
)
def test_what_is_replaced(text: str, found: tuple[str, ...]) -> None:
    # The line after the list is one of it by its form: what it says is not asked here.
    assert tuple(one for one in replaced(text) if "5/2020" not in one) == found


def test_what_is_amended() -> None:
    title = "Nghị định sửa đổi, bổ sung một số điều của Nghị định số 178/2024/NĐ-CP ngày 31/12/2024"
    articles = "Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 29/2023/NĐ-CP\n2. Sửa đổi Điều 3 như sau:\n"
    assert amended((title,), articles) == ("Nghị định số 178/2024/NĐ-CP", "Nghị định số 29/2023/NĐ-CP")
    assert (
        amended(("Kết luận về thực hiện Nghị định 178/2024/NĐ-CP đã được sửa đổi bởi Nghị định 67/2025/NĐ-CP",), "")
        == ()
    )
    assert amended(("Quy định về việc sửa đổi lối làm việc theo Chỉ thị 05-CT/TW",), "") == ()


def test_what_is_explained_and_what_it_rests_on() -> None:
    assert guided("Hướng dẫn", ("thực hiện Quy định số 377-QĐ/TW",), "") == ("Quy định số 377-QĐ/TW",)
    assert guided("Nghị định", ("quy định chi tiết một số điều của Luật số 80/2025/QH15",), "") == (
        "Luật số 80/2025/QH15",
    )
    assert guided("Quyết định", ("về kinh phí theo Nghị định số 178/2024/NĐ-CP",), "") == ()
    lines = (
        "- Căn cứ Điều lệ Đảng;\nCăn cứ Nghị định số 178/2024/NĐ-CP, được sửa đổi bởi Nghị định số 67/2025/NĐ-CP;\n"
        "- Căn cứ Quy định số 24-QĐ/TW,\nBan Thường vụ quyết định theo Quy định số 5-QĐ/TU:\n"
    )
    assert based_on(lines) == ("Nghị định số 178/2024/NĐ-CP", "Quy định số 24-QĐ/TW")


def about(number: str, year: int, **more: object) -> Metadata:
    return Metadata(f"Quy định {number}", number=number, kind="Quy định", issued=date(year, 1, 1), **more)  # type: ignore[arg-type]


def test_links_by_kind_in_both_directions() -> None:
    documents = with_successors(
        [
            Document("a", "", about("1-QĐ/TW", 2020)),
            Document(
                "b", "", about("2-QĐ/TW", 2022, replaces=("Quy định số 1-QĐ/TW", "9-QĐ/TW"), based_on=("3-QĐ/TW",))
            ),
            Document("c", "", about("3-QĐ/TW", 2021, replaced_by="8-QĐ/TW", amends=("1-QĐ/TW", "3-QĐ/TW"))),
        ]
    )
    assert set(links_of(documents)) == {
        Link(LinkKind.REPLACES, 1, 0, "2-QĐ/TW"),
        Link(LinkKind.REPLACES, 1, None, "9-QĐ/TW"),
        Link(LinkKind.BASED_ON, 1, 2, "3-QĐ/TW"),
        Link(LinkKind.REPLACES, None, 2, "8-QĐ/TW"),
        Link(LinkKind.AMENDS, 2, 0, "1-QĐ/TW"),
    }


def test_nothing_is_replaced_by_what_came_before_it() -> None:
    documents = [
        Document("a", "", about("1-QĐ/TW", 2024)),
        Document("b", "", about("2-QĐ/TW", 2022, replaces=("1-QĐ/TW",))),
    ]
    assert with_successors(documents)[0].metadata.replaced_by is None


def test_a_stated_successor_without_a_day_takes_over_when_it_comes_into_force() -> None:
    documents = [
        Document("a", "", about("1-QĐ/TW", 2020, replaced_by="2-QĐ/TW")),
        Document("b", "", about("2-QĐ/TW", 2022, in_force_from=date(2022, 3, 1))),
    ]
    assert with_successors(documents)[0].metadata.expired_from == date(2022, 3, 1)


def test_circles_of_any_length() -> None:
    ring = [Document(str(at), "", about(f"{at}-QĐ/TW", 2020, replaced_by=f"{at % 4 + 1}-QĐ/TW")) for at in range(1, 5)]
    tail = Document("x", "", about("7-QĐ/TW", 2019, replaced_by="1-QĐ/TW"))
    assert circles([*ring, tail]) == [[0, 1, 2, 3]]
    known = with_successors([*ring, tail])
    assert [document.metadata.replaced_by for document in known] == [None, None, None, None, "1-QĐ/TW"]
    assert circles([ring[0]]) == []


def test_one_number_of_two_issuers_is_two_documents() -> None:
    one, other = about("9-KL/TU", 2021, issuer="Thành ủy Hải Phòng"), about("9-KL/TU", 2021, issuer="Tỉnh ủy Hải Dương")
    assert not same_document(one, other)
    assert same_document(one, about("9-KL/TU", 2021))
    assert not same_document(one, about("9-KL/TU", 2022, issuer="Thành ủy Hải Phòng"))
    assert not same_document(Metadata("Bài báo"), Metadata("Bài báo"))


def test_links_from_words_and_from_the_register_go_with_their_files(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("cu.txt", regulation("80-QĐ/TW", "phân cấp quản lý cán bộ"))
    clause = ", thay thế Quy định số 80-QĐ/TW"
    folder.write("moi.txt", regulation("377-QĐ/TW", "phân cấp quản lý cán bộ", "8 tháng 10 năm 2025", clause))
    folder.write("them.txt", regulation("400-QĐ/TW", "việc khác", "1 tháng 1 năm 2026"))
    folder.state([{"Tệp": "them.txt", "Sửa đổi": "377-QĐ/TW", "Căn cứ": "80-QĐ/TW"}])
    generation = folder.build().generation
    files = [document.file for document in generation.documents]
    assert {(link.kind, files[link.source or 0], files[link.target or 0]) for link in generation.links} == {
        (LinkKind.REPLACES, "moi.txt", "cu.txt"),
        (LinkKind.AMENDS, "them.txt", "moi.txt"),
        (LinkKind.BASED_ON, "them.txt", "cu.txt"),
    }
    assert folder.document("cu.txt").metadata.expired_from == date(2025, 10, 8)
    (folder.knowledge / "moi.txt").unlink()
    folder.build()
    assert folder.document("cu.txt").metadata.expired_from is None
