"""Long stories: what in them is chatter, and where the question proper stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.vietnamese import find_document_numbers, fold, fold_map, tokens

_STORY = 26  # syllables; a longer question tells a story before it asks
_GIST = 12  # syllables that are enough to ask with
_FEWEST = 3  # syllables of a clause that says anything
_CLAUSE = re.compile(r"[,.;:!?\n]+(?:\s|$)")
_ME = r"(?:toi|em|minh|chau|con|tui|to|bon (?:toi|em|minh)|chung (?:toi|em|minh))"
_YOU = r"(?:(?:cac|quy) )?(?:anh chi|anh|chi|ad|admin|ban|bot|bac|co|chu|thay|moi nguoi|ca nha|quy vi)"
# What people say around a question: greetings, requests, doubts, where they heard it. Patterns stand on folded text.
_CHATTER = re.compile(
    r"\b(?:"
    rf"(?:da |xin |kinh )*(?:{_ME} )?(?:xin |kinh )?chao {_YOU}(?: a| oi)?"
    rf"|(?:xin )?cho (?:phep )?{_ME} (?:duoc )?(?:hoi|biet)(?: la| rang| chut| mot chut| chuyen cu mot chut| voi| xem)?"
    r"|(?:xin )?cho hoi(?: la| rang| chut| chuyen cu mot chut| mot chut)?|xin (?:duoc )?(?:hoi|cho biet)"
    r"|chuyen cu mot chut"
    rf"|{_YOU} cho (?:{_ME} )?(?:hoi|biet|xin)(?: la)?"
    rf"|{_ME} (?:can|muon|dinh|xin)(?: duoc)? (?:hoi|biet|tim hieu|tra cuu|tra|trich(?: dan)?|kiem tra"
    rf"|xin)(?: mot cau| cho dung| la| xem| lai| thong tin)*"
    rf"|nho (?:{_YOU} )?(?:xem|tra|tim|phan xu|kiem tra|giai dap|chi|tra loi|cho biet"
    rf"|giup)(?: lai)?(?: giup| ho| cho)?(?: {_ME})?(?: voi)?(?: la)?"
    rf"|(?:xem|tra|tim)(?: lai)? (?:giup|ho)(?: {_ME})?(?: voi)?|(?:{_YOU} )?(?:giup|chi giup)(?: {_ME})?(?: voi)?"
    rf"|(?:ma |nhung )*(?:{_ME} )?(?:khong|chua|ko|k|hok) (?:nho|chac|ro|nam ro|ghi kip|theo doi"
    rf"|hieu)(?: ro| lam| kip| duoc)?(?: con so| la)?"
    rf"|(?:ma )?(?:{_ME} )?(?:khong|chua|ko|k) biet(?: la| lieu| co dung(?: vay| the)? khong| the nao| nua)?"
    rf"|(?:{_ME} )?(?:co )?(?:nho|nghe|thay|doc)(?: lai)?(?: bao| tin)?(?: hinh nhu| mang mang)?(?: noi"
    rf"| bao| viet| dua| ke| la| rang)+"
    r"|(?:co )?(?:nghe|thay|hoi)(?: [a-z]+){1,5} (?:bao|noi|ke|nhac)(?: (?:toi|em|minh))? (?:la|rang)"
    r"|hinh nhu|mang mang"
    r"|(?:co |moi )(?:nguoi|y kien|anh|chi|dong chi|ban)(?: ben [a-z]+| [a-z]+)? (?:noi|bao|cho rang|hoi"
    r"|nhac|ke)(?: la| rang)?"
    r"|nguoi noi|nguoi bao|(?:ho|nguoi ta|sep|thay|co) (?:noi|bao|ke)(?: la| rang)?"
    rf"|(?:ma |nhung )?(?:{_ME} )?(?:lai )?quen mat(?: la| so)?|tim mai khong (?:ra|thay)(?: van ban)?"
    r"|moi nguoi (?:tranh luan|cai nhau|ban tan|ke chuyen)(?: mai)?|tu nhien (?:cai|noi)[a-z ]{0,6}"
    r"|hom (?:qua|truoc|nay|no|kia)|(?:sang|trua|chieu|toi) (?:nay|qua)|(?:hoi|luc) (?:do|truoc|ay)"
    r"|dot (?:vua roi|nay)|ngay xua"
    r"|(?:chinh xac|cu the(?! hoa)|that ra|thuc ra)(?: thi| la)?|co dung(?: vay| the| nhu vay"
    r"| nhu the)? (?:khong|ko|k)|dung (?:vay )?khong"
    r"|chang la|cha la|so la|cam on[a-z ]{0,20}|de (?:dua|dien|ghi) vao [a-z ]{0,12}"
    r")\b"
)
# A clause about the person who asks; one that asks at the same time is kept.
_ABOUT_ME = re.compile(
    rf"^(?:(?:hien|nay|nhu|vi|do|va|thi|gio|bay gio) )*{_ME} (?:hien |dang |moi |vua |con |cung |truoc |da |lai )*"
    r"(?:lam|la|hoc|hoi|cong tac|viet|chuan bi|soan|doc|di|o|song|sinh|tinh|hop|ngoi|tong hop|theo doi|vao|thi)\b"
)
_KIN = re.compile(
    r"\b(?:bo me|bo|me|vo chong|vo|chong|con trai|con gai|con|anh trai|chi gai|em trai|em gai|anh ho|chau"
    r"|sep|bac|chu|nha|ong|ba"
    r"|co quan|don vi|ben|phong|chi bo) (?:toi|em|minh|chau|tui)\b"
)
_ASKS = re.compile(
    r"\b(?:may(?! moc| tinh)|bao nhieu|bao lau|bao gio|(?:la|noi|lam|can|gom|cai|nhung|ve|duoc) gi"
    r"|gi(?: do)?|nao|ai|dau|(?:ra|lam|thi|tai|vi) sao"
    r"|the nao|hay (?:khong|chua|la|moi)|co [a-z ]{2,60} (?:khong|chua)|(?:khong|chua|ko|k)(?: a| nhi)?$"
    r"|xin so|cho xin)\b"
)
_INDEFINITE = re.compile(
    r"\bgi (?:do|day|ay)\b|\bnao (?:do|cung)\b|\bai (?:do|cung)\b|\b(?:bao nhieu"
    r"|may)(?: [a-z]+){0,3} cung (?:duoc|the)\b"
)
_NAME = re.compile(r"(?<=[^\W_] )[^\W\d_a-zà-ỹđ][^\W\d_]* [^\W\d_a-zà-ỹđ]")  # two capitals in a row inside a clause
_POINTS = re.compile(r"\b(?:đó|ấy|nó|họ|kia)\b")  # folded they look like "do" and "hỗ"


def gist(question: str) -> str | None:
    """The question proper of a long story: what asks, with as much before it as it takes; None for ordinary lengths."""
    found = gists(question)
    return found[0] if found else None


def gists(question: str) -> tuple[str, ...]:
    """Shorter ways to ask what a long story asks, shortest first; none for a question of ordinary length."""
    if len(tokens(question)) < _STORY:
        return ()
    clauses = _clauses(question)
    asking = [at for at, clause in enumerate(clauses) if _asks(clause)]
    if not clauses:
        return ()
    last = asking[-1] if asking else len(clauses) - 1
    first = last
    while first > 0 and _length(clauses[first : last + 1]) < _GIST:
        first -= 1
    if any(_POINTS.search(clause.lower()) for clause in clauses[first : last + 1]):
        # "tỉnh đó", "ông ấy": the clause that names them belongs to the question.
        first = next((at for at in range(first) if _NAME.search(clauses[at])), first)
    core = clauses[first : last + 1]
    named = [question[start:end] for _, start, end in find_document_numbers(question)]
    core += [name for name in named if not any(name in clause for clause in core)]
    whole = [clause for at, clause in enumerate(clauses) if first <= at <= last or not _ABOUT_ME.match(fold(clause))]
    return tuple(dict.fromkeys(text for text in (", ".join(core), ", ".join(whole)) if text and text != question))


def _clauses(question: str) -> list[str]:
    """The clauses of a story without its chatter."""
    folded, places = fold_map(question)
    for pattern, put in ((_CHATTER, ", "), (_KIN, "")):
        for match in reversed(list(pattern.finditer(folded))):
            before, after = question[: places[match.start()]], question[places[match.end()] :]
            question = f"{before.rstrip()}{put or ' '}{after.lstrip()}"
        folded, places = fold_map(question)
    parts = (part.strip(" ,.;:!?\n") for part in _CLAUSE.split(question))
    return [part for part in parts if len(tokens(part)) >= _FEWEST or find_document_numbers(part)]


def _asks(clause: str) -> bool:
    folded = _INDEFINITE.sub(" ", fold(clause))
    return _ASKS.search(folded) is not None


def _length(clauses: Sequence[str]) -> int:
    return sum(len(tokens(clause)) for clause in clauses)
