"""Loss and scores of a network on validation, while it is being trained."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray
from torch import nn

from textkit.config.sections import FitSection
from textkit.evaluation.scoring import score
from textkit.inference.answers import answer_all
from textkit.tasks import Learned, Task
from textkit.training.thresholds import learn_thresholds
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
    settings: FitSection

    def __call__(self, module: nn.Module) -> tuple[dict[str, Any], Learned]:
        """`loss` (mean over the answers, without label smoothing) and the task's figures; what decoding has to know."""
        with self.autocast():
            session = TorchSession(module, self.device)
            logits = answer_all(session, self.encoded, (len(self.targets), len(self.labels)))
        learned = {
            **transitions_of(module),
            **learn_thresholds(self.task, self.labels, self.targets, logits, self.settings),
        }
        decoder = self.task.decoder(self.labels, learned)
        return score(self.task, decoder, self.targets, logits, self.bounds, self.labels), learned
