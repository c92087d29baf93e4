"""A large file of headlines through `textkit predict` with a tfidf run: headlines a second, and whether memory grows.

Whole processes are measured, from their start to their end: starting, loading the model, reading, answering, writing.
Beside it stands fastText with its defaults, trained on the same headlines, whose process reads and writes the same
files; it has one thread, and so has textkit with `--threads 1`. A tenth of the file is answered as well: flat memory is
the same for both. Memory is the peak of a side's largest process.
"""

import random
import sys
from pathlib import Path
from typing import Any

import fasttext

import textkit
from measuring import fasttext_lines
from measuring.interleaved import in_turn, spread
from measuring.machine import environment
from measuring.timed import Timed, run_timed
from textkit.data.store import Split
from textkit.run import Run

ROWS = 1_000_000


def measure_large_file(run: Run, folder: Path, rows: int, rounds: int, threads: int) -> dict[str, Any]:
    """Figures of each side."""
    train = textkit.prepare(["clickbait"], source="remote").split("train")
    whole = write_headlines(folder / "headlines.txt", train.texts, rows)
    tenth = write_headlines(folder / "tenth.txt", train.texts, rows // 10)
    model = train_fasttext(train, folder)
    predict = [sys.executable, "-m", "textkit", "predict", str(run.path)]
    commands = {
        "textkit tfidf, a tenth": [*predict, str(tenth), "--out", str(folder / "tenth.jsonl")],
        "textkit tfidf": [*predict, str(whole), "--out", str(folder / "textkit.jsonl")],
        "textkit tfidf, one process": [*predict, str(whole), "--threads", "1", "--out", str(folder / "one.jsonl")],
        "fasttext": [sys.executable, fasttext_lines.__file__, str(model), str(whole), str(folder / "fasttext.jsonl")],
    }
    sides = {
        name: lambda command=command: run_timed(command, environment(threads)) for name, command in commands.items()
    }
    found = in_turn(sides, rounds)
    counts = {name: rows // 10 if name.endswith("tenth") else rows for name in found}
    return {
        "run": run.manifest().title,
        "megabytes": round(whole.stat().st_size / 1e6, 1),
        "threads": threads,
        "rounds": rounds,
        "sides": {name: _figures(counts[name], timed) for name, timed in found.items()},
    }


def _figures(rows: int, found: list[Timed]) -> dict[str, Any]:
    seconds = spread([each.seconds for each in found])
    return {
        "rows": rows,
        "seconds": seconds,
        "rows_per_second": round(rows / seconds["median"]),
        "peak_megabytes": round(max(each.peak_megabytes for each in found)),
    }


def write_headlines(path: Path, headlines: list[str], rows: int) -> Path:
    """So many headlines, the given ones over and over; in each of them one word, seeded, is another headline's."""
    draw = random.Random(0)
    with path.open("w", encoding="utf-8") as out:
        for number in range(rows):
            words = headlines[number % len(headlines)].split()
            words[draw.randrange(len(words))] = draw.choice(draw.choice(headlines).split())
            out.write(" ".join(words) + "\n")
    return path


def train_fasttext(train: Split, folder: Path) -> Path:
    """fastText with its defaults, on the texts as they are."""
    source, path = folder / "fasttext.txt", folder / "fasttext.bin"
    lines = (f"__label__{label} {text}\n" for label, text in zip(train.targets, train.texts, strict=True))
    source.write_text("".join(lines), encoding="utf-8")
    # one thread: several race for the weights, which now and then ends in a NaN
    fasttext.train_supervised(str(source), seed=1, thread=1, verbose=0).save_model(str(path))
    return path
