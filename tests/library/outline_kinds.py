"""The kinds of documents that the outline is measured on: a name for people, and how one is made."""

from __future__ import annotations

import random
from dataclasses import replace

from bot.phrases import dash_label
from tests.library.outline_drafts import Draft, File
from tests.library.outline_files import as_html, as_markdown, as_ocr, as_pdf, as_tcvn3, as_two_columns, as_word, wrapped
from tests.library.outline_shapes import (
    POINTS,
    ROMAN,
    Law,
    Make,
    bullets,
    chapter,
    clauses_of_clauses,
    inserted_clause,
    law,
    letterhead,
    long_title,
    numbers_in_points,
    paragraphs,
    part_in_words,
    plain,
    reference,
    reference_with_stop,
    signature,
    write_articles,
    years,
)  # fmt: skip

_BASE = Law()
_NO_TITLE = replace(_BASE, title=lambda draft: None)


def roman_resolution(
    chance: random.Random, *, letters: bool = False, roman: str = "{}. ", number: str = "{}. "
) -> File:
    """A resolution: I, 1, 1.1, dashes."""
    draft = Draft(chance)
    letterhead(draft, "NGHỊ QUYẾT")
    for part in range(1, chance.randint(3, 5)):
        if letters and part in (1, 3):
            draft.line(f"{'A' if part == 1 else 'B'}. {draft.sentence('', short=True).upper()}")
        above = (*((f"Mục {'A' if part < 3 else 'B'}",) if letters else ()), f"Mục {ROMAN[part]}")
        draft.line(f"{roman.format(ROMAN[part])}{draft.sentence('', short=True).upper()}")
        draft.text(above)
        for at in range(1, chance.randint(3, 5)):
            place = (*above, f"khoản {at}")
            draft.unit(place, number.format(at), draft.sentence("", short=True))
            kind = chance.choice(("numbers", "dashes", "text"))
            for inner in range(1, chance.randint(3, 5)):
                if kind == "numbers":
                    draft.unit((*place, f"khoản {at}.{inner}"), number.format(f"{at}.{inner}"))
                elif kind == "dashes":
                    draft.unit((*place, dash_label(inner)), "- ")
                else:
                    draft.text(place)
    signature(draft)
    return plain(draft)


def conclusion(chance: random.Random, marker: str = "{}. ", point: str = "{}) ") -> File:
    """A conclusion without articles: numbered paragraphs with points."""
    draft = Draft(chance)
    letterhead(draft, "KẾT LUẬN")
    for at in range(1, chance.randint(4, 8)):
        place = (f"khoản {at}",)
        with_points = chance.random() < 0.4
        draft.unit(place, marker.format(at), end=":" if with_points else ".")
        for letter in POINTS[: chance.randint(2, 5)] if with_points else "":
            draft.unit((*place, f"điểm {letter}"), point.format(letter), end=";")
        if not with_points and chance.random() < 0.5:
            draft.text(place)
    signature(draft)
    return plain(draft)


