"""What the report on what officials asked says: to training staff, and to those it is sent up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.model import VIETNAM

# --- the command ---------------------------------------------------------------------------------------------------

CLI_REPORT = "Lập báo cáo về các câu hỏi: tệp Excel, trang in HTML và bản tóm tắt Word."
CLI_FROM = "Từ ngày, ví dụ 2026-08-01 hoặc 1/8/2026. Không ghi cả hai ngày: lấy trọn tháng trước."
CLI_TO = "Đến hết ngày. Chỉ ghi ngày đầu: đến hết hôm qua."
CLI_OUT = "Thư mục ghi báo cáo; không ghi thì là thư mục hiện tại."
OPTION_FROM = "--from"
OPTION_TO = "--to"
STAGE_THEMES = "Xếp câu hỏi vào chủ đề"


def wrong_date(option: str, value: str) -> str:
    """A day that cannot be read."""
    return f"{option}: “{value}” không phải là ngày. Ghi như 2026-10-31 hoặc 31/10/2026."


def wrong_period(since: date, until: date) -> str:
    """A period that ends before it begins."""
    return f"Ngày cuối ({day(until)}) đứng trước ngày đầu ({day(since)})."


def folder_unwritable(folder: str, reason: str) -> str:
    """The report cannot be written where it is wanted."""
    return f"Không ghi được báo cáo vào {folder}: {reason}."


def themes_not_made(reason: str) -> str:
    """New questions could not be sorted into themes, and the report is made without them."""
    return f"{reason}\nCác câu hỏi mới vì vậy chưa được xếp vào chủ đề; báo cáo vẫn được lập."


# --- numbers and dates the Vietnamese way --------------------------------------------------------------------------

NONE = "–"
POINTS = " điểm %"  # percentage points, behind the number
SECONDS = " giây"


def number(value: float | None, digits: int = 0) -> str:
    """Dots between thousands, a comma before decimals: 12.345,6."""
    if value is None:
        return NONE
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def percent(share: float | None, digits: int = 1) -> str:
    """A share as a percentage: 85,3%."""
    return NONE if share is None else f"{number(share * 100, digits)}%"


def day(value: date) -> str:
    """31/10/2026, always with two digits."""
    return f"{value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    """14:05 ngày 31/10/2026."""
    return f"{value:%H:%M} ngày {value:%d/%m/%Y}"


def clock(value: datetime) -> str:
    """14:05 31/10/2026, of Vietnam's clock: a moment in a list, or beside a name."""
    return f"{value.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def change(now: float, before: float) -> str:
    """How a count moved against the period before."""
    if not before:
        return "mới" if now else NONE
    moved = (now - before) / before
    return f"{'+' if moved > 0 else '−' if moved < 0 else ''}{number(abs(moved) * 100)}%"


def points(now: float | None, before: float | None) -> str:
    """How a share moved, in percentage points."""
    if now is None or before is None:
        return NONE
    moved = round((now - before) * 100, 1)
    return f"{'+' if moved > 0 else '−' if moved < 0 else ''}{number(abs(moved), 1)}{POINTS}"


def below_minimum(themes: int, questions: int, least: int) -> str:
    """Themes of a list that may not be shown."""
    return f"Ngoài ra có {number(themes)} chủ đề dưới {least} người hỏi ({number(questions)} câu), không hiện nội dung."


def erased(themes: int, questions: int) -> str:
    """Themes of a list whose words are kept no longer."""
    return f"Ngoài ra có {number(themes)} chủ đề ({number(questions)} câu) mà nội dung đã xóa theo thời hạn lưu."


def moved(change_: str) -> str:
    """How a figure moved, beside it."""
    return NONE if change_ == NONE else f"so với kỳ trước: {change_}"


def milliseconds(value: float | None) -> str:
    """A time a person can picture: 0,25 giây."""
    return NONE if value is None else f"{number(value / 1000, 2)}{SECONDS}"


# --- names of things -----------------------------------------------------------------------------------------------

OUTCOMES = {
    "answered": "Trả lời được",
    "near": "Gần đúng",
    "refused": "Không có trong tài liệu",
    "failed": "Gặp trục trặc",
    "talk": "Chào hỏi",
}
VERDICTS = {"up": "Hữu ích", "down": "Chưa đúng"}
REASONS = {
    "wrong_document": "Sai văn bản",
    "not_in_force": "Hết hiệu lực",
    "incomplete": "Thiếu ý",
    "other": "Khác",
    "": "Không nêu lý do",
}
CHANNELS = {
    "web": "Trang web",
    "telegram": "Telegram",
    "zalo": "Zalo (bot)",
    "zalo_oa": "Zalo (OA)",
    "terminal": "Dòng lệnh",
}
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
NO_UNIT = "(không rõ đơn vị)"
TEXT_GONE = "(đã xóa theo thời hạn lưu)"


