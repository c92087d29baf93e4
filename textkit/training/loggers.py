"""Where the figures of a training go. A logger is told of each step and each evaluation, and closed at the end."""

import json
from pathlib import Path
from typing import Any, Protocol

from textkit.atomic import write_text
from textkit.errors import MissingError
from textkit.run import Run
from textkit.training.loop import Step


class Logger(Protocol):
    """Told of everything, decides what to keep."""

    def log_step(self, step: Step, number: int) -> None: ...

    def log_evaluation(self, record: dict[str, Any]) -> None: ...

    def finalize(self) -> None: ...


class History:
    """`history.jsonl`: a line for each evaluation, cut back to the checkpoint's step when training goes on."""

    def __init__(self, run: Run, resumed_at: int) -> None:
        self.path = run.history_file
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.is_file() else []
        self.records: list[dict[str, Any]] = [
            record for record in map(json.loads, lines) if record["step"] <= resumed_at
        ]
        self._write()

    def log_step(self, step: Step, number: int) -> None:
        pass

    def log_evaluation(self, record: dict[str, Any]) -> None:
        self.records.append(record)
        self._write()

    def finalize(self) -> None:
        pass

    def _write(self) -> None:
        write_text(self.path, "".join(json.dumps(record) + "\n" for record in self.records))


class TensorBoard:
    """Scalars for TensorBoard: of each step, and of each evaluation all that `history.jsonl` has, by split."""

    def __init__(self, run: Run, resumed_at: int) -> None:
        self._writer = open_logs(run, purge_step=resumed_at + 1)

    def log_step(self, step: Step, number: int) -> None:
        self._writer.add_scalar("train/loss", step.loss, number)
        self._writer.add_scalar("train/learning_rate", step.rate, number)

    def log_evaluation(self, record: dict[str, Any]) -> None:
        for name, figure in record.items():
            if name not in _OF_STEPS:
                self._writer.add_scalar(_tag(name), figure, record["step"])

    def finalize(self) -> None:
        self._writer.close()


def logs_of(run: Run) -> Path:
    """Where a run's logs for TensorBoard are, if it has any."""
    return run.path / "tensorboard"


def open_logs(run: Run, *, purge_step: int | None = None) -> Any:
    """A writer that adds to them; from `purge_step` on what was logged before is void.

    Raises:
        MissingError: TensorBoard is not installed.
    """
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        raise MissingError(
            "TensorBoard is not installed",
            "pip install 'textkit-nlp[tensorboard]', or leave out --tensorboard",
        ) from None
    return SummaryWriter(str(logs_of(run)), purge_step=purge_step)


_OF_STEPS = ("step", "learning_rate")
_TAGS = {"train_loss": "train/epoch_loss", "seconds": "train/seconds", "epoch": "train/epoch"}


def _tag(name: str) -> str:
    """`validation/accuracy`, and `test/accuracy` of a test split that was only watched."""
    watched = name.removeprefix("test_")
    return _TAGS.get(name) or (f"validation/{name}" if watched == name else f"test/{watched}")
