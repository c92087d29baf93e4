"""What trivial rules score on the test split of a dataset: what every model has to beat."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textkit.data.ledger import Ledger
from textkit.data.quality import class_baselines, label_set_baselines
from textkit.data.store import Split, read_split
from textkit.evaluation.baselines import majority, tag_lookup
from textkit.evaluation.spans import span_f1s
from textkit.tasks import Task
from textkit.text.schemes import are_spans
from textkit.types import Sentence


def baselines_of(ledger: Ledger, splits: NDArray[np.int8], folder: Path, labels: Sequence[str]) -> dict[str, float]:
    """By the kind of answer; of tags by the splits that lie in `folder`, for they hang on words."""
    if ledger.task.scoring == "classes":
        return class_baselines(ledger, splits)
    if ledger.task.scoring == "labelsets":
        return label_set_baselines(ledger, splits)
    return _of_tags(ledger.task, read_split(folder / "train.parquet"), read_split(folder / "test.parquet"), labels)


def _of_tags(task: Task, train: Split, test: Split, labels: Sequence[str]) -> dict[str, float]:
    """The commonest tag, and each word's commonest tag in train, whatever stands around it."""
    figures = {"majority": majority(task.encode(train.targets, labels), task.encode(test.targets, labels))}
    answers = tag_lookup(_words(train), train.targets, _words(test))
    pairs = list(zip(chain.from_iterable(test.targets), chain.from_iterable(answers), strict=True))
    figures["lookup"] = sum(true == answer for true, answer in pairs) / max(1, len(pairs))
    if are_spans(labels):
        figures["lookup_span_f1"] = span_f1s(test.targets, answers)["span_f1_lenient"]  # such tags are seldom valid
    return {name: round(figure, 6) for name, figure in figures.items()}


def _words(split: Split) -> list[list[str]]:
    return [Sentence(text, spans).words for text, spans in zip(split.texts, split.spans or (), strict=True)]
