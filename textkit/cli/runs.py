"""textkit runs: list, show, remove."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from textkit.cli.shell.completion import runs as known_runs
from textkit.cli.shell.output import Shell, is_terminal


def run(
    shell: Shell,
    action: Annotated[Literal["list", "show", "remove"], typer.Argument(help="What to do.")] = "list",
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="[RUN]...", help="Folders of runs.", autocompletion=known_runs)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Remove without asking.")] = False,
) -> None:
    """List the runs here, show one, or remove some.

    \b
    textkit runs
    textkit runs show runs/clickbait-tfidf
    textkit runs remove runs/clickbait-tfidf --yes
    """
    from textkit.errors import UsageError

    if action == "list":
        if folders:
            raise UsageError("list takes no folder", f"textkit runs show {folders[0]}")
        _list(shell)
    elif not folders:
        raise UsageError(f"{action} needs the folder of a run", "textkit runs lists them")
    elif action == "show":
        _show(shell, folders)
    else:
        _remove(shell, folders, yes)


def _list(shell: Shell) -> None:
    from dataclasses import asdict

    from textkit.cli.shell.tables import table
    from textkit.folds import all_folds
    from textkit.run import all_runs, runs_folder

    found = list(all_runs())
    rows = [
        [
            run.name,
            manifest.title,
            manifest.dataset["title"],
            manifest.status,
            *(_score(run, split) for split in ("validation", "test")),
            manifest.created[:16].replace("T", " "),
        ]
        for run, manifest in found
    ]
    crossed = list(all_folds())
    rows += [_of_folds(folds.path.name, content) for folds, content in crossed]
    document = [{"run": str(run.path), **asdict(manifest), "metrics": run.metrics()} for run, manifest in found]
    document += [{"run": str(folds.path), **content} for folds, content in crossed]
    columns = ["run", "model", "dataset", "status", "validation", "test", "created (UTC)"]
    shell.answer(document, table(f"runs in {runs_folder()}", columns, rows, left=4))
    if not document:
        shell.next("textkit train clickbait --model lstm-attn")


def _show(shell: Shell, folders: list[Path]) -> None:
    from dataclasses import asdict

    from rich.text import Text

    from textkit.cli.shell.tables import table
    from textkit.run import Run

    documents: list[dict[str, Any]] = []
    tables: list[Any] = []
    for run in map(Run, folders):
        manifest, metrics = run.manifest(), run.metrics()
        config = run.config_file.read_text(encoding="utf-8") if run.config_file.is_file() else ""
        documents.append({"run": str(run.path), **asdict(manifest), "metrics": metrics, "config": config})
        facts = [[key, _brief(value)] for key, value in asdict(manifest).items() if value not in (None, {}, "")]
        facts += [[f"{split} {_headline(scores)}", _score(run, split)] for split, scores in metrics.items()]
        tables += [table(str(run.path), ["", ""], facts, left=2), Text(config)]
    shell.answer(documents[0] if len(documents) == 1 else documents, *tables)


def _remove(shell: Shell, folders: list[Path], yes: bool) -> None:
    import shutil
    import sys

    from textkit.errors import UsageError
    from textkit.folds import Folds
    from textkit.run import Run

    for folder in folders:
        if not Folds(folder).file.is_file():
            Run(folder).manifest()  # refuses what is no run
    names = ", ".join(map(str, folders))
    if not yes:
        if not is_terminal(sys.stdin):
            raise UsageError(f"{names}: removing needs a yes", "add --yes")
        typer.confirm(f"Remove {names}?", abort=True)
    for folder in folders:
        shutil.rmtree(folder)
    shell.answer({"removed": [str(folder) for folder in folders]}, f"removed {names}")


def _of_folds(name: str, content: dict[str, Any]) -> list[str]:
    """A cross-validation as a line of the list: its figures are means."""
    found = [content.get(split) for split in ("validation", "test")]
    means = [f"{scores[_headline(scores)]:.4f}" if scores else "-" for scores in found]
    title, dataset = (content.get(key, "-") for key in ("title", "dataset_title"))
    return [name, title, dataset, f"{content['folds']} folds, {content['status']}", *means, "-"]


def _score(run: Any, split: str) -> str:
    scores = run.metrics().get(split)
    return f"{scores[_headline(scores)]:.4f}" if scores else "-"


def _headline(scores: dict[str, Any]) -> str:
    """The figure that leads what a run was scored with."""
    return next((name for name in ("accuracy", "span_f1", "token_accuracy", "micro_f1") if name in scores), "loss")


def _brief(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{key}: {each}" for key, each in value.items())
    return str(value)
