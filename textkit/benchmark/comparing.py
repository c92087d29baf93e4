"""Two runs, asked the same records: which is better, by how much, where, and whether that is more than noise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.benchmark.comparable import (
    must_be_alike,
    must_have_same_rows,
    same_model,
    same_rows_of_their_own,
)
from textkit.benchmark.verdict import Part, Verdict, in_words
from textkit.data.options import FileOptions
from textkit.evaluation.counted import Counted, count_records
from textkit.evaluation.counted_labels import count_by_label
from textkit.evaluation.paired import compare, holm
from textkit.inference.answered import Answered, answer_split, warn_of_training_rows
from textkit.inference.predictor import Predictor
from textkit.reporter import Reporter, Silent
from textkit.text.words import words_of

_OUTCOMES = ("both right", "only the first right", "only the second right", "both wrong")


def compare_runs(
    first: Predictor,
    second: Predictor,
    *,
    data: str | None = None,
    options: FileOptions | None = None,
    split: str = "test",
    examples: int = 5,
    reporter: Reporter | None = None,
) -> Verdict:
    """Compare two runs on `split` of the dataset that both were trained on, or of `data`, as `answer_split` has it.

    Raises:
        UsageError: the runs are for other tasks, have other labels, or have other rows in this split.
        MissingError, DataError: as `answer_split` has it.
    """
    reporter = reporter or Silent()
    must_be_alike(first, second)
    if data is None:
        same_rows_of_their_own(first, second, split, reporter)
    one, other = (
        answer_split(each, data=data, options=options, split=split, reporter=reporter) for each in (first, second)
    )
    must_have_same_rows(one.rows, other.rows, first, second)
    if data is not None:
        for each in (first, second):
            warn_of_training_rows(each, one.rows, reporter)
    return _judge(_Pair(one, other, _in_order(other, one.predictor.labels)), examples)


@dataclass(frozen=True)
class _Pair:
    """What two runs say of the same records; `decisions` are the second's, in the first's order of the labels."""

    first: Answered
    second: Answered
    decisions: NDArray[Any]

    @property
    def answers(self) -> tuple[NDArray[Any], NDArray[Any]]:
        return self.first.decisions, self.decisions

    def counted(self) -> list[Counted]:
        first = self.first
        task, labels = first.predictor.task, first.predictor.labels
        return [count_records(task, first.truth, answers, first.bounds, labels) for answers in self.answers]


def _in_order(answered: Answered, labels: Sequence[str]) -> NDArray[Any]:
    """The decisions, as a run with these labels, in this order, would have them."""
    own = answered.predictor.labels
    if answered.decisions.ndim == 2:
        return np.asarray(answered.decisions[:, [own.index(label) for label in labels]])
    return np.asarray(np.array([labels.index(label) for label in own])[answered.decisions])


def _judge(pair: _Pair, examples: int) -> Verdict:
    first, second = pair.first.predictor, pair.second.predictor
    counted, alike = pair.counted(), same_model(first, second)
    comparison = compare(counted[:1], counted[1:])
    names = _names(first, second)
    differing = _by_record(pair.answers[0] != pair.answers[1], pair.first)
    return Verdict(
        dataset=pair.first.title,
        split=pair.first.split,
        records=len(pair.first.rows),
        first=names[0],
        second=names[1],
        same_model=alike,
        comparison=comparison,
        words=in_words(comparison, *names, same_model=alike),
        by_label=_corrected(_by_label(pair)),
        by_length=_corrected(_by_length(pair, counted)),
        outcomes=_outcomes(pair),
        disagree=int(np.count_nonzero(differing)),
        disagreements=_furthest_apart(pair, np.flatnonzero(differing), examples),
    )


def _names(first: Predictor, second: Predictor) -> tuple[str, str]:
    """What the runs are called: the model, and its run where that alone tells them apart."""
    if first.title != second.title:
        return first.title, second.title
    one, other = (f"{each.title} ({each.run.path if each.run else each.name})" for each in (first, second))
    return one, other


def _by_record(rows: NDArray[np.bool_], answered: Answered) -> NDArray[np.bool_]:
    """Of each record, whether any of its rows is True; (N,) or (N, labels) -> (records,)."""
    any_label = rows.any(axis=1) if rows.ndim == 2 else rows
    before = np.concatenate(([0], np.cumsum(any_label)))
    return np.asarray(np.diff(before[answered.bounds]) > 0)


def _outcomes(pair: _Pair) -> dict[str, int]:
    wrong = [_by_record(answers != pair.first.truth, pair.first) for answers in pair.answers]
    counts = np.bincount(2 * wrong[0].astype(np.int64) + wrong[1], minlength=4)
    both, first, second, neither = counts.tolist()
    return dict(zip(_OUTCOMES, (both, first, second, neither), strict=True))


Compared = tuple[str, int, Counted, Counted]
"""A part's name and size, and what each run has there."""


