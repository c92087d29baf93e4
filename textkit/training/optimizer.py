"""The optimizer: which weights decay, and how fast each layer learns."""

from torch import nn
from torch.optim import Optimizer

from textkit.config.sections import GradientSection
from textkit.training.lazy import LazyAdam, LazyAdamW
from textkit.training.weights import CRF

_CRF_RATE, _CRF_SCALE = 2e-3, 40.0


def make_optimizer(module: nn.Module, settings: GradientSection) -> Optimizer:
    """Weight decay for matrices, none for biases; `scale` of a group is its factor on the learning rate.

    With `layer_decay` below 1 an encoder's layers learn the slower the further they are from the head (Howard and
    Ruder 2018). The transitions of a CRF learn at 2e-3 at least, up to 40 times the rate. Tables of sparse gradients
    are updated by their rows (`training/lazy.py`).
    """
    kind, decay = {"adamw": (LazyAdamW, 0.01), "adam": (LazyAdam, 0.0)}[settings.optimizer]
    if settings.weight_decay is not None:
        decay = settings.weight_decay
    layer_decay = getattr(settings, "layer_decay", 1.0)
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in module.named_parameters():
        if parameter.requires_grad:
            scale = layer_decay ** _distance_to_head(name, module) if layer_decay < 1 else 1.0
            if name.startswith(CRF):  # made anew, and few: an encoder's rate would leave them where they start
                scale = min(max(1.0, _CRF_RATE / settings.lr), _CRF_SCALE)
            groups.setdefault((decay if parameter.ndim > 1 else 0.0, scale), []).append(parameter)
    optimizer: Optimizer = kind(
        [{"params": each, "weight_decay": decay, "scale": scale} for (decay, scale), each in groups.items()],
        lr=settings.lr,
        fused=True,
    )
    return optimizer


def _distance_to_head(name: str, module: nn.Module) -> int:
    """Layers between a weight and the head: 0 for the head, 1 for the highest layer, and one more for embeddings."""
    layers = int(module.config.num_hidden_layers)  # type: ignore[union-attr, arg-type]
    parts = name.split(".")
    if "embeddings" in parts:
        return layers + 1
    if "layer" in parts:
        return layers - int(parts[parts.index("layer") + 1])
    return 0
