"""The processes that are measured, as seen by who asks them."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import IO, Any

from textkit.benchmark.worker import Job
from textkit.errors import MissingError

_COUNTS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
_PATIENCE_S = 5.0
_COMMAND = (sys.executable, "-m", "textkit.benchmark.worker")


class Worker:
    """A process with one model, which sleeps until it is asked."""

    def __init__(self, title: str, process: "subprocess.Popen[str]", said: IO[str]) -> None:
        self.title, self.process, self._said = title, process, said
        self.load_seconds = 0.0

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request (see `worker`).

        Raises:
            MissingError: the process has died.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self._died() from None
        line = self.process.stdout.readline()
        if not line:
            raise self._died()
        found: dict[str, Any] = json.loads(line)
        return found

    def _died(self) -> MissingError:
        code = self.process.wait()
        self._said.seek(0)
        lines = [line.strip() for line in self._said if line.strip()]
        how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
        why = f": {lines[-1]}" if lines and code > 0 else ""
        hint = "free some memory, or benchmark fewer at once" if code < 0 else "what was trained is kept: run it again"
        return MissingError(f"the process that measures {self.title} {how}{why}", hint)


@contextmanager
def working(jobs: Sequence[tuple[str, Job]]) -> Iterator[list[Worker]]:
    """A process for each titled job, its model loaded; all have ended when the block has, however it ends.

    Raises:
        MissingError: a model cannot be loaded.
    """
    with ExitStack() as closing:
        workers = []
        for title, job in jobs:  # one after the other: none waits for a core while it loads
            worker = closing.enter_context(_started(title, job.threads))
            worker.load_seconds = worker.ask(job._asdict())["load_seconds"]
            workers.append(worker)
        yield workers


@contextmanager
def _started(title: str, threads: int) -> Iterator[Worker]:
    environment = {**os.environ, **dict.fromkeys(_COUNTS, str(threads)), "HF_HUB_OFFLINE": "1"}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8"}
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said,
        subprocess.Popen(_COMMAND, env=environment, stderr=said, **pipes) as process,
    ):
        try:
            yield Worker(title, process, said)
        except BaseException:
            process.kill()  # it may be in the middle of something, which nobody wants any more
            raise
        finally:
            _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    """Let it leave, which it does when its input ends."""
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # it has ended already
        process.stdin.close()
    try:
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
