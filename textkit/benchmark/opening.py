"""A run as it predicts: by its graph on a CPU, without torch; by torch elsewhere, and where there is no graph."""

from textkit.inference.predictor import Predictor
from textkit.run import Manifest, Run
from textkit.types import Session

GRAPHS = ("fp32", "int8")


def graph_of(manifest: Manifest, precision: str, device: str = "cpu") -> str | None:
    """The precision of the graph that answers; None where numpy or torch does."""
    return precision if device == "cpu" and precision in GRAPHS and precision in manifest.exports else None


def open_run(run: Run, precision: str, threads: int, device: str = "cpu") -> Predictor:
    """The run, ready to predict.

    Raises:
        MissingError, DataError: a file is gone, or is not the one that was trained.
    """
    manifest = run.manifest()
    graph = graph_of(manifest, precision, device)
    run.verify(manifest, graph)
    return Predictor.of_run(run, _session(run, manifest, graph, precision, threads, device))


def _session(run: Run, manifest: Manifest, graph: str | None, precision: str, threads: int, device: str) -> Session:
    if manifest.runtime == "numpy":
        from textkit.inference.linear import LinearSession

        return LinearSession.load(run.weights)
    if graph is not None:
        from textkit.inference.graph import GraphSession

        return GraphSession(run.graph(graph), threads)
    from textkit.training.torch_session import open_torch_session

    return open_torch_session(run, device, threads, precision)
