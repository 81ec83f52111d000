"""What training staff read: the dashboard, the to-dos, the weekly digest, and what is told to their chats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.phrases.report import REASONS, VERDICTS, clock, day, moved, number, percent

# --- periods -------------------------------------------------------------------------------------------------------

PERIODS = {
    "tuan-nay": "Tuần này",
    "tuan-truoc": "Tuần trước",
    "thang-nay": "Tháng này",
    "thang-truoc": "Tháng trước",
    "quy-nay": "Quý này",
}
PERIOD_WRONG = (
    "Ngày chưa đúng: ghi như 31/10/2026, ngày đầu không sau ngày cuối, kỳ không quá ba năm. Đang xem {period}."
)

# What the pages say; the templates know it as `t`.
WORDS = {
    "title": "Cán bộ đang hỏi gì",
    "periods": "Chọn kỳ",
    "other_period": "Từ ngày – đến ngày",
    "from": "Từ ngày",
    "to": "Đến hết ngày",
    "show": "Xem",
    "unfinished": "Kỳ này chưa hết.",
    "search": "Tìm trong câu hỏi và chủ đề",
    "search_hint": "Gõ có dấu hay không dấu đều được",
    "find": "Tìm",
    "home": "Tổng quan",
    "themes": "Chủ đề",
    "questions": "Câu hỏi",
    "todos": "Việc bổ sung tài liệu",
    "no_questions": "Không có câu hỏi nào trong kỳ này. Anh/chị chọn kỳ khác ở trên.",
    "all_themes": "Xem tất cả",
    "askers": "người hỏi",
    "count": "câu",
    "before": "kỳ trước",
    "answered": "trả lời được",
    "lacking": "chưa trả lời được",
    "downs": "lần bị đánh giá chưa đúng",
    "export": "Tải báo cáo của kỳ này",
    "export_xlsx": "Excel",
    "export_docx": "Word, để gửi lên",
    "export_html": "Trang in A4",
    "export_note": "Tệp Excel có từng câu hỏi (đã che thông tin cá nhân): chỉ gửi cho người cần xem.",
    "golden": "Câu kiểm tra đã chọn",
    "golden_file": "Tải tệp câu kiểm tra",
    "matching_themes": "Chủ đề khớp",
    "matching_questions": "Câu hỏi khớp",
    "nothing_found": "Không thấy gì khớp trong kỳ này.",
    "outcome": "Kết quả",
    "every": "Tất cả",
    "only_disliked": "Chỉ câu bị đánh giá chưa đúng",
    "only_chosen": "Chỉ câu kiểm tra",
    "more": "Tiếp",
    "first": "Về đầu",
    "text_gone": "(nội dung đã xóa theo thời hạn lưu)",
    "searched_as": "Hiểu là",
    "citations": "Đã trả lời bằng",
    "citations_near": "Đã đưa ra đoạn gần nhất",
    "no_citations": "Đã trả lời là tài liệu không có.",
    "no_citations_failed": "Máy gặp trục trặc, không trả lời được.",
    "quote_changed": "Văn bản đã thay đổi từ khi trả lời, đoạn cũ không còn nguyên.",
    "quote_gone": "Văn bản này không còn trong kho.",
    "open_source": "Mở nguồn",
    "judge": "Câu trả lời này",
    "take_back": "Bỏ nhận xét",
    "choose": "Chọn làm câu kiểm tra",
    "unchoose": "Bỏ khỏi câu kiểm tra",
    "chosen": "Câu kiểm tra",
    "theme_of": "Chủ đề",
    "few": "Chưa đủ {least} người hỏi nên không hiện nội dung và từng câu hỏi.",
    "hidden": "Đã ẩn",
    "files": "Tài liệu trả lời",
    "manage": "Sửa chủ đề",
    "name": "Tên chủ đề",
    "name_hint": "Để trống thì máy lấy một câu hỏi tiêu biểu làm tên.",
    "rename": "Lưu tên",
    "hide": "Ẩn chủ đề",
    "hide_hint": "Chủ đề ẩn không hiện trong danh sách và báo cáo; câu hỏi vẫn được đếm.",
    "unhide": "Hiện lại",
    "merge": "Gộp vào chủ đề khác",
    "merge_hint": "Tìm chủ đề cùng ý rồi gộp. Gộp rồi không tách lại được.",
    "merge_find": "Tìm chủ đề để gộp vào",
    "merge_here": "Gộp vào chủ đề này",
    "merge_none": "Không thấy chủ đề nào khác khớp trong kỳ này.",
    "want": "Cần bổ sung tài liệu",
    "want_hint": "Gửi việc này cho người quản trị tài liệu, kèm các cách hỏi dưới đây.",
    "want_note": "Ghi chú cho người quản trị (không bắt buộc)",
    "want_done": "Đã đề nghị bổ sung tài liệu về chủ đề này",
    "wordings": "Các cách hỏi chưa trả lời được",
    "todo_by": "Người đề nghị",
    "todo_open": "Đang chờ tài liệu",
    "todo_answered": "Đã có tài liệu trả lời",
    "todo_close": "Đóng việc này",
    "todo_closed": "Đã đóng",
    "no_todos": "Không có việc nào đang chờ.",
    "todos_about": "Chủ đề mà tài liệu chưa trả lời được. Khi kho có văn bản mới, máy tự hỏi lại các câu này.",
    "recently_closed": "Mới đóng",
}
LISTS = {  # of the page of themes
    "tat-ca": "Được hỏi nhiều nhất",
    "chua-tra-loi": "Chưa trả lời được",
    "dang-tang": "Đang tăng",
    "chua-dung": "Bị đánh giá chưa đúng",
    "da-an": "Đã ẩn",
}
JUDGEMENTS = {"right": "Đúng", "wrong": "Sai", "incomplete": "Cần bổ sung"}
DONE = {
    "ten": "Đã lưu tên chủ đề.",
    "gop": "Đã gộp. Đây là chủ đề chung.",
    "an": "Đã ẩn chủ đề này.",
    "hien": "Đã hiện lại chủ đề này.",
    "bo-sung": "Đã gửi đề nghị bổ sung tài liệu cho người quản trị.",
    "nhan-xet": "Đã ghi nhận xét.",
    "bo-nhan-xet": "Đã bỏ nhận xét.",
    "chon": "Đã chọn làm câu kiểm tra.",
    "bo-chon": "Đã bỏ khỏi câu kiểm tra.",
    "dong": "Đã đóng việc này.",
}
NOT_DONE = "Việc này không còn làm được: câu hỏi hoặc chủ đề đã thay đổi hoặc đã xóa."
NO_SUCH = "Không có chủ đề hoặc câu hỏi này, hoặc đã xóa theo yêu cầu của người hỏi."
GOLDEN_FILE = "cau-kiem-tra.jsonl"
GOLDEN_ABOUT = "câu kiểm tra"


def shown_again(theme: int) -> str:
    """What the trail says of a theme that is shown again."""
    return f"{theme} (hiện lại)"


def taken_back(question: int) -> str:
    """What the trail says of a test that is none any more."""
    return f"{question} (bỏ chọn)"


def judged(question: int, judgement: str | None) -> str:
    """What the trail says of a word on an answer."""
    return f"{question}: {JUDGEMENTS[judgement].lower() if judgement else WORDS['take_back'].lower()}"


def exported(kind: str, since: date, until: date) -> str:
    """What the trail says of a report that was taken."""
    return f"{kind}, {day(since)} – {day(until)}"


def rated(verdict: str, reason: str | None) -> str:
    """The asker's word on an answer."""
    why = f" ({REASONS[reason].lower()})" if reason else ""
    return f"Người hỏi: {VERDICTS[verdict].lower()}{why}"


