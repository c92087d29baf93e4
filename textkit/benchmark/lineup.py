"""Who is measured: each entrant in each precision, and where asked for, its weights in a pipeline of transformers."""

from collections.abc import Sequence
from dataclasses import dataclass

from textkit.benchmark.conditions import Conditions
from textkit.benchmark.entrants import Entrant, stand_alike
from textkit.benchmark.measuring import Titled
from textkit.benchmark.opening import GRAPHS
from textkit.benchmark.pipeline import loads_there
from textkit.benchmark.worker import PIPELINE, TEXTKIT, Job
from textkit.errors import GateError, UsageError
from textkit.models import find_model
from textkit.reporter import Reporter
from textkit.run import Run
from textkit.training.export.exporting import export_run

_OF_LINEAR = "fp32"


@dataclass(frozen=True)
class Contestant:
    """An entrant as it answers: by which tool, in which precision."""

    title: str
    entrant: Entrant
    tool: str
    precision: str

    @property
    def is_baseline(self) -> bool:
        return self.tool == PIPELINE

    def job(self, conditions: Conditions) -> Titled:
        """The first seed's run stands for all: seeds differ in their weights, and not in what they compute."""
        run = str(self.entrant.runs[0].path)
        return Titled(self.title, Job(self.tool, run, self.precision, conditions.threads, conditions.device))

    def stands_like(self, other: "Contestant") -> bool:
        """Whether both are the same model under two names; one model in two precisions may well be compared."""
        return self.entrant is not other.entrant and stand_alike(self.entrant, other.entrant)


def check_pipeline(named: Sequence[str | Run], conditions: Conditions) -> None:
    """
    Raises:
        UsageError: a pipeline is asked for, and none of the models will load there.
    """
    able = [loads_there(each) if isinstance(each, Run) else find_model(each).locate is not None for each in named]
    if conditions.pipeline and not any(able):
        raise UsageError("no model here loads in transformers, so there is no pipeline", "leave out --baseline")


def line_up(entrants: Sequence[Entrant], conditions: Conditions, reporter: Reporter) -> list[Contestant]:
    """Everyone who is measured, pipelines last; missing graphs are exported.

    Raises:
        UsageError: nothing is left.
    """
    found = [
        Contestant(_title(entrant, precision, conditions), entrant, TEXTKIT, precision)
        for entrant in entrants
        for precision in _precisions_of(entrant, conditions, reporter)
        if _exported(entrant, precision, conditions, reporter)
    ]
    if not found:
        raise UsageError(f"no model here has {', '.join(conditions.precisions)}", "add fp32 to --precision")
    if conditions.pipeline:
        able = [entrant for entrant in entrants if loads_there(entrant.runs[0])]
        found += [Contestant(f"{entrant.title}, {PIPELINE}", entrant, PIPELINE, "fp32") for entrant in able]
    return found


def _title(entrant: Entrant, precision: str, conditions: Conditions) -> str:
    several = len(conditions.precisions) > 1 and entrant.manifest.runtime != "numpy"
    return f"{entrant.title}, {precision}" if several else entrant.title


def _precisions_of(entrant: Entrant, conditions: Conditions, reporter: Reporter) -> Sequence[str]:
    if entrant.manifest.runtime != "numpy":
        return conditions.precisions
    if conditions.precisions != (_OF_LINEAR,):
        reporter.note(f"{entrant.title} is computed in fp32 alone")
    return (_OF_LINEAR,)


def _exported(entrant: Entrant, precision: str, conditions: Conditions, reporter: Reporter) -> bool:
    """See that there are graphs. Without one torch answers in fp32, and nobody in int8."""
    if entrant.manifest.runtime == "numpy" or precision not in GRAPHS or conditions.device != "cpu":
        return True
    for run in entrant.runs:
        if precision in run.manifest().exports:
            continue
        try:
            export_run(run, precision, threads=conditions.threads, reporter=reporter)
        except GateError as error:
            instead = "torch answers" if precision == "fp32" else "it is left out"
            reporter.warn(f"{entrant.title} has no graph in {precision}, {instead}: {error.message}")
            return precision == "fp32"
    return True
