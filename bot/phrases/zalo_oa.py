"""What the channel of the Zalo Official Account says of its own accord."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

# --- what the operator reads ---------------------------------------------------------------------------------------

UNREACHABLE = "Zalo OA: chưa kết nối được; sẽ tự thử lại. Các kênh khác vẫn chạy."
IN_TROUBLE = "Zalo OA: máy chủ trả lời bất thường; sẽ tự thử lại. Các kênh khác vẫn chạy."
NOT_SAVED = (
    "Zalo OA: tin mới chưa ghi được vào thư mục dữ liệu nên chưa báo nhận; Zalo gửi lại trong khoảng hai giờ. Kiểm tra "
    "ổ "
    "đĩa."
)
WELL_AGAIN = "Zalo OA: đã hoạt động trở lại."
TOKENS_NOT_KEPT = (
    "Zalo OA: chưa ghi được khóa truy cập vào thư mục dữ liệu, nên chưa dùng được; sẽ tự ghi khi ổ "
    "đĩa "
    "nhận. Kiểm tra ổ đĩa; nếu đã tắt chương trình trước khi ghi được thì cấp quyền lại."
)
TOKENS_UNREADABLE = (
    "Zalo OA: không đọc được khóa truy cập đã lưu (zalo_oa.tokens): ZALO_OA_KEY hoặc tệp zalo_oa.key đã đổi, hoặc tệp "
    "hỏng. "
    "Cấp quyền lại trên trang quản trị."
)
KEY_SHORT = "quá ngắn: cần ít nhất 20 ký tự ngẫu nhiên"
SECRET_WRONG = "có ký tự mà khóa của Zalo không có (dấu, ngoặc kép cong, xuống dòng): chép lại từ trang Cài đặt"
HALF_SET = "cần có cả ZALO_OA_APP_ID và ZALO_OA_APP_SECRET"
NO_ADDRESS = (
    "Zalo OA: chưa đặt PUBLIC_URL. Zalo OA chỉ gửi tin đến một địa chỉ https công khai, nên bot chưa nhận được tin nào "
    "(docs/zalo-oa.md)."
)
NO_SECRET = (
    "Zalo OA: chưa đặt ZALO_OA_SECRET (khóa bí mật của OA, ở trang Webhook), nên mọi tin gửi đến bị từ chối "
    "(docs/zalo-oa.md)."
)
TEMPLATES_REFUSED = "Zalo OA: máy chủ không nhận nút bấm; tạm gửi chữ thường kèm dòng lựa chọn để gõ."


def not_connected(address: str) -> str:
    """Nobody has given their consent yet; `address` is that of the page to do so."""
    return (
        f"Zalo OA: chưa được cấp quyền nên chưa gửi được tin. Người quản trị đăng nhập rồi mở {address} để cấp quyền "
        "(docs/zalo-oa.md)."
    )


def lost(address: str) -> str:
    """The pair of tokens is of no use any more."""
    return (
        "Zalo OA: quyền truy cập đã mất hiệu lực (bị thu hồi, hết hạn, hoặc có nơi khác dùng chung). Kênh Zalo OA nhận "
        "tin "
        f"nhưng chưa trả lời được. Người quản trị đăng nhập rồi mở {address} để cấp quyền lại; tin chưa gửi được giữ "
        "trong "
        "24 giờ."
    )


def refresh_refused(code: int) -> str:
    """The server renews no token, and does not say that the pair is lost."""
    return (
        f"Zalo OA: máy chủ từ chối gia hạn khóa truy cập (mã {code}); sẽ tự thử lại. Kiểm tra ZALO_OA_APP_ID và "
        "ZALO_OA_APP_SECRET."
    )


SEED_USED = (
    "Zalo OA: ZALO_OA_REFRESH_TOKEN đã dùng rồi hoặc hết hạn (mỗi mã chỉ dùng được một lần). Bỏ dòng ấy đi, hoặc lấy "
    "mã mới."
)
TOKEN_REFUSED = (
    "Zalo OA: máy chủ không nhận khóa truy cập, kể cả khóa vừa gia hạn; sẽ tự thử lại. Nếu còn gặp: cấp quyền lại trên "
    "trang quản trị."
)


def serving(name: str) -> str:
    """The bot is at work."""
    return f"Zalo OA: đang trả lời với tên {name}." if name else "Zalo OA: đang trả lời."


def address_to_give(address: str) -> str:
    """Where the console is to send webhooks."""
    return f"Zalo OA: địa chỉ webhook để khai báo ở developers.zalo.me: {address}"


# --- signatures ----------------------------------------------------------------------------------------------------


def not_enforced(verified: bool) -> str:
    """Signatures are looked at and not enforced."""
    then = (
        "Đã có tin thật đúng chữ ký: đổi ZALO_OA_SIGNATURES=enforce rồi khởi động lại."
        if verified
        else "Chưa có tin nào đúng chữ ký; chỉ để như vậy khi đang thử."
    )
    return f"Zalo OA: CHỮ KÝ CỦA TIN GỬI ĐẾN KHÔNG ĐƯỢC KIỂM TRA (ZALO_OA_SIGNATURES=log), ai cũng giả được tin. {then}"


VERIFIED = "Zalo OA: vừa có tin thật đầu tiên đúng chữ ký. Bật kiểm tra được rồi: đặt ZALO_OA_SIGNATURES=enforce."
NOT_VERIFIED = "Zalo OA: một tin gửi đến không đúng chữ ký nhưng vẫn được nhận (ZALO_OA_SIGNATURES=log)."
REFUSED = "Zalo OA: một yêu cầu gửi đến webhook không đúng chữ ký và bị từ chối."


def refused(count: int, verified: bool) -> str:
    """Webhooks were refused since the start."""
    line = f"Zalo OA: từ chối {_grouped(count)} yêu cầu không đúng chữ ký từ khi khởi động."
    if verified:
        return line
    return (
        f"{line} Chưa có tin nào đúng chữ ký: nếu tin thật không tới, kiểm tra ZALO_OA_SECRET và ZALO_OA_APP_ID "
        "(docs/zalo-oa.md)."
    )


# --- another Official Account --------------------------------------------------------------------------------------


def for_another(other: str, ours: str) -> str:
    """The first event that was for another Official Account of the same app."""
    return (
        f"Zalo OA: một tin gửi cho OA khác (số hiệu {other}) cũng tới webhook này và bị bỏ qua: chương trình chỉ được "
        f"cấp quyền trả lời cho OA {ours} (docs/zalo-oa.md)."
    )


def others(count: int, other: str, ours: str) -> str:
    """Events for another one were passed over since the start; `other` is that of the latest."""
    return (
        f"Zalo OA: bỏ qua {_grouped(count)} tin gửi cho OA khác (gần nhất là OA số hiệu {other}) từ khi khởi động. "
        f"Chương trình chỉ trả lời cho OA {ours} đã cấp quyền; nếu muốn dùng OA kia thì cấp quyền lại bằng OA ấy."
    )


# --- what admins read ----------------------------------------------------------------------------------------------

# Why nothing is sent until somebody has done something; by the server's code.
STOPPED = {
    204: "OA đã bị khóa",
    205: "OA không tồn tại",
    209: "ứng dụng chưa được dùng API này",
    212: "ứng dụng chưa đăng ký API này",
    219: "ứng dụng đã bị gỡ khỏi OA hoặc bị khóa",
    221: "OA chưa được xác thực",
    223: "ứng dụng thiếu quyền gửi tin",
    224: "gói dịch vụ của OA không có API gửi tin",
    235: "loại OA này không được dùng API",
    237: "nhóm đã hết hạn",
    320: "ứng dụng chưa liên kết tài khoản trả phí",
    321: "tài khoản trả phí của ứng dụng không đủ tiền",
}


def stopped(code: int) -> str:
    """Nothing is sent until somebody has done something."""
    why = STOPPED.get(abs(code), "máy chủ không nhận tin")
    return (
        f"Zalo OA: không gửi được tin: {why} (mã {code}). Xử lý ở oa.zalo.me hoặc developers.zalo.me; bot thử lại vài "
        "phút "
        "một lần và giữ tin trong 24 giờ."
    )


def fault(code: int) -> str:
    """A message was refused as it is: a fault of ours."""
    return (
        f"Zalo OA: máy chủ không nhận nội dung một tin (mã {code}), người hỏi có thể không nhận được câu trả lời. Đây "
        "là lỗi "
        "của chương trình: báo người vận hành kèm mã lỗi."
    )


def failed(code: int) -> str:
    """The server did not manage to send a message, twice."""
    return (
        f"Zalo OA: máy chủ báo không gửi được một tin (mã {code}), thử lại cũng vậy; người hỏi có thể không nhận được "
        "câu trả lời. Lỗi ở phía Zalo; nếu gặp nhiều: báo người vận hành kèm mã lỗi."
    )


def unknown(code: int) -> str:
    """A code that the sheet of the platform does not have."""
    return f"Zalo OA: máy chủ trả lời mã lạ {code} khi gửi tin; tin được thử lại trong 24 giờ. Báo người vận hành."


WINDOW_CLOSED = (
    "Zalo OA: có tin chưa gửi được vì người nhận đã lâu không nhắn cho OA. Zalo chỉ cho gửi miễn phí tối đa 8 tin "
    "trong 48 "
    "giờ kể từ tin cuối của họ, và không cho gửi sau 7 ngày. Tin được giữ 24 giờ, họ nhắn lại là tới. Muốn gửi cả tin "
    "có "
    "tính phí (trong 7 ngày): đặt ZALO_OA_PAID=true."
)
CHARGED = (
    "Zalo OA: máy chủ vừa trừ một tin vào gói hoặc tính phí, dù bot chỉ gửi trong hạn miễn phí mà nó biết. Xem lại hạn "
    "mức "
    "của OA; muốn chấp nhận thì đặt ZALO_OA_PAID=true."
)


def too_many(moment: datetime, count: int, monthly: int) -> str:
    """The platform takes no messages for now."""
    return (
        f"Zalo OA: lúc {moment:%H:%M} ngày {moment.day}/{moment.month}, máy chủ báo hết hạn mức gửi tin (mã -211). "
        "Tháng này "
        f"bot đã gửi {_grouped(count)} tin. Mua thêm hạn mức ở oa.zalo.me; tin chưa gửi được giữ lại và thử lại trong "
        "24 giờ."
    )


def month(moment: datetime, count: int, monthly: int) -> str:
    """How many messages were sent in a month; no limit of it is known."""
    return f"Zalo OA: tháng {moment.month}/{moment.year} đã gửi {_grouped(count)} tin"


def month_ending(moment: datetime, count: int, monthly: int) -> str:
    """Most of a month's messages are sent."""
    return f"{month(moment, count, monthly)} trên {_grouped(monthly)}"


