"""Training with sentence-transformers' own trainer: `python -m training.train`; goes on from its last checkpoint."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from datasets import Dataset
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.sentence_transformer.losses import EmbedDistillLoss

from bot.index.onnx_encoder import OnnxEncoder
from bot.vietnamese import fold
from training.data import read_jsonl
from training.losses import BankLoss
from training.model import PROMPTS, load
from training.pairs import english, pairs
from training.passages import TRAINED, Passage, read, split
from training.spelled import openings, retyped, sentences, vectors


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides what comes out, but for the data."""

    steps: int = 700
    batch: int = 64
    held: int = 6  # passages of a batch that are encoded afresh
    keep: float = 4.0  # weight of staying near the old vectors of passages
    temperature: float = 0.02
    rate: float = 1.5e-4
    warmup: int = 30
    english: int = 3_000  # questions whose vectors are kept
    spelled: int = 20_000  # sentences that are typed in other ways
    placed: int = 2_500  # openings of passages whose vectors are kept
    embeddings: bool = False  # whether the word embeddings are trained too
    frozen: int = 0  # layers from the bottom that are not trained
    longest: int = 192  # tokens of a text in training
    seed: int = 7
    retyped: int = 2  # rounds over the sentences, each time typed in other ways
    rounds: int = 0  # over the passages, each time with other questions; 0: nothing is asked


def datasets(
    passages: Sequence[Passage], data: Path, work: Path, teacher: OnnxEncoder, recipe: Recipe
) -> dict[str, Dataset]:
    """`asked`: question, passage, its number; `spelled`: sentences typed in other ways, with the vectors that they
    have as written; `kept`, `placed`: English questions and passages, with the vectors that they have."""
    found: dict[str, Dataset] = {}
    articles, _ = split(data)
    if recipe.rounds:
        questions = read_jsonl(data / "questions.jsonl")
        asked = [pair for at in range(recipe.rounds) for pair in pairs(passages, questions, seed=recipe.seed + at)]
        found["asked"] = Dataset.from_dict(
            {
                "question": [pair.question for pair in asked],
                "passage": [passages[pair.passage].text for pair in asked],
                "label": [pair.passage for pair in asked],
            }
        )
    if recipe.spelled:
        texts = sentences(articles, recipe.spelled, seed=recipe.seed)
        right = vectors(work / "spelled.npy", texts, teacher, asked=True).tolist()
        rounds = [retyped(texts, seed=recipe.seed + at) for at in range(recipe.retyped)]
        found["spelled"] = Dataset.from_dict(
            {"text": [text for typed in rounds for text in typed], "label": right * len(rounds)}
        )
    for name, count in (("kept", recipe.english), ("placed", recipe.placed)):
        if count:
            kept = name == "kept"
            texts = list(english(count, seed=recipe.seed)) if kept else openings(articles, count, seed=recipe.seed)
            right = vectors(work / f"{name}.npy", texts, teacher, asked=kept).tolist()
            found[name] = Dataset.from_dict({"text": texts, "label": right})
    return found


def groups_of(passages: Sequence[Passage]) -> list[int]:
    """A number for each passage: those whose titles say the same have the same."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(fold(passage.title).lower(), len(numbers)) for passage in passages]


def freeze(model: SentenceTransformer, recipe: Recipe) -> None:
    """Leave alone what the recipe does not train; no dropout, which would pull passages from where they are kept."""
    network = model[0].auto_model
    embeddings = network.embeddings
    embeddings.requires_grad_(False)
    embeddings.word_embeddings.requires_grad_(recipe.embeddings)
    for layer in network.encoder.layer[: recipe.frozen]:
        layer.requires_grad_(False)
    for module in network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        if hasattr(module, "dropout_prob"):
            module.dropout_prob = 0.0


def train(start: Path, work: Path, data: Path, teacher: OnnxEncoder, target: Path, recipe: Recipe) -> None:
    """Train the model of `start`; the result, with its recipe and log, goes to `target`.

    `work` holds passages and bank; `teacher` is the untrained model, whose vectors are held to.
    """
    model = load(start)
    passages, bank = read(work, TRAINED)
    sets = datasets(passages, data, work, teacher, recipe)
    model.max_seq_length = recipe.longest
    freeze(model, recipe)
    losses: dict[str, torch.nn.Module] = {
        "asked": BankLoss(
            model,
            torch.nn.functional.normalize(torch.from_numpy(bank), dim=1),
            groups_of(passages),
            temperature=recipe.temperature,
            held=recipe.held,
            keep=recipe.keep,
        ),
    }
    losses |= {name: EmbedDistillLoss(model, distance_metric="cosine") for name in ("spelled", "kept", "placed")}
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(target / "checkpoints"),
        max_steps=recipe.steps,
        per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.rate,
        warmup_steps=recipe.warmup,
        lr_scheduler_type="linear",
        weight_decay=0.0,
        multi_dataset_batch_sampler="proportional",
        prompts={
            "asked": {"question": PROMPTS["query"], "passage": PROMPTS["document"]},
            "spelled": {"text": PROMPTS["query"]},
            "kept": {"text": PROMPTS["query"]},
            "placed": {"text": PROMPTS["document"]},
        },
        seed=recipe.seed,
        data_seed=recipe.seed,
        logging_steps=5,
        save_steps=40,
        save_total_limit=2,
        report_to="none",
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=False,
        disable_tqdm=True,
    )
    trainer = SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset=sets,
        loss={name: losses[name] for name in sets},
    )
    begun = any((target / "checkpoints").glob("checkpoint-*"))
    trainer.train(resume_from_checkpoint=begun or None)
    model.max_seq_length = model[0].auto_model.config.max_position_embeddings
    model.save(str(target / "model"), create_model_card=False)
    (target / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1) + "\n", encoding="utf-8")
    log = "\n".join(json.dumps(row) for row in trainer.state.log_history)
    (target / "log.jsonl").write_text(log + "\n", encoding="utf-8")
