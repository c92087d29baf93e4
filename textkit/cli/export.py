"""textkit export: a run's graph, proved to answer as the run does."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from textkit.cli.shell.completion import runs
from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    run: Annotated[
        str | None, typer.Argument(help="Folder of a run (default: the newest).", autocompletion=runs)
    ] = None,
    precision: Annotated[
        Literal["fp32", "int8"], typer.Option(help="fp32 answers as torch does; int8 is smaller and faster.")
    ] = "fp32",
    max_drop: Annotated[
        float, typer.Option(min=0, help="Of int8: by how much the score on validation may be lower.")
    ] = 0.005,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads.")] = None,
) -> None:
    """Export a run, so that it predicts without torch. A training ends with the graph of fp32.

    A graph is kept only if, on every row of validation, fp32 answers as torch does; and int8 hardly scores lower.

    \b
    textkit export --precision int8
    textkit export runs/clickbait-minilm --precision int8 --max-drop 0.01
    """
    from textkit.cli.shell.runs import named_or_newest
    from textkit.reporting.card import keep_card
    from textkit.run import Run
    from textkit.training.export.exporting import export_run

    chosen = Run(Path(named_or_newest(run, shell)))
    found = export_run(chosen, precision, max_drop=max_drop, threads=threads, reporter=shell)
    keep_card(chosen, shell)
    shell.answer({"run": str(chosen.path), "precision": precision, **found}, _table(chosen, precision, found))
    shell.next(f"textkit predict {chosen.path} INPUT" + (" --precision int8" if precision == "int8" else ""))


def _table(chosen: Any, precision: str, found: dict[str, Any]) -> Any:
    from textkit.cli.shell.tables import table

    facts = [["graph", f"{chosen.graph(precision)}, {found['bytes'] / 1e6:,.1f} MB"]]
    rows = f"{found['rows']:,} rows of validation"
    if precision == "fp32":
        facts.append(["exporter", f"{found['exporter']}, opset {found['opset']}"])
        facts.append(["logits", f"at most {found['max_difference']:.1e} from torch's, on {rows}"])
        facts.append(["other labels", f"{found['ties']:,}"])
    else:
        drop = found["fp32_score"] - found["score"]
        facts.append([found["metric"], f"{found['score']:.4f}, with fp32 {found['fp32_score']:.4f}, on {rows}"])
        facts.append(["drop", f"{drop:.4f}, and {found['max_drop']:g} is allowed"])
    return table(str(chosen.path), ["", ""], facts, left=2)
