"""What every task promises, whatever it predicts."""

import json
from typing import Any

import numpy as np
import pytest

from textkit.errors import DataError
from textkit.tasks import Task, tasks

TARGETS: dict[str, list[Any]] = {"classification": ["news", "bait", "news", "sport"]}
"""A few targets of each task: a new one adds its line here."""


@pytest.fixture(params=tasks.names())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def task(name: str) -> Task:
    return tasks.load(name)


@pytest.fixture
def targets(name: str) -> list[Any]:
    return TARGETS[name]


def logits_of(task: Task, targets: list[Any]) -> Any:
    """Logits that point at the truth as plainly as can be."""
    labels = task.labels(targets)
    encoded = task.encode(targets, labels)
    assert encoded.ndim == 1, "say in this function how such targets become logits"
    return (np.eye(len(labels), dtype=np.float32)[encoded] - 0.5) * 40


def test_it_says_what_it_is(task: Task) -> None:
    assert task.summary
    assert task.target
    assert task.level in ("text", "word")


def test_labels_do_not_depend_on_the_order_of_the_rows(task: Task, targets: list[Any]) -> None:
    labels = task.labels(targets)
    assert labels == task.labels(targets[::-1]) == sorted(set(labels))


def test_the_truth_comes_back_from_logits_that_point_at_it(task: Task, targets: list[Any]) -> None:
    labels = task.labels(targets)
    probabilities = task.probabilities(logits_of(task, targets))
    np.testing.assert_array_equal(task.decide(probabilities), task.encode(targets, labels))


def test_probabilities_keep_their_shape_and_lie_between_0_and_1(task: Task, targets: list[Any]) -> None:
    logits = logits_of(task, targets)
    for factor in (0, 1, -1, 250):
        probabilities = task.probabilities(logits * factor)
        assert probabilities.shape == logits.shape
        assert np.all((probabilities >= 0) & (probabilities <= 1))


def test_records_name_the_truth_and_are_json(task: Task, targets: list[Any]) -> None:
    labels = task.labels(targets)
    probabilities = task.probabilities(logits_of(task, targets))
    for target, decision, row in zip(targets, task.decide(probabilities), probabilities, strict=True):
        record = task.record(decision, row, labels)
        assert record[task.target] == target
        assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_a_target_that_is_no_label_is_an_error_of_the_data(task: Task, targets: list[Any]) -> None:
    labels = [label for label in task.labels(targets) if label != "sport"]
    with pytest.raises(DataError, match="sport"):
        task.encode(targets, labels)
