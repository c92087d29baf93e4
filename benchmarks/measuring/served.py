"""A server in a process of its own: what `textkit serve` starts, with or without dynamic batching."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import urlopen


class Process(NamedTuple):
    port: int
    pid: int

    def megabytes(self) -> float:
        """What it has resident now."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmRSS"))


@contextmanager
def server(run: Path, env: dict[str, str], *, batching: bool, threads: int) -> Iterator[Process]:
    """A server that is ready; it is stopped at the end.

    Raises:
        RuntimeError: it ended by itself.
    """
    command = [sys.executable, __file__, json.dumps([str(run), batching, threads])]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        started = child.stdout.readline()
        if not started:
            raise RuntimeError(f"the server of {run} ended with exit code {child.wait()}")
        port = int(started)
        while not _is_ready(port):
            time.sleep(0.05)
        try:
            yield Process(port, child.pid)
        finally:
            child.terminate()


def _is_ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/ready") as answer:
            return bool(answer.status == 200)
    except HTTPError:
        return False


def main() -> None:
    from concurrent.futures import ThreadPoolExecutor
    from functools import partial

    from textkit import api
    from textkit.run import Run
    from textkit.serve.limits import Limits
    from textkit.serve.listening import listen
    from textkit.serve.models import Models, Served, open_beside
    from textkit.serve.server import serve
    from textkit.serve.service import Service

    path, batching, threads = json.loads(sys.argv[1])
    run = Run(Path(path))
    manifest = run.manifest()
    on_threads = None if manifest.runtime == "numpy" else threads
    load = partial(api.load, run, device="cpu", threads=on_threads)
    # asked for one text at a time, a graph has all threads for it
    opening = open_beside(load) if batching else ThreadPoolExecutor(1).submit(load)
    models = Models({run.name: Served(manifest, "fp32", opening)}, batching=batching)
    listening = listen("127.0.0.1", 0)
    print(listening.getsockname()[1], flush=True)
    serve(Service(models, Limits(timeout=600)), listening)


if __name__ == "__main__":
    main()
