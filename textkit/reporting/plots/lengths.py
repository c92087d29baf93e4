"""The leading figure by the number of words of a record."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from textkit.evaluation.slices import Slice
from textkit.reporting.style import BLUE, MUTED, figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(slices: Sequence[Slice], name: str, overall: float) -> "Figure":
    """A point for each part of the records, with its interval; the dotted line is the figure of all."""
    made, (axes,) = figure(2.6)
    places = np.arange(len(slices))
    figures = np.array([each.figure for each in slices])
    off = np.array([(each.figure - each.low, each.high - each.figure) for each in slices]).T.clip(min=0)
    axes.axhline(overall, color=MUTED, linewidth=0.9, linestyle=(0, (1, 2)))
    axes.errorbar(places, figures, yerr=off, fmt="o", color=BLUE, capsize=4, elinewidth=1.4)
    axes.set_xticks(places, [f"{words(each)}\n{each.records:,} records" for each in slices])
    axes.set(ylabel=name, xlim=(-0.5, len(slices) - 0.5))
    axes.margins(y=0.15)
    axes.grid(axis="x", visible=False)
    return made


def words(part: Slice) -> str:
    """`3 to 7 words`."""
    if part.smallest == part.largest:
        return f"{part.smallest:,} word{'s' * (part.smallest != 1)}"
    return f"{part.smallest:,} to {part.largest:,} words"
