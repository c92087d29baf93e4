"""A network as an ONNX graph: which exporters there are, and in which order they are tried.

torch's older exporter traces the network. It is deprecated, and first here all the same: of MiniLM its graph answers
more sentences a second than that of the newer one, and takes a tenth of the time to make (`benchmarks/export.py`).
"""

import contextlib
import io
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping
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
    example = tuple(torch.from_numpy(array) for array in inputs.values())
    with _quiet(), torch.inference_mode():
        _EXPORTERS[exporter](_ByPosition(network.eval(), tuple(inputs)), inputs, example, path)


def _trace(network: nn.Module, inputs: Arrays, example: tuple[Tensor, ...], path: Path) -> None:
    torch.onnx.export(
        network,
        example,
        str(path),
        input_names=list(inputs),
        output_names=["logits"],
        dynamic_axes={name: _axes(name, array.ndim) for name, array in inputs.items()},
        opset_version=OPSETS["trace"],
        dynamo=False,
    )


def _dynamo(network: nn.Module, inputs: Arrays, example: tuple[Tensor, ...], path: Path) -> None:
    any_size = tuple(dict.fromkeys(range(array.ndim), torch.export.Dim.AUTO) for array in inputs.values())
    torch.onnx.export(
        network,
        example,
        str(path),
        input_names=list(inputs),
        output_names=["logits"],
        dynamic_shapes=(any_size,),
        opset_version=OPSETS["dynamo"],
        dynamo=True,
        external_data=False,
    )


def _axes(name: str, dimensions: int) -> dict[int, str]:
    return {axis: f"{name}_{axis}" for axis in range(dimensions)}


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


_EXPORTERS: Mapping[str, Callable[[nn.Module, Arrays, tuple[Any, ...], Path], None]] = MappingProxyType(
    {"trace": _trace, "dynamo": _dynamo}
)
