"""Build the base term counts that ship with the product: in how many legal articles each folded term stands.

python -m bench.build_terms ARTICLES.jsonl    (rows with `title` and `text`; only counts are written)
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from bot.search.weights import BASE_FILE
from bot.vietnamese import terms

RAREST = 4  # articles; a term in fewer is as good as unknown


def main(file: Path) -> None:
    """Count, prune, write."""
    counts: Counter[str] = Counter()
    articles = 0
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            counts.update(set(terms(f"{row['title']}\n{row['text']}")))
            articles += 1
    kept = sorted((term, count) for term, count in counts.items() if count >= RAREST)
    text = f"{articles}\n" + "".join(f"{term}\t{count}\n" for term, count in kept)
    BASE_FILE.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{articles} articles, {len(kept)} of {len(counts)} terms, {BASE_FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
