"""Tasks: what is predicted. One file a task, numpy only.

A task asks three things of a model, and nothing else: that its logits have the task's `level` (one row a text, or one
row a word), that it is trained with the task's `loss`, and that its columns are the labels in their order. In return
the task turns targets into arrays for the loss, and its decoder turns logits into records for people.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol

from numpy.typing import NDArray

from textkit.registry import Registry
from textkit.types import Bounds, Input, Scores

Learned = Mapping[str, NDArray[Any]]
"""What a training found besides the network, by name: the transitions of a CRF, the thresholds of labels."""


class Decoder(Protocol):
    """Reads the logits (rows, labels) of records, whose rows `bounds` tells; made for one set of labels."""

    def probabilities(self, logits: Scores, bounds: Bounds) -> Scores:
        """Scores in [0, 1], the shape of the logits."""
        ...

    def decide(self, logits: Scores, bounds: Bounds) -> NDArray[Any]:
        """The answer for each row, in the form that `Task.encode` gives the truth."""
        ...

    def loss(self, logits: Scores, bounds: Bounds, truth: NDArray[Any]) -> float:
        """What the task's loss is on average over the rows, without label smoothing."""
        ...

    def records(
        self,
        inputs: Sequence[Input],
        logits: Scores,
        bounds: Bounds,
        *,
        top_k: int | None = None,
        min_score: float | None = None,
    ) -> list[dict[str, Any]]:
        """The public prediction for each record, without its text.

        `top_k` keeps the best scores only; what lies below `min_score` is not answered.
        """
        ...


class Task(Protocol):
    """One kind of prediction."""

    summary: str
    target: str
    """The column of a dataset that holds the truth, and the key of a prediction: "label"."""
    columns: tuple[str, ...]
    """The keys of a prediction that a table shows."""
    level: Literal["text", "word"]
    loss: Literal["cross_entropy", "binary_cross_entropy"]
    scoring: Literal["classes", "labelsets", "tags"]
    """The family of metrics in `textkit.evaluation` that scores it."""

    def names(self, target: Any) -> Iterable[str]:
        """What `target` counts towards in a report: its label, or the labels of its entities."""
        ...

    def labels(self, targets: Iterable[Any]) -> list[str]:
        """The label set of a dataset, in the order of a model's columns."""
        ...

    def encode(self, targets: Sequence[Any], labels: Sequence[str]) -> NDArray[Any]:
        """Targets as the loss takes them, one after the other. Raises DataError for a label not among `labels`."""
        ...

    def decoder(self, labels: Sequence[str], learned: Learned) -> Decoder:
        """What reads the logits of a model with these labels."""
        ...


tasks: Registry[Task] = Registry("task", __name__, "TASK")


def name_of(task: Task) -> str:
    """The name under which `task` is registered."""
    return next(name for name in tasks.names() if tasks.load(name) is task)
