"""textkit compare: two runs on the same records."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from textkit.cli.shell.completion import datasets, runs
from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    file_settings: list[tuple[str, Any, str]],
    first: Annotated[
        str, typer.Argument(metavar="RUN", help="Folder of a run, or hf:PATH of a checkpoint.", autocompletion=runs)
    ],
    second: Annotated[str, typer.Argument(metavar="RUN", help="The other one.", autocompletion=runs)],
    data: Annotated[
        str | None,
        typer.Option(help="Compare on this dataset or file instead of the runs' own.", autocompletion=datasets),
    ] = None,
    split: Annotated[Literal["train", "validation", "test"], typer.Option(help="Which split.")] = "test",
    examples: Annotated[int, typer.Option(min=0, help="How many disagreements to show.")] = 5,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:N or mps.")] = "auto",
    report: Annotated[bool, typer.Option("--report", help="Write a page with plots.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="File of the report (default: compare-FIRST-SECOND.html in the current folder).")
    ] = None,
    include_examples: Annotated[
        bool, typer.Option("--include-examples", help="Of a report: show the texts of disagreements.")
    ] = False,
) -> None:
    """Say whether one run is better than another, by how much and where, or that the difference is noise.

    \b
    textkit compare runs/clickbait-tfidf runs/clickbait-lstm-attn
    textkit compare runs/clickbait-tfidf runs/clickbait-lstm-attn --report
    textkit compare runs/clickbait-tfidf runs/clickbait-minilm --data new-headlines.csv --json
    """
    from dataclasses import asdict

    from textkit import api
    from textkit.benchmark.comparing import compare_runs
    from textkit.cli.shell.comparison import comparison_tables
    from textkit.config.settings import Setting, resolve_data
    from textkit.data.options import FileOptions
    from textkit.errors import UsageError
    from textkit.folds import Folds
    from textkit.reporting.comparison import comparison_file, write_comparison

    if data is None and file_settings:
        flags = ", ".join(flag for _, _, flag in file_settings)
        raise UsageError(f"{flags}: for a file named with --data", "name it, or leave them out")
    if not report and (include_examples or out is not None):
        raise UsageError("--include-examples and --out are for a report", "add --report, or leave them out")
    for name in (first, second):
        if Folds(Path(name)).file.is_file():
            raise UsageError(
                f"{name} is a cross-validation: its runs were tested on other rows each",
                f"compare one of them: {name}/fold-1",
            )
    read_as = [Setting("data.dataset", data or "", "--data"), *(Setting(*each) for each in file_settings)]
    settings, _ = resolve_data(read_as)
    one, other = (api.load(name, device=device) for name in (first, second))
    found = compare_runs(
        one,
        other,
        data=data,
        options=FileOptions.of(settings.model_dump()),
        split=split,
        examples=examples,
        reporter=shell,
    )
    document, page = {"runs": [first, second], **asdict(found)}, out or comparison_file([first, second])
    if report:
        write_comparison(document, [one.run, other.run], page, include_examples=include_examples)
        document["report"] = str(page)
    shell.answer(document, *comparison_tables(found))
    if report:
        shell.note(f"report: {page}")
