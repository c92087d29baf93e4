"""The rows most worth relabelling: those that a model trained on the other rows is sure to be labelled wrongly."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.doctor.confident import Labels, Probabilities, confident_labels, flips
from textkit.doctor.out_of_fold import FEWEST_OF_LABEL, FOLDS, OutOfFold, draw
from textkit.doctor.patient import Check, Finding, Patient
from textkit.doctor.wording import percent, some

_FEWEST_ROWS = 100
_SURE, _PROBABLE, _FOUND = 0.005, 0.5, 0.3
_REPORTED_ROWS, _REPORTED_SHARE = 5, 0.0005
_LISTED = 20


class Suspect(NamedTuple):
    """A row, the label it has, the one it should have, and how probable each is."""

    row: int
    given: str
    suggested: str
    probability_given: float
    probability: float


def suspect_labels(patient: Patient) -> Iterator[Finding]:
    """Labels that are confidently wrong, if the corpus shows that there are wrong ones (`textkit.doctor.confident`).

    Of corpora with few rows nothing can be said. Rows beyond what a minute allows are left out, and counted.
    """
    if patient.task.level != "text" or len(patient) < _FEWEST_ROWS:
        return
    suspects, examined = (_of_one_label if patient.task.target == "label" else _of_several)(patient)
    if len({suspect.row for suspect in suspects}) >= max(_REPORTED_ROWS, _REPORTED_SHARE * examined):
        yield _finding(patient, sorted(suspects, key=_margin), examined)


def _of_one_label(patient: Patient) -> tuple[list[Suspect], int]:
    """The suspects, and how many rows were looked at."""
    names, numbers = np.unique(np.array(patient.targets, dtype=object), return_inverse=True)
    material = draw(patient, numbers.astype(np.int64), len(names))
    kept, given = np.unique(numbers[material.rows], return_inverse=True)
    if len(kept) < 2 or len(material.rows) < _FEWEST_ROWS:
        return [], 0
    wrong, suggested, probabilities = _wrong(material, given.astype(np.int64), len(kept), _SURE)
    suspects = [
        Suspect(
            int(material.rows[at]),
            str(names[kept[given[at]]]),
            str(names[kept[suggested[at]]]),
            float(probabilities[at, given[at]]),
            float(probabilities[at, suggested[at]]),
        )
        for at in wrong.tolist()
    ]
    return suspects, len(material.rows)


def _of_several(patient: Patient) -> tuple[list[Suspect], int]:
    """As many questions as labels: whether a row has this one."""
    material = draw(patient, np.zeros(len(patient), dtype=np.int64), len(patient.labels))
    suspects: list[Suspect] = []
    for label in patient.labels:
        has = np.array([label in patient.targets[row] for row in material.rows.tolist()], dtype=np.int64)
        if not _learnable(has, material.folds):
            continue
        wrong, _, probabilities = _wrong(material, has, 2, _SURE / len(patient.labels))
        names = (f"not {label}", label)
        for at in wrong.tolist():
            given = int(has[at])
            chances = probabilities[at, given], probabilities[at, 1 - given]
            suspects.append(Suspect(int(material.rows[at]), names[given], names[1 - given], *map(float, chances)))
    return suspects, len(material.rows)


def _learnable(has: Labels, folds: NDArray[np.int64]) -> bool:
    """Whether each fold leaves enough rows to learn from with the label, and without."""
    counts = np.array([np.bincount(folds[(has == value) & (folds >= 0)], minlength=FOLDS) for value in (0, 1)])
    return bool((counts.sum(axis=1, keepdims=True) - counts).min() >= FEWEST_OF_LABEL // 2)


def _wrong(
    material: OutOfFold, given: Labels, labels: int, chance: float
) -> tuple[NDArray[np.int64], Labels, Probabilities]:
    """Which rows are labelled wrongly, the label that each row seems to have, and the probabilities of all.

    Errors are looked for among all rows and, as some labels are missed more often than others, among those that are
    predicted to have the same label. Rows of a label that the models seldom find are not judged: that they do not find
    it says nothing.
    """
    probabilities = material.probabilities(given, labels)
    predicted, suggested = probabilities.argmax(axis=1), confident_labels(probabilities, given)
    hits = np.bincount(given, weights=predicted == given, minlength=labels)
    judged = (hits >= _FOUND * np.bincount(given, minlength=labels))[given]
    wrong = np.zeros(len(given))
    for group in (judged, *(judged & (predicted == label) for label in range(labels))):
        rows = np.flatnonzero(group)
        if len(rows) < _FEWEST_ROWS:
            continue
        found = flips(probabilities[rows], given[rows])
        if found.chance < chance / (labels + 1):
            wrong[rows] = np.maximum(wrong[rows], found.wrong)
    suspects = np.flatnonzero((wrong > _PROBABLE) & (suggested >= 0) & (suggested != given))
    return suspects, suggested, probabilities


def _finding(patient: Patient, suspects: Sequence[Suspect], examined: int) -> Finding:
    rows = list(dict.fromkeys(suspect.row for suspect in suspects))
    kinds = Counter((suspect.given, suspect.suggested) for suspect in suspects)
    listed = some([f"'{one}' instead of '{other}' ({count:,})" for (one, other), count in kinds.most_common()], 3)
    return Finding(
        kind="suspect_labels",
        severity="note",
        message=f"{len(rows):,} of {examined:,} rows ({percent(len(rows) / examined)}) look mislabelled: {listed}",
        advice="read them, the first ones first, and correct the labels; some are right, and only hard",
        rows=rows,
        figures={
            "rows": len(rows),
            "examined": examined,
            "share": round(len(rows) / examined, 6),
            "first": [
                {
                    "origin": patient.origins[suspect.row],
                    "given": suspect.given,
                    "suggested": suspect.suggested,
                    "probability": round(suspect.probability, 6),
                }
                for suspect in suspects[:_LISTED]
            ],
        },
    )


def _margin(suspect: Suspect) -> tuple[float, int, str]:
    return suspect.probability_given - suspect.probability, suspect.row, suspect.given


CHECKS: tuple[Check, ...] = (suspect_labels,)
