"""How a training is asked for: the task as JSON in the command, the reply as JSON in the last line.

Needs the standard library alone: tools that have environments of their own import it as well.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


def ask(tool: str, task: dict[str, Any], environment: dict[str, str], python: str = sys.executable) -> dict[str, Any]:
    """What `by_<tool>.py` replies, in a fresh process of `python`.

    Raises:
        RuntimeError: it failed; with the end of what it said.
    """
    script = Path(__file__).with_name(f"by_{tool}.py")
    command = [python, str(script), json.dumps({**task, "started": time.time()})]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{script.name}: exit code {done.returncode}\n{done.stderr[-4_000:]}")
    reply: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return reply


def given() -> dict[str, Any]:
    """The task of this process."""
    task: dict[str, Any] = json.loads(sys.argv[1])
    return task


def cost(task: dict[str, Any]) -> dict[str, float]:
    """What this process has taken so far: wall-clock and CPU seconds since it was asked for, and its peak memory."""
    return {
        "wall_seconds": round(time.time() - task["started"], 3),
        "cpu_seconds": round(time.process_time(), 3),
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6),
    }


def reply(**figures: Any) -> None:
    print(json.dumps(figures), flush=True)
