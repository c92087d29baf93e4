"""Datasets by hand whose labels are those of their rows; a row is a text, or words, and its target."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from textkit.data.store import Split
from textkit.doctor.patient import Patient
from textkit.tasks import tasks
from textkit.types import SPLITS, Sentence

Rows = Sequence[tuple[str, Any]]


def of_texts(
    train: Rows, validation: Rows = (), test: Rows = (), *, task: str = "classification", seed: int = 0
) -> Patient:
    """Texts with a label, or with a list of them."""
    lines = count(2)
    splits = {
        name: Split([text for text, _ in rows], [target for _, target in rows], [f"a.csv:{next(lines)}" for _ in rows])
        for name, rows in zip(SPLITS, (train, validation, test), strict=True)
    }
    kind = tasks.load(task)
    targets = [target for split in splits.values() for target in split.targets]
    return Patient.of(splits, kind, kind.labels(targets), seed=seed)


def of_words(train: Rows, validation: Rows = (), test: Rows = ()) -> Patient:
    """Sentences: words with a space between, and their tags likewise."""
    lines = count(1)
    splits = {}
    for name, rows in zip(SPLITS, (train, validation, test), strict=True):
        sentences = [Sentence.of_words(words.split(" ")) for words, _ in rows]
        splits[name] = Split(
            [each.text for each in sentences],
            [tags.split() for _, tags in rows],
            [f"a.conll:{next(lines)}" for _ in rows],
            [each.spans for each in sentences],
        )
    task = tasks.load("tagging")
    return Patient.of(splits, task, task.labels(tags for split in splits.values() for tags in split.targets))
