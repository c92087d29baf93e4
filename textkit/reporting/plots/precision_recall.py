"""Precision against recall, a curve for each label: together where they are few, else in panels of their own."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textkit.evaluation.precision_recall import Curve
from textkit.reporting.style import BLUE, DASHES, SERIES, WIDTH, figure, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TOGETHER = 6
_ABREAST = 5


def draw(curves: Mapping[str, Curve]) -> "Figure":
    """The average precision of each stands beside its name."""
    return _together(curves) if len(curves) <= _TOGETHER else _panels(curves)


def _together(curves: Mapping[str, Curve]) -> "Figure":
    made, (axes,) = figure(3.6)
    for (label, curve), color, dashes in zip(curves.items(), SERIES, DASHES, strict=False):
        _steps(axes, curve, color=color, linestyle=dashes, label=f"{shorten(label)}  {curve.average_precision:.3f}")
    axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1.01), ylim=(0, 1.02))
    axes.legend(title="average precision", loc="center left", bbox_to_anchor=(1.02, 0.5), alignment="left")
    axes.set_box_aspect(1)
    axes.set_anchor("W")
    return made


def _panels(curves: Mapping[str, Curve]) -> "Figure":
    rows = math.ceil(len(curves) / _ABREAST)
    made, axes = figure(rows * (WIDTH / _ABREAST + 0.2) + 0.3, rows=rows, columns=_ABREAST, sharex=True, sharey=True)
    for each, (label, curve) in zip(axes, curves.items(), strict=False):
        _steps(each, curve, color=BLUE)
        each.set(xlim=(0, 1.01), ylim=(0, 1.02), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
        each.set_title(f"{shorten(label, 17)}\nAP {curve.average_precision:.3f}", fontsize=7.5, fontweight="normal")
        each.set_box_aspect(1)
    for each in axes[len(curves) :]:
        each.set_axis_off()
    made.supxlabel("recall", fontsize=8.5)
    made.supylabel("precision", fontsize=8.5)
    return made


def _steps(axes: "Axes", curve: Curve, **look: Any) -> None:
    """The precision that a recall costs: that of the next point at or beyond it."""
    thin = curve.thinned()
    first = thin.precision[0] if len(thin.precision) else 0
    axes.step([0, *thin.recall], [first, *thin.precision], where="pre", **look)