_QUOTAS = {
    "reply": "tin trả lời miễn phí",
    "sub_quota": "tin trong gói",
    "purchase_quota": "tin mua thêm",
    "reward_quota": "tin được tặng",
}


def quota(kind: str, remain: int, total: int | None, until: str) -> str:
    """What the server says is left of one kind of messages."""
    of = f"/{_grouped(total)}" if total is not None else ""
    ends = f", đến {until}" if until else ""
    return f"Zalo OA: máy chủ báo còn {_grouped(remain)}{of} {_QUOTAS.get(kind, 'tin')}{ends}"


def quota_ending(kind: str, remain: int, total: int | None) -> str:
    """Few messages of a kind are left."""
    of = f"/{_grouped(total)}" if total is not None else ""
    left = f"{_grouped(remain)}{of} {_QUOTAS.get(kind, 'tin')}"
    return f"Zalo OA: sắp hết hạn mức: máy chủ báo còn {left}. Xem gói ở oa.zalo.me."


# --- what people read ----------------------------------------------------------------------------------------------

FILE_NOT_SENT = "(Bot chưa gửi tệp qua Zalo OA. Anh/chị hỏi người quản lý tài liệu để nhận tệp này.)"
FILE_TOO_BIG = "Bot chỉ nhận tệp không quá 20 MB qua Zalo OA. Anh/chị chép tệp này thẳng vào thư mục tài liệu."
FILE_NOT_FETCHED = "Chưa tải được tệp này từ Zalo. Anh/chị gửi lại tệp, hoặc chép vào thư mục tài liệu."


