"""Loss and scores of a network on validation, while it is being trained."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray
from torch import nn

from textkit.evaluation.scoring import score
from textkit.inference.answers import answer_all
from textkit.tasks import Task
from textkit.training.torch_session import TorchSession
from textkit.training.weights import transitions_of
from textkit.types import Bounds, Encoded


@dataclass(frozen=True)
class Validation:
    """A split to score a module on."""

    task: Task
    labels: Sequence[str]
    encoded: Encoded
    bounds: Bounds
    targets: NDArray[Any]
    device: str
    autocast: Callable[[], AbstractContextManager[Any]]

    def __call__(self, module: nn.Module) -> dict[str, Any]:
        """`loss` (mean over the answers, without label smoothing) and the task's figures."""
        with self.autocast():
            run = TorchSession(module, self.device).run
            logits = answer_all(run, self.encoded, (len(self.targets), len(self.labels)))
        decoder = self.task.decoder(self.labels, transitions_of(module))
        return score(self.task, decoder, self.targets, logits, self.bounds, self.labels)
