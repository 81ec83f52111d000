"""Small talk and what is no question: a short human answer instead of a search.

Everything is told by its form, on folded text without punctuation. What the bot is told to do, asked about itself or
asked about somebody's private life gets one polite line; a question of the field is never taken for any of it.
"""

from __future__ import annotations

import re

from bot import phrases
from bot.vietnamese import fold
from bot.vietnamese.people import names_of_people
from bot.vietnamese.wordlist import either

_BOT = either("ban", "bot", "may", "em", "ad", "admin", "day", "tro ly", "he thong nay", "con bot", "chatbot")
_MACHINE = either("nguoi|robot|may|chatbot|bot|ai|tri tue nhan tao|chatgpt|gpt|gemini|claude|mo hinh")
_KIN = either("vo con|vo|chong|con trai|con gai|bo me|nguoi yeu|bo nhi|nhan tinh|tinh nhan")
_ME = either("toi", "em", "minh", "anh", "chi", "chau", "tui")
_END = r"(?: (?:vay|the|a|ah|nhi|ha|z|v|nao|day|do|di|nhe|ad|em|ban|oi|khong|ko|k|qua|that)){0,3}$"
# Words that carry a greeting or thanks and nothing else; what is left after them decides whether a question follows.
_POLITE = re.compile(
    either(
        r"\b(?:a lot|da ta|xin|kinh|chao|hello|hi|hey|alo|ban|anh|chi|em|ad|admin|bot|a|oi|nhe|nha|voi|da|vang",
        r"ok|oke|okay|okie|um|uh",
        r"uk|ukm|ca nha|moi nguoi|buoi (?:sang|trua|chieu|toi)|cam on|camon|on|thank|thanks|you|very much|so much|tks",
        r"nhieu|rat|lam|qua|tam biet|bye|goodbye|hen gap lai|chuc|ngu ngon|vui ve|mot ngay|tot lanh|tot|hay|dung roi",
        r"(?:minh |toi |em )?(?:da )?(?:ro|hieu|biet|duoc|chuan|xong|on)(?: roi)?|tuyet(?: voi)?|the|nhi|minh|toi",
        r"there|good (?:morning|afternoon|evening|day)|how are you|nice to meet you",
        r"cho (?:em|toi|minh|anh|chi)? ?hoi|hoi|chut|ti|xiu|mot (?:cau|chut|ti)|test|thu|may|nghe ro (?:khong|ko|k)",
        r"co (?:ai )?(?:o )?(?:do |day )?(?:khong|ko|k)|co do (?:khong|ko|k)|\d)\b",
    )
)
_HELLO = re.compile(r"\b(?:chao|hello|hi|hey|alo|good (?:morning|afternoon|evening|day))\b")
_THANKS = re.compile(r"\b(?:cam on|thank|thanks|tks|camon|da ta|on ad|ok|oke|okay|okie|ukm|roi|tuyet|hay|tot)\b")
_BYE = re.compile(r"\b(?:tam biet|bye|goodbye|hen gap lai|ngu ngon)\b")
_WHO = re.compile(
    either(
        rf"^(?:xin hoi |cho hoi |the |vay )?(?:{_BOT} )?(?:nay )?"
        + either(
            r"la (?:ai|gi|con gi|cai gi)|(?:ten|ten la) gi|lam duoc (?:nhung )?(?:viec )?gi|biet lam (?:nhung )?gi",
            r"dung de lam gi|(?:co the )?(?:lam|giup)(?: duoc)? (?:nhung )?gi(?: duoc)?(?: cho (?:toi|em|minh))?",
            r"tra loi duoc gi|biet (?:nhung )?gi|(?:hoat dong|dung|su dung) the nao",
            r"(?:lay|co) (?:du lieu|thong tin|tai lieu) (?:tu dau|o dau)",
        )
        + r"[a-z ]{0,12}$",
        rf"^{_BOT} (?:co phai )?la {_MACHINE}\b[a-z ]{{0,24}}$",
        rf"^{_BOT} (?:co phai|dung|chay)(?: bang| la)? {_MACHINE}[a-z ]{{0,16}}$",
        rf"^ai (?:da )?(?:tao|lam|viet|lap trinh|day) ra {_BOT}{_END}",
        rf"^(?:cach )?(?:dung|su dung|huong dan su dung|hdsd)(?: {_BOT})?(?: nay)?(?: (?:nhu )?the nao| ra sao)?{_END}",
        rf"^(?:{_ME} )?(?:co the )?hoi (?:duoc )?(?:nhung )?gi(?: o day| duoc| voi| {_BOT})*{_END}",
        rf"^(?:giup|cuu|ho tro)(?: {_ME})?(?: voi| nao)?$|^{_ME} can (?:giup|ho tro|giup do){_END}|^help(?: me)?$",
        rf"^(?:{_BOT} )?(?:co|dang co) (?:nhung |cac )?(?:tai lieu|van ban) (?:gi|nao){_END}",
        r"^(?:hi |hello )?(?:there )?(?:who|what) are you[a-z ]{0,8}$|^(?:so )?what can you do[a-z ]{0,12}$",
        r"^(?:hi |hello )?(?:there )?can you help(?: me)?[a-z ]{0,8}$",
        r"^are you (?:a |an )?(?:robot|bot|human|ai|person|chatgpt)$",
        r"^how (?:do i use|does) (?:this|it|the bot)(?: bot)?(?: work)?$",
    )
)
_ORDERS = re.compile(
    r"\b"
    + either(
        r"bo qua (?:moi|tat ca|cac|het)? ?(?:nhung )?(?:chi dan|huong dan (?:truoc|cu|tren)|lenh|quy tac|yeu cau)",
        r"bo qua (?:moi|tat ca|het) (?:cac )?huong dan",
        r"quen (?:het|moi|tat ca) (?:cac )?(?:chi dan|huong dan|lenh|luat|quy tac)",
        rf"tu (?:gio|nay|bay gio)(?: tro di)? {_BOT} (?:se )?la|(?:cau lenh|chi dan|huong dan) he thong cua {_BOT}",
        rf"(?:{_BOT}|luat su|chuyen gia)[a-z ]{{0,40}} khong (?:bi |co )?(?:gioi han|rang buoc|quy tac)(?: nao| gi)?",
        r"(?:hay|cu) bia|bia (?:ra|mot|dai)|xoa du lieu (?:di|ngay)",
        r"xoa (?:het|toan bo|moi|tat ca) (?:cac )?(?:du lieu|tai lieu|van ban|kho)",
        r"(?:in|doc|cho xem|tiet lo)[a-z ]{0,20} (?:prompt|lenh he thong)|system prompt|prompt he thong",
        rf"(?:hay|cu|{_BOT}) (?:dong vai (?!tro)|gia vo)|gia vo (?:la|lam)",
        r"jailbreak|developer mode|che do (?:nha phat trien|dev)",
        r"(?:dung|khong can|khoi|cam) trich dan|khong can (?:nguon|dan nguon|tai lieu)|tra loi (?:theo y|bua|dai)",
        r"ke (?:chuyen|mot cau chuyen)(?: cuoi| vui| ma)?(?: di| cho| nghe|$)|hat (?:di|mot bai|cho|nghe)|lam tho",
        r"you are now|ignore (?:all|previous|the|your|any)|(?:forget|disregard) (?:all|your|previous|everything)",
        r"act as|pretend (?:to|you)|tell me a (?:joke|story)|write (?:me )?an? (?:poem|song|story|essay|code)",
    )
    + r"\b"
)
# A piece of work that is asked for; with a question word it is a question how to do it.
_CHORES = re.compile(
    rf"^(?:(?:hay|nho|phien|{_BOT}) )*(?:viet|soan|sang tac|lam|ve|dich)(?: (?:giup|ho|cho))?(?: {_ME})? "
    + either(
        r"(?:mot |cai |doan |bai )*(?:tho|van|code|bai hat|truyen|email|thu tinh|bao cao|dien van|tham luan)",
        r"(?:mot |cai |doan |bai )*(?:tieu luan|luan van|anh|tranh)",
        r"[a-z ]{0,40} sang tieng [a-z]+",
    )
    + r"\b"
)
_ASKS = re.compile(r"\b(?:nao|gi|dau|ai|may|bao nhieu|sao|khong|chua)\b")
_CHAT = re.compile(
    rf"^{_BOT} "
    + either(
        r"(?:co )?(?:nguoi yeu|vo|chong|ban gai|ban trai|con)(?: roi)?(?: chua| khong)",
        r"(?:bao nhieu|may) tuoi|que o dau|o dau",
        r"(?:an com|an sang|an trua|ngu|khoe|met|buon|vui)(?: roi)?(?: chua| khong)",
    )
    + rf"{_END}|^(?:toi |anh |chi )?(?:yeu|thich|ghet|nho) {_BOT}{_END}"
    r"|^(?:hom nay )?troi (?:hom nay )?(?:dep|mua|nang|lanh|nong)[a-z ]{0,12}$"
)
_ABUSE = re.compile(
    r"\b"
    + either(
        r"ngu (?:the|vcl|vl|vai|qua|nhu)",
        r"(?:bot|may|ad|tro ly|chatbot) (?:qua |that )?(?:ngu(?: nhu [a-z]+| qua| the)?$|khon nan|vo dung)",
        r"(?:do|dung la) (?:ngu|dien|rac|vo dung|khon)|vo dung (?:the|qua|that|vay)|oc cho|cho chet|khon nan|mat day",
        r"dit (?:me|con|cu|bo)|dcm|dmm|vcl|clgt|cut (?:di|xeo)|cam mom|im (?:mom|di)|bien di|con me may",
    )
    + r"\b"
)
# Somebody by form of address and name; folded, "chi" and "anh" begin many other words.
_PERSON = (
    r"(?:ong|ba|dong chi|sep|anh|chi) (?!(?:ta|ay|do|nay|kia|noi|ngoai|ba|me|em|chi|anh|huong|hung|bo|cuc|uy|nhanh|tiet"
    r"|tieu|phi|thi|dao|tra|doi|hoi|doan|can bo|lanh dao|phu trach|dung dau|giam doc|truong (?:ban|phong)"
    r"|pho (?:bi|chu)|nha bao)\b)[a-z]+"
)
_HEAD = either("pho bi thu", "bi thu", "pho chu tich", "chu tich", "giam doc", "truong phong", "lanh dao", "thu truong")
_CONTACT = re.compile(
    r"\b"
    + either(
        r"(?:so )?(?:dien thoai|sdt|dt|phone|zalo|facebook|fb|email|mail)(?: rieng| ca nhan| di dong)?"
        r"(?: cua)?(?: cac)? "
        + _PERSON,
        either(
            "nha rieng", "dia chi nha", "so nha", "(?:so )?(?:cccd|cmnd|can cuoc)", "so tai khoan(?: ngan hang)?",
            "tai khoan ngan hang", "bien so xe", "ho so ca nhan", "so ho khau", "benh an",
        )
        + rf"(?: rieng| ca nhan)?(?: cua)? (?:{_PERSON}|{_HEAD})",
    )
    + r"\b"
)  # fmt: skip
# Kin, pay and years of somebody: not where the rest of it asks what the rules make of them.
_PRIVATE = re.compile(
    r"\b"
    + either(
        rf"{_KIN}(?: cua)? (?:{_PERSON}|{_HEAD}[a-z ]*\b(?:ten|la ai|lam gi|o dau))",
        r"(?:luong|thu nhap|tai san|tien)(?: cua)? (?:ong|ba|dong chi) (?!ba\b|me\b|cu\b)[a-z]+",
        rf"{_PERSON}(?: [a-z]+){{0,4}} co (?:may|bao nhieu) (?:vo|con(?! so)|nha(?! bao)|bo|dua)",
        rf"{_PERSON}(?: [a-z]+){{0,4}} co (?:vo|chong|con|bo|nguoi yeu) (?:chua|khong)",
        r"(?:mr|ms|mrs) [a-z ]{2,30} s? ?(?:phone|telephone|address|home address|email|salary|wife|husband|children)",
        r"(?:phone number|home address|personal email|bank account|wife|salary) of (?:mr|ms|mrs)",
    )
    + r"\b"
)  # fmt: skip

