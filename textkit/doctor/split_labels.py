"""Splits that differ: labels that one of them lacks, shares of labels and lengths of texts that are not train's."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from textkit.doctor.balance import Tally, tallies, unit
from textkit.doctor.patient import Check, Finding, Patient
from textkit.doctor.wording import counted, percent, some
from textkit.text.words import split_words
from textkit.types import SPLITS

_SURE = 0.001  # chance alone seldom gives less
_LABELS_MATTER, _LENGTHS_MATTER = 0.05, 0.1
_EXPECTED = 5  # below, a count is too small for its chi-square


def missing_labels(patient: Patient) -> Iterator[Finding]:
    """Labels that a split has no row of."""
    found, noun = tallies(patient), unit(patient)
    for number, split in enumerate(SPLITS):
        missing = [name for name, tally in found.items() if not tally.counts[number]]
        if not missing or not len(patient.rows(split)):
            continue
        listed = some([f"'{name}' ({found[name].total:,})" for name in missing])
        why = "what train lacks is never answered" if split == "train" else "without any they go unscored"
        yield Finding(
            kind="missing_labels",
            severity="problem" if split == "train" else "warning",
            message=f"{split} has no {noun} of {counted(len(missing), 'label')} that other splits have: {listed}",
            advice=f"move rows of them to {split}{', or leave them out with --drop-label' * (noun == 'row')}: {why}",
            rows=[row for name in missing for row in found[name].rows],
            figures={"split": split, "labels": {name: found[name].total for name in missing}},
        )


def label_shift(patient: Patient) -> Iterator[Finding]:
    """Shares of labels in validation and test that differ from train's by more than chance. Concerns no single rows."""
    found = tallies(patient)
    for split in SPLITS[1:]:
        if not len(patient.rows(split)) or not len(patient.rows("train")):
            continue
        train, other = _shares(found, "train"), _shares(found, split)
        distance = sum(abs(train[name] - other[name]) for name in found) / 2
        if distance <= _LABELS_MATTER or (p := _chance(patient, found, split)) >= _SURE:
            continue
        most = sorted(found, key=lambda name: (-abs(train[name] - other[name]), name))
        listed = ", ".join(f"'{name}' {percent(other[name])} (train {percent(train[name])})" for name in most[:3])
        yield Finding(
            kind="label_shift",
            severity="warning",
            message=f"shares of labels in {split} differ from train's by {percent(distance)} in all: {listed}",
            advice="leave the splits to textkit, which draws them alike, unless the difference is meant",
            figures={
                "split": split,
                "distance": round(distance, 6),
                "p": p,
                "shares": {name: [round(train[name], 6), round(other[name], 6)] for name in most},
            },
        )


def length_shift(patient: Patient) -> Iterator[Finding]:
    """Texts of validation and test that are longer or shorter than train's (Kolmogorov-Smirnov). No single rows."""
    from scipy.stats import ks_2samp

    words = patient.spans if patient.spans is not None else map(split_words, patient.texts)
    lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(patient))
    train = lengths[patient.rows("train")]
    for split in SPLITS[1:]:
        other = lengths[patient.rows(split)]
        if not len(train) or not len(other):
            continue
        test = ks_2samp(train, other, method="asymp")
        if test.statistic <= _LENGTHS_MATTER or test.pvalue >= _SURE:
            continue
        medians = float(np.median(train)), float(np.median(other))
        yield Finding(
            kind="length_shift",
            severity="note",
            message=f"texts of {split} are {'shorter' if medians[1] < medians[0] else 'longer'} than train's: "
            f"{medians[1]:g} words against {medians[0]:g} in the median",
            advice="find out whether they come from another source: a score then says how well a model carries over",
            figures={
                "split": split,
                "distance": round(float(test.statistic), 6),
                "p": float(test.pvalue),
                "medians": list(medians),
            },
        )


def _shares(found: Mapping[str, Tally], split: str) -> dict[str, float]:
    counts = {name: tally.counts[SPLITS.index(split)] for name, tally in found.items()}
    total = max(1, sum(counts.values()))
    return {name: count / total for name, count in counts.items()}


def _chance(patient: Patient, found: Mapping[str, Tally], split: str) -> float:
    """The p-value of a chi-square test of homogeneity of train and `split`.

    Labels of one row come together, as the entities of a sentence do, and say less than as many rows would: the
    statistic is divided by the mean design effect (Rao and Scott 1981), which is 1 for one label a row.
    """
    from scipy.stats import chi2

    numbers = [SPLITS.index(name) for name in ("train", split)]
    table = np.array([[tally.counts[number] for tally in found.values()] for number in numbers], dtype=np.float64)
    cells, members = _pooled(table)
    labels = cells.shape[1]
    if labels < 2 or not cells.sum(axis=1).all():
        return 1.0
    expected = cells.sum(axis=1, keepdims=True) * cells.sum(axis=0) / cells.sum()
    statistic = ((cells - expected) ** 2 / expected).sum()
    effect = _design_effect(patient, numbers, dict(zip(found, members.tolist(), strict=True)), labels)
    return float(chi2.sf(statistic / max(1.0, effect), labels - 1))


def _pooled(table: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Counts (splits, labels) with the rare labels as one, and the column that each label went to."""
    share = table.sum(axis=0) / table.sum()
    rare = share * table.sum(axis=1).min() < _EXPECTED
    members = np.where(rare, (~rare).sum(), np.cumsum(~rare) - 1)
    return np.stack([np.bincount(members, weights=counts) for counts in table]), members


def _design_effect(patient: Patient, splits: Sequence[int], members: Mapping[str, int], labels: int) -> float:
    """How much more the shares of labels vary from sample to sample of rows than if every label came alone.

    Of a row with n labels, x of them this one, n times the label's share are expected: the squared differences are
    summed from x^2, x n and n^2.
    """
    total, squares, products, sizes = np.zeros(labels), np.zeros(labels), np.zeros(labels), 0
    for row in np.flatnonzero(np.isin(patient.splits, splits)).tolist():
        counts = Counter(members[name] for name in patient.task.names(patient.targets[row]))
        size = counts.total()
        sizes += size**2
        for label, count in counts.items():
            total[label] += count
            squares[label] += count**2
            products[label] += count * size
    shares = total / total.sum()
    residuals = squares - 2 * shares * products + shares**2 * sizes
    return float((residuals / total).sum() / (labels - 1))


CHECKS: tuple[Check, ...] = (missing_labels, label_shift, length_shift)
