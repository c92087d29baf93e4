"""The losses that tasks ask for: logits and targets to one sum over the answers of a batch.

Sums, not means, so that batches of different sizes can be accumulated and divided once.
"""

from collections.abc import Callable

from torch import Tensor
from torch.nn import functional

from textkit.types import IGNORED

Loss = Callable[..., Tensor]
"""Of logits and targets, and where a teacher speaks as well of its logits."""


def cross_entropy(logits: Tensor, targets: Tensor, label_smoothing: float, weights: Tensor | None) -> Tensor:
    """Logits (..., C), targets (...) class ids; those of padding are `IGNORED`; `weights` (C,) of the classes."""
    return functional.cross_entropy(
        logits.flatten(end_dim=-2),
        targets.flatten(),
        weight=weights,
        label_smoothing=label_smoothing,
        reduction="sum",
        ignore_index=IGNORED,
    )


def binary_cross_entropy(logits: Tensor, targets: Tensor, label_smoothing: float, weights: Tensor | None) -> Tensor:
    """Logits (B, C), targets (B, C) truth values; `weights` (C,) of the ones.

    Smoothing moves both truth values towards a half, as it does classes towards each other where there are two.
    """
    smoothed = targets * (1 - label_smoothing) + label_smoothing / 2
    return functional.binary_cross_entropy_with_logits(logits, smoothed, pos_weight=weights, reduction="sum")


LOSSES = {"cross_entropy": cross_entropy, "binary_cross_entropy": binary_cross_entropy}