def file_on_page(address: str) -> str:
    """A file is not sent, but can be opened on our own page."""
    return f"Bot chưa gửi tệp qua Zalo OA; mở tại: {address}"


# --- the page of consent -------------------------------------------------------------------------------------------

WORDS = {
    "title": "Zalo OA",
    "about": "Cho phép chương trình nhận và trả lời tin nhắn của Zalo Official Account.",
    "state": "Tình trạng",
    "connect": "Bắt đầu cấp quyền",
    "again": "Cấp quyền lại",
    "go_on": "Mở trang cấp quyền của Zalo",
    "go_on_about": "Đăng nhập Zalo bằng tài khoản quản trị OA, chọn OA, bấm Cho phép. Zalo sẽ đưa anh/chị về lại đây. "
    "Đường "
    "dẫn chỉ dùng được một lần, trong 10 phút.",
    "done": "Đã được cấp quyền. Bot bắt đầu trả lời trên Zalo OA.",
    "failed": "Chưa cấp được quyền",
    "try_again": "Thử lại",
}
STATE_CONNECTED = "Đã được cấp quyền"
STATE_NOT = "Chưa được cấp quyền"
STATE_LOST = "Quyền đã mất hiệu lực, cần cấp lại"
CONSENT_OLD = "Đường dẫn cấp quyền đã cũ hoặc đã dùng, hoặc do người khác mở. Bấm “Bắt đầu cấp quyền” rồi làm lại."
CONSENT_DENIED = "Zalo không đưa mã cấp quyền về: có thể đã bấm Từ chối. Làm lại nếu muốn."
CONSENT_UNREACHABLE = "Chưa kết nối được máy chủ cấp quyền của Zalo. Kiểm tra mạng rồi làm lại từ đầu."
CONSENT_NO_ADDRESS = "Chưa đặt PUBLIC_URL: Zalo cần một địa chỉ https công khai để đưa anh/chị về lại trang này."


def consent_refused(code: int) -> str:
    """Zalo took the code of consent for no good."""
    if abs(code) == 14003:
        return (
            "Zalo không nhận địa chỉ quay về (mã -14003): tên miền của PUBLIC_URL chưa được xác thực, hoặc địa chỉ "
            "chưa được "
            "khai báo ở developers.zalo.me (docs/zalo-oa.md)."
        )
    return f"Zalo từ chối cấp quyền (mã {code}). Kiểm tra ZALO_OA_APP_ID, ZALO_OA_APP_SECRET rồi làm lại."


def state_lines(
    state: str, oa: str | None, until: datetime | None, callback: str, webhook: str, notes: Sequence[str]
) -> list[tuple[str, str]]:
    """The rows of the page: (label, value)."""
    rows = [("Quyền truy cập", state)]
    if oa:
        rows.append(("Mã số OA", oa))
    if until is not None:
        rows.append(("Khóa hiện tại dùng đến", f"{until:%H:%M %d/%m/%Y}, tự gia hạn trước đó"))
    rows += [("Địa chỉ quay về (callback)", callback), ("Địa chỉ webhook", webhook)]
    return rows + [("Lưu ý", note) for note in notes]


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
