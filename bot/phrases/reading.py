"""What the readers of files say, in Vietnamese: why a file was not read, and what to look at in one that was."""

from __future__ import annotations

from collections.abc import Sequence

# --- kinds of files --------------------------------------------------------------------------------------------------

FILE_OLE = "Tệp kiểu cũ của bộ Office (trước 2007), không phải Word nên chưa đọc được. Hãy “Lưu thành” .docx hoặc .pdf."
OFFICE_KINDS = {  # files that LibreOffice makes readable
    ".doc": "Word kiểu cũ (.doc)", ".xls": "Excel kiểu cũ (.xls)", ".ppt": "PowerPoint kiểu cũ (.ppt)",
    ".odt": "OpenDocument (.odt)", ".ods": "OpenDocument (.ods)", ".odp": "OpenDocument (.odp)",
}  # fmt: skip


def needs_office(suffix: str, wanted: str, part: str, *, there: bool) -> str:
    """LibreOffice, or the part of it that knows such files, is not installed."""
    lacking = f"LibreOffice trên máy chưa có phần {part.capitalize()}" if there else "Máy chưa có LibreOffice"
    return (
        f"{lacking} nên chưa đọc được tệp {OFFICE_KINDS[suffix]}. Hãy mở tệp rồi “Lưu thành” {wanted}, hoặc nhờ "
        f"người cài đặt thêm gói libreoffice-{part}."
    )


def office_too_slow(suffix: str, wanted: str) -> str:
    """LibreOffice took too long."""
    return f"Chuyển tệp {OFFICE_KINDS[suffix]} mất quá lâu nên đã dừng. Hãy mở tệp rồi “Lưu thành” {wanted}."


def read_by_office(suffix: str, wanted: str) -> str:
    """A file was read through LibreOffice."""
    return f"Tệp {OFFICE_KINDS[suffix]}, đã đọc qua LibreOffice. Nên “Lưu thành” {wanted} để giữ đúng số thứ tự."


# --- images and scans ------------------------------------------------------------------------------------------------

READ_BY_OCR = "Đọc bằng nhận dạng chữ (OCR), có thể sai. Nên thay bằng bản Word, hoặc PDF xuất từ Word."
_INSTALL_OCR = "nhờ người cài đặt thêm gói tesseract-ocr và tesseract-ocr-vie để nhận dạng chữ"
SCAN_NEEDS_OCR = (
    f"PDF chỉ có ảnh quét, không có lớp chữ. Hãy dùng bản gốc .docx, PDF xuất từ Word, hoặc {_INSTALL_OCR}."
)
IMAGE_NEEDS_OCR = f"Tệp là ảnh, không có chữ để đọc. Hãy dùng bản gốc .docx, PDF xuất từ Word, hoặc {_INSTALL_OCR}."
IMAGE_WITHOUT_WORDS = "Không nhận dạng được chữ nào trong ảnh. Hãy quét lại rõ hơn, hoặc dùng bản gốc .docx."
IMAGE_TOO_BIG = "Ảnh quá lớn nên không mở. Hãy quét lại ở 300 dpi, mỗi trang một ảnh."
OCR_TOO_SLOW = "Nhận dạng chữ trong tệp mất quá lâu nên đã dừng. Hãy tách tệp, hoặc dùng bản gốc .docx."


def _pages(pages: Sequence[int]) -> str:
    return ", ".join(map(str, pages))


def pages_by_ocr(pages: Sequence[int]) -> str:
    """Some pages of a PDF were scans, and their words were recognised."""
    return f"Trang {_pages(pages)} là ảnh quét. {READ_BY_OCR}"


def pages_need_ocr(pages: Sequence[int]) -> str:
    """Some pages of a PDF are images, and nothing is there to read them with."""
    return f"Trang {_pages(pages)} chỉ có ảnh, không có lớp chữ nên chưa đọc được. Dùng bản Word, hoặc {_INSTALL_OCR}."


def pages_not_recognised(pages: Sequence[int]) -> str:
    """Pages in which no words were found."""
    return f"Trang {_pages(pages)} không nhận dạng được chữ nào (trang trắng, hình, hoặc quét mờ)."


# --- old fonts -------------------------------------------------------------------------------------------------------


def converted_from(encodings: Sequence[str]) -> str:
    """Words in an old font were put into Unicode."""
    return f"Đã chuyển từ bảng mã {', '.join(encodings)} sang Unicode. Nên đối chiếu vài chỗ với bản gốc."


# --- spreadsheets and slides -----------------------------------------------------------------------------------------


def sheets_hidden(names: Sequence[str]) -> str:
    """Hidden sheets were not read."""
    return f"Trang tính ẩn không được đọc: {', '.join(names)}. Muốn đưa vào thì bỏ ẩn rồi lưu lại."


def rows_cut(rows: int) -> str:
    """A spreadsheet has more rows than are read."""
    return f"Bảng tính quá dài; chỉ đọc {rows:,} dòng đầu. Hãy tách tệp.".replace(",", ".")


def formulas_without_value(sheet: str) -> str:
    """Formulas whose result was never saved."""
    return f"Trang tính “{sheet}” có công thức chưa lưu kết quả. Hãy mở bằng Excel rồi lưu lại."


def slides_hidden(numbers: Sequence[int]) -> str:
    """Hidden slides were not read."""
    return f"Trang chiếu ẩn không được đọc: {_pages(numbers)}. Muốn đưa vào thì bỏ ẩn rồi lưu lại."


def slide(number: int) -> str:
    """The name of a slide without a title."""
    return f"Trang chiếu {number}"


NOT_CALCULATED = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA")

# --- the reading process ---------------------------------------------------------------------------------------------


def took_too_long(seconds: float) -> str:
    """Reading was stopped after its time."""
    return f"Đọc tệp mất quá {seconds:.0f} giây nên đã dừng. Hãy tách tệp, hoặc lưu lại từ phần mềm gốc thành .docx."


READER_CRASHED = "Tệp làm bộ đọc dừng đột ngột, có thể đã hỏng. Hãy mở tệp, lưu lại từ phần mềm gốc rồi chép lại."
TOO_MUCH_MEMORY = "Đọc tệp cần quá nhiều bộ nhớ nên đã dừng. Hãy tách tệp, hoặc bỏ bớt ảnh và bảng lớn trong tệp."
READER_MISSING = "Không khởi động được tiến trình đọc tệp trên máy này. Hãy báo người cài đặt."
