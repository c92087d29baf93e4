"""What each record adds to a score: the sums give the very figures that `score` gives, for every family of tasks."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.evaluation.counted import Counted, count_records
from textkit.evaluation.scoring import metrics_of, score
from textkit.tasks import Task, tasks
from textkit.types import Bounds

IOB2 = ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"]
POS = ["ADJ", "NOUN", "VERB"]
FAMILIES = [("classification", ["bad", "fine", "good"]), ("multilabel", ["a", "b", "c"]), ("tagging", IOB2)]
FAMILIES += [("tagging", POS)]


def answered(task: Task, labels: Sequence[str], seed: int, records: int) -> tuple[Any, Any, Bounds]:
    """Invented truth, logits that know it in part, and bounds."""
    draw = np.random.default_rng(seed)
    counts = draw.integers(1, 9, size=records) if task.level == "word" else np.ones(records, dtype=np.int64)
    bounds = np.concatenate(([0], np.cumsum(counts)))
    rows, columns = int(bounds[-1]), len(labels)
    if task.scoring == "labelsets":
        truth: Any = draw.integers(0, 2, size=(rows, columns)).astype(np.float32)
        told = truth - 0.5
    else:
        truth = draw.integers(columns, size=rows)
        told = np.eye(columns)[truth]
    return truth, (draw.normal(size=(rows, columns)) + told).astype(np.float32), bounds


def counted(name: str, labels: Sequence[str], seed: int, records: int) -> tuple[Counted, dict[str, Any], Bounds]:
    """What is counted, and what `score` says of the same answers."""
    task = tasks.load(name)
    truth, logits, bounds = answered(task, labels, seed, records)
    decoder = task.decoder(labels, {})
    found = count_records(task, truth, decoder.decide(logits, bounds), bounds, labels)
    return found, score(task, decoder, truth, logits, bounds, labels), bounds


@pytest.mark.parametrize(("task", "labels"), FAMILIES, ids=["classes", "sets", "spans", "tags"])
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), records=st.integers(1, 40))
def test_the_figure_is_the_one_that_score_gives(task: str, labels: list[str], seed: int, records: int) -> None:
    found, scores, _ = counted(task, labels, seed, records)
    assert found.score == pytest.approx(scores[found.metric], abs=1e-6)


@pytest.mark.parametrize(("task", "labels"), FAMILIES, ids=["classes", "sets", "spans", "tags"])
def test_the_metric_is_the_headline_of_the_task(task: str, labels: list[str]) -> None:
    found, _, _ = counted(task, labels, 0, 10)
    assert found.metric == metrics_of(tasks.load(task), labels)[0]


@pytest.mark.parametrize(("task", "labels"), FAMILIES, ids=["classes", "sets", "spans", "tags"])
def test_there_is_a_row_for_each_record(task: str, labels: list[str]) -> None:
    found, _, bounds = counted(task, labels, 1, 25)
    assert len(found.counts) == len(bounds) - 1 == 25
    assert found.counts.dtype == np.int64


@pytest.mark.parametrize(("task", "labels"), FAMILIES, ids=["classes", "sets", "spans", "tags"])
def test_many_sums_give_many_figures(task: str, labels: list[str]) -> None:
    found, _, _ = counted(task, labels, 2, 30)
    halves = found.counts.reshape(5, 6, -1).sum(axis=1)
    figures = found.figure(halves)
    assert figures.tolist() == [float(found.figure(half)) for half in halves]


@pytest.mark.parametrize(("task", "labels"), FAMILIES, ids=["classes", "sets", "spans", "tags"])
def test_of_nothing_the_figure_is_0(task: str, labels: list[str]) -> None:
    found, _, _ = counted(task, labels, 3, 5)
    assert found.figure(np.zeros(found.counts.shape[1], dtype=np.int64)) == 0


def test_spans_are_read_strictly() -> None:
    tagging, bounds = tasks.load("tagging"), np.array([0, 3, 5])
    truth, answers = (
        tagging.encode(tags, IOB2)
        for tags in ([["B-PER", "I-PER", "O"], ["O", "B-LOC"]], [["B-PER", "I-PER", "B-LOC"], ["O", "I-LOC"]])
    )
    found = count_records(tagging, truth, answers, bounds, IOB2)
    assert found.counts.tolist() == [[1, 2, 1], [1, 0, 0]]  # true, answered, right; a stray I- is no span
