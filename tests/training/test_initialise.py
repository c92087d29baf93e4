"""Where an untrained head starts."""

import numpy as np
import torch
from torch import nn

from textkit.training.initialise import start_at_shares


class Network(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.dense = nn.Linear(5, 4)
        self.head = nn.Linear(4, 3)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return self.head(self.dense(features))


def test_the_head_answers_shares_and_nothing_else_moves() -> None:
    torch.manual_seed(0)
    network = Network()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    truth = np.array([[1, 0, 1]] * 3 + [[0, 0, 1]] * 7, dtype=np.float32)
    start_at_shares(network, truth)
    shares = torch.sigmoid(network.head.bias.detach()).numpy()
    # a label that all rows have, or none, starts near its end and not at it
    np.testing.assert_allclose(shares, [0.3, 1 / 11, 10 / 11], atol=1e-6)
    for name, tensor in network.state_dict().items():
        assert name == "head.bias" or torch.equal(tensor, before[name])
