"""The leading figure of a task on part of its records: short texts, long texts.

Accuracy, micro-F1 and the F1 of spans are all one sum over records divided by another, so of each record two numbers
say all: its part and its whole.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.evaluation.intervals import bootstrap_records
from textkit.text.schemes import are_spans, strict_spans
from textkit.types import Bounds


class Slice(NamedTuple):
    """Records between two sizes, both included, and what they score, with its 95% interval."""

    smallest: int
    largest: int
    records: int
    figure: float
    low: float
    high: float


def record_counts(
    scoring: str, truth: NDArray[Any], decisions: NDArray[Any], bounds: Bounds, labels: Sequence[str]
) -> tuple[str, NDArray[np.int64]]:
    """The name of the figure, and of each record its part and whole, (records, 2).

    `truth` and `decisions` are what `scoring`, the family of the task's metrics, says: "classes" (records,),
    "labelsets" (records, labels) or "tags" (words,), of which record r has bounds[r] to bounds[r + 1].
    """
    if scoring == "labelsets":
        true, answered = truth != 0, decisions != 0
        return "micro_f1", np.stack(
            [2 * (true & answered).sum(axis=1), true.sum(axis=1) + answered.sum(axis=1)], axis=1
        )
    if scoring == "tags" and are_spans(labels):
        return "span_f1", _spans(truth, decisions, bounds, labels)
    right_before = np.concatenate(([0], np.cumsum(truth == decisions)))
    name = "accuracy" if scoring == "classes" else "token_accuracy"
    return name, np.diff(np.stack([right_before[bounds], bounds], axis=1), axis=0)


def _spans(
    truth: NDArray[np.int64], decisions: NDArray[np.int64], bounds: Bounds, labels: Sequence[str]
) -> NDArray[np.int64]:
    counts = []
    for start, end in pairwise(bounds.tolist()):
        true, answered = (set(strict_spans([labels[tag] for tag in tags[start:end]])) for tags in (truth, decisions))
        counts.append((2 * len(true & answered), len(true) + len(answered)))
    return np.array(counts, dtype=np.int64).reshape(-1, 2)


def score_quarters(counts: NDArray[np.int64], sizes: NDArray[np.int64]) -> list[Slice]:
    """The records in up to four parts by their `sizes` (records,), as equal as ties allow, and what each scores."""
    if not len(sizes):
        return []
    edges = np.unique(np.quantile(sizes, [0.25, 0.5, 0.75], method="inverted_cdf"))
    part_of = np.searchsorted(edges, sizes)
    return [_slice(counts[part_of == part], sizes[part_of == part]) for part in np.unique(part_of)]


def _slice(counts: NDArray[np.int64], sizes: NDArray[np.int64]) -> Slice:
    low, high = bootstrap_records(counts, _ratio, ("figure",))["figure"]
    figure = float(_ratio(counts.sum(axis=0))["figure"])
    return Slice(int(sizes.min()), int(sizes.max()), len(counts), figure, low, high)


def _ratio(sums: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """Of sums (..., 2); 0 where there is nothing to divide by."""
    return {"figure": sums[..., 0] / np.maximum(sums[..., 1], 1)}
