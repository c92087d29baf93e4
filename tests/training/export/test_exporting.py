"""Exporting: a graph is kept if it answers as the network does, and otherwise the run stays as it was."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

import textkit
from tests.reviews import write_reviews
from textkit.errors import DataError, GateError, Interrupted, UsageError
from textkit.inference.graph import GraphSession
from textkit.run import Run
from textkit.training.export import exporting
from textkit.training.torch_session import TorchSession

SMALL: dict[str, Any] = {
    "model": {"embedding_dim": 16, "ngram_buckets": 8_192, "ngram_dim": 8, "hidden": 8},
    "training": {"epochs": 8, "threads": 1, "lr": 0.02},
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run without graphs; tests copy it."""
    folder = tmp_path_factory.mktemp("exporting")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(folder / "home"))
        config = {**SMALL, "training": {**SMALL["training"], "export": False}}
        return textkit.train(str(write_reviews(folder / "reviews.csv")), "lstm", out=folder / "run", config=config)


@pytest.fixture
def run(trained: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("TEXTKIT_HOME", str(trained.path.parent / "home"))
    return Run(shutil.copytree(trained.path, tmp_path / "run"))


def spoiling(write: Callable[..., None], place: int) -> Callable[..., None]:
    """`write`, whose graph has nothing but zeros for weights; `place` says which argument is its path."""

    def spoiled(*arguments: Any) -> None:
        write(*arguments)
        model = onnx.load(arguments[place])
        for each in model.graph.initializer:
            array = numpy_helper.to_array(each)
            if array.dtype in (np.float32, np.int8):
                each.CopyFrom(numpy_helper.from_array(np.zeros_like(array), each.name))
        onnx.save(model, arguments[place])

    return spoiled


def test_the_manifest_says_how_a_graph_was_proved(run: Run) -> None:
    found = textkit.api.export(run)
    assert run.manifest().exports == {"fp32": found}
    assert found["rows"] == run.metrics()["validation"]["rows"]
    assert found["max_difference"] <= exporting.LARGEST_DIFFERENCE
    assert found["ties"] == 0
    assert found["bytes"] == run.graph("fp32").stat().st_size


def test_a_run_answers_with_its_graph_once_it_has_one(run: Run) -> None:
    assert isinstance(textkit.load(run, threads=1).session, TorchSession)
    textkit.api.export(run)
    assert isinstance(textkit.load(run, threads=1).session, GraphSession)
    assert isinstance(textkit.load(run, threads=1, precision="bf16").session, TorchSession)


def test_a_graph_that_was_changed_is_refused(run: Run) -> None:
    textkit.api.export(run)
    graph = run.graph("fp32")
    graph.write_bytes(graph.read_bytes()[:-1] + b"\x00")
    with pytest.raises(DataError, match=r"fp32\.onnx(.|\n)*textkit export .*--precision fp32"):
        textkit.load(run)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is with networks of a usual size: a graph's weights lie beside it."""
    monkeypatch.setattr("textkit.training.export.weights.LEAST_BYTES", 1 << 14)


@pytest.mark.usefixtures("apart")
def test_weights_beside_a_graph_belong_to_it(run: Run) -> None:
    found = textkit.api.export(run, precision="int8", max_drop=1.0)
    exports = run.manifest().exports
    files = {path.name: path for precision in exports for path in run.graph_files(run.manifest(), precision)}
    assert sorted(files) == sorted(path.name for path in run.export.iterdir())
    assert len(files) == 4
    assert found["bytes"] == sum(files[name].stat().st_size for name in ("int8.onnx", *found["weights"]))
    network = textkit.load(run, threads=1, precision="bf16", device="cpu")
    assert isinstance(network.session, TorchSession)
    texts = ["The film was great", "Dull"]
    labels = [each["label"] for each in network.predict(texts)]
    assert [each["label"] for each in textkit.load(run, threads=1).predict(texts)] == labels


@pytest.mark.usefixtures("apart")
def test_weights_beside_a_graph_that_were_changed_are_refused(run: Run) -> None:
    (name,) = textkit.api.export(run)["weights"]
    weights = run.export / name
    weights.write_bytes(bytes(weights.stat().st_size))
    with pytest.raises(DataError, match=r"\.weights(.|\n)*textkit export .*--precision fp32"):
        textkit.load(run)


@pytest.mark.usefixtures("apart")
def test_no_weights_are_left_behind(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    textkit.api.export(run)
    kept = sorted(run.export.iterdir())
    assert textkit.api.export(run)["weights"]  # the same network: the same file
    assert sorted(run.export.iterdir()) == kept
    with monkeypatch.context() as patch:
        patch.setattr(exporting, "write_graph", spoiling(exporting.write_graph, 2))
        with pytest.raises(GateError):
            textkit.api.export(run)
    assert sorted(run.export.iterdir()) == kept
    assert textkit.load(run, threads=1).predict(["The film was great"])


def test_the_weights_may_go_where_the_graph_answers(run: Run) -> None:
    textkit.api.export(run)
    run.weights.unlink()
    assert textkit.load(run, threads=1).predict(["The film was great"])


def test_the_other_exporter_takes_over(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def only_dynamo(network: Any, inputs: Any, path: Path, exporter: str) -> None:
        if exporter == "trace":
            raise RuntimeError("an operator that cannot be traced")
        write(network, inputs, path, exporter)

    write = exporting.write_graph
    monkeypatch.setattr(exporting, "write_graph", only_dynamo)
    assert textkit.api.export(run)["exporter"] == "dynamo"


def test_a_graph_that_differs_is_not_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "write_graph", spoiling(exporting.write_graph, 2))
    with pytest.raises(GateError, match=r"trace: its logits differ from torch's by \d.*dynamo") as caught:
        textkit.api.export(run)
    assert caught.value.exit_code == 5
    assert not list(run.graph("fp32").parent.iterdir())
    assert run.manifest().exports == {}


@pytest.mark.exports
def test_a_training_that_is_stopped_at_its_export_is_a_finished_run(
    reviews: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting, "write_graph", stop)
    config = {**SMALL, "training": {**SMALL["training"], "epochs": 1}}
    with pytest.raises(Interrupted, match="is trained") as caught:
        textkit.train(str(reviews), "lstm", out=tmp_path / "run", config=config)
    assert str(caught.value.hint).startswith(f"textkit export {tmp_path / 'run'}")
    stopped = Run(tmp_path / "run")
    assert (stopped.manifest().exports, list(stopped.export.iterdir())) == ({}, [])
    assert textkit.load(stopped).predict(["The film was superb"])[0]["label"] in ("good", "bad")


def test_int8_is_made_of_fp32_and_smaller(run: Run) -> None:
    found = textkit.api.export(run, precision="int8", max_drop=1.0)
    assert run.manifest().exports.keys() == {"fp32", "int8"}
    assert found["bytes"] < run.manifest().exports["fp32"]["bytes"] / 2
    assert found["metric"] == "accuracy"
    assert textkit.load(run, precision="int8", threads=1).predict(["The film was great"])


def test_int8_that_scores_too_low_is_not_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "quantize", spoiling(exporting.quantize, 1))
    with pytest.raises(GateError, match=r"int8 scores accuracy 0\.\d+ on validation, fp32 .* 0.005 is allowed"):
        textkit.api.export(run, precision="int8")
    assert not run.graph("int8").exists()
    assert run.manifest().exports.keys() == {"fp32"}
    with pytest.raises(UsageError, match="no int8 graph"):
        textkit.load(run, precision="int8")


@pytest.mark.exports
def test_a_training_ends_with_a_graph_unless_told_not_to(reviews: Path) -> None:
    assert textkit.train(str(reviews), "lstm", config=SMALL).manifest().exports.keys() == {"fp32"}
    without = {**SMALL, "training": {**SMALL["training"], "export": False}}
    assert textkit.train(str(reviews), "lstm", config=without).manifest().exports == {}


@pytest.mark.exports
def test_a_training_survives_a_network_that_cannot_be_exported(reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("no such operator")

    monkeypatch.setattr(exporting, "write_graph", fail)
    run = textkit.train(str(reviews), "lstm", config=SMALL)
    assert run.manifest().exports == {}
    assert isinstance(textkit.load(run, threads=1).session, TorchSession)


def test_a_linear_run_needs_no_graph(reviews: Path) -> None:
    with pytest.raises(UsageError, match="predicts without torch as it is"):
        textkit.api.export(textkit.train(str(reviews), "tfidf"))
