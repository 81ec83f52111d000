"""Validity is worked out for a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.index.links import with_successors
from bot.model import Document, Metadata, Validity
from bot.search import validity_on

OLD = Metadata("cũ", number="80-QĐ/TW", kind="Quy định", issued=date(2022, 8, 18), in_force_from=date(2022, 8, 18))
NEW = Metadata(
    "mới",
    number="377-QĐ/TW",
    kind="Quy định",
    issued=date(2025, 10, 8),
    in_force_from=date(2025, 10, 8),
    replaces=("Quy định số 80-QĐ/TW",),
)


@pytest.mark.parametrize(
    ("metadata", "day", "expected"),
    [
        (OLD, date(2022, 8, 17), Validity.NOT_YET),
        (OLD, date(2022, 8, 18), Validity.IN_FORCE),
        (replace(OLD, expired_from=date(2025, 10, 8)), date(2025, 10, 7), Validity.IN_FORCE),
        (replace(OLD, expired_from=date(2025, 10, 8)), date(2025, 10, 8), Validity.EXPIRED),
        (replace(OLD, replaced_by="377-QĐ/TW"), date(2026, 1, 1), Validity.EXPIRED),
        (replace(OLD, stated_validity=Validity.PARTLY), date(2026, 1, 1), Validity.PARTLY),
        (replace(OLD, stated_validity=Validity.UNKNOWN), date(2026, 1, 1), Validity.UNKNOWN),
        (replace(OLD, stated_validity=Validity.NOT_APPLICABLE), date(1990, 1, 1), Validity.NOT_APPLICABLE),
        (Metadata("t", number="09-KL/TU", issued=date(2021, 3, 11)), date(2026, 1, 1), Validity.UNKNOWN),
        (Metadata("t"), date(2026, 1, 1), Validity.UNKNOWN),
    ],
)
def test_validity(metadata: Metadata, day: date, expected: Validity) -> None:
    assert validity_on(metadata, day) is expected


def test_a_document_that_another_replaces_expires_when_that_one_comes_into_force() -> None:
    old, new = with_successors([Document("old.txt", "x", OLD), Document("new.txt", "x", NEW)])
    assert old.metadata.replaced_by == "377-QĐ/TW"
    assert validity_on(old.metadata, date(2025, 10, 8)) is Validity.EXPIRED
    assert validity_on(old.metadata, date(2025, 10, 7)) is Validity.IN_FORCE
    assert new.metadata == NEW


def test_links_go_with_the_document_that_drew_them() -> None:
    assert with_successors([Document("old.txt", "x", OLD)])[0].metadata == OLD


def test_a_namesake_of_another_issuer_or_of_a_later_year_is_not_replaced() -> None:
    city = replace(OLD, number="80-QĐ/TU")
    later = replace(OLD, issued=date(2026, 1, 1))
    for other in (city, later):
        assert with_successors([Document("a", "x", other), Document("b", "x", NEW)])[0].metadata == other
