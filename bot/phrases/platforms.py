"""What channels and delivery say of their own accord."""

from __future__ import annotations

# --- delivery ------------------------------------------------------------------------------------------------------

BUSY = "Nhiều người đang hỏi cùng lúc nên tôi chưa trả lời được ngay. Anh/chị thử lại sau vài phút giúp."
TOO_MANY = "Anh/chị gửi nhiều tin liền một lúc nên tôi chưa nhận tin này. Chờ tôi trả lời xong rồi gửi lại giúp."
NOT_ANSWERED = "Xin lỗi, có trục trặc nên chưa trả lời được tin này. Anh/chị thử lại sau ít phút giúp."
FILE_NOT_SENT = "(Chưa gửi được tệp qua đây.)"

# --- what the operator and admins read -----------------------------------------------------------------------------

NAMES = {"telegram": "Telegram", "zalo": "Zalo", "zalo_oa": "Zalo OA"}
CONNECT_HINT = (
    "Nối với Telegram: đặt TELEGRAM_TOKEN trong tệp .env (docs/telegram.md).\n"
    "Nối với Zalo: đặt ZALO_BOT_TOKEN (docs/zalo-bot.md); hoặc Zalo Official Account: ZALO_OA_APP_ID và các khóa "
    "của nó (docs/zalo-oa.md)."
)


def admin_code(code: str) -> str:
    """How to become an admin."""
    return f"Mã quản trị (dùng một lần, trong 24 giờ): {code}   Nhắn mã này cho bot để thành người quản trị kho."


def maybe_twice(count: int) -> str:
    """Messages whose sending broke off, so that nobody knows whether they arrived before they were sent again."""
    return f"Số tin có thể đã gửi hai lần vì đứt kết nối: {count}"


def too_often(channel: str) -> str:
    """A platform asks to be sent less for a while."""
    return f"{NAMES.get(channel, channel)}: máy chủ yêu cầu chậm lại; sẽ tự chờ rồi tiếp tục."


# --- Telegram: what the operator reads -----------------------------------------------------------------------------

TELEGRAM_UNREACHABLE = (
    "Telegram: chưa kết nối được; sẽ tự thử lại. Nếu mạng ở đây chặn Telegram, đặt TELEGRAM_PROXY (docs/telegram.md). "
    "Các kênh khác vẫn chạy."
)
TELEGRAM_PROXY_UNREACHABLE = (
    "Telegram: chưa kết nối được qua proxy; sẽ tự thử lại. Kiểm tra TELEGRAM_PROXY: địa chỉ, cổng, mật khẩu, và proxy "
    "có đang chạy và ra được Telegram không (docs/telegram.md). Các kênh khác vẫn chạy."
)
TELEGRAM_UNREADABLE = "Telegram: một tin có dạng lạ nên bỏ qua; các tin khác vẫn được trả lời."
TELEGRAM_IN_TROUBLE = "Telegram: máy chủ trả lời bất thường; sẽ tự thử lại. Các kênh khác vẫn chạy."
TELEGRAM_TOO_OFTEN = too_often("telegram")
TELEGRAM_TOKEN_WRONG = (
    "Telegram: TELEGRAM_TOKEN không đúng hoặc đã bị thu hồi. Chép lại mã từ @BotFather, sửa cài đặt rồi khởi động lại. "
    "Các kênh khác vẫn chạy."
)
TELEGRAM_CONFLICT = (
    "Telegram: có chương trình khác đang nhận tin của chính bot này. Mỗi bot chỉ chạy ở một nơi: tắt chương trình kia, "
    "hoặc lấy mã mới ở @BotFather. Sẽ tự thử lại."
)
TELEGRAM_ADDRESS_REFUSED = (
    "Telegram: không nhận địa chỉ webhook. PUBLIC_URL phải là địa chỉ https mà Internet mở được (cổng 443, 80, 88 hoặc "
    "8443). Sẽ tự thử lại; bỏ trống PUBLIC_URL thì bot tự lấy tin, không cần địa chỉ."
)
TELEGRAM_ADDRESS_NOT_REACHED = (
    "Telegram: có tin nhưng không gửi được đến PUBLIC_URL. Kiểm tra tên miền, chứng chỉ https, tường lửa và máy chủ "
    "web phía trước; Telegram giữ tin trong 24 giờ và tự gửi lại."
)
TELEGRAM_ADDRESS_LOST = (
    "Telegram: địa chỉ webhook vừa bị chương trình khác dùng chung TELEGRAM_TOKEN gỡ hoặc đổi; đã đặt lại. "
    "Mỗi bot chỉ chạy ở một nơi."
)
TELEGRAM_NOT_SAVED = (
    "Telegram: tin mới chưa ghi được vào thư mục dữ liệu nên chưa báo nhận; Telegram giữ tin trong 24 giờ. "
    "Kiểm tra ổ đĩa; sẽ tự thử lại."
)
TELEGRAM_WELL_AGAIN = "Telegram: đã hoạt động trở lại."
TELEGRAM_API_WRONG = "địa chỉ phải bắt đầu bằng http:// hoặc https://"
TELEGRAM_PROXY_WRONG = "địa chỉ proxy phải có dạng http://máy:cổng hoặc socks5://máy:cổng"


def telegram_serving(name: str) -> str:
    """The bot is at work."""
    return f"Telegram: đang trả lời tại https://t.me/{name}"


# --- Telegram: what people read ------------------------------------------------------------------------------------

TELEGRAM_FILE_TOO_BIG = (
    "Telegram chỉ chuyển cho bot tệp không quá 20 MB. Anh/chị chép tệp này thẳng vào thư mục tài liệu."
)
TELEGRAM_FILE_NOT_FETCHED = "Chưa tải được tệp này từ Telegram. Anh/chị gửi lại tệp giúp."
TELEGRAM_DESCRIPTION = (
    "Hỏi đáp về công tác cán bộ: hỏi như nhắn tin, có dấu hay không dấu đều được. Tôi trích nguyên văn quy định trong "
    "kho tài liệu, ghi rõ văn bản, điều khoản và còn hiệu lực hay không; tài liệu không nói thì tôi nói là không có. "
    "Xin đừng gửi tài liệu hoặc câu hỏi có nội dung bí mật nhà nước."
)
TELEGRAM_ABOUT = "Tra cứu quy định về công tác cán bộ, trích nguyên văn kèm nguồn và hiệu lực."
COMMANDS = {
    "hoi": "Hỏi một câu: /hoi tuổi bổ nhiệm lần đầu",
    "nguon": "Xem nguồn của câu trả lời gần nhất",
    "vanban": "Văn bản có trong kho; /vanban luân chuyển để tìm",
    "help": "Cách hỏi và cách đọc câu trả lời",
    "gioithieu": "Tôi là ai, trả lời từ đâu",
    "xoadulieu": "Xóa dữ liệu của tôi",
    "start": "Bắt đầu",
}
GROUP_COMMANDS = ("hoi", "nguon", "vanban", "help", "gioithieu")
ADMIN_COMMANDS = {
    "trangthai": "Tình trạng: kho tài liệu, tin đang chờ, lỗi",
    "tailieu": "Danh sách tài liệu, lấy ra hoặc khôi phục",
    "thongke": "Số câu hỏi, câu chưa trả lời được",
    "capnhat": "Đọc lại thư mục tài liệu ngay",
    "moi": "Tạo mã mời: /moi Đảng ủy phường A 20 7",
}
