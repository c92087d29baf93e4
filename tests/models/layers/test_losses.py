"""Losses are sums over the batch, so that batches add up."""

import torch
from torch.nn import functional

from textkit.models.layers.losses import LOSSES
from textkit.tasks import tasks


def test_every_task_has_its_loss() -> None:
    assert {tasks.load(name).loss for name in tasks.names()} <= LOSSES.keys()


def test_cross_entropy_adds_up() -> None:
    torch.manual_seed(0)
    logits, targets = torch.randn(6, 3), torch.tensor([0, 1, 2, 2, 1, 0])
    loss = LOSSES["cross_entropy"]
    parts = loss(logits[:2], targets[:2], 0.1) + loss(logits[2:], targets[2:], 0.1)
    assert torch.allclose(parts / 6, functional.cross_entropy(logits, targets, label_smoothing=0.1))
