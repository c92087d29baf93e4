"""The page of two runs on the same records: which is better, by how much, where, and whether that is more than noise.

What is compared comes as the document of `textkit compare --json`, and every figure on the page says where it is there.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from textkit.atomic import write_text
from textkit.reporting.page import page_of
from textkit.reporting.redact import redacted_manifest, redacted_path, redacted_sentence
from textkit.reporting.report import Block, Cell, Headline, Report, Section, Table, Text, at, count, score, signed
from textkit.reporting.sections import differences
from textkit.reporting.sections.provenance import run_tables, shared_warnings
from textkit.reporting.svg import element
from textkit.reporting.texts import shortened
from textkit.reporting.wording import figure_name
from textkit.run import Manifest, Run

_SIDES = ("first", "second")


def comparison_file(names: Sequence[str]) -> Path:
    """Where the page goes unless someone says otherwise: into the current folder, by the names of the runs."""
    parts = [re.sub(r"[^\w.-]", "-", Path(name).resolve().name) for name in names]
    return Path("-".join(["compare", *parts]) + ".html")


def write_comparison(
    document: Mapping[str, Any], runs: Sequence[Run | None], path: Path, *, include_examples: bool = False
) -> None:
    """Write the page; `runs` are those compared, None for a checkpoint that someone else made.

    Raises:
        OSError: the page cannot be written.
    """
    report = comparison_report(document, runs, include_examples=include_examples)
    write_text(path, page_of(report, {plot.name: element(plot) for plot in report.plots}))


def comparison_report(
    document: Mapping[str, Any], runs: Sequence[Run | None], *, include_examples: bool = False
) -> Report:
    """What the page holds; of one model under two names no figures that would rank it above itself."""
    known = _known(document, runs)
    said = {name: redacted_sentence(document[name], known) for name in ("dataset", "words", *_SIDES)}
    document = {**document, **said}
    manifests = [None if run is None else redacted_manifest(run.manifest()) for run in runs]
    same = document["same_model"]
    sections = [
        _scores(document),
        *([] if same else differences.sections(document)),
        *([] if same else [_outcomes(document)]),
        _disagreements(document, include_examples),
        _provenance(document, manifests),
    ]
    return Report(
        title=f"{document['first']} and {document['second']}",
        subtitle=f"compared on {document['dataset']}, {document['split']}, {document['records']:,} rows",
        warnings=shared_warnings([each for each in manifests if each]),
        headlines=[] if same else [_headline(document)],
        sections=sections,
        verdict=[f"{document['words']}."],
    )


def answers_of(example: Mapping[str, Any]) -> list[str]:
    """Truth and both answers of a disagreement; of tags those of the words on which the two disagree."""
    answers = [example[name] for name in ("truth", *_SIDES)]
    if "words" not in example:
        return [each if isinstance(each, str) else ", ".join(each) or "-" for each in answers]
    apart = [place for place, (one, other) in enumerate(zip(*answers[1:], strict=True)) if one != other]
    return [" ".join(f"{example['words'][place]}/{tags[place]}" for place in apart) for tags in answers]


def _known(document: Mapping[str, Any], runs: Sequence[Run | None]) -> dict[str, str]:
    """What names of runs and models may hold that is not to be told, and what stands for it."""
    folders = {f"({run.path})": f"({run.path.resolve().name})" for run in runs if run}
    models = [run.manifest().model for run in runs if run]
    return folders | {name: redacted_path(name) for name in (*document["runs"], *models)}


def _headline(document: Mapping[str, Any]) -> Headline:
    comparison = document["comparison"]
    low, high = (signed(edge, at("comparison", "interval", end)) for end, edge in enumerate(comparison["interval"]))
    beside = [(document[side], score(comparison[side], at("comparison", side))) for side in _SIDES]
    title = f"{figure_name(comparison['metric'])}, first minus second"
    return Headline(title, signed(comparison["difference"], at("comparison", "difference")), (low, high), beside)


def _scores(document: Mapping[str, Any]) -> Section:
    comparison, caption = document["comparison"], f"Scores on {document['split']}, {document['records']:,} rows"
    columns = ["", figure_name(comparison["metric"])]
    rows: list[list[Cell]] = [
        [f"{side}: {document[side]}", score(comparison[side], at("comparison", side))] for side in _SIDES
    ]
    if document["same_model"]:
        return Section("scores", "Scores", [Table(f"{caption}.", columns, rows)])
    said = Text(
        "Both have answered the same records, so what both find hard cancels out: the interval is that of the "
        "difference, and p is how often one as large would come about if there were none. What is compared are these "
        "two trainings, and not two ways to train."
    )
    wide: list[list[Cell]] = [
        *([*row, "", ""] for row in rows),
        ["difference, first minus second", *differences.difference_cells(comparison, at("comparison"))],
        [f"p: {comparison['test']}", differences.p_cell(comparison["p"], at("comparison", "p")), "", ""],
    ]
    table = Table(f"{caption}, with the 95% interval of the difference.", [*columns, "from", "to"], wide)
    return Section("scores", "Scores", [said, table])


def _outcomes(document: Mapping[str, Any]) -> Section:
    whole = max(1, document["records"])
    rows: list[list[Cell]] = [
        [name, count(number, at("outcomes", name)), f"{number / whole:.1%}"]
        for name, number in document["outcomes"].items()
    ]
    return Section("rows", "Row by row", [Table("How many rows who has right.", ["", "rows", "share"], rows)])


def _disagreements(document: Mapping[str, Any], include_examples: bool) -> Section:
    said = Text(f"They answer {document['disagree']:,} of {document['records']:,} rows differently.")
    if not include_examples:
        left_out = Text("Texts are left out; textkit compare --report --include-examples has them.")
        return Section("disagreements", "Disagreements", [said, left_out])
    rows: list[list[Cell]] = [
        [shortened(each["text"]), *map(shortened, answers_of(each)), redacted_path(each["origin"])]
        for each in document["disagreements"]
    ]
    caption = f"The {len(rows)} on which their probabilities are furthest apart."
    table = Table(caption, ["text", "true", *_SIDES, "where"], rows, words=5)
    return Section("disagreements", "Disagreements", [said, *([table] if rows else [])])


def _provenance(document: Mapping[str, Any], manifests: Sequence[Manifest | None]) -> Section:
    blocks: list[Block] = []
    for side, manifest in zip(_SIDES, manifests, strict=True):
        name = f"The {side} run, {document[side]}"
        blocks += run_tables(manifest, name) if manifest else [Text(f"{name}: a checkpoint that is no run of textkit.")]
    return Section("provenance", "Provenance", blocks)
