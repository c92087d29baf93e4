"""What each record adds to the F1 of every label, so that two models can be compared label by label."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.evaluation.counted import Counted, f1
from textkit.evaluation.tags import tags_by_record
from textkit.tasks import Task
from textkit.text.schemes import are_spans, split_tag, strict_spans
from textkit.types import Bounds


def count_by_label(
    task: Task, truth: NDArray[Any], answers: NDArray[Any], bounds: Bounds, labels: Sequence[str]
) -> Iterator[tuple[str, Counted]]:
    """Each label and its F1; the labels of spans where tags spell them. Parameters as for `count_records`.

    The counts are (records, 3): how often the label is true, answered, and both.
    """
    if task.scoring == "tags" and are_spans(labels):
        yield from _of_spans(truth, answers, bounds, labels)
        return
    for place, label in enumerate(labels):
        of_label = (each[:, place] != 0 if task.scoring == "labelsets" else each == place for each in (truth, answers))
        true, answered = of_label
        rows = np.stack([true, answered, true & answered], axis=1).astype(np.int64)
        before = np.concatenate([np.zeros((1, 3), dtype=np.int64), np.cumsum(rows, axis=0)])
        yield label, Counted("f1", np.diff(before[bounds], axis=0), f1)


def _of_spans(
    truth: NDArray[np.int64], answers: NDArray[np.int64], bounds: Bounds, labels: Sequence[str]
) -> Iterator[tuple[str, Counted]]:
    names = sorted({split_tag(label)[1] for label in labels} - {""})
    place = {name: number for number, name in enumerate(names)}
    counts = np.zeros((len(names), len(bounds) - 1, 3), dtype=np.int64)
    both = (tags_by_record(ids, bounds, labels) for ids in (truth, answers))
    for record, tags in enumerate(zip(*both, strict=True)):
        true, answered = (set(strict_spans(each)) for each in tags)
        for column, spans in enumerate((true, answered, true & answered)):
            for span in spans:
                counts[place[span.label], record, column] += 1
    yield from ((name, Counted("f1", of_name, f1)) for name, of_name in zip(names, counts, strict=True))
