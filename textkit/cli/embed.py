"""textkit embed: texts in, vectors out, one for each text or one for each word."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from textkit.cli.shell.completion import models_and_runs
from textkit.cli.shell.output import Shell, is_terminal


def run(
    shell: Shell,
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="MODEL|RUN",
            help="A model with pretrained weights (minilm, hf:ID_OR_FOLDER), or the folder of a run.",
            autocompletion=models_and_runs,
        ),
    ] = None,
    source: Annotated[
        str, typer.Argument(metavar="[INPUT]", help="A file, or - for stdin (default).", show_default=False)
    ] = "-",
    level: Annotated[Literal["text", "word"], typer.Option(help="A vector for each text, or for each word.")] = "text",
    pooling: Annotated[
        Literal["mean", "first"] | None,
        typer.Option(help="Of a text's states (default: mean; of a recurrent classifier, its own)."),
    ] = None,
    normalize: Annotated[bool, typer.Option("--normalize", help="Bring each vector to length 1.")] = False,
    format: Annotated[
        Literal["jsonl", "npy", "parquet"] | None,
        typer.Option(help="Form of the answer (default: by the name of --out, else jsonl)."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file, whole or not at all.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse a stand-in for pretrained weights.")] = False,
    text_column: Annotated[str | None, typer.Option(help="Column that holds the text.")] = None,
    input_format: Annotated[
        str | None, typer.Option(help="text, csv, tsv, jsonl, parquet, fasttext, conll or conllu; by its name.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the input.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="What separates the fields of a CSV input.")] = None,
    header: Annotated[
        str | None, typer.Option(metavar="NAME,NAME", help="Columns of a CSV or TSV that does not name them.")
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:N or mps.")] = "auto",
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads.")] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Sequences a batch.")] = None,
    batch_tokens: Annotated[int | None, typer.Option(min=1, help="Tokens a batch, padding included.")] = None,
) -> None:
    """Turn each line, row or record into a vector, or each of its words, in order.

    An npy holds the vectors alone, those of words one after the other; jsonl and parquet the texts as well.
    A word's vector is the state of its first piece.

    \b
    textkit embed minilm notes.txt --normalize --out vectors.npy
    textkit embed runs/clickbait-lstm-attn headlines.csv --out vectors.parquet
    echo "Anna lives in Oslo" | textkit embed minilm --level word
    """
    from functools import partial

    from textkit import api
    from textkit.cli.shell.answers import show_answers
    from textkit.cli.shell.predictions import input_options, open_input
    from textkit.cli.shell.vectors import writing_vectors
    from textkit.data.columns import TEXT_NAMES
    from textkit.inference.streaming import predict_stream

    _check_words(model, source)
    onto_itself = out is not None and source != "-" and out.resolve() == Path(source).resolve()
    _refuse(
        {
            "--pooling is for texts: a word has the state of its first piece": level == "word" and bool(pooling),
            "--batch-size and --batch-tokens are one choice": batch_size is not None and batch_tokens is not None,
            "the input cannot be the output as well": onto_itself,
        }
    )
    form = _form(format, out, shell.as_json)
    embedder = api.load_embedder(
        str(model),
        level=level,
        pooling=pooling,
        normalize=normalize,
        device=device,
        threads=threads,
        strict=strict,
        reporter=shell,
    )
    embed: Any = partial(embedder.records, batch_size=batch_size, batch_tokens=batch_tokens)
    usual = (*embedder.text_columns, *TEXT_NAMES)
    words = level == "word"
    options = input_options(source, text_column, input_format, encoding, delimiter, header, words, shell)
    reading = open_input(None, source, options, usual, words)
    with (
        reading as (records, column, carried),
        writing_vectors(form, out, embedder, column, carried) as write,
    ):
        counts = _pour(predict_stream(embed, records, column, words=True, pause=show_answers), write, form, source)
    _tell(shell, counts, form, out, embedder)


def _check_words(model: str | None, source: str) -> None:
    """Whether there is something to embed with, and something to embed, before anything is loaded."""
    from textkit.errors import MissingError, UsageError
    from textkit.models import zoo

    if model is None:
        raise UsageError("no model or run is named", "textkit embed MODEL|RUN [INPUT]; textkit embed minilm notes.txt")
    if Path(model).exists() and model not in zoo.names() and not (Path(model) / "manifest.json").is_file():
        raise UsageError(
            f"'{model}' is neither a model nor a run (a folder with a manifest.json)",
            f"of an encoder's folder: hf:{model}" if Path(model).is_dir() else f"textkit embed minilm {model}",
        )
    if source == "-" and (sys.stdin is None or is_terminal(sys.stdin)):
        raise UsageError(
            "nothing to embed: stdin is a terminal, or closed",
            f'echo "some text" | textkit embed {model}, or textkit embed {model} FILE',
        )
    if source != "-" and not Path(source).exists():
        raise MissingError(f"{source}: no such file", "textkit embed MODEL|RUN [INPUT]")


def _form(format: str | None, out: Path | None, as_json: bool) -> str:
    """The form asked for, else the one that the name of the output stands for."""
    from textkit.cli.shell.vectors import BINARY
    from textkit.errors import UsageError

    by_name = {"": "jsonl", ".jsonl": "jsonl", ".ndjson": "jsonl", ".npy": "npy", ".parquet": "parquet"}
    if as_json:
        by_name |= {name: "json" for name, form in by_name.items() if form == "jsonl"} | {".json": "json"}
    form = format or by_name.get(out.suffix if out else "")
    if form is None:
        raise UsageError(f"{out}: what form this name stands for is not known", "--format jsonl, npy or parquet")
    if as_json and form != "json":
        raise UsageError(f"--json is one document, {form} is another form", "leave one of them out")
    if form in BINARY and (out is None or str(out) == "-"):
        raise UsageError(f"{form} is nothing for stdout", f"--out vectors.{form}")
    return form


def _refuse(contradictions: dict[str, bool]) -> None:
    from textkit.errors import UsageError

    for contradiction, holds in contradictions.items():
        if holds:
            raise UsageError(contradiction, "leave one of them out")


def _pour(
    answers: Iterable[dict[str, Any]], write: Callable[[dict[str, Any]], object], form: str, source: str
) -> Counter[str]:
    """Write all answers and count them. A form that has no place for an error ends at the first bad record."""
    from textkit.cli.shell.vectors import BINARY, vectors_of
    from textkit.errors import DataError

    counts = Counter[str]()
    for answer in answers:
        if "text" in answer:
            counts["texts"] += 1
            counts["vectors"] += len(vectors_of(answer))
        elif form in BINARY:
            name = "stdin" if source == "-" else Path(source).name
            raise DataError(answer["error"], "mend it, or write jsonl", path=name, line=answer["line"])
        else:
            counts["errors"] += 1
        write(answer)
    return counts


def _tell(shell: Shell, counts: Counter[str], form: str, out: Path | None, embedder: Any) -> None:
    """What the answer itself does not show."""
    from textkit.cli.shell.vectors import BINARY
    from textkit.errors import DataError

    texts, vectors, errors = counts["texts"], counts["vectors"], counts["errors"]
    if embedder.shortened:
        shell.note(
            f"{embedder.shortened:,} of {texts:,} texts are longer than the encoder reads: a part of each was read"
        )
    if form in BINARY:
        words = f"{vectors:,} words of " if embedder.level == "word" else ""
        shell.note(f"{out}: {words}{texts:,} text{'s' * (texts != 1)}, {embedder.size} numbers each")
    if errors:
        raise DataError(
            f"{errors:,} bad record{'s' * (errors > 1)}, each answered with its error", "mend and embed again"
        )
