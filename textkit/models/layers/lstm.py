"""A bidirectional LSTM over padded batches, without packing, so that it exports as it is.

B batch, L tokens, I inputs, H hidden units a direction.
"""

from typing import cast

import torch
from torch import Tensor, nn


def token_mask(lengths: Tensor, longest: int) -> Tensor:
    """True where a token is real: (B, L)."""
    return torch.arange(longest, device=lengths.device) < lengths[:, None]


class VariationalDropout(nn.Module):
    """Dropout that drops the same features at every step of a sequence (Gal and Ghahramani 2016)."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, inputs: Tensor) -> Tensor:  # (B, L, I)
        if not self.training or not self.rate:
            return inputs
        kept = torch.full_like(inputs[:, :1], 1 - self.rate)
        return inputs * (torch.bernoulli(kept) / (1 - self.rate))


class BiLSTM(nn.Module):
    """States (B, L, 2H) of a forward and a backward LSTM.

    The backward one reads each sequence reversed within its own length, so padding never comes first; states equal
    those of packed sequences. `recurrent_dropout` drops units of the hidden state, the same ones at every step
    (Gal and Ghahramani 2016); one mask serves the whole batch, which keeps the fused kernel.
    """

    def __init__(self, inputs: int, hidden: int, recurrent_dropout: float = 0.0) -> None:
        super().__init__()
        self.forwards = nn.LSTM(inputs, hidden, batch_first=True)
        self.backwards = nn.LSTM(inputs, hidden, batch_first=True)
        self.recurrent_dropout = recurrent_dropout

    def forward(self, inputs: Tensor, lengths: Tensor) -> Tensor:
        steps = torch.arange(inputs.shape[1], device=inputs.device)
        last = lengths[:, None] - 1
        reversal = torch.where(steps <= last, last - steps, steps)[..., None]  # (B, L, 1), its own inverse
        backward_inputs = inputs.gather(1, reversal.expand(-1, -1, inputs.shape[2]))
        forward_states = self._run(self.forwards, inputs)
        backward_states = self._run(self.backwards, backward_inputs)
        backward_states = backward_states.gather(1, reversal.expand(-1, -1, backward_states.shape[2]))
        return torch.cat([forward_states, backward_states], dim=-1)

    def _run(self, lstm: nn.LSTM, inputs: Tensor) -> Tensor:
        if not self.training or not self.recurrent_dropout:
            states, _ = lstm(inputs)
        else:
            weights = dict(lstm.named_parameters())
            kept = torch.full_like(weights["weight_hh_l0"][:1], 1 - self.recurrent_dropout)  # (1, H)
            mask = torch.bernoulli(kept) / (1 - self.recurrent_dropout)
            names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
            dropped = [weights[name] * mask if name == "weight_hh_l0" else weights[name] for name in names]
            start = inputs.new_zeros(1, inputs.shape[0], lstm.hidden_size)
            states, _, _ = torch.lstm(inputs, (start, start), dropped, True, 1, 0.0, True, False, True)
        return cast(Tensor, states)
