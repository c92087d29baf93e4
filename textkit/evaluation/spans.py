"""Scores of spans, such as names, that are written as IOB2 tags. All follows from which span was answered for which.

Tags are read strictly: a span begins at B-X and goes on while I-X follows. `span_f1_lenient` reads them as conlleval
does (Tjong Kim Sang and Buchholz 2000), to which a stray I-X begins a span. Equal to seqeval's mode="strict" with
scheme=IOB2 and to its default mode, with zero_division=0, and tested so.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.evaluation.intervals import bootstrap_records
from textkit.text.schemes import Span, lenient_spans, strict_spans

HEADLINES = ("span_f1", "span_precision", "span_recall", "token_accuracy")
KINDS = ("correct", "wrong_type", "wrong_boundary", "missed", "spurious")

Tags = Sequence[Sequence[str]]
"""A sequence a record, a tag a word."""


class Pair(NamedTuple):
    """A span of the truth and the one answered for it; None where there is none. `kind` is one of KINDS."""

    kind: str
    true: Span | None
    predicted: Span | None


def score_spans(truth: Tags, answers: Tags) -> dict[str, Any]:
    """Micro-averaged figures in [0, 1], `per_label`, counts of `error_kinds`, and 95% `intervals` by records.

    `macro_f1` is the mean over `per_label`, the labels of spans in truth or answers. `invalid` counts the answered I-X
    that continue no X. `error_kinds` are the kinds of `pair_spans`; `type_confusion` its wrong_type, commonest first.

    Raises:
        ValueError: `truth` and `answers` differ in their number of records, or of words in one of them.
    """
    strict, lenient = _pairs(truth, answers, strict_spans), _pairs(truth, answers, lenient_spans)
    counts = _record_counts(truth, answers, strict)
    figures = _figures(counts.sum(axis=0))
    intervals = bootstrap_records(counts, _figures, HEADLINES)
    per_label, per_label_lenient = _per_label(strict), _per_label(lenient)
    kinds = Counter(pair.kind for pair in chain.from_iterable(strict))
    return {
        **{name: round(float(figures[name]), 6) for name in HEADLINES},
        "span_f1_lenient": _f1(lenient),
        "macro_f1": round(sum(scores["f1"] for scores in per_label.values()) / max(len(per_label), 1), 6),
        "invalid": _invalid(answers),
        "scheme": "IOB2",
        "intervals": {name: [round(bound, 6) for bound in bounds] for name, bounds in intervals.items()},
        "per_label": {
            label: {
                **{name: round(figure, 6) for name, figure in scores.items()},
                "f1_lenient": round(per_label_lenient[label]["f1"], 6),
            }
            for label, scores in per_label.items()
        },
        "error_kinds": {kind: kinds[kind] for kind in KINDS},
        "type_confusion": _type_confusion(strict),
    }


def span_f1s(truth: Tags, answers: Tags) -> dict[str, Any]:
    """The `span_f1`, `span_f1_lenient` and `invalid` of `score_spans`, and nothing else."""
    return {
        "span_f1": _f1(_pairs(truth, answers, strict_spans)),
        "span_f1_lenient": _f1(_pairs(truth, answers, lenient_spans)),
        "invalid": _invalid(answers),
    }


def count_spans(truth: Tags, answers: Tags) -> NDArray[np.int64]:
    """(records, 3): how many spans of each record are true, answered, and both.

    Raises:
        ValueError: as `score_spans` has it.
    """
    return _record_counts(truth, answers, _pairs(truth, answers, strict_spans))[:, :3]


def pair_spans(truth: Iterable[Span], answers: Iterable[Span]) -> list[Pair]:
    """Each span of one record in exactly one pair, in the order of the text.

    Equal spans are correct; equal boundaries with another label are wrong_type. What is left of the truth takes, in
    order, the first answer left that overlaps it: wrong_boundary, whether or not the label is right. The rest of the
    truth is missed, the rest of the answers spurious.
    """
    left = {(span.start, span.end): span for span in answers}
    pairs, alone = [], []
    for span in truth:
        if twin := left.pop((span.start, span.end), None):
            pairs.append(Pair("correct" if twin == span else "wrong_type", span, twin))
        else:
            alone.append(span)
    for span in alone:
        if near := next((other for other in left.values() if span.start < other.end and other.start < span.end), None):
            del left[near.start, near.end]
            pairs.append(Pair("wrong_boundary", span, near))
        else:
            pairs.append(Pair("missed", span, None))
    pairs += [Pair("spurious", None, span) for span in left.values()]
    return sorted(pairs, key=lambda pair: min(span.start for span in pair[1:] if span))


def _pairs(truth: Tags, answers: Tags, read: Callable[[Sequence[str]], list[Span]]) -> list[list[Pair]]:
    return [pair_spans(read(true), read(answer)) for true, answer in zip(truth, answers, strict=True)]


def _count(pairs: Collection[Pair]) -> tuple[int, int, int]:
    """How many spans the truth has, how many were answered, and how many of these are right."""
    missed, spurious, correct = (sum(pair.kind == kind for pair in pairs) for kind in ("missed", "spurious", "correct"))
    return len(pairs) - spurious, len(pairs) - missed, correct


def _record_counts(truth: Tags, answers: Tags, pairs: Iterable[Collection[Pair]]) -> NDArray[np.int64]:
    """(records, 5): the three of `_count`, words, and words with the right tag."""
    counts = [
        (*_count(of_record), len(true), sum(one == other for one, other in zip(true, answer, strict=True)))
        for true, answer, of_record in zip(truth, answers, pairs, strict=True)
    ]
    return np.array(counts, dtype=np.int64).reshape(-1, 5)


def _figures(counts: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """The headlines of summed `_record_counts`, (5,), or of many such sums at once, (..., 5)."""
    true, predicted, correct, words, right = np.moveaxis(counts, -1, 0)
    scores = _scores(true, predicted, correct)
    return {**{f"span_{name}": score for name, score in scores.items()}, "token_accuracy": right / np.maximum(words, 1)}


def _scores(true: Any, predicted: Any, correct: Any) -> dict[str, Any]:
    """Where there is nothing to divide by, nothing is correct: the figure is 0."""
    return {
        "precision": correct / np.maximum(predicted, 1),
        "recall": correct / np.maximum(true, 1),
        "f1": 2 * correct / np.maximum(true + predicted, 1),
    }


def _f1(pairs: Iterable[Iterable[Pair]]) -> float:
    return round(float(_scores(*_count(list(chain.from_iterable(pairs))))["f1"]), 6)


def _per_label(pairs: Iterable[Iterable[Pair]]) -> dict[str, dict[str, Any]]:
    true, predicted, correct = Counter[str](), Counter[str](), Counter[str]()
    for pair in chain.from_iterable(pairs):
        if pair.true:
            true[pair.true.label] += 1
        if pair.predicted:
            predicted[pair.predicted.label] += 1
            correct[pair.predicted.label] += pair.kind == "correct"
    return {
        label: {
            **{name: float(score) for name, score in _scores(true[label], predicted[label], correct[label]).items()},
            "support": true[label],
        }
        for label in sorted(true | predicted)
    }


def _type_confusion(pairs: Iterable[Iterable[Pair]]) -> list[dict[str, Any]]:
    confused = Counter(
        (true.label, predicted.label)
        for kind, true, predicted in chain.from_iterable(pairs)
        if kind == "wrong_type" and true and predicted
    )
    return [{"true": true, "predicted": other, "count": count} for (true, other), count in confused.most_common()]


def _invalid(answers: Tags) -> int:
    return sum(
        tag.startswith("I-") and before[2:] != tag[2:] for tags in answers for before, tag in pairwise(["O", *tags])
    )
