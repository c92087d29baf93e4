"""The page of a benchmark: which model to take, and the figures that say so.

What was measured comes as the document that `benchmark.json` has, and every figure on the page says where it is there.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from textkit.atomic import write_text
from textkit.reporting.page import page_of
from textkit.reporting.redact import redacted_manifest, redacted_path, redacted_sentence, redacted_tree
from textkit.reporting.report import Block, Cell, Number, Picture, Report, Section, Table, Text, at, count
from textkit.reporting.sections import contest
from textkit.reporting.sections.provenance import run_tables, shared_warnings
from textkit.reporting.style import VARIABLES
from textkit.reporting.svg import inline
from textkit.reporting.wording import figure_name
from textkit.run import Manifest

_PICTURE = {
    **VARIABLES,
    "#ffffff": "--paper",
    "#000000": "--ink",
    "#777777": "--muted",
    "#dddddd": "--grid",
    "#e69f00": "--series-5",
    "#1f77b4": "--series-1",
}
"""The variables of the page that the colours of `pareto.svg` stand for."""


Entrants = Sequence[tuple[str, Manifest]]
"""Each model that took part: what tables call it, and its first training."""


def write_contest(document: Mapping[str, Any], entrants: Entrants, folder: Path) -> Path:
    """Write `report.html` beside the `pareto.svg` in `folder`; its path.

    Raises:
        OSError: the page cannot be written.
    """
    picture = (folder / "pareto.svg").read_text(encoding="utf-8")
    path = folder / "report.html"
    write_text(path, page_of(contest_report(document, entrants, picture), {}))
    return path


def contest_report(document: Mapping[str, Any], entrants: Entrants, picture: str) -> Report:
    """What the page holds; `picture` is an SVG file, of scores against latencies."""
    known = {manifest.model: redacted_path(manifest.model) for _, manifest in entrants}
    redact = partial(redacted_sentence, known=known)
    public = redacted_tree(document, redact)
    trainings = [(redact(title), redacted_manifest(manifest)) for title, manifest in entrants]
    return Report(
        title=f"Benchmark on {public['dataset']}",
        subtitle=f"{figure_name(public['metric'])} on test, {public['records']:,} records",
        warnings=[
            *shared_warnings([manifest for _, manifest in trainings]),
            *(f"{each}." for each in public["warnings"]),
        ],
        headlines=[],
        sections=[
            contest.scores(public),
            _pareto(public, picture, telling=_named(public) != _named(document)),
            contest.speeds(public),
            contest.costs(public),
            _provenance(public, trainings),
        ],
        verdict=[f"{each}." for each in (*public["recommendation"], *public["against_pipelines"])],
    )


def _named(document: Mapping[str, Any]) -> list[str]:
    """What the picture has in letters."""
    return [document["dataset"], *(each["title"] for each in document["models"])]


def _pareto(document: Mapping[str, Any], picture: str, *, telling: bool) -> Section:
    """The picture, unless it is `telling` of paths: what is drawn cannot be redacted."""
    if telling:
        left_out = "The picture has paths in its letters and is left out; pareto.svg has it."
        return Section("pareto", "Score against latency", [Text(left_out)])
    said = ", ".join(
        f"{each['title']} {each['score']['mean']:.4f} at {each['latency_ms']['p50']:.3g} ms"
        for each in document["models"]
        if each["score"]
    )
    alt = f"Scatter of {figure_name(document['metric'])} against milliseconds for one text: {said}."
    caption = (
        "Up is better and left is faster. A bar is the 95% interval, an area the size on disk, a shape the precision. "
        "The dashed line joins what nothing else beats at both."
    )
    drawing = Picture(inline(picture, "pareto", alt, _PICTURE), caption)
    return Section("pareto", "Score against latency", [drawing])


def _provenance(document: Mapping[str, Any], entrants: Entrants) -> Section:
    """What was measured on, and the trainings."""
    measured = document["measured"]
    machine: list[list[Cell]] = [
        ["processor", str(measured["machine"]["cpu"])],
        ["cores", _figure(measured["machine"]["cores"], at("measured", "machine", "cores"))],
        ["platform", measured["machine"]["platform"]],
        ["device", measured["device"]],
        ["dataset's hash", document["dataset_hash"]],
    ]
    machine += [[name, count(measured[name], at("measured", name))] for name in ("threads", "rounds", "texts")]
    versions: list[list[Cell]] = [[name, version] for name, version in measured["versions"].items()]
    blocks: list[Block] = [
        Text("Every model was asked in turn, in processes of its own, on texts of the test split."),
        Table("What it was measured on.", ["", ""], machine, words=2),
        Table("Versions it was measured with.", ["package", "version"], versions, words=2, folded=True),
    ]
    for title, manifest in entrants:
        blocks += run_tables(manifest, f"The training of {title}, seed {manifest.seed}", folded=True)
    return Section("provenance", "Provenance", blocks)


def _figure(value: int | None, key: str) -> Number | str:
    return "unknown" if value is None else count(value, key)
