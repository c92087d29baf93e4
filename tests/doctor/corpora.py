"""Small datasets by hand: a row is a text, or a text and its target."""

from collections.abc import Sequence
from typing import Any

from textkit.data.store import Split
from textkit.doctor.patient import Check, Finding, Patient, Window
from textkit.tasks import tasks
from textkit.types import SPLITS, Sentence

Rows = Sequence[Any]


def corpus(
    train: Rows = (),
    validation: Rows = (),
    test: Rows = (),
    *,
    task: str = "classification",
    window: Window | None = None,
    seed: int = 0,
) -> Patient:
    """Texts and their targets; a row that is a text alone has the label "a"."""
    pairs = [[(row, "a") if isinstance(row, str) else row for row in rows] for rows in (train, validation, test)]
    splits = {
        name: Split(
            [text for text, _ in rows],
            [target for _, target in rows],
            [f"{name}.csv:{line}" for line in range(2, len(rows) + 2)],
        )
        for name, rows in zip(SPLITS, pairs, strict=True)
    }
    return Patient.of(splits, tasks.load(task), ["a", "b"], window=window, seed=seed)


def tagged(train: Rows = (), validation: Rows = (), test: Rows = (), *, window: Window | None = None) -> Patient:
    """Sentences: words with a space between, and their tags likewise."""
    splits = {}
    for name, rows in zip(SPLITS, (train, validation, test), strict=True):
        sentences = [Sentence.of_words(words.split()) for words, _ in rows]
        targets = [tags.split() for _, tags in rows]
        texts, spans = [each.text for each in sentences], [each.spans for each in sentences]
        splits[name] = Split(texts, targets, [f"{name}.conll:1"] * len(rows), spans)
    return Patient.of(splits, tasks.load("tagging"), ["B-X", "I-X", "O"], window=window)


def only(check: Check, patient: Patient) -> Finding:
    """The one thing that `check` finds."""
    (finding,) = check(patient)
    return finding


def distinct(count: int, words: int = 8, first: int = 0) -> list[str]:
    """Texts that have nothing in common."""
    return [
        " ".join(f"{chr(97 + number % 26)}{number * words + word:06d}x" for word in range(words))
        for number in range(first, first + count)
    ]
