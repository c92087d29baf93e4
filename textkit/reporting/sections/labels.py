"""Scores of each label or kind of entity, with their thresholds, and whether rare ones score lower."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from textkit.reporting.plots import labels as bars
from textkit.reporting.plots import support as scatter
from textkit.reporting.report import LONG, Block, Cell, Plot, Section, Table, Text, at, count, score
from textkit.reporting.subject import Subject
from textkit.reporting.wording import figure_name

_FEWEST_FOR_SIZES = 5
_FEWEST_FOR_QUARTERS = 8
Scores = Mapping[str, Mapping[str, Any]]


def section(subject: Subject) -> Section:
    per_label: Scores = subject.scores["per_label"]
    what = "Entities" if subject.has_spans else "Tags" if subject.scoring == "tags" else "Labels"
    ordered = sorted(per_label, key=lambda label: -per_label[label]["support"])
    shown = ordered[:LONG]
    blocks: list[Block] = []
    if len(ordered) > LONG:
        blocks.append(Text(f"There are {len(ordered)} labels: the plot has the {LONG} that are true most often."))
    columns = ([float(per_label[label][name]) for label in shown] for name in ("precision", "recall", "f1"))
    alt = f"Bars of F1 with precision and recall of {len(shown)} labels. {_extremes(per_label, shown)}"
    caption = "F1 (bar), precision (line) and recall (dot) by label, the commonest first."
    blocks += [
        Plot("labels", alt, caption, partial(bars.draw, shown, *columns)),
        _table(per_label, subject.scores.get("thresholds", {})),
        *_by_size(per_label),
    ]
    return Section("labels", f"{what} one by one", blocks)


def _table(per_label: Scores, thresholds: Mapping[str, float]) -> Table:
    names = [name for name in next(iter(per_label.values()), {}) if name != "support"]
    rows: list[list[Cell]] = [
        [
            label,
            *(score(figures[name], at("per_label", label, name)) for name in names),
            *([score(thresholds[label], at("thresholds", label))] if thresholds else []),
            count(figures["support"], at("per_label", label, "support")),
        ]
        for label, figures in per_label.items()
    ]
    columns = ["label", *map(figure_name, names), *(["threshold"] if thresholds else []), "times true"]
    caption = "Scores by label" + (", and from which probability on each is answered." if thresholds else ".")
    return Table(caption, columns, rows, folded=len(rows) > LONG)


def _by_size(per_label: Scores) -> list[Block]:
    """Of several labels F1 against how often they are true; of many the mean by quarters of the labels."""
    true = [label for label in per_label if per_label[label]["support"]]
    if len(true) < _FEWEST_FOR_SIZES:
        return []
    support, f1 = ([per_label[label][name] for label in true] for name in ("support", "f1"))
    said = f"{min(support):,} to {max(support):,} times true; F1 from {min(f1):.3f} to {max(f1):.3f}"
    plot = Plot(
        "support",
        f"Scatter of F1 against how often a label is true, {len(true)} labels, {said}.",
        "F1 by how often the label is true in this split.",
        partial(scatter.draw, true, support, f1),
    )
    return [plot, _quarters(support, f1)] if len(true) >= _FEWEST_FOR_QUARTERS else [plot]


def _quarters(support: Sequence[int], f1: Sequence[float]) -> Table:
    order = np.argsort(support, kind="stable")
    rows: list[list[Cell]] = [
        [
            f"{support[part[0]]:,} to {support[part[-1]]:,}",
            f"{len(part)}",
            score(float(np.mean([f1[place] for place in part]))),
        ]
        for part in np.array_split(order, 4)
    ]
    return Table("Mean F1 by class size, in quarters of the labels.", ["times true", "labels", "mean F1"], rows)


def _extremes(per_label: Scores, shown: Sequence[str]) -> str:
    best, worst = (choose(shown, key=lambda label: float(per_label[label]["f1"])) for choose in (max, min))
    return f"Highest: {best}, {per_label[best]['f1']:.3f}; lowest: {worst}, {per_label[worst]['f1']:.3f}."
