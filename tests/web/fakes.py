"""A small folder of documents, a tiny encoder and decisions made beforehand, for pages tried out as a person would.

What is decided (answered, near, refused) is set here, so that pages do not depend on where the bar stands; what is
then shown is composed by the product.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from bot import phrases
from bot.answer import Contact
from bot.answer.compose import TextBuilder, add_quotes, add_sources, cite, suggestion
from bot.index import Generation, TextEncoder
from bot.index.encoder import Vectors
from bot.model import Answer, State, Status
from bot.vietnamese import fold

REGULATION = """---
số: 65-QĐ/TW
loại: Quy định
trích yếu: Luân chuyển cán bộ
cơ quan ban hành: Bộ Chính trị
ngày ban hành: 28/4/2022
bản: toàn văn
nguồn: https://example.vn/65
---
QUY ĐỊNH
về luân chuyển cán bộ

Điều 1. Phạm vi điều chỉnh
Quy định này quy định về công tác luân chuyển cán bộ lãnh đạo, quản lý từ Trung ương tới địa phương.

Điều 2. Thời gian luân chuyển
1. Thời gian luân chuyển của cán bộ lãnh đạo ít nhất là bốn mươi tám tháng đối với một chức danh.
2. Cán bộ được luân chuyển giữ nguyên chế độ phụ cấp cũ trong suốt thời gian luân chuyển.

Điều 3. Nhà ở công vụ
Cán bộ đến từ địa phương khác được bố trí nhà ở công vụ trong thời gian công tác tại nơi đến.

Điều 4. Điều kiện luân chuyển cán bộ trẻ
1. Cán bộ được luân chuyển phải còn ít nhất hai nhiệm kỳ công tác tính từ thời điểm luân chuyển.
2. Trường hợp đặc biệt do cấp ủy có thẩm quyền xem xét, quyết định.

Điều 5. Hiệu lực thi hành
Quy định này có hiệu lực từ ngày ký.
"""

EXPIRED = """---
số: 98-QĐ/TW
loại: Quy định
trích yếu: Trợ cấp lưu trú hải đảo
cơ quan ban hành: Bộ Chính trị
ngày ban hành: 7/10/2017
hết hiệu lực từ: 28/4/2022
thay thế bởi: 65-QĐ/TW
bản: toàn văn
---
QUY ĐỊNH

Điều 1. Trợ cấp lưu trú hải đảo
Cán bộ công tác tại huyện đảo Bạch Long Vĩ được hưởng trợ cấp lưu trú hải đảo hằng quý.
"""

HOSTILE = """BAN TỔ CHỨC
Số: 12-HD/BTC

HƯỚNG DẪN
về quản lý <b>hồ sơ</b> & tệp

Điều 1. Biểu mẫu điện tử
Hồ sơ điện tử không được chứa đoạn mã <script>window.attacked = 1</script> hoặc \
<img src=x onerror="window.attacked=1"> trong biểu mẫu.

Điều 2. Lưu trữ
Hồ sơ giấy được lưu mười năm.
"""

NOTES = """# Ghi nhớ về tập huấn

## Lịch tập huấn

Lớp tập huấn nghiệp vụ tổ chức mở vào tháng ba hằng năm tại trường chính trị thành phố.

## Chế độ học viên

Học viên được hỗ trợ tiền ăn theo quy chế chi tiêu nội bộ của cơ quan cử đi học.
"""

ANSWERED = "Thời gian luân chuyển của cán bộ lãnh đạo là bao lâu?"
ATTACK = "Hồ sơ điện tử không được chứa đoạn mã gì trong biểu mẫu?"
OLD = "Cán bộ công tác tại huyện đảo Bạch Long Vĩ được hưởng trợ cấp lưu trú hải đảo thế nào?"
NOWHERE = "Giá vàng miếng thế giới hôm nay?"


def fill(folder: Path) -> Path:
    """Write the documents into a knowledge folder."""
    (folder / "trung ương").mkdir(parents=True)
    (folder / "trung ương" / "quy-định-65.md").write_text(REGULATION, encoding="utf-8")
    (folder / "trung ương" / "quy-định-98.md").write_text(EXPIRED, encoding="utf-8")
    (folder / "hướng-dẫn-12.txt").write_text(HOSTILE, encoding="utf-8")
    (folder / "ghi-nhớ.md").write_text(NOTES, encoding="utf-8")
    return folder


class WordEncoder:
    """A text as the bag of its folded words, hashed: alike texts lie near, and nothing has to be loaded.

    Questions wait while `gate` is closed.
    """

    name = "words@1"
    dimension = 256

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()

    def encode_query(self, text: str) -> Vectors:
        """One question, shape (dimension,)."""
        assert self.gate.wait(30)
        return self._encode(text)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Passages, shape (n, dimension)."""
        return np.stack([self._encode(text) for text in texts])

    def _encode(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in fold(text).split():
            vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % self.dimension] += 1
        return vector / max(1e-9, float(np.linalg.norm(vector)))


