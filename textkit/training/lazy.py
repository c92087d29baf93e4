"""Optimizers for large tables of embeddings, of which a step reads few rows.

Of a MiniLM half the weights are vectors of word pieces, and a batch has some hundred of 30,522 pieces. Where a table's
gradients are sparse, the rows of a step alone are updated: moments of the others stay as they are, and decay with their
next gradient (the lazy Adam of TensorFlow's contributions).

N pieces, R rows that a step has read, D numbers of a vector.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Adam, AdamW

SPARSE_FROM = 1_000_000  # weights of a table; a smaller one is faster as a whole


class _Lazy:
    """Takes sparse gradients for itself, and leaves the dense ones to the optimizer that it is mixed into."""

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        for group in self.param_groups:  # type: ignore[attr-defined]
            for table in group["params"]:
                if table.grad is not None and table.grad.is_sparse:
                    self._update_rows(table, group)
                    table.grad = None
        return super().step(closure)  # type: ignore[misc]

    def _update_rows(self, table: Tensor, group: dict[str, Any]) -> None:
        state, (first, second) = self.state[table], group["betas"]  # type: ignore[attr-defined]
        if not state:
            state |= {"step": torch.tensor(0.0), "exp_avg": torch.zeros_like(table)}
            state["exp_avg_sq"] = torch.zeros_like(table)
        state["step"] += 1
        gradient = table.grad.coalesce()  # type: ignore[union-attr]
        rows, slope = gradient.indices()[0], gradient.values()  # (R,), (R, D)
        mean = state["exp_avg"][rows].lerp_(slope, 1 - first)
        square = state["exp_avg_sq"][rows].mul_(second).addcmul_(slope, slope, value=1 - second)
        state["exp_avg"][rows], state["exp_avg_sq"][rows] = mean, square
        steps = float(state["step"])
        size = (square / (1 - second**steps)).sqrt_().add_(group["eps"])
        kept = table[rows] * (1 - group["lr"] * group["weight_decay"])
        table[rows] = kept.addcdiv_(mean, size, value=-group["lr"] / (1 - first**steps))


class LazyAdamW(_Lazy, AdamW):
    """AdamW (Loshchilov and Hutter 2019) that updates rows of sparse tables."""


class LazyAdam(_Lazy, Adam):
    """Adam (Kingma and Ba 2015) that updates rows of sparse tables; weight decay is decoupled for these."""


def make_sparse(network: nn.Module) -> None:
    """Give the table of word pieces of an encoder sparse gradients, on the CPU and where it is trained."""
    encoder: Any = getattr(network, "base_model", None)
    table = encoder.get_input_embeddings() if hasattr(encoder, "get_input_embeddings") else None
    if isinstance(table, nn.Embedding) and table.weight.device.type == "cpu":
        table.sparse = table.weight.requires_grad and table.weight.numel() >= SPARSE_FROM


def clip_gradients(network: nn.Module, largest: float) -> None:
    """Scale all gradients so that their norm together is at most `largest`; those of sparse tables count as well."""
    trained = [each for each in network.parameters() if each.grad is not None]
    for table in trained:
        if table.grad.is_sparse:  # type: ignore[union-attr]
            table.grad = table.grad.coalesce()  # type: ignore[union-attr]
    slopes = [_values(each.grad) for each in trained]  # type: ignore[arg-type]
    norm = torch.nn.utils.get_total_norm(slopes)
    scale = (largest / (norm + 1e-6)).clamp(max=1.0)
    if scale.device.type == "cpu" and scale == 1:  # a GPU would have to be waited for
        return
    for slope in slopes:
        slope.mul_(scale.to(slope.device))


def _values(gradient: Tensor) -> Tensor:
    """The numbers of a gradient, in place."""
    return gradient.values() if gradient.is_sparse else gradient
