"""Training beside the transformers Trainer, and beside the padded loop of tutorials: speed, memory and scores.

    python benchmarks/train.py --out benchmarks/results/train.json

Needs the published corpora (a network, or TEXTKIT_DATA_MIRROR) and a pretrained MiniLM (the hub's cache, or the extra
`offline`). `--only WORD` measures the studies whose name has the word, and leaves the other figures in the file as they
are; the file is written after each round.

encoder   MiniLM on conll2003, batches of 16 sentences, one epoch, and the strict span F1 on test; the Trainer with its
          defaults, tuned, and tuned with the attention of textkit's network (`trainers/by_transformers.py`)
compiled  textkit's MiniLM as it is, and with the network made by torch.compile; and what encoding its texts takes
long      MiniLM on 320 abstracts of web-of-science, of which 512 pieces are read; with fused attention for long
          sequences as textkit has it on a CPU, without, and the Trainer
lstm      `lstm-attn` on clickbait with its recipe, beside the loop of `trainers/by_padded_loop.py`

Every training has a fresh process, with equal threads and the same weights to start from. Tokens are the pieces of the
training sentences (of texts: the words), special ones included and padding not, times the epochs. Seconds of training
are those of batches and steps from the first to the last, without evaluation: both sides make their batches in that
time, and neither saves in it. Wall-clock seconds go from the start of the process to the trained model on disk: in them
textkit scores validation after each epoch and once more at the end, saves checkpoints, and keeps the best epoch; the
other sides do none of this, and their last epoch is what is scored. Memory is the peak of the process until then. Tags
of all sides are decoded by textkit (the best path that IOB2 allows, over logits at first pieces), and scored alike.
"""

import argparse
import json
import os
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from measuring.machine import describe_machine, environment
from trainers.corpus import open_corpus, score_answers
from trainers.protocol import ask

from textkit.run import write_json
from textkit.training.begin import versions

Side = tuple[str, dict[str, Any]]
"""The tool, that of `trainers/by_<tool>.py`, and what is its own of the task."""


class Study(NamedTuple):
    """Sides by name, on one dataset."""

    dataset: str
    sides: Mapping[str, Side]
    epochs: int
    batch_size: int | None = None
    """Rows; None is what each side has by itself."""
    max_tokens: int | None = None
    """Pieces of a text that an encoder reads; None is what each side has by itself."""
    limit: int | None = None
    """Rows to learn from; None is all."""


_TEXTKIT: Side = ("textkit", {"model": "minilm"})
_DEFAULTS: Side = ("transformers", {"model": "minilm", "tuned": False, "plain_attention": False})
_TUNED: Side = ("transformers", {"model": "minilm", "tuned": True, "plain_attention": False})
_PLAIN: Side = ("transformers", {"model": "minilm", "tuned": True, "plain_attention": True})
STUDIES = {
    "encoder": Study(
        "conll2003",
        {
            "textkit": _TEXTKIT,
            "Trainer, defaults": _DEFAULTS,
            "Trainer, tuned": _TUNED,
            "Trainer, tuned, plain attention": _PLAIN,
        },
        epochs=1,
        batch_size=16,
    ),
    "compiled": Study(
        "conll2003",
        {"textkit": _TEXTKIT, "textkit, compiled": ("textkit", {"model": "minilm", "compiled": True})},
        epochs=1,
        batch_size=16,
    ),
    "long": Study(
        "web-of-science",
        {
            "textkit": _TEXTKIT,
            "textkit, never fused": ("textkit", {"model": "minilm", "unfused": True}),
            "Trainer, tuned": _TUNED,
        },
        epochs=1,
        batch_size=16,
        max_tokens=512,
        limit=320,
    ),
    "lstm": Study(
        "clickbait",
        {"textkit": ("textkit", {"model": "lstm-attn"}), "padded loop": ("padded_loop", {})},
        epochs=4,
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="", help=f"measure what has this in its name: {', '.join(STUDIES)}")
    parser.add_argument("--epochs", type=int, help="instead of a study's own")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--limit", type=int, help="so many rows to learn from, to try the script")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/train.json"))
    options = parser.parse_args()
    known = json.loads(options.out.read_text(encoding="utf-8"))["results"] if options.out.is_file() else {}
    for name in (each for each in STUDIES if options.only in each):
        for found in measure(STUDIES[name], options):
            known[name] = found
            document = {
                "command": "python benchmarks/train.py",
                "machine": describe_machine(),
                "versions": {**versions(), "accelerate": version("accelerate")},
                "results": {each: known[each] for each in STUDIES if each in known},
            }
            write_json(options.out, document)


def measure(study: Study, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The figures of all sides, after each round: each side once, with the number of the round as its seed."""
    epochs = options.epochs or study.epochs
    truth = open_corpus(study.dataset).split("test").targets
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in study.sides}
    for seed in range(1, options.seeds + 1):
        for name, side in study.sides.items():
            runs[name].append(train(study, side, seed, epochs, options, truth))
            print(study.dataset, name, runs[name][-1], flush=True)
        yield {
            "dataset": study.dataset,
            "epochs": epochs,
            "batch_size": study.batch_size,
            "threads": options.threads,
            "limit": options.limit or study.limit,
            "sides": {name: {"runs": found, "median": medians(found)} for name, found in runs.items()},
        }


def train(
    study: Study,
    side: Side,
    seed: int,
    epochs: int,
    options: argparse.Namespace,
    truth: list[Any],
) -> dict[str, Any]:
    """One training, and its score."""
    tool, own = side
    with tempfile.TemporaryDirectory() as folder:
        task = {
            **own,
            "dataset": study.dataset,
            "seed": seed,
            "epochs": epochs,
            "batch_size": study.batch_size,
            "threads": options.threads,
            "limit": options.limit or study.limit,
            "max_tokens": study.max_tokens,
            "out": folder,
        }
        found = ask(tool, task, environment(options.threads))
    figures = ("train_seconds", "encode_seconds", "wall_seconds", "peak_megabytes", "tokens", "parameters", "precision")
    return {
        "tokens_per_second": round(found["tokens"] / found["train_seconds"]),
        **{name: found[name] for name in figures if name in found},
        **score_answers(truth, found["answers"]),
    }


def medians(runs: list[dict[str, Any]]) -> dict[str, float]:
    """Of every figure that is a number."""
    return {
        name: round(statistics.median(run[name] for run in runs), 6)
        for name, value in runs[0].items()
        if not isinstance(value, str)
    }


if __name__ == "__main__":
    main()
