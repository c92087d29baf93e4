"""A fine-tuned checkpoint of transformers that someone else made, ready to predict."""

from typing import TYPE_CHECKING, NamedTuple

from textkit.errors import DataError
from textkit.models import Level
from textkit.models.encoders.entry import Encoder, EncoderOptions, auto_model
from textkit.models.encoders.quiet import quiet_transformers
from textkit.models.encoders.source import locate
from textkit.text.vectorizers import Vectorizer

if TYPE_CHECKING:
    from torch import nn

_MOST_TOKENS = 512
_TASKS = {"ForSequenceClassification": "classification", "ForTokenClassification": "tagging"}


class Checkpoint(NamedTuple):
    """A network that can answer, how it reads, its labels in the order of its columns, and what it labels."""

    network: "nn.Module"
    vectorizer: Vectorizer
    labels: list[str]
    task: str


def open_checkpoint(repo: str) -> Checkpoint:
    """The fine-tuned encoder in a folder or at a hub id.

    Raises:
        MissingError: it cannot be reached.
        DataError: it is neither a classifier nor a tagger, or has no weights in safetensors.
    """
    from transformers import AutoConfig

    quiet_transformers()
    source = locate(repo, None, False)
    config = AutoConfig.from_pretrained(source.folder, trust_remote_code=False)
    kinds = config.architectures or []
    task = next((task for kind in kinds for ending, task in _TASKS.items() if kind.endswith(ending)), None)
    if task is None or config.num_labels < 2:
        raise DataError(
            f"neither a classifier nor a tagger: its config.json names {', '.join(kinds) or 'no architecture'}"
            f" and {config.num_labels} labels",
            f"to train a head on it: textkit train DATASET --model hf:{repo}",
            path=str(source.folder),
        )
    if task == "classification" and config.problem_type == "multi_label_classification":
        task = "multilabel"
    level: Level = "word" if task == "tagging" else "text"
    made = auto_model(level)
    network = made.from_pretrained(source.folder, use_safetensors=True, trust_remote_code=False)
    vectorizer = Encoder(repo).vectorize(EncoderOptions(name="hf", max_tokens=_MOST_TOKENS), [])
    labels = [str(config.id2label[number]) for number in range(config.num_labels)]
    if level == "word" and any(label[:2] in ("E-", "S-", "L-", "U-") for label in labels):
        raise DataError(
            "its tags are spelled in BIOES or BILOU, and only tags in IOB2 can be decoded",
            f"its labels: {', '.join(labels)}",
            path=str(source.folder),
        )
    return Checkpoint(network, vectorizer, labels, task)
