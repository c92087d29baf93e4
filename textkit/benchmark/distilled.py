"""What a distillation came to: teacher, student and control beside each other on test, and whether teaching helped."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from textkit.benchmark.conditions import Conditions
from textkit.benchmark.cost import disk_bytes
from textkit.benchmark.entrants import Entrant
from textkit.benchmark.figures import Speed
from textkit.benchmark.judging import count_answers
from textkit.benchmark.lineup import Contestant, line_up
from textkit.benchmark.measuring import measure
from textkit.benchmark.ranking import Score
from textkit.benchmark.workload import make_workload
from textkit.evaluation.paired import Comparison, compare
from textkit.inference.own_dataset import own_dataset
from textkit.reporter import Reporter
from textkit.run import Run

NOISE = 0.05
"""A p value beyond it is noise."""


@dataclass(frozen=True)
class Part:
    """One of the three."""

    role: str
    run: Run
    score: Score
    speed: Speed
    disk_bytes: int

    def document(self) -> dict[str, Any]:
        manifest = self.run.manifest()
        return {
            "run": str(self.run.path),
            "title": manifest.title,
            "score": asdict(self.score),
            "parameters": manifest.parameters,
            "disk_megabytes": self.disk_bytes / 1e6,
            "latency_ms": asdict(self.speed.latency),
            "throughput": asdict(self.speed.throughput),
            "train_seconds": manifest.train_seconds,
        }


@dataclass(frozen=True)
class Weighed:
    """All three on test, measured in one session."""

    dataset: str
    records: int
    threads: int
    parts: Sequence[Part]
    against_teacher: Comparison
    against_control: Comparison | None

    def _part(self, role: str) -> Part:
        return next(each for each in self.parts if each.role == role)

    @property
    def kept(self) -> float:
        """The share of the teacher's score that the student has."""
        return self._part("student").score.mean / max(self._part("teacher").score.mean, 1e-12)

    @property
    def faster(self) -> float:
        """How many times as many records a second the student answers."""
        ours, theirs = (self._part(role).speed.throughput.records for role in ("student", "teacher"))
        return ours / theirs

    def words(self) -> list[str]:
        """What came of it, plainly."""
        student, metric = self._part("student"), self.against_teacher.metric.replace("_", " ")
        said = [
            f"the student keeps {self.kept:.1%} of the teacher's {metric}, answers {self.faster:.1f} times as many "
            f"records a second, and has {student.disk_bytes / max(1, self._part('teacher').disk_bytes):.1%} of its size"
        ]
        if self.against_control is None:
            return [*said, "there is no control: whether the teacher made the difference is not known"]
        gain = self.against_control
        low, high = (100 * edge for edge in gain.interval)
        figures = f"{100 * gain.difference:+.1f} points [{low:.1f}, {high:.1f}], p {gain.p:.3f}, {gain.test}"
        if gain.p > NOISE:
            return [*said, f"beside the control {figures}: within noise, the same student learns as much alone"]
        verdict = "the teacher helped" if gain.difference > 0 else "the teacher did harm"
        return [*said, f"beside the control {figures}: {verdict}"]

    def document(self) -> dict[str, Any]:
        """Every figure, for JSON."""
        return {
            "dataset": self.dataset,
            "split": "test",
            "records": self.records,
            "threads": self.threads,
            **{part.role: part.document() for part in self.parts},
            "kept": self.kept,
            "faster": self.faster,
            "against_teacher": asdict(self.against_teacher),
            "against_control": asdict(self.against_control) if self.against_control else None,
            "verdict": self.words(),
        }


def weigh(teacher: Run, student: Run, control: Run | None, conditions: Conditions, reporter: Reporter) -> Weighed:
    """Score the three on the test split of their dataset, and measure them in turn.

    Raises:
        MissingError: their dataset is gone, or a process that measures has died.
    """
    roles = {"teacher": teacher, "student": student, **({"control": control} if control else {})}
    entrants = [Entrant(role, (run,)) for role, run in roles.items()]
    contestants: Sequence[Contestant] = line_up(entrants, conditions, reporter)
    counted = [count_answers(each, conditions, reporter) for each in contestants]
    dataset = own_dataset(teacher, reporter)
    test, others = (dataset.split(split).texts for split in ("test", "validation"))
    speeds = measure(
        [each.job(conditions) for each in contestants], make_workload(test, others, conditions.rounds), reporter
    )
    parts = [
        Part(
            role, run, Score.of(each), speed, disk_bytes(run, contestant.tool, contestant.precision, conditions.device)
        )
        for (role, run), contestant, each, speed in zip(roles.items(), contestants, counted, speeds, strict=True)
    ]
    return Weighed(
        dataset=dataset.info.title,
        records=len(test),
        threads=conditions.threads,
        parts=parts,
        against_teacher=compare(counted[1], counted[0]),
        against_control=compare(counted[1], counted[2]) if control else None,
    )
