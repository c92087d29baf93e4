"""Near copies: texts that share most of their shingles, in one split and across splits.

Letter case and white space aside, the sets of their stretches of five characters have a Jaccard similarity of 0.8 or
more. Characters and not words: a typo in a headline of eight words breaks five shingles of forty, and would break two
of its seven pairs of words; and scripts without spaces need no rule of their own. At 0.8 a text of a hundred words may
have half a dozen changed, and a headline a number or a mark; one with another subject is no near copy.

Who is compared is found by MinHash (`minhash.py`); nothing is told that was not verified on the shingles themselves.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from textkit.doctor.copies import Leak, text_numbers
from textkit.doctor.minhash import SHINGLE, Numbers, jaccard, shingles, sketch
from textkit.doctor.patient import Check, Finding, Patient, Rows
from textkit.doctor.wording import percent
from textkit.types import SPLITS

THRESHOLD = 0.8
_LIKELY = THRESHOLD - 0.08  # three standard deviations of what a sketch says
_LEAST = 20  # shingles: texts of three words are alike by chance, and a ruler of dashes has only one
_PARTNERS = 8
_MANY = 0.01  # real texts resemble each other a little
_TRAIN = SPLITS.index("train")
_SHOWN = 20


class NearPair(NamedTuple):
    """Two rows and the Jaccard similarity of their shingles."""

    row: int
    other: int
    similarity: float


def near_copies(patient: Patient) -> Iterator[Finding]:
    """Rows with a near copy in their split, and rows of test and validation with one in train, copies aside."""
    within, across = near_pairs(patient)
    yield from _duplicates(patient, within)
    yield from _leakage(patient, across)


def near_leakage_share(patient: Patient) -> float:
    """The share of test, or of validation if it is larger, that has a near copy in train."""
    _, across = near_pairs(patient)
    return Leak.of(patient, _rows_of(across)).share


def near_pairs(patient: Patient) -> tuple[list[NearPair], list[NearPair]]:
    """A pair for each row with a near copy in its split, and one for each row of test and validation with one in train.

    The most similar come first; of the second kind `row` is the one that is not in train.
    """
    within, across = (
        sorted(pairs, key=lambda pair: (-pair.similarity, pair)) for pairs in _Partners(patient).verified()
    )
    return within, across


def _duplicates(patient: Patient, pairs: Sequence[NearPair]) -> Iterator[Finding]:
    rows = list(dict.fromkeys(chain.from_iterable((pair.row, pair.other) for pair in pairs)))
    share = len(rows) / max(1, len(patient))
    if share >= _MANY:
        yield Finding(
            kind="near_duplicates",
            severity="warning",
            message=f"{len(rows):,} of {len(patient):,} rows ({percent(share)}) have a near copy in their split, with "
            f"{percent(THRESHOLD)} or more of their stretches of {SHINGLE} characters in common",
            advice="look at the pairs: if they say the same, keep one of each, for together they weigh double",
            rows=rows,
            figures={
                "rows": len(rows),
                "share": round(share, 6),
                "threshold": THRESHOLD,
                "pairs": _shown(patient, pairs),
            },
        )


def _leakage(patient: Patient, pairs: Sequence[NearPair]) -> Iterator[Finding]:
    if pairs:
        rows = _rows_of(pairs)
        leak = Leak.of(patient, rows)
        yield Finding(
            kind="near_leakage",
            severity="problem" if leak.share >= _MANY else "note",
            message=f"{leak.told} have a near copy in train, with {percent(THRESHOLD)} or more of their stretches of "
            f"{SHINGLE} characters in common",
            advice="look at the pairs: if they say the same, scores are better than they will be on new texts; "
            "take these rows out, or put what belongs together into one split",
            rows=rows.tolist(),
            figures={**leak.figures, "threshold": THRESHOLD, "pairs": _shown(patient, pairs)},
        )


def _rows_of(pairs: Sequence[NearPair]) -> Rows:
    return np.array([pair.row for pair in pairs], dtype=np.int64)


def _shown(patient: Patient, pairs: Sequence[NearPair]) -> list[list[Any]]:
    """Where the texts of the first few pairs stand, and how alike they are."""
    at = patient.origins
    return [[at[row], at[other], round(similarity, 4)] for row, other, similarity in pairs[:_SHOWN]]


class _Partners:
    """Looks for one near copy of each text in its split (kind 0), and in train where it is not there itself (kind 1).

    `best` (2 N, partners) holds for each kind and text the likeliest partners, the likeliest first, as the hashes in
    which they agree times N plus the partner's number; -1 where there is none.
    """

    def __init__(self, patient: Patient) -> None:
        self.rows = _rows_to_compare(patient)
        self.splits = patient.splits[self.rows]
        self.count = len(self.rows)
        self.best = np.full((2 * self.count, _PARTNERS), -1)
        self.shingles = lru_cache(maxsize=256)(lambda number: shingles(_folded(patient.texts[int(self.rows[number])])))
        self.sketches = sketch((_folded(patient.texts[row]) for row in self.rows.tolist()), patient.seed)
        for one, other in self.sketches.meetings():
            self._meet(one, other)

    def verified(self) -> tuple[list[NearPair], list[NearPair]]:
        """A pair of each kind for each text that has one, the likeliest partners compared first."""
        found: tuple[list[NearPair], list[NearPair]] = ([], [])
        missing = np.ones(len(self.best), bool)
        for column in self.best.T:
            for slot in np.flatnonzero(missing & (column >= 0)).tolist():
                kind, one = divmod(slot, self.count)
                other = int(column[slot]) % self.count
                if missing[slot] and (similarity := self._similarity(one, other)) >= THRESHOLD:
                    missing[slot] = missing[kind * self.count + other] = False
                    found[kind].append(NearPair(int(self.rows[one]), int(self.rows[other]), similarity))
        return found

    def _similarity(self, one: int, other: int) -> float:
        a, b = self.shingles(one), self.shingles(other)
        return jaccard(a, b) if min(len(a), len(b)) >= _LEAST else 0.0

    def _meet(self, one: Numbers, other: Numbers) -> None:
        """Remember for each text of the pairs (P,) and (P,) the other, if that is likely to be what it looks for."""
        similarity = self.sketches.similarity(one, other)
        likely = similarity >= _LIKELY
        one, other = np.concatenate((one[likely], other[likely])), np.concatenate((other[likely], one[likely]))
        agreeing = np.tile(np.rint(similarity[likely] * self.sketches.hashes).astype(np.int64), 2)
        across = self.splits[one] != self.splits[other]
        slots, codes = across * self.count + one, agreeing * self.count + other
        better = (~across | (self.splits[other] == _TRAIN)) & (codes > self.best[slots, -1])
        self._keep_best(slots[better], codes[better])

    def _keep_best(self, slots: Numbers, codes: Numbers) -> None:
        """Merge `codes` (P,) into the rows `slots` (P,) of `best`."""
        touched = np.unique(slots)
        slots = np.concatenate((slots, np.repeat(touched, _PARTNERS)))
        codes = np.concatenate((codes, self.best[touched].ravel()))
        order = np.lexsort((-codes, slots))
        slots, codes = slots[order], codes[order]
        first = (np.diff(slots, prepend=-1) != 0) | (np.diff(codes, prepend=-2) != 0)  # they meet in several bands
        slots, codes = slots[first], codes[first]
        ranks = np.arange(len(slots)) - np.searchsorted(slots, slots)
        kept = ranks < _PARTNERS
        self.best[touched] = -1
        self.best[slots[kept], ranks[kept]] = codes[kept]


def _rows_to_compare(patient: Patient) -> Rows:
    """One row for each text and split, without those whose text is in train as well, and those too short."""
    numbers = text_numbers(patient)
    _, firsts = np.unique(numbers * len(SPLITS) + patient.splits, return_index=True)
    leaked = (patient.splits != _TRAIN) & np.isin(numbers, numbers[patient.rows("train")])
    shortest = _LEAST + SHINGLE - 1
    rows = [row for row in np.sort(firsts).tolist() if not leaked[row] and len(_folded(patient.texts[row])) >= shortest]
    return np.array(rows, dtype=np.int64)


def _folded(text: str) -> str:
    """The text without letter case and with single spaces."""
    return " ".join(text.casefold().split())


CHECKS: tuple[Check, ...] = (near_copies,)
