"""A network as an ONNX graph: which exporters there are, and in which order they are tried.

torch's older exporter traces the network. It is deprecated, and first here all the same: MiniLM's graph takes it less
than half the time to make, and with 8-bit weights answers a fifth sooner (`benchmarks/export.py`).
"""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor, nn

from textkit.types import Arrays

OPSETS: Mapping[str, int] = MappingProxyType({"trace": 17, "dynamo": 18})
"""The exporters, first choice first, and the operator set that each writes."""


class _ByPosition(nn.Module):
    """A network that takes its inputs one after the other, and answers with its logits alone."""

    def __init__(self, network: nn.Module, names: tuple[str, ...]) -> None:
        super().__init__()
        self.network, self.names = network, names

    def forward(self, *inputs: Tensor) -> Tensor:
        given = self.network(**dict(zip(self.names, inputs, strict=True)))
        logits: Tensor = given if isinstance(given, Tensor) else given.logits
        return logits


def write_graph(network: nn.Module, inputs: Arrays, path: Path, exporter: str) -> None:
    """Write `network` as a graph whose inputs have any size in every dimension.

    Args:
        inputs: a batch of more than one row and of unequal lengths: what is one by chance is taken for a constant.
    """
    choose_attention = getattr(network, "set_attn_implementation", None)
    if choose_attention is not None:
        choose_attention("eager")  # onnxruntime runs its plain products faster than a fused form
    with _quiet(), torch.inference_mode():
        torch.onnx.export(
            _ByPosition(network.eval(), tuple(inputs)),
            tuple(torch.from_numpy(array) for array in inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=["logits"],
            opset_version=OPSETS[exporter],
            **_of_any_size(exporter, inputs),
        )


def _of_any_size(exporter: str, inputs: Arrays) -> dict[str, Any]:
    """How each exporter is told that no dimension of an input is fixed."""
    if exporter == "trace":
        axes = {name: {axis: f"{name}_{axis}" for axis in range(array.ndim)} for name, array in inputs.items()}
        return {"dynamo": False, "dynamic_axes": axes}
    shapes = tuple(dict.fromkeys(range(array.ndim), torch.export.Dim.AUTO) for array in inputs.values())
    return {"dynamo": True, "dynamic_shapes": (shapes,), "external_data": False}


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Both exporters talk much, on every channel there is."""
    level = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)
