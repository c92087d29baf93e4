"""How many layers an encoder has, and which of them a thinner one is begun with; read off its config, without torch."""

from collections.abc import Mapping
from typing import Any


def layers_in(config: Mapping[str, Any]) -> int:
    """The number of layers in a `config.json` of transformers."""
    return int(config.get("num_hidden_layers") or config["n_layers"])


def layers_kept(layers: int, kept: int) -> tuple[int, ...]:
    """Which of `layers` a thinner encoder is begun with, lowest first: of twice as many, every other."""
    return tuple(place * layers // kept for place in range(kept))
