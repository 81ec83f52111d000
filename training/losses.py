"""The loss of asking: the passage that answers among all passages of the bank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn


class BankLoss(nn.Module):
    """Softmax over a bank of passage vectors: every other passage is a negative, the hard ones weigh most.

    The bank holds the untrained model's vectors, so a step needs to encode few passages: the first `held` of a batch.
    Their fresh vectors take their place in the bank (they are trained with the questions) and are drawn to the old
    ones (`keep`), so that the rest of the bank stays true.
    """

    def __init__(
        self,
        model: Any,
        bank: Tensor,
        groups: Sequence[int],
        *,
        temperature: float,
        held: int,
        keep: float,
        alike: float = 0.97,
    ) -> None:
        """`bank` (passages, width), length 1; `groups`: passages of one group are no negatives of each other, nor
        are those whose cosine is above `alike`."""
        super().__init__()
        self.model = model
        self.temperature, self.held, self.keep, self.alike = temperature, held, keep, alike
        self.register_buffer("bank", bank, persistent=False)
        self.register_buffer("groups", torch.tensor(groups), persistent=False)

    def forward(self, sentence_features: Iterable[dict[str, Tensor]], labels: Tensor) -> Tensor:
        """Columns: questions, passages; labels: the numbers of the passages in the bank."""
        asked, passages = sentence_features
        questions = self.model(asked)["sentence_embedding"]
        targets = self.bank[labels]
        with torch.no_grad():
            same = (self.groups[labels][:, None] == self.groups[None]) | (targets @ self.bank.T > self.alike)
            same[torch.arange(len(labels)), labels] = False
        bank, kept = self.bank, questions.new_zeros(())
        if self.held:
            fresh = self.model(_first(passages, self.held))["sentence_embedding"]
            kept = (1 - (fresh * targets[: self.held]).sum(dim=1)).mean()
            bank = bank.index_copy(0, labels[: self.held], fresh)
        logits = (questions @ bank.T / self.temperature).masked_fill(same, -1e4)
        return nn.functional.cross_entropy(logits, labels) + self.keep * kept


def _first(features: dict[str, Tensor], count: int) -> dict[str, Tensor]:
    """The first rows of a batch, without the padding that only the others need."""
    width = int(features["attention_mask"][:count].sum(dim=1).max())
    return {
        name: value[:count, :width] if isinstance(value, Tensor) and value.dim() == 2 else value
        for name, value in features.items()
    }
