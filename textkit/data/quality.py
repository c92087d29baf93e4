"""What a dataset is like, in figures: sizes, balance, lengths, copies, and how far its surface alone goes."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from statistics import quantiles
from typing import Any

import numpy as np

from textkit.data.splitting import normalised
from textkit.evaluation.baselines import letter_case, majority
from textkit.text.words import split_words
from textkit.types import SPLITS, Example


def describe(splits: Mapping[str, Sequence[Example]], labels: Sequence[str]) -> dict[str, Any]:
    """The report that is kept with a prepared dataset."""
    everything = [example for split in SPLITS for example in splits[split]]
    return {
        "rows": len(everything),
        "splits": {split: len(splits[split]) for split in SPLITS},
        "labels": {label: dict(zip(SPLITS, counts, strict=True)) for label, counts in _balance(splits, labels).items()},
        "words": _lengths(everything),
        "duplicates": _duplicates(splits),
        "baselines": _baselines(splits, labels),
    }


def _balance(splits: Mapping[str, Sequence[Example]], labels: Sequence[str]) -> dict[str, list[int]]:
    counts = {split: Counter(example.target for example in splits[split]) for split in SPLITS}
    return {label: [counts[split][label] for split in SPLITS] for label in labels}


def _lengths(examples: Sequence[Example]) -> dict[str, float]:
    lengths = sorted(len(split_words(example.text)) for example in examples)
    cuts = quantiles(lengths, n=20, method="inclusive") if len(lengths) > 1 else lengths * 19
    mean = round(sum(lengths) / len(lengths), 2)
    return {"shortest": lengths[0], "median": cuts[9], "mean": mean, "p95": cuts[18], "longest": lengths[-1]}


def _duplicates(splits: Mapping[str, Sequence[Example]]) -> dict[str, int]:
    """Rows that repeat an earlier one, and texts that carry two labels or stand in two splits."""
    exact: set[str] = set()
    targets: defaultdict[bytes, set[str]] = defaultdict(set)
    where: defaultdict[bytes, set[str]] = defaultdict(set)
    rows = 0
    for split in SPLITS:
        for example in splits[split]:
            key = normalised(example.text)
            exact.add(example.text)
            targets[key].add(str(example.target))
            where[key].add(split)
            rows += 1
    return {
        "exact": rows - len(exact),
        "normalised": rows - len(where),
        "two_labels": sum(len(found) > 1 for found in targets.values()),
        "across_splits": sum(len(found) > 1 for found in where.values()),
    }


def _baselines(splits: Mapping[str, Sequence[Example]], labels: Sequence[str]) -> dict[str, float]:
    """Accuracy on test of the commonest label, and with two labels of the best threshold on letter case."""
    index = {label: number for number, label in enumerate(labels)}
    train, test = (np.array([index[each.target] for each in splits[name]]) for name in ("train", "test"))
    figures = {"majority": majority(train, test)}
    if len(labels) == 2:
        texts = [[each.text for each in splits[name]] for name in ("train", "test")]
        figures["letter_case"] = letter_case(texts[0], train, texts[1], test)
    return {name: round(figure, 6) for name, figure in figures.items()}
