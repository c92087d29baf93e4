"""How sure the answers were against how often they were right (a reliability diagram), and how many were how sure."""

from typing import TYPE_CHECKING

import numpy as np

from textkit.evaluation.reliability import Reliability
from textkit.reporting.style import BLUE, HEAT, MUTED, ORANGE, figure, plain_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw(found: Reliability, tempered: Reliability | None, claim: str) -> "Figure":
    """`tempered` is the same after temperature scaling; `claim` names what lies on the axis: "confidence"."""
    made, (curve, counts) = figure(3.1, columns=2)
    curve.plot([0, 1], [0, 1], color=MUTED, linewidth=0.9, linestyle=(0, (1, 2)))
    _points(curve, found, BLUE, "-", "o", f"as answered: ECE {found.error:.4f}")
    if tempered is not None:
        _points(curve, tempered, ORANGE, "--", "s", f"with a temperature: ECE {tempered.error:.4f}")
    curve.set(xlabel=claim, ylabel="share that is right", xlim=(0, 1.01), ylim=(0, 1.02))
    curve.legend(loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0, fontsize=7.5)
    _histogram(counts, found)
    counts.set(xlabel=claim, ylabel="answers (log scale)", xlim=(0, 1.01))
    return made


def _points(axes: "Axes", found: Reliability, color: str, dashes: str, marker: str, label: str) -> None:
    filled = found.counts > 0
    axes.plot(found.claimed[filled], found.true[filled], color=color, linestyle=dashes, marker=marker, label=label)


def _histogram(axes: "Axes", found: Reliability) -> None:
    edges = np.linspace(0, 1, len(found.counts) + 1)
    axes.bar(edges[:-1], found.counts, width=edges[1] * 0.9, align="edge", color=HEAT, log=True)
    plain_numbers(axes.yaxis)
