"""One question over one file, all the way, by the command line that users have."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot.library.build import document_from

TEXT = """QUY ĐỊNH
về luân chuyển cán bộ

Điều 1. Thời gian luân chuyển
1. Thời gian luân chuyển của cán bộ lãnh đạo ít nhất là bốn mươi tám tháng.
2. Cán bộ được luân chuyển giữ nguyên chế độ phụ cấp cũ.

Điều 2. Nhà ở công vụ
Cán bộ đến từ nơi khác được bố trí nhà ở công vụ trong thời gian công tác.
"""


def ask(question: str, knowledge: Path, data: Path) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "bot",
        "--knowledge",
        str(knowledge),
        "ask",
        "--json",
        question,
        "--data",
        str(data),
    ]
    done = subprocess.run(command, capture_output=True, check=True, timeout=180, env={**os.environ, "CONTACT_UNIT": ""})
    assert len(done.stdout.splitlines()) == 1
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_question_over_one_file(tmp_path: Path) -> None:
    knowledge = tmp_path / "knowledge"
    knowledge.mkdir()
    (knowledge / "quy-dinh.txt").write_text(TEXT, encoding="utf-8")
    result = ask("thời gian luân chuyển cán bộ lãnh đạo là bao lâu?", knowledge, tmp_path / "data")
    assert result["status"] == "answered"
    citation = result["citations"][0]
    assert citation["address"] == "Điều 1, khoản 1"
    assert "bốn mươi tám tháng" in citation["quote"]
    assert citation["quote"] in result["text"]
    document = document_from(knowledge / "quy-dinh.txt", "quy-dinh.txt")
    assert document.text[citation["start"] : citation["end"]] == citation["quote"]
