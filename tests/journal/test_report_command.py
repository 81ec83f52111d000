"""`cadre-bot report`: three files, their paths on stdout, usage told in Vietnamese."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.journal import Journal
from bot.journal.report import figures, rows, write_report
from tests.journal.report_data import SINCE, UNTIL, Ask, at_random, fill

NOON = datetime(2026, 9, 9, 5, 4, tzinfo=UTC)
NAME = "bao-cao-2026-08-01-den-2026-10-31"
ALL = ["--from", "2026-08-01", "--to", "31/10/2026"]


def run(capfd: Any, *arguments: str) -> tuple[int, str, str]:
    """The command line with some arguments: exit code, stdout, stderr."""
    before, sys.argv = sys.argv, ["cadre-bot", *arguments]
    try:
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    finally:
        sys.argv = before
    out, err = capfd.readouterr()
    return code, out, err


def test_three_files_are_written_and_named(tmp_path: Path, capfd: Any) -> None:
    """While the journal is open elsewhere, as it is when the bot serves."""
    journal = Journal.open(tmp_path / "data")
    try:
        fill(journal, [Ask(**{**vars(ask), "theme": ask.theme or 1}) for ask in at_random(40)])
        out = tmp_path / "noi" / "bao-cao"
        code, said, _ = run(capfd, "--data", str(tmp_path / "data"), "report", *ALL, "--out", str(out))
    finally:
        journal.close()
    assert code == 0
    assert said.splitlines() == [str(out / f"{NAME}.{ending}") for ending in ("xlsx", "html", "docx")]
    assert sorted(file.name for file in out.iterdir()) == [f"{NAME}.{ending}" for ending in ("docx", "html", "xlsx")]


def test_an_empty_period_gives_a_report_that_says_so(tmp_path: Path, capfd: Any) -> None:
    code, said, _ = run(capfd, "report", "--data", str(tmp_path / "data"), *ALL, "--out", str(tmp_path))
    assert code == 0
    assert len(said.splitlines()) == 3
    assert "Không có câu hỏi nào trong kỳ này." in (tmp_path / f"{NAME}.html").read_text("utf-8")


@pytest.mark.long
def test_questions_without_a_theme_are_given_one_first(tmp_path: Path, capfd: Any) -> None:
    journal = Journal.open(tmp_path / "data")
    asks = [
        "Thời hạn luân chuyển cán bộ là bao lâu?",
        "thoi han luan chuyen can bo la bao lau",
        "Tuổi nghỉ hưu của nữ?",
    ]
    fill(journal, [Ask(NOON, asker=f"a{n}", typed=asks[n % 3]) for n in range(9)])
    journal.close()
    code, _, _ = run(capfd, "report", "--data", str(tmp_path / "data"), *ALL, "--out", str(tmp_path))
    assert code == 0
    journal = Journal.open(tmp_path / "data")
    try:
        found = figures(journal, SINCE, UNTIL, min_askers=3)
    finally:
        journal.close()
    assert sorted(topic.tally.questions for topic in found.topics) == [3, 6]
    assert found.unthemed == 0


def test_without_an_encoder_the_report_is_made_as_things_are(
    tmp_path: Path, capfd: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENCODER", str(tmp_path / "khong-co"))
    journal = Journal.open(tmp_path / "data")
    fill(journal, [Ask(NOON)])
    journal.close()
    code, said, err = run(capfd, "report", "--data", str(tmp_path / "data"), *ALL, "--out", str(tmp_path))
    assert code == 0
    assert len(said.splitlines()) == 3
    assert "chưa được xếp vào chủ đề" in err
    assert "1 câu chưa xếp được vào chủ đề nào." in (tmp_path / f"{NAME}.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--from", "31/02/2026"], "không phải là ngày"),
        (["--to", "hôm qua"], "không phải là ngày"),
        (["--from", "2026-10-31", "--to", "1/10/2026"], "đứng trước"),
    ],
)
def test_wrong_days_are_told(tmp_path: Path, capfd: Any, arguments: list[str], told: str) -> None:
    code, said, err = run(capfd, "report", "--data", str(tmp_path / "data"), *arguments)
    assert (code, said) == (2, "")
    assert told in err
    assert not (tmp_path / "data").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, capfd: Any) -> None:
    (tmp_path / "tep").write_text("")
    out = str(tmp_path / "tep" / "con")
    code, said, err = run(capfd, "report", "--data", str(tmp_path / "data"), *ALL, "--out", out)
    assert (code, said) == (2, "")
    assert "Không ghi được báo cáo" in err


def test_a_report_of_before_is_replaced_whole(journal: Journal, tmp_path: Path) -> None:
    found = figures(journal, SINCE, UNTIL, min_askers=3)
    files = write_report(found, rows(journal, found), tmp_path / "ra")
    for file in files:
        file.write_bytes(b"cu")
    assert write_report(found, rows(journal, found), tmp_path / "ra") == files
    assert all(file.stat().st_size > 1_000 for file in files)
    assert len(list((tmp_path / "ra").iterdir())) == 3
