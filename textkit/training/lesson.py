"""What a student learns from besides the labels of its rows: the seam at which a teacher comes in."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from numpy.typing import NDArray
from torch import nn

from textkit.config.sections import ModelSection, Section
from textkit.models.layers.losses import Loss
from textkit.tasks import Task
from textkit.text.vectorizers import Vectorizer
from textkit.types import Input, Scores

Autocast = Callable[[], AbstractContextManager[Any]]
"""A context in which a network computes in the training's precision."""


class Taught(NamedTuple):
    """Rows to learn from: more of them than the dataset has, or with more said of each."""

    inputs: Sequence[Input]
    targets: NDArray[Any]
    logits: Scores
    """What the teacher says, a row for each target."""


class Lesson(Protocol):
    """Someone who changes what a training learns from."""

    @property
    def teacher(self) -> str:
        """The name of the run that teaches."""
        ...

    @property
    def section(self) -> Section:
        """Its settings, kept in the run beside the others."""
        ...

    def rows(self, labelled: int) -> int:
        """How many rows there will be, of so many with labels."""
        ...

    def teach(self, task: Task, labels: Sequence[str], inputs: Sequence[Input], targets: NDArray[Any]) -> Taught:
        """The rows to learn from, in the place of these; texts are as they came, not cleaned."""
        ...

    def begin(self, module: nn.Module, vectorizer: Vectorizer, options: ModelSection) -> None:
        """Change what an untrained `module` starts from."""
        ...

    def loss(self, module: nn.Module, of_labels: Loss, device: str, autocast: Autocast) -> Loss:
        """What `module` minimises, given the loss of the labels alone: it takes the teacher's logits as a third."""
        ...
