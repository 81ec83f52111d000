"""Words in the fonts from before Unicode become the letters that their readers saw; nothing else is touched."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UnreadableFile
from bot.library.reading.old_fonts import (
    TCVN3,
    VNI_PAIRS,
    VNI_SINGLES,
    OldEncoding,
    OldFonts,
    convert,
    guess,
    is_capital_font,
    of_font,
)
from bot.library.reading.reader import read_bytes
from tests.library import word_files as word

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
LETTERS = SMALL + [letter.upper() for letter in SMALL]
PLAIN = "bcdghklmnpqrstvx"

_TO_TCVN3 = {letter: chr(code) for code, letter in TCVN3.items()}
_TO_VNI = {letter: code for code, letter in [*VNI_SINGLES.items(), *VNI_PAIRS.items()]}
_TO_VNI |= {"ì": "ì", "í": "í", "ỵ": "î"}

TEXT = "Cán bộ phường được bổ nhiệm lại khi đủ điều kiện theo quy định về tiêu chuẩn chức danh.\n"
OTHERS = {
    "Vietnamese": TEXT * 3,
    "Vietnamese in letters of other languages": "có là và cá lá mà thì bà hà nhà xã khá quá già hè bé\n" * 3,
    "French": "L'été dernier, le garçon a été élevé à la façon française; où était-il, évidemment, très gâté ?\n" * 3,
    "German": "Für größere Mädchen müssen schöne Bücher übersetzt werden; die Straße führt über die Brücke.\n" * 3,
    "Portuguese": "Não são só ações: é também a função da educação, à qual está ligada a população.\n" * 3,
    "Spanish": "El niño comió piña y después habló en español con su compañero más pequeño.\n" * 3,
    "signs": "§ 5. Giá 10 € · 20 £ ± 1 µm, 30 °C, © 2020, ® và ¼ hoặc ½ của «một» ¡hai! ¿ba? \n" * 3,
}


def tcvn3(text: str) -> str:
    """Text as the .VnTime fonts store it, toned capitals as small letters."""
    return "".join(_TO_TCVN3.get(char) or _TO_TCVN3.get(char.lower(), char) for char in text)


def vni(text: str) -> str:
    """Text as the VNI fonts store it."""
    stored = []
    for char in text:
        code = _TO_VNI.get(char.lower(), char)
        stored.append(code.upper() if char.isupper() else code)
    return "".join(stored)


def test_every_letter_of_tcvn3() -> None:
    for letter in SMALL:
        assert convert(tcvn3(letter), OldEncoding.TCVN3) == letter
        assert OldFonts().unicode(tcvn3(letter), ".VnTime") == letter
        assert OldFonts().unicode(tcvn3(letter), ".VnTimeH") == letter.upper()
    for letter in "ĂÂÊÔƠƯĐ":  # the capitals that every such font has
        assert convert(tcvn3(letter), OldEncoding.TCVN3) == letter


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_of_vni(letter: str) -> None:
    assert convert(vni(letter), OldEncoding.VNI) == letter


words = st.text(alphabet="".join(SMALL) + PLAIN, min_size=1, max_size=8)


@given(st.lists(words, min_size=1, max_size=12).map(" ".join))
def test_small_letters_come_back(text: str) -> None:
    assert convert(tcvn3(text), OldEncoding.TCVN3) == text


# Syllables as they are spelt: in others a letter may stand where VNI writes a mark ("aí" is written like "ắ" is not).
syllables = st.builds(
    lambda onset, vowel, coda: onset + vowel + coda,
    st.sampled_from(["", "b", "ch", "đ", "ngh", "ph", "th", "tr", "x"]),
    st.sampled_from([letter for letter in SMALL if letter != "đ"]),
    st.sampled_from(["", "n", "ng", "nh", "c", "t", "p", "m", "ch"]),
)


@given(st.lists(syllables, min_size=1, max_size=12).map(" ".join), st.booleans())
def test_syllables_come_back_from_vni(text: str, capitals: bool) -> None:
    shown = text.upper() if capitals else text
    assert convert(vni(shown), OldEncoding.VNI) == shown


@given(st.text())
def test_nothing_raises_and_unicode_stays(text: str) -> None:
    for encoding in OldEncoding:
        convert(text, encoding)
    guess(text)
    assert OldFonts().unicode(text, "Times New Roman") == text
    assert OldFonts().unicode(text) == text


@pytest.mark.parametrize(
    ("font", "encoding", "capitals"),
    [
        (".VnTime", OldEncoding.TCVN3, False),
        (".VnTimeH", OldEncoding.TCVN3, True),
        (".vnArialH", OldEncoding.TCVN3, True),
        ("ABCDEF+.VnTimeH,Bold", OldEncoding.TCVN3, True),
        (".VnTime-Bold", OldEncoding.TCVN3, False),
        (".VnClarendon", OldEncoding.TCVN3, False),
        ("VNI-Times", OldEncoding.VNI, False),
        ("VNI Helve", OldEncoding.VNI, False),
        ("Times New Roman", None, False),
        ("VNtimes new roman", None, False),
        ("", None, False),
    ],
)
def test_fonts(font: str, encoding: OldEncoding | None, capitals: bool) -> None:
    assert of_font(font) is encoding
    assert is_capital_font(font) is capitals


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_other_texts_are_left_alone(text: str) -> None:
    assert guess(text) is None
    reading = read_bytes(text.encode(), ".txt")
    assert reading.text == unicodedata.normalize("NFC", text)
    assert reading.warnings == ()


@pytest.mark.parametrize(("write", "name"), [(tcvn3, "TCVN3"), (vni, "VNI")])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_plain_text_is_converted_and_said_so(write: object, name: str, encoding: str) -> None:
    reading = read_bytes(write(TEXT).encode(encoding), ".txt")  # type: ignore[operator]
    assert reading.text == TEXT
    assert any(name in warning for warning in reading.warnings)


@pytest.mark.parametrize(("write", "name"), [(tcvn3, "TCVN3"), (vni, "VNI")])
def test_markdown_and_web_pages(write: object, name: str) -> None:
    old = write(TEXT)  # type: ignore[operator]
    assert read_bytes(f"# {old}\n\n{old}".encode(), ".md").text == f"{TEXT}\n{TEXT.strip()}"
    page = f"<html><body><p>{old}</p><p>{old}</p></body></html>".encode("latin-1")
    assert read_bytes(page, ".html").text == f"{TEXT}\n{TEXT.strip()}"


def test_a_web_page_that_names_its_font() -> None:
    page = (
        '<html><body><p>Tên <font face=".VnTimeH">quy ®Þnh</font>, <span style="font-family: VNI-Times">caùn boä</span>'
        " mới</p></body></html>"
    )
    assert read_bytes(page.encode(), ".html").text == "Tên QUY ĐỊNH, cán bộ mới"


def test_capitals_are_told_by_the_letters_around_them() -> None:
    assert convert("QUY §ÞNH VÒ C¸N Bé", OldEncoding.TCVN3) == "QUY ĐỊNH VỀ CÁN BỘ"
    assert convert("C¸n bé §oµn theo CV sè 5", OldEncoding.TCVN3) == "Cán bộ Đoàn theo CV số 5"


def test_a_file_in_both_is_converted_where_it_is_old() -> None:
    reading = read_bytes((tcvn3(TEXT) * 4 + TEXT * 2 + "Où va-t-il ?\nH§ND\n").encode(), ".txt")
    assert reading.text == TEXT * 6 + "Où va-t-il ?\nHĐND\n"


def test_word_runs_by_their_fonts() -> None:
    document = word.new()
    paragraph = document.add_paragraph()
    for text, font in [
        ("C¸n bé ph", ".VnTime"),
        ("­êng ", ".VnTime"),
        ("quy ®Þnh ", ".VnTimeH"),
        ("và ", "Times New Roman"),
        ("phöô", "VNI-Times"),
        ("øng", "VNI-Times"),
    ]:
        paragraph.add_run(text).font.name = font
    document.add_paragraph("« été » của một người")
    reading = word.read_back(document)
    assert reading.text == "Cán bộ phường QUY ĐỊNH và phường\n\n« été » của một người"
    assert "TCVN3, VNI" in reading.warnings[0]


def test_a_font_of_a_style_and_letters_stored_as_signs() -> None:
    document = word.new()
    document.styles["Normal"].font.name = ".VnTime"
    paragraph = document.add_paragraph("®")
    paragraph._p.append(word.xml('<w:r><w:softHyphen/><w:t>îc</w:t><w:sym w:font=".VnTime" w:char="F020"/></w:r>'))
    signs = '<w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font=".VnTime" w:char="F0B8"/>'
    paragraph._p.append(word.xml(f"<w:r>{signs}</w:r>"))
    paragraph.add_run("\uf062\uf0e9")
    assert word.read_back(document).text == "được ábộ"


def test_unicode_words_in_an_old_font_stay() -> None:
    document = word.new()
    document.styles["Normal"].font.name = ".VnTime"
    for _ in range(3):
        document.add_paragraph("Cán bộ phường được bổ nhiệm.")
    document.add_paragraph("có là và cá")
    reading = word.read_back(document)
    assert reading.text.endswith("có là và cá")
    assert reading.warnings == ()


def test_a_word_file_that_names_a_modern_font_for_old_letters() -> None:
    document = word.new()
    for _ in range(3):
        document.add_paragraph(tcvn3(TEXT))
    assert word.read_back(document).text == "\n\n".join([TEXT.strip()] * 3)


def test_what_is_no_vietnamese_after_conversion_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="phông chữ cũ"):
        read_bytes(("x¸q k·w z¶j d®¬k q×z w¸·¶z " * 20).encode(), ".txt")


def test_the_shipped_documents_are_no_old_text() -> None:
    for file in (Path(__file__).resolve().parents[2] / "knowledge").rglob("*.md"):
        assert guess(file.read_text("utf-8")) is None
