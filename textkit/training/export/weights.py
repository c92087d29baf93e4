"""A graph's weights in a file of their own: onnxruntime maps it into memory, and need not read and copy it."""

import hashlib
from pathlib import Path

from textkit.atomic import replacing

LEAST_BYTES = 1 << 20
"""Weights that are fewer stay in the graph: opening it takes no time anyhow."""
_SMALL_TENSOR = 1 << 10
_ALIGNMENT = 1 << 12  # a page of memory


def set_apart(graph: Path, precision: str) -> None:
    """Rewrite `graph`, which holds its weights, so that they lie in a file beside it.

    The file is named for what it holds: no graph ever finds another's weights.
    """
    import onnx
    from onnx.external_data_helper import set_external_data

    model = onnx.load(graph)
    tensors = [tensor for tensor in model.graph.initializer if len(tensor.raw_data) >= _SMALL_TENSOR]
    if sum(len(tensor.raw_data) for tensor in tensors) < LEAST_BYTES:
        return
    digest = hashlib.sha256(graph.read_bytes()).hexdigest()
    path = graph.with_name(f"{precision}-{digest[:12]}.weights")
    with replacing(path) as beside, beside.open("wb") as stream:
        for tensor in tensors:
            stream.write(bytes(-stream.tell() % _ALIGNMENT))
            set_external_data(tensor, path.name, offset=stream.tell(), length=len(tensor.raw_data))
            stream.write(tensor.raw_data)
            tensor.ClearField("raw_data")
    graph.write_bytes(model.SerializeToString())


def weights_of(graph: Path) -> list[Path]:
    """The files beside `graph` that hold weights of it."""
    import onnx
    from onnx.external_data_helper import ExternalDataInfo, uses_external_data

    tensors = onnx.load(graph, load_external_data=False).graph.initializer
    names = {ExternalDataInfo(tensor).location for tensor in tensors if uses_external_data(tensor)}
    return [graph.with_name(name) for name in sorted(names)]