def _corrected(parts: Iterable[Compared]) -> list[Part]:
    found = [(name, size, compare([one], [other])) for name, size, one, other in parts]
    corrected = holm([comparison.p for _, _, comparison in found])
    return [Part(*each, p) for each, p in zip(found, corrected, strict=True)]


def _by_label(pair: _Pair) -> Iterable[Compared]:
    """Of each label that is true or answered anywhere, its F1."""
    first = pair.first
    task, labels = first.predictor.task, first.predictor.labels
    both = (count_by_label(task, first.truth, answers, first.bounds, labels) for answers in pair.answers)
    for (label, one), (_, other) in zip(*both, strict=True):
        if one.counts.any() or other.counts.any():
            yield label, int(one.counts[:, 0].sum()), one, other


def _by_length(pair: _Pair, counted: Sequence[Counted]) -> Iterable[Compared]:
    """Up to four parts of the records by their words, as equal as ties allow."""
    words = np.array([len(words_of(each)) for each in pair.first.rows.inputs])
    edges = np.unique(np.quantile(words, [0.25, 0.5, 0.75], method="inverted_cdf"))
    part_of = np.searchsorted(edges, words)
    for part in np.unique(part_of):
        here = part_of == part
        shortest, longest = int(words[here].min()), int(words[here].max())
        name = f"{shortest:,} to {longest:,} words" if shortest < longest else f"{shortest:,} words"
        one, other = (each._replace(counts=each.counts[here]) for each in counted)
        yield name, int(here.sum()), one, other


def _furthest_apart(pair: _Pair, records: NDArray[np.int64], most: int) -> list[dict[str, Any]]:
    one, other = pair.first, pair.second
    columns = [other.predictor.labels.index(label) for label in one.predictor.labels]
    apart = np.abs(one.probabilities - other.probabilities[:, columns]).max(axis=1)
    distance = np.array([apart[one.bounds[record] : one.bounds[record + 1]].max() for record in records])
    furthest = records[np.argsort(-distance, kind="stable")][:most]
    return [_example(pair, int(record)) for record in furthest]


def _example(pair: _Pair, record: int) -> dict[str, Any]:
    rows, labels = pair.first.rows, pair.first.predictor.labels
    here = slice(pair.first.bounds[record], pair.first.bounds[record + 1])
    words = {} if rows.spans is None else {"words": words_of(rows.inputs[record])}
    return {
        "text": rows.texts[record],
        **words,
        "origin": rows.origins[record],
        "truth": rows.targets[record],
        "first": _named(pair.answers[0][here], labels, level=pair.first.predictor.task.level),
        "second": _named(pair.answers[1][here], labels, level=pair.first.predictor.task.level),
    }


def _named(rows: NDArray[Any], labels: Sequence[str], level: str) -> str | list[str]:
    """The answer for one record as datasets write it: a label, a set of them, or a tag for each word."""
    if rows.ndim == 2:
        return [labels[place] for place in np.flatnonzero(rows[0]).tolist()]
    names = [labels[place] for place in rows.tolist()]
    return names if level == "word" else names[0]
