"""One look for all plots: calm, few colours, told apart by people who see few of them, readable in print.

The colours are Okabe and Ito's (2008). In a page each stands for a variable of its style sheet, so that a drawing
follows light and dark (`svg.py`); in a file of its own it is what is written here.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

INK = "#20262e"
MUTED = "#5f6b7a"
GRID = "#d9dee4"
PAPER = "#fefefe"
BLUE = "#0072b2"
ORANGE = "#d55e00"
GREEN = "#009e73"
HEAT = "#56b4e9"
SERIES = (BLUE, ORANGE, GREEN, "#cc79a7", "#b58900", "#7a5195")
DASHES = ("-", "--", "-.", ":", (0, (6, 2)), (0, (3, 1, 1, 1, 1, 1)))
"""A second sign for each of SERIES, for print without colours."""

VARIABLES = {
    INK: "--ink",
    MUTED: "--muted",
    GRID: "--grid",
    PAPER: "--paper",
    HEAT: "--heat",
    **{color: f"--series-{number}" for number, color in enumerate(SERIES, start=1)},
}
"""The variable of the page that a colour stands for."""

WIDTH = 7.0
"""Of a plot, in inches: the text width of a printed page."""

_RULES: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],
    "font.size": 8.5,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.7,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.facecolor": "none",
    "axes.unicode_minus": False,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "figure.facecolor": PAPER,
    "figure.dpi": 72,
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "lines.markersize": 4.5,
    "patch.linewidth": 0,
    "savefig.dpi": 200,
    "svg.fonttype": "none",
    "svg.hashsalt": "textkit",
}


@contextmanager
def styled() -> Iterator[None]:
    """Meanwhile figures are made and saved with this look, whatever the user's own settings are."""
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # of a PNG; a page has fonts for every script
        mpl.rcdefaults()
        for name, value in _RULES.items():
            mpl.rcParams[name] = value  # type: ignore[index]  # every name there is stands in its type
        yield


def figure(height: float, rows: int = 1, columns: int = 1, **layout: Any) -> "tuple[Figure, list[Axes]]":
    """A figure of the width of a page, `height` in inches, with its axes row by row."""
    from matplotlib.figure import Figure

    made = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = made.subplots(rows, columns, squeeze=False, **layout)
    return made, list(axes.ravel())


def plain_numbers(axis: "Axis") -> None:
    """Write the powers of ten of a logarithmic axis out: 1,000."""
    from matplotlib.ticker import FuncFormatter, NullFormatter

    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axis.set_minor_formatter(NullFormatter())


def shorten(label: str, most: int = 24) -> str:
    """A label as it fits beside an axis."""
    return label if len(label) <= most else label[: most - 1] + "…"


def rows_height(rows: int, *, each: float = 0.24, around: float = 0.9) -> float:
    """The height of a plot with a row for each label, in inches."""
    return around + each * max(rows, 2)
