"""Write RESULTS.md from the JSON that the benchmarks left in benchmarks/results/.

python benchmarks/results.py
"""

import json
from pathlib import Path
from typing import Any

from results_distillation import distill
from results_prediction import coldstart, export, predict
from results_serving import serve
from results_training import peers, train

HERE = Path(__file__).parent


def main() -> None:
    sections = [
        write(json.loads((HERE / "results" / f"{name}.json").read_text(encoding="utf-8")))
        for name, write in (
            ("clickbait", clickbait),
            ("labels", labels),
            ("tagging", tagging),
            ("crf", crf),
            ("prepare", prepare),
            ("predict", predict),
            ("coldstart", coldstart),
            ("export", export),
            ("serve", serve),
            ("distill", distill),
            ("train", train),
            ("peers", peers),
        )
        if (HERE / "results" / f"{name}.json").is_file()
    ]
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


def labels(document: dict[str, Any]) -> str:
    lines = [
        "## Classes and sets of labels: scores",
        "",
        f"`{document['command']}`",
        "",
        f"{document['machine']['cores']} CPU cores, torch {document['versions']['torch']}. Scores on test with 95% "
        "intervals: over rows of one split, or over folds, corrected for the rows that folds share (all rows are "
        "tested then). Thresholds of label sets are fitted on validation. The recipe of tfidf was chosen on validation "
        "splits of these corpora after a first variant had been tested; of minilm on web-of-science, rate, batch, "
        "decay by layer, pooling and epochs were tried in ten runs of one seed on a validation split, and batch and "
        "epochs changed. With `data.ratios` less of a fold is for validation and more to learn from (of "
        "web-of-science 2,820 texts or so, 2,614 without; of twitter-airline 94% of the rows, 80% without); these rows "
        "were measured when those without were known. `training.keep` keeps the weights of the last epoch: 121 texts "
        "for validation choose an epoch by chance; it was built and measured when the row above it was known. "
        "A row validates one fold and tests another, so their means over folds are a little flattered.",
        "",
        "| command | rows | test score | 95% interval | besides |",
        "|---|---:|---|---|---|",
    ]
    for result in document["results"].values():
        low, high = result["interval"]
        besides = ""
        if "at_half" in result:
            besides = f"{result['at_half']:.4f} at thresholds of 0.5; macro-F1 {result['macro_f1']:.4f}"
        elif "by_fold" in result:
            besides = f"folds {min(result['by_fold']):.4f} to {max(result['by_fold']):.4f}"
        lines.append(
            f"| `{result['command']}` on {result['dataset']} | {result['rows']:,} "
            f"| {result['metric'].replace('_', ' ')} {result['score']:.4f} | {low:.4f} to {high:.4f} | {besides} |"
        )
    return "\n".join(lines)


def prepare(document: dict[str, Any]) -> str:
    return "\n".join(
        [
            "## Preparing a large file",
            "",
            f"`{document['command']}`",
            "",
            f"A CSV of {document['rows']:,} rows ({document['megabytes']:,} MB) is read, split and written in "
            f"{document['seconds']:.0f} s on {document['machine']['cores']} CPU cores: {document['rows_per_second']:,} "
            f"rows/s, {document['peak_megabytes']:,} MB of memory at most.",
        ]
    )


def tagging(document: dict[str, Any]) -> str:
    lines = [
        "## Tagging: scores",
        "",
        f"`{document['command']}`",
        "",
        f"{document['machine']['cores']} CPU cores, torch {document['versions']['torch']}. Every seed is shown; "
        "seconds and words a second are medians, of training alone. Span F1 is strict IOB2 under constrained "
        "decoding. The epoch is chosen on validation.",
    ]
    for name, dataset in document["datasets"].items():
        lines += ["", *_tagged(name, dataset, [each for each in document["results"] if each["dataset"] == name])]
    return "\n".join(lines)


def _tagged(name: str, dataset: dict[str, Any], results: list[dict[str, Any]]) -> list[str]:
    figures = {"token_accuracy": "accuracy"}
    if "span_f1" in results[0]["runs"][0]:
        figures = {"span_f1": "span F1", "token_accuracy": "token accuracy"}
    splits = dataset["splits"]
    titles = " | ".join(f"test {title}, each seed" for title in figures.values())
    return [
        f"### {name}",
        "",
        f"{splits['train']:,} training sentences, {splits['test']:,} for test.",
        "",
        f"| model | {titles} | epochs | training, s | words/s |",
        "|---" * (len(figures) + 1) + "|---:|---:|---:|",
        *(_rule(figures, dataset["baselines"], *rule) for rule in _RULES),
        *(_study(figures, each) for each in results),
    ]


def _study(figures: dict[str, str], result: dict[str, Any]) -> str:
    runs, median = result["runs"], result["median"]
    shown = " | ".join(", ".join(f"{run[figure]:.4f}" for run in runs) for figure in figures)
    name, title = result["study"], runs[0]["model"]
    name += "" if title == name else f": {title}"
    return (
        f"| {name} | {shown} | {median['epochs']:.0f} | {median['train_seconds']:.0f} "
        f"| {median['words_per_second']:,.0f} |"
    )


_RULES = (("commonest tag alone", "majority", None), ("each word's commonest tag", "lookup", "lookup_span_f1"))


def _rule(figures: dict[str, str], baselines: dict[str, float], title: str, accuracy: str, spans: str | None) -> str:
    keys = {"span_f1": spans, "token_accuracy": accuracy}
    cells = [f"{baselines[key]:.4f}" if (key := keys[figure]) else "0" for figure in figures]
    cells = [
        f"{cell} (lenient)" if keys[figure] == "lookup_span_f1" else cell
        for figure, cell in zip(figures, cells, strict=True)
    ]
    return f"| {title} | {' | '.join(cells)} | | | |"


def crf(document: dict[str, Any]) -> str:
    head = [
        "## The CRF's cost by length",
        "",
        f"`{document['command']}`",
        "",
        f"Loss and gradients of {document['rows']} sequences, {document['labels']} labels, "
        f"{document['machine']['cores']} CPU cores.",
        "",
        "| words a sequence | ms | µs a word |",
        "|---:|---:|---:|",
    ]
    rows = [
        f"| {each['words']} | {each['milliseconds']:.2f} | {each['microseconds_a_word']:.1f} |"
        for each in document["results"]
    ]
    return "\n".join([*head, *rows])


if __name__ == "__main__":
    main()
