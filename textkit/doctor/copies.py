"""Copies: one text more than once in a split, on both sides of the split, or with two truths.

Two texts are copies if they differ in letter case, white space and the form of accents alone
(`textkit.data.splitting.normalised`).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from textkit.data.splitting import normalised
from textkit.doctor.patient import Check, Finding, Patient, Rows
from textkit.doctor.wording import counted, percent
from textkit.text.words import split_words
from textkit.types import SPLITS

_MANY = 0.01  # real texts repeat themselves a little
_OFTEN = 20
_LEAKED = 0.005  # half a point is what models are compared by
_CONTRADICTED = 0.01
_LONG = 5  # "Thanks a lot!" is written twice without being copied
_SHOWN = 20


def duplicates(patient: Patient) -> Iterator[Finding]:
    """Rows that repeat an earlier row of their split: many of them, or one text very often.

    The rows are one of each text, that of the most repeated one first, and then those that repeat them.
    """
    groups = _groups(text_numbers(patient) * len(SPLITS) + patient.splits)
    repeats = sum(len(group) - 1 for group in groups)
    most = max(map(len, groups), default=0)
    share = repeats / max(1, len(patient))
    if (share < _MANY or repeats < 2) and most < _OFTEN:
        return
    exact = len(patient) - len(set(zip(patient.texts, patient.splits.tolist(), strict=True)))
    yield Finding(
        kind="duplicates",
        severity="warning" if share >= _MANY else "note",
        message=f"rows that repeat an earlier one of their split: {repeats:,} of {len(patient):,} ({percent(share)}), "
        f"{exact:,} of them to the letter; one text is there {most:,} times",
        advice="repeats weigh double in training and in scores: --fix FILE writes the data without them",
        rows=[int(group[0]) for group in groups] + [row for group in groups for row in group[1:].tolist()],
        figures={
            "repeats": repeats,
            "share": round(share, 6),
            "exact": exact,
            "texts": len(groups),
            "most": most,
            "splits": {name: _repeats(groups, patient, number) for number, name in enumerate(SPLITS)},
            "pairs": [group[:2].tolist() for group in groups[:_SHOWN]],
        },
    )


def leakage(patient: Patient) -> Iterator[Finding]:
    """Rows of test and validation whose text stands in train, and rows of test whose text stands in validation.

    The longest texts come first: a short one may well be written twice.
    """
    numbers = text_numbers(patient)
    train, validation, test = (patient.rows(name) for name in SPLITS)
    known = _also_in(numbers, np.concatenate((test, validation)), train)
    between = np.setdiff1d(_also_in(numbers, test, validation), known)
    rows = sorted((*known.tolist(), *between.tolist()), key=lambda row: -len(patient.texts[row]))
    if not rows:
        return
    leak = Leak.of(patient, known)
    parts = [f"{leak.told} stand in train"] * bool(leak.told)
    parts += [f"{len(between):,} of {len(test):,} test rows stand in validation"] * bool(len(between))
    long = sum(len(split_words(patient.texts[row])) > _LONG for row in rows)
    yield Finding(
        kind="leakage",
        severity="problem" if leak.share >= _LEAKED else "warning",
        message=f"{', and '.join(parts)}, letter case and white space aside; {long:,} have more than {_LONG} words",
        advice="what was seen in training is no test: --fix FILE writes the data without these rows, "
        "--max-leakage SHARE refuses data with more of them",
        rows=rows,
        figures={
            **leak.figures,
            "test_in_validation": len(between),
            "long": long,
            "pairs": [[row, int(np.argmax(numbers == numbers[row]))] for row in rows[:_SHOWN]],
        },
    )


def contradictions(patient: Patient) -> Iterator[Finding]:
    """Texts with more than one truth; their rows stand together, and the longest text comes first.

    Case tells names from words, so of sentences only those are one text that have the same words to the letter.
    """
    by_words = patient.spans is not None
    numbers = _numbered(tuple(each.words) for each in patient.sentences) if by_words else text_numbers(patient)
    of_list = tuple if by_words else frozenset  # labels of a text come in any order
    targets = _numbered(of_list(each) if isinstance(each, list) else each for each in patient.targets)
    groups = [group for group in _groups(numbers) if np.ptp(targets[group])]
    if not groups:
        return
    groups.sort(key=lambda group: -len(patient.texts[group[0]]))
    rows = [row for group in groups for row in _each_target_first(group, targets)]
    outvoted = sum(len(group) - max(Counter(targets[group].tolist()).values()) for group in groups)
    share = outvoted / len(patient)
    yield Finding(
        kind="contradictions",
        severity="problem" if share >= _CONTRADICTED else "warning",
        message=f"{counted(len(groups), 'text')} with more than one truth: whichever is right, {outvoted:,} or more of "
        f"the {len(rows):,} rows have another ({percent(share)} of all)",
        advice="decide for one truth and give it to all copies of a text, or take these rows out",
        rows=rows,
        figures={"texts": len(groups), "rows": len(rows), "outvoted": outvoted, "share": round(share, 6)},
    )


class Leak(NamedTuple):
    """How much of test and validation is known from train.

    `share` is that of the split of which more is known, and in `figures` too; `told` says it all in words.
    """

    share: float
    told: str
    figures: dict[str, Any]

    @classmethod
    def of(cls, patient: Patient, known: Rows) -> "Leak":
        """`known` are rows of test and validation."""
        parts, figures = [], {}
        for name in ("test", "validation"):
            rows = patient.rows(name)
            count = int(np.isin(rows, known).sum())
            share = count / max(1, len(rows))
            figures[name] = {"rows": count, "share": round(share, 6)}
            if count:
                parts.append(f"{count:,} of {len(rows):,} {name} rows ({percent(share)})")
        larger = max(each["share"] for each in figures.values())
        return cls(larger, " and ".join(parts), {"share": larger, **figures})


def text_numbers(patient: Patient) -> Rows:
    """(rows,) a number for each text, the same for copies."""
    return _numbered(map(normalised, patient.texts))


def _numbered(items: Iterable[Hashable]) -> Rows:
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(item, len(known)) for item in items], dtype=np.int64)


def _groups(keys: Rows) -> list[Rows]:
    """The rows of each key that is there more than once, the largest group first."""
    _, numbers, counts = np.unique(keys, return_inverse=True, return_counts=True)
    rows = np.flatnonzero(counts[numbers] > 1)
    rows = rows[np.argsort(numbers[rows], kind="stable")]
    several = np.split(rows, np.cumsum(counts[counts > 1])[:-1]) if len(rows) else []
    return sorted(several, key=lambda group: (-len(group), int(group[0])))


def _repeats(groups: Iterable[Rows], patient: Patient, split: int) -> int:
    """How many rows of one split repeat another of their group, which is all in one split."""
    return sum(len(group) - 1 for group in groups if patient.splits[group[0]] == split)


def _also_in(numbers: Rows, rows: Rows, others: Rows) -> Rows:
    """Those of `rows` whose text is among `others`."""
    return rows[np.isin(numbers[rows], numbers[others])]


def _each_target_first(group: Rows, targets: Rows) -> list[int]:
    """A row of each target, then another of each, so that the first few show what disagrees."""
    met: Counter[int] = Counter()
    turns = []
    for row in group.tolist():
        met[int(targets[row])] += 1
        turns.append((met[int(targets[row])], row))
    return [row for _, row in sorted(turns)]


CHECKS: tuple[Check, ...] = (duplicates, leakage, contradictions)
