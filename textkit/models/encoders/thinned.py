"""A DistilBERT made of some layers of a BERT; of every other one, as DistilBERT itself was begun (Sanh et al. 2019).

The vectors of token type 0 are folded into those of the positions, for DistilBERT has no token types.
"""

import re
from collections.abc import Sequence
from typing import Any

from torch import Tensor
from transformers import DistilBertConfig

from textkit.errors import UsageError

_LIKE_BERT = ("bert", "distilbert")
_NUMBERED = re.compile(r"transformer\.layer\.(\d+)\.(.+)")

_EMBEDDINGS = {
    "word_embeddings.weight": "word_embeddings.weight",
    "position_embeddings.weight": "position_embeddings.weight",
    "LayerNorm.weight": "LayerNorm.weight",
    "LayerNorm.bias": "LayerNorm.bias",
}
_LAYER = {
    "attention.self.query": "attention.q_lin",
    "attention.self.key": "attention.k_lin",
    "attention.self.value": "attention.v_lin",
    "attention.output.dense": "attention.out_lin",
    "attention.output.LayerNorm": "sa_layer_norm",
    "intermediate.dense": "ffn.lin1",
    "output.dense": "ffn.lin2",
    "output.LayerNorm": "output_layer_norm",
}


def thinned_config(config: Any, layers: int, **changes: Any) -> DistilBertConfig:
    """The config of a DistilBERT with `layers` of the layers of a BERT, or of a DistilBERT.

    Raises:
        UsageError: it is neither, or has not as many.
    """
    if config.model_type not in _LIKE_BERT:
        raise UsageError(f"a {config.model_type} cannot be made a DistilBERT", "take a BERT or a DistilBERT")
    if not 0 < layers <= config.num_hidden_layers:
        raise UsageError(f"{layers} layers of an encoder that has {config.num_hidden_layers}", "take some of its own")
    if config.model_type == "distilbert":
        return DistilBertConfig(**{**config.to_dict(), "n_layers": layers, **changes})
    return DistilBertConfig(
        vocab_size=config.vocab_size,
        max_position_embeddings=config.max_position_embeddings,
        dim=config.hidden_size,
        n_heads=config.num_attention_heads,
        n_layers=layers,
        hidden_dim=config.intermediate_size,
        dropout=config.hidden_dropout_prob,
        attention_dropout=config.attention_probs_dropout_prob,
        activation=config.hidden_act,
        pad_token_id=config.pad_token_id,
        **changes,
    )


def thinned_weights(weights: dict[str, Tensor], kept: Sequence[int]) -> dict[str, Tensor]:
    """Weights by DistilBERT's names, from those of a BERT encoder, or a DistilBERT's own; with or without a prefix."""
    plain = {name.removeprefix("bert.").removeprefix("distilbert."): tensor for name, tensor in weights.items()}
    if not any(name.startswith("transformer.layer.") for name in plain):
        plain = _renamed(plain)
    places = {layer: place for place, layer in enumerate(kept)}
    found = {name: tensor for name, tensor in plain.items() if name.startswith("embeddings.")}
    for name, tensor in plain.items():
        if (match := _NUMBERED.fullmatch(name)) and int(match[1]) in places:
            found[f"transformer.layer.{places[int(match[1])]}.{match[2]}"] = tensor
    return {f"distilbert.{name}": tensor for name, tensor in found.items()}


def _renamed(bert: dict[str, Tensor]) -> dict[str, Tensor]:
    weights = {f"embeddings.{new}": bert[f"embeddings.{old}"] for old, new in _EMBEDDINGS.items()}
    positions = weights["embeddings.position_embeddings.weight"]
    weights["embeddings.position_embeddings.weight"] = positions + bert["embeddings.token_type_embeddings.weight"][0]
    pattern = re.compile(r"encoder\.layer\.(\d+)\.(.+)\.(weight|bias)")
    for name, tensor in bert.items():
        if match := pattern.fullmatch(name):
            weights[f"transformer.layer.{match[1]}.{_LAYER[match[2]]}.{match[3]}"] = tensor
    return weights
