"""Whose answer a row is: of a text, of a window of one, or of words; and slices of ragged arrays."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textkit.text.rows import TextRows, WindowRows, WordRows, ragged
from textkit.types import IGNORED

LABELS = 3
COUNTS = st.lists(st.integers(1, 6), min_size=1, max_size=8)


def words_of(counts: list[int], gaps: int = 2) -> WordRows:
    """Rows that answer for so many words each; a word's answer stands every `gaps` tokens, after one at the start."""
    numbers = np.array(counts, dtype=np.int64)
    places = np.concatenate([np.arange(count) * gaps + 1 for count in counts])
    return WordRows(np.cumsum(numbers) - numbers, numbers, places)


def answers_of(rows: WordRows, chosen: np.ndarray, logits: np.ndarray) -> np.ndarray:
    """What a model that knows `logits` (N, labels) says of the chosen rows, and noise where no word is answered."""
    width = int(max(rows.places[rows.firsts[row] + rows.counts[row] - 1] for row in chosen)) + 2
    answer = np.full((len(chosen), width, LABELS), -99.0, dtype=np.float32)
    for place, row in enumerate(chosen):
        for word in range(rows.firsts[row], rows.firsts[row] + rows.counts[row]):
            answer[place, rows.places[word]] = logits[word]
    return answer


def known(count: int) -> np.ndarray:
    return np.arange(count * LABELS, dtype=np.float32).reshape(count, LABELS)


@given(COUNTS, st.randoms(use_true_random=False), st.integers(1, 4))
def test_answers_of_words_end_up_in_their_places_whatever_the_batches(
    counts: list[int], generator: object, size: int
) -> None:
    rows, order = words_of(counts), list(range(len(counts)))
    generator.shuffle(order)  # type: ignore[attr-defined]
    truth = known(sum(counts))
    logits = np.zeros_like(truth)
    for start in range(0, len(order), size):
        chosen = np.array(order[start : start + size])
        rows.place(chosen, answers_of(rows, chosen, truth), logits)
    np.testing.assert_array_equal(logits, truth)


@given(COUNTS, st.data())
def test_columns_and_targets_speak_of_the_same_words(counts: list[int], data: st.DataObject) -> None:
    rows = words_of(counts)
    chosen = np.array(data.draw(st.lists(st.integers(0, len(counts) - 1), min_size=1, max_size=8, unique=True)))
    truth = np.arange(sum(counts)) % LABELS
    columns, targets = rows.columns(chosen), rows.targets(chosen, truth)
    assert columns.shape == targets.shape == (len(chosen), max(counts[row] for row in chosen))
    answer = answers_of(rows, chosen, np.eye(LABELS, dtype=np.float32)[truth])
    picked = np.take_along_axis(answer, columns[..., None], axis=1).argmax(-1)  # as the loss picks them
    np.testing.assert_array_equal(picked[targets != IGNORED], targets[targets != IGNORED])
    assert [int((row != IGNORED).sum()) for row in targets] == [counts[row] for row in chosen]
    # real words first, padding to the right
    assert all((np.diff((row != IGNORED).astype(int)) <= 0).all() for row in targets)


def test_a_text_has_one_row_and_one_answer() -> None:
    rows, chosen = TextRows(), np.array([2, 0])
    assert rows.columns(chosen) is None
    assert rows.targets(chosen, np.array([5, 6, 7])).tolist() == [7, 5]
    logits = np.zeros((3, LABELS), dtype=np.float32)
    rows.place(chosen, known(2), logits)
    np.testing.assert_array_equal(logits, [known(2)[1], np.zeros(LABELS), known(2)[0]])


def test_a_text_in_windows_is_answered_by_their_mean() -> None:
    rows = WindowRows(np.array([0, 1, 1, 2]), np.array([1, 0.5, 0.5, 1], dtype=np.float32))
    assert rows.columns(np.array([1, 2])) is None
    assert rows.targets(np.array([1, 3, 2]), np.array([5, 6, 7])).tolist() == [6, 7, 6]
    logits = np.zeros((3, LABELS), dtype=np.float32)
    rows.place(np.array([2, 0]), known(4)[[2, 0]], logits)
    rows.place(np.array([1, 3]), known(4)[[1, 3]], logits)
    np.testing.assert_allclose(logits, [known(4)[0], (known(4)[1] + known(4)[2]) / 2, known(4)[3]])


@given(st.lists(st.lists(st.integers(0, 9), max_size=5), min_size=1, max_size=6))
def test_ragged_gives_slices_and_says_which_cells_are_real(slices: list[list[int]]) -> None:
    lengths = np.array([len(each) for each in slices])
    flat = np.array([value for each in slices for value in each], dtype=np.int64)
    cells, real = ragged(flat, np.cumsum(lengths) - lengths, lengths)
    assert cells.shape == real.shape == (len(slices), max(1, lengths.max()))
    assert [row[mask].tolist() for row, mask in zip(cells, real, strict=True)] == slices


def test_ragged_rows_of_vectors() -> None:
    flat = np.arange(8).reshape(4, 2)
    cells, real = ragged(flat, np.array([3, 0]), np.array([1, 2]))
    assert cells[real].tolist() == [[6, 7], [0, 1], [2, 3]]
    assert ragged(flat[:0], np.array([0]), np.array([0]))[1].tolist() == [[False]]
