"""The weights of a run: the network's, and beside them those of a CRF, which join its logits when they are decoded.

Apart, so that an encoder's folder holds what transformers expects there.
"""

from collections.abc import Mapping
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from textkit.atomic import replacing
from textkit.errors import DataError
from textkit.run import Run
from textkit.tasks import Learned

CRF = "crf."
"""What the names of a CRF's weights begin with: a network that has one keeps it as its attribute `crf`."""


def save_weights(run: Run, weights: Mapping[str, Tensor]) -> None:
    """Write the weights of a network, whole files or none."""
    parts: dict[Path, dict[str, Tensor]] = {run.weights: {}, run.crf: {}}
    for name, tensor in weights.items():
        if name.startswith(CRF):
            parts[run.crf][name.removeprefix(CRF)] = tensor.contiguous()
        else:
            parts[run.weights][name] = tensor.contiguous()
    for path, tensors in parts.items():
        if tensors:
            with replacing(path) as beside:
                save_file(tensors, beside)


def load_weights(run: Run) -> dict[str, Tensor]:
    """What `save_weights` wrote, under the names of the network's own state.

    Raises:
        DataError: a file is missing or damaged.
    """
    try:
        weights = load_file(run.weights)
        if run.crf.is_file():
            weights |= {CRF + name: tensor for name, tensor in load_file(run.crf).items()}
    except (SafetensorError, OSError) as error:
        raise DataError(f"weights cannot be loaded: {str(error).splitlines()[0]}", path=str(run.weights)) from None
    return weights


def transitions_of(module: nn.Module) -> Learned:
    """What decoding needs of a network besides its logits; empty where it has no CRF."""
    return {
        name.removeprefix(CRF): tensor.detach().cpu().numpy()
        for name, tensor in module.state_dict().items()
        if name.startswith(CRF)
    }
