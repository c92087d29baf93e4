"""From the start of a process to its first line: what a command costs that is given once.

    python benchmarks/coldstart.py --runs benchmark-runs --out benchmarks/results/coldstart.json

Needs the published corpora (a network, or TEXTKIT_DATA_MIRROR) and a pretrained MiniLM (the hub, or the extra
`offline`). Runs that lie in --runs already are not trained again.

Each measurement is a fresh process that finds one headline in its pipe, as after `echo ... |`; the clock runs from
before it is started until its first line is read, and on until it has ended. Sides take turns, a first round is thrown
away, and medians over ten are given: files are in the page cache, and modules have their bytecode. `textkit predict`
answers with an encoder exported in fp32, with an LSTM under attention and with a linear model; the pipeline of
transformers has the weights of the first, and the script is what its user would write. `python -c` is the floor.
"""

import argparse
import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from measuring.interleaved import in_turn, spread
from measuring.machine import describe_machine
from measuring.trained import export, trained

from textkit.run import write_json
from textkit.training.begin import versions

HEADLINE = "You Will Not Believe What This Dog Did Next\n"
PIPELINE = """\
import sys
from transformers import pipeline
classify = pipeline("text-classification", model=sys.argv[1])
for line in sys.stdin:
    print(classify(line.strip()), flush=True)
"""
ENCODER, PIPELINE_SIDE = "textkit predict, minilm", "transformers.pipeline, minilm"


class Started(NamedTuple):
    first_line: float
    end: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=Path, default=Path("benchmark-runs"))
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--limit", type=int, help="so many rows to learn from, to try the script")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/coldstart.json"))
    options = parser.parse_args()
    results = measure(commands(options.runs, options.limit), options.rounds)
    ours, theirs = (results[name]["first_line"]["median"] for name in (ENCODER, PIPELINE_SIDE))
    document = {
        "command": "python benchmarks/coldstart.py",
        "machine": describe_machine(),
        "versions": {**versions(), "onnxruntime": version("onnxruntime")},
        "rounds": options.rounds,
        "results": results,
        "times_the_pipeline": round(theirs / ours, 2),
    }
    write_json(options.out, document)
    for name, figures in results.items():
        print(f"{name}: {figures['first_line']['median']:.3f} s")


def measure(sides: dict[str, list[str]], rounds: int) -> dict[str, dict[str, Any]]:
    """Seconds of each side, after a round that warms up."""
    found = in_turn({name: partial(start, command) for name, command in sides.items()}, rounds + 1)
    return {
        name: {
            "first_line": spread([each.first_line for each in times[1:]]),
            "end": spread([each.end for each in times[1:]]),
        }
        for name, times in found.items()
    }


def commands(folder: Path, limit: int | None) -> dict[str, list[str]]:
    """What each side is started with."""
    textkit = str(Path(sysconfig.get_path("scripts")) / "textkit")
    runs = {name: trained(f"clickbait-{name}", folder, limit) for name in ("minilm", "lstm-attn", "tfidf")}
    for name in ("minilm", "lstm-attn"):
        export(runs[name], "fp32")
    return {
        "python -c": [sys.executable, "-c", "print()"],
        "textkit --help": [textkit, "--help"],
        **{f"textkit predict, {name}": [textkit, "predict", str(run.path)] for name, run in runs.items()},
        PIPELINE_SIDE: [sys.executable, "-c", PIPELINE, str(runs["minilm"].model)],
    }


def start(command: Sequence[str]) -> Started:
    """Seconds until the first line, and until the end.

    Raises:
        RuntimeError: the command failed.
    """
    with tempfile.TemporaryFile("w+") as stderr:
        started = time.perf_counter()
        with subprocess.Popen(
            command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(HEADLINE)
            process.stdin.close()
            first = process.stdout.readline()
            first_line = time.perf_counter() - started
            process.stdout.read()
        end = time.perf_counter() - started
        if process.returncode or not first:
            stderr.seek(0)
            raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}\n{stderr.read()}")
    return Started(first_line, end)


def environment() -> dict[str, str]:
    """That of a user: bytecode is kept, output is buffered; and no hub is asked."""
    unusual = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
    return {**{key: value for key, value in os.environ.items() if key not in unusual}, "HF_HUB_OFFLINE": "1"}


if __name__ == "__main__":
    main()
