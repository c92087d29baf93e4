"""Who trains and who tests: seeded, stratified, and with every copy of a text on one side."""

import hashlib
import math
from dataclasses import dataclass
from typing import Any, NamedTuple
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from textkit.data.stratify import by_class, by_labels
from textkit.errors import DataError, UsageError
from textkit.types import SPLITS

RATIOS = (0.8, 0.1, 0.1)
TRAIN, VALIDATION, TEST = range(len(SPLITS))


@dataclass(frozen=True)
class SplitPlan:
    """How rows are dealt: in the shares `ratios` of train, validation and test, or for cross-validation.

    With `folds`, all rows are dealt into so many equal parts. Part `fold`, counted from 1, is test; the others are
    divided between train and validation as `ratios` has these two.

    Raises:
        UsageError: a share is not positive, the shares do not sum to 1, or there is no such fold.
    """

    seed: int = 0
    ratios: tuple[float, float, float] = RATIOS
    folds: int | None = None
    fold: int | None = None

    def __post_init__(self) -> None:
        if not all(share > 0 for share in self.ratios) or not math.isclose(math.fsum(self.ratios), 1):
            shares = "/".join(f"{share:g}" for share in self.ratios)
            raise UsageError(f"the shares {shares} of train, validation and test: each must be above 0, their sum 1")
        if self.folds is None and self.fold is None:
            return
        if self.folds is None or self.fold is None:
            raise UsageError("the number of folds and the fold that is test belong together", "give both or neither")
        if self.folds < 2:
            raise UsageError(f"{self.folds} folds: one part is test and another train, so there must be 2 or more")
        if not 1 <= self.fold <= self.folds:
            raise UsageError(f"there is no fold {self.fold} of {self.folds}: folds count from 1 to {self.folds}")

    def to_json(self) -> dict[str, Any]:
        """What a dataset's content hash covers; `folds` and `fold` only where they are set."""
        plan = {"seed": self.seed, "ratios": list(self.ratios)}
        return plan if self.folds is None else {**plan, "folds": self.folds, "fold": self.fold}


def parse_ratios(text: str) -> tuple[float, float, float]:
    """The shares that "80/10/10" or "0.8/0.1/0.1" stands for.

    Raises:
        UsageError: it is not three positive numbers that sum to 100 or to 1.
    """
    wrong = UsageError(
        f"'{text}' gives no shares of train, validation and test", "three above 0 that sum to 100, like 80/10/10"
    )
    try:
        train, validation, test = (float(number) for number in text.split("/"))
    except ValueError:
        raise wrong from None
    total = math.fsum((train, validation, test))
    if min(train, validation, test) <= 0 or not any(math.isclose(total, whole) for whole in (1, 100)):
        raise wrong
    whole = 1 if math.isclose(total, 1) else 100
    return train / whole, validation / whole, test / whole


class LabelIds(NamedTuple):
    """The labels of each row: row r carries ids[starts[r]:starts[r + 1]].

    A class is one id a row, a label set any number; where rows are not stratified by labels there are none at all.
    """

    starts: NDArray[np.int64]  # (rows + 1,)
    ids: NDArray[np.int32]  # of all rows, one row's after the other's; they number the labels in order of their names

    @property
    def classes(self) -> NDArray[np.int64] | None:
        """The class of each row (rows,), one and the same if no row has a label; None where rows have label sets."""
        rows = len(self.starts) - 1
        if not self.ids.size:
            return np.zeros(rows, dtype=np.int64)
        return self.ids.astype(np.int64) if (np.diff(self.starts) == 1).all() else None

    def of(self, rows: NDArray[np.int64]) -> "LabelIds":
        """The labels of some `rows`, in their order."""
        counts = np.diff(self.starts)[rows]
        starts = np.concatenate(([0], np.cumsum(counts)))
        shifts = np.repeat(self.starts[rows] - starts[:-1], counts)
        return LabelIds(starts, self.ids[np.arange(starts[-1]) + shifts])


