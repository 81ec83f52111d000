"""The sentences of a conversation by messages: greeting, sources, feedback, access, keeping the folder by phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.model import TextKind, Validity
from bot.phrases import VALIDITY, day, platforms

# --- what may be typed in place of a button -------------------------------------------------------------------------
# Compared as a whole, with accents or without; a form of one syllable that is typed with accents must bear the right
# ones ("đúng" is no "dừng").

FORM_UP = ("hữu ích", "rất hữu ích", "đúng rồi", "đúng", "chính xác")
FORM_DOWN = ("chưa đúng", "không đúng", "sai rồi", "sai", "chưa chính xác", "không hữu ích", "chưa hữu ích")
FORM_RELATED = ("câu hỏi liên quan", "hỏi liên quan", "liên quan")
FORM_SOURCE = ("nguồn", "xem nguồn", "mở nguồn")
FORM_COPY = ("trích dẫn", "sao chép", "sao chép trích dẫn", "chép trích dẫn")
FORM_FILE = ("tải", "tải văn bản gốc", "tải văn bản", "tải tệp", "tải tệp tài liệu", "tải tài liệu", "văn bản gốc")
FORM_SHELVES = ("vb", "văn bản", "danh sách văn bản")
# Words of a question, with one of which "văn bản …" looks for no document by its name. Without accents only those that
# stand for no other word of a document's name: "nội vụ", "bộ máy", "đứng đầu".
ASKING_WORDS = frozenset(
    (
        "nào", "gì", "ai", "đâu", "mấy", "sao", "không", "chưa", "là", "nói",
        "nao", "gi", "khong", "ko", "k", "hok", "chua", "la",
    )
)  # fmt: skip
FORM_HELP = ("help", "menu", "trợ giúp")
FORM_FORGET = ("xóa dữ liệu", "xóa dữ liệu của tôi")
FORM_MORE = "thêm"
FORM_MORE_TOO = ("thêm nữa", "đọc tiếp", "xem tiếp", "tiếp tục", "tiếp", "còn nữa", "gửi tiếp")
FORM_WEB = ("trang nguồn", "nguồn web", "trang web", "đường dẫn", "link", "link nguồn")
FORM_YES = "đồng ý"
FORM_YES_TOO = ("có", "vâng")
FORM_NO = "thôi"
FORM_OUT = "lấy ra"
FORM_TRASH = "thùng rác"
FORM_RESTORE = "khôi phục"
FORM_BOTH = "giữ cả hai"
FORM_BACK = "chỗ trích"
FORM_SUCCESSOR = "văn bản thay thế"
FORM_BEFORE = "trang trước"
NUMBER_WORDS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
# Courtesies around such a form, without accents.
BEFORE_A_FORM = ("cho toi xem", "cho toi", "cho xem", "xin", "xem", "mo", "chon", "da", "vang")
AFTER_A_FORM = ("giup toi", "giup", "nhe", "nha", "voi", "di", "a", "em", "ban", "ad", "bot")

# --- commands -------------------------------------------------------------------------------------------------------

COMMANDS: Mapping[str, str] = platforms.COMMANDS
ADMIN_COMMANDS: Mapping[str, str] = platforms.ADMIN_COMMANDS
# Other ways to write a command, without accents and spaces.
COMMAND_ALIASES: Mapping[str, str] = {
    "batdau": "start",
    "trogiup": "help",
    "huongdan": "help",
    "vb": "vanban",
    "xoa": "xoadulieu",
}
ADMINS_ONLY = "Lệnh này dành cho người quản trị kho tài liệu."
PRIVATE_ONLY = "Việc này xin nhắn riêng cho tôi, không làm trong nhóm."
UNKNOWN_COMMAND = "Tôi không có lệnh này. Gõ /help để xem cách dùng, hoặc cứ gõ câu hỏi."

# --- greeting -------------------------------------------------------------------------------------------------------

WHO = (
    "Chào anh/chị. Tôi tra cứu quy định về công tác cán bộ: trích đúng lời tài liệu, nói rõ văn bản, điều khoản, "
    "còn hiệu lực hay không. Tài liệu không nói thì tôi nói là không có."
)
TRY = "Hỏi thử:"
PRIVACY = (
    "Câu hỏi được lưu, không kèm tên anh/chị; gõ /xoadulieu là xóa. Xin đừng gửi nội dung bí mật nhà nước, "
    "đừng ghi tên hay hồ sơ của một người cụ thể."
)
NOTHING_HELD = "Kho tài liệu đang trống."
_SEND_FILES = "gửi tệp Word, PDF, Excel, PowerPoint, ảnh quét… cho tôi"
_FILES_ELSEWHERE = "mở trang /quan-tri (ở đây không nhận được tệp)"
HELP = "Cứ gõ câu hỏi như nhắn tin, có dấu hay không dấu đều được. Hỏi tiếp cũng được: “còn cấp xã thì sao?”."
HELP_REPLY = "Muốn hỏi tiếp về một câu trả lời cũ, bấm trả lời vào đúng tin ấy."
HELP_STEPS = (
    "Sau mỗi câu trả lời có thể bấm nút, hoặc gõ: số (1, 2…) để xem nguồn; “trích dẫn”; “tải 1”; “trang nguồn”; “câu "
    "hỏi liên quan”; “hữu ích” hoặc “chưa đúng”."
)
HELP_READING = (
    "Đọc câu trả lời:\n"
    "– Trả lời: nguyên văn chỗ tài liệu nói đúng điều được hỏi. Gần đúng: chỉ nói gần với điều đó, để tham khảo, không "
    "làm căn cứ. Không có trong tài liệu: kho này không nói, không phải là không có quy định.\n"
    "– Toàn văn: đúng chữ của văn bản. Bản tóm lược: người quản lý tài liệu viết lại, phải đối chiếu bản gốc.\n"
    "– Hiệu lực tính đến hôm nay; văn bản đã hết hiệu lực thì ghi văn bản thay thế.\n"
    "– Trong nhóm: nhắc tên tôi, trả lời tin của tôi, hoặc gõ /hoi và câu hỏi."
)
HELP_TYPED = (
    "Sau mỗi câu trả lời, gõ tiếp được (có dấu hay không dấu):\n"
    "1, 2…: xem nguồn\n"
    "thêm: đọc phần còn nữa\n"
    "trích dẫn: câu trích kèm nơi trích, để chép\n"
    "trang nguồn: địa chỉ trên mạng\n"
    "liên quan: vài câu gần đó\n"
    "hữu ích, chưa đúng: góp ý\n"
    "vb: văn bản trong kho"
)
ABOUT = (
    "Trợ lý tra cứu công tác cán bộ. Tôi không tự viết câu trả lời mà trích nguyên văn tài liệu trong kho, kèm số, "
    "ngày, cơ quan ban hành, điều khoản và hiệu lực tính đến hôm nay. Đoạn ghi “bản tóm lược” phải đối chiếu văn bản "
    "gốc trước khi đưa vào tờ trình."
)
ABOUT_PRIVACY = (
    "Được lưu: câu hỏi, thời điểm, kết quả, chỗ trích, ý kiến góp ý, tên đơn vị nếu mã mời có ghi. Không lưu: họ tên, "
    "số điện thoại, tài khoản của anh/chị (chỉ giữ một mã băm). Cuộc trò chuyện được nhớ 24 giờ để hỏi tiếp. "
    "Gõ /xoadulieu là xóa ngay."
)


def ask_what(example: str | None) -> str:
    """A command was given without its question; a question that the folder answers shows how."""
    return "Anh/chị gõ câu hỏi ngay sau lệnh" + (f", ví dụ: /hoi {example}" if example else ".")


def held(documents: int, issuers: Sequence[tuple[str, int]], others: int) -> str:
    """How many documents there are, and of whom."""
    if not issuers:
        return f"Kho có {documents} tài liệu. Gõ /vanban để xem."
    names = ", ".join(f"{name} ({count})" for name, count in issuers)
    more = " và các cơ quan khác" if others else ""
    return f"Kho có {documents} tài liệu: {names}{more}. Gõ /vanban để xem."


def ask_button(number: int) -> str:
    """The button that asks a question of a list."""
    return f"Hỏi câu {number}"


def asked(question: str) -> str:
    """The question that a button stood for."""
    return f"Hỏi: {question}"


# --- under an answer ------------------------------------------------------------------------------------------------

UP = "Hữu ích"
DOWN = "Chưa đúng"
RELATED = "Câu hỏi liên quan"
RATED_UP = "Cảm ơn anh/chị, tôi đã ghi lại."
RATED_DOWN = "Cảm ơn anh/chị. Chưa đúng ở chỗ nào?"
RATED_REASON = "Cảm ơn anh/chị. Ý kiến đã được ghi lại để người quản lý tài liệu xem."
REASON_IN_FOLDER = "Có trong tài liệu"
REASON_MISUNDERSTOOD = "Hiểu sai câu hỏi"
NOT_YOURS = "Đây là câu trả lời cho người khác. Anh/chị gõ câu hỏi của mình, tôi trả lời ngay."
QUESTION_GONE = "Câu hỏi này đã được xóa nên không mở lại được. Anh/chị hỏi lại giúp tôi."
KEY_UNKNOWN = "Nút này không còn dùng được. Anh/chị gõ câu hỏi giúp tôi."
NOTHING_BEFORE = "Chưa có câu trả lời nào gần đây để làm việc này. Anh/chị gõ câu hỏi giúp tôi."
NOTHING_MORE = "Hết rồi, không còn phần nào nữa."
NOTHING_EARLIER = "Đây là phần đầu, phía trước không còn phần nào."
NOTHING_OPEN = (
    "Chưa mở nguồn hay văn bản nào. Gõ số nguồn dưới câu trả lời (1, 2…), hoặc số trong danh sách /vanban, để mở."
)
ALREADY_WHOLE = "Chỗ đang mở đã trọn vẹn rồi (toàn Điều, cả phần), không còn gì để mở rộng."
ALREADY_THERE = "Đây đang là chỗ được trích."
PRESS_INSTEAD = "Trên trang này xin dùng các nút bên dưới câu trả lời."
SHELVES_OPENED = "Đã mở danh sách văn bản."
NO_SOURCES = "Câu trả lời vừa rồi không trích tài liệu nào."
NO_RELATED = "Chưa thấy câu hỏi nào liên quan mà kho tài liệu trả lời được."
RELATED_TITLE = "Câu hỏi liên quan mà kho tài liệu trả lời được:"
LIST_CHANGED = "Kho tài liệu vừa được cập nhật nên danh sách đã đổi. Anh/chị chọn lại giúp."
SOURCE_GONE = "Tài liệu này không còn trong kho."
NO_WEB = "Tài liệu này không ghi trang nguồn trên mạng."
SOURCES_TITLE = "Nguồn của câu trả lời vừa rồi:"
READ_ON = "Đọc tiếp"
BACK = "Về chỗ trích"
WEB_SOURCE = "Trang nguồn"
WEB_PAGE = "Mở trên trang"
DOWNLOAD = "Tải văn bản gốc"
DOWNLOAD_DIGEST = "Tải tệp tài liệu"  # a digest is no original
CUT = "[…]"
MORE = "(còn nữa)"
SUCCESSOR = "Văn bản thay thế"


def source_button(number: int) -> str:
    """The button that opens a source."""
    return f"Nguồn {number}"


def copy_button(number: int | None) -> str:
    """The button that copies the reference of a source; without a number where there is one source."""
    return "Sao chép trích dẫn" if number is None else f"Sao chép {number}"


def download_button(number: int | None, kind: TextKind) -> str:
    """The button that sends the file of a source; without a number where all stand in one file."""
    if number is not None:
        return f"Tải {number}"
    return DOWNLOAD if kind is TextKind.FULL else DOWNLOAD_DIGEST


def document_button(number: int) -> str:
    """The button that opens one of the nearest documents."""
    return f"Tài liệu {number}"


def reference(text: str, kind: TextKind, validity: Validity) -> str:
    """A drafting reference to be copied, which says what a drafter must not overlook."""
    notes = ["trích bản tóm lược"] if kind is TextKind.DIGEST else []
    if validity in (Validity.EXPIRED, Validity.NOT_YET):
        notes.append(VALIDITY[validity])
    return f"{text} ({'; '.join(notes)})" if notes else text


def answer_typed(sources: int, *, replaced: bool = False) -> str:
    """What may be typed after an answer; `replaced`: another document has taken the place of what is cited."""
    numbers = "1" if sources == 1 else f"1–{sources}"
    successor = f"“{FORM_SUCCESSOR}”; " if replaced else ""
    return f"Gõ {numbers} xem nguồn; {successor}“trích dẫn”; “liên quan”; “hữu ích” / “chưa đúng”."


def refused_typed(documents: int) -> str:
    """What may be typed after a refusal."""
    numbers = "1" if documents == 1 else f"1–{documents}"
    first = f"Gõ {numbers} mở tài liệu gần nhất; " if documents else "Gõ "
    return f"{first}“liên quan”; “chưa đúng” nếu kho có tài liệu về việc này."


def sources_typed(sources: int) -> str:
    """What may be typed below a list of sources."""
    return "Gõ 1 để mở." if sources == 1 else f"Gõ 1–{sources} để mở."


def source_typed(forms: Sequence[str]) -> str:
    """What may be typed below a source."""
    return "Gõ " + ", ".join(f"“{form}”" for form in forms) + "." if forms else ""


def choose_typed(count: int) -> str:
    """What may be typed below a numbered list of questions."""
    return f"Gõ 1–{count} để hỏi." if count > 1 else "Gõ 1 để hỏi."


def source_opened(number: int) -> str:
    """On the page, where a source opens beside the chat."""
    return f"Đã mở nguồn {number}."


def choose_between(last: int) -> str:
    """A number was typed that is not in the list shown."""
    return "Anh/chị gõ 1 giúp tôi." if last == 1 else f"Anh/chị gõ một số từ 1 đến {last} giúp tôi."


def reasons_typed(labels: Sequence[str]) -> str:
    """What may be typed where it is asked why an answer was not right."""
    return "Gõ " + ", ".join(f"{at} {label[:1].lower()}{label[1:]}" for at, label in enumerate(labels, start=1)) + "."


def only_sources(sources: int) -> str:
    """A source was asked for that an answer does not have."""
    if sources == 1:
        return "Câu trả lời này chỉ có một nguồn; gõ 1 để xem."
    return f"Câu trả lời này chỉ có {sources} nguồn; gõ một số từ 1 đến {sources} để xem."


def more_typed(typed: str) -> str:
    """What may be typed where a message goes on."""
    return f"Còn nữa: gõ “{FORM_MORE}”. {typed}".strip()


def web_line(number: int | None, label: str, address: str) -> str:
    """Where a source or a document stands on the web."""
    return f"{label}: {address}" if number is None else f"[{number}] {label}: {address}"


def source_title(number: int, describes: str) -> str:
    """The first line of a source."""
    return f"Nguồn {number}. {describes}"


def part(number: int, parts: int) -> str:
    """Which part of a long text is shown."""
    return f"phần {number}/{parts}"


def source_moved(address: str | None) -> str:
    """The document has changed since the answer."""
    where = f"Dưới đây là {address} trong bản hiện tại." if address else "Dưới đây là bản hiện tại."
    return f"Tài liệu đã được cập nhật sau câu trả lời này. {where}"


def source_gone(number: str | None) -> str:
    """The document of a source is not in the folder any more."""
    return f"Văn bản {number} không còn trong kho." if number else SOURCE_GONE


def original(describes: str, kind: str, *, has_full_text: bool) -> str:
    """The line above a file that is sent; `kind` says what it is where it is not the full text."""
    if not kind:
        return f"Tệp trong kho: {describes}"
    return f"Tệp trong kho: {describes} – {kind}" + ("" if has_full_text else ", chưa có toàn văn")


# --- the documents of the folder ------------------------------------------------------------------------------------

NEXT_PAGE = "Xem thêm"
PREVIOUS_PAGE = "Trang trước"
SHELVES_SEARCH = "Tìm: /vanban và vài chữ, ví dụ /vanban luân chuyển; /vanban 2025; /vanban hết hiệu lực."
# A search for what is in force or is not, and how the words on validity of such a document begin; without accents.
IN_FORCE_WORDS, IN_FORCE_BEGINS = ("dang con hieu luc", "con hieu luc"), ("con hieu luc",)
EXPIRED_WORDS, EXPIRED_BEGINS = ("da het hieu luc", "het hieu luc"), ("da het hieu luc",)


def shelves_title(documents: int, page: int, pages: int, wanted: str) -> str:
    """The first line of the list of documents."""
    about = f" khớp “{wanted}”" if wanted else " trong kho"
    where = f", trang {page}/{pages}" if pages > 1 else ""
    return f"{documents} tài liệu{about}{where}"


def shelf_title(issuer: str, year: int | None) -> str:
    """The heading above an issuer's documents of a year."""
    return f"{issuer}, {year}" if year else issuer


