"""Shortcuts: how far a model gets that never reads, but looks at the surface of a text alone."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, product
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.doctor.patient import Check, Finding, Patient, Rows
from textkit.doctor.surface import FAMILIES, Columns, features, strongest_sign, surface
from textkit.doctor.wording import percent
from textkit.evaluation.classes import confusion_matrix, from_confusion

_ROWS, _WORK, _CHARACTERS = 20_000, 1_200_000, 20_000_000  # work is rows by labels
_LABELS, _LABEL_ROWS = 50, 20
_SURE = 0.001
_PROBLEM, _WARNING, _NOTE = 0.9, 0.5, 0.25
_TOGETHER = "the whole surface"
_FIGURES = ("accuracy", "majority", "macro_f1", "score")
_ADVICE = {
    "letter case": "; --lowercase takes it away",
    "punctuation": "; --punctuation takes it away",
    "digits": "; --digits zero makes numbers alike",
}


class Question(NamedTuple):
    """What is asked about each row of train and of test; the truth is in numbers of `answers`."""

    about: str
    answers: Sequence[str]
    train: NDArray[np.int64]
    test: NDArray[np.int64]
    yes_or_no: bool = False


class Probe(NamedTuple):
    """How well a family answers. `score` is the accuracy on a scale from the commonest answer, 0, to all right, 1.

    `chance` is how often answers of no worth are right as often as these.
    """

    question: Question
    accuracy: float
    majority: float
    macro_f1: float
    score: float
    chance: float
    right: NDArray[np.int64]
    """Which rows of test are answered rightly, the surest first."""

    @property
    def strength(self) -> float:
        return self.score if self.chance < _SURE else 0.0


def shortcuts(patient: Patient) -> Iterator[Finding]:
    """Families of features that tell the labels of test far better than chance.

    Not for tags: the case and the digits of a word are what a tagger should look at.
    """
    train = _sample(patient, "train", min(_ROWS, _WORK // max(1, len(patient.labels))))
    test = _sample(patient, "test", _ROWS)
    if patient.task.level != "text" or not len(train) or not len(test):
        return
    columns = [surface([patient.texts[row] for row in rows.tolist()]) for rows in (train, test)]
    probes: dict[str, list[Probe]] = {}
    for question, (family, sides) in product(_questions(patient, train, test), _families(*columns).items()):
        if family == _TOGETHER or probes[_TOGETHER][-1].strength >= _NOTE:  # else no single one finds more
            probes.setdefault(family, []).append(_probe(question, *sides))
    table = {
        family: {name: round(float(np.mean([getattr(each, name) for each in found])), 6) for name in _FIGURES}
        for family, found in probes.items()
    }
    for family, found in _worth_telling(probes).items():
        yield _finding(family, found, columns[0].get(family), test, table)


def _sample(patient: Patient, split: str, most: int) -> Rows:
    """The rows of a split, in order; of many, or of long ones, a part."""
    drawn = np.random.default_rng(patient.seed).permutation(patient.rows(split))[:most]
    read = np.cumsum([len(patient.texts[row]) for row in drawn.tolist()])
    return np.sort(drawn[: int(np.searchsorted(read, _CHARACTERS)) + 1])


def _questions(patient: Patient, train: Rows, test: Rows) -> Iterator[Question]:
    """Which label a row has; where it may have several, whether it has this one, for each of the common ones."""
    targets = [[patient.targets[row] for row in rows.tolist()] for rows in (train, test)]
    if patient.task.target == "label":
        answers = sorted(set(chain(*targets)))
        numbers = {label: number for number, label in enumerate(answers)}
        seen, asked = (np.array([numbers[each] for each in side], dtype=np.int64) for side in targets)
        yield Question("the label", [f"'{label}'" for label in answers], seen, asked)
        return
    counts = {label: sum(label in each for each in targets[0]) for label in patient.labels}
    for label in sorted(counts, key=lambda label: (-counts[label], label))[:_LABELS]:
        if counts[label] >= _LABEL_ROWS:
            seen, asked = (np.array([label in each for each in side], dtype=np.int64) for side in targets)
            yield Question(f"whether a text is '{label}'", [f"not '{label}'", f"'{label}'"], seen, asked, True)


def _families(train: Mapping[str, Columns], test: Mapping[str, Columns]) -> dict[str, tuple[Any, Any]]:
    """The features of train and of test; of all families together, then of each."""
    merged = [dict(chain.from_iterable(columns.items() for columns in side.values())) for side in (train, test)]
    return {_TOGETHER: features(*merged), **{family: features(train[family], test[family]) for family in train}}


def _probe(question: Question, train: Any, test: Any) -> Probe:
    from scipy.stats import binom
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    majority = float(np.mean(question.test == np.bincount(question.train).argmax()))
    if len(np.unique(question.train)) < 2 or majority == 1:
        return Probe(question, majority, majority, 0.0, 0.0, 1.0, np.zeros(0, dtype=np.int64))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the last steps change no answer
        model = LogisticRegression(max_iter=200, tol=1e-3).fit(train, question.train)
    probabilities = model.predict_proba(test)
    answers = model.classes_[probabilities.argmax(axis=1)]
    hits = np.flatnonzero(answers == question.test)
    accuracy = len(hits) / len(answers)
    return Probe(
        question,
        accuracy,
        majority,
        float(from_confusion(confusion_matrix(question.test, answers, len(question.answers)))["macro_f1"]),
        (accuracy - majority) / (1 - majority),
        float(binom.sf(len(hits) - 1, len(answers), majority)),
        hits[np.argsort(-probabilities.max(axis=1)[hits], kind="stable")],
    )


def _worth_telling(probes: Mapping[str, Sequence[Probe]]) -> dict[str, list[Probe]]:
    """Families in the order of their scores, with the questions they answer too well.

    Where some are strong, the weak ones are left to the table; all together are told of if they are a degree stronger.
    """
    best = {family: max(probe.strength for probe in found) for family, found in probes.items()}
    alone = max((score for family, score in best.items() if family != _TOGETHER), default=0.0)
    bar = _WARNING if alone >= _WARNING else _NOTE
    told = {}
    for family in sorted(best, key=lambda family: (-best[family], family)):
        stronger = alone < _NOTE or _severity(best[family]) != _severity(alone)
        if best[family] >= bar and (family != _TOGETHER or stronger):
            strong = [probe for probe in probes[family] if probe.strength >= bar]
            told[family] = sorted(strong, key=lambda probe: -probe.strength)
    return told


def _severity(score: float) -> Literal["problem", "warning", "note"]:
    if score >= _WARNING:
        return "problem" if score >= _PROBLEM else "warning"
    return "note"


def _finding(
    family: str, probes: Sequence[Probe], train: Columns | None, test: Rows, table: Mapping[str, Any]
) -> Finding:
    question, first = probes[0].question, probes[0]
    more = f" (and of {len(probes) - 1} labels more)" if len(probes) > 1 else ""
    sign = f": {strongest_sign(train, question.train, question.answers)}" if train is not None else ""
    subject = f"{family} alone is" if train is not None else f"{', '.join(FAMILIES)} together are"
    share = f"{percent(first.accuracy)} of the test rows, the commonest answer for {percent(first.majority)}"
    right = dict.fromkeys(chain.from_iterable(_telling(probe) for probe in probes))
    return Finding(
        kind="shortcut",
        severity=_severity(first.score),
        message=f"{subject} right on {question.about}{more} for {share}{sign}",
        advice=f"hold every score against this one, and ask whether new texts have it too{_ADVICE.get(family, '')}",
        rows=test[list(right)].tolist(),
        figures={
            "family": family,
            "strongest": {probe.question.about: round(probe.score, 6) for probe in probes},
            **{name: round(getattr(first, name), 6) for name in _FIGURES},
            "families": table,
        },
    )


def _telling(probe: Probe) -> list[int]:
    """The rows of test that are answered rightly; of a label that a text has or not, those that have it."""
    return [row for row in probe.right.tolist() if not probe.question.yes_or_no or probe.question.test[row]]


CHECKS: tuple[Check, ...] = (shortcuts,)
