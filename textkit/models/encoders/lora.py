"""LoRA: the encoder stays as it is, and learns a small matrix product beside its projections (Hu et al. 2021).

Adapters are there while a training runs. What it leaves behind is merged: plain weights under the names of
transformers, so that nobody who loads a run knows of them. For a network without adapters all of this is nothing.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from textkit.errors import MissingError

if TYPE_CHECKING:
    from torch import Tensor, nn

_QUERY_AND_VALUE = ("query", "value", "q_lin", "v_lin", "query_proj", "value_proj", "q_proj", "v_proj", "q", "v")
"""What encoders call their attention's projections of queries and values."""
_ADAPTER = "default"
_BASE = ".base_layer."


def adapt(module: "nn.Module", options: Any) -> None:
    """Put adapters of rank `options.lora` beside the encoder's projections; only they and the head can move then.

    Raises:
        MissingError: peft is not installed.
    """
    if not options.lora:
        return
    try:
        from peft import LoraConfig, inject_adapter_in_model
    except ImportError:
        raise MissingError("peft is not installed", "pip install 'textkit-nlp[lora]', or leave out --lora") from None
    encoder: Any = module.base_model
    alpha = options.lora_alpha or 2 * options.lora
    config = LoraConfig(r=options.lora, lora_alpha=alpha, target_modules=_targets(encoder))
    inject_adapter_in_model(config, encoder, _ADAPTER)
    for name, parameter in encoder.named_parameters():
        if name.startswith("pooler."):  # part of the head
            parameter.requires_grad_(True)


def merged_weights(module: "nn.Module") -> "dict[str, Tensor]":
    """The weights of the plain network that answers as `module` does; `module` stays as it is."""
    import torch

    weights = {name.replace(_BASE, "."): tensor for name, tensor in module.state_dict().items() if ".lora_" not in name}
    with torch.no_grad():
        for name, layer in _adapted(module):
            weights[f"{name}.weight"] = weights[f"{name}.weight"] + layer.get_delta_weight(_ADAPTER)
    return weights


def remove_adapters(module: "nn.Module") -> None:
    """Make the network plain again: its own layers take their places, without what was learned beside them."""
    for name, layer in list(_adapted(module)):
        module.set_submodule(name, layer.get_base_layer())


def _adapted(module: "nn.Module") -> "Iterator[tuple[str, Any]]":
    return ((name, layer) for name, layer in module.named_modules() if hasattr(layer, "get_delta_weight"))


def _targets(encoder: "nn.Module") -> list[str]:
    """The projections of queries and values; of an encoder that names them otherwise, all its linear layers."""
    from torch import nn

    linear = [
        name
        for name, layer in encoder.named_modules()
        if isinstance(layer, nn.Linear) and not name.startswith("pooler.")
    ]
    return [name for name in linear if name.rpartition(".")[2] in _QUERY_AND_VALUE] or linear
