"""One model, measured in a process of its own: `python -m textkit.benchmark.worker`.

It speaks lines of JSON. A `Job` comes in, and once the model is loaded, how long that took goes out; then each request
gets one answer, until its input ends. Between requests it waits for a line, and takes nothing from who is measured.

    {"singly": [text, ...]}                      {"seconds": [s, ...]}   one call for each text
    {"together": [text, ...], "batch_size": N}   {"seconds": s}          one call for all; N null: as the model likes it
    {"count": [text, ...]}                       {"tokens": n}           that the model reads, without padding

Every answer has `peak_megabytes` as well, of the process until then. The clock runs around the user's call alone.
"""

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from textkit.errors import TextkitError

TEXTKIT, PIPELINE = "textkit", "transformers.pipeline"


class Job(NamedTuple):
    """Which run is opened, and which of the two tools opens it."""

    tool: str
    run: str
    precision: str
    threads: int
    device: str


class Model(NamedTuple):
    """A model behind the calls that a user would make."""

    one: Callable[[str], Any]
    many: Callable[[list[str], int | None], Any]
    count: Callable[[list[str]], int]
    """Tokens of texts, as the run's vectorizer has them."""


def open_model(job: Job) -> Model:
    """What is imported here is what a user's own process would load."""
    from textkit.run import Run

    run = Run(Path(job.run))
    if job.tool == TEXTKIT:
        from textkit.benchmark.opening import open_run

        predictor = open_run(run, job.precision, job.threads, job.device)
        return Model(
            one=lambda text: predictor.predict([text]),
            many=lambda texts, size: predictor.predict(texts, batch_size=size),
            count=lambda texts: int(predictor.prepare(texts).encoded.lengths.sum()),
        )
    from textkit.benchmark.pipeline import open_pipeline
    from textkit.tasks import tasks

    ask = open_pipeline(run, tasks.load(run.manifest().task).level, job.threads, job.device)
    return Model(
        one=ask,
        many=lambda texts, size: ask(texts, batch_size=size),
        count=lambda texts: sum(map(len, ask.tokenizer(texts)["input_ids"])),
    )


def answer(model: Model, request: dict[str, Any]) -> dict[str, Any]:
    """What a request asks for."""
    if "singly" in request:
        return {"seconds": [_timed(partial(model.one, text)) for text in request["singly"]]}
    if "together" in request:
        return {"seconds": _timed(partial(model.many, request["together"], request["batch_size"]))}
    return {"tokens": model.count(request["count"])}


def _timed(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def peak_megabytes() -> float:
    """Peak resident memory of this program. On Linux `ru_maxrss` would count what the parent had when it forked."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM"))
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked decides when it ends
    try:
        _serve(_replies())
    except TextkitError as error:
        sys.exit(error.message)  # the last line that is said is told as the reason


def _serve(replies: TextIO) -> None:
    job = Job(**json.loads(sys.stdin.readline()))
    started = time.perf_counter()
    model = open_model(job)
    found: dict[str, Any] = {"load_seconds": time.perf_counter() - started}
    _reply(replies, found)
    for line in sys.stdin:
        _reply(replies, answer(model, json.loads(line)))


def _replies() -> TextIO:
    """Where answers go; whatever else is printed, by whichever package, goes to stderr."""
    kept = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return kept


def _reply(stream: TextIO, found: dict[str, Any]) -> None:
    stream.write(json.dumps({**found, "peak_megabytes": peak_megabytes()}) + "\n")
    stream.flush()


if __name__ == "__main__":
    main()
