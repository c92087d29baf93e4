"""The tables in which `eval` shows scores: of labels, or of tags."""

from typing import Any

from textkit.cli.shell.tables import table

_WIDE = 12
_PAIRS = 6
_NAMES = {
    "span_f1": "span F1, strict IOB2",
    "span_precision": "span precision",
    "span_recall": "span recall",
    "macro_f1": "macro F1",
    "micro_f1": "micro F1",
    "samples_f1": "samples F1",
    "ece": "calibration error",
    "weighted_f1": "weighted F1",
}
_BASELINES = {
    "majority": "commonest label alone, accuracy",
    "letter_case": "letter case alone, accuracy",
    "commonest_label": "commonest label to all, micro F1",
    "lookup": "each word's commonest tag, token accuracy",
    "lookup_span_f1": "each word's commonest tag, lenient span F1",
}


def score_tables(title: str, scores: dict[str, Any], baselines: dict[str, float], errors: list[Any]) -> list[Any]:
    """Headline figures with intervals and baselines, figures by label, and where the errors are."""
    tables = [
        table(title, ["", "score", "95% interval"], [*_headlines(scores), *_beside(scores), *_trivial(baselines)]),
        table("by label", *_by_label(scores["per_label"], scores.get("thresholds", {}))),
    ]
    if "error_kinds" in scores:
        kinds = scores["error_kinds"]
        columns, counts = [kind.replace("_", " ") for kind in kinds], [f"{count:,}" for count in kinds.values()]
        tables.append(table("entities", columns, [counts], left=0))
    if confused := scores.get("type_confusion"):
        rows = [[each["true"], each["predicted"], f"{each['count']:,}"] for each in confused[:_PAIRS]]
        tables.append(table("wrong types", ["true", "predicted", "times"], rows, left=2))
    if "confusion" in scores:
        tables.append(_confusion(scores["confusion"]))
    if errors:
        tables.append(_tag_errors(errors) if "kind" in errors[0] else _text_errors(errors))
    return tables


def folds_tables(title: str, average: dict[str, Any], split: str) -> list[Any]:
    """The means of a cross-validation, their intervals, and each fold's own; the means by label."""
    rows = [
        [
            _name_of(figure),
            f"{average[figure]:.4f}",
            f"{low:.4f} to {high:.4f}",
            f"{average['sd'][figure]:.4f}",
            "  ".join(f"{of_fold:.4f}" for of_fold in average["by_fold"][figure]),
        ]
        for figure, (low, high) in average["intervals"].items()
    ]
    columns = [split, f"mean of {average['folds']}", "95% interval", "sd", "by fold"]
    return [
        table(f"{title}, {average['rows']:,} rows", columns, rows),
        table("by label, means of the folds that have it", *_by_label(average["per_label"], {})),
    ]


def _headlines(scores: dict[str, Any]) -> list[list[str]]:
    return [
        [_name_of(name), f"{scores[name]:.4f}", f"{low:.4f} to {high:.4f}"]
        for name, (low, high) in scores["intervals"].items()
    ]


def _name_of(figure: str) -> str:
    return _NAMES.get(figure, figure.replace("_", " "))


def _beside(scores: dict[str, Any]) -> list[list[str]]:
    """Figures without an interval."""
    rows = [["calibration error", f"{scores['ece']:.4f}", ""]]
    if "at_half" in scores:
        counts = scores["labels_per_text"]
        rows.append(["average precision, mean of the labels", f"{scores['average_precision']:.4f}", ""])
        rows.append(["labels a text", f"{counts['answered']:.2f}", f"{counts['true']:.2f} in truth"])
        rows += [
            [f"{_name_of(name)}, were all thresholds 0.5", f"{figure:.4f}", ""]
            for name, figure in scores["at_half"].items()
        ]
    if "span_f1_lenient" in scores:
        rows.append(["span F1, lenient (conlleval)", f"{scores['span_f1_lenient']:.4f}", ""])
        plain = scores["argmax"]
        rows.append(["plain argmax, span F1 strict", f"{plain['span_f1']:.4f}", f"{plain['invalid']:,} invalid tags"])
        rows.append(["plain argmax, span F1 lenient", f"{plain['span_f1_lenient']:.4f}", ""])
    if "truncation_loss" in scores:
        rows.append(["entities that truncation would lose", f"{scores['truncation_loss']:.2%}", ""])
    return rows


def _trivial(baselines: dict[str, float]) -> list[list[str]]:
    return [[_BASELINES.get(name, name), f"{figure:.4f}", ""] for name, figure in baselines.items()]


def _by_label(per_label: dict[str, Any], thresholds: dict[str, float]) -> tuple[list[str], list[list[str]]]:
    names = [name for name in next(iter(per_label.values()), {}) if name != "support"]
    rows = [
        [
            label,
            *(f"{figures[name]:.4f}" for name in names),
            *([f"{thresholds[label]:.4f}"] if thresholds else []),
            f"{figures['support']:,}",
        ]
        for label, figures in per_label.items()
    ]
    extra = ["threshold"] if thresholds else []
    return ["label", *(name.replace("_", " ") for name in names), *extra, "support"], rows


def _confusion(confusion: dict[str, Any]) -> Any:
    labels, counts = confusion["labels"], confusion["counts"]
    if len(labels) <= _WIDE:
        rows = [[label, *(f"{count:,}" for count in row)] for label, row in zip(labels, counts, strict=True)]
        return table("confusion: rows true, columns predicted", ["", *labels], rows)
    pairs = [
        (count, labels[true], labels[predicted])
        for true, row in enumerate(counts)
        for predicted, count in enumerate(row)
        if true != predicted and count
    ]
    pairs.sort(key=lambda pair: -pair[0])
    rows = [[true, predicted, f"{count:,}"] for count, true, predicted in pairs[:_WIDE]]
    return table("most frequent confusions", ["true", "predicted", "times"], rows, left=2)


def _text_errors(errors: list[Any]) -> Any:
    rows = [
        [
            f"{error['score']:.3f}",
            _answer(error["labels"] if "labels" in error else error["label"]),
            _answer(error["predicted"]),
            _shorten(error["text"]),
        ]
        for error in errors
    ]
    title, figure = "most confident errors", "score"
    if any("labels" in error for error in errors):
        title, figure = f"{title}: the sets that most probability is missing from", "missing"
    return table(title, [figure, "true", "predicted", "text"], rows, left=4)


def _answer(labels: str | list[str]) -> str:
    """A label, or a set of them."""
    return labels if isinstance(labels, str) else ", ".join(labels) or "-"


def _tag_errors(errors: list[Any]) -> Any:
    rows = [
        [
            f"{error['count']:,}",
            error["kind"].replace("_", " "),
            _tagged(error["true_text"], error["true_label"]),
            _tagged(error["predicted_text"], error["predicted_label"]),
            _shorten(error["context"]),
        ]
        for error in errors
    ]
    return table("commonest errors", ["times", "", "true", "predicted", "for example"], rows, left=5)


def _tagged(text: str | None, label: str | None) -> str:
    return "-" if label is None else f"{text} ({label})"


def _shorten(text: str, width: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"
