"""What is done to every text before anything else; opt-in, saved in the run, the same in training and prediction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from textkit.types import Input, Sentence


@dataclass(frozen=True)
class Cleaning:
    """The steps that are switched on."""

    lowercase: bool = False

    def __call__(self, inputs: Sequence[Input]) -> Sequence[Input]:
        """The cleaned inputs, in order. A sentence keeps its words, each cleaned by itself."""
        if not self.lowercase:
            return inputs
        return [
            each.lower() if isinstance(each, str) else Sentence.of_words([word.lower() for word in each.words])
            for each in inputs
        ]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