def shelved(number: int, describes: str, kind: str, validity: str) -> str:
    """A document in the list."""
    return f"{number}. {describes} – " + "; ".join(part for part in (kind, validity) if part)


def shelves_none(wanted: str) -> str:
    """No document bears the words that were looked for."""
    return f"Không thấy tài liệu nào khớp “{wanted}”. Gõ /vanban để xem cả kho, hoặc cứ gõ câu hỏi."


def shelves_typed(count: int, more: bool) -> str:
    """What may be typed below the list of documents."""
    numbers = "1" if count == 1 else f"1–{count}"
    return f"Gõ {numbers} để mở" + ("; “thêm” để xem tiếp." if more else ".")


# --- forgetting -----------------------------------------------------------------------------------------------------

FORGET_ASK = (
    "Xóa mọi câu hỏi, ý kiến góp ý và cuộc trò chuyện của anh/chị? Xóa rồi không lấy lại được. Anh/chị vẫn dùng tiếp "
    "bình thường."
)
FORGET_YES = "Xóa hết"
NO = "Thôi"
FORGET_TYPED = "Gõ “xóa hết” (hoặc “đồng ý”) để xóa; “thôi” để giữ nguyên."
KEPT = "Vâng, tôi giữ nguyên."
CONFIRM_NOT_YOURS = "Chỉ người vừa yêu cầu mới bấm được nút này."


