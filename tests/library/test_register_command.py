"""`cadre-bot register` and what `check` says of the register."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from openpyxl import load_workbook

from tests.library.register_files import regulation


def test_register_then_check(tmp_path: Path, warm_vectors: Path) -> None:
    knowledge, data = tmp_path / "knowledge", tmp_path / "data"
    knowledge.mkdir()
    data.mkdir()
    shutil.copy(warm_vectors, data)
    (knowledge / "a.txt").write_text(regulation("80-QĐ/TW", "phân cấp quản lý cán bộ"), encoding="utf-8")

    def run(*command: str) -> tuple[int, str]:
        whole = [sys.executable, "-m", "bot", *command, "--knowledge", str(knowledge), "--data", str(data)]
        environment = {**os.environ, "CONTACT_UNIT": ""}
        done = subprocess.run(whole, capture_output=True, timeout=180, check=False, env=environment)
        return done.returncode, (done.stdout or done.stderr).decode()

    assert run("register") == (0, "Đã tạo danh-muc.xlsx với 1 dòng.\n")
    book = load_workbook(knowledge / "danh-muc.xlsx")
    sheet = book["Danh mục"]
    sheet["F2"], sheet["I2"] = "Lê Văn A", "31/2/2025"
    sheet["A3"] = "b.txt"
    book.save(knowledge / "danh-muc.xlsx")
    code, said = run("check")
    assert code == 1
    assert "✗ danh-muc.xlsx: dòng 2: cột “Hết hiệu lực từ”: ngày “31/2/2025” không có thật" in said
    assert "✗ danh-muc.xlsx: dòng 3: không thấy tệp “b.txt”" in said
    assert "1 tài liệu đọc được, 0 tệp lỗi" in said  # the register is none of them
    assert "theo danh mục (dòng 2): Người ký" in said
    (knowledge / "~$danh-muc.xlsx").write_bytes(b"Lan")
    assert run("register") == (1, "danh-muc.xlsx đang mở trong Excel. Hãy lưu và đóng lại rồi làm lại.\n")
