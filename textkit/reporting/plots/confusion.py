"""A matrix of what was true against what was answered; the fuller a cell, the larger its share of the row."""

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from textkit.reporting.style import GRID, HEAT, INK, WIDTH, figure, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDEST = 8
"""Columns whose cells have room for share and count."""
_LETTERS_AN_INCH = 13


def draw(rows: Sequence[str], columns: Sequence[str], counts: NDArray[np.int64], wholes: NDArray[np.int64]) -> "Figure":
    """`counts` (rows, columns), each written as its share of `wholes` (rows,), what the row has altogether."""
    shares = counts / np.maximum(wholes, 1)[:, None]
    roomy = len(columns) <= _WIDEST
    width, height = min(1.2, (WIDTH - 1.7) / len(columns)), 0.55 if roomy else 0.24
    made, (axes,) = figure(height * len(rows) + 1.2)
    if roomy:
        axes.set_box_aspect(height * len(rows) / (width * len(columns)))
        axes.set_anchor("W")
    _cells(axes, shares)
    _figures(axes, counts, shares)
    _name_columns(axes, columns, int(width * _LETTERS_AN_INCH))
    axes.set_yticks(np.arange(len(rows)), [shorten(each, 18) for each in rows])
    axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(rows) - 0.5, -0.5), xlabel="predicted", ylabel="true")
    axes.tick_params(length=0)
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return made


def _name_columns(axes: "Axes", columns: Sequence[str], letters: int) -> None:
    """In several lines where `letters` are what a column has room for; turned where that is not enough."""
    lines = [fill(shorten(each, 18), max(letters, 1), break_long_words=False) for each in columns]
    fits = all(len(line) <= letters for each in lines for line in each.splitlines())
    axes.set_xticks(np.arange(len(columns)), lines if fits else [shorten(each, 18) for each in columns])
    if not fits:
        for label in axes.get_xticklabels():
            label.set(rotation=60, ha="right", rotation_mode="anchor")


def _cells(axes: "Axes", shares: NDArray[np.float64]) -> None:
    from matplotlib.patches import Rectangle

    for row, column in np.ndindex(*shares.shape):
        place = (column - 0.5 + 0.02, row - 0.5 + 0.02)
        axes.add_patch(Rectangle(place, 0.96, 0.96, facecolor="none", edgecolor=GRID, linewidth=0.5))
        if shares[row, column] > 0:
            alpha = min(1.0, 0.06 + 0.94 * float(shares[row, column]))
            axes.add_patch(Rectangle(place, 0.96, 0.96, facecolor=HEAT, alpha=alpha))


def _figures(axes: "Axes", counts: NDArray[np.int64], shares: NDArray[np.float64]) -> None:
    """Share and count where there is room for both, else the count; nothing where nothing is."""
    roomy = counts.shape[1] <= _WIDEST
    for row, column in np.ndindex(*counts.shape):
        if not counts[row, column]:
            continue
        count = f"{counts[row, column]:,}"
        said = f"{shares[row, column]:.1%}\n{count}" if roomy else count
        size = 8 if roomy else 5.5
        axes.text(column, row, said, ha="center", va="center", fontsize=size, color=INK)
