"""What the admin's page of the folder says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.phrases import ceasing
from bot.phrases.report import clock

WORK_FAILED = "Bộ xử lý gặp lỗi với việc này. Hãy thử lại; nếu vẫn vậy, báo người vận hành máy chủ."
COMING_IN = "Đang đưa vào chỉ mục; hỏi được sau ít giây."
COMING_AGAIN = "Tệp vừa đổi, đang đưa bản mới vào chỉ mục; trong lúc này bot trả lời theo bản trước."
GOING_OUT = "Tệp không còn trong thư mục, đang lấy ra khỏi chỉ mục."

STAMPED_GONE = "Bản vừa gửi đã bị xóa khỏi máy chủ."
NOT_THERE = "Tệp này không còn trong kho: có thể vừa được đổi tên, chuyển hoặc lấy ra. Hãy xem lại danh sách."
NEW_NOT_THERE = "Tệp này không còn chờ nữa: đã đưa vào kho, đã bỏ, hoặc đã chờ quá một ngày."
TRASH_NOT_THERE = "Tệp này không còn trong thùng rác; có thể vừa được khôi phục."
STILL_READING = "Tệp đang được đọc, chưa đưa vào kho được. Chờ ít giây rồi thử lại."
NO_FILE = "Chưa chọn tệp nào."
REPLACED_CHANGED = "Tệp cũ vừa được người khác thay, chuyển hoặc lấy ra, nên chưa làm gì. Hãy xem lại rồi chọn lại."

# The states of a file: value of `State` → (mark, word).
STATES = {
    "problem": ("✗", "Chưa đọc được"),
    "confirm": ("?", "Chờ xác nhận"),
    "waiting": ("…", "Đang xử lý"),
    "warned": ("!", "Đã đọc, cần xem"),
    "well": ("✓", "Đã đọc"),
}
# The states of a file that was sent: value of `ArrivalState` → (mark, word).
ARRIVALS = {
    "waiting": ("…", "Đang chờ đọc"),
    "reading": ("…", "Đang đọc"),
    "read": ("✓", "Đọc được"),
    "refused": ("✗", "Không nhận"),
}
# What the list can be narrowed to.
FILTERS = {
    "tat-ca": "Tất cả",
    "loi": "Chưa đọc được",
    "canh-bao": "Cần xem",
    "hieu-luc": "Hết hoặc sắp hết hiệu lực",
    "trung": "Trùng hoặc gần trùng",
    "cho": "Đang xử lý",
}
VALIDITY_FILTER = {
    "in_force": "Còn hiệu lực",
    "partly": "Còn hiệu lực một phần",
    "not_yet": "Chưa có hiệu lực",
    "expired": "Hết hiệu lực",
    "unknown": "Chưa rõ",
    "not_applicable": "Không áp dụng",
}
NO_VALIDITY = "không áp dụng hiệu lực"
TABS = {"tong-quan": "Tổng quan", "bo-cuc": "Bố cục", "van-ban": "Toàn bộ chữ", "doan": "Các đoạn"}

# What was done, by the key in the address.
DONE = {
    "da-vao": "Đã đưa “{file}” vào kho. Hỏi được ngay.",
    "dua-vao": "Đã đưa “{file}” vào kho. Bot đang đọc tệp vào chỉ mục, hỏi được sau ít giây.",
    "thay": "Đã thay bằng “{file}”. Bản cũ nằm trong thùng rác, khôi phục được.",
    "bo": "Đã lấy “{file}” ra khỏi kho. Tệp nằm trong thùng rác, khôi phục được.",
    "khoi-phuc": "Đã khôi phục “{file}”.",
    "bo-cho": "Đã bỏ “{file}”, không đưa vào kho.",
    "bo-tin": "Đã xóa “{file}” khỏi danh sách.",
    "sua": "Đã ghi vào danh mục. Bot đọc lại danh mục sau ít giây.",
    "khong-doi": "Không có gì thay đổi nên không ghi gì.",
    "danh-muc": "Đã ghi danh mục: mỗi tài liệu có một dòng, các cột xám đã cập nhật. Bản trước được giữ lại.",
    "danh-muc-du": "Danh mục đã có đủ mọi tài liệu, không phải ghi gì thêm.",
}

WORDS = {
    "title": "Tài liệu",
    "about": "Mọi tệp của thư mục tài liệu: đã đọc hay chưa, máy biết gì về từng tệp.",
    "files": "tệp",
    "documents": "tài liệu hỏi được",
    "passages": "đoạn",
    "problems": "tệp chưa đọc được",
    "generation": "Chỉ mục",
    "up_to_date": "Chỉ mục khớp với thư mục.",
    "add": "Thêm tài liệu",
    "add_about": "Kéo thả tệp vào đây hoặc chọn tệp. Tệp được đọc thử trước, anh/chị xem rồi mới đưa vào kho.",
    "add_limit": "Mỗi tệp không quá 50 MB, mỗi lần không quá 20 tệp. Không gửi tài liệu mật.",
    "choose": "Chọn tệp",
    "send": "Gửi và xem trước",
    "drop_here": "Thả tệp vào đây",
    "too_big": "Tệp lớn hơn 50 MB nên không gửi: ",
    "sending": "Đang gửi tệp…",
    "search": "Tìm theo tên tệp, số, nội dung",
    "find": "Tìm",
    "kind": "Loại văn bản",
    "validity": "Hiệu lực",
    "every": "Tất cả",
    "none": "Không có tệp nào khớp.",
    "empty": "Thư mục tài liệu đang trống. Thêm tệp đầu tiên ở trên.",
    "state": "Trạng thái",
    "comparing": "Đang so các tệp để tìm bản gần trùng…",
    "same": "Trùng với",
    "near": "Gần giống",
    "digest": "tóm lược",
    "full_there": "Đã có toàn văn ({file}), nên bản tóm lược này không được dẫn.",
    "before": "Trang trước",
    "after": "Trang sau",
    "notices": "Danh mục và bảng viết tắt",
    "tools": "Việc khác",
    "register": "Viết danh mục",
    "register_about": "Thêm vào danh-muc.xlsx mỗi tài liệu chưa có một dòng. Đóng tệp trong Excel trước khi bấm.",
    "trash": "Thùng rác",
    "held": "Tệp đang chờ",
    "back": "Danh sách tài liệu",
    "download": "Tải bản gốc",
    "replace": "Thay bằng tệp khác",
    "replace_about": "Tệp mới được đọc thử trước; bản đang có chỉ được thay khi anh/chị đồng ý.",
    "take_out": "Lấy ra khỏi kho",
    "edit": "Sửa thông tin",
    "confirm": "Xác nhận cho dùng",
    "size": "Cỡ tệp",
    "modified": "Sửa lần cuối",
    "length": "Đọc được",
    "warnings": "Cần xem",
    "facts": "Thông tin",
    "facts_about": "Ô nào danh mục có ghi thì danh mục thắng; cột “Bot đọc” chỉ ghi khi khác điều đang dùng.",
    "not_read": "không thấy",
    "field": "Mục",
    "read": "Bot đọc",
    "stated": "Danh mục",
    "used": "Đang dùng",
    "in_register": "Danh mục, dòng {line}",
    "links": "Liên quan tới văn bản khác",
    "outline": "Bố cục",
    "no_outline": "Không thấy phần, chương, điều hay mục nào trong tệp này.",
    "sections": "mục con",
    "text": "Toàn bộ chữ đã lưu",
    "text_about": "Chữ mờ là phần trang trí của trang (đầu trang, số trang…): được lưu nhưng không bao giờ được dẫn.",
    "furniture": "dòng trang trí",
    "pages": "trang",
    "never": "đoạn chưa câu hỏi nào tìm tới",
    "never_only": "Chỉ đoạn chưa ai tìm tới",
    "all_passages": "Tất cả các đoạn",
    "passage": "Đoạn",
    "found": "lần được dẫn",
    "found_never": "chưa câu hỏi nào tìm tới",
    "cited_as": "Bot dẫn nguồn",
    "reference": "Ghi trong văn bản",
    "open_source": "Mở trong trang nguồn",
    "try": "Hỏi thử",
    "try_about": "Bot trả lời như với người dùng; câu hỏi này không được ghi lại.",
    "try_new_about": "Bot chỉ trả lời theo riêng tệp này; câu hỏi không được ghi lại.",
    "question": "Câu hỏi",
    "ask": "Hỏi",
    "answered_here": "Câu trả lời lấy từ tệp này.",
    "answered_elsewhere": "Câu trả lời không lấy từ tệp này.",
    "preview": "Xem trước",
    "not_live": "Tệp này chưa vào kho. Bot chưa trả lời gì theo tệp này.",
    "reading": "Đang đọc tệp…",
    "reading_about": "Tệp quét mất chừng năm giây một trang. Trang này tự cập nhật.",
    "refused": "Chưa nhận tệp này",
    "refused_about": "Tệp không được giữ lại trên máy chủ. Sửa rồi gửi lại.",
    "replaces": "Trong kho đã có bản của văn bản này: ",
    "put": "Đưa vào kho",
    "put_over": "Thay bản cũ",
    "put_beside": "Giữ cả hai",
    "drop": "Bỏ",
    "preparing": "Đang chuẩn bị để hỏi thử và xem cách dẫn…",
    "more_passages": "Xem thêm đoạn",
    "held_about": "Tệp đã gửi, chưa quyết định; quá một ngày thì tự bỏ. Tệp không nhận đã bị xóa, chỉ còn lý do.",
    "held_none": "Không có tệp nào đang chờ.",
    "look": "Xem trước",
    "dismiss": "Xóa khỏi danh sách",
    "sent": "gửi lúc",
    "trash_about": "Tệp đã lấy ra hoặc bị thay. Khôi phục thì tệp về chỗ cũ; tên đã có tệp khác thì thêm số vào tên.",
    "trash_none": "Thùng rác trống.",
    "taken": "lấy ra lúc",
    "restore": "Khôi phục",
    "out_title": "Lấy tệp ra khỏi kho?",
    "out_about": "Bot thôi trả lời theo tệp này. Tệp vào thùng rác, khôi phục được.",
    "keep": "Để lại",
    "edit_about": "Ghi vào danh-muc.xlsx. Ô để trống thì bot dùng điều tự đọc được. Bản trước của danh mục được giữ.",
    "edit_shared": "Dòng danh mục đang dùng chung cho nhiều tệp; lưu ở đây sẽ thêm một dòng riêng cho tệp này.",
    "read_as": "Bot đọc: {text}",
    "save": "Lưu vào danh mục",
    "cancel": "Thôi",
    "problem": "Chưa làm được",
    "go_back": "Quay lại",
    "dates_hint": "ngày/tháng/năm, ví dụ 8/10/2025",
    "numbers_hint": "số ký hiệu, cách nhau bằng dấu phẩy",
    "ceased_hint": f"chỉ khi một phần văn bản hết hiệu lực, ví dụ {ceasing.HINT}",
}  # fmt: skip
HINTS = {
    "issued": "dates_hint", "in_force_from": "dates_hint", "expired_from": "dates_hint",
    "ceased": "ceased_hint", "replaces": "numbers_hint", "replaced_by": "numbers_hint", "amends": "numbers_hint",
    "based_on": "numbers_hint", "guides": "numbers_hint",
}  # fmt: skip


def unread(files: int) -> str:
    """Files that were sent and are not read yet, on a page that renews itself."""
    return f"Còn {files} tệp chưa đọc. Danh sách tự cập nhật."


def confirmed_before(held: str) -> str:
    """What is written beside a file that may be used, as long as it was not given for the file as it is now."""
    return f"{held} (cho bản khác của tệp)"


def not_taken(file: str, reason: str) -> str:
    """A file that was sent and cannot be read."""
    return f"{file}: {reason}"


def too_many(most: int) -> str:
    """More files at a time than are taken."""
    return f"Mỗi lần gửi không quá {most} tệp."


def too_big(file: str, most: int) -> str:
    """A file above the limit of size."""
    return f"{file}: lớn hơn {most} MB nên không nhận. Hãy tách tệp hoặc bỏ ảnh trong tệp."


def all_too_big(most: int) -> str:
    """More at a time than is taken."""
    return f"Một lần gửi không quá {most} MB. Hãy gửi ít tệp hơn mỗi lần."


def some_refused(taken: int, refused: Sequence[str]) -> str:
    """Of several files, some were not taken."""
    start = f"Đã nhận {taken} tệp. " if taken else ""
    return f"{start}Không nhận: {' '.join(refused)}"


def progress(stage: str, done: int, total: int, current: str) -> str:
    """How far a renewal of the index is."""
    return f"{stage}: {done}/{total}" + (f", {current}" if current else "") + " …"


def waiting(files: int) -> str:
    """Files that are not taken in yet."""
    return f"{files} tệp đang chờ vào chỉ mục (mới, vừa đổi hoặc vừa lấy ra)…"


def page_of(page: int, pages: int) -> str:
    """Which page of a list."""
    return f"Trang {page}/{pages}"


def percent(share: float) -> str:
    """A share of words."""
    return f"{int(share * 100)}%"


def size(count: int) -> str:
    """Bytes as people count them."""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / 1024 / 1024:.1f} MB".replace(".", ",")


def counted(number: int) -> str:
    """A count with dots between thousands."""
    return f"{number:,}".replace(",", ".")


def moment(value: datetime) -> str:
    """A moment of a file."""
    return clock(value)


def replaced(old: str, new: str) -> str:
    """What was put in the place of what, for the trail."""
    return old if old == new else f"{old} → {new}"
