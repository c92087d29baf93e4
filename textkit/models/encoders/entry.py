"""The entry that every pretrained encoder shares; the zoo's files give it a repository."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from textkit.config.sections import GradientSection, ModelSection
from textkit.errors import DataError
from textkit.models import Level, ModelEntry
from textkit.models.encoders.quiet import quiet_transformers
from textkit.models.encoders.source import Pretrained, locate
from textkit.reporter import Reporter
from textkit.text.vectorizers import Vectorizer

if TYPE_CHECKING:
    from torch import nn

_TOKENIZER_FILES = ("tokenizer_config.json", "special_tokens_map.json", "vocab.txt", "vocab.json", "merges.txt")
_SPECIAL_POSITIONS = {"roberta": 2, "xlm-roberta": 2, "camembert": 2}  # they count positions from the padding's id


class EncoderOptions(ModelSection):
    """What is read, and which weights may move."""

    revision: str | None = Field(None, description="branch, tag or commit of the hub's repository")
    max_tokens: int = Field(256, ge=8, description="pieces of a text that are read, or of a window of a sentence")
    long: Literal["head-tail", "head"] = Field("head-tail", description="what is read of a longer text")
    overlap: int = Field(64, ge=0, description="pieces that the windows of a long sentence share")
    crf: bool = Field(False, description="of a tagger: a CRF over its words")
    freeze: Literal["none", "embeddings", "encoder"] | int = Field(
        "none", description="encoder (only the head learns), embeddings, or the number of lowest layers to freeze"
    )
    gradient_checkpointing: bool = Field(False, description="less memory, more time")


class EncoderSection(GradientSection):
    """A fine-tuning."""

    layer_decay: float = Field(1.0, gt=0, le=1, description="factor on the rate for each layer further from the head")


RECIPE = {"training": {"epochs": 2, "batch_tokens": 1024, "lr": 5e-5, "warmup": 0.1}}


@dataclass(frozen=True)
class Encoder:
    """A repository, and whether the carried model may stand in for it: as it is, or halved to a DistilBERT."""

    repo: str
    stand_in: Literal["no", "whole", "halved"] = "no"

    def locate(self, options: EncoderOptions) -> Pretrained:
        return locate(self.repo, options.revision, self.stand_in != "no")

    def _halves(self, source: Pretrained) -> bool:
        return source.stand_in is not None and self.stand_in == "halved"

    def vectorize(self, options: EncoderOptions, inputs: Sequence[Any]) -> Vectorizer:
        from tokenizers import Tokenizer
        from transformers import AutoConfig, AutoTokenizer

        from textkit.text.vectorizers.pretrained import PretrainedPieces

        quiet_transformers()
        source = self.locate(options)
        config = AutoConfig.from_pretrained(source.folder, trust_remote_code=False)
        tokenizer = AutoTokenizer.from_pretrained(source.folder, trust_remote_code=False)
        positions = getattr(config, "max_position_embeddings", None) or options.max_tokens
        return PretrainedPieces(
            Tokenizer.from_str(tokenizer.backend_tokenizer.to_str()),
            max_tokens=min(options.max_tokens, positions - _SPECIAL_POSITIONS.get(config.model_type, 0)),
            long=options.long,
            pad=int(tokenizer.pad_token_id or 0),
            unknown=int(tokenizer.unk_token_id or 0),
            overlap=options.overlap,
        )

    def describe(
        self, folder: Path, options: EncoderOptions, vectorizer: Vectorizer, labels: Sequence[str], level: Level
    ) -> None:
        """Write `config.json` and the tokenizer's files, so that transformers loads the folder as well."""
        from transformers import AutoConfig

        from textkit.models.encoders.halved import halved_config
        from textkit.run import write_json

        source = self.locate(options)
        config = AutoConfig.from_pretrained(source.folder, trust_remote_code=False)
        if self._halves(source):
            config = halved_config(config)
        config.id2label = dict(enumerate(labels))
        config.label2id = {label: number for number, label in enumerate(labels)}
        config.architectures = [type(_network(config, level)).__name__]
        write_json(folder / "config.json", json.loads(config.to_json_string(use_diff=False)))
        write_json(folder / "options.json", options.model_dump())
        for name in _TOKENIZER_FILES:
            if (source.folder / name).is_file():
                copyfile(source.folder / name, folder / name)

    def warm_start(
        self, module: "nn.Module", options: EncoderOptions, vectorizer: Vectorizer, reporter: Reporter
    ) -> None:
        """Put the pretrained weights under the new head."""
        from safetensors.torch import load_file

        from textkit.models.encoders.halved import halved_weights

        source = self.locate(options)
        weights: dict[str, Any] = {}
        for file in sorted(source.folder.glob("*.safetensors")):
            weights |= load_file(file)
        if self._halves(source):
            weights = halved_weights(weights)
        _load_encoder(module, weights, source)


def build(folder: Path) -> "nn.Module":
    """The network that `config.json` describes, with fresh weights, and what `options.json` freezes."""
    from transformers import AutoConfig

    from textkit.models.layers.crf import crf_for
    from textkit.run import read_json

    quiet_transformers()
    options = EncoderOptions(**read_json(folder / "options.json"))
    config = AutoConfig.from_pretrained(folder, trust_remote_code=False)
    network: nn.Module = _network(config, level_of(config))
    if options.crf:
        network.crf = crf_for([config.id2label[number] for number in range(config.num_labels)])
    if options.gradient_checkpointing:
        _save_activations_sparingly(network)
    _freeze(network, options.freeze)
    return network


def encoder_entry(encoder: Encoder, summary: str, **recipe: Any) -> ModelEntry:
    """An entry of the zoo for `encoder`; `recipe` changes the training's defaults."""
    return ModelEntry(
        summary=summary,
        tasks=("classification", "tagging"),
        options=EncoderOptions,
        training=EncoderSection,
        recipe={"training": {**RECIPE["training"], **recipe}},
        trainer="gradient",
        vectorize=encoder.vectorize,
        describe=encoder.describe,
        build=build,
        warm_start=encoder.warm_start,
        locate=encoder.locate,
        bf16_pays_on_cpu=True,
    )


def level_of(config: Any) -> Level:
    """What the architecture that `config` names answers: texts or words."""
    return "word" if config.architectures[0].endswith("ForTokenClassification") else "text"


def auto_model(level: Level) -> Any:
    """The class of transformers that makes networks of this level."""
    from transformers import AutoModelForSequenceClassification, AutoModelForTokenClassification

    return AutoModelForTokenClassification if level == "word" else AutoModelForSequenceClassification


def _network(config: Any, level: Level) -> Any:
    return auto_model(level).from_config(config, trust_remote_code=False)


def _load_encoder(module: "nn.Module", weights: Any, source: Pretrained) -> None:
    """Load what fits by name under the encoder's prefix; the head alone may be left as it was made.

    Raises:
        DataError: weights of the encoder itself are missing.
    """
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
    encoder = network.base_model
    if what == "none":
        frozen: list[Any] = []
    elif what == "encoder":
        frozen = [encoder]
    else:
        frozen = [encoder.embeddings, *(layers_of(network)[:what] if isinstance(what, int) else [])]
    for part in frozen:
        for parameter in part.parameters():
            parameter.requires_grad_(False)


def layers_of(network: Any) -> list[Any]:
    """The encoder's layers, lowest first."""
    encoder = network.base_model
    stack = getattr(encoder, "encoder", None) or encoder.transformer
    return list(stack.layer)
