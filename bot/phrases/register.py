"""What is said about the register `danh-muc.xlsx`, the links between documents, and stamps of internal circulation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.phrases import day

READ_PREFIX = "Bot đọc:"  # before the names of the columns that the bot fills in; they state nothing
SHEET = "Danh mục"
YES = "có"
NO = "không"
HELP_SHEET = "Cách ghi"
HELP = (
    "Mỗi dòng của trang “Danh mục” nói về một văn bản, nhận theo cột “Tệp”, hoặc “Số ký hiệu” nếu ô “Tệp” trống.",
    "Ô có chữ thì thay cho điều bot tự đọc; ô trống thì không nói gì. Thêm cột riêng của đơn vị tùy ý.",
    "Các cột “Bot đọc: …” do bot ghi để đối chiếu và để nhận lại văn bản khi tệp đổi tên. Sửa ở đó không thay đổi "
    "điều bot nói về văn bản.",
    "Ngày ghi ngày/tháng/năm, ví dụ 11/3/2021. “Ngày ban hành” không rõ ngày thì ghi 2/2023 hoặc 2022.",
    "“Hết hiệu lực từ” là ngày đầu tiên không còn hiệu lực.",
    "“Điều khoản hết hiệu lực”: ghi khi chỉ một phần văn bản hết hiệu lực, ví dụ "
    "Điều 5 từ 1/1/2026; khoản 2 Điều 7 từ 1/3/2026 (377-QĐ/TW).",
    "Các cột “Thay thế”, “Được thay thế bởi”, “Sửa đổi”, “Căn cứ”, “Hướng dẫn” ghi số ký hiệu, "
    "cách nhau bằng dấu phẩy: 80-QĐ/TW, 50-QĐ/TW.",
    "“Cho dùng”: ghi “có” để xác nhận tài liệu “lưu hành nội bộ” được phép đưa vào bot. Xác nhận chỉ có hiệu lực với "
    "nội dung tệp lúc đó; tệp thay đổi thì phải xác nhận lại.",
    "Lưu tệp là bot đọc lại trong vài giây; chỗ ghi sai được nêu kèm số dòng khi chạy kiểm tra.",
)
INTERNAL = "lưu hành nội bộ"

# --- the register itself -------------------------------------------------------------------------------------------

BROKEN = "Tệp bị hỏng, có mật khẩu hoặc không phải tệp Excel (.xlsx) nên không đọc được. Hãy mở bằng Excel rồi lưu lại."
NO_HEADER = (
    "Không thấy dòng tiêu đề trong 10 dòng đầu: cần ít nhất cột “Tệp” (hoặc “Số ký hiệu”) và một cột nữa của danh mục."
)
TOO_BIG = "Tệp quá lớn so với một danh mục nên không đọc. Hãy bỏ ảnh và các trang tính không cần ra khỏi tệp."
KEPT = "Tạm dùng danh mục của lần đọc được gần nhất."


def not_opened(reason: str) -> str:
    """The system does not let the register be read."""
    return f"Không mở được danh mục ({reason}); có thể đang mở ở máy khác."


def too_many_rows(most: int) -> str:
    """A sheet with more rows than are read."""
    return f"Danh mục quá dài: chỉ đọc {most} dòng đầu."


def doubled_column(name: str) -> str:
    """A column that is there twice."""
    return f"Có hơn một cột “{name}”; chỉ đọc cột đứng trước."


def at_line(line: int | None, text: str) -> str:
    """What is wrong with a row, with its number as Excel shows it."""
    return f"dòng {line}: {text[:1].lower()}{text[1:]}" if line else text


def in_register(file: str, line: int, text: str) -> str:
    """The same among the warnings of the row's document."""
    return f"{file}, {at_line(line, text)}"


def summary(lines: Sequence[str], most: int) -> str:
    """All that is wrong with the register as one reason."""
    shown = "; ".join(line.rstrip(".") for line in lines[:most])
    rest = len(lines) - most
    return f"{shown}." if rest <= 0 else f"{shown}; và {rest} chỗ nữa (xem `cadre-bot check`)."


# --- cells ---------------------------------------------------------------------------------------------------------


def in_column(column: str, text: str) -> str:
    """Something about what stands in a column."""
    return _cell(column, text)


def _cell(column: str, text: str) -> str:
    return f"Cột “{column}”: {text}"


def date_wrong(column: str, value: str) -> str:
    """A date that does not exist or is none."""
    return _cell(column, f"ngày “{value}” không có thật. Viết ngày/tháng/năm, ví dụ 11/3/2021.")


def first_of_month(column: str, value: str, taken: date) -> str:
    """A month where a day is needed."""
    return _cell(column, f"“{value}” không ghi ngày, được hiểu là {day(taken)}.")


