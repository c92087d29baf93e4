"""Self-attention over the states of a sequence (Vaswani et al. 2017)."""

from torch import Tensor, nn
from torch.nn import functional

_HEADS = 4


class SelfAttention(nn.Module):
    """States (B, L, H) that each take in what they find in the others: the sum of both, normalised."""

    def __init__(self, states: int) -> None:
        super().__init__()
        self.heads = next(heads for heads in range(_HEADS, 0, -1) if states % heads == 0)
        self.project = nn.Linear(states, 3 * states)
        self.out = nn.Linear(states, states)
        self.norm = nn.LayerNorm(states)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """`mask` (B, L) is True where a token is real."""
        batch, length, size = states.shape
        split = self.project(states).view(batch, length, 3, self.heads, size // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)  # each (B, heads, L, H / heads)
        found = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask[:, None, None])
        attended: Tensor = self.norm(states + self.out(found.transpose(1, 2).reshape(batch, length, size)))
        return attended
