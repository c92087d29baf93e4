"""Poolings read the real states alone."""

import pytest
import torch

from textkit.models.layers.lstm import token_mask
from textkit.models.layers.pooling import POOLINGS, Attention, pooling

STATES = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
MASK = token_mask(torch.tensor([2, 3]), 3)


@pytest.mark.parametrize("name", POOLINGS)
def test_padding_does_not_count(name: str) -> None:
    torch.manual_seed(0)
    layer = pooling(name, 4, 5)
    other = STATES.clone()
    other[0, 2] = 1e6
    assert torch.equal(layer(STATES, MASK)[0], layer(other, MASK)[0])
    assert layer(STATES, MASK).shape == (2, 4)


def test_golden_values() -> None:
    assert pooling("mean", 4, 0)(STATES, MASK).tolist() == [[2, 3, 4, 5], [16, 17, 18, 19]]
    assert pooling("max", 4, 0)(STATES, MASK).tolist() == [[4, 5, 6, 7], [20, 21, 22, 23]]
    assert pooling("last", 4, 0)(STATES, MASK).tolist() == [[4, 5, 2, 3], [20, 21, 14, 15]]


def test_attention_is_a_weighted_mean() -> None:
    torch.manual_seed(0)
    layer = Attention(4, 5)
    weights = layer.weights(STATES, MASK)
    assert torch.allclose(weights.sum(1), torch.ones(2))
    assert weights[0, 2] == 0
    assert torch.allclose(layer(STATES, MASK), torch.einsum("bl,blh->bh", weights, STATES))
