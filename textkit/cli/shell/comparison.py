"""The tables in which `compare` shows two runs: the verdict, where they differ, and what they disagree on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from textkit.cli.shell.tables import share, table
from textkit.reporting.amounts import p_value
from textkit.reporting.comparison import answers_of

if TYPE_CHECKING:
    from textkit.benchmark.verdict import Part, Verdict

_WIDE = 20
_TEXT = 70
_ANSWER = 40


def comparison_tables(found: "Verdict") -> list[RenderableType]:
    """The figures, the figures by label and by length, how often who is right, examples, and the verdict last."""
    drawn = [_headline(found)]
    if not found.same_model:
        drawn += [_by_label(found), _by_length(found), _outcomes(found)]
    if found.disagreements:
        drawn.append(_disagreements(found))
    return [*drawn, Padding(Text(f"{found.words}.", style="bold"), (0, 0, 1, 0))]


def _headline(found: "Verdict") -> RenderableType:
    comparison = found.comparison
    rows = [
        [f"first: {found.first}", f"{comparison.first:.4f}", ""],
        [f"second: {found.second}", f"{comparison.second:.4f}", ""],
    ]
    if not found.same_model:
        low, high = comparison.interval
        rows.append(["difference", f"{comparison.difference:+.4f}", f"{low:+.4f} to {high:+.4f}"])
        rows.append([comparison.test, p_value(comparison.p), ""])
    title = f"{found.dataset}, {found.split}, {found.records:,} rows"
    return table(title, ["", comparison.metric.replace("_", " "), "95% interval"], rows)


def _by_label(found: "Verdict") -> RenderableType:
    """Of many labels those that tell the two apart most."""
    parts = list(found.by_label)
    title = f"F1 by label; {_corrected(parts)}"
    if len(parts) > _WIDE:
        parts = sorted(parts, key=lambda part: part.comparison.p)[:_WIDE]
        title = f"{title}; the {_WIDE} with the least p"
    return table(title, ["label", "support", *_SIDES], [_row(part) for part in parts])


def _by_length(found: "Verdict") -> RenderableType:
    parts = found.by_length
    columns = ["texts of", "rows", *_SIDES]
    title = f"{found.comparison.metric.replace('_', ' ')} by length; {_corrected(parts)}"
    return table(title, columns, [_row(part) for part in parts])


def _corrected(parts: Sequence["Part"]) -> str:
    return f"p corrected for {len(parts)} (Holm), intervals not"


_SIDES = ("first", "second", "difference", "95% interval", "p")


def _row(part: "Part") -> list[str]:
    comparison = part.comparison
    low, high = comparison.interval
    figures = [f"{comparison.first:.4f}", f"{comparison.second:.4f}", f"{comparison.difference:+.4f}"]
    return [part.name, f"{part.size:,}", *figures, f"{low:+.4f} to {high:+.4f}", p_value(part.p)]


def _outcomes(found: "Verdict") -> RenderableType:
    cells = [f"{count:,} ({share(count, found.records)})" for count in found.outcomes.values()]
    return table("rows", list(found.outcomes), [cells], left=0)


def _disagreements(found: "Verdict") -> RenderableType:
    rows = [
        [_shorten(each["text"], _TEXT), *(_shorten(answer, _ANSWER) for answer in answers_of(each))]
        for each in found.disagreements
    ]
    title = f"furthest apart of {found.disagree:,} rows that they answer differently"
    return table(title, ["text", "true", "first", "second"], rows, left=4)


def _shorten(text: str, width: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"
