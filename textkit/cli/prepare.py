"""textkit prepare: validate, split, report."""

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    dataset: Annotated[list[str], typer.Argument(help="A catalogue name, or files (or a folder) of your own.")],
    source: Annotated[str, typer.Option(help="auto, remote, sample, or a folder with the publisher's files.")] = "auto",
    text_column: Annotated[str | None, typer.Option(help="Column that holds the text.")] = None,
    label_column: Annotated[str | None, typer.Option(help="Column that holds the label.")] = None,
    column: Annotated[str | None, typer.Option(help="Which tags: ner, pos, chunk, upos, xpos, or a number.")] = None,
    input_format: Annotated[
        str | None, typer.Option(help="csv, tsv, jsonl, conll or conllu, where the name does not say.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the files.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="What separates the fields of a CSV file.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the split.", min=0)] = 0,
    refresh: Annotated[bool, typer.Option("--refresh", help="Prepare again even if it is there.")] = False,
) -> None:
    """Validate a dataset, split it 80/10/10, and say what it is like.

    \b
    textkit prepare clickbait
    textkit prepare reviews.csv --label-column stars
    textkit prepare train.jsonl dev.jsonl test.jsonl
    """
    from dataclasses import asdict

    from textkit.data.files import FileOptions
    from textkit.data.prepare import prepare

    prepared = prepare(
        dataset,
        source=source,
        options=FileOptions(text_column, label_column, column, input_format, encoding, delimiter),
        seed=seed,
        reporter=shell,
        refresh=refresh,
    )
    shell.answer({**asdict(prepared.info), "path": str(prepared.path)}, *_tables(prepared.info))
    trainable = dataset[0] if len(dataset) == 1 else Path(dataset[0]).parent
    flags = {
        "--text-column": text_column,
        "--label-column": label_column,
        "--column": column,
        "--input-format": input_format,
        "--encoding": encoding,
        "--delimiter": delimiter,
        "--source": source if source != "auto" else None,
    }
    shell.next(
        shlex.join(
            [
                "textkit",
                "train",
                str(trainable),
                "--model",
                "bilstm-crf" if prepared.info.task == "tagging" else "lstm-attn",
            ]
            + [word for flag, value in flags.items() if value is not None for word in (flag, value)]
        )
    )


def _tables(info: Any) -> list[Any]:
    from textkit.cli.shell.tables import share, table
    from textkit.types import SPLITS

    report = info.report
    rows = report["rows"]
    counted = sum(sum(counts.values()) for counts in report["labels"].values())
    balance = [
        [label, *(f"{counts[split]:,}" for split in SPLITS), share(sum(counts.values()), counted)]
        for label, counts in report["labels"].items()
    ]
    balance.append(["rows", *(f"{report['splits'][split]:,}" for split in SPLITS), f"{rows:,} rows"])
    words, copies, baselines = report["words"], report["duplicates"], report["baselines"]
    facts = [
        ["task", info.task],
        ["source", info.source + (" (SYNTHETIC)" if info.synthetic else "")],
        ["hash", info.hash],
        [
            "words a text",
            f"{words['shortest']} to {words['longest']:,}, median {words['median']:g}, 95% {words['p95']:g}",
        ],
        ["copies", f"{copies['exact']:,} exact, {copies['normalised']:,} up to case and white space"],
        ["one text, two labels", f"{copies['two_labels']:,}"],
        ["one text, two splits", f"{copies['across_splits']:,}"],
        *([["tags", _scheme(report)]] if "scheme" in report else []),
        *([_BASELINES[name], f"{figure:.4f} on test"] for name, figure in baselines.items()),
    ]
    return [
        table(info.title, ["label", *SPLITS, "share"], balance),
        table("", ["", ""], facts, left=2),
    ]


def _scheme(report: dict[str, Any]) -> str:
    if report["scheme"] == "plain":
        return "one for each word, no entities"
    repairs = f", {report['repairs']:,} repaired" if report["repairs"] else ", all well formed"
    kept = "" if report["scheme"] == "IOB2" else ", kept as IOB2"
    return f"{report['scheme']}{repairs}{kept}"


_BASELINES = {
    "majority": "commonest label alone, accuracy",
    "letter_case": "letter case alone, accuracy",
    "lookup": "each word's commonest tag, accuracy",
    "lookup_span_f1": "each word's commonest tag, lenient span F1",
}
