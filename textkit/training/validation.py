"""Loss and scores of a network on validation, while it is being trained."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from textkit.evaluation.scoring import score
from textkit.inference.batching import by_length
from textkit.inference.predictor import BATCH_TOKENS
from textkit.models.layers.losses import Loss
from textkit.tasks import Task
from textkit.training.loop import answer
from textkit.types import Encoded


@dataclass(frozen=True)
class Validation:
    """A split to score a module on."""

    task: Task
    labels: Sequence[str]
    encoded: Encoded
    targets: NDArray[Any]
    loss: Loss
    device: str
    autocast: Callable[[], AbstractContextManager[Any]]

    def __call__(self, module: nn.Module) -> dict[str, Any]:
        """`loss` (mean over the rows, without label smoothing) and the task's figures."""
        module.eval()
        logits = np.zeros((len(self.targets), len(self.labels)), dtype=np.float32)
        total = 0.0
        with torch.inference_mode(), self.autocast():
            for rows in by_length(self.encoded.lengths, batch_tokens=BATCH_TOKENS):
                given = answer(module, self.encoded.batch(rows), self.device).float()
                targets = torch.from_numpy(self.targets[rows]).to(self.device)
                total += float(self.loss(given, targets, 0.0))
                logits[rows] = given.cpu().numpy()
        scores = score(self.task, self.targets, self.task.probabilities(logits), self.labels)
        return {"loss": round(total / len(self.targets), 6), **scores}
