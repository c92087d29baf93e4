"""Parts that have the same share of every class, or of every label; rows that must stay together are one unit."""

import random
from array import array
from collections.abc import Sequence
from heapq import heapify, heapreplace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_STRIDE = 1_000_003  # between the random states of two seeds, so that their strata share none


def by_class(
    units: NDArray[np.int64], classes: NDArray[np.int64], shares: Sequence[float], seed: int
) -> NDArray[np.int64]:
    """The part of each row: 0 keeps the rest, part p gets shares[p - 1] of each class.

    Small units go first, so that those of many rows stay in part 0 as long as it has room; one unit of each class
    always does. A unit counts to the class that most of its rows have, of equally common ones the first. Published
    figures hang on it that the same rows, shares and seed give the same parts for ever.

    Args:
        units: the unit of each row (rows,), numbered from 0 in order of first appearance.
        classes: the class of each row (rows,).
    """
    sizes = np.bincount(units)
    stratum = _commonest(units, classes)
    strata = np.split(np.argsort(stratum, kind="stable"), np.flatnonzero(np.diff(np.sort(stratum))) + 1)
    parts = np.zeros(len(sizes), dtype=np.int64)
    for number, members in enumerate(strata):
        order = _shuffled(members, seed * _STRIDE + number)
        order = order[np.argsort(sizes[order], kind="stable")]
        total, begin = int(sizes[order].sum()), 0
        for part, share in enumerate(shares, 1):
            end = begin + _fitting(sizes[order[begin:-1]], round(total * share))
            parts[order[begin:end]] = part
            begin = end
    return parts[units]


def by_labels(
    units: NDArray[np.int64],
    counts: NDArray[np.int64],
    ids: NDArray[np.int32],
    shares: Sequence[float],
    seed: int,
) -> NDArray[np.int64]:
    """The part of each row; parts get the same share of each label, and are as large as is their due.

    Units of several rows come first, the largest before all. Each goes to the part that wants it most: for each label,
    how many of the unit's rows have it times the share of all such rows that the part lacks, summed over the labels
    and, as if it were one, the rows themselves. So large units go to large parts, and small ones even out the rest.

    Single rows follow, by iterative stratification (Sechidis, Tsoumakas and Vlahavas, 2011): label by label, beginning
    with the one that the fewest of the rows left have, each row with the label goes to the part that lacks most of it,
    of equal ones the part that lacks most rows, of those again the first. Rows without a label are one more stratum.
    What the paper leaves open, the order of the rows, is random. No part stays empty if there are units enough.

    Args:
        units: the unit of each row (rows,), numbered from 0.
        counts: how many labels each row has (rows,).
        ids: the labels of all rows, one row's after the other's.
        shares: of the rows, for each part; they sum to 1.
    """
    sizes = np.bincount(units)
    order = _shuffled(np.arange(len(sizes)), seed * _STRIDE)
    order = order[np.argsort(-sizes[order], kind="stable")]
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    carried = _carried(place[units], counts, ids)
    lacking = np.outer(shares, carried.sum(axis=0))
    several = int((sizes > 1).sum())
    parts = np.concatenate((_deal_units(carried[:several], lacking), _deal_rows(carried[several:], lacking)))
    _fill_empty(parts, sizes[order], len(shares))
    return parts[place[units]]


def _shuffled(values: NDArray[np.int64], state: int) -> NDArray[np.int64]:
    shuffled = array("q", values.tobytes())
    random.Random(state).shuffle(shuffled)
    return np.frombuffer(shuffled, dtype=np.int64)


def _commonest(units: NDArray[np.int64], classes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The class that most rows of each unit have, of equally common ones the first to appear; (units,)."""
    pairs, first, rows = np.unique(units * (classes.max() + 1) + classes, return_index=True, return_counts=True)
    owners, kinds = np.divmod(pairs, classes.max() + 1)
    ranking = np.lexsort((first, -rows, owners))
    leaders = ranking[np.flatnonzero(np.diff(owners[ranking], prepend=-1))]
    return kinds[leaders]


def _fitting(sizes: NDArray[np.int64], room: int) -> int:
    """How many units, smallest first, bring a part nearer to `room` rows."""
    left = room - (np.cumsum(sizes) - sizes)
    return int(np.argmin(np.append(sizes < 2 * left, False)))


def _carried(units: NDArray[np.int64], counts: NDArray[np.int64], ids: NDArray[np.int32]) -> "csr_array":
    """How many rows of each unit have each label, how many have none, and how many there are: (units, labels + 2)."""
    from scipy.sparse import csr_array

    none = units[counts == 0]
    last = int(ids.max(initial=-1)) + 1
    rows = np.concatenate((np.repeat(units, counts), none, units)).astype(np.int32)
    columns = np.concatenate((ids, np.repeat(np.array([last, last + 1], dtype=np.int32), (len(none), len(units)))))
    return csr_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(int(units.max()) + 1, last + 2))


def _deal_units(carried: "csr_array", lacking: NDArray[np.float64]) -> NDArray[np.int64]:
    """The part of each unit in turn. What the parts lack (parts, labels + 2) is brought up to date."""
    weights = 1 / np.maximum(lacking.sum(axis=0), 1)
    parts = np.zeros(carried.shape[0], dtype=np.int64)
    for unit, (begin, end) in enumerate(pairwise(carried.indptr.tolist())):
        columns, rows = carried.indices[begin:end], carried.data[begin:end]
        wanted = (lacking[:, columns] * (rows * weights[columns])).sum(axis=1)
        parts[unit] = part = wanted.argmax()
        lacking[part, columns] -= rows
    return parts


def _deal_rows(carried: "csr_array", lacking: NDArray[np.float64]) -> NDArray[np.int64]:
    """The part of each unit, all of one row, by iterative stratification; `lacking` as for `_deal_units`."""
    from scipy.sparse import csr_array

    carriers = carried.tocsc()
    left = carried.sum(axis=0)[:-1]  # rows with each label
    parts = np.full(carried.shape[0], -1, dtype=np.int64)
    while left.any():
        label = np.where(left > 0, left, left.max() + 1).argmin()
        members = carriers.indices[slice(*carriers.indptr[label : label + 2])]
        members = members[parts[members] < 0]
        parts[members] = _greedy(lacking[:, label].tolist(), lacking[:, -1].tolist(), len(members))
        ones = np.ones(len(members), dtype=np.int64)
        brought = (csr_array((ones, (parts[members], members)), shape=(len(lacking), len(parts))) @ carried).toarray()
        lacking -= brought
        left = left - brought.sum(axis=0)[:-1]
    return parts


def _greedy(lacking: list[float], room: list[float], rows: int) -> list[int]:
    """The part for each of so many rows: the one that lacks most of the label, then most rows, then the first."""
    heap = [(-lack, -space, part) for part, (lack, space) in enumerate(zip(lacking, room, strict=True))]
    heapify(heap)
    chosen = []
    for _ in range(rows):
        lack, space, part = heap[0]
        heapreplace(heap, (lack + 1, space + 1, part))
        chosen.append(part)
    return chosen


def _fill_empty(parts: NDArray[np.int64], sizes: NDArray[np.int64], number: int) -> None:
    """An empty part takes the smallest unit of the largest part that has two; units come in order, largest first."""
    for part in range(number):
        units = np.bincount(parts, minlength=number)
        if not units[part] and units.max() > 1:
            rows = np.bincount(parts, weights=sizes, minlength=number)
            largest = np.where(units > 1, rows, 0).argmax()
            parts[np.flatnonzero(parts == largest)[-1]] = part
