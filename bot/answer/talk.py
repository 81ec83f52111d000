"""Small talk and what is no question: a short human answer instead of a search."""

from __future__ import annotations

import re

from bot import phrases
from bot.vietnamese import fold

# Words that carry a greeting or thanks and nothing else; what is left after them decides whether a question follows.
_POLITE = re.compile(
    r"\b(?:xin|kinh|chao|hello|hi|hey|alo|ban|anh|chi|em|ad|admin|bot|a|oi|nhe|nha|nhe|voi|da|vang|ok|oke|okay|um|uh"
    r"|ca nha|moi nguoi|buoi (?:sang|trua|chieu|toi)|cam on|cam on nhieu|thank|thanks|thank you|tks|nhieu|rat|lam|qua"
    r"|tam biet|bye|goodbye|hen gap lai|tot|hay|dung roi|ro roi|hieu roi|tuyet|the|nhi|minh|toi"
    r"|co ai (?:o do |do )?(?:khong|ko|k))\b"
)
_HELLO = re.compile(r"\b(?:chao|hello|hi|hey|alo)\b")
_THANKS = re.compile(r"\b(?:cam on|thank|thanks|tks|camon|cam on ban)\b")
_BYE = re.compile(r"\b(?:tam biet|bye|goodbye|hen gap lai)\b")
_WHO = re.compile(
    r"^(?:xin hoi |cho hoi |the |vay )?(?:ban|bot|may|em|ad|day|you)?\s*"
    r"(?:nay )?(?:la ai|la gi|ten gi|ten la gi|lam duoc (?:nhung )?(?:viec )?gi|biet lam (?:nhung )?gi|dung de lam gi"
    r"|co the lam gi|giup duoc gi|giup gi duoc|tra loi duoc gi|biet nhung gi|hoat dong the nao|dung the nao|who are you"
    r"|what can you do)[a-z ]{0,12}$"
)
_ORDERS = re.compile(
    r"\b(?:bo qua (?:moi|tat ca|cac|het)?\s*(?:chi dan|huong dan|lenh|quy tac|yeu cau)"
    r"|quen (?:het|moi|tat ca) (?:chi dan|huong dan|lenh)"
    r"|tu (?:gio|nay|bay gio) (?:ban|may|bot|em) la|(?:cau lenh|chi dan|huong dan) he thong|you are now"
    r"|khong (?:bi |co )?(?:gioi han|rang buoc|quy tac) (?:nao|gi)|(?:hay|cu) bia|bia (?:ra|mot|dai)"
    r"|xoa (?:het|toan bo|moi|tat ca) (?:cac )?(?:du lieu|tai lieu|van ban|kho)"
    r"|ignore (?:all|previous|the) |system prompt|prompt he thong|(?:hay|ban|cu) dong vai"
    r"|gia vo (?:la|lam)|jailbreak|act as)\b"
)
_ABUSE = re.compile(
    r"\b(?:ngu (?:the|vcl|vl|vai|qua|nhu)|do (?:ngu|dien|rac|vo dung|khon)|oc cho|dit me|dcm"
    r"|dmm|vcl|clgt|cut di|mat day)\b"
)


def small_talk(text: str) -> str | None:
    """The sentence to reply with, or None where the text is a question to search for."""
    folded = " ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())
    if not any(char.isalnum() for char in folded):
        return phrases.EMPTY_QUESTION
    if _ORDERS.search(folded) or _ABUSE.search(folded):
        return phrases.POLITE
    if _WHO.match(folded):
        return phrases.WHO
    if _POLITE.sub(" ", folded).strip():
        return None
    if _THANKS.search(folded):
        return phrases.THANKS
    if _BYE.search(folded):
        return phrases.GOODBYE
    if _HELLO.search(folded):
        return phrases.HELLO
    return phrases.POLITE if len(folded) < 4 else phrases.HELLO