def forgotten(questions: int) -> str:
    """All of a person is erased."""
    return (
        f"Đã xóa xong: {questions} câu hỏi, ý kiến góp ý, nội dung trò chuyện và tên đơn vị. "
        "Anh/chị dùng tiếp được ngay, không cần mã mới."
    )


# --- access ---------------------------------------------------------------------------------------------------------

STRANGER = "Tôi chỉ trả lời người được mời. Anh/chị gõ mã mời do đơn vị cấp (ví dụ 12345-67890) để bắt đầu."
STRANGER_IN_GROUP = "Tôi chỉ trả lời người được mời. Anh/chị nhắn riêng cho tôi mã mời do đơn vị cấp."
CODE_WRONG = "Mã này không đúng, đã hết hạn hoặc hết lượt. Anh/chị xem lại mã, hoặc xin mã mới."
CODE_TOO_OFTEN = "Anh/chị đã gõ sai nhiều lần. Mời thử lại sau 10 phút."
CODE_MARKS = ("ma moi", "ma")  # words that may stand before a code, without accents


def stranger_not_listed(name: str) -> str:
    """Somebody who is not on the list writes."""
    return f"Tôi chỉ trả lời người có trong danh sách của đơn vị. Muốn được thêm, anh/chị gửi người quản trị mã: {name}"