def period(since: date, until: date) -> str:
    """A period beside its name."""
    return day(since) if since == until else f"{day(since)} – {day(until)}"


def made_by(account: str, moment: datetime) -> str:
    """Who asked for a document, and when."""
    return f"{account}, {clock(moment)}"


def theme_counts(questions: int, askers: int, before: int) -> str:
    """How much a theme was asked."""
    return f"{number(questions)} câu, {number(askers)} người hỏi, kỳ trước {number(before)} câu"


def todos_open(count: int) -> str:
    """How many to-dos wait."""
    return f"{number(count)} chủ đề đang chờ tài liệu"


# --- what is told to chats -----------------------------------------------------------------------------------------

INVITE_TRAINING_WORDS = ("dao tao", "can bo dao tao", "phu trach dao tao", "training")  # without accents
INVITED_TRAINING = "cán bộ đào tạo"
TRAINING_HELLO = (
    "Anh/chị là cán bộ phụ trách đào tạo: mỗi tuần tôi gửi bản tin về các câu hỏi; gõ /thongke để xem bất cứ lúc nào."
)
COMMANDS = ("thongke",)  # of the admins' commands, those that training staff may use too
_MOST_WORDINGS = 5


def todo_made(label: str, note: str | None, wordings: Sequence[str], where: str | None) -> str:
    """Training staff ask for a document: told to admins."""
    lines = [f"Cần bổ sung tài liệu về: “{label}”"]
    if note:
        lines.append(f"Ghi chú: {note}")
    if wordings:
        lines.append("Cán bộ đã hỏi:")
        lines += [f"– {wording}" for wording in wordings[:_MOST_WORDINGS]]
    lines.append(f"Xem và đóng việc: {where}" if where else "Xem và đóng việc ở trang /quan-tri/viec.")
    return "\n".join(lines)


