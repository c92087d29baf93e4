"""textkit distill: a trained run teaches a smaller model."""

from pathlib import Path
from typing import Annotated, Any

import typer

from textkit.cli.shell.completion import models, runs
from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    distillation_settings: list[tuple[str, Any, str]],
    teacher: Annotated[
        str | None, typer.Argument(help="Folder of the run that teaches (default: the newest).", autocompletion=runs)
    ] = None,
    student: Annotated[
        str | None, typer.Option("--student", help="A model of the zoo: textkit models.", autocompletion=models)
    ] = None,
    unlabelled: Annotated[
        Path | None, typer.Option(help="File of texts without labels, for the teacher to label.")
    ] = None,
    text_column: Annotated[str | None, typer.Option(help="Of --unlabelled: column that holds the text.")] = None,
    control: Annotated[
        bool, typer.Option("--control/--no-control", help="Train the same student without the teacher, to compare.")
    ] = True,
    max_drop: Annotated[
        float | None, typer.Option(min=0, help="By how much the student may score lower on validation, else exit 5.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the student (default: runs/DATASET-STUDENT).")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the unfinished run of this command.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse a stand-in for pretrained weights.")] = False,
    rounds: Annotated[int, typer.Option(min=1, help="How often the speed of each is measured, in turn.")] = 5,
    config: Annotated[Path | None, typer.Option(help="Settings in TOML; flags win over them.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Any setting: distillation.mask=0.2")
    ] = None,
) -> None:
    """Train a smaller model on what a larger one says, beside the same model without a teacher.

    Ends with what each of the three scores on test, what it costs, and whether the teacher made a difference.

    \b
    textkit distill runs/clickbait-minilm --student lstm
    textkit distill runs/conll2003-minilm --student distilbert --layers 3
    textkit distill --student lstm-attn --unlabelled abstracts.txt --max-drop 0.02
    """
    from textkit import api
    from textkit.benchmark.conditions import Conditions
    from textkit.benchmark.distilled import weigh
    from textkit.cli.shell.predictions import read_inputs
    from textkit.cli.shell.runs import named_or_newest
    from textkit.cli.shell.students import student_tables
    from textkit.config.settings import Setting, from_assignments, from_file
    from textkit.distill.distilling import distill
    from textkit.distill.gate import check_drop
    from textkit.errors import UsageError
    from textkit.inference.threads import choose_threads
    from textkit.reporting.card import keep_card

    if resume and teacher is None:
        raise UsageError("--resume: the newest run may be the student itself", "name the run that teaches")
    if text_column is not None and unlabelled is None:
        raise UsageError("--text-column is for --unlabelled", "leave it out")
    chosen = from_file(config) if config else []
    named = [("model.name", student, "--student"), *distillation_settings]
    chosen += [Setting(*each) for each in named if each[1] is not None]
    chosen += from_assignments(set_ or [])
    predictor = api.load(named_or_newest(teacher, shell))
    more = read_inputs(unlabelled, text_column, predictor) if unlabelled else []
    found = distill(
        predictor,
        chosen,
        unlabelled=more,
        control=control,
        out=out,
        resume=resume,
        strict=strict,
        reporter=shell,
    )
    weighed = weigh(
        found.teacher,
        found.student,
        found.control,
        Conditions(rounds=rounds, threads=choose_threads(None)),
        shell,
    )
    keep_card(found.student, shell)
    shell.answer({"run": str(found.student.path), **weighed.document()}, *student_tables(weighed))
    check_drop(found.teacher, found.student, max_drop)
    shell.next(f"textkit export {found.student.path} --precision int8")
