"""What a report is about: a run, its answers on a split, and what they scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from numpy.typing import NDArray

from textkit.inference.answered import Answered
from textkit.inference.explaining import Explanation
from textkit.inference.faithfulness import Faithfulness
from textkit.run import Manifest, Run
from textkit.text.schemes import are_spans
from textkit.types import Scores


class Temperature(NamedTuple):
    """A temperature fitted on validation, and the probabilities it gives on the split that is reported."""

    value: float
    probabilities: Scores


class Reasons(NamedTuple):
    """Explanations by the place of their record in the split, and how faithful they are to the model."""

    method: str
    explanations: Mapping[int, Sequence[Explanation]]
    faithfulness: Faithfulness
    """The mean of all; empty where there was nothing to explain."""
    answers: int
    """How many were explained."""

    def document(self) -> dict[str, Any]:
        """For JSON, without texts."""
        return {"method": self.method, "answers": self.answers, "faithfulness": self.faithfulness or None}


@dataclass(frozen=True)
class Subject:
    """All that the sections of a report are made of."""

    run: Run
    manifest: Manifest
    """Without paths and names of users."""
    answered: Answered
    scores: dict[str, Any]
    baselines: dict[str, float]
    own_data: bool = True
    """Whether the split is one of the dataset the run was trained on; only then its scores are kept in the run."""
    temperature: Temperature | None = None
    errors: list[dict[str, Any]] | None = None
    """With their texts; None where texts are not to be shown."""
    reasons: Reasons | None = None
    """Of the examples that are shown."""

    @property
    def scoring(self) -> str:
        return self.answered.predictor.task.scoring

    @property
    def labels(self) -> list[str]:
        return self.answered.predictor.labels

    @property
    def has_spans(self) -> bool:
        """Whether entities are what is scored."""
        return self.scoring == "tags" and are_spans(self.labels)

    def by_record(self, ids: NDArray[Any]) -> list[list[str]]:
        """The tags of each record, of places in the labels (words,)."""
        names, bounds = self.labels, self.answered.bounds.tolist()
        return [[names[tag] for tag in ids[start:end]] for start, end in pairwise(bounds)]
