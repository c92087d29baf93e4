"""Preparing a large CSV: rows a second, and the memory it takes at most.

    python benchmarks/prepare.py --out benchmarks/results/prepare.json

Writes a CSV of 2,000,000 rows with made-up texts of about 12 words, prepares it in a process of its own as a user does,
and looks at that process's peak memory. Reading, hashing, splitting and writing are included; the doctor is not asked.
"""

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from textkit.run import write_json
from textkit.training.begin import versions

LABELS = ("business", "science", "sport", "world")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/prepare.json"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        write_rows(path, options.rows)
        measured = prepare(path, Path(folder) / "home")
        document = {
            "command": "python benchmarks/prepare.py",
            "machine": {"cores": len(os.sched_getaffinity(0)), "platform": platform.platform()},
            "versions": versions(),
            "rows": options.rows,
            "megabytes": round(path.stat().st_size / 1e6, 1),
            **measured,
        }
    write_json(options.out, document)
    print(json.dumps(document, indent=2))


def write_rows(path: Path, rows: int) -> None:
    """A seeded CSV with columns id, text and label; some texts are quoted, some come twice."""
    draw = random.Random(0)
    words = [f"{'Wo' if number % 5 == 0 else 'wo'}rd{number}" for number in range(30_000)]
    with path.open("w", encoding="utf-8") as out:
        out.write("id,text,label\n")
        text = ""
        for number in range(rows):
            if number % 101 or not text:
                text = " ".join(draw.choices(words, k=draw.randint(4, 20)))
            cell = f'"{text}, she said"' if number % 4 == 0 else text
            out.write(f"{number},{cell},{LABELS[number * 7 % 4]}\n")


def prepare(path: Path, home: Path) -> dict[str, Any]:
    """Wall-clock seconds and peak resident memory of `textkit prepare`."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "textkit", "prepare", str(path), "--json", "--quiet"]
    done = subprocess.run(command, env={**os.environ, "TEXTKIT_HOME": str(home)}, capture_output=True, check=True)
    seconds = time.perf_counter() - started
    report = json.loads(done.stdout)["report"]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return {
        "seconds": round(seconds, 1),
        "rows_per_second": round(report["rows"] / seconds),
        "peak_megabytes": round(peak / 1e6),
        "splits": report["splits"],
        "duplicates": report["duplicates"],
    }


if __name__ == "__main__":
    main()
