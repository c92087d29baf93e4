"""Where the figures of a training go. A logger is told of each step and each evaluation, and closed at the end."""

import json
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
    """Scalars for TensorBoard, under `tensorboard/` in the run."""

    def __init__(self, run: Run, resumed_at: int) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError:
            raise MissingError(
                "TensorBoard is not installed",
                "pip install 'textkit-nlp[tensorboard]', or leave out --tensorboard",
            ) from None
        self._writer = SummaryWriter(str(run.path / "tensorboard"), purge_step=resumed_at + 1)

    def log_step(self, step: Step, number: int) -> None:
        self._writer.add_scalar("train/loss", step.loss, number)
        self._writer.add_scalar("train/learning_rate", step.rate, number)

    def log_evaluation(self, record: dict[str, Any]) -> None:
        for name, figure in record.items():
            if isinstance(figure, float) and name not in ("seconds", "epoch"):
                self._writer.add_scalar(f"validation/{name}", figure, record["step"])

    def finalize(self) -> None:
        self._writer.close()
