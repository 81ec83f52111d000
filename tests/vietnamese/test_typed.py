"""Slips of the thumb."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.vietnamese import fold, load_restorer, normalise, repair
from bot.vietnamese.keyboards import from_telex, from_vni

RESTORER = load_restorer()
LEXICON = RESTORER.lexicon()


@pytest.mark.parametrize(
    ("keys", "syllable"),
    [
        ("cans", "cán"), ("booj", "bộ"), ("luaanj", "luận"), ("dduwowcj", "được"), ("ddangr", "đảng"),
        ("quyeets", "quyết"),
        ("muaw", "mưa"), ("thuwowngf", "thường"), ("giuwx", "giữ"), ("Trer", "trẻ"),
        ("toan", None), ("email", None), ("for", None), ("casr", None), ("", None),
    ],
)  # fmt: skip
def test_telex(keys: str, syllable: str | None) -> None:
    assert from_telex(keys) == syllable


@pytest.mark.parametrize(
    ("keys", "syllable"),
    [
        ("can1", "cán"), ("bo65", "bộ"), ("d9u7o7c5", "được"), ("d9ie62u", "điều"), ("luat65", "luật"),
        ("tha2nh", "thành"),
        ("nguo7i2", "người"), ("covid19", None), ("kl09", None), ("2021", None), ("", None),
    ],
)  # fmt: skip
def test_vni(keys: str, syllable: str | None) -> None:
    assert from_vni(keys) == syllable


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("cans booj trer", "cán bộ trẻ"),
        ("CANS BOOJ", "CÁN BỘ"),
        ("kết luaanj 09", "kết luận 09"),
        ("can1 bo65 tre3", "cán bộ trẻ"),
        ("bổ nhiệm laij", "bổ nhiệm lại"),
        ("hoà bình thuỷ sản", "hòa bình thủy sản"),
        ("cáán bộộ trẻ", "cán bộ trẻ"),
        ("khôngggg biết", "không biết"),
        ("cn bộ lãnh đạo", "can bộ lãnh đạo"),
        ("tieu chuna bo nhiem", "tieu chuan bo nhiem"),
        ("the nao la luan chuyn can bo", "the nao la luan chuyen can bo"),
        ("ai đượ bổ nhiệm", "ai được bổ nhiệm"),
        ("canbo tre", "can bo tre"),
        ("Quyhoach canbo lanhdao", "Quy hoach can bo lanh dao"),
        ("ketluan09", "ket luan 09"),
        ("duoi35 tuoi", "duoi 35 tuoi"),
        ("khoan2 dieu5", "khoan 2 dieu 5"),
    ],
)
def test_repairs(typed: str, repaired: str) -> None:
    assert repair(typed, LEXICON) == repaired
    assert repair(repaired, LEXICON) == repaired


@pytest.mark.parametrize(
    "text",
    [
        "what is the age limit for young cadres", "xem link file pdf online", "kl09 noi gi", "Đại hội XIII",
        "UBND, HĐND, CBCC đc",
        "xem https://vov.vn/canss", "Số: 09-KL/TU", "William Watson là ai", "cán bộ 2.600", "email của văn phòng",
        "", "😀",
        "điều 5 khoản 2", "covid19 ảnh hưởng gì", "quy định 377-QĐ/TW",
    ],
)  # fmt: skip
def test_leaves_alone(text: str) -> None:
    assert repair(text, LEXICON) == text


def test_words_of_the_folder_and_of_admins_stay() -> None:
    folder = RESTORER.with_texts(["Dự án tại Cuban và Laosan được thành phố Hải Phòng phê duyệt."]).lexicon()
    assert repair("dự án cuban", folder) == "dự án cuban"
    assert repair("cn bộ", LEXICON, keep=["CN"]) == "cn bộ"


@given(st.text(alphabet="aáạâăbcdđeênghiklmôơpqrstuưvxywfj 0123456789/.-ABC\n", max_size=50))
@settings(derandomize=True, max_examples=250, deadline=None)
def test_never_raises(text: str) -> None:
    repaired = repair(text, LEXICON)
    assert repaired == normalise(repaired)


@given(
    st.lists(
        st.sampled_from(
            [
                "cán",
                "bộ",
                "trẻ",
                "kết",
                "luận",
                "quy",
                "hoạch",
                "được",
                "bổ",
                "nhiệm",
                "lại",
                "ở",
                "thành",
                "phố",
                "năm",
                "2021",
                ",",
                ".",
                "?",
            ]
        ),
        max_size=12,
    )
)
@settings(derandomize=True, max_examples=100, deadline=None)
def test_good_text_stays(words: list[str]) -> None:
    text = " ".join(words)
    assert repair(text, LEXICON) == text
    assert repair(fold(text), LEXICON) == fold(text)
