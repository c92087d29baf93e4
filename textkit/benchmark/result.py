"""What a benchmark has found: a line for each model in each precision, and what follows from them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from textkit.benchmark.figures import NOISY, Speed
from textkit.benchmark.lineup import Contestant
from textkit.benchmark.ranking import Against, Score
from textkit.benchmark.worker import PIPELINE

_DIGITS = 6


@dataclass(frozen=True)
class Line:
    """One contestant's figures. A pipeline is measured for its speed alone: its weights are those of its entrant."""

    contestant: Contestant
    speed: Speed
    disk_bytes: int
    score: Score | None
    against: Against | None
    train_seconds: float | None
    """The mean over seeds."""
    train_tokens_per_second: float | None

    def document(self) -> dict[str, Any]:
        """Every figure, for JSON."""
        entrant = self.contestant.entrant
        manifest = entrant.manifest
        return {
            "title": entrant.title,
            "model": manifest.model,
            "stand_in": manifest.stand_in,
            "precision": self.contestant.precision,
            "tool": self.contestant.tool,
            "runs": [str(run.path) for run in entrant.runs],
            "seeds": [run.manifest().seed for run in entrant.runs],
            "score": asdict(self.score) if self.score else None,
            "against_best": asdict(self.against) if self.against else None,
            "latency_ms": asdict(self.speed.latency),
            "throughput": asdict(self.speed.throughput),
            "load_seconds": self.speed.load_seconds,
            "peak_megabytes": self.speed.peak_megabytes,
            "disk_megabytes": self.disk_bytes / 1e6,
            "parameters": manifest.parameters,
            "train_seconds": self.train_seconds,
            "train_tokens_per_second": self.train_tokens_per_second,
            "trained_on": {"device": manifest.device, "precision": manifest.precision, "threads": manifest.threads},
            "bounded": entrant.bounded,
        }


@dataclass(frozen=True)
class Benchmark:
    """All lines in the order in which the models were named, baselines last."""

    name: str
    """Of the dataset, as folders have it."""
    dataset: str
    """Its title."""
    dataset_hash: str
    task: str
    records: int
    """Of the test split."""
    lines: Sequence[Line]
    best: int
    """The place of the best score among the lines."""
    advice: Sequence[str]
    measured: dict[str, Any]
    """Under what circumstances: machine, device, threads, rounds, texts, versions."""

    @property
    def metric(self) -> str:
        score = self.lines[self.best].score
        assert score is not None
        return score.metric

    def against_pipelines(self) -> list[str]:
        """How many times as fast as a pipeline the same weights answer."""
        return [
            f"{ours.contestant.title}: {theirs.speed.latency.p50 / ours.speed.latency.p50:.1f}x as fast as "
            f"{PIPELINE} for one text, {ours.speed.throughput.records / theirs.speed.throughput.records:.1f}x for many"
            for theirs in self.lines
            if theirs.contestant.is_baseline
            for ours in self.lines
            if ours is not theirs and ours.contestant.entrant is theirs.contestant.entrant
        ]

    def warnings(self) -> list[str]:
        """Where the machine was too restless for the figures to be taken at their word."""
        noisy = [line for line in self.lines if line.speed.noise > NOISY]
        return [
            f"{line.contestant.title}: rounds differ by {line.speed.noise:.0%} (median absolute deviation): "
            "something else kept the machine busy"
            for line in noisy
        ] + [
            f"{line.contestant.title}: {line.speed.outliers} of {self.measured['rounds']} rounds far from the others; "
            "medians leave them out"
            for line in self.lines
            if line.speed.outliers and line not in noisy
        ]

    def document(self) -> dict[str, Any]:
        """One JSON document with every figure."""
        found: dict[str, Any] = _rounded(
            {
                "dataset": self.dataset,
                "dataset_hash": self.dataset_hash,
                "task": self.task,
                "split": "test",
                "records": self.records,
                "metric": self.metric,
                "models": [line.document() for line in self.lines],
                "best": self.lines[self.best].contestant.title,
                "recommendation": list(self.advice),
                "against_pipelines": self.against_pipelines(),
                "warnings": self.warnings(),
                "measured": self.measured,
            }
        )
        return found


def _rounded(value: Any) -> Any:
    """Six digits that count: of a small p value as well."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, (list, tuple)) else value