def welcome(unit: str | None) -> str:
    """A code was right."""
    return f"Mã đúng, mời anh/chị dùng ({unit})." if unit else "Mã đúng, mời anh/chị dùng."


def admin_hello(*, takes_files: bool) -> str:
    """What admins may do here besides asking."""
    way = _SEND_FILES if takes_files else _FILES_ELSEWHERE
    return (
        f"Anh/chị là người quản trị kho: {way} để đưa tài liệu vào kho; /tailieu xem và lấy tệp ra; /moi tạo mã mời; "
        "/trangthai, /thongke, /capnhat."
    )


def files_none(*, takes_files: bool) -> str:
    """The folder is empty, and how files come into it."""
    way = _SEND_FILES if takes_files else _FILES_ELSEWHERE
    return f"Kho chưa có tệp nào. {way[0].upper()}{way[1:]} để đưa vào."


def too_many_questions(limit: int, seconds: int) -> str:
    """Somebody asks faster than they may."""
    return f"Tôi chỉ kịp trả lời mỗi người {limit} câu một phút. Anh/chị gửi lại câu này sau {seconds} giây nhé."


TOO_MANY_STEPS = "Anh/chị thao tác hơi nhanh, tôi chưa kịp. Chờ ít giây rồi thử lại nhé."

# --- what is no question --------------------------------------------------------------------------------------------

