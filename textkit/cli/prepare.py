"""textkit prepare: validate, split, report."""

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from textkit.cli.shell.completion import datasets
from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    data_settings: list[tuple[str, Any, str]],
    dataset: Annotated[
        list[str],
        typer.Argument(
            help="A catalogue name, files (or a folder) of your own, hub:ID[:CONFIG][@REVISION], or -.",
            autocompletion=datasets,
        ),
    ],
    report: Annotated[
        bool, typer.Option("--report", help="Have the doctor look at it: what is wrong, where, and what to do.")
    ] = False,
    near_copies: Annotated[
        bool | None, typer.Option(help="Of the report: look for texts that are almost alike, too (default: yes).")
    ] = None,
    for_model: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Have the doctor say what this encoder would not read.")
    ] = None,
    max_leakage: Annotated[
        float | None, typer.Option(min=0, max=1, help="Exit 5 if a larger share of test stands in other splits.")
    ] = None,
    fix: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a mended copy, as JSONL, and what was changed.")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show ten texts before and after cleaning.")] = False,
    refresh: Annotated[bool, typer.Option("--refresh", help="Prepare again even if it is there.")] = False,
) -> None:
    """Validate a dataset, split it, and say what it is like and what is wrong with it.

    \b
    textkit prepare clickbait --report
    textkit prepare reviews.csv --label-column stars
    textkit prepare train.jsonl dev.jsonl test.jsonl --report --max-leakage 0.01
    """
    from dataclasses import asdict

    from textkit.cli.shell.datasets import dataset_tables
    from textkit.config.settings import Setting, resolve_data
    from textkit.data.options import FileOptions
    from textkit.data.prepare import Plan, prepare
    from textkit.errors import GateError, UsageError

    if fix is not None:
        _refuse_output(fix, dataset)
    examined = report or fix is not None or max_leakage is not None or for_model is not None
    if near_copies is not None and not examined:
        raise UsageError("--near-copies is for the doctor", "add --report")
    named = Setting("data.dataset", dataset[0], "DATASET")
    data, cleaning = resolve_data([named, *(Setting(*each) for each in data_settings)])
    cleaned = bool(cleaning.model_dump(exclude_defaults=True))
    if fix is not None and cleaned:
        raise UsageError("--fix mends the data as it is, and training cleans it", "leave out the flags of cleaning")
    settings = data.model_dump()
    prepared = prepare(
        dataset,
        source=data.source,
        options=FileOptions.of(settings),
        plan=Plan.of(settings),
        reporter=shell,
        refresh=refresh,
    )
    document: dict[str, Any] = {**asdict(prepared.info), "path": str(prepared.path)}
    views = dataset_tables(prepared.info)
    if not preview and cleaned:
        shell.note("texts are cleaned in training: the next command carries the flags, --preview shows what they do")
    if preview:
        document["preview"], view = _preview(prepared, cleaning)
        views.append(view)
    examination = None
    if examined:
        examination, view = _examine(prepared, cleaning, near_copies is not False, for_model, shell)
        document["doctor"] = examination.to_json()
        views.append(view)
    if fix is not None:
        document["fixed"] = _mend(examination, fix, shell)
    shell.answer(document, *views)
    if examination is not None and max_leakage is not None and examination.leakage > max_leakage:
        mend = f"{fix} is" if fix is not None else "--fix FILE writes the data"
        raise GateError(
            f"{examination.leakage:.2%} of the test rows have a copy in another split, more than {max_leakage:.2%}",
            "cleaning makes texts alike: take out what --json lists, or clean less"
            if cleaned
            else f"{mend} without them; near copies are listed by --json, for you to judge",
        )
    by_name = len(dataset) > 1 or dataset == ["-"]  # what no single word stands for is taken as it was prepared
    trainable = prepared.info.name if by_name else dataset[0]
    model = {"tagging": "bilstm-crf", "multilabel": "tfidf"}.get(prepared.info.task, "lstm-attn")
    flags = [] if by_name else as_flags(data_settings)
    shell.next(shlex.join(["textkit", "train", trainable, "--model", model, *flags]))


def _preview(prepared: Any, cleaning: Any) -> tuple[dict[str, Any], Any]:
    """Ten texts before and after, as a document and for a terminal."""
    from textkit.cli.shell.tables import table
    from textkit.text.cleaning import Cleaning

    steps = Cleaning(**cleaning.model_dump())
    pairs = steps.examples(prepared.split("train").texts)
    title = ", ".join(steps.steps()) or "no cleaning is asked for: try --lowercase, --html, --urls mask ..."
    document = {"steps": steps.steps(), "texts": [{"before": before, "after": after} for before, after in pairs]}
    return document, table(f"cleaning: {title}", ["before", "after"], [list(pair) for pair in pairs], left=2)


def _refuse_output(path: Path, dataset: list[str]) -> None:
    """A mended copy is JSON lines in a file of its own.

    Raises:
        UsageError: it would be another, or take the place of what it is a copy of.
    """
    from textkit.errors import UsageError

    if path.suffix != ".jsonl":
        raise UsageError(f"--fix {path}: the mended copy is JSON lines", "name it so: --fix mended.jsonl")
    if path.is_dir():
        raise UsageError(f"--fix {path} is a folder", "name a file: --fix mended.jsonl")
    read = [Path(each).resolve() for each in dataset]
    if path.resolve() in read or path.resolve().parent in read:
        raise UsageError(f"--fix {path} would stand among what is read", "name a file elsewhere: the original stays")


def _examine(prepared: Any, cleaning: Any, near_copies: bool, for_model: str | None, shell: Shell) -> tuple[Any, Any]:
    """The doctor's findings on the texts as they are trained on, and how a terminal shows them; kept with the data."""
    from textkit.cli.shell.findings import findings_view
    from textkit.doctor.examine import examine
    from textkit.text.cleaning import Cleaning

    window = None
    if for_model is not None:
        from textkit.training.reach import window_of

        window = window_of(for_model, shell)
    cleaned = Cleaning(**cleaning.model_dump())
    if steps := cleaned.steps():
        shell.note(f"the doctor looks at the texts as they are trained on: {', '.join(steps)}")
    examination = examine(
        prepared, cleaning=cleaned if steps else None, near_copies=near_copies, window=window, reporter=shell
    )
    examination.write(prepared.path)
    return examination, findings_view(examination)


def _mend(examination: Any, path: Path, shell: Shell) -> dict[str, Any]:
    from textkit.doctor.characters import mended
    from textkit.doctor.mend import mend, write_mended

    found = mend(examination.patient, mended_text=mended)
    write_mended(found, path)
    shell.note(f"{path}: {len(found.rows):,} rows, {len(found.changes):,} changes listed in {path}.changes.jsonl")
    return {"path": str(path), "rows": len(found.rows), "changes": len(found.changes)}


def as_flags(settings: list[tuple[str, Any, str]]) -> list[str]:
    """The same flags for the next command."""
    return [
        word
        for _, value, flag in settings
        for each in (value if isinstance(value, list) else [value])
        for word in ([flag] if each is True else [flag, str(each)])
    ]
