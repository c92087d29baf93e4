"""Write RESULTS.md from the JSON that the benchmarks left in benchmarks/results/.

python benchmarks/results.py
"""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def main() -> None:
    sections = [clickbait(json.loads((HERE / "results" / "clickbait.json").read_text(encoding="utf-8")))]
    head = (
        "# Results\n\nMeasured figures, with the command that gives them. This file is written by "
        "`python benchmarks/results.py`\nfrom the JSON files beside it; nothing in it is typed by hand.\n\n"
    )
    (HERE / "RESULTS.md").write_text(head + "\n\n".join(sections) + "\n", encoding="utf-8")


def clickbait(document: dict[str, Any]) -> str:
    baselines, splits, versions = document["baselines"], document["dataset"]["splits"], document["versions"]
    failures = sum(int(run.get("failures", 0)) for result in document["results"] for run in result["runs"])
    lines = [
        "## clickbait: scores",
        "",
        f"`{document['command']}`",
        "",
        f"{splits['train']:,} training headlines, {splits['test']:,} for test; {document['machine']['cores']} CPU "
        f"cores, torch {versions['torch']}, scikit-learn {versions['scikit-learn']}, fastText {versions['fasttext']}. "
        "Every seed is shown; seconds and megabytes are medians. fastText runs with its defaults on the same words"
        + (f"; {failures} of its trainings ended in a NaN and were repeated." if failures else "."),
        "",
        "| model | text | test accuracy, each seed | training, s | model on disk, MB |",
        "|---|---|---|---:|---:|",
        f"| commonest label alone | | {baselines['majority']:.4f} | | |",
        f"| one letter-case threshold | as written | {baselines['letter_case']:.4f} | | |",
    ]
    for result in document["results"]:
        seeds = ", ".join(f"{run['accuracy']:.4f}" for run in result["runs"])
        median = result["median"]
        lines.append(
            f"| {result['model']} | {result['case']} | {seeds} "
            f"| {median['train_seconds']:.1f} | {median['model_megabytes']:.1f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
