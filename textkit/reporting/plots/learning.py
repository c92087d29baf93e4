"""Learning curves: loss and the deciding metric by epoch, of every split that was watched."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textkit.reporting.style import BLUE, GREEN, MUTED, ORANGE, figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Curves = Mapping[str, Sequence[float]]
"""By the split, a figure for each epoch."""

_LOOKS = {"train": (ORANGE, "--", "o"), "validation": (BLUE, "-", "o"), "test": (GREEN, ":", "s")}


def draw(epochs: Sequence[float], panels: Mapping[str, Curves], best: float | None) -> "Figure":
    """A panel for each figure in `panels`; the epoch whose weights were kept is marked."""
    made, axes = figure(2.6, columns=len(panels))
    for each, (name, curves) in zip(axes, panels.items(), strict=True):
        _panel(each, epochs, curves)
        each.set(title=name, xlabel="epoch")
        if best is not None:
            each.axvline(best, color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)), zorder=0)
    axes[0].legend(loc="best")
    return made


def _panel(axes: "Axes", epochs: Sequence[float], curves: Curves) -> None:
    from matplotlib.ticker import MaxNLocator

    for split, values in curves.items():
        color, dashes, marker = _LOOKS[split]
        axes.plot(epochs, values, color=color, linestyle=dashes, marker=marker, label=split)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if len(epochs) == 1:
        axes.set_xlim(epochs[0] - 1, epochs[0] + 1)
