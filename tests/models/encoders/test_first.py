"""A classifier's last layer for the first token alone: the same logits, and states of one token."""

import pytest
import torch

from tests.encoders import KINDS, tiny_encoder
from textkit.models.encoders.first import read_first_token
from textkit.models.encoders.network import auto_model


def network_of(kind: str, level: str) -> torch.nn.Module:
    torch.manual_seed(0)
    network = auto_model(level).from_pretrained(tiny_encoder(kind), attn_implementation="eager")
    return network.eval()  # type: ignore[no-any-return]


def ragged() -> dict[str, torch.Tensor]:
    mask = torch.tensor([[1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0]])
    return {"input_ids": torch.randint(5, 30, mask.shape), "attention_mask": mask}


@pytest.mark.parametrize("kind", KINDS)
def test_the_answers_stay(kind: str) -> None:
    network, inputs = network_of(kind, "text"), ragged()
    with torch.inference_mode():
        before = network(**inputs).logits
        read_first_token(network)
        torch.testing.assert_close(network(**inputs).logits, before, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("kind", ["bert", "distilbert", "roberta"])
def test_the_last_layer_has_one_token(kind: str) -> None:
    network = network_of(kind, "text")
    read_first_token(network)
    assert network.base_model(**ragged()).last_hidden_state.shape[1] == 1  # type: ignore[operator]


def test_a_tagger_reads_every_token() -> None:
    network = network_of("bert", "word")
    read_first_token(network)
    assert network.base_model(**ragged()).last_hidden_state.shape[1] == 6  # type: ignore[operator]
