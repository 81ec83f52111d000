"""An office of one's own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversation.people import ADMIN, Office, Person, office_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Open to everybody, with one admin."""
    with office_in(tmp_path) as made:
        yield made


@pytest.fixture
def official(office: Office) -> Person:
    """Somebody who asks."""
    return office.person("100")


@pytest.fixture
def admin(office: Office) -> Person:
    """Who keeps the folder."""
    return office.person(ADMIN)
