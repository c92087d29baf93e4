"""textkit eval: a run against a split."""

from typing import Annotated, Any, Literal

import typer

from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    run: Annotated[
        str | None,
        typer.Argument(help="Folder of a run (default: the newest), or hf:PATH of a checkpoint."),
    ] = None,
    data: Annotated[str | None, typer.Option(help="Score on this dataset or file instead of the run's own.")] = None,
    text_column: Annotated[str | None, typer.Option(help="Column of a --data file that holds the text.")] = None,
    label_column: Annotated[str | None, typer.Option(help="Column of a --data file that holds the label.")] = None,
    input_format: Annotated[str | None, typer.Option(help="csv, tsv or jsonl, where its name does not say.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of a --data file.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="What separates the fields of a --data CSV.")] = None,
    split: Annotated[Literal["train", "validation", "test"], typer.Option(help="Which split.")] = "test",
    errors: Annotated[int, typer.Option(min=0, help="How many of the most confident errors to show.")] = 5,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:N or mps.")] = "auto",
    batch_size: Annotated[int | None, typer.Option(min=1, help="Sequences a batch.")] = None,
    batch_tokens: Annotated[int | None, typer.Option(min=1, help="Tokens a batch, padding included.")] = None,
) -> None:
    """Score a run, with intervals, beside what trivial rules score.

    \b
    textkit eval
    textkit eval runs/clickbait-tfidf --split validation
    textkit eval runs/clickbait-tfidf --data new-headlines.csv
    """
    from textkit import api
    from textkit.cli.shell.runs import named_or_newest
    from textkit.data.files import FileOptions
    from textkit.errors import UsageError
    from textkit.inference.evaluation import evaluate

    options = FileOptions(text_column, label_column, input_format, encoding, delimiter)
    if data is None and options.to_json():
        raise UsageError(f"{', '.join(options.to_json())}: for a file named with --data", "name it, or leave them out")
    name = named_or_newest(run, shell)
    predictor = api.load(name, device=device)
    found = evaluate(
        predictor,
        data=data,
        options=options,
        split=split,
        errors=errors,
        batch_size=batch_size,
        batch_tokens=batch_tokens,
        reporter=shell,
    )
    document = {"run": name, **found.scores, "baselines": found.baselines, "errors": found.errors}
    shell.answer(document, *_tables(predictor.name, predictor.title, found))
    shell.next(f'echo "..." | textkit predict {name}')


def _tables(run: str, model: str, found: Any) -> list[Any]:
    from textkit.cli.shell.tables import table

    scores = found.scores
    headlines = [
        [name.replace("_", " "), f"{scores[name]:.4f}", f"{low:.4f} to {high:.4f}"]
        for name, (low, high) in scores["intervals"].items()
    ]
    headlines.append(["calibration error", f"{scores['ece']:.4f}", ""])
    headlines += [[f"{_BASELINES[name]}, accuracy", f"{figure:.4f}", ""] for name, figure in found.baselines.items()]
    per_label = [
        [
            label,
            *(f"{figures[name]:.4f}" for name in ("precision", "recall", "f1")),
            f"{figures['support']:,}",
        ]
        for label, figures in scores["per_label"].items()
    ]
    named = run if run == model else f"{run} ({model})"
    title = f"{named} on {found.title}, {scores['split']}, {scores['rows']:,} rows"
    tables = [
        table(title, ["", "score", "95% interval"], headlines),
        table("by label", ["label", "precision", "recall", "f1", "support"], per_label),
        _confusion(scores["confusion"]),
    ]
    if found.errors:
        rows = [
            [f"{error['score']:.3f}", error["label"], error["predicted"], _shorten(error["text"])]
            for error in found.errors
        ]
        tables.append(table("most confident errors", ["score", "true", "predicted", "text"], rows, left=4))
    return tables


def _confusion(confusion: dict[str, Any]) -> Any:
    from textkit.cli.shell.tables import table

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
    return table("most frequent confusions", ["true", "predicted", "rows"], rows, left=2)


def _shorten(text: str, width: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


_WIDE = 12
_BASELINES = {"majority": "commonest label alone", "letter_case": "letter case alone"}
