"""From which probability on a label is answered: found on validation, kept in the run."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from textkit.config.sections import FitSection
from textkit.evaluation.thresholds import fit_thresholds
from textkit.inference.answers import each_a_row
from textkit.run import Run, write_json
from textkit.tasks import Learned, Task
from textkit.types import Scores


def learn_thresholds(
    task: Task, labels: Sequence[str], truth: NDArray[Any], logits: Scores, settings: FitSection
) -> Learned:
    """The `thresholds` (labels,) of a task that answers sets of labels; nothing for others."""
    if task.scoring != "labelsets" or settings.thresholds == "half":
        return {}
    probabilities = task.decoder(labels, {}).probabilities(logits, each_a_row(len(logits)))
    per_label = settings.thresholds == "per-label"
    return {"thresholds": fit_thresholds(truth, probabilities, metric=settings.threshold_metric, per_label=per_label)}


def keep_thresholds(run: Run, learned: Learned, labels: Sequence[str], settings: FitSection) -> None:
    """Write `thresholds.json`, if there are any."""
    if (found := learned.get("thresholds")) is not None:
        values = dict(zip(labels, found.tolist(), strict=True))
        document = {"kind": settings.thresholds, "metric": settings.threshold_metric, "thresholds": values}
        write_json(run.thresholds_file, document)
