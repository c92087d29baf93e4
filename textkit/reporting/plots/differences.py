"""By how much one model scores above another on each part of what both were asked, with intervals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textkit.reporting.style import BLUE, MUTED, PAPER, figure, rows_height, shorten

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Difference(NamedTuple):
    """First minus second on a part, in [-1, 1], its 95% interval, and whether it is more than noise."""

    name: str
    value: float
    low: float
    high: float
    clear: bool


def draw(differences: Sequence[Difference], metric: str) -> "Figure":
    """A row for each part, in the given order from the top; filled where the difference is more than noise."""
    made, (axes,) = figure(rows_height(len(differences), around=1.1))
    places = np.arange(len(differences))
    values = np.array([each.value for each in differences])
    off = np.array([(each.value - each.low, each.high - each.value) for each in differences]).T.clip(min=0)
    axes.axvline(0, color=MUTED, linewidth=0.9, linestyle=(0, (1, 2)))
    axes.errorbar(values, places, xerr=off, fmt="none", ecolor=BLUE, capsize=3, elinewidth=1.3)
    for place, each in enumerate(differences):
        look = BLUE if each.clear else PAPER
        axes.plot(each.value, place, marker="o", markersize=5.5, color=look, markeredgecolor=BLUE, markeredgewidth=1.3)
    reach = 1.08 * max(0.001, *(abs(edge) for each in differences for edge in (each.low, each.high)))
    axes.set_yticks(places, [shorten(each.name) for each in differences])
    axes.set(xlim=(-reach, reach), ylim=(len(differences) - 0.4, -0.6))
    axes.set_xlabel(f"second is better  |  {metric}, first minus second  |  first is better")
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)
    return made
