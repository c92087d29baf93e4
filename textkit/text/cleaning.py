"""What is done to every text before anything else; opt-in, saved in the run, the same in training and prediction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Cleaning:
    """The steps that are switched on."""

    lowercase: bool = False

    def __call__(self, texts: Sequence[str]) -> Sequence[str]:
        """The cleaned texts, in order."""
        return [text.lower() for text in texts] if self.lowercase else texts

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