def made_a_date(column: str) -> str:
    """Excel has made a date of a number with a stroke."""
    return _cell(column, "Excel đã đổi ô này thành ngày tháng. Gõ dấu nháy đơn (') trước rồi gõ lại số ký hiệu.")


def no_result(column: str) -> str:
    """A formula whose result is not stored."""
    return _cell(column, "công thức chưa có kết quả. Mở tệp bằng Excel rồi lưu lại, hoặc gõ thẳng giá trị.")


def cell_error(column: str, value: str) -> str:
    """An error of Excel in place of a value."""
    return _cell(column, f"ô báo lỗi {value}.")


def value_wrong(column: str, value: str, choices: Sequence[str]) -> str:
    """A word that is none of those possible."""
    return _cell(column, f"“{value}” không hợp lệ nên bị bỏ qua. Chọn một trong: {'; '.join(choices)}.")


def no_number_in(column: str, value: str) -> str:
    """A number of a document is wanted, and what stands there is none."""
    return _cell(column, f"không nhận ra số ký hiệu trong “{value}”. Viết đủ, ví dụ 80-QĐ/TW.")


def ends_before_it_begins(expired: date, begun: date) -> str:
    """The day of expiry lies before that of coming into force."""
    return (
        f"Ngày hết hiệu lực ({day(expired)}) đứng trước ngày có hiệu lực ({day(begun)}) nên không dùng hai ô ngày này."
    )


# --- rows and documents --------------------------------------------------------------------------------------------

NAMELESS = "Không có tên tệp lẫn số ký hiệu nên không biết nói về văn bản nào."


def file_gone(file: str) -> str:
    """A row whose file is not in the folder."""
    return f"Không thấy tệp “{file}” trong thư mục tài liệu."


def several_files(file: str, found: Sequence[str]) -> str:
    """A row whose file name is that of several files."""
    return f"Có {len(found)} tệp tên “{file}”: {', '.join(found[:3])}. Ghi cả thư mục con vào ô “Tệp”."


def number_gone(number: str) -> str:
    """A row whose document is not in the folder."""
    return f"Không có văn bản nào số “{number}” trong thư mục tài liệu."


def several_documents(number: str, found: Sequence[str]) -> str:
    """A row whose number is that of several documents."""
    return f"Có nhiều văn bản số “{number}”: {', '.join(found[:3])}. Ghi tên tệp vào ô “Tệp”."


def same_row(other: int, file: str) -> str:
    """A second row for a document."""
    return f"Nói về {file}, đã có ở dòng {other}; chỉ dùng dòng {other}."


def renamed(file: str) -> str:
    """A row whose file is gone and whose number is that of another file."""
    return f"Không thấy tệp “{file}”; nhận ra văn bản này theo số ký hiệu. Hãy sửa lại ô “Tệp”."


def taken_by(file: str, now: str) -> str:
    """A row whose file is another document now and whose number is that of another file."""
    return f"Tệp “{file}” nay là văn bản {now}; nhận ra văn bản của dòng này theo số ký hiệu. Hãy sửa lại ô “Tệp”."


def for_another(file: str, then: str, now: str) -> str:
    """A row whose file is another document now, and whose own document is not in the folder."""
    return (
        f"Dòng này được ghi cho văn bản {then} (cột “{READ_PREFIX} Số ký hiệu”), nhưng tệp “{file}” nay là văn bản "
        f"{now}, nên không dùng những điều ghi ở dòng này. Nếu đúng là văn bản khác, hãy xóa dòng, hoặc sửa ô “Tệp”; "
        f"nếu vẫn là văn bản đó, hãy xóa ô “{READ_PREFIX} Số ký hiệu” của dòng."
    )


def not_moved(old: str, new: str, reason: str) -> str:
    """The row of a file that was replaced still names the old one."""
    return f"Dòng của “{old}” trong danh mục chưa chuyển sang tệp mới. {reason} Hãy sửa ô “Tệp” thành “{new}”."


def allowed_without_file(column: str) -> str:
    """A confirmation that does not name its file."""
    return _cell(column, "phải ghi tên tệp ở ô “Tệp” thì mới có tác dụng.")


def successor_unknown(number: str) -> str:
    """The named successor is not in the folder."""
    return f"Văn bản thay thế ({number}) chưa có trong thư mục tài liệu."


def same_identity(files: Sequence[str]) -> str:
    """Several files are of one document."""
    return f"Cùng một văn bản với {', '.join(files[:3])}: trùng số ký hiệu, cơ quan và năm. Chỉ nên giữ một tệp."


def circle(numbers: Sequence[str]) -> str:
    """Documents that replace one another in a circle."""
    if len(numbers) == 1:
        return f"Văn bản {numbers[0]} được ghi là thay thế chính nó, nên điều ghi này không được dùng."
    return (
        f"Các văn bản {', '.join(numbers)} được ghi là thay thế lẫn nhau thành vòng, nên điều ghi này không được dùng."
    )


