"""How fast models answer, in turn: what the machine does besides falls on all of them alike.

Single texts and many at once are asked of different processes: a session that has seen many batches is set up for
them, and would answer a single text as no fresh process does.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from textkit.benchmark.figures import Latency, Speed, Throughput
from textkit.benchmark.worker import PIPELINE, Job
from textkit.benchmark.workers import Worker, working
from textkit.benchmark.workload import FEWEST, MOST, Workload, some
from textkit.reporter import Reporter

_OWN = "own"
_SIZES: tuple[int | None, ...] = (None, 8, 32, 128)  # None: batches of so many tokens as suit the model
_SIZES_OF_PIPELINES: tuple[int | None, ...] = (1, 8, 32)
_TRIES, _ROUND_S = 2, 1.0
Request = dict[str, Any]
Answer = dict[str, Any]
Told = Callable[[str], None]


class Titled(NamedTuple):
    """What is measured, and what messages call it."""

    title: str
    job: Job


def measure(jobs: Sequence[Titled], workload: Workload, reporter: Reporter) -> list[Speed]:
    """The speed of each job, in their order; a round asks each of them once.

    Raises:
        MissingError: a process has died.
    """
    done = 0
    with reporter.track("measuring", len(jobs) * (len(workload.singly) + len(workload.together))) as progress:

        def told(title: str) -> None:
            nonlocal done
            done += 1
            progress(done, title)

        singly = _measure_singly(jobs, workload, told)
        together = _measure_together(jobs, workload, told)
    return [
        Speed(alone.latency, many.throughput, alone.load_seconds, max(alone.peak_megabytes, many.peak_megabytes))
        for alone, many in zip(singly, together, strict=True)
    ]


class _Singly(NamedTuple):
    latency: Latency
    load_seconds: float
    peak_megabytes: float


class _Together(NamedTuple):
    throughput: Throughput
    peak_megabytes: float


def _measure_singly(jobs: Sequence[Titled], workload: Workload, told: Told) -> list[_Singly]:
    with working(jobs) as workers:
        for worker in workers:
            worker.ask({"singly": workload.warm_up})
        requests = [{"singly": texts} for texts in workload.singly]
        answers = _in_turn(workers, [requests] * len(workers), told)
        return [
            _Singly(Latency.of([each["seconds"] for each in rounds]), worker.load_seconds, _peak(rounds))
            for worker, rounds in zip(workers, answers, strict=True)
        ]


def _measure_together(jobs: Sequence[Titled], workload: Workload, told: Told) -> list[_Together]:
    with working(jobs) as workers:
        trials = [_try_sizes(worker, titled.job, workload) for worker, titled in zip(workers, jobs, strict=True)]
        sizes = [_fastest(rates) for rates in trials]
        requests = [_requests(workload, size, rates[size]) for size, rates in zip(sizes, trials, strict=True)]
        answers = _in_turn(workers, requests, told)
        return [
            _Together(_throughput(worker, asked, rounds, rates), _peak(rounds))
            for worker, asked, rounds, rates in zip(workers, requests, answers, trials, strict=True)
        ]


def _requests(workload: Workload, size: int | None, rate: float) -> list[Request]:
    """About a second for each round: a clock is too coarse for less, and people too impatient for more."""
    count = max(FEWEST, min(MOST, int(rate * _ROUND_S)))
    return [{"together": some(texts, count), "batch_size": size} for texts in workload.together]


def _try_sizes(worker: Worker, job: Job, workload: Workload) -> dict[int | None, float]:
    """Records a second by batch size."""
    found: dict[int | None, float] = {}
    for size in _SIZES_OF_PIPELINES if job.tool == PIPELINE else _SIZES:
        worker.ask({"together": workload.warm_up, "batch_size": size})
        request = {"together": workload.trial, "batch_size": size}
        found[size] = len(workload.trial) / min(worker.ask(request)["seconds"] for _ in range(_TRIES))
    return found


def _fastest(rates: dict[int | None, float]) -> int | None:
    return max(rates, key=lambda size: rates[size])


def _in_turn(workers: Sequence[Worker], requests: Sequence[Sequence[Request]], told: Told) -> list[list[Answer]]:
    """What each worker answers to its requests, round by round; who comes first moves on with the rounds."""
    answers: list[list[Answer]] = [[] for _ in workers]
    for number in range(len(requests[0])):
        for place in range(len(workers)):
            turn = (number + place) % len(workers)
            answers[turn].append(workers[turn].ask(requests[turn][number]))
            told(workers[turn].title)
    return answers


def _throughput(
    worker: Worker, asked: Sequence[Request], rounds: Sequence[Answer], rates: dict[int | None, float]
) -> Throughput:
    """Tokens are counted last: a tokenizer that had met the texts before would remember their pieces."""
    return Throughput.of(
        [each["seconds"] for each in rounds],
        [len(each["together"]) for each in asked],
        [worker.ask({"count": each["together"]})["tokens"] for each in asked],
        asked[0]["batch_size"],
        {_OWN if each is None else str(each): rate for each, rate in rates.items()},
    )


def _peak(rounds: Sequence[Answer]) -> float:
    return max(float(each["peak_megabytes"]) for each in rounds)
