"""Training a network: iterates the loop, and does between its steps what the loop leaves to others."""

import contextlib
import time
from dataclasses import dataclass
from typing import Any

from safetensors.torch import load_file, save_file

from textkit.atomic import replacing
from textkit.config.sections import GradientSection
from textkit.config.settings import Config
from textkit.errors import Interrupted
from textkit.evaluation.scoring import better
from textkit.inference.answers import bounds_of
from textkit.models.encoders.frozen import answer_with_features, is_frozen, keep_features
from textkit.models.encoders.lora import merged_weights, remove_adapters
from textkit.reporter import Progress, Reporter
from textkit.run import Run
from textkit.text.vectorizers import encode
from textkit.training.batching import Batches
from textkit.training.device import autocast_for
from textkit.training.forecast import Forecast
from textkit.training.interrupt import StopRequest, stop_on_signal
from textkit.training.lazy import make_sparse
from textkit.training.lesson import Lesson
from textkit.training.loggers import History, Logger, TensorBoard
from textkit.training.loop import Step, Trainee, train_steps
from textkit.training.material import Material
from textkit.training.network import make_network, tell_of_long_inputs
from textkit.training.objective import objective
from textkit.training.optimizer import make_optimizer
from textkit.training.schedules import Plateau
from textkit.training.state import State
from textkit.training.thresholds import keep_thresholds
from textkit.training.tracking import Tracking
from textkit.training.validation import Validation
from textkit.training.weights import save_weights


def fit_gradient(
    run: Run,
    material: Material,
    config: Config,
    init: Run | None,
    reporter: Reporter,
    lesson: Lesson | None = None,
) -> dict[str, Any]:
    """Train, or train on where `checkpoint/` stands; write `model/`, and return what manifest and metrics need.

    Raises:
        Interrupted: the user stopped it; the checkpoint holds everything.
    """
    settings: GradientSection = config.training
    manifest = run.manifest()
    device, precision = manifest.device, manifest.precision
    resumed = _checkpoint(run).is_file()
    vectorizer, module = make_network(run, material, config, init, reporter, resumed=resumed)
    if lesson is not None and init is None and not resumed:
        lesson.begin(module, vectorizer, config.model)
    make_sparse(module)
    state = State(module, make_optimizer(module, settings), Plateau(settings.decay))
    if resumed:
        state.load(_checkpoint(run))
        reporter.note(f"resuming after step {state.place.step:,}, in epoch {state.place.epoch + 1}")
    autocast = autocast_for(device, precision)
    level = material.task.level
    encoded = encode(vectorizer, material.train_inputs, level)
    tell_of_long_inputs(encoded, config, reporter)
    validation = encode(vectorizer, material.validation_inputs, level)
    track = Tracking.of(run, config, material, vectorizer) if settings.track_test else None
    if is_frozen(module):
        reporter.note("the encoder is frozen: what it says is computed once")
        splits = {"train": encoded, "validation": validation} | ({"test": track.encoded} if track else {})
        kept = {
            split: keep_features(module, each, device, autocast, run.checkpoint / f"features-{split}.npy")
            for split, each in splits.items()
        }
        if answer_with_features(module, encoded, kept["train"], device):
            encoded, validation = kept["train"], kept["validation"]
            if track:
                track.encoded = kept["test"]
        else:
            reporter.warn("the head of this architecture reads more than its features: nothing is kept")
    loss = objective(module, material, settings, device)
    if lesson is not None:
        loss = lesson.loss(module, loss, device, autocast)
    trainee = Trainee(encoded, material.train_targets, loss, device, autocast, material.taught)
    batches = Batches(encoded.lengths, settings.seed, settings.batch_tokens, settings.batch_size, settings.least_rows)
    validate = Validation(
        material.task,
        material.labels,
        validation,
        bounds_of(material.validation_inputs),
        material.validation_targets,
        device,
        autocast,
        settings,
    )
    loggers: list[Logger] = [History(run, state.place.step)]
    if settings.tensorboard:
        loggers.append(TensorBoard(run, state.place.step))
    training = _Training(run, state, settings, validate, loggers, reporter, track)
    tokens, answered = int(encoded.lengths.sum()), int(validation.lengths.sum())
    training.iterate(trainee, batches, Forecast(settings.epochs, tokens, answered, reporter))
    return training.finish()


