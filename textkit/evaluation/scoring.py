"""The metrics of a task, by the family it names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from textkit.evaluation.classes import score_classes
from textkit.tasks import Task
from textkit.types import Scores

_FAMILIES: Mapping[str, Callable[[Any, Any, Scores, Sequence[str]], dict[str, Any]]] = {"classes": score_classes}


def score(task: Task, truth: NDArray[Any], probabilities: Scores, labels: Sequence[str]) -> dict[str, Any]:
    """All figures of `task` for encoded targets and scores (rows, labels)."""
    return _FAMILIES[task.scoring](truth, task.decide(probabilities), probabilities, labels)


def better(metric: str, figure: float, than: float | None) -> bool:
    """Whether `figure` beats `than`; a loss is better when lower."""
    if than is None:
        return True
    return figure < than if metric == "loss" else figure > than
