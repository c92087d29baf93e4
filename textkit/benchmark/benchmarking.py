"""A benchmark, from names to a recommendation."""

from collections.abc import Sequence
from statistics import fmean

from textkit.benchmark.advice import Candidate, advise
from textkit.benchmark.conditions import Conditions
from textkit.benchmark.cost import disk_bytes, training_tokens_per_second
from textkit.benchmark.entering import Terms, check_terms, enter
from textkit.benchmark.entrants import recognise
from textkit.benchmark.figures import Speed
from textkit.benchmark.ground import common_ground
from textkit.benchmark.judging import Judgement, judge
from textkit.benchmark.lineup import Contestant, check_pipeline, line_up
from textkit.benchmark.machine import describe_machine
from textkit.benchmark.measuring import measure
from textkit.benchmark.result import Benchmark, Line
from textkit.benchmark.workload import Workload, make_workload
from textkit.config.settings import Setting
from textkit.reporter import Reporter, Silent
from textkit.run import Run
from textkit.training.begin import versions


def benchmark(
    names: Sequence[str],
    *,
    data: str | None = None,
    reading: Sequence[Setting] = (),
    terms: Terms | None = None,
    conditions: Conditions | None = None,
    reporter: Reporter | None = None,
) -> Benchmark:
    """Train what is named by a model's name, take runs as they are, and measure all of them on the same test split.

    Args:
        names: models of the zoo, and folders of runs.
        data: what is trained and measured on; default is what the runs were trained on, or clickbait.
        reading: how `data` is read and split.
        terms: what the trainings have in common.
        conditions: how all are measured.

    Raises:
        UsageError: names, settings or data do not go together.
        DataError, MissingError: data or weights are not what or where they should be, or a process has died.
        Interrupted: the user stopped a training; the same call goes on.
    """
    reporter, terms, conditions = reporter or Silent(), terms or Terms(), conditions or Conditions()
    named = recognise(names)
    check_terms(terms, named)
    check_pipeline(named, conditions)
    ground = common_ground(data, reading, [each for each in named if isinstance(each, Run)], reporter)
    contestants = line_up(enter(named, ground, terms, reporter), conditions, reporter)
    best, judged = judge(contestants, conditions, reporter)
    test, others = (ground.dataset.split(split).texts for split in ("test", "validation"))
    workload = make_workload(test, others, conditions.rounds)
    speeds = measure([each.job(conditions) for each in contestants], workload, reporter)
    lines = [_line(*each, conditions) for each in zip(contestants, speeds, judged, strict=True)]
    info = ground.dataset.info
    return Benchmark(
        name=info.name,
        dataset=info.title,
        dataset_hash=info.hash,
        task=info.task,
        records=len(test),
        lines=lines,
        best=best,
        advice=advise([_candidate(line, lines) for line in lines if line.score], best),
        measured=_circumstances(conditions, workload),
    )


def _line(contestant: Contestant, speed: Speed, judgement: Judgement, conditions: Conditions) -> Line:
    runs = contestant.entrant.runs
    seconds = [run.manifest().train_seconds for run in runs]
    known = [each for each in seconds if each is not None]
    return Line(
        contestant=contestant,
        speed=speed,
        disk_bytes=disk_bytes(runs[0], contestant.tool, contestant.precision, conditions.device),
        score=judgement.score,
        against=judgement.against,
        train_seconds=fmean(known) if known else None,
        train_tokens_per_second=training_tokens_per_second(runs[0]),
    )


def _candidate(line: Line, lines: Sequence[Line]) -> Candidate:
    assert line.score is not None
    assert line.against is not None
    comparison, latency = line.against.comparison, line.speed.latency
    return Candidate(
        title=line.contestant.title,
        score=line.score.mean,
        latency=latency.p50,
        noise=latency.rounds.deviation,
        p=line.against.p,
        interval=comparison.interval if comparison else None,
        same_as=lines[line.against.same_as].contestant.title if line.against.same_as is not None else None,
    )


def _circumstances(conditions: Conditions, workload: Workload) -> dict[str, object]:
    return {
        "machine": describe_machine(),
        "device": conditions.device,
        "threads": conditions.threads,
        "rounds": conditions.rounds,
        "texts": workload.distinct,
        "versions": versions(),
    }
