"""textkit eval: a run against a split."""

from typing import Annotated, Literal

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
    column: Annotated[str | None, typer.Option(help="Tags of --data to score: ner, pos, ..., or a number.")] = None,
    input_format: Annotated[
        str | None, typer.Option(help="csv, tsv, jsonl, conll or conllu, where its name does not say.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of a --data file.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="What separates the fields of a --data CSV.")] = None,
    split: Annotated[Literal["train", "validation", "test"], typer.Option(help="Which split.")] = "test",
    errors: Annotated[int, typer.Option(min=0, help="How many errors to show.")] = 5,
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
    from textkit.cli.shell.scores import score_tables
    from textkit.data.files import FileOptions
    from textkit.errors import UsageError
    from textkit.inference.evaluation import evaluate

    options = FileOptions(text_column, label_column, column, input_format, encoding, delimiter)
    if data is None and (given := options.to_json()):
        flags = ", ".join("--" + {"format": "input-format"}.get(name, name).replace("_", "-") for name in given)
        raise UsageError(f"{flags}: for a file named with --data", "name it, or leave them out")
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
    scores = found.scores
    named = predictor.name if predictor.name == predictor.title else f"{predictor.name} ({predictor.title})"
    title = f"{named} on {found.title}, {scores['split']}, {scores['rows']:,} rows"
    shell.answer(
        {"run": name, **scores, "baselines": found.baselines, "errors": found.errors},
        *score_tables(title, scores, found.baselines, found.errors),
    )
    shell.next(f'echo "..." | textkit predict {name}')
