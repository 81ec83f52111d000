"""What flows through the product: one vocabulary of frozen values, read first by any newcomer.

file in:     Document (Section, Metadata) → Passage → generation
message in:  Incoming → Question → Hit → Answer | Near | Refusal | Talk, with Citations → Outgoing

All offsets are Unicode code points into `Document.text`, half open: `text[start:end]`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

Span = tuple[int, int]
VIETNAM = timezone(timedelta(hours=7))  # no summer time


def now_in_vietnam() -> datetime:
    """This moment by Vietnam's clock, wherever the program runs."""
    return datetime.now(VIETNAM)


def today_in_vietnam() -> date:
    """The day for which a question is answered, unless it names another one."""
    return now_in_vietnam().date()


class TextKind(StrEnum):
    """Whether a file is the full text of a document (toàn văn) or a digest of it (tóm lược)."""

    FULL = "full"
    DIGEST = "digest"


class Validity(StrEnum):
    """Whether a document is in force on a given day (hiệu lực)."""

    IN_FORCE = "in_force"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Status(StrEnum):
    """The outcome of a question."""

    ANSWERED = "answered"
    NEAR = "near"
    REFUSED = "refused"
    TALK = "talk"


class SectionKind(StrEnum):
    """A node of a document's outline; the Vietnamese name stands beside it."""

    PART = "part"  # Phần
    CHAPTER = "chapter"  # Chương
    MUC = "muc"  # Mục, Tiểu mục: between chapter and article
    ARTICLE = "article"  # Điều
    CLAUSE = "clause"  # khoản
    POINT = "point"  # điểm
    APPENDIX = "appendix"  # Phụ lục
    PREAMBLE = "preamble"  # phần đầu, "Căn cứ…"
    SIGNATURE = "signature"  # nơi nhận, chữ ký
    HEADING = "heading"  # heading of a text that is no regulation
    LEAD = "lead"  # the introduction of an article or interview
    QUESTION = "question"  # a reporter's turn
    ANSWER = "answer"  # the turn of the person interviewed
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Ceased:
    """A part of a document that is out of force from a day on, while the rest of it stays (hết hiệu lực một phần)."""

    place: tuple[str, ...]  # labels of sections, outermost first: ("Điều 7", "khoản 2")
    since: date | None = None  # the first day on which it is out of force; None: on every day
    by: str | None = None  # the document that took its place or did away with it, by number as written
    repealed: bool = False  # nothing took its place (bãi bỏ)


@dataclass(frozen=True, slots=True)
class Repeal:
    """What a document says of a part of another one: that it puts it out of force."""

    document: str  # the other one, by number as written
    ceased: Ceased


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document, from its own heading or from front matter; None where unknown."""

    title: str
    number: str | None = None  # số ký hiệu, "09-KL/TU"
    kind: str | None = None  # loại văn bản, "Kết luận"
    subject: str | None = None  # trích yếu
    issuer: str | None = None  # cơ quan ban hành
    signer: str | None = None
    speaker: str | None = None  # who is interviewed
    issued: date | None = None
    issued_as_written: str | None = None  # "2/2023" where the day is not known
    in_force_from: date | None = None
    expired_from: date | None = None
    replaced_by: str | None = None
    replaces: tuple[str, ...] = ()  # numbers as written, here and below
    amends: tuple[str, ...] = ()  # sửa đổi, bổ sung
    based_on: tuple[str, ...] = ()  # căn cứ
    guides: tuple[str, ...] = ()  # hướng dẫn thi hành, quy định chi tiết
    stated_validity: Validity | None = None  # what a person states; dates alone decide otherwise
    ceased: tuple[Ceased, ...] = ()  # parts of it that are out of force, or will be
    repeals: tuple[Repeal, ...] = ()  # parts of others that it puts out of force
    text_kind: TextKind = TextKind.FULL
    source_urls: tuple[str, ...] = ()
    source_date: str | None = None  # when the sources were published, as written: often several, or part of a date
    written: date | None = None  # when a digest was written
    note: str | None = None

    @property
    def year(self) -> int | None:
        """The year of issue, where known."""
        if self.issued is not None:
            return self.issued.year
        if self.issued_as_written:
            tail = self.issued_as_written[-4:]
            return int(tail) if tail.isdigit() else None
        return None


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the outline: `text[start:end]` with all that stands below it; `text[start:body]` is its heading."""

    kind: SectionKind
    label: str  # "Điều 5", "khoản 2", "điểm a", "Ông Đỗ Mạnh Hiến"
    title: str  # "Đối tượng áp dụng"; "" where it has none
    start: int
    body: int
    end: int
    parent: int | None = None  # index into Document.sections
    number: int | None = None  # running number among its kind where the label has none (turns, pages)


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the knowledge folder as it is stored: its words, its outline, what is known about it."""

    file: str  # relative to the knowledge folder, with forward slashes
    text: str
    metadata: Metadata
    sections: tuple[Section, ...] = ()  # in order of start, parents before children
    furniture: tuple[Span, ...] = ()  # page furniture: stored, but in no passage
    pages: tuple[int, ...] = ()  # start offset of each page where the file has pages
    warnings: tuple[str, ...] = ()  # in Vietnamese, for `check`
    internal: bool = False  # it bears "lưu hành nội bộ": indexed only once a person has confirmed it


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document that is searched as one: `document.text[start:end]` below `context`."""

    document: int  # index into the generation's documents
    section: int | None  # deepest section that holds it whole
    start: int
    end: int
    context: str  # headings above it, encoded together with it but never quoted


