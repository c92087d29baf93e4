"""Score against latency, as a picture: what is worth having lies on the line.

Figures are made as objects, without the state that `pyplot` keeps for the whole process.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from textkit.atomic import replacing
from textkit.benchmark.labels import Box, spread_labels
from textkit.benchmark.pareto import front

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Annotation

# Okabe and Ito's palette (2008), which the colour-blind tell apart; shapes say the precision once more
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_SHAPES = {"fp32": "o", "int8": "s", "bf16": "D"}
_GREY = "#777777"
_LEAST_AREA, _MOST_AREA = 40.0, 900.0  # in points squared
_INCHES = (8.0, 5.2)
_LABEL_POINTS, _LABEL_WIDTH = 9.0, 26
_ROOM = 12.0  # pixels


@dataclass(frozen=True)
class Point:
    """A model in the picture: milliseconds a text, its score in [0, 1] with its interval, and megabytes on disk."""

    title: str
    latency: float
    score: float
    low: float
    high: float
    megabytes: float
    precision: str = "fp32"


def write_plot(points: Sequence[Point], title: str, metric: str, paths: Sequence[Path]) -> None:
    """Draw the points into each of `paths`, in the format that its name ends in; each whole or not at all."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # the same picture, the same file: no random ids, no date
    with rc_context({"svg.hashsalt": "textkit", "font.size": _LABEL_POINTS}):
        figure = Figure(figsize=_INCHES, dpi=150, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        _draw(axes, points, metric)
        axes.set_title(title, loc="left", fontsize=_LABEL_POINTS + 2)
        _label(figure, axes, points)
        for path in paths:
            form = path.suffix.removeprefix(".")
            with replacing(path) as beside:
                figure.savefig(beside, format=form, metadata={"Date": None} if form == "svg" else None)


def _draw(axes: "Axes", points: Sequence[Point], metric: str) -> None:
    kept = [points[place] for place in front([(each.latency, each.score) for each in points])]
    _scale_latency(axes)
    axes.step([each.latency for each in kept], [each.score for each in kept], where="post", color=_GREY, lw=1, ls="--")
    for number, each in enumerate(points):
        colour = _COLOURS[number % len(_COLOURS)]
        reach = [[each.score - each.low], [each.high - each.score]]
        axes.errorbar(each.latency, each.score, yerr=reach, fmt="none", ecolor=colour, elinewidth=1.2, capsize=3)
        axes.scatter(
            each.latency,
            each.score,
            s=_area(each, points),
            marker=_SHAPES[each.precision],
            color=colour,
            alpha=0.75,
            linewidths=0,
            zorder=3,
        )
    axes.set_xlabel("milliseconds for one text, median (log scale; area: size on disk)")
    axes.set_ylabel(f"{metric.replace('_', ' ')} on test, with its 95% interval")
    axes.grid(which="major", color="#dddddd", lw=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.2, y=0.15)


def _scale_latency(axes: "Axes") -> None:
    """A log axis with numbers at 1, 2 and 5, as people write them."""
    from matplotlib.ticker import LogLocator, NullFormatter

    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())


def _label(figure: "Figure", axes: "Axes", points: Sequence[Point]) -> None:
    """Names beside their points, none on another; where everything is, is known once the figure has been laid out."""
    figure.draw_without_rendering()
    notes = [_note(axes, each) for each in points]
    extents = [note.get_window_extent() for note in notes]
    boxes = [_pixels(figure, axes, each, points) for each in points]
    bars = [_bar(axes, each) for each in points]
    sizes = [(each.width, each.height) for each in extents]
    places = spread_labels(boxes, sizes, Box(*axes.get_window_extent().extents), bars)
    for number, (note, extent, place) in enumerate(zip(notes, extents, places, strict=True)):
        # where its letters begin is not quite where a text is told to stand
        moved = (72 / figure.dpi * (place.left - extent.x0), 72 / figure.dpi * (place.bottom - extent.y0))
        note.set_position(moved)
        _lead(axes, boxes[number], place, _COLOURS[number % len(_COLOURS)])


def _note(axes: "Axes", point: Point) -> "Annotation":
    words = [*wrap(point.title, _LABEL_WIDTH), f"{point.megabytes:,.3g} MB"]
    place = (point.latency, point.score)
    note = axes.annotate("\n".join(words), place, xytext=(0, 0), textcoords="offset points", zorder=4)
    note.set_in_layout(False)  # what moves the axes would move the points
    return note


def _pixels(figure: "Figure", axes: "Axes", point: Point, points: Sequence[Point]) -> Box:
    """What a point takes of the picture."""
    x, y = axes.transData.transform((point.latency, point.score))
    reach = figure.dpi / 72 * math.sqrt(_area(point, points) / math.pi)
    return Box(x - reach, y - reach, x + reach, y + reach)


def _bar(axes: "Axes", point: Point) -> Box:
    """What an interval takes, with room beside it: a name that touched it would seem to be its own."""
    (x, low), (_, high) = axes.transData.transform([(point.latency, point.low), (point.latency, point.high)])
    return Box(x - _ROOM, low, x + _ROOM, high)


def _lead(axes: "Axes", point: Box, label: Box, colour: str) -> None:
    """A thin line from a point to a label that stands apart from it."""
    x, y = point.centre
    near = min(max(x, label.left), label.right), min(max(y, label.bottom), label.top)
    if math.dist((x, y), near) > 2 * (point.right - x):
        ends = axes.transData.inverted().transform([(x, y), near])  # pixels are others in other formats
        axes.plot(*ends.T, color=colour, lw=0.6, zorder=2, scalex=False, scaley=False)


def _area(point: Point, points: Sequence[Point]) -> float:
    largest = max(each.megabytes for each in points)
    return max(_LEAST_AREA, _MOST_AREA * point.megabytes / largest)
