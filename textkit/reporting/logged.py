"""Plots of a training's validation split as figures in its logs for TensorBoard, beside the scalars."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from textkit.inference.answered import answer_split
from textkit.inference.predictor import Predictor
from textkit.reporter import Reporter
from textkit.reporting.redact import redacted_manifest
from textkit.reporting.report import Plot, Section
from textkit.reporting.sections import calibration, confusion, labels
from textkit.reporting.style import styled
from textkit.reporting.subject import Subject
from textkit.run import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DPI = 150
_SECTIONS: tuple[Callable[[Subject], Section], ...] = (confusion.section, labels.section, calibration.section)


def log_plots(run: Run, predictor: Predictor, reporter: Reporter) -> None:
    """Add what is confused, the scores by label and the reliability diagram to the logs, at the step that was kept.

    Raises:
        MissingError: TensorBoard is not installed.
        OSError: the logs cannot be written to.
    """
    from textkit.training.loggers import open_logs

    answered = answer_split(predictor, split="validation", reporter=reporter)
    scores = run.metrics()["validation"]
    subject = Subject(run, redacted_manifest(run.manifest()), answered, scores, {})
    plots = [block for make in _SECTIONS for block in make(subject).blocks if isinstance(block, Plot)]
    step = _step_of(run, scores["epoch"])
    writer = open_logs(run)
    try:
        for plot in plots:
            with styled():
                image = _image(plot.draw())
            writer.add_image(f"validation/{plot.name}", image, step, dataformats="HWC")
    finally:
        writer.close()


def _step_of(run: Run, epoch: float) -> int:
    """The step at which an epoch ended, of `history.jsonl`."""
    records: list[dict[str, Any]] = list(map(json.loads, run.history_file.read_text(encoding="utf-8").splitlines()))
    return int(next((record["step"] for record in records if record["epoch"] == epoch), records[-1]["step"]))


def _image(figure: "Figure") -> NDArray[np.uint8]:
    """The pixels, (height, width, 3)."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(_DPI)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]
