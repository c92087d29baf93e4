"""The last layer of a classifier's encoder, computed for the first token alone: the head reads no other.

Every token gives a key and a value to that layer's attention; a query, and all that comes after, is of the first one.

B texts, L tokens, H units.
"""

from typing import Any

from torch import Tensor, nn

_LIKE_BERT = ("bert", "camembert", "electra", "roberta", "xlm-roberta")


class _FirstOfBert(nn.Module):
    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, states: Tensor, attention_mask: Tensor | None = None, *_: Any, **__: Any) -> Tensor:
        own, first = self.layer.attention.self, states[:, :1]
        heads = own.num_attention_heads
        found = _attend(own.query(first), own.key(states), own.value(states), attention_mask, heads)
        given: Tensor = self.layer.feed_forward_chunk(self.layer.attention.output(found, first))
        return given


class _FirstOfDistilBert(nn.Module):
    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, states: Tensor, attention_mask: Tensor | None = None, *_: Any, **__: Any) -> Tensor:
        own, first = self.layer.attention, states[:, :1]
        found = _attend(own.q_lin(first), own.k_lin(states), own.v_lin(states), attention_mask, own.n_heads)
        attended = self.layer.sa_layer_norm(own.out_lin(found) + first)
        given: Tensor = self.layer.output_layer_norm(self.layer.ffn(attended) + attended)
        return given


def _attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, heads: int) -> Tensor:
    """What the first token finds, (B, 1, H); `query` is (B, 1, H), `key` and `value` (B, L, H), the mask is added."""
    size = query.shape[-1] // heads
    split = [each.view(*each.shape[:2], heads, size).transpose(1, 2) for each in (query, key, value)]
    scores = split[0] @ split[1].transpose(2, 3) * size**-0.5  # (B, heads, 1, L)
    if mask is not None:
        scores = scores + mask[:, :, :1]
    found: Tensor = (scores.softmax(-1) @ split[2]).transpose(1, 2).flatten(2)
    return found


def read_first_token(network: Any) -> None:
    """Change a classifier of BERT's family so; any other network stays as it is. What it answers stays the same."""
    if not type(network).__name__.endswith("ForSequenceClassification"):
        return
    if network.config.model_type in _LIKE_BERT:
        layers = network.base_model.encoder.layer
        layers[-1] = _FirstOfBert(layers[-1])
    elif network.config.model_type == "distilbert":
        layers = network.base_model.transformer.layer
        layers[-1] = _FirstOfDistilBert(layers[-1])
