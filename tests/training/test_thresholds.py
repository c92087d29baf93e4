"""Thresholds of a training: found on validation where the task has any, and kept as they are."""

import json
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from textkit.config.sections import FitSection
from textkit.evaluation.thresholds import fit_thresholds
from textkit.run import Run
from textkit.tasks import tasks
from textkit.training.thresholds import keep_thresholds, learn_thresholds

LABELS = ["art", "sport"]
Kind = Literal["global", "per-label", "half"]


def rows() -> tuple[Any, Any]:
    """Truth values and logits that are too low for the first label, and too high for the second."""
    generator = np.random.default_rng(0)
    truth = generator.integers(0, 2, size=(40, 2)).astype(np.float32)
    logits = (4 * truth - 2 + generator.normal(size=truth.shape) + [-3, 3]).astype(np.float32)
    return truth, logits


def learn(kind: Kind, task: str = "multilabel", **settings: Any) -> Any:
    return learn_thresholds(tasks.load(task), LABELS, *rows(), FitSection(thresholds=kind, **settings))


@pytest.mark.parametrize("task", ["classification", "tagging"])
def test_other_tasks_have_none(task: str) -> None:
    assert learn("global", task) == {}


def test_half_is_what_a_decoder_takes_by_itself() -> None:
    assert learn("half") == {}


@pytest.mark.parametrize("metric", ["micro_f1", "macro_f1", "samples_f1", "subset_accuracy"])
@pytest.mark.parametrize("kind", ["global", "per-label"])
def test_they_are_fitted_to_the_probabilities_by_the_metric(kind: Kind, metric: str) -> None:
    truth, logits = rows()
    probabilities = 1 / (1 + np.exp(-logits.astype(np.float64)))
    expected = fit_thresholds(truth, probabilities, metric=metric, per_label=kind == "per-label")
    found = learn(kind, threshold_metric=metric)["thresholds"]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_one_for_all_or_one_for_each() -> None:
    shared, own = (learn(kind)["thresholds"] for kind in ("global", "per-label"))
    assert shared[0] == shared[1]
    assert own[0] < 0.5 < own[1]


def test_they_read_back_to_the_bit(tmp_path: Path) -> None:
    run, learned = Run(tmp_path), learn("per-label", threshold_metric="macro_f1")
    settings = FitSection(thresholds="per-label", threshold_metric="macro_f1")
    keep_thresholds(run, learned, LABELS, settings)
    document = json.loads(run.thresholds_file.read_text())
    assert (document["kind"], document["metric"]) == ("per-label", "macro_f1")
    assert list(document["thresholds"]) == LABELS
    assert [document["thresholds"][label] for label in LABELS] == learned["thresholds"].tolist()


def test_where_there_are_none_nothing_is_written(tmp_path: Path) -> None:
    keep_thresholds(Run(tmp_path), {"transitions": np.zeros((2, 2))}, LABELS, FitSection())
    assert list(tmp_path.iterdir()) == []
