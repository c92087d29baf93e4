"""What was answered where something else was true."""

from functools import partial

import numpy as np

from textkit.reporting.matrices import Matrix, commonest_confusions, of_classes, of_sets, of_spans
from textkit.reporting.plots import confusion
from textkit.reporting.report import LONG, Cell, Plot, Section, Table, Text, at, count
from textkit.reporting.subject import Subject

_HOW = {
    "classes": "Rows are what was true, columns what was predicted.",
    "tags": "Rows are the tags that were true, columns those that were predicted, word by word.",
    "labelsets": "On the diagonal: how often the label was true and answered. Beside it: the label of the row was "
    "missed while that of the column was answered and is not true; a text with several such answers counts in each.",
    "spans": "Rows are the entities that were true, columns what was predicted for them. The last row has entities "
    "that were answered where none overlaps them.",
}


def section(subject: Subject) -> Section:
    """The matrix as a plot, as numbers, and its fullest cells beside the diagonal."""
    matrix = _matrix(subject)
    shown = matrix.narrowed(LONG)
    how = _HOW["spans" if subject.has_spans else subject.scoring]
    blocks: list[Text | Plot | Table] = []
    if len(matrix.labels) > LONG:
        blocks.append(
            Text(
                f"There are {len(matrix.labels)} labels: the {LONG} that are confused most often are shown one by one, "
                "all others taken together."
            )
        )
    alt = f"Matrix of {len(shown.rows)} rows and {len(shown.columns)} columns. {_in_words(matrix)}"
    draw = partial(confusion.draw, shown.rows, shown.columns, shown.counts, shown.wholes)
    blocks += [
        Plot("confusion", alt, f"{how} The fuller a cell, the larger its share of the row.", draw),
        _numbers(subject, shown, exact=shown is matrix),
        _commonest(matrix),
    ]
    return Section("confusion", "Confusion", blocks)


def _matrix(subject: Subject) -> Matrix:
    answered = subject.answered
    if subject.has_spans:
        return of_spans(subject.by_record(answered.truth), subject.by_record(answered.decisions))
    if subject.scoring == "labelsets":
        return of_sets(answered.truth, answered.decisions, subject.labels)
    found = subject.scores["confusion"]
    return of_classes(found["labels"], np.array(found["counts"], dtype=np.int64))


def _numbers(subject: Subject, matrix: Matrix, *, exact: bool) -> Table:
    """The matrix with shares of the rows; cells that are in `metrics.json` say where."""
    keyed = exact and "confusion" in subject.scores
    rows: list[list[Cell]] = []
    for row, name in enumerate(matrix.rows):
        keys = [at("confusion", "counts", row, column) if keyed else "" for column in range(len(matrix.columns))]
        counts = [count(int(value), key) for value, key in zip(matrix.counts[row], keys, strict=True)]
        right = row < len(matrix.labels) and matrix.rows[row] == matrix.columns[row]
        share = f"{matrix.counts[row, row] / matrix.wholes[row]:.1%}" if right and matrix.wholes[row] else "-"
        rows.append([name, *counts, share])
    return Table("The counts: rows true, columns predicted.", ["", *matrix.columns, "found"], rows, folded=True)


def _commonest(matrix: Matrix) -> Table:
    rows: list[list[Cell]] = [
        [true, predicted, count(times)] for true, predicted, times in commonest_confusions(matrix, LONG // 2)
    ]
    return Table("The commonest confusions.", ["true", "predicted", "times"], rows, words=2)


def _in_words(matrix: Matrix) -> str:
    found = commonest_confusions(matrix, 3)
    if not found:
        return "Nothing is confused."
    return (
        "Most often: " + "; ".join(f"{true} as {predicted}, {times:,} times" for true, predicted, times in found) + "."
    )