@dataclass
class _Training:
    """What happens between steps: evaluation, checkpoints, logs, progress, and the decision to stop."""

    run: Run
    state: State
    settings: GradientSection
    validate: Validation
    loggers: list[Logger]
    reporter: Reporter
    track: Tracking | None = None

    def iterate(self, trainee: Trainee, batches: Batches, forecast: Forecast) -> None:
        place, saved = self.state.place, time.monotonic()
        with (
            self.reporter.track("training", self.settings.epochs) as progress,
            stop_on_signal(self.reporter) as stop,
            contextlib.ExitStack() as closing,
        ):
            for logger in self.loggers:
                closing.callback(logger.finalize)
            if self._stale():
                return  # stopped early, then killed before the end was written
            for step in train_steps(self.state, trainee, batches, self.settings):
                for logger in self.loggers:
                    logger.log_step(step, place.step)
                self._show(progress, step)
                forecast.after(step)
                if step.ends_epoch:
                    self._evaluate(step)
                due = time.monotonic() - saved >= self.settings.checkpoint_seconds
                if step.ends_epoch or due or stop:
                    self.state.save(_checkpoint(self.run))
                    saved = time.monotonic()
                self._stop_if_asked(stop, step)
                if step.ends_epoch and self._stale():
                    epochs = f"{self.settings.patience} epoch{'s' * (self.settings.patience > 1)}"
                    self.reporter.note(f"stopping early: {epochs} without a better score")
                    break

    def finish(self) -> dict[str, Any]:
        """The weights that were kept become the model's; their scores are taken anew from those very weights."""
        kept = load_file(self._kept)
        remove_adapters(self.state.module)
        self.state.module.load_state_dict(kept)
        scores, learned = self.validate(self.state.module)
        save_weights(self.run, kept)
        keep_thresholds(self.run, learned, self.validate.labels, self.settings)
        return {
            "validation": {"epoch": self.state.place.kept_epoch, **scores},
            "train_seconds": round(self.state.place.seconds, 3),
            "parameters": sum(parameter.numel() for parameter in self.state.module.parameters()),
        }

    def _evaluate(self, step: Step) -> None:
        place = self.state.place
        scores, learned = self.validate(self.state.module)
        figure = float(scores[self.settings.metric])
        improved = better(self.settings.metric, figure, place.best)
        if improved:
            place.best, place.stale = figure, 0
        else:
            place.stale += 1
        if improved or self.settings.keep == "last":
            place.kept_epoch = round(step.done)
            self._keep_weights()
        if self.settings.schedule == "plateau":
            self.state.plateau.update(improved)
        train_loss = place.epoch_loss / place.epoch_answers
        record = {
            "epoch": round(step.done),
            "step": place.step,
            "train_loss": round(train_loss, 6),
            **{name: value for name, value in scores.items() if isinstance(value, float)},
            **(self.track(self.validate, self.state.module, learned) if self.track else {}),
            "learning_rate": step.rate,
            "seconds": round(place.seconds, 3),
        }
        for logger in self.loggers:
            logger.log_evaluation(record)
        chosen_by = f"{self.settings.metric} {figure:.4f}  " if self.settings.metric != "loss" else ""
        self.reporter.note(
            f"epoch {record['epoch']}/{self.settings.epochs}  train loss {train_loss:.4f}  "
            f"validation loss {scores['loss']:.4f}  {chosen_by}{self._speed()}" + ("  best so far" if improved else "")
        )

    def _show(self, progress: Progress, step: Step) -> None:
        best = self.state.place.best
        score = "" if best is None else f"  best {self.settings.metric} {best:.4f}"
        progress(step.done, f"loss {step.loss:.4f}{score}  {self._speed()}")

    def _speed(self) -> str:
        return f"{self.state.place.tokens / max(self.state.place.seconds, 1e-9):,.0f} tokens/s"

    def _stale(self) -> bool:
        return 0 < self.settings.patience <= self.state.place.stale

    def _stop_if_asked(self, stop: StopRequest, step: Step) -> None:
        if stop and step.done < self.settings.epochs:
            raise Interrupted(
                f"stopped after step {self.state.place.step:,}; everything is saved in {self.run.path}",
                "go on with the same command and --resume",
            )

    @property
    def _kept(self) -> Any:
        return self.run.checkpoint / "kept.safetensors"

    def _keep_weights(self) -> None:
        with replacing(self._kept) as beside:
            weights = merged_weights(self.state.module)
            save_file({name: tensor.contiguous() for name, tensor in weights.items()}, beside)


def _checkpoint(run: Run) -> Any:
    return run.checkpoint / "state.safetensors"
