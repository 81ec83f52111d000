"""What the channel of the Zalo Bot Platform says of its own accord."""

from __future__ import annotations

from datetime import datetime

# --- what the operator reads ---------------------------------------------------------------------------------------

UNREACHABLE = "Zalo: chưa kết nối được; sẽ tự thử lại. Các kênh khác vẫn chạy."
IN_TROUBLE = "Zalo: máy chủ trả lời bất thường; sẽ tự thử lại. Các kênh khác vẫn chạy."
TOO_OFTEN = "Zalo: máy chủ báo quá hạn mức; sẽ tự chờ rồi tiếp tục."
TOKEN_WRONG = (
    "Zalo: ZALO_BOT_TOKEN không đúng hoặc đã bị đặt lại, kênh Zalo đã dừng. Lấy mã mới trong Zalo Bot Creator, sửa cài "
    "đặt rồi khởi động lại. Các kênh khác vẫn chạy."
)
ADDRESS_REFUSED = (
    "Zalo: không nhận địa chỉ webhook. PUBLIC_URL phải là địa chỉ https mà Internet mở được. Sẽ tự thử lại; bỏ trống "
    "PUBLIC_URL thì bot tự lấy tin, không cần địa chỉ."
)
ADDRESS_NOT_OPENED = (
    "Zalo: đã nhận địa chỉ webhook nhưng chưa mở thử được. Kiểm tra để Internet gửi được yêu cầu POST vào "
    "PUBLIC_URL/webhook/zalo (docs/zalo-bot.md)."
)
ADDRESS_LOST = (
    "Zalo: địa chỉ webhook đã bị đổi hoặc bị xóa, vừa đặt lại. Nếu còn gặp: có chương trình khác dùng chung mã của bot "
    "này; mỗi bot chỉ chạy ở một nơi."
)
WEBHOOK_ELSEWHERE = (
    "Zalo: bot này đang gửi tin đến một địa chỉ webhook khác, vừa gỡ để tự lấy tin. Nếu còn gặp: có chương trình khác "
    "dùng chung mã của bot này; mỗi bot chỉ chạy ở một nơi."
)
NOT_SAVED = (
    "Zalo: tin mới chưa ghi được vào thư mục dữ liệu. Kiểm tra ổ đĩa; sẽ tự thử lại, nhưng tắt chương trình lúc này có "
    "thể mất tin."
)
FORBIDDEN = (
    "Zalo: máy chủ từ chối gửi tin (mã 403) nhiều lần; tin ấy sẽ được thử lại thưa dần trong 24 giờ. Nếu mọi người đều "
    "không nhận được tin, kiểm tra bot trong Zalo Bot Creator."
)
STYLES_REFUSED = "Zalo: máy chủ không nhận chữ đậm, chữ màu; tạm gửi chữ thường."
WELL_AGAIN = "Zalo: đã hoạt động trở lại."
API_WRONG = "địa chỉ phải bắt đầu bằng http:// hoặc https://"
PROXY_WRONG = "Zalo: địa chỉ proxy của hệ thống (HTTPS_PROXY) không đúng dạng"


def serving(name: str) -> str:
    """The bot is at work."""
    return f"Zalo: đang trả lời với tên {name}." if name else "Zalo: đang trả lời."


# --- what admins read ----------------------------------------------------------------------------------------------


def month_ending(moment: datetime, count: int, monthly: int) -> str:
    """Most of what the plan allows in a month is sent."""
    return (
        f"Zalo: tháng {moment.month}/{moment.year} bot đã gửi {_grouped(count)}/{_grouped(monthly)} tin "
        f"({_percent(count, monthly)}). Hết số tin của gói thì bot không trả lời được trên Zalo cho đến tháng sau. Cân "
        "nhắc nâng gói hoặc hướng dẫn mọi người dùng kênh khác."
    )


def too_many(moment: datetime, count: int, monthly: int) -> str:
    """The platform takes no messages for now; `monthly` is 0 where they are not counted."""
    counted = f" Theo bot đếm, tháng này đã gửi {_grouped(count)}/{_grouped(monthly)} tin." if monthly else ""
    return (
        f"Zalo: lúc {moment:%H:%M} ngày {moment.day}/{moment.month}, máy chủ từ chối nhận thêm tin vì quá hạn mức. Có "
        f"thể bot gửi quá nhanh, cũng có thể đã hết số tin của tháng.{counted} Tin chưa gửi được giữ lại và thử lại "
        "trong 24 giờ."
    )


def month(moment: datetime, count: int, monthly: int) -> str:
    """How much of what the plan allows in a month is sent."""
    return (
        f"Zalo: tháng {moment.month}/{moment.year} đã gửi {_grouped(count)}/{_grouped(monthly)} tin "
        f"({_percent(count, monthly)})"
    )


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _percent(count: int, monthly: int) -> str:
    return f"{100 * count // monthly}%"


# --- what people read ----------------------------------------------------------------------------------------------

FILE_NOT_SENT = "(Zalo không cho bot gửi tệp. Anh/chị hỏi người quản lý tài liệu để nhận tệp này.)"


def file_on_page(address: str) -> str:
    """A file cannot be sent, but opened on our own page."""
    return f"Zalo không cho bot gửi tệp; mở tại: {address}"
