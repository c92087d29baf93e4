"""From an evaluation to a page in the run."""

from collections.abc import Callable
from pathlib import Path

from textkit.atomic import write_text
from textkit.errors import UsageError
from textkit.inference.evaluation import Evaluation, errors_of
from textkit.reporter import Reporter
from textkit.reporting.page import page_of
from textkit.reporting.redact import redacted, redacted_manifest
from textkit.reporting.report import Report, Section
from textkit.reporting.sections import (
    calibration,
    confusion,
    curves,
    examples,
    labels,
    learning,
    lengths,
    overview,
    provenance,
)
from textkit.reporting.subject import Subject
from textkit.reporting.svg import render
from textkit.reporting.temperature import with_temperature

_SECTIONS: tuple[Callable[[Subject], Section | None], ...] = (
    overview.section,
    learning.section,
    confusion.section,
    labels.section,
    curves.section,
    calibration.section,
    lengths.section,
    examples.section,
    provenance.section,
)


def subject_of(evaluation: Evaluation, *, own_data: bool, include_examples: bool = False) -> Subject:
    """What was evaluated, as reports take it; texts only if they are asked for.

    Raises:
        UsageError: a checkpoint that someone else made was evaluated; there is no run to write into.
    """
    run = evaluation.answered.predictor.run
    if run is None:
        raise UsageError(f"{evaluation.answered.predictor.name} is no run: a report is a part of one", "train one")
    errors = errors_of(evaluation.answered, examples.MOST) if include_examples else None
    return Subject(
        run,
        redacted_manifest(run.manifest()),
        evaluation.answered,
        evaluation.scores,
        evaluation.baselines,
        own_data,
        errors=errors,
    )


def temper(subject: Subject, reporter: Reporter) -> Subject:
    """`subject` with a temperature; of the run's own data it is kept beside the calibration error in `metrics.json`.

    Raises:
        OSError: the run cannot be written to.
    """
    found = with_temperature(subject, reporter)
    if found.own_data:
        found.run.write_metrics(found.scores["split"], found.scores)
    return found


def report_of(subject: Subject) -> Report:
    """What the page holds."""
    scores = subject.scores
    sections = [found for make in _SECTIONS if (found := make(subject)) is not None]
    return Report(
        title=subject.manifest.title,
        subtitle=f"on {redacted(subject.answered.title)}, {scores['split']}, {scores['rows']:,} rows",
        warnings=provenance.warnings(subject.manifest),
        headlines=overview.headlines(subject),
        sections=sections,
    )


def write_report(subject: Subject) -> Path:
    """Write the page and its plots into the run; the page's path.

    `report.html` and `plots/` are of the test split, `report-validation.html` and `plots-validation/` of another, and
    `report-<file>.html` of other data.

    Raises:
        OSError: the run cannot be written to.
    """
    report, suffix = report_of(subject), _suffix(subject)
    folder = subject.run.path / f"plots{suffix}"
    drawings = {plot.name: render(plot, folder) for plot in report.plots}
    path = subject.run.path / f"report{suffix}.html"
    write_text(path, page_of(report, drawings))
    return path


def _suffix(subject: Subject) -> str:
    if not subject.own_data:
        return "-" + "".join(each if each.isalnum() or each in "-_" else "-" for each in subject.answered.title)
    split = subject.scores["split"]
    return "" if split == "test" else f"-{split}"
