"""Passes over files, each in a process of its own that has loaded its side before the clock starts."""

import json
import subprocess
import sys

from measuring import one_pass
from measuring.one_pass import GO, READY, Pass
from measuring.timed import Timed


def make_pass(asked: Pass, env: dict[str, str]) -> Timed:
    """
    Raises:
        RuntimeError: the process ended without an answer; what it said is on stderr.
    """
    command = [sys.executable, one_pass.__file__, json.dumps(asked._asdict())]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        if child.stdout.readline() == READY:
            child.stdin.write(GO)
            child.stdin.flush()
            if found := child.stdout.readline():
                return Timed(*json.loads(found))
    raise RuntimeError(f"{asked.tool} {asked.setting} on {asked.texts} ended with exit code {child.returncode}")
