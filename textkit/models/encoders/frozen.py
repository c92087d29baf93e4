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
from textkit.inference.batching import by_length
from textkit.text.rows import WordRows, ragged
from textkit.types import Arrays, Encoded, Scores, Session

_FEATURES = "inputs_embeds"
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Kept:
    """What is encoded, by its features (cells, H): a cell for each row, or for each word that a row answers for.

    Lengths and places are those of before, so that the same rows make the same batches.
    """

    encoded: Any
    features: NDArray[np.float32]

    @property
    def lengths(self) -> Numbers:
        lengths: Numbers = self.encoded.lengths
        return lengths

    def batch(self, rows: Numbers) -> Arrays:
        if isinstance(self.encoded, WordRows):
            return {_FEATURES: ragged(self.features, self.encoded.firsts[rows], self.encoded.counts[rows])[0]}
        return {_FEATURES: np.asarray(self.features[rows])[:, None]}

    def columns(self, rows: Numbers) -> Numbers | None:
        """The features of a row's words stand side by side."""
        if not isinstance(self.encoded, WordRows):
            return None
        steps = np.arange(max(1, int(self.encoded.counts[rows].max(initial=0))))
        return np.where(steps < self.encoded.counts[rows][:, None], steps, 0)

    def targets(self, rows: Numbers, truth: NDArray[Any]) -> NDArray[Any]:
        targets: NDArray[Any] = self.encoded.targets(rows, truth)
        return targets

    def place(self, rows: Numbers, answer: Scores, logits: Scores) -> None:
        if not isinstance(self.encoded, WordRows):
            self.encoded.place(rows, answer, logits)
            return
        places = np.arange(len(self.encoded.places)) - np.repeat(self.encoded.firsts, self.encoded.counts)
        WordRows(self.encoded.firsts, self.encoded.counts, places).place(rows, answer, logits)


def is_frozen(network: Any) -> bool:
    """Whether nothing of the network's encoder is trained."""
    encoder = getattr(network, "base_model", None)
    return isinstance(encoder, nn.Module) and not any(
        parameter.requires_grad for name, parameter in encoder.named_parameters() if not name.startswith("pooler.")
    )


def keep_features(
    network: Any, encoded: Encoded, device: str, autocast: Callable[[], AbstractContextManager[Any]], path: Path
) -> Kept:
    """`encoded` by its features, computed unless `path` holds them from before."""
    network.eval()
    if not path.is_file():
        with replacing(path) as beside, torch.inference_mode():
            kept: Any = None
            for rows in by_length(encoded.lengths, batch_tokens=Session.batch_tokens):
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
    return Kept(encoded, np.load(path, mmap_mode="r"))


def answer_with_features(network: Any, encoded: Encoded, kept: Kept, device: str) -> bool:
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


def _answers(network: Any, encoded: Any, rows: Numbers, device: str) -> NDArray[np.float32]:
    """The network's answers to some rows, (rows, labels), or to their words, (words, labels)."""
    network.eval()
    with torch.inference_mode():
        tensors = {name: torch.from_numpy(array).to(device) for name, array in encoded.batch(rows).items()}
        given = network(**tensors).logits.float().cpu().numpy()
    columns = encoded.columns(rows)
    if columns is None:
        return np.asarray(given)
    real = np.arange(columns.shape[1]) < _words(encoded).counts[rows][:, None]
    return np.asarray(np.take_along_axis(given, columns[..., None], axis=1)[real])


def _words(encoded: Any) -> WordRows:
    rows: WordRows = encoded.encoded if isinstance(encoded, Kept) else encoded
    return rows


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
