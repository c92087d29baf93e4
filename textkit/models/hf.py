"""hf: any encoder of transformers, by hub id or folder: `--model hf:ID_OR_FOLDER`."""

from dataclasses import replace

from textkit.errors import UsageError
from textkit.models import ModelEntry
from textkit.models.encoders.entry import Encoder, EncoderOptions, encoder_entry
from textkit.models.encoders.source import Pretrained


def _of(repo: str) -> ModelEntry:
    return encoder_entry(Encoder(repo), f"the encoder {repo}")


def _nameless(options: EncoderOptions) -> Pretrained:
    raise UsageError("hf needs the name of an encoder", "--model hf:ID_OR_FOLDER")


MODEL = replace(encoder_entry(Encoder(""), "any encoder of transformers: hf:ID_OR_FOLDER"), locate=_nameless, named=_of)
