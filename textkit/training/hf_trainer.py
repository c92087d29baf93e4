"""The same recipe run through the transformers Trainer, so that textkit's own loop can be checked against it.

The Trainer's are the order of the rows, the padding's company, optimizer, schedule, clipping, precision and the loop;
textkit's are the texts as pieces, the network as it starts, the loss and the scores.
"""

import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers import PrinterCallback, Trainer

from textkit.config.settings import Config
from textkit.errors import Interrupted
from textkit.inference.answers import bounds_of
from textkit.models.layers.losses import Loss
from textkit.reporter import Reporter
from textkit.run import Run
from textkit.text.vectorizers import encode
from textkit.training.batching import Batches
from textkit.training.device import autocast_for
from textkit.training.hf_callback import Watch
from textkit.training.hf_recipe import arguments_for
from textkit.training.loggers import History, Logger, TensorBoard
from textkit.training.material import Material
from textkit.training.network import make_network, tell_of_long_inputs
from textkit.training.objective import objective
from textkit.training.validation import Validation
from textkit.types import IGNORED, Encoded


def fit_with_transformers(
    run: Run, material: Material, config: Config, init: Run | None, reporter: Reporter
) -> dict[str, Any]:
    """Train from the beginning, write `model/`, and return what manifest and metrics need.

    Raises:
        Interrupted: the user stopped it; nothing is kept.
    """
    settings, manifest = config.training, run.manifest()
    if run.history_file.is_file():
        reporter.note("the transformers Trainer keeps no checkpoints: starting from the beginning")
    vectorizer, module = make_network(run, material, config, init, reporter)
    encoded = encode(vectorizer, material.train_inputs, material.task.level)
    tell_of_long_inputs(encoded, config, reporter)
    validate = Validation(
        material.task,
        material.labels,
        encode(vectorizer, material.validation_inputs, material.task.level),
        bounds_of(material.validation_inputs),
        material.validation_targets,
        manifest.device,
        autocast_for(manifest.device, manifest.precision),
        settings,
    )
    loggers: list[Logger] = [History(run, 0)]
    if settings.tensorboard:
        loggers.append(TensorBoard(run, 0))
    size = _batch_size(encoded, settings, reporter)
    with reporter.track("training", settings.epochs) as progress, contextlib.ExitStack() as closing:
        for logger in loggers:
            closing.callback(logger.finalize)
        watch = Watch(module, settings, validate, loggers, reporter, int(encoded.lengths.sum()), progress)
        trainer = Trainer(
            model=module,
            args=arguments_for(settings, manifest, size, run.checkpoint),
            train_dataset=range(len(encoded.lengths)),
            data_collator=partial(collate, encoded, material.train_targets),
            compute_loss_func=_mean(objective(module, material, settings, manifest.device)),
            callbacks=[watch],
        )
        trainer.remove_callback(PrinterCallback)
        run.checkpoint.rmdir()  # made by the Trainer; to textkit a checkpoint is what can be resumed
        _train(trainer)
    return watch.finish(run)


def _train(trainer: Trainer) -> None:
    """All epochs. As nothing would be saved, Ctrl-C need not wait for the end of a step."""
    try:
        trainer.train()
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped after step {trainer.state.global_step:,}; a training by the transformers Trainer is not kept",
            "the same command begins anew",
        ) from None


def collate(encoded: Encoded, truth: NDArray[Any], rows: Sequence[int]) -> dict[str, Tensor]:
    """The arrays of `rows` with their `labels`: (B,), or (B, L) that are `IGNORED` but where words are answered."""
    numbers = np.asarray(rows, dtype=np.int64)
    inputs = encoded.batch(numbers)
    labels, columns = encoded.targets(numbers, truth), encoded.columns(numbers)
    if columns is not None:
        row, word = np.nonzero(labels != IGNORED)
        spread = np.full(inputs["input_ids"].shape, IGNORED, dtype=np.int64)
        spread[row, columns[row, word]] = labels[row, word]
        labels = spread
    return {name: torch.from_numpy(array) for name, array in {**inputs, "labels": labels}.items()}


def _mean(loss: Loss) -> Callable[..., Tensor]:
    """The loss by the number of answers of the whole step.

    The heads of most encoders take the mean of each batch, whatever the number of answers that they are told, and a
    Trainer that has told them adds up the batches of a step undivided: N batches give N times the gradient.
    """

    def mean(outputs: Any, labels: Tensor, num_items_in_batch: Tensor) -> Tensor:
        return loss(outputs.logits.float(), labels) / num_items_in_batch

    return mean


def _batch_size(encoded: Encoded, settings: Any, reporter: Reporter) -> int:
    """The Trainer counts sequences; where the recipe counts tokens, as many as our batches have on average."""
    if settings.batch_size:
        return int(settings.batch_size)
    planned = Batches(encoded.lengths, settings.seed, settings.batch_tokens, least_rows=settings.least_rows)
    size = max(1, round(len(encoded.lengths) / len(planned.epoch(0))))
    reporter.note(f"batches of {size} sequences, which is what our own of {settings.batch_tokens:,} tokens have")
    return size
