"""A run, opened by whoever answers it best: numpy, its graph, or torch. A checkpoint of someone else's: by torch."""

from pathlib import Path
from typing import Literal

from textkit.errors import UsageError
from textkit.inference.predictor import Predictor
from textkit.inference.threads import choose_threads
from textkit.run import FINISHED, Manifest, Run

FOREIGN = "hf:"
Precision = Literal["auto", "fp32", "int8", "bf16"]
_NVIDIA = Path("/dev/nvidia0")  # asked for in the place of torch, which takes seconds to load


def open_predictor(
    run: str | Path | Run,
    *,
    device: str = "auto",
    threads: int | None = None,
    precision: Precision = "auto",
    graphs: bool = True,
) -> Predictor:
    """A run, or `hf:PATH`, ready to predict; without `graphs` torch answers wherever there is a network.

    Raises:
        MissingError: the folder is no run, or lacks a file.
        DataError: a file is not the one that was trained.
        UsageError: the run is not finished, or was not exported with this precision.
    """
    if isinstance(run, (str, Path)) and str(run).startswith(FOREIGN):
        return _open_foreign(str(run), device, threads, precision)
    run = run if isinstance(run, Run) else Run(Path(run))
    manifest = run.manifest()
    if manifest.status != FINISHED:
        raise UsageError(f"{run.path} is not finished", "finish it: the command it began with, and --resume")
    if manifest.runtime == "numpy":
        return _open_linear(run, manifest, device, threads, precision)
    graph = _graph_for(run, manifest, device, precision) if graphs else None
    if graph is not None:
        return _open_graph(run, manifest, graph, choose_threads(threads))
    run.verify(manifest)
    from textkit.training.torch_session import open_torch_session

    return Predictor.of_run(run, open_torch_session(run, device, threads, precision))


def _open_graph(run: Run, manifest: Manifest, precision: str, threads: int) -> Predictor:
    from concurrent.futures import ThreadPoolExecutor

    from textkit.inference.graph import GraphSession

    session = GraphSession(run.graph(precision), threads)
    with ThreadPoolExecutor(2) as beside:  # each of the three takes about as long
        verified = beside.submit(run.verify, manifest, precision)
        opened = beside.submit(session.open)
        try:
            predictor = Predictor.of_run(run, session)
        finally:
            verified.result()  # what was changed is told before what comes of it
        opened.result()
    return predictor


def _open_linear(run: Run, manifest: Manifest, device: str, threads: int | None, precision: Precision) -> Predictor:
    from textkit.inference.linear import LinearSession

    if device not in ("auto", "cpu") or threads not in (None, 1) or precision not in ("auto", "fp32"):
        raise UsageError(
            f"{run.path} is a {manifest.model}: it is computed on one CPU thread of each process, in fp32",
            "leave out device, threads and precision; predict gives a large file a process for each core",
        )
    run.verify(manifest)
    return Predictor.of_run(run, LinearSession.load(run.weights))


def _graph_for(run: Run, manifest: Manifest, device: str, precision: Precision) -> str | None:
    """The graph that answers; None where torch does."""
    if precision == "int8":
        if "int8" not in manifest.exports:
            raise UsageError(f"{run.path} has no int8 graph", f"textkit export {run.path} --precision int8")
        if device not in ("auto", "cpu"):
            raise UsageError(f"an int8 graph is computed on the CPU, not on {device}", "leave out the device")
        return "int8"
    on_cpu = device == "cpu" or (device == "auto" and not _NVIDIA.exists())
    return "fp32" if on_cpu and precision != "bf16" and "fp32" in manifest.exports else None


def _open_foreign(name: str, device: str, threads: int | None, precision: Precision) -> Predictor:
    if precision == "int8":
        raise UsageError(f"{name} was not exported by textkit", "leave out the precision")
    from textkit.models.encoders.checkpoint import open_checkpoint
    from textkit.tasks import tasks
    from textkit.text.cleaning import Cleaning
    from textkit.training.torch_session import session_of

    found = open_checkpoint(name.removeprefix(FOREIGN))
    session = session_of(found.network, device, threads, precision)
    return Predictor(name, name, tasks.load(found.task), found.labels, found.vectorizer, Cleaning(), session)
