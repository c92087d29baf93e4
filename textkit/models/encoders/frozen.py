"""Training a head on an encoder that stays as it is: what the encoder says is computed once and kept.

The features are the encoder's last hidden states, without dropout: of a sentence's words, each at its first piece; of a
text at its first piece. A pooler counts as part of the head. While the head is trained the encoder answers with its
features: they come in by the name under which every network of transformers takes embeddings.

R texts, N words, H units.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.lib.format import open_memmap
from numpy.typing import NDArray
from torch import Tensor, nn

from textkit.atomic import replacing
from textkit.inference.answers import BATCH_TOKENS
from textkit.inference.batching import by_length
from textkit.text.rows import TextRows, WordRows, ragged
from textkit.types import Arrays, Encoded

_FEATURES = "inputs_embeds"
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class KeptTexts(TextRows):
    """Texts by their features (R, H)."""

    features: NDArray[np.float32]

    @property
    def lengths(self) -> Numbers:
        return np.ones(len(self.features), dtype=np.int64)

    def batch(self, rows: Numbers) -> Arrays:
        return {_FEATURES: np.asarray(self.features[rows])[:, None]}


@dataclass(frozen=True)
class KeptWords(WordRows):
    """Sentences by the features (N, H) of their words."""

    features: NDArray[np.float32]

    @property
    def lengths(self) -> Numbers:
        return self.counts

    def batch(self, rows: Numbers) -> Arrays:
        return {_FEATURES: ragged(self.features, self.firsts[rows], self.counts[rows])[0]}


def is_frozen(network: Any) -> bool:
    """Whether nothing of the network's encoder is trained."""
    encoder = getattr(network, "base_model", None)
    return isinstance(encoder, nn.Module) and not any(
        parameter.requires_grad for name, parameter in encoder.named_parameters() if not name.startswith("pooler.")
    )


def keep_features(
    network: Any, encoded: Encoded, device: str, autocast: Callable[[], AbstractContextManager[Any]], path: Path
) -> KeptTexts | KeptWords:
    """`encoded` by its features, computed unless `path` holds them from before."""
    network.eval()
    words = isinstance(encoded, WordRows)
    if not path.is_file():
        with replacing(path) as beside, torch.inference_mode():
            kept: Any = None
            for rows in by_length(encoded.lengths, batch_tokens=BATCH_TOKENS):
                tensors = {name: torch.from_numpy(array).to(device) for name, array in encoded.batch(rows).items()}
                with autocast():
                    found = network.base_model(**tensors)
                if kept is None:
                    kept = open_memmap(beside, "w+", np.float32, _shape(encoded, found))
                if isinstance(encoded, WordRows):
                    encoded.place(rows, found.last_hidden_state.float().cpu().numpy(), kept)
                else:
                    kept[rows] = found.last_hidden_state[:, 0].float().cpu().numpy()
            kept.flush()
    features = np.load(path, mmap_mode="r")
    if not words:
        return KeptTexts(features)
    assert isinstance(encoded, WordRows)
    places = np.arange(len(encoded.places)) - np.repeat(encoded.firsts, encoded.counts)
    return KeptWords(encoded.firsts, encoded.counts, places, features)


def answer_with_features(network: Any, encoded: Encoded, kept: KeptTexts | KeptWords, device: str) -> bool:
    """From now on the network's encoder says what it is given as embeddings, and so answers what it would have.

    False, and nothing is changed, where the head of this architecture reads more than the features hold.
    """
    some = np.arange(min(8, len(encoded.lengths)))
    wanted = _answers(network, encoded, some, device)
    network.base_model.forward = _saying(getattr(network.base_model, "pooler", None))
    close = np.allclose(_answers(network, kept, some, device), wanted, rtol=0.05, atol=0.05)  # features may be of bf16
    if not close:
        del network.base_model.forward
    return close


def _answers(network: Any, encoded: Encoded, rows: Numbers, device: str) -> NDArray[np.float32]:
    """The network's answers to some rows, those of words each in its place."""
    network.eval()
    with torch.inference_mode():
        tensors = {name: torch.from_numpy(array).to(device) for name, array in encoded.batch(rows).items()}
        given = network(**tensors).logits.float().cpu().numpy()
    if not isinstance(encoded, WordRows):
        return np.asarray(given)
    answers = np.zeros((int(encoded.counts[rows].sum()), given.shape[-1]), dtype=np.float32)
    encoded.place(rows, given, answers)
    return answers


def _saying(pooler: nn.Module | None) -> Callable[..., Any]:
    from transformers.modeling_outputs import BaseModelOutput, BaseModelOutputWithPooling

    def say(*_: Any, inputs_embeds: Tensor, **__: Any) -> Any:
        if pooler is None:
            return BaseModelOutput(last_hidden_state=inputs_embeds)
        return BaseModelOutputWithPooling(last_hidden_state=inputs_embeds, pooler_output=pooler(inputs_embeds))

    return say


def _shape(encoded: Encoded, found: Any) -> tuple[int, ...]:
    rows = len(encoded.places) if isinstance(encoded, WordRows) else len(encoded.lengths)
    return rows, found.last_hidden_state.shape[-1]
