"""Counts label by label: the F1 of each is the one that `score` gives."""

import numpy as np
import pytest

from tests.evaluation.test_counted import FAMILIES, answered
from textkit.evaluation.counted_labels import count_by_label
from textkit.evaluation.scoring import score
from textkit.tasks import tasks


@pytest.mark.parametrize(("task", "labels"), FAMILIES, ids=["classes", "sets", "spans", "tags"])
@pytest.mark.parametrize("seed", range(5))
def test_the_f1_and_the_support_of_a_label_are_those_that_score_gives(task: str, labels: list[str], seed: int) -> None:
    chosen = tasks.load(task)
    truth, logits, bounds = answered(chosen, labels, seed, 40)
    decoder = chosen.decoder(labels, {})
    expected = score(chosen, decoder, truth, logits, bounds, labels)["per_label"]
    found = dict(count_by_label(chosen, truth, decoder.decide(logits, bounds), bounds, labels))
    assert found.keys() == expected.keys()
    for label, counted in found.items():
        assert counted.score == pytest.approx(expected[label]["f1"], abs=1e-6)
        assert counted.counts.shape == (40, 3)
        assert counted.counts[:, 0].sum() == expected[label]["support"]


def test_a_span_counts_in_its_record_for_its_label() -> None:
    labels, tagging = ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"], tasks.load("tagging")
    truth, answers = (
        tagging.encode(tags, labels)
        for tags in ([["B-PER", "I-PER"], ["B-LOC", "O"]], [["B-PER", "O"], ["B-LOC", "B-PER"]])
    )
    found = dict(count_by_label(tagging, truth, answers, np.array([0, 2, 4]), labels))
    assert found["PER"].counts.tolist() == [[1, 1, 0], [0, 1, 0]]
    assert found["LOC"].counts.tolist() == [[0, 0, 0], [1, 1, 1]]
