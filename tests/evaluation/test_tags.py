"""The scores of tags: of spans where they spell them, of each by itself elsewhere; intervals by records."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn import metrics

from textkit.evaluation.classes import score_classes
from textkit.evaluation.spans import score_spans
from textkit.evaluation.tags import score_tags

IOB2 = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
POS = ["ADJ", "NOUN", "VERB"]

Ids = NDArray[np.int64]


def scored(
    truth: Sequence[Sequence[str]],
    answers: Sequence[Sequence[str]],
    labels: Sequence[str],
    likeliest: Sequence[Sequence[str]] | None = None,
) -> dict[str, Any]:
    """The report for tags of records; all probability is on `likeliest`, by default on the answers."""
    true, decided, first = (
        np.array([labels.index(tag) for record in records for tag in record], dtype=np.int64)
        for records in (truth, answers, likeliest or answers)
    )
    bounds = np.concatenate(([0], np.cumsum([len(record) for record in truth], dtype=np.int64)))
    return score_tags(true, decided, np.eye(len(labels), dtype=np.float32)[first], bounds, labels)


TRUTH = [["B-PER", "I-PER", "O", "B-LOC"], ["O", "B-LOC"]]
DECIDED = [["B-PER", "I-PER", "O", "B-PER"], ["O", "B-LOC"]]
LIKELIEST = [["I-PER", "I-PER", "O", "B-PER"], ["O", "B-LOC"]]


def test_tags_that_spell_spans_are_scored_as_spans() -> None:
    report = scored(TRUTH, DECIDED, IOB2, LIKELIEST)
    spans = score_spans(TRUTH, DECIDED)
    assert {name: report[name] for name in spans} == spans
    assert (report["rows"], report["words"], report["token_accuracy"]) == (2, 6, 0.833333)
    assert report["ece"] == pytest.approx(1 / 3, abs=1e-6)  # one word is right at no probability, one wrong at 1
    # I-PER I-PER is a person to the lenient alone
    assert report["argmax"] == {"span_f1": 0.4, "span_f1_lenient": 0.666667, "invalid": 1}


def test_the_figures_come_before_the_tables() -> None:
    assert list(scored(TRUTH, DECIDED, IOB2)) == [
        *("rows", "words", "span_f1", "span_precision", "span_recall", "token_accuracy", "span_f1_lenient"),
        *("macro_f1", "invalid", "scheme", "ece", "argmax", "intervals", "per_label", "error_kinds", "type_confusion"),
    ]
    assert list(scored([["NOUN"]], [["VERB"]], POS)) == [
        *("rows", "words", "token_accuracy", "macro_f1", "weighted_f1", "ece", "intervals", "per_label", "confusion")
    ]


@st.composite
def tagged(draw: st.DrawFn) -> tuple[Ids, Ids, Ids]:
    """Truth, decisions and bounds of records, of which some have no words."""
    tag = st.integers(0, len(POS) - 1)
    pairs = draw(st.lists(st.tuples(tag, tag), min_size=1, max_size=30))
    cuts = sorted(draw(st.lists(st.integers(0, len(pairs)), max_size=4)))
    truth, decisions = np.array(pairs, dtype=np.int64).T
    return truth, decisions, np.array([0, *cuts, len(pairs)])


@settings(deadline=None, max_examples=30)
@given(tagged())
def test_other_tags_are_scored_as_classes_are(case: tuple[Ids, Ids, Ids]) -> None:
    truth, decisions, bounds = case
    probabilities = np.eye(len(POS), dtype=np.float32)[decisions]
    report = score_tags(truth, decisions, probabilities, bounds, POS)
    classes = score_classes(truth, decisions, probabilities, POS)
    for name in ("macro_f1", "weighted_f1", "ece", "per_label", "confusion"):
        assert report[name] == classes[name]
    assert (report["rows"], report["words"]) == (len(bounds) - 1, len(truth))
    assert report["token_accuracy"] == pytest.approx(metrics.accuracy_score(truth, decisions), abs=1e-6)
    low, high = report["intervals"]["token_accuracy"]
    assert 0 <= low <= high <= 1


def test_intervals_are_of_records_not_of_words() -> None:
    # all words of a record are right, or all are wrong: eight records say no more than eight words
    right, wrong = ["NOUN"] * 50, ["VERB"] * 50
    low, high = scored([right] * 8, [right] * 4 + [wrong] * 4, POS)["intervals"]["token_accuracy"]
    assert (low, high) == (0.125, 0.875)  # 2.5% and 97.5% quantiles of Binomial(8, 1/2) / 8
    spans = scored([["B-PER", "O"], ["O", "B-PER"]] * 4, [["B-PER", "O"], ["B-PER", "O"]] * 4, IOB2)
    assert spans["intervals"]["span_recall"] == [0.125, 0.875]


@pytest.mark.parametrize("labels", [IOB2, POS])
@pytest.mark.parametrize("records", [0, 2])
def test_no_words_at_all(labels: list[str], records: int) -> None:
    report = scored([[]] * records, [[]] * records, labels)
    assert (report["rows"], report["words"], report["token_accuracy"], report["ece"]) == (records, 0, 0.0, 0.0)
    assert report["intervals"]["token_accuracy"] == [0.0, 0.0]
