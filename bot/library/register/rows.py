"""What the register says: one row per document, as values that go over what was read of it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date

from pydantic import TypeAdapter, ValidationError

from bot import phrases
from bot.index import FileState, Generation
from bot.library.heading import title_of
from bot.model import Ceased, Metadata, TextKind, Validity


@dataclass(frozen=True, slots=True)
class Stated:
    """What a row says of its document; None where its cell is empty, which says nothing."""

    title: str | None = None
    number: str | None = None
    kind: str | None = None
    subject: str | None = None
    issuer: str | None = None
    signer: str | None = None
    speaker: str | None = None
    issued: date | None = None
    issued_as_written: str | None = None
    in_force_from: date | None = None
    expired_from: date | None = None
    stated_validity: Validity | None = None
    ceased: tuple[Ceased, ...] | None = None
    replaces: tuple[str, ...] | None = None
    replaced_by: str | None = None
    amends: tuple[str, ...] | None = None
    based_on: tuple[str, ...] | None = None
    guides: tuple[str, ...] | None = None
    text_kind: TextKind | None = None
    source_urls: tuple[str, ...] | None = None
    source_date: str | None = None
    written: date | None = None
    note: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The fields about which it says anything."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name) is not None)

    def over(self, read: Metadata) -> Metadata:
        """What is known of a document once this is put over what was read of it."""
        changes = {name: getattr(self, name) for name in self.names}
        if self.issued is not None:
            changes["issued_as_written"] = None
        elif self.issued_as_written is not None:
            changes["issued"] = None
        stated = replace(read, **changes)
        if self.title is None and (self.subject or ((self.kind or self.number) and read.title == _title(read))):
            stated = replace(stated, title=_titled(stated) or read.title)
        # A text that was taken for no document of an office is one when it is given a number.
        if self.number and self.stated_validity is None and read.stated_validity is Validity.NOT_APPLICABLE:
            stated = replace(stated, stated_validity=None)
        return stated


@dataclass(frozen=True, slots=True)
class Shown:
    """What the bot had read of a row's document when it last wrote its own cells: which document the row was for."""

    number: str
    kind: str | None = None
    issuer: str | None = None
    issued: str | None = None  # as the cell has it: "18/8/2022", "2022"

    @property
    def about(self) -> Metadata:
        """The same in the form in which documents are compared."""
        return Metadata("", number=self.number, kind=self.kind, issuer=self.issuer, issued_as_written=self.issued)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a row (None: with the whole register), in Vietnamese."""

    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the register; `line` is its number as Excel shows it."""

    line: int
    file: str | None
    stated: Stated
    allowed: bool | None = None  # whether a document for internal circulation may be used; None: nothing is said
    allowed_for: str | None = None  # the first digits of the checksum of the one content for which that is said
    notes: tuple[str, ...] = ()  # how a cell was understood, for the admins
    shown: Shown | None = None  # tells the row's document again; it is never taken for what people state


@dataclass(frozen=True, slots=True)
class Register:
    """The register as it was last read well, and how it looked when it was last looked at."""

    state: FileState | None = None  # None where there is none, or it could not even be opened
    rows: tuple[Row, ...] = ()
    cells: tuple[Trouble, ...] = ()  # found while reading
    unmatched: tuple[Trouble, ...] = ()  # found while looking for the rows' documents
    broken: str | None = None  # why it could not be read this time: the rows are those of the last time
    lines: dict[str, int] = field(default_factory=dict)  # file → line of the row that holds for it

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """Everything that is wrong, in the order of the rows."""
        whole = (Trouble(None, self.broken),) if self.broken else ()
        return tuple(sorted((*whole, *self.cells, *self.unmatched), key=lambda one: one.line or 0))

    def to_bytes(self) -> bytes:
        """As it is kept in a generation."""
        return _REGISTER.dump_json(self)


_REGISTER = TypeAdapter(Register)


def register_of(generation: Generation | None) -> Register:
    """The register as a generation keeps it; an empty one where it keeps none."""
    if generation is None or not generation.register:
        return Register()
    try:
        return _REGISTER.validate_json(generation.register)
    except ValidationError:  # of another version
        return Register()


def _titled(about: Metadata) -> str | None:
    """A name made of what people wrote into cells: they leave out the "về" that stands in a heading."""
    named = title_of(about.kind, about.subject, about.number)
    if named and about.kind and about.subject and named.startswith(f"{about.kind} {about.subject[:1].upper()}"):
        return title_of(about.kind, phrases.is_about(about.subject), about.number)
    return named


def _title(about: Metadata) -> str | None:
    return title_of(about.kind, about.subject, about.number)
