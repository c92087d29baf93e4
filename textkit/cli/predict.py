"""textkit predict: texts in, predictions out, one record for each."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from textkit.cli.shell.completion import runs
from textkit.cli.shell.output import Shell, is_terminal


def run(
    shell: Shell,
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RUN] [INPUT]",
            help="Folder of a run (default: the newest); a file, or - for stdin (default).",
            autocompletion=runs,
        ),
    ] = None,
    run: Annotated[
        str | None, typer.Option("--run", help="Folder of a run, as a flag; or hf:PATH.", autocompletion=runs)
    ] = None,
    text: Annotated[list[str] | None, typer.Option(help="Predict this text instead of an input.")] = None,
    format: Annotated[
        Literal["jsonl", "csv", "tsv", "text", "conll"] | None,
        typer.Option(help="Form of the answer (default: by the name of --out, else jsonl)."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file, whole or not at all.")] = None,
    top_k: Annotated[int | None, typer.Option(min=1, help="Keep only the K best scores.")] = None,
    min_score: Annotated[float | None, typer.Option(min=0, max=1, help="No label below this score.")] = None,
    explain: Annotated[
        Literal["occlusion", "attention", "gradients"] | None,
        typer.Option(help="Say how much each word speaks for the answer; occlusion works with every model."),
    ] = None,
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
    precision: Annotated[
        Literal["auto", "fp32", "int8", "bf16"],
        typer.Option(help="fp32, int8 (a graph: textkit export) or bf16 (by torch)."),
    ] = "auto",
    batch_size: Annotated[int | None, typer.Option(min=1, help="Sequences a batch.")] = None,
    batch_tokens: Annotated[int | None, typer.Option(min=1, help="Tokens a batch, padding included.")] = None,
) -> None:
    """Predict the label of each line, row or record, or the tags of its words, in order.

    \b
    echo "You Will Not Believe This" | textkit predict
    textkit predict runs/clickbait-tfidf headlines.csv --format csv --out answers.csv
    textkit predict --text "Parliament passes budget" --top-k 1
    textkit predict --text "Parliament passes budget" --explain occlusion --format text
    """
    from functools import partial

    from textkit import api
    from textkit.cli.shell.answering import Asked, answer_all, processes_for
    from textkit.cli.shell.answers import Form
    from textkit.cli.shell.predictions import input_options, open_input
    from textkit.cli.shell.runs import named_or_newest
    from textkit.data.columns import TEXT_NAMES
    from textkit.errors import DataError

    folder, source = _positional(arguments or [], run)
    form = _form(format, out, shell.as_json)
    onto_itself = out is not None and source != "-" and out.resolve() == Path(source).resolve()
    _refuse(
        {
            "--text takes the place of an input": bool(text) and source != "-",
            f"--top-k is for the scores, which {form} does not show": top_k is not None and "json" not in form,
            f"--explain is for json, jsonl and text, and {form} has no place for it": _unexplained(explain, form),
            "--batch-size and --batch-tokens are one choice": batch_size is not None and batch_tokens is not None,
            "the input cannot be the output as well": onto_itself,
        }
    )
    if text is None and source == "-" and (sys.stdin is None or is_terminal(sys.stdin)):
        _nothing_to_read()
    opening: Any = api.load if explain is None else partial(api.load_explainer, method=explain)
    model = opening(named_or_newest(folder, shell), device=device, threads=threads, precision=precision)
    predictor = model if explain is None else model.predictor
    words = predictor.task.level == "word"
    _refuse(
        {
            "--top-k is for lists of scores: a tagger has one tag for each word": words and top_k is not None,
            "--format conll is for tags: this run answers texts": form == "conll" and not words,
        },
        "leave it out",
    )
    predict: Any = partial(
        model.answer, top_k=top_k, min_score=min_score, batch_size=batch_size, batch_tokens=batch_tokens
    )
    alone = text is not None or explain is not None
    processes = 1 if alone else processes_for(predictor, Path(source), threads, form, out)
    options = input_options(source, text_column, input_format, encoding, delimiter, header, words, shell)
    reading = open_input(text, source, options, (*predictor.text_columns(), *TEXT_NAMES), words)
    with reading as (records, column, carried):
        written = Form(form, predictor.task, column, carried)
        faults = answer_all(Asked(predict, predictor.prepare, words), records, written, out, processes)
    if explain is not None:
        _tell_faithfulness(shell, model)
    if predictor.shortened:
        shell.note(f"{predictor.shortened:,} texts are longer than the model reads, and were read in part")
    if faults:
        raise DataError(
            f"{faults:,} bad record{'s' * (faults > 1)}, each answered with its error", "mend and predict again"
        )


def _positional(arguments: list[str], run: str | None) -> tuple[str | None, str]:
    """Run and input from at most two words: a folder with a manifest or hf:PATH is a run, a file or - is an input."""
    from textkit.errors import UsageError

    words = list(arguments)
    if words and run is None and (len(words) == 2 or _names_run(words[0])):
        run = words.pop(0)
    source = words.pop(0) if words else "-"
    if words:
        raise UsageError("predict takes a run and an input", "textkit predict [RUN] [INPUT]")
    if source != "-" and not Path(source).is_file():
        raise UsageError(
            f"'{source}' is neither a run (a folder with a manifest.json) nor a file",
            f'to predict these words: textkit predict --text "{source}"',
        )
    return run, source


def _names_run(word: str) -> bool:
    """A cross-validation is taken for a run as well, to be told that it is none."""
    return word.startswith("hf:") or any((Path(word) / name).is_file() for name in ("manifest.json", "folds.json"))


def _nothing_to_read() -> None:
    from textkit.errors import UsageError

    raise UsageError(
        "nothing to predict: stdin is a terminal, or closed",
        'echo "some text" | textkit predict, or textkit predict FILE, or --text "some text"',
    )


def _form(format: str | None, out: Path | None, as_json: bool) -> str:
    """The form asked for, else the one that the name of the output stands for."""
    if as_json:
        _refuse({f"--json is one document, --format {format} is another form": format is not None})
        return "json"
    by_name = {".csv": "csv", ".tsv": "tsv", ".txt": "text", ".conll": "conll"}
    return format or by_name.get(out.suffix if out else "", "jsonl")


def _unexplained(explain: str | None, form: str) -> bool:
    return explain is not None and form not in ("json", "jsonl", "text")


def _tell_faithfulness(shell: Shell, explainer: Any) -> None:
    mean, answers = explainer.mean_faithfulness(), len(explainer.told)
    if mean:
        shell.note(
            f"{explainer.attribution.name}: without the fifth of the words that weighs most, an answer's probability "
            f"falls by {mean['comprehensiveness']:z.4f}; without as many at random by {mean['chance']:z.4f} "
            f"(mean of {answers:,} answer{'s' * (answers > 1)})"
        )


def _refuse(contradictions: dict[str, bool], hint: str = "leave one of them out") -> None:
    from textkit.errors import UsageError

    for contradiction, holds in contradictions.items():
        if holds:
            raise UsageError(contradiction, hint)
