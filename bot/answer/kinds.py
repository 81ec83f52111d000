"""What kind of thing a question asks for, and whether a text holds an instance of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.vietnamese import fold, terms_among
from bot.vietnamese.people import names_of_people
from bot.vietnamese.wordlist import words


class Asked(StrEnum):
    """The kind of thing asked for; OTHER for most questions (what, how, which conditions)."""

    WHO = "who"
    NAME = "name"  # of a person, in so many words
    POST = "post"  # which office a person who is named holds: "ông … là ai"
    DAY = "day"
    YEAR = "year"
    WHEN = "when"
    DURATION = "duration"
    COUNT = "count"
    AGE = "age"
    MONEY = "money"
    PERCENT = "percent"
    PHONE = "phone"
    PLACE = "place"
    LIST = "list"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of thing asked for, its unit, and what is measured, in all its words ("thoi_han", …).

    The unit, folded: what is counted ("buoc"), the given name of who is asked about, the office whose holder is.
    """

    kind: Asked
    unit: str = ""
    measure: frozenset[str] = frozenset()


# Kinds that a text shows by its form.
FORMAL = frozenset(Asked) - {Asked.WHO, Asked.WHEN, Asked.PLACE, Asked.LIST, Asked.OTHER}
_HOW_MANY = r"(?:bao nhieu|bnhieu|bnhiu|bn|may|how many)"
_TIME = r"(?:nam|thang|ngay|gio|tuan|quy|nhiem ky)"
_SUM = (
    r"(?:muc (?:ho tro|luong|phu cap|tro cap|thuong|phat|chi|huong|dong|tien|hoc phi)|kinh phi|so tien|luong co so"
    r"|tro cap|phu cap|hoc phi|(?<!danh )(?<!tham )(?<!quoc )gia|luong)"
)
# In order: the first that matches decides. Patterns stand on folded text.
_QUESTIONS: tuple[tuple[Asked, re.Pattern[str]], ...] = (
    (Asked.PHONE, re.compile(r"\b(so dien thoai|sdt|dien thoai so|so may|hotline|so phone|email|dia chi mail)\b")),
    (
        Asked.AGE,
        re.compile(rf"\b({_HOW_MANY} tuoi|tuoi {_HOW_MANY}|tuoi toi (da|thieu)|do tuoi|tuoi (?:la |nghi huu )?may)\b"),
    ),
    (
        Asked.PERCENT,
        re.compile(rf"\b({_HOW_MANY} (phan tram|%)|(?:ty|ti) le\b[^?.]*\b{_HOW_MANY}|(?:ty|ti) le (?:may|la bao))"),
    ),
    (
        Asked.MONEY,
        re.compile(
            rf"\b(?:{_HOW_MANY} (?:tien|dong(?! (?:chi|bao|nghiep|thoi))|trieu|ty)\b|how much"
            rf"|{_SUM}\b[^?.]*\b{_HOW_MANY}\b(?! (?:muc|loai|nguoi|khoan|nam|thang(?! luong))\b)"
            r"|(?<!nguoi duoc )(?<!bo duoc )(?<!chuc duoc )(?<!hop duoc )(?:ho tro|huong|chi tra)\b"
            rf"[^?.]*\b{_HOW_MANY}(?= (?:mot|1|moi|hang)\b| ?[?.,]| ?$))"
        ),
    ),
    (
        Asked.DAY,
        re.compile(r"\b(?:(?:ngay|hom) (?:nao|bao nhieu|thang nam nao)|ngay may|thang may|thang nao|ngay thang nao)\b"),
    ),
    (
        Asked.DURATION,
        re.compile(
            rf"\b(?:(?:bao nhieu|bnhieu|bn|may) {_TIME}\b|bao lau|how long"
            rf"|(?:thoi han|thoi hieu) [^?.]*\b{_HOW_MANY}\b)"
        ),
    ),
    (Asked.YEAR, re.compile(r"\bnam (?:nao|may|bao nhieu)\b")),
    (
        Asked.COUNT,
        re.compile(
            r"\b(bao nhieu|bnhieu|bn|so luong|muc bao|how many)\b"
            r"|\bmay (?!khi|gio|(?:tinh|moc|bay|in|chu|anh|lanh|phat|photo|chieu|scan|quet)\b)[a-z]+"
        ),
    ),
    (
        Asked.WHEN,
        re.compile(r"\b(khi nao|luc nao|bao gio|when|(quy|the ky|thoi gian|thoi diem) (nao|may|bao nhieu))\b"),
    ),
    (
        Asked.NAME,
        re.compile(
            r"\b(?:(?:ho )?ten (?:cua )?(?:nhung |cac |may )?(?:can bo|nguoi|ong|ba|dong chi|lanh dao|vi)"
            r"|ho (?:va )?ten|(?:nguoi|ong|ba|dong chi|phong vien|can bo) [^?.,]{0,30}ten (?:la )?gi)\b"
        ),
    ),
    (Asked.WHO, re.compile(r"\b(ai|nguoi nao|do ai|ong nao|ba nao|dong chi nao|who)\b(?! cung)")),
    (Asked.PLACE, re.compile(r"\b(o dau|tai dau|noi nao|cho nao|where|den tu dau)\b")),
    (
        Asked.LIST,
        re.compile(r"\b(nhung|cac|gom|bao gom)\b.*\b(gi|nao)\b|\bgom (nhung|cac) |\bliet ke\b|\b[a-z]+ nao\b.*\bcac\b"),
    ),
)
_MACHINE = re.compile(r"\b(?:máy|mây|mày)\b", re.IGNORECASE)  # folded they look like "mấy"
# What can be so many, long or much; words of one row name the same measure.
_MEASURES = (
    ("thoi han", "thoi gian", "thoi hieu", "nhiem ky"),
    ("ty le", "ti le", "phan tram"),
    ("kinh phi", "ngan sach", "so tien"),
    ("dan so",),
    ("dien tich",),
    ("bien che",),
    ("tuoi nghi", "tuoi huu", "nghi huu"),
)
_COUNTED = re.compile(r"\b(?:bao nhieu|bnhieu|bn|may|how many) ([a-z]+(?: [a-z]+)?)")
# One who asks how many persons there are is answered by a number of cadres as well.
_PERSONS = frozenset(("nguoi", "can bo", "cong chuc", "vien chuc", "dong chi", "dang vien", "nhan su", "luot nguoi"))
_ANY_PERSON = r"(?:nguoi|can bo|cong chuc|vien chuc|dong chi|dang vien|nhan su|bien che|uy vien|lanh dao|truong hop)"
_NO_UNIT = words("mot moi hang la thi thoi nhi vay a nua duoc trong o cho voi de nhu nay nhe va roi den tu")

