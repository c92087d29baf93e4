"""What a trainer trains on: cleaned texts and encoded targets of train and validation."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from textkit.config.settings import Config
from textkit.data.store import Dataset
from textkit.errors import DataError
from textkit.models import ModelEntry
from textkit.tasks import Task, tasks
from textkit.text.cleaning import Cleaning
from textkit.training.lesson import Lesson
from textkit.types import Input, Scores


@dataclass(frozen=True)
class Material:
    """Everything that comes from the dataset and the zoo. Targets are one for each text, or one for each word."""

    entry: ModelEntry
    task: Task
    labels: list[str]
    train_inputs: Sequence[Any]
    train_targets: NDArray[Any]
    validation_inputs: Sequence[Any]
    validation_targets: NDArray[Any]
    taught: Scores | None = None
    """What a teacher says of the training rows: logits, a row for each target."""


def gather(dataset: Dataset, entry: ModelEntry, config: Config, lesson: Lesson | None = None) -> Material:
    """Read, clean and encode the splits. With `limit`, the first N training rows after the seeded shuffle.

    A `lesson` is given for these very rows, and may bring more.
    """
    task = tasks.load(dataset.info.task)
    labels = dataset.info.labels
    cleaning = Cleaning(**config.preprocessing.model_dump())
    train, validation = dataset.split("train"), dataset.split("validation")
    chosen = list(range(len(train)))
    if config.data.limit is not None:
        random.Random(config.training.seed).shuffle(chosen)
        chosen = chosen[: config.data.limit]
    all_inputs, targets = train.inputs, [train.targets[row] for row in chosen]
    if len(task.labels(targets)) < 2:
        raise DataError(f"{len(chosen)} training rows show one label only", "raise --limit")
    inputs: Sequence[Input]
    taught: Scores | None
    inputs, truth, taught = [all_inputs[row] for row in chosen], task.encode(targets, labels), None
    if lesson is not None:
        inputs, truth, taught = lesson.teach(task, labels, inputs, truth)
    return Material(
        entry=entry,
        task=task,
        labels=labels,
        train_inputs=cleaning(inputs),
        train_targets=truth,
        taught=taught,
        validation_inputs=cleaning(validation.inputs),
        validation_targets=task.encode(validation.targets, labels),
    )
