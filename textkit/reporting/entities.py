"""Entities as they were answered, each with its score and whether it is true."""

from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.reporting.subject import Subject
from textkit.text.schemes import strict_spans
from textkit.types import Sentence


class Entities(NamedTuple):
    """All entities that were answered, (entities,); `positives` counts the true ones by type, answered or not."""

    labels: list[str]
    scores: NDArray[np.float64]
    right: NDArray[np.bool_]
    positives: dict[str, int]


def answered_entities(subject: Subject) -> Entities:
    """The entities of the predictions that `textkit predict` would give."""
    answered = subject.answered
    sentences = [each for each in answered.rows.inputs if isinstance(each, Sentence)]
    records = answered.predictor.decoder.records(sentences, answered.logits, answered.bounds)
    true = [_true_places(sentence, tags) for sentence, tags in zip(sentences, answered.rows.targets, strict=True)]
    found = [
        (entity["label"], entity["score"], (entity["start"], entity["end"], entity["label"]) in places)
        for record, places in zip(records, true, strict=True)
        for entity in record["entities"]
    ]
    of_types = [label for _, _, label in chain.from_iterable(true)]
    return Entities(
        [label for label, _, _ in found],
        np.array([score for _, score, _ in found], dtype=np.float64),
        np.array([right for _, _, right in found], dtype=bool),
        {label: of_types.count(label) for label in sorted(set(of_types))},
    )


def _true_places(sentence: Sentence, tags: list[str]) -> set[tuple[int, int, str]]:
    """Start and end in characters, and type."""
    return {(sentence.spans[span.start][0], sentence.spans[span.end - 1][1], span.label) for span in strict_spans(tags)}