VOICE = "Tôi chưa nghe được tin nhắn thoại. Anh/chị bấm nút micro trên bàn phím để đọc thành chữ rồi gửi giúp."
OTHER = "Tôi chỉ đọc được câu hỏi bằng chữ, có dấu hoặc không dấu. Anh/chị gõ câu hỏi giúp tôi."


def other_from_admin(page: str, *, takes_files: bool) -> str:
    """A photo, say, from who may add to the folder; `page` is the address of the page for that."""
    here = "gửi lại dưới dạng tệp (PDF, Word, hoặc ảnh gửi như một tệp) ngay tại đây, hoặc " if takes_files else ""
    there = f"đăng nhập trang Tài liệu ({page}) rồi chọn tệp."
    return f"{OTHER}\n\nNếu vừa rồi là ảnh chụp văn bản để đưa vào kho: {here}{there}"


FILE_FROM_MEMBER = "Cảm ơn anh/chị. Chỉ người quản trị mới đưa được tệp vào kho; anh/chị cứ gõ câu hỏi nhé."


def late(waited: timedelta) -> str:
    """An answer comes much later than it should."""
    hours = round(waited.total_seconds() / 3600)
    how_long = f"{hours} giờ" if hours < 48 else f"{round(hours / 24)} ngày"
    return f"Xin lỗi anh/chị: hệ thống gián đoạn nên câu này được trả lời chậm khoảng {how_long}."


