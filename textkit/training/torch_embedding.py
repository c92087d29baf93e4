"""Networks that answer with vectors in the place of logits: states of tokens, or what is pooled of them.

B batch, L tokens, D numbers of a state.
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, get_args

from torch import Tensor, nn

from textkit.errors import UsageError, unknown_name
from textkit.models import Level, zoo
from textkit.models.layers.lstm import token_mask
from textkit.models.layers.pooling import Mean
from textkit.models.layers.recurrent import Recurrent, RecurrentClassifier
from textkit.reporter import Reporter
from textkit.tasks import tasks
from textkit.text.vectorizers import Vectorizer
from textkit.training.begin import find_pretrained
from textkit.training.pretrained import settings_of
from textkit.training.torch_session import TorchSession, session_of
from textkit.types import Session

Pooling = Literal["mean", "first"]


class EncoderStates(nn.Module):
    """The last hidden states (B, L, D) of an encoder of transformers, and which of them are real (B, L)."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.encoder = network.base_model

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        states: Tensor = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return states, attention_mask.bool()


class RecurrentStates(nn.Module):
    """The same of a BiLSTM."""

    def __init__(self, network: Recurrent) -> None:
        super().__init__()
        self.network = network

    def forward(self, positions: Tensor, lengths: Tensor, **inputs: Tensor) -> tuple[Tensor, Tensor]:
        states = self.network.states(positions=positions, lengths=lengths, **inputs)
        return states, token_mask(lengths, positions.shape[1])


class First(nn.Module):
    """The state of the first token: the special one, where a tokenizer sets it before a text."""

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        return states[:, 0]


class VectorNetwork(nn.Module):
    """Vectors (B, D) of texts, or without a pooling (B, L, D) of tokens."""

    def __init__(self, states: nn.Module, pooling: nn.Module | None) -> None:
        super().__init__()
        self.states = states
        self.pooling = pooling

    def forward(self, **inputs: Tensor) -> Tensor:
        states, mask = self.states(**inputs)
        vectors: Tensor = states if self.pooling is None else self.pooling(states, mask)
        return vectors


def vector_session(session: Session, level: Level, pooling: Pooling | None = None) -> TorchSession:
    """A session that answers with vectors of the network that `session` runs.

    Args:
        level: a vector for each text, or for each token: that of a word is then the state of its first piece.
        pooling: what is made of the states of a text. Not named, a recurrent classifier pools as it does for its own
            head, and anything else takes their mean, special pieces included.

    Raises:
        UsageError: the model has no states, or a pooling is named where nothing is pooled.
    """
    if level not in get_args(Level):
        raise unknown_name("level", level, get_args(Level))
    if pooling is not None and pooling not in get_args(Pooling):
        raise unknown_name("pooling", pooling, get_args(Pooling))
    if level == "word" and pooling is not None:
        raise UsageError("a word's vector is the state of its first piece: a pooling is for texts", "leave it out")
    if not isinstance(session, TorchSession):
        raise UsageError("a linear model counts n-grams: it has no vectors", "train an lstm-attn, or take minilm")
    states, own = _read(session.module)
    chosen = {None: own, "mean": Mean(), "first": First()}[pooling] if level == "text" else None
    return TorchSession(VectorNetwork(states, chosen), session.device)


def _read(network: nn.Module) -> tuple[nn.Module, nn.Module]:
    """What gives the states of a network, and what pools them where nobody says otherwise."""
    if isinstance(network, Recurrent):
        return RecurrentStates(network), network.pooling if isinstance(network, RecurrentClassifier) else Mean()
    if hasattr(network, "base_model"):
        return EncoderStates(network), Mean()
    raise UsageError(f"a {type(network).__name__} has no states that textkit knows to read", "take another model")


def open_pretrained(
    name: str, device: str, threads: int | None, strict: bool, reporter: Reporter
) -> tuple[TorchSession, Vectorizer]:
    """The model of the zoo called `name` with its pretrained weights, as a training would start from it.

    Raises:
        UsageError: it has no pretrained weights.
        MissingError: they cannot be reached; with `strict`, or `TEXTKIT_STRICT=1`, nothing stands in for them.
    """
    entry, config = settings_of(name)
    if entry.locate is None or entry.build is None or entry.warm_start is None:
        able = ", ".join(each for each in zoo.names() if zoo.load(each).locate is not None)
        trained = f"train it and name the run, or take {able}" if entry.trainer == "gradient" else f"take {able}"
        raise UsageError(f"{name} has no pretrained weights to make vectors with", trained)
    find_pretrained(entry, config, strict or os.environ.get("TEXTKIT_STRICT") == "1", reporter)
    vectorizer = entry.vectorize(config.model, [])
    with TemporaryDirectory() as folder:
        head_of_nobody = ["no", "yes"], tasks.load("classification")
        entry.describe(Path(folder), config.model, vectorizer, *head_of_nobody)
        network = entry.build(Path(folder))
    entry.warm_start(network, config.model, vectorizer, reporter)
    return session_of(network.float(), device, threads), vectorizer
