"""The tables in which `prepare` shows what a dataset is like."""

from typing import Any

from textkit.cli.shell.tables import share, table
from textkit.tasks import tasks
from textkit.types import SPLITS

_MOST_LABELS = 40


def dataset_tables(info: Any) -> list[Any]:
    """The labels by split, and what is known of the rows."""
    return [
        table(info.title, ["label", *SPLITS, "of rows" if _is_of_sets(info) else "share"], _balance(info)),
        table("", ["", ""], _facts(info), left=2),
    ]


def _balance(info: Any) -> list[list[str]]:
    """Shares are of all labels, or of all rows where a row has any number of labels."""
    report, labels = info.report, info.report["labels"]
    counted = report["rows"] if _is_of_sets(info) else _counted(report)
    commonest = sorted(labels, key=lambda label: -sum(labels[label].values()))[:_MOST_LABELS]
    rows = [
        [label, *(f"{counts[split]:,}" for split in SPLITS), share(sum(counts.values()), counted)]
        for label, counts in labels.items()
        if len(labels) <= _MOST_LABELS or label in commonest
    ]
    if (rest := len(labels) - len(rows)) > 0:
        rows.append([f"and {rest:,} rarer labels", *[""] * len(SPLITS), ""])
    return [*rows, ["rows", *(f"{report['splits'][split]:,}" for split in SPLITS), f"{report['rows']:,} rows"]]


def _counted(report: dict[str, Any]) -> int:
    return sum(sum(counts.values()) for counts in report["labels"].values())


def _is_of_sets(info: Any) -> bool:
    return tasks.load(info.task).scoring == "labelsets"


def _facts(info: Any) -> list[list[str]]:
    report = info.report
    words, copies, baselines = report["words"], report["duplicates"], report["baselines"]
    rejected = report.get("rejected", {}).get("rows")
    return [
        ["task", info.task],
        ["source", info.source + (" (SYNTHETIC)" if info.synthetic else "")],
        ["hash", info.hash],
        *(["note", note] for note in report.get("notes", ())),
        *([["left out", f"{rejected:,} of the rows: they cannot be used"]] if rejected else []),
        *([["dropped", f"{report['dropped']:,} rows, by their label"]] if report.get("dropped") else []),
        *([["labels a text", f"{_counted(report) / report['rows']:.2f} on average"]] if _is_of_sets(info) else []),
        [
            "words a text",
            f"{words['shortest']} to {words['longest']:,}, median {words['median']:g}, 95% {words['p95']:g}",
        ],
        ["copies", f"{copies['exact']:,} exact, {copies['normalised']:,} up to case and white space"],
        ["one text, two labels", f"{copies['two_labels']:,}"],
        ["one text, two splits", f"{copies['across_splits']:,}"],
        *([["tags", _scheme(report)]] if "scheme" in report else []),
        *([_BASELINES[name], f"{figure:.4f} on test"] for name, figure in baselines.items()),
    ]


def _scheme(report: dict[str, Any]) -> str:
    if report["scheme"] == "plain":
        return "one for each word, no entities"
    repairs = f", {report['repairs']:,} repaired" if report["repairs"] else ", all well formed"
    kept = "" if report["scheme"] == "IOB2" else ", kept as IOB2"
    return f"{report['scheme']}{repairs}{kept}"


_BASELINES = {
    "majority": "commonest label alone, accuracy",
    "letter_case": "letter case alone, accuracy",
    "commonest_label": "commonest label to all, micro F1",
    "lookup": "each word's commonest tag, accuracy",
    "lookup_span_f1": "each word's commonest tag, lenient span F1",
}