def channel(name: str) -> str:
    """The name of a channel as people know it."""
    return CHANNELS.get(name, name)


def other_units(least: int) -> str:
    """Units of so few askers that a row of their own would point at people."""
    return f"Đơn vị khác (mỗi đơn vị dưới {least} người hỏi)"


def theme_without_wording(number_: int, least: int) -> str:
    """A theme that too few people asked about for its words to be shown."""
    return f"Chủ đề số {number_} (dưới {least} người hỏi)"


def theme_erased(number_: int) -> str:
    """A theme whose questions have all lost their words, however many asked them."""
    return f"Chủ đề số {number_} (nội dung đã xóa theo thời hạn lưu)"


def few_askers(least: int) -> str:
    """The theme of a question, where too few people asked it for the theme's words to be shown."""
    return f"Chủ đề dưới {least} người hỏi"


# --- headings ------------------------------------------------------------------------------------------------------

TITLE = "Báo cáo câu hỏi về công tác cán bộ"
EMPTY = "Không có câu hỏi nào trong kỳ này."
NO_BEFORE = "Kỳ trước không có câu hỏi nào nên chưa so sánh được."


def period(since: date, until: date) -> str:
    """Từ 01/08/2026 đến 31/10/2026."""
    return f"Từ {day(since)} đến {day(until)}"


def compared(since: date, until: date) -> str:
    """Which period the report compares with."""
    return f"So với kỳ liền trước dài bằng kỳ này: {day(since)} – {day(until)}."


def made(at: datetime) -> str:
    """When the report was made."""
    return f"Lập lúc {moment(at)} (giờ Việt Nam)"


def file_name(since: date, until: date) -> str:
    """The name of the report's files, without an ending."""
    return f"bao-cao-{since:%Y-%m-%d}-den-{until:%Y-%m-%d}"


SHEETS = {
    "overview": "Tổng quan",
    "themes": "Chủ đề",
    "unanswered": "Chưa trả lời được",
    "disliked": "Chưa đúng",
    "rising": "Đang tăng",
    "units": "Đơn vị",
    "hours": "Kênh và giờ",
    "rows": "Câu hỏi",
}
SECTIONS = {
    "overview": "Tổng quan",
    "weeks": "Theo tuần",
    "themes": "Được hỏi nhiều nhất",
    "unanswered": "Hỏi nhiều mà chưa trả lời được",
    "disliked": "Bị đánh giá chưa đúng",
    "rising": "Đang được hỏi nhiều lên",
    "units": "Theo đơn vị",
    "channels": "Theo kênh",
    "hours": "Lịch giờ hỏi",
    "cited": "Tài liệu được dẫn nhiều nhất",
    "proposals": "Đề xuất",
    "notes": "Cách tính",
}
COLUMNS = {
    "figure": "Chỉ tiêu",
    "now": "Kỳ này",
    "before": "Kỳ trước",
    "change": "Thay đổi",
    "growth": "Tăng, giảm",
    "rank": "TT",
    "theme": "Chủ đề",
    "questions": "Số câu hỏi",
    "askers": "Số người hỏi",
    "answered": "Trả lời được",
    "near": "Gần đúng",
    "refused": "Không có trong tài liệu",
    "failed": "Gặp trục trặc",
    "lacking": "Chưa trả lời được",
    "share": "Tỷ lệ trả lời được",
    "ups": "Hữu ích",
    "downs": "Chưa đúng",
    "files": "Tài liệu trả lời",
    "unit": "Đơn vị",
    "channel": "Kênh",
    "hour": "Giờ",
    "week": "Tuần bắt đầu",
    "number": "Số, ký hiệu",
    "file": "Tệp",
    "cited": "Số câu dẫn đến",
    "asked_at": "Thời gian",
    "typed": "Câu hỏi",
    "outcome": "Kết quả",
    "confidence": "Độ chắc chắn",
    "ms": "Thời gian trả lời (ms)",
    "verdict": "Đánh giá",
    "reason": "Lý do",
    "citations": "Văn bản được dẫn",
    "theme_downs": "Số lần chưa đúng của chủ đề",
}
FIGURES = {
    "questions": "Số câu hỏi",
    "askers": "Số người hỏi",
    "answered": "Trả lời được",
    "share": "Tỷ lệ trả lời được",
    "near": "Gần đúng (có nói gần với điều được hỏi)",
    "refused": "Không có trong tài liệu",
    "failed": "Gặp trục trặc",
    "ups": "Đánh giá hữu ích",
    "downs": "Đánh giá chưa đúng",
    "median_ms": "Thời gian trả lời, trung vị",
    "p95_ms": "Thời gian trả lời, 95% số câu không quá",
}
NO_THEMES = "Không có chủ đề nào."
NO_DISLIKED = "Không có câu trả lời nào bị đánh giá chưa đúng."
TOTAL = "Cộng"
ONLY_TOTALS = "Bảng tính này chỉ có số tổng và chủ đề; từng câu hỏi có trong báo cáo tải ở trang /dao-tao."
ROWS_CUT = "Bảng tính chỉ chứa được chừng này dòng; các câu cũ hơn không có ở đây. Hãy lập báo cáo cho kỳ ngắn hơn."


