"""Greetings, requests and thanks that people put around a question: what they look like, and a text without them.

Patterns stand on folded text.
"""

from __future__ import annotations

import re

from bot.vietnamese.fold import fold_map
from bot.vietnamese.wordlist import either

ME = either("toi|em|minh|chau|con|tui|to|bon (?:toi|em|minh)|chung (?:toi|em|minh)")
YOU = r"(?:(?:cac|quy) )?" + either("anh chi|anh|chi|ad|admin|ban|bot|bac|co|chu|thay|moi nguoi|ca nha|quy vi")
_BIT = either(" la| rang| chut| mot chut| chuyen cu mot chut| voi| xem")
REQUESTS = (
    rf"(?:da |xin |kinh )*(?:{ME} )?(?:xin |kinh )?chao {YOU}(?: a| oi)?",
    rf"(?:xin )?cho (?:phep )?{ME} (?:duoc )?(?:hoi|biet){_BIT}?|(?:xin )?cho hoi{_BIT}?",
    rf"xin (?:duoc )?(?:hoi|cho biet)|chuyen cu mot chut|{YOU} cho (?:{ME} )?(?:hoi|biet|xin)(?: la)?",
    rf"{ME} (?:can|muon|dinh|xin)(?: duoc)? "
    + either("hoi|biet|tim hieu|tra cuu|tra|trich(?: dan)?|kiem tra|xin")
    + "(?: mot cau| cho dung| la| xem| lai| thong tin)*",
    rf"nho (?:{YOU} )?"
    + either("xem|tra|tim|phan xu|kiem tra|giai dap|chi|tra loi|cho biet|giup")
    + rf"(?: lai)?(?: giup| ho| cho)?(?: {ME})?(?: voi)?(?: la)?",
    rf"(?:xem|tra|tim)(?: lai)? (?:giup|ho)(?: {ME})?(?: voi)?|(?:{YOU} )?(?:giup|chi giup)(?: {ME})?(?: voi)?",
)
"""Alternatives: somebody is greeted, leave is asked to put a question, help is asked for."""
_GREETED = "da|vang|thua|kinh thua|kinh gui|kinh chao|xin chao|chao|hello|hi|alo|a lo"
_OPENING = re.compile(
    r"[\s,.:;!]*"
    + either(
        *REQUESTS,
        rf"(?:{_GREETED})(?: (?:{YOU}|(?:cac )?dong chi))?(?: a| oi)?(?=[\s,.:;!])|{YOU} oi|hoi (?:chut|ti|nhanh)",
        rf"(?:kinh )?de nghi (?:{YOU} )?(?:cho biet|giai dap|tra loi)",
    )
    + r"(?: (?:a|oi|nhe|voi|la|rang))?[\s,.:;!]+"
)
_CLOSING = re.compile(
    r"[\s,.;!?]+"
    + either(
        rf"(?:{ME} |xin |rat |chan thanh )*(?:cam on|camon|thanks?|tks)(?: {YOU})?(?: (?:nhieu|nhe|truoc|a|rat|lam))*",
        rf"(?:{YOU} )?(?:giup|chi giup|tra loi giup|giai dap giup|tu van giup)(?: {ME})?(?: voi| nhe| nha| a)*",
        rf"(?:{ME} )?(?:mong|cho) (?:duoc )?(?:tra loi|giai dap|hoi am|phan hoi)(?: som)?",
        rf"(?P<particle>a|ah|nhi|nhe|nha|ha|voi)|{YOU} oi|ad|admin",
    )
    + r"[\s,.;!?]*$"
)
# "điểm a", "nhóm a": the last word is a name there.
_NAMED_SO = re.compile(r"\b(?:diem|nhom|loai|hang|muc|phu luc|khoi|mau|to|phan|khoan)$")
_FEWEST = 2  # words that are left of a question


def without_courtesies(text: str) -> str:
    """A question without the courtesies before and behind it; as it is where hardly anything else would be left."""
    found = text.strip()
    while True:
        folded, places = fold_map(found)
        closing = _CLOSING.search(folded)
        if closing is None or (closing["particle"] and _NAMED_SO.search(folded[: closing.start()])):
            break
        cut = found[places[closing.start()] :]
        found = found[: places[closing.start()]] + ("?" if "?" in cut else "")
    while True:
        folded, places = fold_map(found)
        opening = _OPENING.match(folded)
        if opening is None:
            break
        found = found[places[opening.end()] :] if opening.end() < len(folded) else ""
    if len(found.split()) < _FEWEST:
        return text.strip()
    return found if text.strip().startswith(found[0]) else found[0].upper() + found[1:]
