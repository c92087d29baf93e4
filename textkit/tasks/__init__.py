"""Tasks: what is predicted. One file a task, numpy only.

A task asks three things of a model, and nothing else: that its logits have the task's `level` (one row a text, or one
row a word), that it is trained with the task's `loss`, and that its columns are the labels in their order. In return
the task turns targets into arrays for the loss, and logits into records for people.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, Protocol

from numpy.typing import NDArray

from textkit.registry import Registry
from textkit.types import Scores


class Task(Protocol):
    """One kind of prediction."""

    summary: str
    target: str
    """The column of a dataset that holds the truth, and the key of a prediction: "label"."""
    level: Literal["text", "word"]
    loss: Literal["cross_entropy"]
    scoring: Literal["classes"]
    """The family of metrics in `textkit.evaluation` that scores it."""

    def labels(self, targets: Iterable[Any]) -> list[str]:
        """The label set of a dataset, in the order of a model's columns."""
        ...

    def encode(self, targets: Sequence[Any], labels: Sequence[str]) -> NDArray[Any]:
        """Targets as the loss takes them. Raises DataError for a target that is none of `labels`."""
        ...

    def probabilities(self, logits: Scores) -> Scores:
        """Scores in [0, 1], the shape of the logits."""
        ...

    def decide(self, probabilities: Scores) -> NDArray[Any]:
        """The answer for each row, in the form that `encode` gives the truth."""
        ...

    def record(
        self,
        decision: Any,
        probabilities: Scores,
        labels: Sequence[str],
        *,
        top_k: int | None = None,
        min_score: float | None = None,
    ) -> dict[str, Any]:
        """The public prediction for one row: `decision` as `decide` gave it, `probabilities` (labels,).

        `top_k` keeps the best scores only; below `min_score` the answer is None.
        """
        ...


tasks: Registry[Task] = Registry("task", __name__, "TASK")