def reasons(found: Mapping[str, int]) -> str:
    """Why answers were called wrong."""
    return (
        "Lý do: " + ", ".join(f"{REASONS[reason].lower()} ({number(count)})" for reason, count in found.items()) + "."
    )


# --- plots ---------------------------------------------------------------------------------------------------------

PLOT_WEEKS = "Số câu hỏi theo tuần"
PLOT_SHARE = "Tỷ lệ trả lời được theo tuần"
PLOT_THEMES = "Chủ đề được hỏi nhiều nhất"
PLOT_HOURS = "Số câu hỏi theo thứ và giờ (giờ Việt Nam)"
PLOT_NONE = "Chưa có số liệu"
AXIS_QUESTIONS = "câu hỏi"
AXIS_HOUR = "giờ trong ngày"
LACKING = "Chưa trả lời được"


def described_weeks(weeks: int, questions: int, highest: int) -> str:
    """What the plot of weeks shows, for whoever cannot see it."""
    return f"{PLOT_WEEKS}: {number(questions)} câu trong {number(weeks)} tuần, tuần nhiều nhất {number(highest)} câu."


def described_share(lowest: float | None, highest: float | None) -> str:
    """What the plot of the share answered shows."""
    return f"{PLOT_SHARE}: thấp nhất {percent(lowest)}, cao nhất {percent(highest)}."


def described_themes(themes: Sequence[tuple[str, int]]) -> str:
    """What the plot of themes shows."""
    return f"{PLOT_THEMES}: " + ("; ".join(f"{label}: {number(count)}" for label, count in themes) or PLOT_NONE) + "."


def described_hours(busiest: tuple[int, int, int] | None) -> str:
    """What the calendar of hours shows; (weekday, hour, questions) of the busiest."""
    if busiest is None:
        return f"{PLOT_HOURS}: {PLOT_NONE.lower()}."
    weekday, hour, count = busiest
    return f"{PLOT_HOURS}: nhiều nhất là {WEEKDAYS[weekday]} lúc {hour} giờ, {number(count)} câu."


# --- how it is counted ---------------------------------------------------------------------------------------------


def notes(least: int, without_text: int, unthemed: int) -> tuple[str, ...]:
    """How the figures are to be read."""
    lines = [
        "Lời chào, lời cảm ơn không tính là câu hỏi. Mỗi câu tính đánh giá sau cùng của người hỏi.",
        "“Chưa trả lời được” gồm câu gần đúng và câu không có trong tài liệu; câu gặp trục trặc đếm riêng.",
        f"Chủ đề có dưới {least} người hỏi không hiện nội dung; đơn vị có dưới {least} người hỏi gộp vào đơn vị khác.",
        "Tuần tính từ Thứ Hai; tuần đầu và tuần cuối của kỳ có thể không đủ bảy ngày. Giờ là giờ Việt Nam.",
        "Số người hỏi đếm theo mã đã mã hóa một chiều của từng kênh: người hỏi qua hai kênh tính là hai.",
    ]
    if without_text:
        lines.append(f"{number(without_text)} câu đã quá thời hạn lưu nên chỉ còn số liệu, không còn nội dung.")
    if unthemed:
        lines.append(f"{number(unthemed)} câu chưa xếp được vào chủ đề nào.")
    return tuple(lines)


# --- proposals made from the numbers by rule -----------------------------------------------------------------------


def propose_document(theme: str, lacking: int, askers: int) -> str:
    """A theme that the folder does not answer."""
    return (
        f"Cần bổ sung tài liệu về: “{theme}” ({number(lacking)} câu chưa trả lời được; chủ đề có {number(askers)} "
        "người hỏi)."
    )


