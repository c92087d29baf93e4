"""What every task promises, whatever it predicts."""

import json
from typing import Any

import numpy as np
import pytest

from textkit.errors import DataError
from textkit.inference.answers import bounds_of
from textkit.tasks import Task, tasks
from textkit.types import Input, Scores, Sentence

TARGETS: dict[str, tuple[str, list[Any]]] = {
    "classification": ("classification", ["news", "bait", "news", "sport"]),
    "entities": ("tagging", [["B-sport", "I-sport", "O"], [], ["O"], ["B-news", "B-news", "I-news", "O", "B-sport"]]),
    "label sets": ("multilabel", [["news", "sport"], ["news"], ["bait", "sport", "news"]]),
    "parts of speech": ("tagging", [["news", "bait"], ["sport"], [], ["bait", "bait", "sport", "news"]]),
}
"""A few targets of each task, one of them "sport": a new task adds its line here."""


@pytest.fixture(params=TARGETS)
def example(request: pytest.FixtureRequest) -> tuple[str, list[Any]]:
    return TARGETS[request.param]


@pytest.fixture
def task(example: tuple[str, list[Any]]) -> Task:
    return tasks.load(example[0])


@pytest.fixture
def targets(example: tuple[str, list[Any]]) -> list[Any]:
    return example[1]


def inputs_of(task: Task, targets: list[Any]) -> list[Input]:
    if task.level == "text":
        return [f"text {number}" for number in range(len(targets))]
    return [Sentence.of_words([f"word{number}" for number in range(len(target))]) for target in targets]


def logits_of(task: Task, targets: list[Any]) -> Scores:
    """Logits that point at the truth as plainly as can be."""
    labels = task.labels(targets)
    encoded = task.encode(targets, labels)
    if encoded.ndim == 2:
        return (encoded - np.float32(0.5)) * 40
    return (np.eye(len(labels), dtype=np.float32)[encoded] - np.float32(0.5)) * 40


def test_every_task_has_its_targets_here() -> None:
    assert {name for name, _ in TARGETS.values()} == set(tasks.names())


def test_it_says_what_it_is(task: Task) -> None:
    assert task.summary
    assert task.target
    assert task.target in task.columns
    assert task.level in ("text", "word")


def test_labels_do_not_depend_on_the_order_of_the_rows(task: Task, targets: list[Any]) -> None:
    labels = task.labels(targets)
    assert labels == task.labels(targets[::-1]) == sorted(set(labels))


def test_what_a_target_counts_towards_are_names(task: Task, targets: list[Any]) -> None:
    names = {name for target in targets for name in task.names(target)}
    assert "sport" in names
    assert all(isinstance(name, str) for name in names)


def test_there_is_a_target_for_each_answer(task: Task, targets: list[Any]) -> None:
    bounds = bounds_of(inputs_of(task, targets))
    assert len(task.encode(targets, task.labels(targets))) == bounds[-1]


def test_the_truth_comes_back_from_logits_that_point_at_it(task: Task, targets: list[Any]) -> None:
    labels, bounds = task.labels(targets), bounds_of(inputs_of(task, targets))
    decisions = task.decoder(labels, {}).decide(logits_of(task, targets), bounds)
    np.testing.assert_array_equal(decisions, task.encode(targets, labels))


def test_probabilities_keep_their_shape_and_lie_between_0_and_1(task: Task, targets: list[Any]) -> None:
    logits, bounds = logits_of(task, targets), bounds_of(inputs_of(task, targets))
    decoder = task.decoder(task.labels(targets), {})
    for factor in (0, 1, -1, 250):
        probabilities = decoder.probabilities(logits * np.float32(factor), bounds)
        assert probabilities.shape == logits.shape
        assert probabilities.dtype == np.float32
        assert np.all((probabilities >= 0) & (probabilities <= 1))


def test_the_loss_is_the_mean_of_what_each_answer_lacks(task: Task, targets: list[Any]) -> None:
    labels, inputs = task.labels(targets), inputs_of(task, targets)
    truth, bounds = task.encode(targets, labels), bounds_of(inputs)
    logits = np.random.default_rng(0).normal(size=(len(truth), len(labels))).astype(np.float32)
    if truth.ndim == 2:
        right = np.where(truth > 0, 1 / (1 + np.exp(-logits.astype(float))), 1 / (1 + np.exp(logits.astype(float))))
    else:
        rows = zip(logits.astype(float), truth, strict=True)
        right = np.array([np.exp(row[label]) / np.exp(row).sum() for row, label in rows])
    loss = task.decoder(labels, {}).loss(logits, bounds, truth)
    assert type(loss) is float
    assert loss == pytest.approx(-np.log(right).mean(), abs=1e-6)
    assert task.decoder(labels, {}).loss(logits_of(task, targets), bounds, truth) == pytest.approx(0, abs=1e-6)


def test_records_name_the_truth_and_are_json(task: Task, targets: list[Any]) -> None:
    inputs = inputs_of(task, targets)
    decoder = task.decoder(task.labels(targets), {})
    records = decoder.records(inputs, logits_of(task, targets), bounds_of(inputs))
    for target, record in zip(targets, records, strict=True):
        found = record[task.target]
        assert (sorted(found) == sorted(target)) if task.scoring == "labelsets" else (found == target)
        assert set(task.columns) <= record.keys()
        assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_records_do_not_depend_on_their_neighbours(task: Task, targets: list[Any]) -> None:
    inputs = inputs_of(task, targets)
    bounds = bounds_of(inputs)
    decoder = task.decoder(task.labels(targets), {})
    logits = np.random.default_rng(1).normal(size=logits_of(task, targets).shape).astype(np.float32)
    together = decoder.records(inputs, logits, bounds)
    for number, each in enumerate(inputs):
        rows = logits[bounds[number] : bounds[number + 1]]
        assert decoder.records([each], rows, bounds_of([each])) == [together[number]]


def test_nothing_asked_nothing_answered(task: Task, targets: list[Any]) -> None:
    labels = task.labels(targets)
    decoder, none, bounds = task.decoder(labels, {}), np.zeros((0, len(labels)), dtype=np.float32), bounds_of([])
    assert decoder.decide(none, bounds).tolist() == []
    assert decoder.probabilities(none, bounds).shape == none.shape
    assert decoder.loss(none, bounds, task.encode([], labels)) == 0.0
    assert decoder.records([], none, bounds) == []


def test_a_target_that_is_no_label_is_an_error_of_the_data(task: Task, targets: list[Any]) -> None:
    labels = [label for label in task.labels(targets) if "sport" not in label]
    with pytest.raises(DataError, match="sport"):
        task.encode(targets, labels)