# --- keeping the folder ---------------------------------------------------------------------------------------------

FILING_NONE = "Kho này không nhận tệp qua tin nhắn. Anh/chị chép tệp vào thư mục tài liệu giúp."
FILE_NOT_FETCHED = "Chưa tải được tệp về. Anh/chị gửi lại giúp."
FILING_YES = "Đồng ý"
FILING_REPLACE = "Đồng ý, thay bản cũ"
FILING_BOTH = "Giữ cả hai"
FILING_DROPPED = "Vâng, tôi bỏ tệp này."
FILING_GONE = "Tệp này đã được xử lý rồi, hoặc chờ quá lâu nên đã bỏ. Anh/chị gửi lại giúp nếu cần."
FILING_CHANGED = "Thư mục tài liệu đã thay đổi từ lúc tôi hỏi, nên tôi chưa làm gì. Xin hỏi lại:"
FILE_STAMPED = (
    "Tệp đóng dấu mật (MẬT, TỐI MẬT hoặc TUYỆT MẬT) nên tôi không đọc tiếp, không giữ lại và không đưa vào kho. "
    "Anh/chị xóa ngay tin nhắn có tệp này trong cuộc trò chuyện và báo người phụ trách bí mật nhà nước của đơn vị."
)
FILING_NOT_LIVE = "Tệp đã ở trong kho nhưng chưa đọc được:"
FILES_OUT = "Lấy ra"
FILES_TRASH = "Thùng rác"
FILES_RESTORE = "Khôi phục"
FILES_KEPT = "Vâng, tệp ở lại trong kho."
TRASH_EMPTY = "Thùng rác không có tệp nào."
TRASH_TITLE = "Tệp đã lấy ra khỏi kho:"
FILE_NOT_THERE = "Tệp này không còn trong kho."
TRASH_NOT_THERE = "Tệp này không còn trong thùng rác."


