"""The training loop: a generator that yields after each optimizer step.

It computes and nothing else. Whoever iterates it evaluates, saves, logs, shows progress and stops early; between two
steps the state is whole and can be saved.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from textkit.config.sections import GradientSection
from textkit.models.layers.losses import Loss
from textkit.training.batching import Batches
from textkit.training.lazy import clip_gradients
from textkit.training.schedules import factor
from textkit.training.state import State
from textkit.types import IGNORED, Arrays, Encoded

Rows = NDArray[np.int64]

_FUSED_FROM = 192
"""Tokens from which on fused attention is the faster one on a CPU."""


@dataclass(frozen=True)
class Step:
    """What one optimizer step did. `done` counts epochs, with their fraction; `loss` is the mean over its answers."""

    done: float
    loss: float
    tokens: int
    rate: float
    ends_epoch: bool


@dataclass
class Trainee:
    """What is trained on, and how a loss comes about."""

    encoded: Encoded
    targets: NDArray[Any]
    loss: Loss
    device: str
    autocast: Callable[[], AbstractContextManager[Any]]
    taught: NDArray[Any] | None = None
    """What a teacher says, a row for each target: the loss takes it as a third argument."""
    pieces: int = 1
    """A step's rows are taken in at least this many pieces; doubled when a GPU runs out of memory."""

    def truths(self, rows: Rows) -> list[Tensor]:
        """What the loss takes besides the logits of `rows`."""
        given = [self.targets] if self.taught is None else [self.targets, self.taught]
        return [torch.from_numpy(self.encoded.targets(rows, each)).to(self.device) for each in given]

    def answers(self, rows: Rows) -> int:
        """How many answers a model gives for `rows`: one a text, one a label of a text, or one a word."""
        return int(np.count_nonzero(self.encoded.targets(rows, self.targets) != IGNORED))


def train_steps(state: State, trainee: Trainee, batches: Batches, settings: GradientSection) -> Iterator[Step]:
    """Train from where `state` stands to the last epoch."""
    place = state.place
    while place.epoch < settings.epochs:
        plan = batches.epoch(place.epoch)
        steps = [plan[at : at + settings.accumulate] for at in range(0, len(plan), settings.accumulate)]
        for group in steps[place.steps_in_epoch :]:
            started = time.perf_counter()
            rate = _set_rate(state, settings, (place.steps_in_epoch + 0.5) / len(steps))
            loss, answers, tokens = _update(state, trainee, group, settings)
            place.step += 1
            place.steps_in_epoch += 1
            place.epoch_loss += loss * answers
            place.epoch_answers += answers
            place.tokens += tokens
            place.seconds += time.perf_counter() - started
            done = place.epoch + place.steps_in_epoch / len(steps)
            yield Step(done, loss, tokens, rate, place.steps_in_epoch == len(steps))
        place.epoch += 1
        place.steps_in_epoch = place.epoch_answers = 0
        place.epoch_loss = 0.0


def _set_rate(state: State, settings: GradientSection, fraction: float) -> float:
    epoch = state.place.epoch + fraction
    rate = settings.lr * state.plateau.factor
    rate *= factor(
        settings.schedule,
        progress=epoch / settings.epochs,
        epoch=epoch,
        warmup=settings.warmup,
        decay=settings.decay,
    )
    for parameters in state.optimizer.param_groups:
        parameters["lr"] = rate * parameters["scale"]
    return rate


def _update(state: State, trainee: Trainee, group: Sequence[Rows], settings: GradientSection) -> tuple[float, int, int]:
    """One optimizer step over all batches of `group`: the mean loss of its answers, their number, and its tokens."""
    state.module.train()
    total = sum(trainee.answers(rows) for rows in group)
    while True:
        state.optimizer.zero_grad()
        pieces = [part for rows in group for part in np.array_split(rows, min(trainee.pieces, len(rows)))]
        try:
            loss = sum(_backward(state, trainee, rows, total, settings) for rows in pieces)
            break
        except torch.OutOfMemoryError:
            if trainee.pieces >= max(map(len, group)):
                raise
            trainee.pieces *= 2
            torch.cuda.empty_cache()
    _add_penalty(state.module)
    if settings.clip_norm:
        clip_gradients(state.module, settings.clip_norm)
    state.optimizer.step()
    return loss, total, int(sum(trainee.encoded.lengths[rows].sum() for rows in group))


def _attention_on(device: str, tokens: int) -> AbstractContextManager[Any]:
    """Fused attention saves memory; on a CPU, its backward pass costs more than that in short sequences."""
    return sdpa_kernel(SDPBackend.MATH) if device == "cpu" and tokens < _FUSED_FROM else nullcontext()


def _add_penalty(module: nn.Module) -> None:
    """Add the gradients of what the network itself asks for besides the data, if it does."""
    penalty = getattr(module, "penalty", None)
    term = penalty() if penalty is not None else None
    if term is not None:
        term.backward()


def _backward(state: State, trainee: Trainee, rows: Rows, total: int, settings: GradientSection) -> float:
    """Add the gradients of `rows` to those of the step; their share of its mean loss."""
    with _attention_on(trainee.device, int(trainee.encoded.lengths[rows].max())):
        with trainee.autocast():
            logits = answer(state.module, trainee.encoded.batch(rows), trainee.device)
        columns = trainee.encoded.columns(rows)
        if columns is not None:
            where = torch.from_numpy(columns).to(trainee.device)[..., None]
            logits = logits.gather(1, where.expand(-1, -1, logits.shape[2]))  # (B, L, labels) to (B, words, labels)
        loss = trainee.loss(logits.float(), *trainee.truths(rows)) / total
        loss.backward()  # type: ignore[no-untyped-call]
    return float(loss.detach())


def answer(module: nn.Module, inputs: Arrays, device: str) -> Tensor:
    """What `module` says of the arrays of a batch, moved to `device`: (batch, labels) or (batch, tokens, labels)."""
    tensors = {name: torch.from_numpy(array).to(device, non_blocking=True) for name, array in inputs.items()}
    given = module(**tensors)
    logits: Tensor = given if isinstance(given, Tensor) else given.logits  # the networks of transformers wrap theirs
    return logits