# Numbers in words are told by their accents, as they stand in documents: folded, Hải Phòng would count two.
_NUMBER_WORD = re.compile(
    r"\b(?:một(?! (?:trong|cách|số|phần|mặt|khi|loạt|chiều|bước))|hai|ba|bốn|sáu|bảy|tám|chín|mười|mươi"
    r"|(?<!trong )(?<!mỗi )(?<!hằng )(?<!hàng )(?<!cuối )(?<!đầu )(?<!cả )(?<!các )(?<!những )(?<!\d )"
    r"năm(?= [^\W\d]))\b",
    re.IGNORECASE,
)
_NUMBER = r"(?<![\w/.-])\d[\d.,]*(?: (?:9|tram|nghin|ngan|trieu|ty))*"
_ITEM_NUMBER = re.compile(r"(?m)^\s*\d{1,3}[.)]\s")  # "1. Cán bộ …" counts no cadre
_DATE = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|ngay \d{1,2}"
_INSTANCES = {
    Asked.PHONE: re.compile(r"(?<!\d)(?:\+?84|0)[\d .]{8,13}\d|\S+@\S+\.\w+"),
    Asked.AGE: re.compile(rf"{_NUMBER} (?:nam )?tuoi|tuoi (?:tu|duoi|tren|den|la|nghi huu)\b"),
    Asked.PERCENT: re.compile(r"\d\s*%|phan tram|\d+\s*/\s*\d+|\b9 (?:nua|phan)\b"),
    Asked.MONEY: re.compile(
        rf"{_NUMBER} ?(?:dong|vnd|usd|d\b|%|thang luong|lan (?:muc|luong|so))|phan tram"
        r"|\d (?:trieu|ty)\b|he so \d"
    ),
    Asked.DURATION: re.compile(
        rf"{_NUMBER} (?:nam|thang|ngay|gio|tuan|quy|nhiem ky|lan)\b(?! (?:19|20)\d\d)"
        r"|(?:suot|het|mot|tron|cuoi) (?:doi|nhiem ky)|\b(?:hang|moi) (?:nam|quy|thang|tuan|ngay)\b"
    ),
    Asked.COUNT: re.compile(r"\d|\b(?:vai|nhieu|khong co)\b"),
    Asked.DAY: re.compile(rf"{_DATE}|\bthang \d{{1,2}}\b|\d{{1,2}}/\d{{4}}"),
    Asked.YEAR: re.compile(r"\b(?:1\d|20)\d\d\b|\d/\d{4}"),
    Asked.WHEN: re.compile(
        r"\d{1,2}[/.-]\d{1,4}|\b(?:1\d|20)\d\d\b"
        r"|\b(?:ngay|thang|nam|the ky|thap nien|mua|thoi|khi|sau|truoc|trong vong) "
    ),
}
_SHARE = re.compile(r"\d[\d.,]* ?(?:%|phan tram)")
_BASE_PAY = "luong co so"
_MULTIPLE = re.compile(
    r"[\d.,]+ (?:lan|thang) (?:muc )?(?:tien )?luong(?: co so)?"
)  # tells a sum by it, and not how much it is
_NO_COUNT = re.compile(
    r"\d+(?:/\d+)*[-/][a-z]\S*|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}/\d{4}|ngay \d+ thang \d+ nam \d+"
    r"|\b(?:19|20)\d\d\b|\b(?:dieu|khoan|khoa|so|chuong|muc|thu|nghi quyet|nghi dinh|quy dinh|ket luan|chi thi|thong tu"
    r"|quyet dinh|huong dan|ke hoach|de an|luat) \d+"
)
# What names a document, or is the number of a day, counts neither years nor days.
_NO_DURATION = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|ngay \d+ thang \d+ nam \d+|thang \d+ nam \d+|nam (?:19|20)\d\d|\d+[-/][a-z]\S*"
)


