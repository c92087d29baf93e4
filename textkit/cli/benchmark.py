"""textkit benchmark: models beside each other, on the same data and the same machine."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from textkit.cli.shell.completion import datasets, models_and_runs
from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    file_settings: list[tuple[str, Any, str]],
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MODEL|RUN...",
            help="Models, which are trained, and folders of runs.",
            autocompletion=models_and_runs,
        ),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(
            help="Dataset or file (default: what the runs were trained on, else clickbait).", autocompletion=datasets
        ),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Of --data: auto, remote, sample, or a folder.")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Train each model so many times.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="The first of the seeds.")] = 1,
    precision: Annotated[str, typer.Option(help="Measure each model in these: fp32, int8, bf16.")] = "fp32",
    baseline: Annotated[
        Literal["hf-pipeline"] | None, typer.Option(help="Measure transformers.pipeline too, with the same weights.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="Passes over the training rows.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Train on the first N rows after the seeded shuffle.")
    ] = None,
    budget: Annotated[str | None, typer.Option(help="Time that one training may take: 90s, 5m, 1h.")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often each model is measured, in turn.")] = 5,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads of what is measured (default: all).")] = None,
    device: Annotated[str, typer.Option(help="What answers: cpu, cuda, cuda:N or mps.")] = "cpu",
    out: Annotated[Path | None, typer.Option(help="Folder of the result (default: runs/benchmarks/DATA).")] = None,
    report: Annotated[bool, typer.Option("--report", help="Write a page into the folder of the result.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse a stand-in for pretrained weights.")] = False,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Any setting, of all models that have it.")
    ] = None,
) -> None:
    """Train models alike, measure what they score and what they cost, and say which to take.

    Trainings are kept: a repeat only measures, and what was interrupted goes on.

    \b
    textkit benchmark bert distilbert
    textkit benchmark tfidf lstm-attn minilm --data reviews.csv --seeds 3
    textkit benchmark runs/clickbait-minilm --precision fp32,int8 --baseline hf-pipeline
    """
    from textkit.benchmark.benchmarking import benchmark
    from textkit.benchmark.budget import parse_duration
    from textkit.benchmark.conditions import Conditions, parse_precisions
    from textkit.benchmark.entering import Terms
    from textkit.benchmark.writing import check_folder, default_folder, write_benchmark
    from textkit.cli.shell.contest import contest_tables
    from textkit.inference.threads import choose_threads
    from textkit.reporting.contest import write_contest

    check_folder(out)
    reading = _settings([*file_settings, ("data.source", source, "--source")])
    flags = [("training.epochs", epochs, "--epochs"), ("data.limit", limit, "--limit")]
    seconds = parse_duration(budget) if budget is not None else None
    terms = Terms(_settings(flags, set_), tuple(range(seed, seed + seeds)), seconds, strict)
    count, precisions = choose_threads(threads), parse_precisions(precision)
    conditions = Conditions(precisions, pipeline=baseline is not None, rounds=rounds, threads=count, device=device)
    found = benchmark(names or [], data=data, reading=reading, terms=terms, conditions=conditions, reporter=shell)
    folder = out or default_folder(found.name)
    write_benchmark(found, folder)
    for warning in found.warnings():
        shell.warn(warning)
    document = {"folder": str(folder), **found.document()}
    if report:
        entrants = dict.fromkeys(line.contestant.entrant for line in found.lines)
        page = write_contest(found.document(), [(each.title, each.manifest) for each in entrants], folder)
        document["report"] = str(page)
    shell.answer(document, *contest_tables(found))
    shell.note(f"{folder}: benchmark.json, pareto.png, pareto.svg" + ", report.html" * report)


def _settings(flags: list[tuple[str, Any, str]], assignments: list[str] | None = None) -> list[Any]:
    """What was given, as settings."""
    from textkit.config.settings import Setting, from_assignments

    given = [Setting(*flag) for flag in flags if flag[1] is not None]
    return [*given, *from_assignments(assignments or [])]
