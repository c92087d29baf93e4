"""Weights beside their graph: the same answers, and a file that is known by its name."""

import stat
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from textkit.inference.graph import open_graph
from textkit.training.export import weights
from textkit.training.export.weights import set_apart, weights_of

TABLE = np.random.default_rng(0).normal(size=(64, 32)).astype(np.float32)
BIAS = np.arange(32, dtype=np.float32)


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """x of (rows, 64), times a table, and a bias that is too small to be set apart."""
    made = helper.make_graph(
        [helper.make_node("MatMul", ["x", "table"], ["product"]), helper.make_node("Add", ["product", "bias"], ["y"])],
        "affine",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", 64])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["rows", 32])],
        [numpy_helper.from_array(TABLE, "table"), numpy_helper.from_array(BIAS, "bias")],
    )
    path = tmp_path / "fp32.onnx"
    onnx.save(helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    return path


def test_few_weights_stay(graph: Path) -> None:
    before = graph.read_bytes()
    set_apart(graph, "fp32")
    assert graph.read_bytes() == before
    assert weights_of(graph) == []


def test_the_graph_answers_as_before(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "LEAST_BYTES", TABLE.nbytes)
    set_apart(graph, "fp32")
    (beside,) = weights_of(graph)
    assert beside.parent == graph.parent
    assert beside.read_bytes() == TABLE.tobytes()
    assert stat.S_IMODE(beside.stat().st_mode) == stat.S_IMODE(graph.stat().st_mode)
    assert graph.stat().st_size < TABLE.nbytes
    x = np.ones((2, 64), dtype=np.float32)
    (found,) = open_graph(graph, 1).run(None, {"x": x})
    np.testing.assert_allclose(found, x @ TABLE + BIAS, atol=1e-5)


def test_other_weights_have_another_name(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "LEAST_BYTES", TABLE.nbytes)
    model = onnx.load(graph)
    set_apart(graph, "fp32")
    (first,) = weights_of(graph)
    model.graph.initializer[0].CopyFrom(numpy_helper.from_array(2 * TABLE, "table"))
    onnx.save(model, graph)
    set_apart(graph, "fp32")
    (second,) = weights_of(graph)
    assert first != second
    assert first.read_bytes() == TABLE.tobytes()
