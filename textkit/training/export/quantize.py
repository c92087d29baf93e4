"""A graph whose matrices are of 8-bit integers."""

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path

_QUANTIZED = ("MatMul", "Gemm", "Gather", "LSTM")


def quantize(graph: Path, path: Path) -> None:
    """Write `graph` with its weights as integers of 8 bits, each column of a matrix by a scale of its own.

    What flows between them is quantized as it comes (dynamically). Tables of embeddings become integers as well: they
    are most of a small encoder.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(graph)
    del model.graph.value_info[:]  # the sizes that an exporter saw by chance; quantizing finds out for itself
    with _quiet():
        quantize_dynamic(
            model,
            path,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=list(_QUANTIZED),
            extra_options={"MatMulConstBOnly": True},
        )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """It advises preparations that change nothing for these graphs."""
    level = logging.root.level
    logging.root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logging.root.setLevel(level)
