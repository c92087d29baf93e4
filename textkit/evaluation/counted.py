"""What each record adds to the headline figure of its task: all that comparing two models needs of their answers."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.evaluation.labelsets import row_counts
from textkit.evaluation.spans import count_spans
from textkit.evaluation.tags import right_counts, tags_by_record
from textkit.tasks import Task
from textkit.text.schemes import are_spans
from textkit.types import Bounds

Figure = Callable[[NDArray[np.int64]], NDArray[np.float64]]


class Counted(NamedTuple):
    """What each record adds to a score."""

    metric: str
    """The headline of the task: "accuracy", "micro_f1", "span_f1" (strict IOB2) or "token_accuracy"."""
    counts: NDArray[np.int64]
    """(records, K)"""
    figure: Figure
    """Of sums over records (..., K): the metric, (...)."""

    @property
    def score(self) -> float:
        """The metric over all records."""
        return float(self.figure(self.counts.sum(axis=0)))


def count_records(
    task: Task, truth: NDArray[Any], answers: NDArray[Any], bounds: Bounds, labels: Sequence[str]
) -> Counted:
    """Count `answers` against `truth`, both as `Task.encode` gives them; record r has their rows
    bounds[r] to bounds[r + 1]. The metric is the one that `evaluation.scoring` has first for the task.
    """
    if task.scoring == "classes":
        return Counted("accuracy", right_counts(truth, answers, bounds), _accuracy)
    if task.scoring == "labelsets":
        return Counted("micro_f1", row_counts(truth, answers), f1)
    if are_spans(labels):
        by_record = (tags_by_record(ids, bounds, labels) for ids in (truth, answers))
        return Counted("span_f1", count_spans(*by_record), f1)
    return Counted("token_accuracy", right_counts(truth, answers, bounds), _accuracy)


def _accuracy(sums: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of sums (..., 2): answers, and right ones."""
    return np.asarray(sums[..., 1] / np.maximum(sums[..., 0], 1))


def f1(sums: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of sums (..., 3): how many labels or spans are true, answered, and both."""
    return np.asarray(2 * sums[..., 2] / np.maximum(sums[..., 0] + sums[..., 1], 1))
