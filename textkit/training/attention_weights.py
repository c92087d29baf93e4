"""attention: the share of a text that a recurrent classifier's attention pools (Yang et al. 2016).

It says where the network looks, not what speaks for the answer: it is the same for every label, and never negative.
"""

from collections.abc import Sequence
from typing import ClassVar

from torch import Tensor, nn

from textkit.inference.attribution import Ask, Target, Weighed, as_sentence, refused
from textkit.inference.batching import by_length
from textkit.inference.predictor import Predictor
from textkit.models.layers.lstm import token_mask
from textkit.models.layers.pooling import Attention
from textkit.models.layers.recurrent import RecurrentClassifier
from textkit.text.alignment import owners_in_text, refuse_moving
from textkit.training.torch_session import TorchSession
from textkit.types import Input


class AttentionNetwork(nn.Module):
    """The attention (B, L) that each token of a text gets, 0 where padded."""

    def __init__(self, network: RecurrentClassifier, pooling: Attention) -> None:
        super().__init__()
        self.network, self.pooling = network, pooling

    def forward(self, positions: Tensor, lengths: Tensor, **inputs: Tensor) -> Tensor:
        states = self.network.states(positions=positions, lengths=lengths, **inputs)
        return self.pooling.weights(states, token_mask(lengths, positions.shape[1]))


class AttentionWeights:
    """Reads them off the network that `predictor` runs."""

    name: ClassVar[str] = "attention"

    def __init__(self, predictor: Predictor) -> None:
        """
        Raises:
            UsageError: the model has no attention that pools, or its tokens cannot be traced to words.
        """
        session = predictor.session
        network = session.module if isinstance(session, TorchSession) else None
        if not isinstance(network, RecurrentClassifier) or not isinstance(network.pooling, Attention):
            raise refused(self.name, f"{predictor.title} does not pool the words of a text by attention")
        refuse_moving(predictor.cleaning)
        assert isinstance(session, TorchSession)
        self.predictor = predictor
        self.session = TorchSession(AttentionNetwork(network, network.pooling), session.device)

    def weigh(self, ask: Ask, items: Sequence[Input], targets: Sequence[Sequence[Target]]) -> list[Weighed]:
        encoded = self.predictor.encode(items)
        found: dict[int, Weighed] = {}
        for rows in by_length(encoded.lengths, batch_tokens=self.session.batch_tokens):
            attention = self.session.run(encoded.batch(rows))
            for row, weights in zip(rows.tolist(), attention, strict=True):
                sentence = as_sentence(items[row])
                (owners,) = owners_in_text(self.predictor.vectorizer, self.predictor.cleaning, sentence)
                found[row] = Weighed([owners.add_up(weights, len(sentence.spans))] * len(targets[row]))
        return [found[row] for row in range(len(items))]
