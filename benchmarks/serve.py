"""A server under load, with and without dynamic batching, beside `textkit predict` on the same texts.

    python benchmarks/serve.py --runs benchmark-runs --out benchmarks/results/serve.json

Needs the published corpora (a network, or TEXTKIT_DATA_MIRROR), a pretrained MiniLM (the hub, or the extra `offline`)
and the extra `serve`. Runs that lie in --runs already are not trained again.

Each text is a request of its own, and 32 clients ask at a time, each for its next text as soon as the last is answered
(`measuring/load.py`); they are one process, the server another, on the same cores. Headlines are short texts, answered
by an encoder and by a linear model; the mixed workload has nine headlines to one abstract (`measuring/workloads.py`).
A server is fresh in each round, and has answered every text once before the clock starts; `--requests` asks for the
texts over and over. Without batching it answers requests one after the other. Memory is what the server has resident
before the measured load, and after it.
`textkit predict` is timed as in benchmarks/predict.py: a whole pass over the file, the model loaded before. Sides take
turns; rates follow from the median of the rounds, latencies are of all rounds together.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from measuring.interleaved import in_turn, spread
from measuring.load import Load, Loaded, put_on
from measuring.machine import describe_machine, environment
from measuring.one_pass import Pass
from measuring.passes import make_pass
from measuring.served import server
from measuring.trained import export, trained
from measuring.workloads import make_workload, write_lines

from textkit.run import Run, write_json
from textkit.training.begin import versions
from textkit.types import Input

CONCURRENCY = 32
WORKLOADS = {
    "headlines, minilm": ("headlines", "clickbait-minilm"),
    "headlines, tfidf": ("headlines", "clickbait-tfidf"),
    "mixed, minilm": ("skewed", "web-of-science-minilm"),
}


_PREDICT = "textkit predict"


class Served(NamedTuple):
    """One load on one server, and what the server had resident before and after it."""

    loaded: Loaded
    megabytes: tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=Path, default=Path("benchmark-runs"))
    parser.add_argument("--only", default="", help=f"measure what has this in its name: {'; '.join(WORKLOADS)}")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--limit", type=int, help="so many texts, to try the script")
    parser.add_argument("--requests", type=int, help="of a round (default: one for each text)")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/serve.json"))
    options = parser.parse_args()
    known = json.loads(options.out.read_text(encoding="utf-8"))["results"] if options.out.is_file() else {}
    for name in (each for each in WORKLOADS if options.only in each):
        with tempfile.TemporaryDirectory() as folder:
            known[name] = measure(*WORKLOADS[name], Path(folder), options)
        print(name, json.dumps(known[name], indent=2), flush=True)
        document = {
            "command": "python benchmarks/serve.py",
            "machine": describe_machine(),
            "versions": {
                **versions(),
                **{each: version(each) for each in ("onnxruntime", "fastapi", "uvicorn", "httptools")},
            },
            "concurrency": CONCURRENCY,
            "results": {each: known[each] for each in WORKLOADS if each in known},
        }
        write_json(options.out, document)


def measure(workload: str, name: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Every side's figures over the rounds."""
    run = trained(name, options.runs)
    if run.manifest().runtime != "numpy":
        export(run, "fp32")
    asked = make_workload(workload, run, options.limit)
    texts = write_lines(folder / "texts.txt", asked.inputs)
    requests = options.requests or len(asked.inputs)
    load = partial(_serve, run, texts, (len(asked.inputs), requests), options.threads)
    passed = _pass(run, folder, texts, asked.warm_up, options.threads)
    sides: dict[str, Callable[[], Any]] = {
        "dynamic batching": partial(load, batching=True),
        "one at a time": partial(load, batching=False),
        _PREDICT: partial(make_pass, passed, environment(options.threads)),
    }
    found = in_turn(sides, options.rounds)
    seconds = spread([each.seconds for each in found.pop(_PREDICT)])["median"]
    return {
        "run": run.manifest().title,
        "texts": len(asked.inputs),
        "requests": requests,
        "characters": sum(len(str(each)) for each in asked.inputs),
        "threads": options.threads,
        "rounds": options.rounds,
        "sides": {side: _figures(each) for side, each in found.items()},
        "predict_texts_per_second": round(len(asked.inputs) / seconds, 1),
    }


def _pass(run: Run, folder: Path, texts: Path, others: Sequence[Input], threads: int) -> Pass:
    """What `textkit predict` does with the same texts."""
    return Pass(
        tool="textkit",
        setting="fp32",
        run=str(run.path),
        level="text",
        max_tokens=0,  # the pipeline's
        threads=1 if run.manifest().runtime == "numpy" else threads,
        warm_up=str(write_lines(folder / "warm-up.txt", others)),
        texts=str(texts),
        answers=str(folder / "answers.jsonl"),
    )


def _serve(run: Run, texts: Path, requests: tuple[int, int], threads: int, *, batching: bool) -> Served:
    """So many `requests` before the clock starts, and after."""
    with server(run.path, environment(threads), batching=batching, threads=threads) as process:
        warm_up, load = (Load(process.port, str(texts), CONCURRENCY, each) for each in requests)
        put_on(warm_up)
        before = process.megabytes()
        return Served(put_on(load), (before, process.megabytes()))


def _figures(found: list[Served]) -> dict[str, Any]:
    latencies = 1_000 * np.concatenate([each.loaded.latencies for each in found])
    rates = [len(each.loaded.latencies) / each.loaded.seconds for each in found]
    return {
        "requests_per_second": spread(rates),
        "p50_ms": round(float(np.percentile(latencies, 50)), 1),
        "p95_ms": round(float(np.percentile(latencies, 95)), 1),
        "refused": sum(each.loaded.refused for each in found),
        "megabytes_before": round(max(each.megabytes[0] for each in found)),
        "megabytes_after": round(max(each.megabytes[1] for each in found)),
    }


if __name__ == "__main__":
    main()
