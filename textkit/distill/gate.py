"""The bound on what a student may score below its teacher."""

from textkit.errors import GateError
from textkit.evaluation.scoring import metrics_of
from textkit.run import Run
from textkit.tasks import tasks

_ROUNDING = 1e-9


def check_drop(teacher: Run, student: Run, max_drop: float | None) -> None:
    """Hold both scores on validation against each other: test is for telling, not for choosing.

    Raises:
        GateError: the student scores more than `max_drop` lower.
    """
    if max_drop is None:
        return
    metric = metrics_of(tasks.load(student.manifest().task), student.labels())[0]
    theirs, ours = (float(run.metrics()["validation"][metric]) for run in (teacher, student))
    if theirs - ours > max_drop + _ROUNDING:
        raise GateError(
            f"{metric} on validation falls from {theirs:.4f} to {ours:.4f}, by {theirs - ours:.4f}: "
            f"more than --max-drop {max_drop:g}",
            f"{student.path} is there all the same; more texts may help: --unlabelled FILE, --augment 10",
        )