_NOW = re.compile(r"\b(?:hien nay|hien tai|hien gio|bay gio|luc nay|duong nhiem|moi nhat|dang (?:la|giu|lam))\b")
_OFFICE_HOLDER = re.compile(
    r"\b(?:bi thu|chu tich|truong ban|giam doc|chanh|vien truong|thu truong|bo truong|lanh dao|nguoi dung dau)\b[^?.]*"
    r"\b(?:la ai|ten gi|ten la gi)\b|\bai (?:la|lam|giu|dang)\b"
)
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\b(?:nhiem ky|khoa|truoc (?:day|do)|hoi|cuu|nguyen)\b")
_ASKED_BY = re.compile(r"\b(?:phong vien|pv|nha bao|nguoi phong van)\b[^?.]*\b(?:hoi|cau hoi|dat)\b")


def asks_for_now(question: str) -> bool:
    """Whether the newest word on it is wanted: the question says so, or asks who holds an office and names no time."""
    folded = " ".join(fold(question).split())
    if _DATED.search(folded):
        return False
    return bool(_NOW.search(folded) or _OFFICE_HOLDER.search(folded))


def asks_for_the_question(question: str) -> bool:
    """Whether it is about what a reporter asked, not about what was answered."""
    return _ASKED_BY.search(fold(question)) is not None


