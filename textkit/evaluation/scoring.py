"""The metrics of a task, by the family it names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from textkit.evaluation.classes import score_classes
from textkit.evaluation.labelsets import headlines, score_labelsets
from textkit.evaluation.tags import score_tags
from textkit.tasks import Decoder, Task
from textkit.tasks.multilabel import HALF, LabelSets
from textkit.text.schemes import are_spans
from textkit.types import Bounds, Scores

_FAMILIES: Mapping[str, Callable[[Any, Any, Scores, Bounds, Sequence[str]], dict[str, Any]]] = {
    "classes": lambda truth, answers, probabilities, bounds, labels: score_classes(
        truth, answers, probabilities, labels
    ),
    "labelsets": lambda truth, answers, probabilities, bounds, labels: score_labelsets(
        truth, answers, probabilities, labels
    ),
    "tags": score_tags,
}


def score(
    task: Task, decoder: Decoder, truth: NDArray[Any], logits: Scores, bounds: Bounds, labels: Sequence[str]
) -> dict[str, Any]:
    """All figures of `task` for encoded targets and logits (rows, labels); `loss` comes first."""
    answers, probabilities = decoder.decide(logits, bounds), decoder.probabilities(logits, bounds)
    figures = _FAMILIES[task.scoring](truth, answers, probabilities, bounds, labels)
    if isinstance(decoder, LabelSets):
        figures |= _of_thresholds(decoder, truth, probabilities)
    return {"loss": round(decoder.loss(logits, bounds, truth), 6), **figures}


def _of_thresholds(decoder: LabelSets, truth: NDArray[Any], probabilities: Scores) -> dict[str, Any]:
    """The thresholds behind the figures, and what a half for every label scores."""
    return {
        "thresholds": dict(zip(decoder.labels, decoder.thresholds.tolist(), strict=True)),
        "at_half": headlines(truth, probabilities >= HALF),
    }


def metrics_of(task: Task, labels: Sequence[str]) -> tuple[str, ...]:
    """The figures that can choose between the epochs of a training; the first does unless another is asked for."""
    if task.scoring == "classes":
        return ("accuracy", "macro_f1", "weighted_f1", "loss")
    if task.scoring == "labelsets":
        return ("micro_f1", "macro_f1", "weighted_f1", "samples_f1", "subset_accuracy", "average_precision", "loss")
    if are_spans(labels):
        return ("span_f1", "span_f1_lenient", "macro_f1", "token_accuracy", "loss")
    return ("token_accuracy", "macro_f1", "weighted_f1", "loss")


def better(metric: str, figure: float, than: float | None) -> bool:
    """Whether `figure` beats `than`; a loss is better when lower."""
    if than is None:
        return True
    return figure < than if metric == "loss" else figure > than
