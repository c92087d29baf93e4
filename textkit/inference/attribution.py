"""What is explained of a prediction, and what every method of weighing words looks like."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from textkit.errors import UsageError
from textkit.text.words import word_spans
from textkit.types import Input, Scores, Sentence

METHODS = ("occlusion", "attention", "gradients")
MOST_TARGETS = 16
"""Labels or entities of a text that are explained: the likeliest labels, the first entities."""

Weights = NDArray[np.float64]
"""One for each word of a text: (words,)."""

Ask = Callable[[Iterable[Input]], Iterator[Scores]]
"""Asks the model: the probabilities (rows, labels) of each input, in order, as they are wanted."""


@dataclass(frozen=True)
class Target:
    """An answer as cells of a record's probabilities: one for a label, one for each word of an entity."""

    label: str
    rows: Sequence[int]
    columns: Sequence[int]
    span: tuple[int, int] | None = None
    """Where in the text the answer is; None where it is of all of it."""

    def probability(self, probabilities: Scores) -> float:
        """The geometric mean of its cells of `probabilities` (rows, labels)."""
        cells = probabilities[self.rows, self.columns].astype(np.float64)
        return float(np.exp(np.log(np.maximum(cells, 1e-30)).mean()))


class Weighed(NamedTuple):
    """What a method says of the words of one input, for each target."""

    by_target: list[Weights]
    group: int = 1
    """Words that were weighed together, because there are many."""


class Attribution(Protocol):
    """A method: how much each word of an input speaks for each of its targets."""

    name: ClassVar[str]

    def weigh(self, ask: Ask, items: Sequence[Input], targets: Sequence[Sequence[Target]]) -> list[Weighed]:
        """The weights of the words of each input. No input is without words, and none without targets."""
        ...


def as_sentence(item: Input) -> Sentence:
    """An input with its words: those of a sentence are given, those of a text are found."""
    return Sentence(item, word_spans(item)) if isinstance(item, str) else item


def targets_of(record: dict[str, Any], item: Input, probabilities: Scores, labels: Sequence[str]) -> list[Target]:
    """What `record`, the public prediction for `item`, answers: its label, its labels, or its entities.

    Where it answers none, the likeliest label; of tags that make no entities, that of the least certain word.
    """
    if "tags" in record:
        assert isinstance(item, Sentence)
        return _entities(record, item, labels) or _doubt(record, item, probabilities, labels)
    found = record["labels"] if "labels" in record else [record["label"]] * (record["label"] is not None)
    found = found[:MOST_TARGETS] or [labels[int(probabilities[0].argmax())]]
    return [Target(label, [0], [labels.index(label)]) for label in found]


def _entities(record: dict[str, Any], sentence: Sentence, labels: Sequence[str]) -> list[Target]:
    first_at = {start: word for word, (start, _) in enumerate(sentence.spans)}
    last_at = {end: word for word, (_, end) in enumerate(sentence.spans)}
    targets = []
    for entity in record["entities"][:MOST_TARGETS]:
        span = entity["start"], entity["end"]
        words = range(first_at[span[0]], last_at[span[1]] + 1)
        columns = [labels.index(record["tags"][word]) for word in words]
        targets.append(Target(entity["label"], words, columns, span))
    return targets


def _doubt(record: dict[str, Any], sentence: Sentence, probabilities: Scores, labels: Sequence[str]) -> list[Target]:
    if all(tag == "O" for tag in record["tags"]):
        return []
    columns = [labels.index(tag) for tag in record["tags"]]
    word = int(probabilities[np.arange(len(columns)), columns].argmin())
    return [Target(record["tags"][word], [word], [columns[word]], sentence.spans[word])]


def refused(name: str, why: str) -> UsageError:
    """The error for a method that this model does not have."""
    return UsageError(f"--explain {name}: {why}", "--explain occlusion works with every model")