def by_register(line: int, columns: Sequence[str]) -> str:
    """What the register says of a document."""
    return f"theo danh mục (dòng {line}): {', '.join(columns)}"


def expires_soon(expired: date, days: int) -> str:
    """A document that is in force and will not be for long."""
    return f"sắp hết hiệu lực: từ {day(expired)}, còn {days} ngày"


def replaced_here(by: str, file: str, since: date | None) -> str:
    """A document whose successor is in the folder too."""
    return f"đã được thay bằng {by} ({file})" + (f" từ {day(since)}" if since else "")


# --- internal circulation ------------------------------------------------------------------------------------------

INTERNAL_WAITS = (
    "Tài liệu ghi “LƯU HÀNH NỘI BỘ” nên chưa được đưa vào chỉ mục. Nếu mọi người dùng bot đều được phép đọc, "
    "hãy xác nhận bằng cách ghi “có” ở cột “Cho dùng”, dòng của tệp này, trong danh-muc.xlsx."
)


def internal_changed(word: str) -> str:
    """A document for internal circulation is not the one that was confirmed."""
    return (
        "Tài liệu ghi “LƯU HÀNH NỘI BỘ” và tệp nay khác với bản đã được xác nhận “Cho dùng” (hoặc lúc xác nhận chưa có "
        "tệp), nên lại chờ xác nhận và chưa được đưa vào chỉ mục. Nếu mọi người dùng bot đều được phép đọc bản này, "
        f"hãy bấm “Xác nhận cho dùng” ở trang Tài liệu, hoặc ghi “{word}” ở cột “Cho dùng”, dòng của tệp này, trong "
        "danh-muc.xlsx."
    )


# --- writing on request --------------------------------------------------------------------------------------------

CLI_REGISTER = "Thêm vào danh-muc.xlsx một dòng cho mỗi tài liệu chưa có; tạo tệp nếu chưa có."
NOTHING_TO_ADD = "Danh mục đã có đủ mọi tài liệu, không phải ghi gì thêm."
CHANGED_MEANWHILE = "Danh mục vừa được người khác lưu trong lúc bot đang ghi, nên bot không ghi đè. Hãy làm lại."
NOT_WRITABLE = "Bot không ghi thêm được vào danh mục này. Hãy mở bằng Excel, “Lưu thành” .xlsx rồi làm lại."


def open_elsewhere(file: str) -> str:
    """The register is open in Excel."""
    return f"{file} đang mở trong Excel. Hãy lưu và đóng lại rồi làm lại."


def cannot_add(reason: str) -> str:
    """The register cannot be read, so nothing is added to it."""
    return f"Chưa ghi được vào danh mục: {reason}"


def not_kept(file: str, reason: str) -> str:
    """The disk does not take the register."""
    return f"Không ghi được {file}: {reason}. Danh mục cũ còn nguyên. Kiểm tra dung lượng đĩa và quyền ghi."


def written(file: str, added: int, *, created: bool, backup: str | None) -> str:
    """What was written."""
    start = f"Đã tạo {file} với {added} dòng." if created else f"Đã thêm {added} dòng vào {file}."
    return f"{start} Bản trước được giữ ở {backup}." if backup else start


# --- answers about links -------------------------------------------------------------------------------------------

_RELATIONS = {
    ("replaces", True): "được thay bằng {}",
    ("replaces", False): "thay thế {}",
    ("amends", True): "được sửa đổi, bổ sung bởi {}",
    ("amends", False): "sửa đổi, bổ sung {}",
    ("guides", True): "được hướng dẫn, quy định chi tiết bởi {}",
    ("guides", False): "hướng dẫn, quy định chi tiết {}",
    ("based_on", True): "là căn cứ ban hành {}",
    ("based_on", False): "căn cứ {}",
}


def related(kind: str, names: Sequence[str], *, passive: bool, since: date | None) -> str:
    """What a document is to others; `since` is the day on which it was replaced."""
    said = _RELATIONS[kind, passive].format(", ".join(names))
    return f"{said}, từ {day(since)}" if since and (kind, passive) == ("replaces", True) else said


def amended_by(names: Sequence[str], more: int) -> str:
    """That a document was amended, by which others; `more` are not named."""
    rest = f" và {more} văn bản khác" if more > 0 else ""
    return f"đã được sửa đổi, bổ sung bởi {', '.join(names)}{rest}"


def not_by(asked: str) -> str:
    """Another document than the one asked about took its place."""
    return f"không phải do {asked} thay thế"


def not_said_to_replace(asked: str) -> str:
    """No document of the folder says that it replaces the one asked about."""
    return f"trong kho không có văn bản nào ghi là thay thế {asked}"
