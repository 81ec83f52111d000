"""What reading costs: in a process of its own against here, a law of three hundred pages, a scan, an old Word file.

python -m bench.reading
"""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.library.documents import document_here
from bot.library.folder import scan
from bot.library.reading import programs
from bot.library.reading_process import Reader
from tests.library.page_images import encoded, page
from tests.library.test_reading_law import PAGES, as_pdf, as_word

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
LINES = [f"{at}. Cán bộ được luân chuyển phải đủ tiêu chuẩn và điều kiện." for at in range(1, 31)]


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median time of some work."""
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def peak(reader: Reader) -> int:
    """The most memory that a process has held, in MB."""
    lines = Path(f"/proc/{reader.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """Measure and print the table."""
    print("| measured | result |\n|---|---|")
    start = seconds(lambda: Reader().close())
    reader = Reader()
    files = scan(ROOT / "knowledge")
    here = seconds(lambda: [document_here(file.path, file.name) for file in files])
    there = seconds(lambda: [reader.document(file.path, file.name, seconds=60) for file in files])
    print(f"| starting and ending the process that reads | {start:.2f} s |")
    cost = f"{there * 1e3:.0f} / {here * 1e3:.0f} ms = {there / here:.2f}"
    each = f"{(there - here) / len(files) * 1e3:.1f} ms a file"
    print(f"| {len(files)} shipped documents, in that process against in this one | {cost}; {each} |")
    print(f"| its memory afterwards | {peak(reader)} MB |")
    reader.close()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, data in (("law.docx", as_word()), ("law.pdf", as_pdf())):
            file = folder / name
            file.write_bytes(data)
            reader = Reader()
            took = seconds(lambda file=file, reader=reader: reader.document(file, file.name, seconds=600), 1)
            print(f"| a law of {PAGES} pages, {file.suffix} | {took:.1f} s, at most {peak(reader)} MB |")
            reader.close()
        reader = Reader()
        if programs.tesseract():
            file = folder / "scan.pdf"
            file.write_bytes(encoded([page(LINES)] * 3, "PDF"))
            took = seconds(lambda: reader.document(file, file.name, seconds=600), 1)
            memory = f"at most {peak(reader)} MB beside Tesseract"
            print(f"| a scanned page of {len(LINES)} lines | {took / 3:.1f} s, {memory} |")
        office = programs.soffice()
        if office:
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            command = [
                office,
                profile,
                "--headless",
                "--convert-to",
                "doc",
                "--outdir",
                place,
                str(folder / "law.docx"),
            ]
            subprocess.run(command, check=True, capture_output=True)
            old = folder / "law.doc"
            print(f"| the same law, .doc | {seconds(lambda: reader.document(old, old.name, seconds=600), 1):.1f} s |")
        reader.close()


if __name__ == "__main__":
    main()
