"""Docs that cannot drift: every setting and every command is described."""

from __future__ import annotations

from pathlib import Path

import typer.main

from bot.__main__ import app
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


def test_every_setting_is_described() -> None:
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    missing = [name.upper() for name in Settings.model_fields if f"| `{name.upper()}` |" not in text]
    assert not missing


def test_no_setting_is_described_that_does_not_exist() -> None:
    rows = [
        line.split("|")[1].strip(" `")
        for line in (ROOT / "docs" / "settings.md").read_text("utf-8").splitlines()
        if line.startswith("| `")
    ]
    assert rows
    assert {name.lower() for name in rows} == set(Settings.model_fields)


def test_every_command_is_described() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert {"serve", "chat", "ask", "index", "check", "show", "eval"} <= set(commands)
    missing = [name for name in commands if f"`cadre-bot {name}" not in readme]
    assert not missing
