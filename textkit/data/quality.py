"""What a dataset is like, in figures: sizes, balance, lengths, copies."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.data.ledger import Ledger
from textkit.evaluation.baselines import letter_case
from textkit.types import SPLITS

Numbers = NDArray[np.int64]


def describe(ledger: Ledger, splits: NDArray[np.int8]) -> dict[str, Any]:
    """The report that is kept with a prepared dataset; `splits` (rows,) are the numbers of rows' splits in SPLITS."""
    sizes = np.bincount(splits, minlength=len(SPLITS))
    return {
        "rows": len(ledger),
        "splits": dict(zip(SPLITS, sizes.tolist(), strict=True)),
        "labels": _balance(ledger, splits),
        "words": _lengths(ledger.words),
        "duplicates": _duplicates(ledger, splits),
    }


def label_counts(ledger: Ledger, splits: NDArray[np.int8]) -> Numbers:
    """How often each of the ledger's names is there, (names, splits); of tags that make entities, how many entities."""
    labels = ledger.labels
    of_each = np.repeat(splits, np.diff(labels.starts)).astype(np.int64)
    cells = np.bincount(labels.ids * len(SPLITS) + of_each, minlength=len(ledger.names) * len(SPLITS))
    counts: Numbers = cells.reshape(len(ledger.names), len(SPLITS))
    return counts


def class_baselines(ledger: Ledger, splits: NDArray[np.int8]) -> dict[str, float]:
    """What trivial rules score on test, where each row has one class: the commonest; with two, letter case alone."""
    classes = ledger.labels.ids.astype(np.int64)
    train, test = splits == 0, splits == len(SPLITS) - 1
    commonest = np.bincount(classes[train], minlength=len(ledger.names)).argmax()
    figures = {"majority": float(np.mean(classes[test] == commonest))}
    if len(ledger.names) == 2:
        shares = ledger.capitals
        figures["letter_case"] = letter_case(shares[train], classes[train], shares[test], classes[test])
    return {name: round(figure, 6) for name, figure in figures.items()}


def label_set_baselines(ledger: Ledger, splits: NDArray[np.int8]) -> dict[str, float]:
    """What answering train's commonest label to everything scores on test, in micro-F1."""
    counts = label_counts(ledger, splits)
    commonest = int(counts[:, 0].argmax())
    rows, labels = int((splits == len(SPLITS) - 1).sum()), int(counts[:, -1].sum())
    return {"commonest_label": round(2 * float(counts[commonest, -1]) / max(1, rows + labels), 6)}


def _balance(ledger: Ledger, splits: NDArray[np.int8]) -> dict[str, dict[str, int]]:
    counts = label_counts(ledger, splits).tolist()
    return {name: dict(zip(SPLITS, row, strict=True)) for name, row in zip(ledger.names, counts, strict=True)}


def _lengths(words: Numbers) -> dict[str, float]:
    median, p95 = np.percentile(words, [50, 95])
    return {
        "shortest": int(words.min()),
        "median": float(median),
        "mean": round(float(words.mean()), 2),
        "p95": round(float(p95), 6),
        "longest": int(words.max()),
    }


def _duplicates(ledger: Ledger, splits: NDArray[np.int8]) -> dict[str, int]:
    """Rows that repeat an earlier one, and texts that carry two labels or stand in two splits."""
    rows = len(ledger)
    distinct = len(np.unique(ledger.keys))
    return {
        "exact": rows - len(np.unique(ledger.exact)),
        "normalised": rows - distinct,
        "two_labels": _with_two(ledger.keys, ledger.targets),
        "across_splits": _with_two(ledger.keys, splits.astype(np.uint64)),
    }


def _with_two(keys: NDArray[np.uint64], values: NDArray[np.uint64]) -> int:
    """How many keys stand beside more than one value."""
    order = np.lexsort((values, keys))
    keys, values = keys[order], values[order]
    changes = (keys[1:] == keys[:-1]) & (values[1:] != values[:-1])
    return len(np.unique(keys[1:][changes]))
