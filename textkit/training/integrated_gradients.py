"""gradients: integrated gradients (Sundararajan et al. 2017) of an answer's probability over the embeddings of words.

The way leads from vectors of zeros to those of the words, while special tokens keep theirs. So the weights of the words
add up to what the probability gains on that way: completeness.

S steps, B rows of one input, L tokens, D numbers of a vector, N words, C labels.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from textkit.inference.attribution import Ask, Target, Weighed, as_sentence, refused
from textkit.inference.predictor import Predictor
from textkit.models.layers.recurrent import Recurrent
from textkit.text.alignment import Owners, cells_of, owners_in_sentence, owners_in_text, refuse_moving
from textkit.training.loop import answer
from textkit.training.torch_session import TorchSession
from textkit.types import Encoded, Input, Sentence

STEPS = 32
_TOKENS = 8_192  # of the steps that are taken at once


@dataclass
class _Way:
    """What the embedding layer gives while gradients are taken: its vectors on their way from the baseline."""

    steps: Tensor
    """(S B, 1, 1), from 0 to 1."""
    moving: Tensor
    """(S B, L, 1), true for tokens of words."""
    vectors: Tensor = field(init=False)
    """(S B, L, D) at the end of the way."""
    points: Tensor = field(init=False)
    """(S B, L, D) on the way."""

    def __call__(self, layer: nn.Module, inputs: Any, output: Tensor) -> Tensor:
        self.vectors = output.detach() * self.moving
        self.points = (output.detach() - (1 - self.steps) * self.vectors).requires_grad_()
        return self.points


class IntegratedGradients:
    """Of the network that `predictor` runs, in fp32; of a tagger with a CRF, of its emissions alone."""

    name: ClassVar[str] = "gradients"

    def __init__(self, predictor: Predictor, steps: int = STEPS) -> None:
        """
        Raises:
            UsageError: the model has no embeddings, or its tokens cannot be traced to words.
        """
        session = predictor.session
        if not isinstance(session, TorchSession):
            raise refused(self.name, f"{predictor.title} is no network, and has no gradients")
        if predictor.task.level == "text":
            refuse_moving(predictor.cleaning)
        self.predictor, self.device = predictor, session.device
        self.module = session.module.eval()
        self.embedding = _embedding_of(session.module)
        points, shares = np.polynomial.legendre.leggauss(steps)  # Gauss and Legendre's: exact for smooth ways
        self.steps, self.shares = (points + 1) / 2, shares / 2

    def weigh(self, ask: Ask, items: Sequence[Input], targets: Sequence[Sequence[Target]]) -> list[Weighed]:
        return [Weighed(self._of_input(item, wanted)) for item, wanted in zip(items, targets, strict=True)]

    def _of_input(self, item: Input, targets: Sequence[Target]) -> list[NDArray[np.float64]]:
        encoded = self.predictor.encode([item])
        cells = None if isinstance(item, str) else cells_of(encoded, len(item.spans))
        owners = self._owners(item, cells)
        words, longest = len(as_sentence(item).spans), int(encoded.lengths.max())
        moving = np.zeros((len(owners), longest, 1), dtype=np.float32)
        for row, each in enumerate(owners):
            moving[row, each.tokens] = 1
        by_token = np.zeros((len(targets), len(owners), longest))
        at_once = max(1, _TOKENS // (len(owners) * longest))
        for first in range(0, len(self.steps), at_once):
            part = slice(first, first + at_once)
            by_token += self._gradients(encoded, moving, self.steps[part], self.shares[part], cells, targets)
        return [
            np.sum([each.add_up(row, words) for each, row in zip(owners, found, strict=True)], axis=0)
            for found in by_token
        ]

    def _owners(self, item: Input, cells: Sequence[tuple[int, int]] | None) -> list[Owners]:
        if cells is None:
            return owners_in_text(self.predictor.vectorizer, self.predictor.cleaning, as_sentence(item))
        (cleaned,) = self.predictor.cleaning([item])
        assert isinstance(cleaned, Sentence)
        return owners_in_sentence(self.predictor.vectorizer, cleaned, cells)

    def _gradients(
        self,
        encoded: Encoded,
        moving: NDArray[np.float32],
        steps: NDArray[np.float64],
        shares: NDArray[np.float64],
        cells: Sequence[tuple[int, int]] | None,
        targets: Sequence[Target],
    ) -> NDArray[np.float64]:
        """What `steps` of the way, of which each counts for its share, give each token: (targets, B, L)."""
        rows = len(moving)
        inputs = encoded.batch(np.tile(np.arange(rows), len(steps)))
        along = np.repeat(steps, rows)[:, None, None].astype(np.float32)
        way = _Way(*(torch.from_numpy(each).to(self.device) for each in (along, np.tile(moving, (len(steps), 1, 1)))))
        found = []
        with _watched(self.embedding, way):
            logits = answer(self.module, inputs, self.device).float()
            probabilities = self._probabilities(logits.reshape(len(steps), rows, *logits.shape[1:]), cells)
            for target in targets:
                reached = probabilities[:, list(target.rows), list(target.columns)].log().mean(-1).exp()  # (S,)
                (gradient,) = torch.autograd.grad(reached.sum(), way.points, retain_graph=True)
                gains = (gradient * way.vectors).sum(-1).reshape(len(steps), rows, -1)
                found.append(np.einsum("s,sbl->bl", shares, gains.cpu().numpy()))
        return np.array(found)

    def _probabilities(self, logits: Tensor, cells: Sequence[tuple[int, int]] | None) -> Tensor:
        """(S, 1, C) of a text, whose rows are its windows, or (S, N, C) of words, from (S, B, ...)."""
        if cells is None:
            of_answers = logits.mean(1, keepdim=True)
        else:
            rows, tokens = np.array(cells).T.tolist()
            of_answers = logits[:, rows, tokens]
        return of_answers.sigmoid() if self.predictor.task.loss == "binary_cross_entropy" else of_answers.softmax(-1)


def _embedding_of(network: Any) -> nn.Module:
    """The layer that gives each token its vector: (B, L, D)."""
    if isinstance(network, Recurrent):
        return network.embedding
    if hasattr(network, "get_input_embeddings"):
        layer: nn.Module = network.get_input_embeddings()
        return layer
    raise refused("gradients", f"a {type(network).__name__} has no embeddings that textkit knows to read")


@contextmanager
def _watched(layer: nn.Module, way: _Way) -> Iterator[None]:
    """While `way` stands behind `layer`; cuDNN has no gradients for a recurrent network that does not train."""
    hook = layer.register_forward_hook(way)
    try:
        with torch.backends.cudnn.flags(enabled=False):
            yield
    finally:
        hook.remove()
