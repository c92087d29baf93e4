"""The losses that tasks ask for: logits and targets to one sum over the batch, and what it is a sum of.

Sums, not means, so that batches of different sizes can be accumulated and divided once.
"""

from collections.abc import Callable

from torch import Tensor
from torch.nn import functional

Loss = Callable[[Tensor, Tensor, float], Tensor]


def cross_entropy(logits: Tensor, targets: Tensor, label_smoothing: float) -> Tensor:
    """Logits (B, C), targets (B,) class ids."""
    return functional.cross_entropy(logits, targets, label_smoothing=label_smoothing, reduction="sum")


LOSSES: dict[str, Loss] = {"cross_entropy": cross_entropy}