def looked(
    *,
    name: str,
    kind: str | None,
    number: str | None,
    subject: str | None,
    issued: date | str | None,
    passages: int,
) -> list[str]:
    """What was found in a file that somebody wants to file, in lines; the first is its name."""
    found = (
        ("Loại", kind),
        ("Số", number),
        ("Trích yếu", subject),
        ("Ngày ban hành", day(issued) if isinstance(issued, date) else issued),
    )
    lines = [name, *(f"{label}: {value or 'không thấy'}" for label, value in found)]
    return [*lines, f"Đọc được {passages} đoạn."]


def looked_replaces(file: str) -> str:
    """A file of the folder holds the same document."""
    return f"Trong kho đã có bản của văn bản này: {file}. Thay bản cũ?"


FILING_ASK = "Đưa vào kho?"
FILING_TYPED = "Gõ “đồng ý” hoặc “thôi”."
FILING_REPLACE_TYPED = "Gõ “đồng ý” để thay bản cũ, “giữ cả hai”, hoặc “thôi”."


def filed(file: str, passages: int | None) -> str:
    """A file is in the folder, and live where its passages are known."""
    if passages is None:
        return f"Đã đưa {file} vào kho. Vài giây nữa là hỏi được."
    return f"Đã đưa {file} vào kho ({passages} đoạn). Hỏi được ngay."


def filed_instead(old: str) -> str:
    """A file has taken the place of another."""
    return f"Bản cũ ({old}) đã vào thùng rác; muốn lấy lại: gõ /tailieu, rồi “thùng rác”."


def files_none_like(wanted: str) -> str:
    """No file bears the words that were looked for."""
    return f"Không thấy tệp nào khớp “{wanted}”. Gõ /tailieu để xem mọi tệp."


def files_title(files: int, page: int, pages: int, wanted: str = "") -> str:
    """The first line of the list of files."""
    where = f", trang {page}/{pages}" if pages > 1 else ""
    about = f" khớp “{wanted}”" if wanted else " trong kho"
    return f"{files} tệp{about}{where}. Chọn số để lấy một tệp ra."


def file_out_ask(file: str) -> str:
    """Whether a file is to be taken out."""
    return f"Lấy {file} ra khỏi kho? Tệp vào thùng rác, khôi phục được."


def file_out(file: str) -> str:
    """A file was taken out."""
    return f"Đã lấy {file} ra khỏi kho; nội dung thôi được trích dẫn."


def file_restored(file: str) -> str:
    """A file was put back."""
    return f"Đã đưa {file} trở lại kho."


def files_typed(count: int, more: bool) -> str:
    """What may be typed below the list of files."""
    numbers = "1" if count == 1 else f"1–{count}"
    first = f"Gõ {numbers} để chọn; " if count else "Gõ "
    return first + ("“thêm”; " if more else "") + "“thùng rác”."


FILE_OUT_TYPED = "Gõ “lấy ra” hoặc “thôi”."
RESTORE_TYPED = "Gõ “khôi phục” để đưa trở lại."


def trashed(number: int, file: str, taken: datetime) -> str:
    """A file in the list of those that were taken out."""
    return f"{number}. {file} (lấy ra {moment(taken)})"


def trash_typed(count: int, more: bool) -> str:
    """What may be typed below the list of files that were taken out."""
    numbers = "1" if count == 1 else f"1–{count}"
    return f"Gõ {numbers} để khôi phục" + ("; “thêm” để xem tiếp." if more else ".")


# --- for admins -----------------------------------------------------------------------------------------------------

CHANNELS: Mapping[str, str] = {
    "telegram": "Telegram",
    "zalo": "Zalo",
    "zalo_oa": "Zalo OA",
    "web": "trang hỏi đáp",
    "terminal": "dòng lệnh",
}
FILING_BUSY = "Tôi đang đọc tệp khác. Anh/chị chờ ít phút rồi gửi lại tệp này."
RESCANNING = "Đang quét thư mục rồi, anh/chị chờ ít phút."
RESCAN_NONE = "Thư mục được quét tự động; bản chạy này không quét theo lệnh được."
INVITE_ADMIN_WORDS = ("quan tri", "admin", "nguoi quan tri")  # in place of a unit, without accents
INVITE_COPY = "Sao chép mã"
INVITE_HOW = (
    "Viết: /moi [đơn vị] [số lượt] [số ngày], ví dụ /moi Đảng ủy phường Lê Chân 20 7. Số lượt 0 là không giới hạn; "
    "đơn vị có số ở cuối thì để trong ngoặc kép: /moi “Chi bộ 5” 20 7. Mã quản trị: /moi quản trị; mã cho cán bộ đào "
    "tạo: /moi đào tạo."
)