_POLICY = re.compile(
    r"\b(?:luan chuyen|dieu dong|dieu chuyen|biet phai|nghi huu|nghi viec|thoi viec|bo nhiem|tuyen dung|quy hoach"
    r"|ho tro|tro cap|xep loai|danh gia|tin nhiem|du tuoi|ke khai|guong mau|quy dinh|che do|chinh sach"
    r"|cong chuc|vien chuc)\b"
)
# "#" stands for the name of a person.
_BEFORE_NAME = rf"(?: cua)? (?:(?:ong|ba|anh|chi|dong chi|{_HEAD}|[a-z]+ uy|ubnd|hdnd|thanh pho|phuong|xa|so) ){{0,4}}#"
_OF_SOMEBODY = re.compile(
    r"\b"
    + either(r"(?:luong|thu nhap|tai san|que|que quan|nam sinh|ngay sinh|tuoi|vo|chong|con cai)") + _BEFORE_NAME
    + r"|# (?:(?:nam nay|hien nay|hien|nay) )?"
    + either(
        r"(?:(?:bao )?nhieu|bnhieu|bn|may) tuoi|tuoi (?:gi|bao nhieu|may)",
        r"sinh (?:nam|ngay|thang) (?:nao|bao nhieu|may|gi)",
        r"que (?:o|quan|dau|gi)|luong(?: thang)? (?:bao nhieu|may|the nao)|thu nhap",
        r"co (?:may|bao nhieu) (?:nguoi |dua )?(?:con(?! so)|vo|chau|nha(?! bao))",
        r"(?:da |co )+(?:vo|chong|gia dinh|con)(?: con)? (?:chua|khong|ko|k)",
    )
    # Without accents not all names are told.
    + r"\b|\bong (?!(?:ba|can bo|giam doc|lanh dao)\b)(?:[a-z]+ ){1,4}(?:nam nay |hien nay |hien |nay )?"
    + either(
        r"(?:bao nhieu|bnhieu|bn|may) tuoi|sinh nam (?:nao|bao nhieu|may)|que (?:quan )?(?:o dau|dau|gi)",
        r"luong(?: thang)? (?:bao nhieu|may)",
    )
    + r"(?: (?:vay|a|nhi|the|roi|nhe)){0,2}$"
)  # fmt: skip


