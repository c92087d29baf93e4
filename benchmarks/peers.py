"""fastText and spaCy on the same splits: scores, training time, and words a second while training and answering.

    python benchmarks/peers.py --venv benchmark-runs/peers --out benchmarks/results/peers.json

Needs the published corpora (a network, or TEXTKIT_DATA_MIRROR) and a package index, or a mirror of it: fastText and
spaCy are installed into an environment of their own, within `constraints.txt`. `--only WORD` trains the sides whose
dataset and name have the word, and leaves the other figures in the file as they are.

Every side trains with its defaults (`trainers/by_*.py`), in a fresh process, for each seed; sides take turns. fastText
has 5 epochs and is handed the words that textkit reads, rows shuffled; spaCy has the config of its quickstart for a
CPU, no pretrained vectors, and stops early, or at --max-steps. textkit has its recipes. All are told of equal threads;
how many cores each keeps busy is written down.

Words are counted alike for all: those of texts as textkit divides them, those of sentences as they are given. Seconds
of training are those of the steps, times over the rows that were seen; wall-clock seconds go from the start of the
process to the model on disk, reading, validation and saving included. Answers are timed over test, from texts, or
words, to labels, or tags, by a model that has answered 500 others before; loading it is left out.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from measuring.machine import describe_machine, environment
from trainers.corpus import export, open_corpus, score_answers
from trainers.protocol import ask

from textkit.run import write_json
from textkit.training.begin import versions

PACKAGES = ("fasttext>=0.9.3", "spacy>=3.8,<4")
CONSTRAINTS = Path(__file__).parent.parent / "constraints.txt"


class Side(NamedTuple):
    """`tool` is that of `trainers/by_<tool>.py`, `task` its own part of what it is told."""

    dataset: str
    name: str
    tool: str
    task: dict[str, Any]


SIDES = (
    Side("clickbait", "fastText", "fasttext", {"options": {}}),
    Side("clickbait", "fastText, wordNgrams=2", "fasttext", {"options": {"wordNgrams": 2}}),
    Side("clickbait", "spaCy textcat, quickstart", "spacy", {"component": "textcat", "architecture": "quickstart"}),
    Side(
        "clickbait", "spaCy textcat, its default model", "spacy", {"component": "textcat", "architecture": "ensemble"}
    ),
    Side("clickbait", "textkit tfidf", "textkit", {"model": "tfidf"}),
    Side("clickbait", "textkit lstm-attn", "textkit", {"model": "lstm-attn"}),
    Side("conll2003", "spaCy ner, quickstart", "spacy", {"component": "ner", "architecture": "quickstart"}),
    Side("conll2003", "textkit bilstm-crf", "textkit", {"model": "bilstm-crf"}),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--venv", type=Path, default=Path("benchmark-runs/peers"))
    parser.add_argument("--only", default="", help="the sides whose dataset and name have this in them")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--max-steps", type=int, default=20_000, help="of spaCy; 20,000 is its own default")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--limit", type=int, help="so many rows to learn from, to try the script")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/peers.json"))
    options = parser.parse_args()
    python = install(options.venv)
    known = json.loads(options.out.read_text(encoding="utf-8"))["results"] if options.out.is_file() else {}
    for dataset in dict.fromkeys(side.dataset for side in SIDES):
        sides = [side for side in SIDES if side.dataset == dataset and options.only in f"{dataset} {side.name}"]
        for found in measure(sides, python, options) if sides else ():
            merged = {**known.get(dataset, {}).get("sides", {}), **found["sides"]}
            ordered = {side.name: merged[side.name] for side in SIDES if side.name in merged}
            known[dataset] = {**found, "sides": ordered}
            document = {
                "command": "python benchmarks/peers.py",
                "machine": describe_machine(),
                "versions": {**versions(), **peer_versions(python)},
                "results": known,
            }
            write_json(options.out, document)


def install(venv: Path) -> str:
    """The python of an environment that has the peers; made where it is not there yet."""
    python = venv / "bin" / "python"
    if not python.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, "-c", str(CONSTRAINTS), *PACKAGES], check=True)
    return str(python)


def peer_versions(python: str) -> dict[str, str]:
    names = [package.partition(">")[0] for package in PACKAGES]
    code = f"import json; from importlib.metadata import version; print(json.dumps({{n: version(n) for n in {names}}}))"
    done = subprocess.run([python, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def measure(sides: Sequence[Side], python: str, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The figures of sides on their dataset, after each seed."""
    dataset = open_corpus(sides[0].dataset)
    truth = dataset.split("test").targets
    runs: dict[str, list[dict[str, Any]]] = {side.name: [] for side in sides}
    with tempfile.TemporaryDirectory() as folder:
        words = export(dataset, Path(folder), options.limit)
        rows = min(options.limit or sys.maxsize, dataset.info.report["splits"]["train"])
        for seed in range(1, options.seeds + 1):
            for side in sides:
                found = train(side, seed, Path(folder), python, options)
                runs[side.name].append(figures(found, words, rows, truth))
                print(side.dataset, side.name, runs[side.name][-1], flush=True)
            yield {
                "rows": dataset.info.report["splits"],
                "words": words,
                "sides": {
                    name: {
                        "threads": options.threads,
                        "limit": options.limit,
                        "max_steps": options.max_steps,
                        "runs": each,
                        "median": medians(each),
                    }
                    for name, each in runs.items()
                },
            }


def train(side: Side, seed: int, data: Path, python: str, options: argparse.Namespace) -> dict[str, Any]:
    """One training and its answers: textkit's by this python, a peer's by its own."""
    with tempfile.TemporaryDirectory() as folder:
        task = {
            **side.task,
            "dataset": side.dataset,
            "data": str(data),
            "seed": seed,
            "threads": options.threads,
            "limit": options.limit,
            "max_steps": options.max_steps,
            "out": folder,
        }
        interpreter = sys.executable if side.tool == "textkit" else python
        return ask(side.tool, task, environment(options.threads), interpreter)


def figures(found: dict[str, Any], words: dict[str, int], rows: int, truth: Sequence[Any]) -> dict[str, Any]:
    """`rows` are those of train that were learned from, `words` of each split; a side says how many rows it saw."""
    seen = words["train"] * found["rows"] / rows
    return {
        **score_answers(truth, found["answers"]),
        "train_seconds": found["train_seconds"],
        "wall_seconds": found["wall_seconds"],
        "busy_cores": round(found["cpu_seconds"] / found["wall_seconds"], 2),
        "epochs": round(found["rows"] / rows, 1),
        "train_words_per_second": round(seen / found["train_seconds"]),
        "predict_words_per_second": round(words["test"] / found["predict_seconds"]),
        **{name: found[name] for name in ("steps", "failures") if name in found},
    }


def medians(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: round(statistics.median(run[name] for run in runs), 6) for name in runs[0]}


if __name__ == "__main__":
    main()
