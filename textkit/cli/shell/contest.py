"""The tables of a benchmark: what models score, how fast they answer, what they take, and which to take."""

from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from textkit.cli.shell.tables import table
from textkit.reporting.amounts import duration, milliseconds, p_value, parameters, rate

if TYPE_CHECKING:
    from textkit.benchmark.result import Benchmark, Line

_MILLION = 1e6


def contest_tables(found: "Benchmark") -> list[RenderableType]:
    """A table for each question that is asked of a model, then the recommendation."""
    measured = found.measured
    rounds = measured["rounds"]
    where = f"{measured['device']}, {measured['threads']} thread{'s' * (measured['threads'] > 1)}"
    return [
        table(f"{found.dataset}, test, {found.records:,} records", *_scores(found)),
        table(f"speed: {where}, {rounds} round{'s' * (rounds > 1)} in turn", *_speeds(found)),
        table("what they take", *_costs(found)),
        *_advice(found),
    ]


def _scores(found: "Benchmark") -> tuple[list[str], list[list[str]]]:
    columns = ["model", found.metric.replace("_", " "), "95% interval", "points to the best", "p (Holm)"]
    rows = [
        [
            line.contestant.title + _seeds(line),
            f"{line.score.mean:.4f}",
            f"{line.score.low:.4f} to {line.score.high:.4f}",
            *_against(line, best=number == found.best),
        ]
        for number, line in enumerate(found.lines)
        if line.score is not None
    ]
    return columns, rows


def _seeds(line: "Line") -> str:
    count = len(line.contestant.entrant.runs)
    return f", {count} seeds" if count > 1 else ""


def _against(line: "Line", best: bool) -> list[str]:
    beside = line.against
    if best or beside is None:
        return ["best", ""]
    if beside.comparison is None or beside.p is None:
        return ["same weights", "not ranked"]
    low, high = (100 * edge for edge in beside.comparison.interval)
    return [f"{100 * beside.comparison.difference:+.1f} [{low:.1f}, {high:.1f}]", p_value(beside.p)]


def _speeds(found: "Benchmark") -> tuple[list[str], list[list[str]]]:
    columns = ["model", "p50 ms", "p95", "p99", "texts/s", "tokens/s", "batch", "spread"]
    rows = [
        [
            line.contestant.title,
            *(milliseconds(each) for each in (line.speed.latency.p50, line.speed.latency.p95, line.speed.latency.p99)),
            rate(line.speed.throughput.records),
            rate(line.speed.throughput.tokens),
            str(line.speed.throughput.batch_size or "own"),
            f"{line.speed.noise:.0%}" if found.measured["rounds"] > 1 else "-",
        ]
        for line in found.lines
    ]
    return columns, rows


def _costs(found: "Benchmark") -> tuple[list[str], list[list[str]]]:
    columns = ["model", "memory MB", "disk MB", "parameters", "training", "tokens/s"]
    rows = [
        [
            line.contestant.title + (f"; {line.contestant.entrant.bounded}" if line.contestant.entrant.bounded else ""),
            f"{line.speed.peak_megabytes:,.0f}",
            f"{line.disk_bytes / _MILLION:,.1f}",
            parameters(line.contestant.entrant.manifest.parameters),
            "-" if line.train_seconds is None else duration(line.train_seconds),
            "-" if line.train_tokens_per_second is None else rate(line.train_tokens_per_second),
        ]
        for line in found.lines
        if not line.contestant.is_baseline
    ]
    baselines = [
        [line.contestant.title, f"{line.speed.peak_megabytes:,.0f}", f"{line.disk_bytes / _MILLION:,.1f}", "", "", ""]
        for line in found.lines
        if line.contestant.is_baseline
    ]
    return columns, rows + baselines


def _advice(found: "Benchmark") -> list[RenderableType]:
    first, *others = [*found.advice, *found.against_pipelines()]
    return [Text(first, style="bold"), *map(Text, others)]
