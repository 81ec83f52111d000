"""What staff read: signing in, the frame of their pages, the audit trail, and the commands that keep accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.phrases.report import clock

ROLES = {"training": "đào tạo", "admin": "quản trị"}

# What the frame and the pages of signing in say; the templates know it as `s`.
WORDS = {
    "product": "Tra cứu công tác cán bộ",
    "skip": "Đến nội dung chính",
    "pages": "Các trang của cán bộ phụ trách",
    "training": "Đào tạo",
    "folder": "Tài liệu",
    "todos": "Cần bổ sung",
    "trail": "Nhật ký",
    "zalo_oa": "Zalo OA",
    "chat": "Trang hỏi đáp",
    "sign_out": "Đăng xuất",
    "signed_in_as": "Đang đăng nhập: {name}",
    "sign_in": "Đăng nhập",
    "sign_in_for": "Dành cho cán bộ phụ trách đào tạo và tài liệu.",
    "name": "Tên đăng nhập",
    "password": "Mật khẩu",
    "no_account": "Chưa có tài khoản hoặc quên mật khẩu? Hãy hỏi người vận hành máy chủ.",
    "trail_about": "Ai đã đăng nhập, xuất dữ liệu, thêm, bỏ hoặc sửa gì. Mới nhất ở trên; giờ Việt Nam.",
    "trail_when": "Thời điểm",
    "trail_who": "Tài khoản",
    "trail_what": "Việc",
    "trail_which": "Đối tượng",
    "trail_empty": "Chưa có việc nào được ghi.",
    "trail_end": "Không còn việc nào cũ hơn.",
    "older": "Cũ hơn",
    "newest": "Mới nhất",
}

ACTIONS = {
    "signed_in": "Đăng nhập",
    "sign_in_failed": "Đăng nhập không được",
    "signed_out": "Đăng xuất",
    "exported": "Xuất dữ liệu",
    "uploaded": "Thêm tài liệu",
    "replaced": "Thay tài liệu",
    "taken_out": "Bỏ tài liệu ra",
    "restored": "Khôi phục tài liệu",
    "metadata_changed": "Sửa thông tin tài liệu",
    "register_written": "Ghi danh mục",
    "theme_renamed": "Đặt tên chủ đề",
    "theme_merged": "Gộp chủ đề",
    "theme_hidden": "Ẩn chủ đề",
    "judged": "Nhận xét câu trả lời",
    "todo_made": "Đề nghị bổ sung tài liệu",
    "todo_closed": "Đóng đề nghị bổ sung",
    "golden_chosen": "Chọn câu hỏi làm bài kiểm tra",
    "account_added": "Thêm tài khoản",
    "account_closed": "Đóng tài khoản",
    "password_changed": "Đổi mật khẩu",
    "channel_connected": "Cấp quyền cho kênh nhắn tin",
}
NOBODY = {  # instead of an account's name
    "#": "dòng lệnh máy chủ",
    "?": "tên không có",
    "@telegram": "người quản trị, qua Telegram",
    "@zalo": "người quản trị, qua Zalo",
    "@zalo_oa": "người quản trị, qua Zalo OA",
}

SIGN_IN_WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."
SIGN_IN_AGAIN = "Phiên đăng nhập đã hết hạn, việc vừa rồi chưa được ghi. Đăng nhập lại rồi làm lại giúp."
FORM_OLD = "Trang này mở đã lâu nên không gửi được. Anh/chị đăng nhập lại giúp."
FORM_FOREIGN = "Yêu cầu không đến từ trang đang mở nên không được nhận. Hãy tải lại trang rồi thử lại."
NOT_ALLOWED = "Tài khoản này không có quyền mở trang này. Hãy hỏi người quản trị tài liệu."

ACCOUNT_NAME_WRONG = "Tên tài khoản gồm 2 đến 40 ký tự: chữ thường không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới."
PASSWORD_EASY = "Mật khẩu quá dễ đoán. Hãy dùng một câu ngắn hoặc vài từ không liên quan, hoặc --generate."
PASSWORDS_DIFFER = "Hai lần nhập không giống nhau. Chưa có gì thay đổi."
PASSWORD_MISSING = "Chưa có mật khẩu: hãy nhập ở cửa sổ dòng lệnh, đưa vào qua stdin, hoặc dùng --generate."
PASSWORD_ASK = "Mật khẩu: "
PASSWORD_AGAIN = "Nhập lại mật khẩu: "
GENERATED = "Mật khẩu, chỉ hiện một lần:"
NO_ACCOUNTS = "Chưa có tài khoản nào. Thêm: cadre-bot admin add TÊN --role admin"

CLI_ADMIN = "Tài khoản của cán bộ phụ trách: thêm, xem, đóng, đổi mật khẩu."
CLI_ADD = "Thêm tài khoản; hỏi mật khẩu hai lần, hoặc đọc một dòng từ stdin."
CLI_LIST = "Liệt kê tài khoản."
CLI_REMOVE = "Đóng tài khoản; mọi phiên đang mở của tài khoản kết thúc ngay."
CLI_PASSWORD = "Đổi mật khẩu; mọi phiên đang mở của tài khoản kết thúc ngay."
CLI_NAME = "tên tài khoản"
CLI_ROLE = "training: trang đào tạo; admin: thêm trang tài liệu và nhật ký"
CLI_GENERATE = "tự tạo mật khẩu và in ra một lần"


def too_often(seconds: int) -> str:
    """Wrong names or passwords, too often."""
    return f"Nhập sai quá nhiều lần. Anh/chị thử lại sau {max(1, round(seconds / 60))} phút."


def account_taken(name: str) -> str:
    """An account of that name is in use."""
    return f"Tài khoản {name} đã có. Đổi mật khẩu: cadre-bot admin password {name}"


def account_unknown(name: str) -> str:
    """No account of that name is in use."""
    return f"Không có tài khoản {name} đang dùng. Xem: cadre-bot admin list"


def password_short(least: int) -> str:
    """A password of too few characters."""
    return f"Mật khẩu phải có ít nhất {least} ký tự."


def password_unusable(most: int) -> str:
    """A password that no keyboard and form would bring again as it is."""
    return f"Mật khẩu dài tối đa {most} ký tự và không có ký tự điều khiển."


def account_added(name: str, role: str) -> str:
    """An account was made."""
    return f"Đã thêm tài khoản {name} ({ROLES[role]}). Đăng nhập tại trang /dang-nhap."


def account_closed(name: str) -> str:
    """An account was closed."""
    return f"Đã đóng tài khoản {name}."


def password_changed(name: str) -> str:
    """An account has another password."""
    return f"Đã đổi mật khẩu của tài khoản {name}; các phiên đang mở đã kết thúc."


def account_lines(rows: Sequence[tuple[str, str, datetime, datetime | None]]) -> list[str]:
    """Accounts as (name, role, made, closed), one line each."""
    lines = []
    for name, role, made, closed in rows:
        state = f"đóng {clock(closed)}" if closed else "đang dùng"
        lines.append(f"{name:<20}  {ROLES[role]:<9}  tạo {clock(made)}  {state}")
    return lines