def normalised(text: str) -> bytes:
    """A digest under which texts are the same that differ in letter case, white space and the form of accents alone."""
    return hashlib.blake2b(_letters(text), digest_size=16).digest()


def key_of(text: str) -> int:
    """The same in 64 bits, for arrays of keys: among two million texts two are mixed up once in ten million times."""
    return int.from_bytes(hashlib.blake2b(_letters(text), digest_size=8).digest(), "little")


def _letters(text: str) -> bytes:
    return " ".join(normalize("NFC", text.casefold()).split()).encode("utf-8", "surrogatepass")


def assign(
    keys: NDArray[np.uint64],
    labels: LabelIds,
    given: NDArray[np.int8],
    plan: SplitPlan,
    groups: NDArray[np.uint64] | None = None,
) -> NDArray[np.int8]:
    """The split of each row (rows,), as its number in SPLITS.

    Rows keep the split that is `given` as such a number, -1 where none is. A split that nobody gives is carved out of
    the rows that are not given one, or out of train, in its share: class by class, or label by label where rows have
    several or come in groups. Rows of one key (copies of a text, up to letter case and white space) stay together and
    go to train, as long as train has room for them: test is left without copies. Rows of one group stay together too,
    and so do groups that a copy ties together.

    With folds all rows are dealt anew, whatever is given. The parts do not depend on which of them is test.

    Raises:
        DataError: there are fewer texts, or groups of them, than folds.
    """
    if plan.folds is None or plan.fold is None:
        result = np.maximum(given, TRAIN)
        shares = {split: plan.ratios[split] for split in (VALIDATION, TEST) if not (given == split).any()}
    else:
        result = np.where(_folds(keys, labels, plan.folds, plan.seed, groups) == plan.fold - 1, TEST, TRAIN)
        shares = {VALIDATION: plan.ratios[VALIDATION] / (plan.ratios[TRAIN] + plan.ratios[VALIDATION])}
    rows = np.flatnonzero(result == TRAIN)
    if shares and rows.size:
        units = _units(keys[rows], None if groups is None else groups[rows])
        if groups is None and (classes := labels.classes) is not None:
            parts = by_class(units, classes[rows], list(shares.values()), plan.seed)
        else:
            movable, train = labels.of(rows), 1 - sum(shares.values())
            parts = by_labels(units, np.diff(movable.starts), movable.ids, [train, *shares.values()], plan.seed)
        result[rows] = np.array([TRAIN, *shares])[parts]
    return result.astype(np.int8)


def _folds(
    keys: NDArray[np.uint64], labels: LabelIds, folds: int, seed: int, groups: NDArray[np.uint64] | None
) -> NDArray[np.int64]:
    """The part of each row, from 0."""
    units = _units(keys, groups)
    if (found := int(units.max(initial=-1)) + 1) < folds:
        what = "different text" if groups is None else "group"
        raise DataError(f"{found} {what}{'s' * (found != 1)} cannot make {folds} folds", "ask for fewer folds")
    return by_labels(units, np.diff(labels.starts), labels.ids, [1 / folds] * folds, seed)


def _units(keys: NDArray[np.uint64], groups: NDArray[np.uint64] | None) -> NDArray[np.int64]:
    """What stays together, as a number for each row, in order of first appearance: rows tied by a key or a group."""
    units = _numbered(keys)
    if groups is None or not units.size:
        return units
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    others = _numbered(groups) + units.max() + 1  # keys and groups are the nodes, and each row ties two of them
    nodes = int(others.max()) + 1
    _, component = connected_components(coo_array((np.ones(len(keys)), (units, others)), shape=(nodes, nodes)), False)
    return _numbered(component[units])


def _numbered(values: NDArray[Any]) -> NDArray[np.int64]:
    """The same number from 0 for equal values, in order of first appearance."""
    _, first, which = np.unique(values, return_index=True, return_inverse=True)
    number = np.empty(len(first), dtype=np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    return number[which]
