"""What textkit does between the steps of the transformers Trainer: scores, logs, kept weights, the decision to stop."""

import time
from collections.abc import Sequence
from typing import Any

from torch import Tensor, nn
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from textkit.evaluation.scoring import better
from textkit.models.encoders.lora import merged_weights, remove_adapters
from textkit.reporter import Progress, Reporter
from textkit.run import Run
from textkit.training.forecast import Forecast
from textkit.training.loggers import Logger
from textkit.training.loop import Step
from textkit.training.thresholds import keep_thresholds
from textkit.training.validation import Validation
from textkit.training.weights import save_weights


class Watch(TrainerCallback):
    """Keeps the figures that `gradient.py` keeps of its own loop; `tokens` are those of an epoch."""

    def __init__(
        self,
        module: nn.Module,
        settings: Any,
        validate: Validation,
        loggers: Sequence[Logger],
        reporter: Reporter,
        tokens: int,
        progress: Progress,
    ) -> None:
        self.module, self.settings, self.validate = module, settings, validate
        self.loggers, self.reporter, self.tokens, self.progress = loggers, reporter, tokens, progress
        self.forecast = Forecast(settings.epochs, tokens, int(validate.encoded.lengths.sum()), reporter)
        self.best: float | None = None
        self.kept_epoch = self.stale = 0
        self.kept_weights: dict[str, Tensor] = {}
        self.losses: list[float] = []  # of the steps of this epoch
        self.rate = self.seconds = self.since = 0.0

    def on_epoch_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        self.losses, self.since = [], time.perf_counter()

    def on_log(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, logs: Any = None, **_: Any
    ) -> None:
        """After each step; once more at the end, without a loss."""
        if "loss" not in logs:
            return
        tokens = round(self.tokens * self.settings.epochs / state.max_steps)
        step = Step(float(state.epoch or 0), logs["loss"], tokens, logs["learning_rate"], ends_epoch=False)
        self.losses.append(step.loss)
        self.rate = step.rate
        for logger in self.loggers:
            logger.log_step(step, state.global_step)
        score = "" if self.best is None else f"  best {self.settings.metric} {self.best:.4f}"
        self.progress(step.done, f"loss {step.loss:.4f}{score}")
        self.forecast.after(step)

    def on_epoch_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        self.seconds += time.perf_counter() - self.since
        self._evaluate(round(state.epoch or 0), state.global_step)
        if 0 < self.settings.patience <= self.stale:
            epochs = f"{self.settings.patience} epoch{'s' * (self.settings.patience > 1)}"
            self.reporter.note(f"stopping early: {epochs} without a better score")
            control.should_training_stop = True

    def _evaluate(self, epoch: int, step: int) -> None:
        scores, _ = self.validate(self.module)
        figure = float(scores[self.settings.metric])
        improved = better(self.settings.metric, figure, self.best)
        if improved:
            self.best, self.stale = figure, 0
        else:
            self.stale += 1
        if improved or self.settings.keep == "last":
            self.kept_epoch = epoch
            weights = merged_weights(self.module)
            self.kept_weights = {name: each.to("cpu", copy=True) for name, each in weights.items()}
        train_loss = sum(self.losses) / len(self.losses)
        record = {
            "epoch": epoch,
            "step": step,
            "train_loss": round(train_loss, 6),
            **{name: value for name, value in scores.items() if isinstance(value, float)},
            "learning_rate": self.rate,
            "seconds": round(self.seconds, 3),
        }
        for logger in self.loggers:
            logger.log_evaluation(record)
        chosen_by = f"{self.settings.metric} {figure:.4f}  " if self.settings.metric != "loss" else ""
        self.reporter.note(
            f"epoch {epoch}/{self.settings.epochs}  train loss {train_loss:.4f}  validation loss {scores['loss']:.4f}  "
            f"{chosen_by}{self.tokens * epoch / max(self.seconds, 1e-9):,.0f} tokens/s"
            + ("  best so far" if improved else "")
        )

    def finish(self, run: Run) -> dict[str, Any]:
        """The weights that were kept become the model's; their scores are taken anew from those very weights."""
        remove_adapters(self.module)
        self.module.load_state_dict(self.kept_weights)
        scores, learned = self.validate(self.module)
        save_weights(run, self.kept_weights)
        keep_thresholds(run, learned, self.validate.labels, self.settings)
        return {
            "validation": {"epoch": self.kept_epoch, **scores},
            "train_seconds": round(self.seconds, 3),
            "parameters": sum(parameter.numel() for parameter in self.module.parameters()),
        }