_QUOTED = {  # a piece of a question → (status, file, the words that are quoted)
    "lãnh đạo là bao lâu": (
        Status.ANSWERED,
        "trung ương/quy-định-65.md",
        "1. Thời gian luân chuyển của cán bộ lãnh đạo ít nhất là bốn mươi tám tháng đối với một chức danh.",
    ),
    "Thời gian luân chuyển theo": (
        Status.ANSWERED,
        "trung ương/quy-định-65.md",
        "2. Cán bộ được luân chuyển giữ nguyên chế độ phụ cấp cũ trong suốt thời gian luân chuyển.",
    ),
    "tập huấn": (Status.ANSWERED, "ghi-nhớ.md", "Lớp tập huấn nghiệp vụ tổ chức mở vào tháng ba hằng năm"),
    "học viên": (Status.ANSWERED, "ghi-nhớ.md", "Học viên được hỗ trợ tiền ăn theo quy chế chi tiêu nội bộ"),
    "đoạn mã gì": (
        Status.ANSWERED,
        "hướng-dẫn-12.txt",
        "Hồ sơ điện tử không được chứa đoạn mã <script>window.attacked = 1</script> hoặc "
        '<img src=x onerror="window.attacked=1"> trong biểu mẫu.',
    ),
    "Bạch Long Vĩ": (
        Status.NEAR,
        "trung ương/quy-định-98.md",
        "Cán bộ công tác tại huyện đảo Bạch Long Vĩ được hưởng trợ cấp lưu trú hải đảo hằng quý.",
    ),
}


def decided(
    generation: Generation,
    encoder: TextEncoder,
    text: str,
    *,
    day: date,
    contact: Contact,
    state: State | None = None,
) -> tuple[Answer, State]:
    """Answer as decided above; a question that begins with "còn" is joined with the one before."""
    encoder.encode_query(text)
    joined = text.startswith("còn") and state is not None and state.searched
    searched = f"{state.searched} {text}" if joined and state else text
    timings = {"encode": 0.0, "search": 0.0, "answer": 0.0, "total": 0.0}
    if text == "xin chào":
        return Answer(Status.TALK, phrases.HELLO, searched=text, timings_ms=timings), state or State()
    status, file, words = next((one for piece, one in _QUOTED.items() if piece in text), (Status.REFUSED, "", ""))
    out = TextBuilder()
    if status is Status.REFUSED:
        found = tuple(suggestion(generation, at, _last(generation, at)) for at in range(len(generation.documents)))
        out.add(f"{phrases.REFUSED}\n\n{phrases.SUGGESTIONS}")
        for one in found:
            out.add(f"\n– {', '.join(part for part in (one.document, one.address) if part)}")
        out.add(f"\n\n{contact.line}")
        answer = Answer(status, out.text, out.styles, (), found, 0.05, searched, timings)
        return answer, State(searched)
    at = generation.document_of(file)
    assert at is not None
    start = generation.documents[at].text.index(words)
    citations = (cite(generation, 1, at, (start, start + len(words)), day),)
    if status is Status.NEAR:
        out.add(f"{phrases.NEAR_EXPIRED}\n\n")
    add_quotes(out, citations)
    add_sources(out, generation, citations, day)
    suggestions = (suggestion(generation, 0, _last(generation, 0)),) if status is Status.NEAR else ()
    answer = Answer(status, out.text, out.styles, citations, suggestions, 0.9, searched, timings)
    return answer, State(searched, citations)


def _last(generation: Generation, document: int) -> tuple[int, int]:
    passage = generation.passages[int(generation.passages_of([document])[-1])]
    return passage.start, passage.end
