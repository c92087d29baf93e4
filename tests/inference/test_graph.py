"""The session of graphs: batches answered in order, however many at a time."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from onnxruntime import InferenceSession

from textkit.errors import DataError
from textkit.inference.graph import GraphSession, open_graph
from textkit.types import Arrays


@pytest.fixture
def doubling(tmp_path: Path) -> Path:
    """A graph that doubles `numbers`, of any shape (B, 1)."""
    given = helper.make_tensor_value_info("numbers", TensorProto.FLOAT, ["B", 1])
    answer = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["B", 1])
    graph = helper.make_graph(
        [helper.make_node("Add", ["numbers", "numbers"], ["logits"])], "doubling", [given], [answer]
    )
    path = tmp_path / "doubling.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    return path


def batch(number: int) -> Arrays:
    return {"numbers": np.full((2, 1), number, dtype=np.float32), "unused": np.zeros(1)}


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("batches", [0, 1, 2, 40])
def test_answers_come_in_the_order_of_batches(doubling: Path, threads: int, batches: int) -> None:
    answers = GraphSession(doubling, threads).run_all(batch(number) for number in range(batches))
    assert [answer[0, 0] for answer in answers] == [2 * number for number in range(batches)]


def test_few_batches_are_taken_ahead(doubling: Path) -> None:
    taken = 0

    def counted() -> Iterator[Arrays]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield batch(number)

    answers = GraphSession(doubling, 2).run_all(counted())
    next(answers)
    assert taken <= 6


def test_one_batch_equals_many(doubling: Path) -> None:
    session = GraphSession(doubling, 2)
    before = session.run(batch(3))
    assert np.array_equal(list(session.run_all([batch(1), batch(2), batch(3)]))[2], before)
    assert np.array_equal(session.run(batch(3)), before)


def test_one_graph_is_in_memory(doubling: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[weakref.ref[InferenceSession]] = []

    def noting(path: Path, threads: int) -> InferenceSession:
        session = open_graph(path, threads)
        opened.append(weakref.ref(session))
        return session

    monkeypatch.setattr("textkit.inference.graph.open_graph", noting)
    session = GraphSession(doubling, 2)
    session.open()
    session.run(batch(1))
    assert len(opened) == 1
    list(session.run_all([batch(1), batch(2)]))
    session.run(batch(3))
    gc.collect()
    assert [each() is not None for each in opened] == [False, True]


def test_what_is_no_graph_is_told(tmp_path: Path) -> None:
    path = tmp_path / "fp32.onnx"
    path.write_bytes(b"not a graph")
    with pytest.raises(DataError, match="onnxruntime cannot run this graph"):
        GraphSession(path, 1).run(batch(1))
