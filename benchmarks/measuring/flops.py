"""The arithmetic that an encoder cannot do without, by the lengths of what it reads."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from textkit.run import Run, read_json


def encoder_flops(run: Run, lengths: NDArray[np.int64]) -> float:
    """FLOP of reading records of `lengths` (records,) pieces, each once and without padding.

    A piece costs 2 FLOP for each parameter in the matrices of the encoder's layers, and 4 * L * hidden * layers for
    attention to the L pieces of its record: scores and weighted sums. Embeddings, norms, activations, pooler and head
    are left out: of MiniLM's FLOP they are about one in a hundred.
    """
    config = read_json(run.model / "config.json")
    attention = 4 * config["hidden_size"] * config["num_hidden_layers"]
    return float(2 * _layer_parameters(run.weights) * lengths.sum() + attention * np.square(lengths).sum())


def _layer_parameters(weights: Path) -> int:
    """Numbers in the matrices of the encoder's layers."""
    with safe_open(weights, framework="numpy") as file:
        shapes = [file.get_slice(name).get_shape() for name in file.keys() if ".layer." in name]  # noqa: SIM118
    return sum(shape[0] * shape[1] for shape in shapes if len(shape) == 2)
