"""A run as it is measured."""

from typing import cast

from textkit.inference.predictor import Predictor
from textkit.run import Manifest, Run
from textkit.training.opening import Precision, open_predictor

GRAPHS = ("fp32", "int8")


def graph_of(manifest: Manifest, precision: str, device: str = "cpu") -> str | None:
    """The precision of the graph that answers; None where numpy or torch does."""
    return precision if device == "cpu" and precision in GRAPHS and precision in manifest.exports else None


def open_run(run: Run, precision: str, threads: int, device: str = "cpu") -> Predictor:
    """The run, ready to predict; a linear one has a thread and a precision of its own.

    Raises:
        MissingError, DataError: a file is gone, or is not the one that was trained.
    """
    if run.manifest().runtime == "numpy":
        return open_predictor(run)
    return open_predictor(run, device=device, threads=threads, precision=cast(Precision, precision))
