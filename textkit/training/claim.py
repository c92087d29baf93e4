"""One training at a time in a run's folder."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from textkit.errors import UsageError
from textkit.run import Run


@contextmanager
def claimed(run: Run) -> Iterator[None]:
    """Hold the run for this process; a training that fails before its first checkpoint leaves no folder behind.

    The lock goes with the process, however that ends.

    Raises:
        UsageError: another process trains here.
    """
    lock_file = run.path / ".lock"
    with lock_file.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                f"{run.path} is being trained by another process", "wait for it, or name another --out"
            ) from None
        try:
            yield
        except BaseException:
            if not any(run.checkpoint.glob("*state*.safetensors")):
                shutil.rmtree(run.path)
            raise
        finally:
            lock_file.unlink(missing_ok=True)
