"""The entry that every pretrained encoder shares; the zoo's files give it a repository."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from textkit.errors import UsageError
from textkit.models import ModelEntry
from textkit.models.encoders.layers import layers_in, layers_kept
from textkit.models.encoders.lora import adapt
from textkit.models.encoders.network import auto_model, build, level_of, load_pretrained, network_of
from textkit.models.encoders.options import EncoderOptions, EncoderSection
from textkit.models.encoders.quiet import quiet_transformers
from textkit.models.encoders.scratch import architecture_of, learn_vectorizer, small_config, write_tokenizer_config
from textkit.models.encoders.source import Pretrained, locate
from textkit.reporter import Reporter
from textkit.run import read_json, write_json
from textkit.tasks import Task
from textkit.text.vectorizers import Vectorizer

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Encoder", "EncoderOptions", "auto_model", "encoder_entry", "level_of"]

RECIPE = {"epochs": 2, "batch_tokens": 1024, "least_rows": 16, "lr": 5e-5, "warmup": 0.1}
TAGGING = {"epochs": 4, "batch_size": 32, "batch_tokens": None}  # one unit replaces the other
HEAD = {"lr": 5e-3, "epochs": 10}
LORA = {"lr": 2e-3}
SCRATCH = {"epochs": 8, "lr": 5e-4}

_TOKENIZER_FILES = ("tokenizer_config.json", "special_tokens_map.json", "vocab.txt", "vocab.json", "merges.txt")
_ATTENTION_DROPOUT = ("attention_probs_dropout_prob", "attention_dropout")
_SPECIAL_POSITIONS = {"roberta": 2, "xlm-roberta": 2, "camembert": 2}  # they count positions from the padding's id


@dataclass(frozen=True)
class Encoder:
    """A repository and what stands beside it."""

    repo: str
    cased: str | None = None
    """The repository of its twin that tells letter case apart."""
    stand_in: Literal["no", "whole", "halved"] = "no"
    """Whether the carried model may stand in for it: as it is, or halved to a DistilBERT."""
    kept: tuple[int, ...] | None = None
    """Of a DistilBERT that is made of the repository's layers: which of them, from 0."""
    title: str | None = None
    """What its weights are called, where the repository's name does not say."""
    architecture: str | None = None
    """What it is from scratch; None is what the repository's config says."""

    def locate(self, options: EncoderOptions) -> Pretrained | None:
        """Where its weights are; None from scratch."""
        return self._pretrained(options) if options.from_scratch == "no" else None

    def _pretrained(self, options: EncoderOptions) -> Pretrained:
        found = locate(self._repo_for(options), options.revision, self.stand_in != "no")
        if found.stand_in and options.casing == "cased":
            return replace(found, stand_in=f"uncased {found.stand_in}")
        return replace(found, name=self.title, revision=None) if self.title else found

    def _repo_for(self, options: EncoderOptions) -> str:
        """
        Raises:
            UsageError: a casing is asked for, and there is but one repository.
        """
        if self.cased is None and options.casing != "auto":
            raise UsageError(f"{options.name} comes in one casing only", "leave out --casing")
        return self.cased if self.cased and options.casing == "cased" else self.repo

    def layers_of(self, source: Pretrained) -> tuple[int, ...] | None:
        """Which of the source's layers make a DistilBERT; None where it stays what it is."""
        if source.stand_in is not None and self.stand_in == "halved":
            whole = layers_in(read_json(source.folder / "config.json"))
            return layers_kept(whole, whole // 2)
        return self.kept

    def vectorize(self, options: EncoderOptions, inputs: Sequence[Any]) -> Vectorizer:
        if options.from_scratch != "no":
            return learn_vectorizer(options, inputs)
        from tokenizers import Tokenizer
        from transformers import AutoConfig, AutoTokenizer

        from textkit.text.vectorizers.pretrained import PretrainedPieces

        quiet_transformers()
        source = self._pretrained(options)
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
        self, folder: Path, options: EncoderOptions, vectorizer: Vectorizer, labels: Sequence[str], task: Task
    ) -> None:
        """Write `config.json` and the tokenizer's files, so that transformers loads the folder as well."""
        quiet_transformers()
        if options.from_scratch != "no":
            architecture = self.architecture or architecture_of(self.repo, options.revision)
            config = small_config(architecture, options.from_scratch, len(vectorizer))
            write_tokenizer_config(folder)
        else:
            config = self._bring_along(folder, self._pretrained(options))
        config.id2label = dict(enumerate(labels))
        config.label2id = {label: number for number, label in enumerate(labels)}
        config.problem_type = "multi_label_classification" if task.scoring == "labelsets" else None
        _drop_attention(config, options.attention_dropout)
        config.architectures = [type(network_of(config, task.level)).__name__]
        write_json(folder / "config.json", json.loads(config.to_json_string(use_diff=False)))
        write_json(folder / "options.json", options.model_dump())

    def _bring_along(self, folder: Path, source: Pretrained) -> Any:
        """The pretrained config; its tokenizer's files are copied into `folder`."""
        from transformers import AutoConfig

        from textkit.models.encoders.thinned import thinned_config

        for name in _TOKENIZER_FILES:
            if (source.folder / name).is_file():
                copyfile(source.folder / name, folder / name)
        config = AutoConfig.from_pretrained(source.folder, trust_remote_code=False)
        kept = self.layers_of(source)
        return config if kept is None else thinned_config(config, len(kept))

    def warm_start(
        self, module: "nn.Module", options: EncoderOptions, vectorizer: Vectorizer, reporter: Reporter
    ) -> None:
        """Put the pretrained weights under the new head; from scratch there are none."""
        if options.from_scratch == "no":
            source = self._pretrained(options)
            load_pretrained(module, source, self.layers_of(source))


def _drop_attention(config: Any, share: float) -> None:
    """Set the dropout of attention's weights under the name that this architecture has for it.

    Raises:
        UsageError: it has none.
    """
    names = [name for name in _ATTENTION_DROPOUT if hasattr(config, name)]
    if share and not names:
        raise UsageError(f"{config.model_type} has no dropout of attention", "leave out model.attention_dropout")
    for name in names:
        setattr(config, name, share)


def encoder_entry(
    encoder: Encoder,
    summary: str,
    tagging: Mapping[str, Any] = TAGGING,
    multilabel: Mapping[str, Any] = MappingProxyType({}),
    **recipe: Any,
) -> ModelEntry:
    """An entry of the zoo for `encoder`; `recipe` changes the training's defaults, the others those of their task."""
    tagger: dict[str, dict[str, Any]] = {"training": {**TAGGING, **tagging}}
    if encoder.cased:
        tagger["model"] = {"casing": "cased"}  # names live on letter case
    return ModelEntry(
        summary=summary,
        tasks=("classification", "multilabel", "tagging"),
        options=EncoderOptions,
        training=EncoderSection,
        recipe={"training": {**RECIPE, **recipe}},
        recipes={"tagging": tagger, "multilabel": {"training": dict(multilabel)}},
        recipe_for=_recipe_for,
        trainer="gradient",
        vectorize=encoder.vectorize,
        describe=encoder.describe,
        build=build,
        warm_start=encoder.warm_start,
        adapt=adapt,
        locate=encoder.locate,
        bf16_pays_on_cpu=True,
    )


def _recipe_for(options: EncoderOptions) -> dict[str, dict[str, Any]]:
    """What starts at random takes higher rates."""
    head = HEAD if options.freeze == "encoder" else {}
    return {"training": {**head, **(LORA if options.lora else {}), **(SCRATCH if options.from_scratch != "no" else {})}}
