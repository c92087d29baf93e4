"""textkit train: a dataset and a model in, a run out."""

from pathlib import Path
from typing import Annotated, Any

import typer

from textkit.cli.shell.completion import datasets, models
from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    settings: list[tuple[str, Any, str]],
    dataset: Annotated[
        str | None, typer.Argument(help="A catalogue name, or a file or folder of your own.", autocompletion=datasets)
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", "-m", help="A model of the zoo: textkit models.", autocompletion=models)
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the run (default: runs/DATASET-MODEL).")] = None,
    init: Annotated[Path | None, typer.Option(help="Start from the weights of this run.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the unfinished run of this command.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse a stand-in for pretrained weights.")] = False,
    no_export: Annotated[
        bool, typer.Option("--no-export", help="End without the graph that predicts without torch.")
    ] = False,
    config: Annotated[Path | None, typer.Option(help="Settings in TOML; flags win over them.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Any setting: training.decay=0.8")
    ] = None,
) -> None:
    """Train a model, and keep all that it needs in one folder.

    \b
    textkit train clickbait --model lstm-attn
    textkit train reviews.csv --model tfidf --label-column stars
    textkit train clickbait --model lstm-attn --resume
    """
    from dataclasses import asdict

    from textkit.cli.shell.scores import folds_tables
    from textkit.config.settings import Setting, from_assignments, from_file
    from textkit.errors import UsageError
    from textkit.reporting.card import keep_card
    from textkit.training.folds import cross_validate
    from textkit.training.trainer import train

    chosen = from_file(config) if config else []
    named = [("data.dataset", dataset, "--dataset"), ("model.name", model, "--model")]
    chosen += [Setting(*each) for each in [*named, *settings] if each[1] is not None]
    chosen += [Setting("training.export", False, "--no-export")] * no_export
    chosen += from_assignments(set_ or [])
    if any(each.key == "data.folds" for each in chosen) and not any(each.key == "data.fold" for each in chosen):
        if init is not None:
            raise UsageError("--folds trains each fold from the start", "leave out --init")
        folds = cross_validate(chosen, out=out, resume=resume, strict=strict, reporter=shell)
        content = folds.content()
        title = f"{folds.path}: {content['title']} on {content['dataset_title']}"
        shell.answer({"run": str(folds.path), **content}, *folds_tables(title, content["validation"], "validation"))
        shell.next(f"textkit eval {folds.path}")
        return
    trained = train(chosen, out=out, init=init, resume=resume, strict=strict, reporter=shell)
    keep_card(trained, shell)
    _log_plots(trained, shell)
    manifest, scores = trained.manifest(), trained.metrics()["validation"]
    shell.answer(
        {"run": str(trained.path), **asdict(manifest), "validation": scores},
        _table(trained, manifest, scores),
    )
    shell.next(f"textkit eval {trained.path}")


def _log_plots(run: Any, shell: Shell) -> None:
    """Plots of validation for TensorBoard, where the run has logs; what cannot be written is told, and no fault."""
    if run.manifest().runtime != "torch":
        return
    from textkit import api
    from textkit.reporting.logged import log_plots
    from textkit.training.loggers import logs_of

    if not logs_of(run).is_dir():
        return
    try:
        log_plots(run, api.load(run), shell)
    except OSError as error:
        shell.warn(f"{run.path} cannot be written to ({error.strerror}): its plots are not logged")


def _table(trained: Any, manifest: Any, scores: dict[str, Any]) -> Any:
    from textkit.cli.shell.tables import table

    facts = [
        ["model", f"{manifest.title}, {manifest.parameters:,} parameters"],
        ["dataset", manifest.dataset["title"]],
        ["training", f"{manifest.train_seconds:.1f} s on {manifest.device}, seed {manifest.seed}"],
    ]
    if "epoch" in scores:
        facts.append(["kept epoch", str(scores["epoch"])])
    facts += [
        [f"validation {name}", f"{scores[name]:.4f}  [{low:.4f}, {high:.4f}]"]
        for name, (low, high) in scores["intervals"].items()
        if name in ("accuracy", "micro_f1", "macro_f1", "span_f1", "token_accuracy")
    ]
    return table(str(trained.path), ["", ""], facts, left=2)
