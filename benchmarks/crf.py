"""What a linear-chain CRF costs by the length of its sequences, forward and backward.

    python benchmarks/crf.py --out benchmarks/results/crf.json

Random logits; the lengths take turns, and each figure is the median of its rounds.
"""

import argparse
import os
import platform
import statistics
import time
from pathlib import Path

import torch

from textkit.models.layers.crf import LinearChainCRF
from textkit.run import write_json
from textkit.training.begin import versions

ROWS, LABELS, WORDS = 50, 9, (25, 50, 100, 200, 400)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/crf.json"))
    options = parser.parse_args()
    torch.manual_seed(0)
    crf = LinearChainCRF(LABELS)
    times: dict[int, list[float]] = {words: [] for words in WORDS}
    for _ in range(options.rounds + 1):
        for words in WORDS:
            times[words].append(measure(crf, words))
    medians = {words: statistics.median(found[1:]) for words, found in times.items()}  # the first warms up
    document = {
        "command": "python benchmarks/crf.py",
        "machine": {"cores": len(os.sched_getaffinity(0)), "platform": platform.platform()},
        "versions": versions(),
        "rows": ROWS,
        "labels": LABELS,
        "results": [
            {
                "words": words,
                "milliseconds": round(seconds * 1e3, 3),
                "microseconds_a_word": round(seconds / words * 1e6, 2),
            }
            for words, seconds in medians.items()
        ],
    }
    write_json(options.out, document)


def measure(crf: LinearChainCRF, words: int) -> float:
    """Seconds of one loss and its gradients for 50 sequences of so many words."""
    logits = torch.randn(ROWS, words, LABELS, requires_grad=True)
    targets = torch.randint(LABELS, (ROWS, words))
    started = time.perf_counter()
    crf(logits, targets).backward()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
