"""A DistilBERT made of every other layer of a BERT, as DistilBERT itself was begun (Sanh et al. 2019).

The vectors of token type 0 are folded into those of the positions, for DistilBERT has no token types.
"""

import re
from typing import Any

from torch import Tensor
from transformers import BertConfig, DistilBertConfig

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


def halved_config(config: BertConfig, **changes: Any) -> DistilBertConfig:
    """The config of a DistilBERT with half the layers of `config`."""
    return DistilBertConfig(
        vocab_size=config.vocab_size,
        max_position_embeddings=config.max_position_embeddings,
        dim=config.hidden_size,
        n_heads=config.num_attention_heads,
        n_layers=config.num_hidden_layers // 2,
        hidden_dim=config.intermediate_size,
        dropout=config.hidden_dropout_prob,
        attention_dropout=config.attention_probs_dropout_prob,
        activation=config.hidden_act,
        pad_token_id=config.pad_token_id,
        **changes,
    )


def halved_weights(bert: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights by DistilBERT's names, from those of a BERT encoder (names with or without the prefix `bert.`)."""
    bert = {name.removeprefix("bert."): tensor for name, tensor in bert.items()}
    weights = {f"embeddings.{new}": bert[f"embeddings.{old}"] for old, new in _EMBEDDINGS.items()}
    positions = weights["embeddings.position_embeddings.weight"]
    weights["embeddings.position_embeddings.weight"] = positions + bert["embeddings.token_type_embeddings.weight"][0]
    pattern = re.compile(r"encoder\.layer\.(\d+)\.(.+)\.(weight|bias)")
    for name, tensor in bert.items():
        if (match := pattern.fullmatch(name)) and int(match[1]) % 2 == 0:
            weights[f"transformer.layer.{int(match[1]) // 2}.{_LAYER[match[2]]}.{match[3]}"] = tensor
    return {f"distilbert.{name}": tensor for name, tensor in weights.items()}