def propose_training(themes: Sequence[str]) -> str:
    """Themes that many ask about and that are answered."""
    return "Đưa vào nội dung tập huấn, phổ biến: " + "; ".join(f"“{theme}”" for theme in themes) + "."


def propose_rising(themes: Sequence[str]) -> str:
    """Themes that more people ask about than before."""
    return "Theo dõi nội dung đang được hỏi nhiều lên: " + "; ".join(f"“{theme}”" for theme in themes) + "."


def propose_validity(count: int) -> str:
    """Askers say that what was quoted is no longer in force."""
    return f"Rà soát hiệu lực của văn bản trong kho: {number(count)} câu trả lời bị cho là dẫn văn bản hết hiệu lực."


def propose_disliked(theme: str, downs: int) -> str:
    """The theme whose answers are most often called wrong."""
    return f"Xem lại câu trả lời về: “{theme}” ({number(downs)} lần bị đánh giá chưa đúng)."


def propose_failed(count: int) -> str:
    """Errors kept too many questions from an answer."""
    return f"Kiểm tra máy chủ: {number(count)} câu hỏi gặp trục trặc nên không có câu trả lời."


PROPOSE_NOTHING = "Số liệu của kỳ này chưa cho thấy việc cần đề xuất."

# --- the summary in Word -------------------------------------------------------------------------------------------

SUMMARY_UNIT = "(TÊN ĐƠN VỊ)"
SUMMARY_TITLE = "BÁO CÁO TÓM TẮT"
SUMMARY_SUBJECT = "Câu hỏi của cán bộ về công tác cán bộ"
SUMMARY_RESULTS = "1. Kết quả"
SUMMARY_THEMES = "2. Nội dung được hỏi nhiều nhất"
SUMMARY_UNANSWERED = "3. Nội dung chưa trả lời được"
SUMMARY_PROPOSALS = "4. Đề xuất"
SUMMARY_SIGNER = "NGƯỜI LẬP BÁO CÁO"
NO_UNANSWERED = "Không có chủ đề nào mà quá nửa số câu chưa trả lời được."


def place_and_day(value: date) -> str:
    """Hải Phòng, ngày 05 tháng 11 năm 2026."""
    return f"Hải Phòng, ngày {value:%d} tháng {value:%m} năm {value:%Y}"


def said_asked(since: date, until: date, questions: int, askers: int, before: int) -> str:
    """How much was asked."""
    said = f"Từ ngày {day(since)} đến ngày {day(until)}, có {number(questions)} câu hỏi của {number(askers)} người hỏi"
    if not before:
        return f"{said}; kỳ liền trước không có câu hỏi nào để so sánh."
    if questions == before:
        return f"{said}, bằng kỳ liền trước."
    moved = abs(questions - before) / before * 100
    way = "tăng" if questions > before else "giảm"
    return f"{said}, {way} {number(moved, 1)}% so với kỳ liền trước ({number(before)} câu)."


def said_answered(
    answered: int, share: float | None, before: float | None, near: int, refused: int, failed: int
) -> str:
    """How it went."""
    said = f"Trả lời được {number(answered)} câu ({percent(share)})"
    if share is not None and before is not None:
        said += f", kỳ trước là {percent(before)}"
    said += f"; {number(near)} câu chỉ có nội dung gần đúng; {number(refused)} câu không có trong tài liệu"
    return f"{said}; {number(failed)} câu gặp trục trặc." if failed else f"{said}."


def said_rated(ups: int, downs: int, reasons: Mapping[str, int]) -> str:
    """What askers thought of it."""
    if not ups + downs:
        return "Chưa có người hỏi nào đánh giá câu trả lời."
    said = f"Người hỏi đánh giá {number(ups + downs)} câu trả lời: {number(ups)} hữu ích, {number(downs)} chưa đúng"
    named = [f"{REASONS[reason].lower()} {number(count)}" for reason, count in reasons.items() if count]
    return f"{said} ({', '.join(named)})." if named else f"{said}."


def said_when(weekday: int, hour: int, median_ms: float | None) -> str:
    """When people ask, and how fast they are answered."""
    name = WEEKDAYS[weekday]
    said = f"Hỏi nhiều nhất vào {name[0].lower()}{name[1:]}, khoảng {hour} giờ"
    return f"{said}; một nửa số câu được trả lời trong {milliseconds(median_ms)}."


def said_units(named: Sequence[tuple[str, int]]) -> str:
    """Which units asked most."""
    said = "; ".join(f"{unit}: {number(count)} câu" for unit, count in named)
    return f"Đơn vị hỏi nhiều nhất: {said}."
