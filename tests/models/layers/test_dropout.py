"""Dropout from random bytes: the rate and the mean of ordinary dropout, and masks that torch's seed decides."""

import pytest
import torch
from torch import nn

from textkit.models.layers.dropout import BytewiseDropout, drop_bytewise


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.5])
def test_it_drops_its_share_and_keeps_the_mean(rate: float) -> None:
    torch.manual_seed(0)
    out = BytewiseDropout(rate)(torch.ones(1_000, 1_000))
    assert float((out == 0).float().mean()) == pytest.approx(round(rate * 256) / 256, abs=0.002)
    assert float(out.mean()) == pytest.approx(1, abs=0.003)


def test_the_seed_of_torch_decides() -> None:
    dropout, masks = BytewiseDropout(0.5), []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        masks.append(dropout(torch.ones(100)))
    assert torch.equal(masks[0], masks[1])
    assert not torch.equal(masks[0], masks[2])
    assert not torch.equal(masks[2], dropout(torch.ones(100)))


def test_gradients_pass_where_numbers_did() -> None:
    numbers = torch.ones(1_000, requires_grad=True)
    out = BytewiseDropout(0.5)(numbers)
    out.sum().backward()
    assert torch.equal(numbers.grad, out.detach())


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_the_type_stays(dtype: torch.dtype) -> None:
    assert BytewiseDropout(0.1)(torch.ones(8, dtype=dtype)).dtype == dtype


def test_nothing_is_dropped_in_prediction_or_at_rate_0() -> None:
    numbers = torch.randn(100)
    assert torch.equal(BytewiseDropout(0.5).eval()(numbers), numbers)
    assert torch.equal(BytewiseDropout(0.0)(numbers), numbers)


def test_every_dropout_of_a_network_is_replaced() -> None:
    network = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Dropout(0.2), nn.Dropout(0.3)))
    drop_bytewise(network)
    assert [each.p for each in network.modules() if isinstance(each, BytewiseDropout)] == [0.2, 0.3]
    assert not [each for each in network.modules() if type(each) is nn.Dropout]