def wanted(question: str, typed: str | None = None) -> Wanted:
    """The kind of thing that a question asks for; `typed`: its words before accents were put back, if they were."""
    # "may" typed without accents is much oftener "mấy" than the "máy" that accents put back may have made of it.
    machine = _MACHINE.search(question if typed is None else typed) is not None
    folded = " ".join(fold(_MACHINE.sub(" ", question) if machine else question).split())
    if given := _whose_post(question, folded):
        return Wanted(Asked.POST, given)
    kind = next((kind for kind, pattern in _QUESTIONS if pattern.search(folded)), Asked.OTHER)
    holder = _HOLDER.search(folded)
    if holder and kind in (Asked.WHO, Asked.NAME, Asked.OTHER):
        return Wanted(Asked.WHO, holder["one"] or holder["other"])
    measure = _measured(folded) if kind in FORMAL else frozenset()
    if "nghi_huu" in measure and kind not in (Asked.AGE, Asked.DAY, Asked.YEAR):
        measure = frozenset()  # "còn 8 năm nghỉ hưu được trợ cấp bao nhiêu" measures no age
    if kind is not Asked.COUNT:
        unit = _BASE_PAY if kind is Asked.MONEY and _BASE_PAY in folded else ""
        return Wanted(kind, unit, measure)
    counted = _COUNTED.search(folded)
    unit = counted[1].split()[0] if counted else ""
    if counted is None or unit in _NO_UNIT:
        return Wanted(kind, measure=measure)
    return Wanted(kind, "nguoi" if counted[1] in _PERSONS or unit in _PERSONS else unit, measure)


def _measured(folded: str) -> frozenset[str]:
    """The measure that a question names first, with the words that name the same."""
    found = [
        (match.start(), group) for group in _MEASURES if (match := re.search(rf"\b(?:{'|'.join(group)})\b", folded))
    ]
    return frozenset(word.replace(" ", "_") for word in min(found)[1]) if found else frozenset()


def names_measure(asked: Wanted, text: str) -> bool:
    """Whether a text names what is measured by one of its words; a share also by its sign."""
    return bool(terms_among(text, asked.measure)) or ("phan_tram" in asked.measure and "%" in text)


def holds_instance(asked: Wanted, text: str) -> bool:
    """Whether a text holds an instance of the kind; True for kinds that cannot be told by form."""
    if asked.kind is Asked.WHO:
        return _names_holder(asked.unit, text) if asked.unit else _names_somebody(text)
    if asked.kind is Asked.NAME:
        return _PERSON.search(text) is not None
    if asked.kind is Asked.POST:
        return _names_office_of(asked.unit, text)
    folded = fold(_NUMBER_WORD.sub("9", _ITEM_NUMBER.sub("", text)))
    if asked.kind is Asked.COUNT:  # a year, a date or the number of a document counts nothing
        plain = _NO_COUNT.sub(" ", folded)
        if not asked.unit:
            return bool(_INSTANCES[Asked.COUNT].search(plain))
        plain = _SHARE.sub(" ", plain)
        unit = _ANY_PERSON if asked.unit == "nguoi" else re.escape(asked.unit)
        behind = rf"{_NUMBER}(?![\d.,]| ?(?:tuoi|nam|thang)\b)"  # "cán bộ dưới 40 tuổi" are not forty
        return bool(re.search(rf"{_NUMBER}(?: [a-z]+){{0,5}} {unit}\b|\b{unit}\b[^.;]{{0,40}}?{behind}", plain))
    if asked.kind is Asked.MONEY and asked.unit:
        folded = _MULTIPLE.sub(" ", folded)
    if asked.kind is Asked.DURATION:
        folded = _NO_DURATION.sub(" ", folded)
    pattern = _INSTANCES.get(asked.kind)
    return True if pattern is None else bool(pattern.search(folded))


