"""Settings that would let in nobody, or somebody else, stop the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import load_settings


@pytest.mark.parametrize("name", ["ADMINS", "ALLOWED"])
@pytest.mark.parametrize("entry", ["123456", "telegram", "telegram:", "tele:123", "@canbo", "telegram: 12 3", "web:1"])
def test_who_is_no_person_of_a_channel_is_refused(
    name: str, entry: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, f"telegram:1,{entry}")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == (
        f"Cài đặt sai: {name} (“{entry}” phải viết là kênh:số hiệu, ví dụ telegram:123456789 hoặc zalo:abc123)"
    )


def test_people_by_commas(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ADMINS", " telegram:123456 , zalo:ab12-c,zalo_oa:9, ")
    monkeypatch.setenv("ALLOWED", "")
    settings = load_settings()
    assert settings.admins == ("telegram:123456", "zalo:ab12-c", "zalo_oa:9")
    assert settings.allowed == ()