def small_talk(text: str) -> str | None:
    """The sentence to reply with, or None where the text is a question to search for."""
    folded = " ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())
    if not any(char.isalnum() for char in folded):
        return phrases.EMPTY_QUESTION
    if any(pattern.search(folded) for pattern in (_ORDERS, _ABUSE, _CONTACT, _CHAT)):
        return phrases.POLITE
    private = _PRIVATE.search(folded) or _OF_SOMEBODY.search(_without_names(text))
    if private and not _POLICY.search(folded):
        return phrases.POLITE
    chore = _CHORES.match(folded)
    if chore and not _ASKS.search(folded, chore.end()):
        return phrases.POLITE
    if _WHO.match(folded):
        return phrases.WHO
    if _POLITE.sub(" ", folded).strip():
        return None
    if _BYE.search(folded):
        return phrases.GOODBYE
    if _HELLO.search(folded):
        return phrases.HELLO
    if _THANKS.search(folded):
        return phrases.THANKS
    return phrases.POLITE if len(folded) < 4 else phrases.HELLO


def _without_names(text: str) -> str:
    """The folded text with "#" for each name of a person, and without its other punctuation."""
    for start, end in reversed(names_of_people(text)):
        text = f"{text[:start]} # {text[end:]}"
    return " ".join(re.sub(r"[^\w\s#]", " ", fold(text)).split())
