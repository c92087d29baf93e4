"""The arithmetic that an encoder cannot do without, by the lengths of what it reads."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from textkit.run import Run, read_json


def encoder_flops(run: Run, lengths: NDArray[np.int64]) -> float:
    """FLOP of reading records of `lengths` (records,) pieces, each once and without padding.

    A piece costs 2 FLOP for each parameter in the matrices of the encoder's layers, and 4 * L * hidden * layers for
    attention to the L pieces of its record: scores and weighted sums. Of a classifier's last layer every piece needs
    its key and its value, and the first one alone the rest. Embeddings, norms, activations, pooler and head are left
    out: of MiniLM's FLOP they are about one in a hundred.
    """
    config = read_json(run.model / "config.json")
    hidden, layers = config["hidden_size"], config["num_hidden_layers"]
    parameters, attention = _layer_parameters(run.weights), 4 * hidden * layers
    whole = 2 * parameters * lengths.sum() + attention * np.square(lengths).sum()
    if run.manifest().task == "tagging":
        return float(whole)
    spared = (lengths - 1).sum() * 2 * (parameters / layers - 2 * hidden**2)
    return float(whole - spared - 4 * hidden * (np.square(lengths) - lengths).sum())


def _layer_parameters(weights: Path) -> int:
    """Numbers in the matrices of the encoder's layers."""
    with safe_open(weights, framework="numpy") as file:
        shapes = [file.get_slice(name).get_shape() for name in file.keys() if ".layer." in name]  # noqa: SIM118
    return sum(shape[0] * shape[1] for shape in shapes if len(shape) == 2)
