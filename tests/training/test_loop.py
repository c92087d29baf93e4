"""The loop: accumulated batches are one batch, memory faults halve it, schedules and penalties reach the weights."""

from contextlib import nullcontext
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from textkit.config.sections import GradientSection
from textkit.models.layers.losses import cross_entropy
from textkit.text.rows import TextRows
from textkit.training.batching import Batches
from textkit.training.loop import Trainee, train_steps
from textkit.training.schedules import Plateau
from textkit.training.state import State

ROWS = 24


class Points(TextRows):
    """Records of four numbers; what a vectorizer would give, without texts."""

    lengths = np.ones(ROWS, dtype=np.int64)
    features = np.random.default_rng(0).normal(size=(ROWS, 4)).astype(np.float32)

    def batch(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        return {"features": self.features[rows]}


class Linear(nn.Module):
    """A linear layer that runs out of memory over more rows than it bears."""

    def __init__(self, bears: int = ROWS, l2: float = 0.0) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.layer, self.bears, self.l2, self.faults = nn.Linear(4, 2), bears, l2, 0

    def forward(self, features: Tensor) -> Tensor:
        if len(features) > self.bears:
            self.faults += 1
            raise torch.OutOfMemoryError
        return self.layer(features)

    def penalty(self) -> Tensor | None:
        return self.l2 * self.layer.weight.square().sum() if self.l2 else None


def train(module: Linear, **settings: Any) -> tuple[Linear, list[Any], Trainee]:
    section = GradientSection(**{"batch_size": 8, "epochs": 2, "lr": 0.1, "schedule": "constant", **settings})
    state = State(module, torch.optim.SGD([{"params": list(module.parameters()), "scale": 1.0}], lr=1.0), Plateau(0.5))
    targets = (Points.features[:, 0] > 0).astype(np.int64)
    loss = partial(cross_entropy, label_smoothing=0.0, weights=None)
    trainee = Trainee(Points(), targets, loss, "cpu", nullcontext)
    batches = Batches(Points.lengths, 1, section.batch_tokens, section.batch_size, section.least_rows)
    return module, list(train_steps(state, trainee, batches, section)), trainee


def weights(module: Linear) -> Tensor:
    return module.layer.weight.detach()


def test_accumulated_batches_are_one_batch() -> None:
    whole, steps, _ = train(Linear(), batch_size=ROWS, clip_norm=0)
    parts, pieces, _ = train(Linear(), batch_size=ROWS // 4, accumulate=4, clip_norm=0)
    assert len(steps) == len(pieces) == 2
    assert torch.allclose(weights(whole), weights(parts), atol=1e-6)
    assert [step.loss for step in steps] == pytest.approx([step.loss for step in pieces], abs=1e-6)


def test_unequal_batches_accumulate_by_row_not_by_batch() -> None:
    whole, _, _ = train(Linear(), batch_size=ROWS, clip_norm=0, epochs=1)
    uneven, _, _ = train(Linear(), batch_size=17, accumulate=2, clip_norm=0, epochs=1)
    assert torch.allclose(weights(whole), weights(uneven), atol=1e-6)


def test_out_of_memory_halves_the_batch_and_changes_nothing() -> None:
    easy, _, _ = train(Linear(), batch_size=ROWS, clip_norm=0)
    tight, _, trainee = train(Linear(bears=7), batch_size=ROWS, clip_norm=0)
    assert trainee.pieces == 4
    assert tight.faults == 2  # at 24 and at 12 rows, in the first step alone
    assert torch.allclose(weights(easy), weights(tight), atol=1e-6)


def test_out_of_memory_over_a_single_row_is_raised() -> None:
    with pytest.raises(torch.OutOfMemoryError):
        train(Linear(bears=0))


def test_on_a_cpu_long_sequences_have_fused_attention_and_short_ones_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    class Watching(Linear):
        def forward(self, features: Tensor) -> Tensor:
            fused.add(torch.backends.cuda.flash_sdp_enabled())
            return super().forward(features)

    for tokens in (16, 512):
        fused: set[bool] = set()
        monkeypatch.setattr(Points, "lengths", np.full(ROWS, tokens))
        train(Watching())
        assert fused == {tokens == 512}


def test_a_step_says_what_it_did() -> None:
    _, steps, _ = train(Linear())
    assert [step.ends_epoch for step in steps] == [False, False, True] * 2
    assert steps[-1].done == 2
    assert [step.tokens for step in steps] == [8] * 6
    assert steps[-1].loss < steps[0].loss


def test_the_schedule_reaches_the_optimizer() -> None:
    _, steps, _ = train(Linear(), schedule="linear", warmup=0.5)
    rates = [step.rate for step in steps]
    assert rates.index(max(rates)) in (2, 3)
    assert rates[0] < rates[1] > rates[-1] > 0


def test_clipping_bounds_a_step() -> None:
    free, _, _ = train(Linear(), clip_norm=0, epochs=1, batch_size=ROWS)
    clipped, _, _ = train(Linear(), clip_norm=1e-3, epochs=1, batch_size=ROWS)
    moved = (weights(clipped) - weights(Linear())).norm()
    assert 0 < moved <= 0.1 * 1e-3 + 1e-6
    assert (weights(free) - weights(Linear())).norm() > 10 * moved


def test_a_penalty_pulls_weights_down() -> None:
    free, _, _ = train(Linear(), epochs=10)
    pulled, _, _ = train(Linear(l2=1.0), epochs=10)
    assert weights(pulled).norm() < 0.5 * weights(free).norm()
