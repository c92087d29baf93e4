"""Prediction beside `transformers.pipeline`, with the same weights, on the same files, with equal threads.

    python benchmarks/predict.py --runs benchmark-runs --out benchmarks/results/predict.json

Needs the published corpora (a network, or TEXTKIT_DATA_MIRROR), a pretrained MiniLM (the hub, or the extra `offline`)
and the extra `bench`. Runs that lie in --runs already are not trained again; `--only WORD` measures what has the word
in its name, and leaves the other figures in the file as they are.

A workload (`measuring/workloads.py`) is a file with one text a line. Both sides read it and write JSONL; that is timed,
and loading the model is not. Each pass is made by a fresh process that has answered 64 other texts before the clock
starts. Sides take turns; rates follow from the median of the rounds, and memory is the peak of the process.

The pipeline has the batch size, of 1, 8 and 32, that was fastest over a sample of at most 128 of the texts. It tags
with `aggregation_strategy="first"`, which gives a word the label of its first piece, as textkit does, and cuts long
texts where textkit does (`truncation=True, max_length=256`); all else is as it comes. textkit answers in fp32 and int8
with an exported graph, in bf16 with torch.

Tokens are the pieces that are read, special ones included and padding not: the same number for both sides. The share of
the machine is FLOP by seconds by the rate at which torch multiplies two fp32 matrices of 2048 x 2048 with as many
threads, the best of twenty, before and after the rounds. FLOP are those that no encoder can do without
(`measuring/flops.py`), summed over records of L pieces:

    L * (2 * parameters in the matrices of the encoder's layers + 4 * L * hidden * layers)

Agreement is that of logits with the network as transformers loads it, over the same pieces (`measuring/agreement.py`),
and of labels that the passes wrote. `large-file` is a file of a million headlines (`measuring/large_file.py`).
"""

import argparse
import json
import os
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from measuring.large_file import ROWS, measure_large_file
from measuring.machine import describe_machine
from measuring.side_by_side import measure_side_by_side
from measuring.trained import export, trained
from measuring.workloads import RUNS, make_workload

from textkit.run import write_json
from textkit.training.begin import versions

LARGE_FILE = "large-file"
NAMES = (*RUNS, LARGE_FILE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=Path, default=Path("benchmark-runs"))
    parser.add_argument("--only", default="", help=f"measure what has this in its name: {', '.join(NAMES)}")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--limit", type=int, help="so many rows to learn from and to answer, to try the script")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/predict.json"))
    options = parser.parse_args()
    known = json.loads(options.out.read_text(encoding="utf-8"))["results"] if options.out.is_file() else {}
    for name in (each for each in NAMES if options.only in each):
        with tempfile.TemporaryDirectory() as folder:
            known[name] = measure(name, Path(folder), options)
        print(name, json.dumps(known[name], indent=2), flush=True)
        document = {
            "command": "python benchmarks/predict.py",
            "machine": describe_machine(),
            "versions": {**versions(), **{each: version(each) for each in ("onnxruntime", "fasttext")}},
            "results": {each: known[each] for each in NAMES if each in known},
        }
        write_json(options.out, document)


def measure(name: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    if name == LARGE_FILE:
        run = trained("clickbait-tfidf", options.runs, options.limit)
        return measure_large_file(run, folder, options.limit or ROWS, options.rounds, options.threads)
    run = trained(RUNS[name], options.runs, options.limit)
    for precision in ("fp32", "int8"):
        export(run, precision)
    return measure_side_by_side(make_workload(name, run, options.limit), folder, options.rounds, options.threads)


if __name__ == "__main__":
    main()