@dataclass(frozen=True, slots=True)
class Question:
    """A question as typed and as it is searched."""

    typed: str
    searched: str
    day: date
    """The day to answer for: today, or one that the question names."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with both scores and ranks (0 is best; None where that search did not return it)."""

    passage: int  # index into the generation's passages
    score: float
    dense: float | None = None
    dense_rank: int | None = None
    lexical: float | None = None
    lexical_rank: int | None = None


def mark_of(words: str) -> str:
    """A short fingerprint of words of a document, by which it is told that they have changed since."""
    return hashlib.sha256(words.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote with all that is needed to find it again: `quote == text[start:end]`."""

    number: int  # 1-based
    document: str
    document_number: str | None
    address: str | None
    reference: str
    quote: str
    file: str
    start: int
    end: int
    validity: Validity
    kind: TextKind
    source_url: str | None
    describes: str  # one line about the document: number, subject, issuer, date
    successor: str | None = None
    speaker: str | None = None

    @property
    def mark(self) -> str:
        """The fingerprint of the quote."""
        return mark_of(self.quote)

    @property
    def in_force(self) -> bool | None:
        """True or False where that is known and applies, else None."""
        if self.validity in (Validity.IN_FORCE, Validity.PARTLY):
            return True
        if self.validity in (Validity.EXPIRED, Validity.NOT_YET):
            return False
        return None


class StyleKind(StrEnum):
    """How a span of an answer's text is shown; every channel has its own way of doing it."""

    BOLD = "bold"
    ITALIC = "italic"
    QUOTE = "quote"  # the exact words of a document
    SOURCE = "source"  # a line that names a source; `ref` is the citation's number


@dataclass(frozen=True, slots=True)
class Style:
    """A styled span of `Answer.text`, in code points."""

    kind: StyleKind
    start: int
    end: int
    ref: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place worth looking at, offered where nothing could be answered."""

    document: str
    document_number: str | None
    address: str | None
    file: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a question, ready for any channel: `answered`, `near`, `refused` or `talk`."""

    status: Status
    text: str
    styles: tuple[Style, ...] = ()
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    confidence: float | None = None
    searched: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rest:
    """A message that is read part by part, because a channel's messages are short and dear."""

    text: str
    styles: tuple[Style, ...]
    typed: str  # its line of choices
    question: int | None


@dataclass(frozen=True, slots=True)
class State:
    """What a conversation remembers: what was searched and shown last, and what may be chosen of it by typing."""

    searched: str = ""
    citations: tuple[Citation, ...] = ()
    question: int | None = None  # the journal's number of the question that was answered last
    choices: tuple[tuple[str, str], ...] = ()  # words that may be typed now, each with the button's key they stand for
    rest: Rest | None = None  # what is shown on request


class IncomingKind(StrEnum):
    """What arrived from a platform."""

    TEXT = "text"  # words: a message, a caption, a command ("/vanban luân chuyển")
    EDIT = "edit"  # the words of an earlier message (`message`), changed
    PRESS = "press"  # a button; `text` is its key
    FILE = "file"  # a file; `attachment` says which
    VOICE = "voice"
    OTHER = "other"  # a photo, a sticker, a contact: nothing that can be answered
    FOLLOW = "follow"  # somebody started to follow the bot


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a person sent; it is fetched from the platform only where it is wanted."""

    key: str  # the platform's name for it
    name: str
    size: int | None = None  # bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """One delivery of a platform, as saved in the inbox before the platform is told that it arrived."""

    channel: str  # "telegram", "zalo", "zalo_oa"
    delivery: str  # the platform's own key of this delivery: the same key is never worked on twice
    chat: str
    person: str
    kind: IncomingKind
    sent_at: datetime  # with its time zone
    text: str = ""
    message: str | None = None  # the platform's name of the message, to reply to
    reply_to: str | None = None  # the platform's name of our message that it replies to
    group: bool = False
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """One thing to press: exactly one of `key` (at most 64 bytes), `url` and `copied` (at most 256 units) is set."""

    label: str
    key: str | None = None
    url: str | None = None
    copied: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to a person in no platform's terms; offsets of the styles are code points."""

    text: str
    styles: tuple[Style, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()  # rows; left out where the platform has none
    typed: str = ""  # the line of choices to type, where the platform has no buttons
    reply_to: str | None = None  # the platform's name of the message that this answers
    question: int | None = None  # the journal's number of the question that this answers
    file: str | None = None  # a document of the knowledge folder, sent as it is, below `text`
    # When the person wrote what this answers; None for what nobody asked for.
    answers: datetime | None = field(default=None, compare=False)
