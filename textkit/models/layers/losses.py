"""The losses that tasks ask for: logits and targets to one sum over the batch, and what it is a sum of.

Sums, not means, so that batches of different sizes can be accumulated and divided once.
"""

from collections.abc import Callable

from torch import Tensor
from torch.nn import functional

from textkit.types import IGNORED

Loss = Callable[[Tensor, Tensor, float], Tensor]


def cross_entropy(logits: Tensor, targets: Tensor, label_smoothing: float) -> Tensor:
    """Logits (..., C), targets (...) class ids; those of padding are `IGNORED`."""
    return functional.cross_entropy(
        logits.flatten(end_dim=-2),
        targets.flatten(),
        label_smoothing=label_smoothing,
        reduction="sum",
        ignore_index=IGNORED,
    )


LOSSES: dict[str, Loss] = {"cross_entropy": cross_entropy}
