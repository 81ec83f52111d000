"""Long stories: what in them is chatter, and where the question proper stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.vietnamese import find_document_numbers, fold, fold_map, tokens
from bot.vietnamese.courtesies import ME, REQUESTS
from bot.vietnamese.wordlist import either

_STORY = 26  # syllables; a longer question tells a story before it asks
_GIST = 12  # syllables that are enough to ask with
_FEWEST = 3  # syllables of a clause that says anything
_CLAUSE = re.compile(r"[,.;:!?\n]+(?:\s|$)")
_NOT = "(?:khong|chua|ko|k|hok)"
_SAID = "(?:noi|bao|cho rang|hoi|nhac|ke)(?: la| rang)?"
# What people say around a question: greetings, requests, doubts, where they heard it. Patterns stand on folded text.
_CHATTER = re.compile(
    r"\b"
    + either(
        *REQUESTS,
        rf"(?:ma |nhung )*(?:{ME} )?{_NOT} (?:nho|chac|ro|nam ro|ghi kip|theo doi|hieu)"
        "(?: ro| lam| kip| duoc)?(?: con so| la)?",
        rf"(?:ma )?(?:{ME} )?{_NOT} biet(?: la| lieu| co dung(?: vay| the)? khong| the nao| nua)?",
        rf"(?:{ME} )?(?:co )?(?:nho|nghe|thay|doc)(?: lai)?(?: bao| tin)?(?: hinh nhu| mang mang)?"
        "(?: noi| bao| viet| dua| ke| la| rang)+",
        r"(?:co )?(?:nghe|thay|hoi)(?: [a-z]+){1,5} (?:bao|noi|ke|nhac)(?: (?:toi|em|minh))? (?:la|rang)",
        rf"(?:co |moi )(?:nguoi|y kien|anh|chi|dong chi|ban)(?: ben [a-z]+| [a-z]+)? {_SAID}",
        "hinh nhu|mang mang|nguoi noi|nguoi bao|(?:ho|nguoi ta|sep|thay|co) (?:noi|bao|ke)(?: la| rang)?",
        rf"(?:ma |nhung )?(?:{ME} )?(?:lai )?quen mat(?: la| so)?|tim mai khong (?:ra|thay)(?: van ban)?",
        "moi nguoi (?:tranh luan|cai nhau|ban tan|ke chuyen)(?: mai)?|tu nhien (?:cai|noi)[a-z ]{0,6}",
        "hom (?:qua|truoc|nay|no|kia)|(?:sang|trua|chieu|toi) (?:nay|qua)|(?:hoi|luc) (?:do|truoc|ay)",
        "dot (?:vua roi|nay)|ngay xua|(?:chinh xac|cu the(?! hoa)|that ra|thuc ra)(?: thi| la)?",
        "co dung(?: vay| the| nhu vay| nhu the)? (?:khong|ko|k)|dung (?:vay )?khong|chang la|cha la|so la",
        "cam on[a-z ]{0,20}|de (?:dua|dien|ghi) vao [a-z ]{0,12}",
    )
    + r"\b"
)
# A clause about the person who asks; one that asks at the same time is kept.
_ABOUT_ME = re.compile(
    rf"^(?:(?:hien|nay|nhu|vi|do|va|thi|gio|bay gio) )*{ME} (?:hien |dang |moi |vua |con |cung |truoc |da |lai )*"
    + either("lam|la|hoc|hoi|cong tac|viet|chuan bi|soan|doc|di|o|song|sinh|tinh|hop|ngoi|tong hop|theo doi|vao|thi")
    + r"\b"
)
_KIN = re.compile(
    r"\b"
    + either(
        "bo me|bo|me|vo chong|vo|chong|con trai|con gai|con|anh trai|chi gai|em trai|em gai|anh ho|chau|sep|bac",
        "chu|nha|ong|ba|co quan|don vi|ben|phong|chi bo",
    )
    + r" (?:toi|em|minh|chau|tui)\b"
)
_ASKS = re.compile(
    r"\b"
    + either(
        "may(?! moc| tinh)|bao nhieu|bao lau|bao gio|gi(?: do)?|nao|ai|dau|(?:ra|lam|thi|tai|vi) sao|the nao",
        "hay (?:khong|chua|la|moi)|co [a-z ]{2,60} (?:khong|chua)|(?:khong|chua|ko|k)(?: a| nhi)?$|xin so|cho xin",
    )
    + r"\b"
)
_INDEFINITE = re.compile(
    r"\b"
    + either("gi (?:do|day|ay)|nao (?:do|cung)|ai (?:do|cung)|(?:bao nhieu|may)(?: [a-z]+){0,3} cung (?:duoc|the)")
    + r"\b"
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
