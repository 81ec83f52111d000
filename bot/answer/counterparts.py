"""Things that stand for one another in a question: ask of one, and "còn … thì sao" asks the same of another.

Levels, bodies, posts, penalties, ratings, degrees: general words of the field, each group a class. Patterns stand on
folded text; longer members go first.
"""

from __future__ import annotations

import re

from bot.vietnamese import fold_map
from bot.vietnamese.wordlist import either

_ORDINALS = either("nhat|hai|ba|tu|bon|nam|sau|bay|tam|chin|muoi|cuoi(?: cung)?")
_NUMBER = r"\d[\d.,/]*%?"
_CLASSES = tuple(
    re.compile(rf"\b{pattern}\b")
    for pattern in (
        # levels
        either(
            r"(?:o )?(?:cap )?(?:trung uong|tinh,? thanh pho|thanh pho,? tinh|quan,? huyen|huyen,? quan)",
            r"(?:o )?(?:cap )?(?:dac khu|thi tran)",
            r"(?:o )?(?:cap )?(?:xa,? phuong(?:,? (?:thi tran|dac khu))?|phuong,? xa)",
            r"cap (?:tinh|thanh pho|huyen|quan|xa|phuong|co so|bo|so|phong|chien luoc)|huyen",
            r"(?<!lam )xa(?! (?:hoi|luan|cach|hon|nha))",
            r"(?<!dia )phuong(?! (?:an|phap|huong|thuc|tien|dien|cham|dong))",
        ),
        # bodies
        either(
            "ban chap hanh|ban thuong vu|uy ban kiem tra|thuong truc|uy ban nhan dan|hoi dong nhan dan|ban to chuc",
            "ban tuyen giao|ban dan van|ban noi chinh|van phong|mat tran to quoc|bo chinh tri|ban bi thu",
            "chi bo|dang bo",
        ),
        # posts
        either(
            "pho bi thu(?: thuong truc)?|bi thu|pho chu tich|chu tich|pho truong phong|truong phong|pho truong ban",
            "truong ban|pho giam doc|giam doc|uy vien|thu truong|bo truong|cap pho|cap truong|pho chu nhiem|chu nhiem",
            "chanh thanh tra",
        ),
        # people
        either("can bo|cong chuc|vien chuc|dang vien|nguoi lao dong|(?:nguoi hoat dong )?khong chuyen trach|giao vien"),
        either("nu|nam gioi|dan toc thieu so"),
        # degrees
        either(
            "pho giao su|giao su|tien si|thac si|cu nhan|bac si noi tru|bac si|sinh vien(?: tot nghiep xuat sac)?",
            "dai hoc|cao dang|trung cap|cao cap",
        ),
        # penalties
        either("khien trach|canh cao|giang chuc|cach chuc|bai nhiem|khai tru|buoc thoi viec|ha bac luong"),
        # what is done with people
        either(
            "bo nhiem lai|bo nhiem(?: lan dau)?|mien nhiem|tu chuc|luan chuyen|dieu dong|biet phai|quy hoach",
            "tam dinh chi(?: cong tac)?|cho thoi giu chuc vu|gioi thieu ung cu|nang ngach|tuyen dung",
        ),
        either("nghi huu truoc tuoi|nghi huu|thoi viec|tinh gian bien che|nghi theo nguyen vong"),
        # ratings
        either(
            "hoan thanh xuat sac(?: nhiem vu)?|hoan thanh tot(?: nhiem vu)?|khong hoan thanh(?: nhiem vu)?",
            "hoan thanh nhiem vu|(?:muc )?xuat sac",
        ),
        # places in a document, ordinals, times
        r"dieu (?:thu )?\d{1,3}[a-z]?",
        r"khoan (?:thu )?\d{1,2}",
        r"diem [a-zđ](?= |$)",
        r"chuong (?:\d{1,2}|[ivx]+)",
        either(
            r"(?:khoa|nhiem ky|lan thu|lan) (?:thu )?(?:[ivx]{1,5}|\d{1,2})(?! ?[-–/]\d)",
            rf"lan (?:thu )?{_ORDINALS}",
        ),
        either(rf"thu (?:{_ORDINALS}|\d{{1,2}})|dau tien|cuoi cung"),
        r"(?:nam |nhiem ky )?(?:19|20)\d\d ?[-–] ?(?:19|20)\d\d",
        r"nam (?:19|20)\d\d",
        rf"(?:tu|tren|duoi|du) {_NUMBER}(?: (?:den|toi) (?:duoi )?{_NUMBER})?(?: tro (?:len|xuong))?"
        r"(?: (?:tuoi|nam|thang|diem|phan tram|nguoi))?",
        rf"(?:du |tron )?{_NUMBER} (?:nam|thang|ngay|tuoi|phan tram|diem|nguoi)\b",
        r"thang \d{1,2}(?:/(?:19|20)\d\d)?",
        r"quy (?:[1-4]|i{1,3}|iv)",
    )
)
_NEXT_TO = 3  # characters between two members that count as one: "quận, huyện"
_BEFORE_TERM = re.compile(r"\b(nhiem ky |khoa )(truoc|sau)\b")
_TERM = re.compile(r"\b((?:19|20)\d\d)( ?[-–] ?)((?:19|20)\d\d)\b")


def exchanged(before: str, own: str) -> str | None:
    """The earlier question with what stands for it in the later one put in its place; None where nothing does."""
    term = _other_term(before, own)
    if term is not None:
        return term
    earlier, places = fold_map(before)
    later, own_places = fold_map(own)
    changes: list[tuple[int, int, str]] = []
    for members in _CLASSES:
        said, meant = members.search(later), members.search(earlier)
        if said is None or meant is None or said[0] == meant[0]:
            continue
        start, end = meant.span()
        while (after := members.search(earlier, end)) is not None and after.start() - end <= _NEXT_TO:
            end = after.end()
        if all(end <= other or start >= last for other, last, _ in changes):
            changes.append((start, end, own[own_places[said.start()] : own_places[said.end()]]))
    result = before
    for start, end, put in sorted(changes, reverse=True):
        result = f"{result[: places[start]]}{put}{result[places[end] :]}"
    return result if changes else None


def is_member(words: str) -> bool:
    """Whether folded words are nothing but a member of a class: "cảnh cáo?", "cấp xã"."""
    return any(members.fullmatch(words) for members in _CLASSES)


def _other_term(before: str, own: str) -> str | None:
    """The earlier question about the term of office before or after the one that it names."""
    later, _ = fold_map(own)
    asked, named = _BEFORE_TERM.search(later), _TERM.search(before)
    if asked is None or named is None:
        return None
    years = int(named[3]) - int(named[1])
    by = -years if asked[2] == "truoc" else years
    return f"{before[: named.start()]}{int(named[1]) + by}{named[2]}{int(named[3]) + by}{before[named.end() :]}"
