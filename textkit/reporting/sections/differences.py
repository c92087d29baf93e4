"""Where two runs differ: by label and by length, as a plot of differences with intervals and as a table."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from textkit.reporting.amounts import p_value
from textkit.reporting.plots import differences as plot
from textkit.reporting.report import LONG, Block, Cell, Number, Plot, Section, Table, at, count, score, signed
from textkit.reporting.wording import figure_name

_SIGNIFICANT = 0.05
_COLUMNS = ("first", "second", "difference", "from", "to", "p")


def sections(document: Mapping[str, Any]) -> list[Section]:
    """By label and by length; a table is left out where it has no rows."""
    metric = figure_name(document["comparison"]["metric"])
    found = [
        ("by-label", "by_label", "By label", "F1", ["label", "times true"]),
        ("by-length", "by_length", "By length", metric, ["texts of", "rows"]),
    ]
    return [
        Section(name, title, _blocks(name, key, document[key], metric, heads))
        for name, key, title, metric, heads in found
        if document[key]
    ]


def difference_cells(comparison: Mapping[str, Any], place: str) -> list[Number]:
    """The difference and the ends of its interval; `place` is where the document has the comparison."""
    low, high = comparison["interval"]
    return [
        signed(comparison["difference"], place + at("difference")),
        signed(low, place + at("interval", 0)),
        signed(high, place + at("interval", 1)),
    ]


def p_cell(p: float, key: str) -> Number:
    return Number(p, p_value(p), key)


def _blocks(name: str, key: str, parts: Sequence[Mapping[str, Any]], metric: str, heads: Sequence[str]) -> list[Block]:
    """Of many parts the plot has those that tell the two apart most."""
    order = sorted(range(len(parts)), key=lambda place: parts[place]["comparison"]["p"])[:LONG]
    shown = [_difference(parts[place]) for place in sorted(order)]
    said = f" Shown are the {LONG} of {len(parts)} with the least p." if len(parts) > LONG else ""
    caption = f"{metric}, first minus second, with 95% intervals; filled: p below 0.05, corrected.{said}"
    alt = f"Differences in {metric} of {len(shown)} parts. {_in_words(shown)}"
    rows: list[list[Cell]] = [_row(part, at(key, place)) for place, part in enumerate(parts)]
    title = f"{metric} of both; p is corrected for {len(parts)} (Holm), intervals are not."
    return [
        Plot(name, alt, caption, partial(plot.draw, shown, metric)),
        Table(title, [*heads, *_COLUMNS], rows, folded=len(rows) > LONG),
    ]


def _difference(part: Mapping[str, Any]) -> plot.Difference:
    comparison = part["comparison"]
    low, high = comparison["interval"]
    return plot.Difference(part["name"], comparison["difference"], low, high, part["p"] < _SIGNIFICANT)


def _row(part: Mapping[str, Any], place: str) -> list[Cell]:
    comparison, within = part["comparison"], place + at("comparison")
    sides = [score(comparison[side], within + at(side)) for side in ("first", "second")]
    cells = difference_cells(comparison, within)
    return [part["name"], count(part["size"], place + at("size")), *sides, *cells, p_cell(part["p"], place + at("p"))]


def _in_words(shown: Sequence[plot.Difference]) -> str:
    clear = [f"{each.name} {each.value:+.4f}" for each in shown if each.clear]
    return f"More than noise: {', '.join(clear)}." if clear else "None is more than noise."
