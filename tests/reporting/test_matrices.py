"""Matrices of what was answered for what: their sums are the figures that are scored."""

import numpy as np

from textkit.evaluation.spans import score_spans
from textkit.reporting.matrices import OTHERS, Matrix, commonest_confusions, of_classes, of_sets, of_spans

TRUTH = [["B-PER", "I-PER", "O", "B-LOC"], ["B-LOC", "O", "O", "O"], ["O", "B-ORG", "I-ORG"]]
ANSWERS = [["B-PER", "I-PER", "O", "B-ORG"], ["O", "O", "B-PER", "O"], ["O", "B-ORG", "O"]]


def cell(matrix: Matrix, row: str, column: str) -> int:
    return int(matrix.counts[list(matrix.rows).index(row), list(matrix.columns).index(column)])


def test_each_kind_of_error_of_entities_has_its_cell() -> None:
    found = of_spans(TRUTH, ANSWERS)
    assert cell(found, "PER", "PER") == 1
    assert cell(found, "LOC", "ORG") == 1
    assert cell(found, "LOC", "missed") == 1
    assert cell(found, "ORG", "other boundaries") == 1
    assert cell(found, "nothing there", "PER") == 1
    assert found.counts.sum() == 5


def test_the_cells_of_entities_add_up_to_the_kinds_of_errors() -> None:
    found, scored = of_spans(TRUTH, ANSWERS), score_spans(TRUTH, ANSWERS)["error_kinds"]
    size = len(found.labels)
    assert np.trace(found.counts[:size, :size]) == scored["correct"]
    assert found.counts[:, -1].sum() == scored["missed"]
    assert found.counts[:, -2].sum() == scored["wrong_boundary"]
    assert found.counts[-1].sum() == scored["spurious"]


def test_label_sets_show_what_was_answered_in_the_place_of_what_was_missed() -> None:
    truth = np.array([[1, 0, 0], [1, 0, 1], [0, 1, 0]])
    decisions = np.array([[0, 1, 0], [1, 0, 0], [0, 1, 0]])
    found = of_sets(truth, decisions, list("abc"))
    assert found.counts.tolist() == [[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]
    assert found.wholes.tolist() == [2, 1, 1]


def test_the_commonest_confusions_come_first() -> None:
    found = of_classes(list("abc"), np.array([[5, 2, 0], [7, 5, 0], [0, 0, 9]]))
    assert commonest_confusions(found, 5) == [("b", "a", 7), ("a", "b", 2)]


def test_a_long_matrix_keeps_the_most_confused_and_loses_no_count() -> None:
    counts = np.diag([9, 9, 9, 9])
    counts[0, 2], counts[3, 1] = 4, 1
    whole = of_classes(list("abcd"), counts)
    found = whole.narrowed(2)
    assert list(found.rows) == ["a", "c", OTHERS]
    assert found.counts.tolist() == [[9, 4, 0], [0, 9, 0], [0, 0, 19]]
    assert found.wholes.tolist() == [13, 9, 19]


def test_a_short_matrix_stays_as_it_is() -> None:
    matrix = of_classes(list("ab"), np.eye(2, dtype=np.int64))
    assert matrix.narrowed(2) is matrix


def test_rows_beyond_the_labels_are_kept() -> None:
    found = of_spans(TRUTH, ANSWERS).narrowed(1)
    assert list(found.rows)[1:] == [OTHERS, "nothing there"]
    assert list(found.columns)[1:] == [OTHERS, "other boundaries", "missed"]
    assert found.counts.sum() == 5
