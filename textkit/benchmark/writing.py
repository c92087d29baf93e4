"""A benchmark on disk: `benchmark.json` with every figure, and the picture as `pareto.png` and `pareto.svg`."""

from pathlib import Path

from textkit.benchmark.plot import Point, write_plot
from textkit.benchmark.result import Benchmark
from textkit.errors import UsageError
from textkit.run import runs_folder, write_json

DOCUMENT, PICTURES, PAGE = "benchmark.json", ("pareto.png", "pareto.svg"), "report.html"


def default_folder(dataset: str) -> Path:
    """Where the newest benchmark of a dataset lies: beside the runs, and none of them."""
    return runs_folder() / "benchmarks" / dataset


def check_folder(folder: Path | None) -> None:
    """Before hours of training, see that the result has a place.

    Raises:
        UsageError: it is a file, or a folder with something else in it.
    """
    if folder is None or not folder.exists():
        return
    if not folder.is_dir() or {path.name for path in folder.iterdir()} - {DOCUMENT, *PICTURES, PAGE}:
        raise UsageError(f"{folder} holds something else", "name another folder with --out")


def write_benchmark(found: Benchmark, folder: Path) -> None:
    """Write document and pictures into `folder`, in the place of those of an earlier benchmark."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAGE).unlink(missing_ok=True)  # a page of other figures than those beside it
    points = [
        Point(
            title=line.contestant.title,
            latency=line.speed.latency.p50,
            score=line.score.mean,
            low=line.score.low,
            high=line.score.high,
            megabytes=line.disk_bytes / 1e6,
            precision=line.contestant.precision,
        )
        for line in found.lines
        if line.score is not None
    ]
    write_plot(points, found.dataset, found.metric, [folder / name for name in PICTURES])
    write_json(folder / DOCUMENT, found.document())
