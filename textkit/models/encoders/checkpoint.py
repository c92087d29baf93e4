"""A fine-tuned checkpoint of transformers that someone else made, ready to predict."""

from typing import TYPE_CHECKING, Any

from textkit.errors import DataError
from textkit.models.encoders.entry import Encoder, EncoderOptions
from textkit.models.encoders.quiet import quiet_transformers
from textkit.models.encoders.source import locate
from textkit.text.vectorizers import Vectorizer

if TYPE_CHECKING:
    from torch import nn

_MOST_TOKENS = 512


def open_checkpoint(repo: str) -> "tuple[nn.Module, Vectorizer, list[str]]":
    """The network, the vectorizer and the labels, in the order of its columns, of a folder or a hub id.

    Raises:
        MissingError: it cannot be reached.
        DataError: it is no classifier, or has no weights in safetensors.
    """
    from transformers import AutoConfig, AutoModelForSequenceClassification

    quiet_transformers()
    source = locate(repo, None, False)
    config = AutoConfig.from_pretrained(source.folder, trust_remote_code=False)
    kinds = config.architectures or []
    if not any(kind.endswith("ForSequenceClassification") for kind in kinds) or config.num_labels < 2:
        raise DataError(
            f"no classifier of texts: its config.json names {', '.join(kinds) or 'no architecture'}"
            f" and {config.num_labels} labels",
            f"to train a head on it: textkit train DATASET --model hf:{repo}",
            path=str(source.folder),
        )
    made: Any = AutoModelForSequenceClassification
    network = made.from_pretrained(source.folder, use_safetensors=True, trust_remote_code=False)
    vectorizer = Encoder(repo).vectorize(EncoderOptions(name="hf", max_tokens=_MOST_TOKENS), [])
    return network, vectorizer, [str(config.id2label[number]) for number in range(config.num_labels)]
