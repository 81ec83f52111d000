"""What keeping the folder by hand says."""

from __future__ import annotations

from datetime import date

from bot.phrases import day

UNNAMED = "tài liệu"  # the name of a file that came without one


def already_there(file: str) -> str:
    """The very same file is in the folder."""
    return f"Kho đã có đúng tệp này: {file}."


def full_text_there(file: str) -> str:
    """The file is a digest of a document whose full text is in the folder."""
    return f"Kho đã có toàn văn của văn bản này ({file}), nên bản tóm lược sẽ không được trích dẫn."


def not_kept(reason: str) -> str:
    """The folder, or the trash, did not take a file."""
    return f"Chưa làm được với tệp này: {reason}. Kiểm tra dung lượng đĩa và quyền ghi vào thư mục tài liệu."


def name_of_another(file: str) -> str:
    """A file of the folder bears this one's name and is another document."""
    return f"Trong kho có tệp trùng tên nhưng là văn bản khác ({file}); tệp này sẽ được lưu với tên có số đi kèm."


def will_end(file: str, number: str | None, since: date | None) -> str:
    """A file of the folder would be out of force because of this one."""
    named = f"{number} ({file})" if number else file
    when = f"từ {day(since)}" if since else "(chưa rõ từ ngày nào)"
    return f"Tệp này ghi thay thế {named}: đưa vào kho thì văn bản đó được coi là hết hiệu lực {when}."


def lower_replaces_higher(new: str, old: str) -> str:
    """A document of a city claims to take the place of one of the centre."""
    return (
        f"Văn bản địa phương {new} lại ghi thay thế văn bản cấp trên {old}. "
        "Hãy xem kỹ câu ghi thay thế trước khi đưa vào kho."
    )
