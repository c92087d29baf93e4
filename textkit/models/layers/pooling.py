"""From the states of a sequence to one vector: (B, L, H) and a mask (B, L) to (B, H)."""

import torch
from torch import Tensor, nn

POOLINGS = ("attention", "mean", "max", "last")


class Attention(nn.Module):
    """Additive attention over states with a learned query (Bahdanau et al. 2015; Yang et al. 2016)."""

    def __init__(self, states: int, hidden: int) -> None:
        super().__init__()
        self.project = nn.Linear(states, hidden)
        self.query = nn.Linear(hidden, 1, bias=False)

    def weights(self, states: Tensor, mask: Tensor) -> Tensor:
        """The share of attention that each token gets, 0 for padding: (B, L)."""
        scores: Tensor = self.query(torch.tanh(self.project(states))).squeeze(-1)
        return scores.masked_fill(~mask, float("-inf")).softmax(dim=-1)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        return (self.weights(states, mask)[:, None] @ states).squeeze(1)


class Mean(nn.Module):
    """The mean of the real states."""

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        real = mask[..., None].to(states.dtype)
        return (states * real).sum(1) / real.sum(1)


class Max(nn.Module):
    """The largest value of each unit over the real states."""

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        return states.masked_fill(~mask[..., None], float("-inf")).amax(1)


class Last(nn.Module):
    """Where each direction ends: the forward state of the last token beside the backward state of the first."""

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        half = states.shape[2] // 2
        last = (mask.sum(1) - 1)[:, None, None].expand(-1, 1, half)
        forward_end = states[..., :half].gather(1, last)
        return torch.cat([forward_end, states[:, :1, half:]], dim=-1).squeeze(1)


def pooling(name: str, states: int, hidden: int) -> nn.Module:
    """The pooling layer called `name`."""
    if name == "attention":
        return Attention(states, hidden)
    return {"mean": Mean, "max": Max, "last": Last}[name]()
