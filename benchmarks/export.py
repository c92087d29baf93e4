"""Torch's two exporters: how long each takes to make a graph of a run, and how fast onnxruntime answers with it.

    python benchmarks/export.py RUN --out benchmarks/results/export.json

Graphs answer the test split of the run's own dataset, in turn, in fp32 and with 8-bit weights. Which exporter textkit
tries first follows from these figures (textkit/training/export/exporters.py).
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from measuring.interleaved import in_turn, spread
from measuring.machine import describe_machine

from textkit.inference.answers import answer_all, bounds_of
from textkit.inference.graph import GraphSession
from textkit.inference.own_dataset import own_dataset
from textkit.inference.predictor import Predictor
from textkit.inference.threads import choose_threads
from textkit.models.encoders.first import read_first_token
from textkit.reporter import Silent
from textkit.run import Run, write_json
from textkit.training.begin import versions
from textkit.training.export.exporters import OPSETS, write_graph
from textkit.training.export.quantize import quantize
from textkit.training.torch_session import open_torch_session


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/export.json"))
    options = parser.parse_args()
    threads = choose_threads(options.threads)
    with tempfile.TemporaryDirectory() as folder:
        results = measure(Run(options.run), Path(folder), threads, options.rounds)
    document = {
        "command": "python benchmarks/export.py RUN",
        "machine": describe_machine(),
        "versions": versions(),
        "threads": threads,
        **results,
    }
    write_json(options.out, document)
    print(results)


def measure(run: Run, folder: Path, threads: int, rounds: int) -> dict[str, Any]:
    """Of each graph: seconds to make it, megabytes, and seconds to answer the test split."""
    session = open_torch_session(run, "cpu", threads)
    predictor = Predictor.of_run(run, session)
    rows = own_dataset(run, Silent()).split("test").inputs
    encoded = predictor.encode(rows)
    shape = (int(bounds_of(rows)[-1]), len(predictor.labels))
    unlike = np.argsort(encoded.lengths)[:: max(1, len(encoded.lengths) // 3)]
    read_first_token(session.module)
    made: dict[str, dict[str, Any]] = {}
    for exporter in OPSETS:
        for precision in ("fp32", "int8"):
            path = folder / f"{exporter}-{precision}.onnx"
            started = time.perf_counter()
            if precision == "fp32":
                write_graph(session.module, encoded.batch(unlike), path, exporter)
            else:
                quantize(folder / f"{exporter}-fp32.onnx", path)
            seconds = time.perf_counter() - started
            made[path.stem] = {"seconds_to_make": round(seconds, 2), "megabytes": round(path.stat().st_size / 1e6, 1)}
    sessions = {name: GraphSession(folder / f"{name}.onnx", threads) for name in made}
    in_turn({name: lambda each=each: timed(each, encoded, shape) for name, each in sessions.items()}, 1)  # warms up
    seconds = in_turn({name: lambda each=each: timed(each, encoded, shape) for name, each in sessions.items()}, rounds)
    return {
        "run": run.manifest().title,
        "dataset": run.manifest().dataset["title"],
        "records": len(rows),
        "results": {name: {**facts, "seconds": spread(seconds[name])} for name, facts in made.items()},
    }


def timed(session: GraphSession, encoded: Any, shape: tuple[int, int]) -> float:
    started = time.perf_counter()
    answer_all(session, encoded, shape)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
