"""The backward LSTM over reversed sequences equals packed torch, and variational dropout drops alike at every step."""

import pytest
import torch
from torch import nn

from textkit.models.layers.lstm import BiLSTM, VariationalDropout, token_mask


def packed(layer: BiLSTM, inputs: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """The states of torch's own bidirectional LSTM over packed sequences, with the weights of `layer`."""
    reference = nn.LSTM(inputs.shape[2], layer.forwards.hidden_size, batch_first=True, bidirectional=True)
    weights = dict(layer.forwards.state_dict())
    weights |= {f"{name}_reverse": value for name, value in layer.backwards.state_dict().items()}
    reference.load_state_dict(weights)
    sequences = nn.utils.rnn.pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False)
    return nn.utils.rnn.pad_packed_sequence(reference(sequences)[0], batch_first=True)[0]


@pytest.mark.parametrize("lengths", [[1], [5, 3, 1, 4], [7, 7], [2, 9, 1, 1, 6]])
def test_states_equal_those_of_packed_sequences(lengths: list[int]) -> None:
    torch.manual_seed(0)
    layer, sizes = BiLSTM(6, 5).eval(), torch.tensor(lengths)
    inputs = torch.randn(len(lengths), max(lengths), 6)
    mask = token_mask(sizes, max(lengths))[..., None]
    with torch.inference_mode():
        difference = (layer(inputs, sizes) - packed(layer, inputs, sizes)) * mask
    assert difference.abs().max() <= 1e-7


def test_padding_says_nothing() -> None:
    torch.manual_seed(0)
    layer, lengths = BiLSTM(4, 3).eval(), torch.tensor([2, 5])
    inputs = torch.randn(2, 5, 4)
    other = inputs.clone()
    other[0, 2:] = 99.0
    with torch.inference_mode():
        assert torch.equal(layer(inputs, lengths)[0, :2], layer(other, lengths)[0, :2])


def test_variational_dropout_is_alike_at_every_step() -> None:
    torch.manual_seed(0)
    dropped = VariationalDropout(0.5).train()(torch.ones(3, 7, 20))
    assert torch.equal(dropped, dropped[:, :1].expand_as(dropped))
    assert set(dropped.unique().tolist()) == {0.0, 2.0}


def test_recurrent_dropout_works_on_the_recurrence_alone() -> None:
    torch.manual_seed(0)
    layer, inputs, lengths = BiLSTM(4, 50, recurrent_dropout=0.5), torch.randn(2, 6, 4), torch.tensor([6, 6])
    layer.eval()
    quiet = layer(inputs, lengths)
    layer.train()
    first, second = layer(inputs, lengths), layer(inputs, lengths)
    assert torch.allclose(first[:, 0, :50], quiet[:, 0, :50])  # the first step has no state to drop
    assert not torch.allclose(first[:, 1, :50], quiet[:, 1, :50])
    assert not torch.equal(first, second)


def test_recurrent_dropout_lets_gradients_through() -> None:
    layer = BiLSTM(4, 3, recurrent_dropout=0.3).train()
    layer(torch.randn(2, 5, 4), torch.tensor([5, 3])).sum().backward()
    assert all(parameter.grad is not None for parameter in layer.parameters())
