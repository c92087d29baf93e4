"""How much a server takes on."""

from dataclasses import dataclass

MAX_EXPLAINED = 1_500
"""Characters of a text that is explained: the model is asked about it hundreds of times over."""


@dataclass(frozen=True)
class Limits:
    """Bounds of a request, and of all that are in hand."""

    max_body: int = 1 << 20
    """Bytes of a request's body, counted while it is read."""
    max_texts: int = 1_000
    """Texts of a request."""
    max_chars: int = 200_000
    """Characters of a request's texts together."""
    queue: int = 256
    """Requests in hand at a time, those being read and answered included."""
    timeout: float = 30.0
    """Seconds that reading a request may take, and then answering it."""
