"""textkit eval: a run against a split."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from textkit.cli.shell.completion import datasets, runs
from textkit.cli.shell.output import Shell

_ERRORS = 5


def run(
    shell: Shell,
    file_settings: list[tuple[str, Any, str]],
    run: Annotated[
        str | None,
        typer.Argument(help="Folder of a run (default: the newest), or hf:PATH of a checkpoint.", autocompletion=runs),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(help="Score on this dataset or file instead of the run's own.", autocompletion=datasets),
    ] = None,
    split: Annotated[Literal["train", "validation", "test"], typer.Option(help="Which split.")] = "test",
    errors: Annotated[int | None, typer.Option(min=0, help=f"How many errors to show (default: {_ERRORS}).")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:N or mps.")] = "auto",
    precision: Annotated[
        Literal["auto", "fp32", "int8", "bf16"],
        typer.Option(help="fp32, int8 (a graph: textkit export) or bf16 (by torch)."),
    ] = "auto",
    batch_size: Annotated[int | None, typer.Option(min=1, help="Sequences a batch.")] = None,
    batch_tokens: Annotated[int | None, typer.Option(min=1, help="Tokens a batch, padding included.")] = None,
    report: Annotated[bool, typer.Option("--report", help="Write a page with plots into the run.")] = False,
    include_examples: Annotated[
        bool, typer.Option("--include-examples", help="Of a report: show texts, of errors and hard examples.")
    ] = False,
    explain: Annotated[
        Literal["occlusion", "attention", "gradients"] | None,
        typer.Option(help="Of a report with examples: shade the words that speak for an answer."),
    ] = None,
    fit_temperature: Annotated[
        bool,
        typer.Option("--fit-temperature", help="Fit a temperature on validation; say what it does to calibration."),
    ] = False,
) -> None:
    """Score a run, with intervals, beside what trivial rules score.

    \b
    textkit eval
    textkit eval --report
    textkit eval --report --include-examples --explain occlusion
    textkit eval runs/clickbait-tfidf --split validation
    textkit eval runs/clickbait-tfidf --data new-headlines.csv
    """
    from textkit import api
    from textkit.cli.shell.runs import named_or_newest
    from textkit.cli.shell.scores import folds_tables, score_tables
    from textkit.config.settings import Setting, resolve_data
    from textkit.data.options import FileOptions
    from textkit.errors import UsageError
    from textkit.folds import Folds
    from textkit.inference.evaluation import evaluate
    from textkit.reporting.card import keep_card
    from textkit.reporting.make import subject_of, temper

    if data is None and file_settings:
        flags = ", ".join(flag for _, _, flag in file_settings)
        raise UsageError(f"{flags}: for a file named with --data", "name it, or leave them out")
    if include_examples and not report:
        raise UsageError("--include-examples is for a report", "add --report, or leave it out")
    if explain and not include_examples:
        raise UsageError(
            "--explain is for a report that shows texts", "add --report --include-examples, or leave it out"
        )
    read_as = [Setting("data.dataset", data or "", "--data"), *(Setting(*each) for each in file_settings)]
    settings, _ = resolve_data(read_as)
    options = FileOptions.of(settings.model_dump())
    name = named_or_newest(run, shell)
    if Folds(Path(name)).file.is_file():
        if data is not None:
            raise UsageError("a cross-validation is scored on its own folds", "leave out --data")
        if report or fit_temperature or errors is not None:
            raise UsageError("--errors, --report and --fit-temperature are for one run", f"name one: {name}/fold-1")
        batches = {"batch_size": batch_size, "batch_tokens": batch_tokens}
        average = api.evaluate_folds(name, split=split, device=device, precision=precision, **batches, reporter=shell)
        content = Folds(Path(name)).content()
        title = f"{name}: {content['title']} on {content['dataset_title']}"
        shell.answer({"run": name, "split": split, **average}, *folds_tables(title, average, split))
        return
    explainer = api.load_explainer(name, method=explain, device=device, precision=precision) if explain else None
    predictor = api.load(name, device=device, precision=precision)
    found = evaluate(
        predictor,
        data=data,
        options=options,
        split=split,
        errors=_ERRORS if errors is None else errors,
        batch_size=batch_size,
        batch_tokens=batch_tokens,
        reporter=shell,
    )
    scores, made = found.scores, dict[str, Any]()
    if report or fit_temperature:
        subject = subject_of(found, own_data=data is None, include_examples=include_examples)
        subject = temper(subject, shell) if fit_temperature else subject
        scores, made = subject.scores, _write(subject, explainer) if report else {}
    if data is None:
        keep_card(predictor.run, shell)
    named = predictor.name if predictor.name == predictor.title else f"{predictor.name} ({predictor.title})"
    title = f"{named} on {found.title}, {scores['split']}, {scores['rows']:,} rows"
    shell.answer(
        {"run": name, **scores, "baselines": found.baselines, "errors": found.errors, **made},
        *score_tables(title, scores, found.baselines, found.errors),
    )
    if report:
        shell.note(f"report: {made['report']}")
    shell.next(f'echo "..." | textkit predict {name}')


def _write(subject: Any, explainer: Any) -> dict[str, Any]:
    """Write the page, explained where somebody explains; where it is, and how faithful the explanations are."""
    from textkit.reporting.make import write_report
    from textkit.reporting.reasons import with_reasons

    if explainer is None:
        return {"report": str(write_report(subject))}
    subject = with_reasons(subject, explainer)
    return {"report": str(write_report(subject)), "explained": subject.reasons.document()}