def todo_answered(label: str, document: str, where: str | None) -> str:
    """A document answers what was asked for: told to training staff and admins."""
    lines = [f"Đã có tài liệu trả lời: “{label}”", f"Văn bản: {document}"]
    lines.append(f"Kiểm tra rồi đóng việc: {where}" if where else "Kiểm tra rồi đóng việc ở trang /dao-tao.")
    return "\n".join(lines)


# --- the weekly digest ---------------------------------------------------------------------------------------------

DIGEST_NONE = "Tuần qua không có câu hỏi nào."
DIGEST_NO_PAGE = "Xem đầy đủ: trang /dao-tao trên máy chủ."
DIGEST_FILE = "Bảng tính kèm theo có mọi chủ đề."


def digest_title(since: date, until: date) -> str:
    """The heading of the digest."""
    return f"Bản tin tuần {day(since)} – {day(until)}"


def digest_questions(questions: int, askers: int, change: str) -> str:
    """How much was asked."""
    return f"1. {number(questions)} câu hỏi của {number(askers)} người hỏi ({moved(change)})"


def digest_share(share: float | None, points: str) -> str:
    """How much was answered."""
    return f"2. Trả lời được {percent(share)} ({moved(points)})"


def digest_top(topic: tuple[str, int] | None) -> str:
    """The theme asked about most."""
    return "3. Hỏi nhiều nhất: " + (_named(topic) if topic else "chưa có chủ đề nào đủ người hỏi")


def digest_unanswered(topic: tuple[str, int] | None) -> str:
    """The theme that most lacks an answer."""
    return "4. Chưa trả lời được, nhiều nhất: " + (_named(topic) if topic else "không có")


def digest_moving(rising: tuple[str, int] | None, disliked: tuple[str, int] | None) -> str:
    """What is asked more than before, and what is called wrong."""
    up = _named(rising) if rising else "không có"
    down = f"“{disliked[0]}” ({number(disliked[1])} lần)" if disliked else "không có"
    return f"5. Đang tăng: {up}; bị đánh giá chưa đúng: {down}"


def digest_link(address: str) -> str:
    """Where there is more."""
    return f"Xem đầy đủ: {address}"


def _named(topic: tuple[str, int]) -> str:
    return f"“{topic[0]}” ({number(topic[1])} câu)"


# --- /thongke ------------------------------------------------------------------------------------------------------


def counted_units(units: Sequence[tuple[str, int]]) -> str:
    """The units that asked most."""
    return "– đơn vị: " + ", ".join(f"{unit} {number(count)}" for unit, count in units)


def counted_unanswered(topics: Sequence[tuple[str, int]]) -> list[str]:
    """The themes that most lack an answer, in lines."""
    return ["– chưa trả lời được nhiều nhất:", *(f"   • “{label}” ({number(count)} câu)" for label, count in topics)]


# --- housekeeping, read by the operator ----------------------------------------------------------------------------

KEPT_UP = {
    "themes": "xếp câu hỏi vào chủ đề",
    "retention": "xóa nội dung quá thời hạn lưu",
    "digest": "gửi bản tin tuần",
    "todos": "hỏi lại các chủ đề chờ tài liệu",
    "files": "đọc tệp mới gửi, bỏ tệp chờ quá hạn",
}


def keeping_up_failed(what: str, reason: str) -> str:
    """Something that is done now and again could not be done."""
    return f"Việc định kỳ “{KEPT_UP[what]}” chưa làm được, sẽ thử lại: {reason}"
