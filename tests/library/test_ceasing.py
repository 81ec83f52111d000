"""Parts of a document that are out of force: as people write them, and as other documents say it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.index import Problem
from bot.library.ceasing import parse, places
from bot.library.heading.repealing import repealed, unclear
from bot.library.register import ending
from bot.model import Ceased, Validity
from bot.phrases.ceasing import written
from bot.search import validity_at, validity_on
from tests.library.register_files import Folder, regulation

DAY, LATER = date(2026, 1, 1), date(2026, 3, 1)
CLAUSE = ("Điều 7", "khoản 2")
ARTICLES = """Điều 5. Thời hạn
Thời hạn luân chuyển là ba năm.
Điều 7. Tiêu chuẩn
1. Có đủ sức khỏe.
2. Còn đủ tuổi công tác.
Điều 9. Hiệu lực"""


def text(number: str = "80-QĐ/TW", clause: str = "", issued: str = "18 tháng 8 năm 2022") -> str:
    return regulation(number, "luân chuyển cán bộ", issued, clause).replace("Điều 2. Hiệu lực", ARTICLES)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "Điều 5 từ 1/1/2026; khoản 2 Điều 7 từ 1/3/2026 (Quy định 377-QĐ/TW)",
            [Ceased(("Điều 5",), DAY), Ceased(("Điều 7", "khoản 2"), LATER, "Quy định 377-QĐ/TW")],
        ),
        ("dieu 5 tu 1/1/2026", [Ceased(("Điều 5",), DAY)]),
        ("Đ5 từ 01.01.2026, k2 Đ7 từ 1/3/2026", [Ceased(("Điều 5",), DAY), Ceased(("Điều 7", "khoản 2"), LATER)]),
        ("Điều 5 từ 1/1/2026 khoản 2 Điều 7 từ 1/3/2026", [Ceased(("Điều 5",), DAY), Ceased(CLAUSE, LATER)]),
        ("Điều 7, khoản 2, điểm đ kể từ ngày 1 tháng 1 năm 2026", [Ceased(("Điều 7", "khoản 2", "điểm đ"), DAY)]),
        ("Điều 5 và Điều 9 từ 2026-01-01", [Ceased(("Điều 5",), DAY), Ceased(("Điều 9",), DAY)]),
        ("Điều 5, khoản 2 Điều 7 từ 1/1/2026", [Ceased(("Điều 5",), DAY), Ceased(("Điều 7", "khoản 2"), DAY)]),
        ("các khoản 1, 2 Điều 7 từ 1/1/2026", [Ceased(("Điều 7", f"khoản {n}"), DAY) for n in (1, 2)]),
        ("từ Điều 5 đến Điều 7 từ 1/1/2026", [Ceased((f"Điều {n}",), DAY) for n in (5, 6, 7)]),
        (
            "Điều 5 bị bãi bỏ bởi Quy định số 377-QĐ/TW ngày 8/10/2025 từ 1/1/2026",
            [Ceased(("Điều 5",), DAY, "Quy định số 377-QĐ/TW", repealed=True)],
        ),
        ("Điều 5 (theo khoản 1 Điều 2 Quy định 377-QĐ/TW)", [Ceased(("Điều 5",), None, "Quy định 377-QĐ/TW")]),
        ("Chương II từ 1/1/2026", [Ceased(("Chương II",), DAY)]),
        ("Điều 2 Quy chế kèm theo từ 1/1/2026", [Ceased(("Quy chế kèm theo", "Điều 2"), DAY)]),
        ("Phụ lục I, Điều 5 từ 1/1/2026", [Ceased(("Phụ lục I", "Điều 5"), DAY)]),
    ],
)  # fmt: skip
def test_what_people_write(cell: str, expected: list[Ceased]) -> None:
    found = parse(cell)
    assert (list(found.ceased), found.troubles) == (expected, ())


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Điều 5 từ 31/2/2026", "31/2/2026” không có thật"),
        ("Điều 5 (trừ khoản 2) từ 1/1/2026", "không hiểu chữ “tru”"),
        ("một số điều", "không thấy điều, khoản nào"),
        ("Điều 5.1 từ 1/1/2026", "không hiểu chữ “1”"),
        ("Điều 5 từ 1/1/20261", "không hiểu"),
    ],
)
def test_what_cannot_be_meant_is_left_out_and_said(cell: str, said: str) -> None:
    found = parse(f"{cell}; Điều 9 từ 1/1/2026")
    assert found.ceased == (Ceased(("Điều 9",), DAY),)
    assert said in found.troubles[0]


def test_how_it_was_understood_is_said() -> None:
    assert "được hiểu là 1/3/2026" in parse("Điều 5 từ 3/2026").notes[0]
    assert "vào mọi ngày" in parse("Điều 5").notes[0]


PIECES = ("điều", "khoản", "5", "7", "từ", "1/1/2026", ";", ",", "(", ")", "đ", "k", "-", "đến", "377-QĐ/TW")
PLACES = st.tuples(st.integers(1, 300), st.none() | st.integers(1, 30), st.none() | st.sampled_from("abcdđeg"))


@given(
    st.lists(
        st.tuples(
            PLACES,
            st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)),
            st.sampled_from((None, "377-QĐ/TW", "Quy định số 377-QĐ/TW", "178/2024/NĐ-CP")),
            st.booleans(),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda one: (one[0][0], one[0][1], one[0][2] if one[0][1] else None),
    )
)
def test_what_is_written_is_read_back(
    parts: list[tuple[tuple[int, int | None, str | None], date | None, str | None, bool]],
) -> None:
    ceased = [
        Ceased(
            (f"Điều {article}", *((f"khoản {clause}", *((f"điểm {point}",) if point else ())) if clause else ())),
            since,
            by,
            bool(by and done),
        )
        for (article, clause, point), since, by, done in parts
    ]  # fmt: skip
    assert list(parse(written(ceased)).ceased) == ceased


@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_words_give_parts_or_a_sentence(cell: str) -> None:
    found = parse(cell)
    assert all(one.place for one in found.ceased)
    assert found.ceased or found.troubles or not any(map(str.isalnum, cell))
    places(cell)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "2. Bãi bỏ khoản 2 Điều 7 Quy định số 80-QĐ/TW ngày 18/8/2022 về phân cấp, "
            "Điều 5 và Điều 6 Quy định số 96-QĐ/TW.",
            [("80-QĐ/TW", CLAUSE, None), *(("96-QĐ/TW", (f"Điều {n}",), None) for n in (5, 6))],
        ),
        (
            "Khoản 2 Điều 7 Quy định số 80-QĐ/TW ngày 18/8/2022 hết hiệu lực kể từ ngày 1/3/2026.",
            [("80-QĐ/TW", ("Điều 7", "khoản 2"), LATER)],
        ),
        (
            "Điều 5 của Nghị định số 29/2023/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành.",
            [("29/2023/NĐ-CP", ("Điều 5",), None)],
        ),
        ("Quy định này bãi bỏ Điều 5 Quy định số 80-QĐ/TW.", [("80-QĐ/TW", ("Điều 5",), None)]),
        ("Đề nghị bãi bỏ Điều 5 Quy định số 80-QĐ/TW.", []),
        ("2. Bãi bỏ cụm từ “x” tại khoản 2 Điều 7 Quy định số 80-QĐ/TW.", []),
        ("2. Bãi bỏ một số điều của Quy định số 80-QĐ/TW.", []),
        ("2. Bãi bỏ Điều 5 Quy định số 80-QĐ/TW, trừ trường hợp đang thực hiện.", []),
        ("Bãi bỏ khoản 3 và thay thế cụm từ tại khoản 4 Điều 7 Quy định số 80-QĐ/TW.", []),
        ("Bãi bỏ Quy định số 80-QĐ/TW.", []),
    ],
)  # fmt: skip
def test_what_other_documents_put_out_of_force(words: str, expected: list[object]) -> None:
    found = repealed(f"Điều 9. Hiệu lực\n1. Quy định này có hiệu lực từ ngày ký.\n{words}")
    assert [(one.document.split()[-1], one.ceased.place, one.ceased.since) for one in found] == expected


ONE, OTHER = ("12-QĐ/TU", ("Điều 3", "khoản 2")), "13-QĐ/TU"
NUMBER = "khoản 2 Điều 3 Quy định số 12-QĐ/TU"
PASSIVE = NUMBER.capitalize().replace("điều", "Điều").replace("quy định số 12-qđ/tu", "Quy định số 12-QĐ/TU")
OF_THE_LIST = [(OTHER, ("Điều 4",), None), (OTHER, ("Điều 5",), None)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (f"Quy định này có hiệu lực từ ngày ký. Bãi bỏ {NUMBER}.", [(*ONE, None)]),
        (f"Quy định này có hiệu lực từ ngày ký và bãi bỏ {NUMBER}.", [(*ONE, None)]),
        (f"Quy định này có hiệu lực từ ngày 1/3/2026, thay thế Quy định số 5-QĐ/TU, bãi bỏ {NUMBER}.", [(*ONE, None)]),
        (f"Quy định này bãi bỏ Quy định số 5-QĐ/TU và {NUMBER}.", [(*ONE, None)]),
        (f"{PASSIVE} bị bãi bỏ.", [(*ONE, None)]),
        (f"{PASSIVE} hết hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2026.", [(*ONE, LATER)]),
        (f"{PASSIVE} hết hiệu lực kể từ ngày ký.", [(*ONE, DAY)]),
        (f"{PASSIVE} hết hiệu lực khi Quy định này có hiệu lực.", [(*ONE, None)]),
        (f"Kể từ ngày 1/3/2026, bãi bỏ {NUMBER}.", [(*ONE, LATER)]),
        (f"Bãi bỏ {NUMBER} kể từ ngày 1/3/2026.", [(*ONE, LATER)]),
        ("Bãi bỏ các khoản 1, 3 Điều 5 Quy định số 12-QĐ/TU ngày 2/3/2020 của Ban Thường vụ Tỉnh ủy.",
         [("12-QĐ/TU", ("Điều 5", f"khoản {n}"), None) for n in (1, 3)]),
        ("Bãi bỏ Điều 7 và Điều 8 của Quy định số 12-QĐ/TU.",
         [("12-QĐ/TU", (f"Điều {n}",), None) for n in (7, 8)]),
        (f"Bãi bỏ {NUMBER}; Điều 4, Điều 5 Quy định số 13-QĐ/TU.", [(*ONE, None), *OF_THE_LIST]),
        (f"Bãi bỏ các điều, khoản sau đây:\na) {PASSIVE};\nb) Điều 4, Điều 5 Quy định số 13-QĐ/TU.",
         [(*ONE, None), *OF_THE_LIST]),
    ],
)  # fmt: skip
def test_the_usual_wordings_of_a_repeal(words: str, expected: list[object]) -> None:
    text = f"Điều 9. Hiệu lực\n1. Tổ chức thực hiện.\n2. {words}"
    found = [(one.document.split()[-1], one.ceased.place, one.ceased.since) for one in repealed(text, DAY)]
    assert found == expected
    assert unclear(text) is None


@pytest.mark.parametrize(
    "words",
    [
        f"{PASSIVE} đã bị bãi bỏ tại Quy định số 15-QĐ/TU.",
        f"{PASSIVE} bị bãi bỏ bởi Quy định số 15-QĐ/TU.",
        f"{PASSIVE} không bị bãi bỏ.",
        f"Không bãi bỏ {NUMBER}.",
        f"Nếu trái với Quy định này thì bãi bỏ {NUMBER}.",
        f"Trường hợp chưa có hướng dẫn mới, bãi bỏ {NUMBER}.",
        f"Hội đồng có quyền bãi bỏ {NUMBER}.",
        f"Sửa đổi Điều 4 như sau:\n“Điều 4. Hiệu lực\n1. Bãi bỏ {NUMBER}.\n2. Bãi bỏ {NUMBER}.”",
        f'Sửa đổi Điều 4 như sau: "4. Quy định này có hiệu lực từ ngày ký. Bãi bỏ {NUMBER}."',
    ],
)
def test_what_is_no_repeal_is_not_even_asked_about(words: str) -> None:
    text = f"Điều 9. Hiệu lực\n{words}"
    assert (repealed(text, DAY), unclear(text)) == ((), None)


@pytest.mark.parametrize(
    "words",
    [
        f"Ngoài ra, bãi bỏ {NUMBER}.",
        f"Hủy bỏ {NUMBER}.",
        f"Bãi bỏ {NUMBER}, trừ trường hợp đang hưởng.",
        f"{PASSIVE} bị bãi bỏ nếu trái Quy định này.",
        f"{PASSIVE} hết hiệu lực sau sáu tháng.",
        f"{PASSIVE} hết hiệu lực từ ngày 31/2/2026.",
        f"Quy định này có hiệu lực từ ngày ký; trường hợp cần thiết thì xem xét và bãi bỏ {NUMBER}.",
        "Bãi bỏ các nội dung sau đây của Quy định số 12-QĐ/TU:\na) Khoản 2 Điều 3;\nb) Điều 5.",
    ],
)
def test_what_may_be_a_repeal_is_left_to_people(words: str) -> None:
    text = f"Điều 9. Hiệu lực\n{words}"
    assert repealed(text, DAY) == ()
    said = unclear(text)
    assert said is not None
    assert said in " ".join(words.split())


def test_a_repeal_that_is_not_understood_is_a_warning_of_its_document(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("cu.txt", text())
    folder.write("moi.txt", text("377-QĐ/TW", ".\nNgoài ra, bãi bỏ Điều 5 Quy định số 80-QĐ/TW"))
    folder.write("ro.txt", text("378-QĐ/TW", " và bãi bỏ Điều 5 Quy định số 80-QĐ/TW"))
    folder.build()
    assert any("“Ngoài ra, bãi bỏ Điều 5 Quy định số 80-QĐ/TW”" in one for one in folder.document("moi.txt").warnings)
    assert not any("bãi bỏ" in one for file in ("cu.txt", "ro.txt") for one in folder.document(file).warnings)
    ceased = folder.document("cu.txt").metadata.ceased
    assert [(one.place, one.by) for one in ceased] == [(("Điều 5",), "378-QĐ/TW")]


def test_the_register_says_it_of_some_places_and_the_others_stay(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("cu.txt", text())
    cell = "Điều 5 từ 1/1/2026 (377-QĐ/TW); khoản 2 Điều 7 từ 1/3/2026; Điều 55 từ 1/1/2026"
    folder.state([{"Tệp": "cu.txt", "Điều khoản hết hiệu lực": cell}])
    folder.build()
    problem = folder.problem()
    assert problem is not None
    assert "dòng 2" in problem.reason
    assert "không có Điều 55" in problem.reason
    held = folder.document("cu.txt")

    def validity(words: str, day: date) -> Validity:
        start = held.text.index(words)
        return validity_at(held, (start, start + len(words)), day)

    term, health, age = "Thời hạn luân chuyển", "Có đủ sức khỏe", "Còn đủ tuổi"
    assert [validity(term, day) for day in (date(2025, 12, 31), DAY)] == [Validity.IN_FORCE, Validity.EXPIRED]
    assert [validity(age, day) for day in (DAY, LATER)] == [Validity.IN_FORCE, Validity.EXPIRED]
    assert validity(health, LATER) is Validity.IN_FORCE
    assert validity("1. Có đủ sức khỏe.\n2. Còn đủ tuổi công tác.", LATER) is Validity.PARTLY
    days = (date(2020, 1, 1), date(2025, 12, 31), DAY)
    expected = [Validity.NOT_YET, Validity.IN_FORCE, Validity.PARTLY]
    assert [validity_on(held.metadata, day) for day in days] == expected
    assert folder.built is not None
    soon = ending(folder.built.generation, date(2025, 12, 22))
    assert soon == {"cu.txt": ["Điều 5: sắp hết hiệu lực: từ 1/1/2026, còn 10 ngày"]}
    folder.state([{"Tệp": "cu.txt"}], columns=["Tệp", "Ghi chú"])
    assert folder.build().files_read == 0
    assert folder.document("cu.txt").metadata.ceased == ()


def test_an_article_of_what_is_attached_is_told_from_that_of_the_decision(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    head = regulation("65-QĐ/TW", "ban hành Quy chế").replace("QUY ĐỊNH\nvề ", "QUYẾT ĐỊNH\n")
    attached = "QUY CHẾ\nluân chuyển\n(Ban hành kèm theo Quyết định số 65-QĐ/TW)\n\nĐiều 1. Phạm vi\nCán bộ.\n"
    folder.write("a.txt", f"{head}\n{attached}Điều 2. Thời hạn\nBa năm.\n")
    folder.state([{"Tệp": "a.txt", "Điều khoản hết hiệu lực": "Điều 2 từ 1/1/2026"}])
    folder.build()
    assert "hơn một Điều 2" in (folder.problem() or Problem("", "")).reason
    folder.state([{"Tệp": "a.txt", "Điều khoản hết hiệu lực": "Điều 2 Quy chế kèm theo từ 1/1/2026"}])
    folder.build()
    held = folder.document("a.txt")
    places_of = {words: held.text.index(words) for words in ("Ba năm", "có hiệu lực từ ngày ký")}
    found = {words: validity_at(held, (at, at + len(words)), DAY) for words, at in places_of.items()}
    assert found == {"Ba năm": Validity.EXPIRED, "có hiệu lực từ ngày ký": Validity.IN_FORCE}


def test_front_matter_says_it_too(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    articles = "# Quy định 80-QĐ/TW\n\nĐiều 1. Phạm vi\nMọi cán bộ.\n\nĐiều 2. Thời hạn\nBa năm.\n"
    parts = "Điều 2 từ 1/1/2026; Điều 8 từ 31/2/2026"
    stated = f"---\nsố: 80-QĐ/TW\nhiệu lực từ: 1/1/2020\nđiều khoản hết hiệu lực: {parts}\n---\n"
    folder.write("cu.md", stated + articles)
    folder.build()
    held = folder.document("cu.md")
    assert held.metadata.ceased == (Ceased(("Điều 2",), DAY),)
    assert any("31/2/2026" in warning for warning in held.warnings)


def test_a_text_without_articles_is_in_force_in_part_throughout(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    digest = "---\nsố: 80-QĐ/TW\nhiệu lực từ: 1/1/2020\nbản: tóm lược\nnguồn: https://vi.du\n---\nThời hạn là ba năm.\n"
    folder.write("tom-luoc.md", digest)
    folder.state([{"Tệp": "tom-luoc.md", "Điều khoản hết hiệu lực": "Điều 5 từ 1/1/2026"}])
    folder.build()
    held = folder.document("tom-luoc.md")
    assert validity_at(held, (0, 5), DAY) is Validity.PARTLY
    assert any("không chia theo Điều" in warning for warning in held.warnings)
    assert folder.problem() is None


def test_what_a_document_says_of_another_goes_with_its_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("cu.txt", text())
    folder.write("moi.txt", text("377-QĐ/TW", ".\nBãi bỏ Điều 5, Điều 55 Quy định số 80-QĐ/TW", "8 tháng 10 năm 2025"))
    folder.build()
    since = date(2025, 10, 8)
    assert folder.document("cu.txt").metadata.ceased == (Ceased(("Điều 5",), since, "377-QĐ/TW", repealed=True),)
    folder.state([{"Tệp": "cu.txt", "Điều khoản hết hiệu lực": "Điều 5 từ 1/1/2026"}])
    folder.build()
    assert folder.document("cu.txt").metadata.ceased == (Ceased(("Điều 5",), DAY),)
    folder.state([{"Tệp": "cu.txt", "Điều khoản hết hiệu lực": "Điều 7 (377-QĐ/TW)"}])
    folder.build()
    assert [(one.place[0], one.since) for one in folder.document("cu.txt").metadata.ceased] == [
        ("Điều 7", since),
        ("Điều 5", since),
    ]
    folder.register.unlink()
    (folder.knowledge / "moi.txt").unlink()
    folder.build()
    assert folder.document("cu.txt").metadata.ceased == ()