_OFFICE = re.compile(r"\b(?:ong|ba|dong chi|nguoi|co quan|cap|ban|bo|uy ban|hoi dong|bi thu|chu tich) [a-z]+")
_UPPER = "A-ZĐÀ-ÝĂĨŨƠƯẠ-Ỹ"
_IN_ROW = re.compile(rf"\b[{_UPPER}][^\W\d_]*[ -][{_UPPER}][^\W\d_]*")
_SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đoàn|Lương|Trịnh|Mai|Tô|Cao|Đào|Hà|Lưu|Tạ|"
    "Chu|Châu|Quách|Thái|Trương|Vương|Phùng|Nghiêm|Lâm|Kiều|Từ|Tăng|Mạc|Khuất|Triệu|Lã|Cù|Nông|Ma|Hứa|Doãn|Tống|Giang|Thân|Bạch"
)
_PERSON = re.compile(
    rf"\b(?:{_SURNAMES})(?: [{_UPPER}][^\W\d_]*){{1,4}}"
    rf"|\b(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|anh|chị) [{_UPPER}][^\W\d_]*"
)


_POST = re.compile(
    r"\bla (?:ai|nguoi nao)\b|\b(?:giu|lam|nam|dam nhiem|nam giu) (?:chuc|cuong vi|vi tri)\b"
    r"|\bchuc (?:vu|danh|trach)? ?(?:la )?gi\b"
)
_HEADS = (
    "tong bi thu|bi thu|chu tich|truong (?:ban|phong|doan)|giam doc|chu nhiem|vien truong|bo truong|thu truong"
    "|thu tuong"
)
_POSTS = re.compile(rf"\b(?:{_HEADS}|chanh|uy vien|dai bieu|pho [a-z]+)\b")
_OFFICES = rf"{_HEADS}|chanh [a-z]+"
# Who holds an office: "bí thư thành ủy là ai", "ai làm chủ tịch"; not who appoints one.
_HOLDER = re.compile(
    rf"\b(?P<one>{_OFFICES})\b[^?.,]{{0,60}}\b(?:la ai|ten (?:la )?gi)\b"
    rf"|\bai (?:dang |hien |tung )?(?:la|lam|giu chuc) (?:pho )?(?P<other>{_OFFICES})\b"
)
_CAPITALISED = re.compile(rf"\b[{_UPPER}][^\W\d_]*")
_NEAR_BY = 80  # characters between a name and its office


_ADDRESSED = re.compile(r"\b(?:ong|ba|dong chi|anh|chi) (?:[a-z]+ ){0,3}?([a-z]+) (?:la ai|(?:dang )?(?:giu|lam|nam) )")


def _whose_post(question: str, folded: str) -> str | None:
    """The given name, folded, of somebody whose office a question asks for."""
    if not _POST.search(folded):
        return None
    people = names_of_people(question)
    if people:
        return fold(question[slice(*people[0])]).split()[-1]
    addressed = _ADDRESSED.search(folded)
    return addressed[1] if addressed else None


def _names_holder(office: str, text: str) -> bool:
    """Whether a text names a person beside an office."""
    pattern = re.compile(rf"\b{office}\b")
    return any(_beside(match, pattern, text) for match in _PERSON.finditer(text))


def _names_office_of(given: str, text: str) -> bool:
    """Whether a text names an office beside somebody of a given name."""
    return any(fold(match[0]) == given and _beside(match, _POSTS, text) for match in _CAPITALISED.finditer(text))


def _beside(name: re.Match[str], pattern: re.Pattern[str], text: str) -> bool:
    """Whether a pattern, on folded text, stands near a name."""
    return pattern.search(fold(text[max(0, name.start() - _NEAR_BY) : name.end() + _NEAR_BY])) is not None


def _names_somebody(text: str) -> bool:
    """Whether a text names a person or an office: two capitalised words in a row, or a word for one."""
    return bool(_IN_ROW.search(text)) or bool(_OFFICE.search(fold(text)))
