"""An encoder's network: made from its config, given pretrained weights, frozen in parts."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.errors import DataError, UsageError
from textkit.models import Level
from textkit.models.encoders.options import EncoderOptions
from textkit.models.encoders.quiet import quiet_transformers
from textkit.models.encoders.source import Pretrained
from textkit.run import read_json

if TYPE_CHECKING:
    from torch import nn


def build(folder: Path) -> "nn.Module":
    """The network that `config.json` describes, with fresh weights, and what `options.json` freezes."""
    from transformers import AutoConfig

    from textkit.models.layers.crf import crf_for
    from textkit.models.layers.dropout import drop_bytewise

    quiet_transformers()
    options = EncoderOptions(**read_json(folder / "options.json"))
    config = AutoConfig.from_pretrained(folder, trust_remote_code=False)
    network: nn.Module = network_of(config, level_of(config))
    if options.crf:
        network.crf = crf_for([config.id2label[number] for number in range(config.num_labels)])
    drop_bytewise(network)
    if options.gradient_checkpointing:
        _save_activations_sparingly(network)
    _freeze(network, options.freeze)
    return network


def network_of(config: Any, level: Level) -> Any:
    """The network with fresh weights and a head for texts or words."""
    return auto_model(level).from_config(config, trust_remote_code=False)


def level_of(config: Any) -> Level:
    """What the architecture that `config` names answers: texts or words."""
    return "word" if config.architectures[0].endswith("ForTokenClassification") else "text"


def auto_model(level: Level) -> Any:
    """The class of transformers that makes networks of this level."""
    from transformers import AutoModelForSequenceClassification, AutoModelForTokenClassification

    return AutoModelForTokenClassification if level == "word" else AutoModelForSequenceClassification


def load_pretrained(module: "nn.Module", source: Pretrained, kept: Sequence[int] | None = None) -> None:
    """Load what fits by name under the encoder's prefix; the head alone may be left as it was made.

    Args:
        kept: of a DistilBERT that is made of the source's own layers, which.

    Raises:
        DataError: weights of the encoder itself are missing.
    """
    from safetensors.torch import load_file

    from textkit.models.encoders.thinned import thinned_weights

    weights: dict[str, Any] = {}
    for file in sorted(source.folder.glob("*.safetensors")):
        weights |= load_file(file)
    if kept is not None:
        weights = thinned_weights(weights, kept)
    prefix = f"{module.base_model_prefix}."
    named = {name if name.startswith(prefix) else prefix + name: tensor for name, tensor in weights.items()}
    ours = module.state_dict()
    fitting = {name: tensor for name, tensor in named.items() if name in ours and ours[name].shape == tensor.shape}
    # a pooler is part of the head here, and not every checkpoint brings one
    missing = [name for name in ours if name.startswith(prefix) and name not in fitting and ".pooler." not in name]
    if missing:
        raise DataError(
            f"{len(missing)} weights of the encoder are missing, {missing[0]} first",
            "is this the architecture that its config.json names?",
            path=str(source.folder),
        )
    module.load_state_dict(fitting, strict=False)


def _save_activations_sparingly(network: Any) -> None:
    """Gradient checkpointing; newer versions of transformers call it by the other name."""
    enable = getattr(network, "activation_checkpointing_enable", None) or network.gradient_checkpointing_enable
    enable()


def _freeze(network: Any, what: str | int) -> None:
    """Nothing ("none"), the whole encoder, its embeddings, or these and its N lowest layers; a pooler stays free."""
    encoder = network.base_model
    if what == "none":
        frozen: list[Any] = []
    elif what == "encoder":
        frozen = [part for name, part in encoder.named_children() if name != "pooler"]
    else:
        frozen = [encoder.embeddings, *(_lowest(network, what) if isinstance(what, int) else [])]
    for part in frozen:
        for parameter in part.parameters():
            parameter.requires_grad_(False)


def _lowest(network: Any, count: int) -> list[Any]:
    layers = _layers_of(network)
    if count > len(layers):
        raise UsageError(f"--freeze {count}: the encoder has {len(layers)} layers", "--freeze encoder freezes it all")
    return layers[:count]


def _layers_of(network: Any) -> list[Any]:
    """The encoder's layers, lowest first.

    Raises:
        UsageError: this architecture does not keep them in one list.
    """
    from torch import nn

    count = int(network.config.num_hidden_layers)
    for part in network.base_model.modules():
        if isinstance(part, nn.ModuleList) and len(part) == count:
            return list(part)
    raise UsageError("the layers of this architecture cannot be told apart", "--freeze encoder or embeddings")
