"""F1 of a label against how often it is true: whether the rare ones are the hard ones."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from textkit.reporting.style import BLUE, figure, plain_numbers, shorten

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NAMED = 12
_WIDE = 10
"""From how many times as many on the axis is logarithmic."""


def draw(labels: Sequence[str], support: Sequence[int], f1: Sequence[float]) -> "Figure":
    """A point for each label that is true at least once; few labels are named, of many the best and worst."""
    made, (axes,) = figure(3.0)
    axes.plot(support, f1, linestyle="none", marker="o", color=BLUE, alpha=0.75)
    wide = max(support) >= _WIDE * min(support)
    if wide:
        axes.set_xscale("log")
        plain_numbers(axes.xaxis)
    axes.set(xlabel="times true" + " (log scale)" * wide, ylabel="F1", ylim=(-0.03, 1.05))
    axes.margins(x=0.08)
    for place in _worth_naming(f1):
        axes.annotate(
            shorten(labels[place], 18),
            (support[place], f1[place]),
            xytext=(4, 3),
            textcoords="offset points",
            fontsize=7,
        )
    return made


def _worth_naming(f1: Sequence[float]) -> list[int]:
    order = np.argsort(np.asarray(f1), kind="stable").tolist()
    return order if len(order) <= _NAMED else [*order[:3], *order[-3:]]