def attached(chance: random.Random) -> File:
    """A decision and the regulation that is issued with it: two outlines in one file."""
    draft = Draft(chance)
    for line in (
        "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "THÀNH PHỐ THÍ DỤ\tĐộc lập - Tự do - Hạnh phúc",
        "Số: 5/QĐ-UBND\tThí Dụ, ngày 2 tháng 3 năm 2023", "", "QUYẾT ĐỊNH", "Về việc ban hành Quy chế thí dụ", "",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ", "Căn cứ Luật thí dụ;", "QUYẾT ĐỊNH:",
    ):  # fmt: skip
        draft.line(line)
    for number in (1, 2, 3):
        draft.unit((f"Điều {number}",), f"Điều {number}. ")
    for line in ("", "Nơi nhận:", "- Như Điều 3;", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Văn B", "", "QUY CHẾ"):
        draft.line(line)
    draft.line("Làm việc của cơ quan thí dụ")
    draft.line("(Ban hành kèm theo Quyết định số 5/QĐ-UBND ngày 2 tháng 3 năm 2023)")
    draft.line("")
    write_articles(draft, replace(_BASE, chapters=(chapter("Chương"),)), ("Quy chế kèm theo",))
    return plain(draft)


def appendices(chance: random.Random) -> File:
    """A regulation with two appendices, each a numbered list."""
    draft = Draft(chance)
    letterhead(draft)
    write_articles(draft, _BASE)
    signature(draft)
    for number in (1, 2):
        draft.line("")
        draft.line(f"PHỤ LỤC {ROMAN[number]}")
        draft.line(draft.sentence("", short=True).upper())
        for at in range(1, chance.randint(4, 7)):
            draft.unit((f"Phụ lục {ROMAN[number]}", f"khoản {at}"), f"{at}. ")
    return plain(draft)


def amending(quotes: str) -> Make:
    """A regulation that amends another: the new words of its articles are quoted, and are no articles of this one."""

    def make(chance: random.Random) -> File:
        draft = Draft(chance)
        letterhead(draft)
        opening, closing = (quotes[0], quotes[1]) if quotes else ("", "")
        for number in (1, 2):
            article = (f"Điều {number}",)
            draft.unit(article, f"Điều {number}. ", "Sửa đổi, bổ sung một số điều của Quy định số " + str(20 + number))
            for at in (1, 2, 3):
                place = (*article, f"khoản {at}")
                other = chance.randint(4, 30)
                draft.unit(place, f"{at}. ", f"Sửa đổi Điều {other} của nhóm {draft.sentence('', short=True)} như sau:")
                draft.text(place, before=f"{opening}Điều {other}. ")
                draft.text(place, before="1. ")
                draft.text(place, draft.sentence(""), before="2. ")
                draft.lines[-1] += f".{closing}" if quotes else "."
        draft.unit(("Điều 3",), "Điều 3. ", "Hiệu lực thi hành")
        draft.text(("Điều 3",))
        signature(draft)
        return plain(draft)

    return make


def interview(chance: random.Random) -> File:
    """Questions and answers."""
    draft = Draft(chance)
    draft.line("Cán bộ trẻ về cơ sở")
    draft.line("")
    draft.text(("Lời dẫn của bài",))
    for number in range(1, chance.randint(4, 7)):
        question, answer = f"Câu hỏi {number} của phóng viên", f"Trả lời của ông Trần Văn Bình, câu hỏi {number}"
        draft.line("")
        draft.text((question,), draft.sentence(", thưa ông?"), before="PV: ")
        draft.line("")
        draft.text((answer,), before="Ông Trần Văn Bình: ")
        for _ in range(chance.randint(0, 2)):
            draft.line("")
            draft.text((answer,))
    return plain(draft)


def questions(chance: random.Random) -> File:
    """A leaflet of numbered questions with their answers."""
    draft = Draft(chance)
    draft.line("Hỏi đáp về công tác cán bộ")
    for number in range(1, chance.randint(4, 7)):
        draft.line("")
        draft.text((f"Câu hỏi {number} của phóng viên",), draft.sentence(" thế nào?"), before=f"Câu hỏi {number}: ")
        draft.line("")
        draft.text((f"Trả lời của Trả lời, câu hỏi {number}",), before="Trả lời: ")
    return plain(draft)


def plan(chance: random.Random) -> File:
    """A plan: I, 1, a), dashes, without articles."""
    draft = Draft(chance)
    letterhead(draft, "KẾ HOẠCH")
    for part in range(1, 4):
        above = (f"Mục {ROMAN[part]}",)
        draft.text(above, draft.sentence("", short=True).upper(), before=f"{ROMAN[part]}. ")
        for at in range(1, chance.randint(3, 5)):
            place = (*above, f"khoản {at}")
            draft.unit(place, f"{at}. ", end=":")
            for letter in POINTS[: chance.randint(2, 4)]:
                point = (*place, f"điểm {letter}")
                draft.unit(point, f"{letter}) ", end=":")
                for dash in (1, 2):
                    draft.unit((*point, dash_label(dash)), "- ", end=";")
    signature(draft)
    return plain(draft)


def report(chance: random.Random) -> File:
    """Headings in capitals without numbers."""
    draft = Draft(chance)
    draft.line("Báo cáo thí dụ")
    for _ in range(chance.randint(3, 5)):
        title = draft.sentence("", short=True).upper()
        draft.line("")
        draft.line(title)
        draft.line("")
        draft.text((f"mục “{title}”",))
        draft.line("")
        draft.text((f"mục “{title}”",))
    return plain(draft)


def split_head(draft: Draft) -> str:
    """Nothing on the article's own line: its title is on the next."""
    return f"\n{draft.sentence('', short=True)}"


KINDS: dict[str, Make] = {
    "Điều 1. / 1. / a)": law(_BASE),
    "không có tiêu ngữ": law(replace(_BASE, letterhead=False)),
    "cách dòng trống": law(replace(_BASE, apart=True)),
    "Chương I, tên ở dòng dưới": law(replace(_BASE, chapters=(chapter("Chương"),))),
    "CHƯƠNG 1. TÊN": law(replace(_BASE, chapters=(chapter("CHƯƠNG", roman=False, one_line=True),))),
    "Phần thứ nhất > Chương": law(
        replace(_BASE, articles=(8, 9), chapters=(part_in_words, chapter("Chương")))
    ),
    "Phần I > Chương > Mục": law(
        replace(_BASE, articles=(8, 9), chapters=(chapter("PHẦN"), chapter("Chương"), chapter("Mục", roman=False)))
    ),
    "Mục > Tiểu mục": law(
        replace(_BASE, articles=(8, 9), chapters=(chapter("Mục", roman=False), chapter("Tiểu mục", roman=False)))
    ),
    "Điều 1:": law(replace(_BASE, article="Điều {}: ".format)),
    "ĐIỀU 1. TÊN CHỮ HOA": law(
        replace(_BASE, article="ĐIỀU {}. ".format, title=lambda draft: draft.sentence("", short=True).upper())
    ),
    "Điều 1 -": law(replace(_BASE, article="Điều {} - ".format)),
    "Điều 1.Tên dính liền": law(replace(_BASE, article="Điều {}.".format, clause="{}.".format, point="{})".format)),
    "Điều 1, tên ở dòng dưới": law(replace(_BASE, article="Điều {}".format, title=split_head)),
    "Điều 1. và nội dung luôn": law(_NO_TITLE),
    "tên điều hai dòng": law(replace(_BASE, title=long_title)),
    "khoản 1)": law(replace(_BASE, clause="{}) ".format)),
    "khoản (1), điểm (a)": law(replace(_BASE, clause="({}) ".format, point="({}) ".format)),
    "khoản 1-, điểm a-": law(replace(_BASE, clause="{}- ".format, point="{}- ".format)),
    "khoản 1/, điểm a/": law(replace(_BASE, clause="{}/ ".format, point="{}/ ".format)),
    "điểm A) chữ hoa": law(replace(_BASE, point=lambda letter: f"{letter.upper()}) ")),
    "Điều I. số La Mã": law(
        replace(_BASE, article=lambda number: f"Điều {ROMAN[int(number)]}. ", numbers=("1", "2", "3", "4"))
    ),
    "PDF có chương và dòng gãy ở Điều 5.": law(
        replace(_BASE, articles=(8, 10), chapters=(chapter("Chương"),), decoy=reference_with_stop, finish=as_pdf)
    ),
    "Khoản 1. viết chữ": law(replace(_BASE, clause="Khoản {}. ".format, point="Điểm {}. ".format)),
    "Khoản 1: viết chữ": law(replace(_BASE, clause="Khoản {}: ".format, point="Điểm {}) ".format)),
    "điểm a.": law(replace(_BASE, point="{}. ".format)),
    "Điều 5a": law(replace(_BASE, numbers=("1", "2", "2a", "2b", "3", "4", "4a", "5"))),
    "tóm lược bỏ điều": law(replace(_BASE, numbers=("2", "5", "6", "11", "17"))),
    "trích vài điều của một luật dài": law(replace(_BASE, numbers=("3", "47", "131", "131b", "132c", "210"))),
    "dòng bắt đầu bằng Điều 5 Quy định này": law(replace(_BASE, decoy=reference)),
    "dòng bắt đầu bằng Điều 5. Trường hợp": law(replace(_BASE, decoy=reference_with_stop)),
    "dòng bắt đầu bằng số": law(replace(_BASE, decoy=years)),
    "gạch và dấu cộng trong khoản": law(replace(_BASE, decoy=bullets, point="{}) ".format)),
    "danh sách số trong điểm": law(replace(_BASE, decoy=numbers_in_points)),
    "khoản 1, 1.1, 1.1.1": law(replace(_BASE, decoy=clauses_of_clauses)),
    "khoản nhiều đoạn": law(replace(_BASE, decoy=paragraphs)),
    "khoản 2a, điểm a1": law(replace(_BASE, decoy=inserted_clause)),
    "Điều 01.": law(replace(_BASE, article="Điều 0{}. ".format)),
    "Ðiều (chữ Eth)": law(replace(_BASE, article="Ðiều {}. ".format)),
    "cách cứng và tab": law(
        replace(_BASE, article="Điều\u00a0{}.\t".format, clause="{}.\t".format, point="{})\t".format)
    ),
    "Điều 1. rồi khoản ngay": law(replace(_BASE, article="Điều {}.".format, title=split_head)),
    "quyết định kèm quy chế": attached,
    "phụ lục": appendices,
    "sửa đổi, ngoặc cong": amending("“”"),
    "sửa đổi, ngoặc thẳng": amending('""'),
    "sửa đổi, không ngoặc": amending(""),
    "nghị quyết I, 1, 1.1, gạch": roman_resolution,
    "nghị quyết I-, 1-": lambda chance: roman_resolution(chance, roman="{}- ", number="{}- "),
    "nghị quyết A, I, 1": lambda chance: roman_resolution(chance, letters=True),
    "kế hoạch I, 1, a), gạch": plan,
    "kết luận 1., a)": conclusion,
    "kết luận 1-, a.": lambda chance: conclusion(chance, "{}- ", "{}. "),
    "phỏng vấn": interview,
    "hỏi đáp Câu hỏi 1:": questions,
    "mục chữ hoa không số": report,
    "ngắt dòng 72 chữ": law(replace(_BASE, finish=wrapped)),
    "Word, đánh số tự động": law(replace(_BASE, letterhead=False, finish=as_word)),
    "Word, bảng giữa các khoản": law(replace(_BASE, finish=lambda draft: as_word(draft, tables=True))),
    "Word, tiêu ngữ hai cột": law(replace(_BASE, finish=as_two_columns)),
    "PDF, dòng gãy ở Điều 5 Quy định này": law(replace(_BASE, articles=(8, 10), decoy=reference, finish=as_pdf)),
    "PDF, số trang và đầu trang": law(replace(_BASE, articles=(12, 16), finish=as_pdf)),
    "HTML": law(replace(_BASE, finish=as_html)),
    "Markdown ### Điều": law(replace(_BASE, letterhead=False, finish=as_markdown)),
    "TCVN3": law(replace(_BASE, finish=as_tcvn3)),
    "OCR, cách thừa": law(replace(_BASE, finish=as_ocr)),
}  # fmt: skip
