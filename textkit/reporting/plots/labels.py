"""F1 of each label as a bar, with its precision and recall."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from textkit.reporting.style import GREEN, HEAT, INK, ORANGE, figure, rows_height, shorten

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(labels: Sequence[str], precision: Sequence[float], recall: Sequence[float], f1: Sequence[float]) -> "Figure":
    """A row for each label, in the given order from the top."""
    made, (axes,) = figure(rows_height(len(labels)))
    places = np.arange(len(labels))
    axes.barh(places, f1, height=0.62, color=HEAT, alpha=0.75, label="F1")
    axes.plot(precision, places, linestyle="none", marker="|", markersize=9, markeredgewidth=2, color=ORANGE)
    axes.plot(recall, places, linestyle="none", marker="o", markersize=4.5, color=GREEN)
    axes.set_yticks(places, [shorten(label) for label in labels])
    axes.set(xlim=(0, 1.0), ylim=(len(labels) - 0.4, -0.6))
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)
    _legend(axes)
    for place, value in enumerate(f1):
        axes.text(0.008, place, f"{value:.3f}", va="center", fontsize=7, color=INK)
    return made


def _legend(axes: "object") -> None:
    from matplotlib.axes import Axes

    assert isinstance(axes, Axes)
    bars, marks = axes.containers[0], axes.lines
    axes.legend(
        [bars, *marks],
        ["F1", "precision", "recall"],
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        ncols=3,
        borderaxespad=0.2,
    )
