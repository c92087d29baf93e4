"""The linear session: a matrix product, whatever the rows hold."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors.numpy import save_file

from textkit.errors import DataError
from textkit.inference.linear import LinearSession
from textkit.types import Arrays

FEATURES, LABELS = 7, 3
WEIGHTS = np.random.default_rng(3).normal(size=(FEATURES, LABELS)).astype(np.float32)
BIAS = np.array([0.5, -1.0, 2.0], dtype=np.float32)


def compressed(rows: NDArray[np.float32]) -> Arrays:
    filled = rows != 0
    return {
        "indices": np.nonzero(filled)[1],
        "values": rows[filled],
        "starts": np.concatenate(([0], np.cumsum(filled.sum(axis=1)))),
    }


VALUE = st.sampled_from([0.0, 0.0, 0.25, -1.5, 3.0])
ROWS = st.lists(st.lists(VALUE, min_size=FEATURES, max_size=FEATURES), max_size=6)


@given(ROWS)
def test_equal_to_the_dense_product(rows: list[list[float]]) -> None:
    dense = np.array(rows, dtype=np.float32).reshape(-1, FEATURES)
    logits = LinearSession(WEIGHTS, BIAS).run(compressed(dense))
    assert logits.dtype == np.float32
    np.testing.assert_allclose(logits, dense @ WEIGHTS + BIAS, atol=1e-5)


@pytest.mark.parametrize("filled", [[], [0], [2], [0, 3], [1, 2]])
def test_an_empty_row_has_the_bias_alone(filled: list[int]) -> None:
    dense = np.zeros((4, FEATURES), dtype=np.float32)
    dense[filled] = 1
    logits = LinearSession(WEIGHTS, BIAS).run(compressed(dense))
    for row in range(4):
        np.testing.assert_allclose(logits[row], WEIGHTS.sum(axis=0) + BIAS if row in filled else BIAS, atol=1e-5)


@pytest.mark.parametrize(("labels", "tokens"), [(1, 262_144), (2, 131_072), (64, 4_096), (1_000, 4_096)])
def test_the_more_labels_the_smaller_the_batch(labels: int, tokens: int) -> None:
    session = LinearSession(np.zeros((FEATURES, labels), dtype=np.float32), np.zeros(labels, dtype=np.float32))
    assert session.batch_tokens == tokens


def test_saved_and_loaded_it_answers_the_same(tmp_path: Path) -> None:
    path = tmp_path / "model" / "model.safetensors"
    LinearSession(WEIGHTS, BIAS).save(path)
    loaded = LinearSession.load(path)
    np.testing.assert_array_equal(loaded.weights, WEIGHTS)
    np.testing.assert_array_equal(loaded.bias, BIAS)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_file_gone_or_damaged_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    with pytest.raises(DataError, match=r"model\.safetensors: not the weights of a linear model"):
        LinearSession.load(path)
    LinearSession(WEIGHTS, BIAS).save(path)
    whole = path.read_bytes()
    for damaged in (b"", b"junk", whole[:20], whole[:-4]):
        path.write_bytes(damaged)
        with pytest.raises(DataError, match=r"model\.safetensors: not the weights of a linear model"):
            LinearSession.load(path)


def test_another_models_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save_file({"weights": WEIGHTS}, path)
    with pytest.raises(DataError, match="bias"):
        LinearSession.load(path)
