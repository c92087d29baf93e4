"""What no model can be trained on, and how it is said."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from textkit.data.dropping import Dropped
from textkit.data.ledger import Ledger
from textkit.data.quality import label_counts
from textkit.data.readers import in_short
from textkit.data.sources import Source
from textkit.data.spool import Spool
from textkit.errors import DataError, did_you_mean
from textkit.types import SPLITS

FEW_ROWS = 10
_SHOWN = 5


def no_rows(found: Source, dropped: Dropped) -> DataError:
    bad = found.rejects
    lost = {"bad": len(bad.rows), "of labels to be dropped": dropped.count}
    why = " and ".join(f"{count:,} are {what}" for what, count in lost.items() if count)
    if not why:
        return DataError(f"{found.name} holds no rows", "is it the right file?")
    hint = f"the first is {bad.first}" if bad.rows else "drop fewer labels"
    return DataError(f"{found.name} holds no rows to use: {why}", hint)


def empty_split(split: str, ledger: Ledger) -> DataError:
    if split == SPLITS[0]:
        return DataError(f"none of {len(ledger):,} rows is for train", "name a file of rows to train on as well")
    texts, groups = (0 if values is None else len(np.unique(values)) for values in (ledger.keys, ledger.groups))
    apart = [f"different texts: {texts:,}"] * (texts < len(ledger)) + [f"groups: {groups:,}"] * (groups > 0)
    rows = f"{len(ledger):,} row{'s' * (len(ledger) != 1)}" + (f" ({', '.join(apart)})" if apart else "")
    if len(ledger) >= FEW_ROWS and len(ledger.names) > len(ledger) / 2:
        rows = f"{rows} with {len(ledger.names):,} labels"
        return DataError(f"{rows} are too few: the {split} split is empty", "is it the right label column?")
    return DataError(
        f"{rows} are too few: the {split} split is empty",
        f"give at least {FEW_ROWS} rows of every label, or a file for each split",
    )


def refuse_single_label(labels: Sequence[str], ledger: Ledger) -> None:
    if len(labels) >= 2:
        return
    found = "no row has a label"
    if labels:
        rows = "" if ledger.task.scoring == "labelsets" else f"all {len(ledger):,} rows are "
        found = f"there is one label only: {rows}'{in_short(labels[0])}'"
    raise DataError(found, "a model needs rows of at least two labels; is this the right column?")


def refuse_unseen_labels(ledger: Ledger, splits: NDArray[np.int8], spool: Spool) -> None:
    """A label that only other splits than train know cannot be learned."""
    counts = label_counts(ledger, splits)
    unseen = np.flatnonzero(counts[:, 0] == 0)
    if not len(unseen):
        return
    known = [name for name, count in zip(ledger.names, counts[:, 0], strict=True) if count]
    lines = []
    for label in unseen[:_SHOWN].tolist():
        name, rows = ledger.names[label], int(counts[label].sum())
        nearest = did_you_mean(name, known)
        first = spool.origin_of(ledger.first_with(label))
        place = f"({rows} row{'s' * (rows != 1)}, first at {first})"
        lines.append(f"'{in_short(name)}' {place}" + (f": {nearest}" if nearest else ""))
    lines += [f"and {len(unseen) - _SHOWN:,} more"] if len(unseen) > _SHOWN else []
    raise DataError(
        "labels that the training rows never show: " + "; ".join(lines),
        "correct the label, put rows of it into train, or leave it out: --drop-label LABEL",
    )