def moment(value: datetime) -> str:
    """A moment of the day: 8:05 ngày 22/11/2026."""
    return f"{value.hour}:{value.minute:02} ngày {day(value.date())}"


def span(value: timedelta) -> str:
    """How long, roughly."""
    minutes = int(value.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} phút"
    if minutes < 48 * 60:
        return f"{minutes // 60} giờ {minutes % 60} phút"
    return f"{minutes // 1440} ngày {minutes % 1440 // 60} giờ"


def state_lines(
    *, generation: str, documents: int, passages: int, waiting: int | None, since: datetime | None, up: timedelta | None
) -> list[str]:
    """How the bot is doing."""
    lines = [f"Kho: {documents} tài liệu, {passages} đoạn", f"Bản chỉ mục: {generation}"]
    if waiting is not None:
        lines.append(f"Đang chờ trả lời: {waiting}")
    if since is not None and up is not None:
        lines.append(f"Chạy từ {moment(since)} ({span(up)})")
    return lines


def problems_title(count: int) -> str:
    """How many files cannot be read."""
    return f"{count} tệp không đọc được:" if count else "Mọi tệp đều đọc được."


def register_wrong(file: str, reason: str) -> str:
    """The register is no document: what is wrong with some of its rows keeps no document back."""
    return f"! Danh mục {file}: {reason}"


def more_problems(count: int) -> str:
    """Files that are left out of a list."""
    return f"… và {count} tệp nữa"


def counted(
    days: int,
    questions: int,
    outcomes: Mapping[str, int],
    channels: Mapping[str, int],
    verdicts: Mapping[str, int],
    cited: Sequence[tuple[str, int]],
) -> list[str]:
    """What was asked in some days, in lines; the first is a heading."""
    lines = [f"{days} ngày qua: {questions} câu hỏi"]
    if not questions:
        return lines
    named = (("trả lời được", "answered"), ("gần đúng", "near"), ("không có trong tài liệu", "refused"))
    said = [f"{name} {outcomes.get(key, 0)} ({round(100 * outcomes.get(key, 0) / questions)}%)" for name, key in named]
    if outcomes.get("failed"):
        said.append(f"trục trặc {outcomes['failed']}")
    lines.append("– " + ", ".join(said))
    lines.append(f"– góp ý: hữu ích {verdicts.get('up', 0)}, chưa đúng {verdicts.get('down', 0)}")
    lines.append("– kênh: " + ", ".join(f"{CHANNELS.get(name, name)} {count}" for name, count in channels.items()))
    if cited:
        lines.append("– trích nhiều nhất: " + ", ".join(f"{name} ({count})" for name, count in cited))
    return lines


def rescanned(changed: bool, files: int, documents: int, passages: int) -> str:
    """The folder was scanned again."""
    first = f"Đã quét lại: đọc {files} tệp mới hoặc thay đổi." if changed else "Đã quét lại: không có gì thay đổi."
    return f"{first} Kho có {documents} tài liệu, {passages} đoạn."


def invited(code: str, *, admin: bool, unit: str | None, uses: int | None, until: datetime, link: str | None) -> str:
    """A new code."""
    whom = "người quản trị" if admin else unit or "không ghi đơn vị"
    many = "không giới hạn số lượt" if uses is None else f"{uses} lượt"
    lines = [f"Mã mời: {code}", f"Cho: {whom}; {many}; dùng được đến {moment(until)}."]
    lines.append(f"Người được mời gõ mã này cho tôi{', hoặc mở: ' + link if link else '.'}")
    return "\n".join(lines)
