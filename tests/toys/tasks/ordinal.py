"""A task in one file: labels with an order, answered by the rounded mean of their ranks."""

from collections.abc import Sequence

import numpy as np

from textkit.tasks import Decoder, Learned
from textkit.tasks.classification import Classes, Classification
from textkit.types import Bounds, Scores


class Ranks(Classes):
    """A doubt between the ends is answered in the middle."""

    def decide(self, logits: Scores, bounds: Bounds) -> np.ndarray:
        ranks = np.arange(logits.shape[-1])
        return np.rint((self.probabilities(logits, bounds) * ranks).sum(axis=-1)).astype(np.int64)


class Ordinal(Classification):
    """As classification, with another decision."""

    summary = "one of several ordered labels for each text"

    def decoder(self, labels: Sequence[str], learned: Learned) -> Decoder:
        return Ranks(labels)


TASK = Ordinal()
