"""Losses are sums over the batch, so that batches add up; weights and smoothing do what their names say."""

from functools import partial

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from textkit.models.layers.losses import LOSSES, binary_cross_entropy, cross_entropy
from textkit.tasks import tasks
from textkit.types import IGNORED

CLASSES = torch.tensor([0, 1, 2, 2, 1, 0])
SETS = torch.tensor([[1.0, 0, 0], [0, 1, 1], [0, 0, 0], [1, 1, 1], [1, 0, 1], [0, 0, 1]])
WEIGHTS = torch.tensor([0.5, 2.0, 3.0])


@pytest.fixture
def logits() -> Tensor:
    return torch.randn(6, 3, generator=torch.Generator().manual_seed(0))


def test_every_task_has_its_loss() -> None:
    assert {tasks.load(name).loss for name in tasks.names()} <= LOSSES.keys()


@pytest.mark.parametrize(("loss", "targets"), [(cross_entropy, CLASSES), (binary_cross_entropy, SETS)])
@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_batches_add_up(loss: object, targets: Tensor, weights: Tensor | None, logits: Tensor) -> None:
    summed = partial(loss, label_smoothing=0.1, weights=weights)  # type: ignore[arg-type]
    parts = summed(logits[:2], targets[:2]) + summed(logits[2:], targets[2:])
    assert torch.allclose(parts, summed(logits, targets))


def test_cross_entropy_is_torchs_own_times_the_rows(logits: Tensor) -> None:
    mean = functional.cross_entropy(logits, CLASSES, label_smoothing=0.1)
    assert torch.allclose(cross_entropy(logits, CLASSES, 0.1, None) / 6, mean)


def _negative_log_likelihoods(logits: Tensor) -> NDArray[np.float64]:
    """(rows, classes)"""
    exact = logits.double().numpy()
    return np.asarray(np.log(np.exp(exact).sum(axis=1, keepdims=True)) - exact)


def test_a_row_counts_as_much_as_its_class(logits: Tensor) -> None:
    by_hand = (WEIGHTS.numpy()[CLASSES] * _negative_log_likelihoods(logits)[np.arange(6), CLASSES]).sum()
    assert float(cross_entropy(logits, CLASSES, 0.0, WEIGHTS)) == pytest.approx(by_hand, rel=1e-6)


def test_padding_has_no_loss(logits: Tensor) -> None:
    padded = torch.where(torch.arange(6) < 4, CLASSES, IGNORED).view(2, 3)
    found = cross_entropy(logits.view(2, 3, 3), padded, 0.1, WEIGHTS)
    assert torch.allclose(found, cross_entropy(logits[:4], CLASSES[:4], 0.1, WEIGHTS))


def _cells(logits: Tensor, truth: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each cell of truth values, which may be shares, costs, (rows, labels)."""
    likely = 1 / (1 + np.exp(-logits.double().numpy()))
    return np.asarray(-(truth * np.log(likely) + (1 - truth) * np.log(1 - likely)))


def test_binary_cross_entropy_against_numpy(logits: Tensor) -> None:
    by_hand = _cells(logits, SETS.double().numpy()).sum()
    assert float(binary_cross_entropy(logits, SETS, 0.0, None)) == pytest.approx(by_hand, rel=1e-6)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_smoothing_moves_truth_values_towards_a_half(share: float, logits: Tensor) -> None:
    smoothed = SETS.double().numpy() * (1 - share) + share / 2
    found = float(binary_cross_entropy(logits, SETS, share, None))
    assert found == pytest.approx(_cells(logits, smoothed).sum(), rel=1e-6)


def test_smoothing_one_label_is_smoothing_two_classes(logits: Tensor) -> None:
    """A sigmoid is a softmax over the label and its absence."""
    of_label, truth = logits[:, :1], SETS[:, :1]
    two = torch.cat([torch.zeros_like(of_label), of_label], dim=1)
    of_classes = cross_entropy(two, truth[:, 0].long(), 0.2, None)
    assert torch.allclose(binary_cross_entropy(of_label, truth, 0.2, None), of_classes)


def test_weights_count_the_ones_of_a_label_and_leave_its_zeros(logits: Tensor) -> None:
    truth = SETS.double().numpy()
    by_hand = (_cells(logits, truth) * np.where(truth > 0, WEIGHTS.numpy(), 1)).sum()
    assert float(binary_cross_entropy(logits, SETS, 0.0, WEIGHTS)) == pytest.approx(by_hand, rel=1e-6)


def test_huge_logits_have_a_finite_loss() -> None:
    logits = torch.tensor([[1e4, -1e4]])
    assert float(binary_cross_entropy(logits, torch.tensor([[0.0, 1.0]]), 0.0, None)) == pytest.approx(2e4)
    assert float(binary_cross_entropy(logits, torch.tensor([[1.0, 0.0]]), 0.0, None)) == 0.0
