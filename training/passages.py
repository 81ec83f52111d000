"""The passages that are trained on and judged on, cut much as the product does, with the untrained model's vectors.

The untrained model's vectors are the teacher: questions are drawn towards them, and passages are held near them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.index.onnx_encoder import OnnxEncoder
from training.data import held_out, read_jsonl

FULL = 600  # characters; the product's passages have up to 900, and these train as well in two thirds of the time
JUDGED_SHARE = 0.2  # of the documents, never trained on
JUDGED, TRAINED = "judged", "trained"
_AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of an article; `article` is the row's id."""

    article: str
    title: str
    text: str  # what is encoded
    body: str  # the article's own words in it
    titled: bool  # whether the title stands in it


def split(data: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(articles to train on, articles to judge on), parted by document."""
    parts: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
    for row in read_jsonl(data / "articles.jsonl"):
        parts[held_out(row["document"], JUDGED_SHARE)].append(row)
    return parts


def cut(article: dict[str, Any], generator: random.Random, *, titled: float) -> Passage:
    """One passage of an article, at the border of a paragraph; with its title in a share of the cases."""
    lines = str(article["text"]).split("\n")
    whole = len(article["text"])
    starts = [at for at in range(len(lines)) if sum(map(len, lines[at:])) > min(whole, FULL) / 2]
    at = generator.choice(starts) if starts and generator.random() < 0.5 else 0
    body = "\n".join(lines[at:])[:FULL]
    with_title = generator.random() < titled
    head = f"Điều {article['article']}. {article['title']}\n" if at == 0 else f"{article['title']}\n"
    return Passage(article["id"], article["title"], head + body if with_title else body, body, with_title)


def choose(
    articles: Sequence[dict[str, Any]], wanted: set[str], count: int, *, titled: float, seed: int
) -> list[Passage]:
    """Passages of `count` articles: those that questions need, and others by chance."""
    generator = random.Random(seed)
    first = [row for row in articles if row["id"] in wanted]
    others = [row for row in articles if row["id"] not in wanted]
    generator.shuffle(others)
    needed = [cut(row, generator, titled=1.0) for row in first]
    return needed + [cut(row, generator, titled=titled) for row in others[: max(0, count - len(first))]]


def write(
    folder: Path, name: str, passages: Sequence[Passage], encoder: OnnxEncoder, report: Callable[[str], None]
) -> None:
    """Write the passages and their vectors: `name.jsonl`, `name.npy` (half precision, one row each)."""
    vectors = np.empty((len(passages), encoder.dimension), dtype=np.float16)
    order = sorted(range(len(passages)), key=lambda at: len(passages[at].text))
    for start in range(0, len(order), _AT_ONCE):
        batch = order[start : start + _AT_ONCE]
        vectors[batch] = encoder.encode_document([passages[at].text for at in batch])
        report(f"{name}: {start} of {len(order)} passages")
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(asdict(passage), ensure_ascii=False) for passage in passages]
    (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    np.save(folder / f"{name}.npy", vectors)


def read(folder: Path, name: str) -> tuple[list[Passage], NDArray[np.float32]]:
    """What `write` wrote."""
    passages = [Passage(**row) for row in read_jsonl(folder / f"{name}.jsonl")]
    return passages, np.load(folder / f"{name}.npy").astype(np.float32)


def prepare(
    data: Path,
    folder: Path,
    encoder: OnnxEncoder,
    *,
    trained: int,
    judged: int,
    seed: int,
    report: Callable[[str], None] = print,
) -> None:
    """Cut and encode both parts; none of a part that is to have none. What is there already stays."""
    train, judge = split(data)
    gold = {article for row in read_jsonl(data / "questions.jsonl") for article in row["gold"]}
    for name, articles, count, titled in ((JUDGED, judge, judged, 1.0), (TRAINED, train, trained, 0.4)):
        if count and not (folder / f"{name}.npy").is_file():
            write(folder, name, choose(articles, gold, count, titled=titled, seed=seed), encoder, report)
