"""How much of a text a pretrained encoder reads."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.doctor.patient import Window
from textkit.errors import UsageError
from textkit.models import zoo
from textkit.reporter import Reporter
from textkit.training.begin import find_pretrained
from textkit.training.pretrained import settings_of
from textkit.types import Input


def window_of(name: str, reporter: Reporter) -> Window:
    """The window of the encoder called `name`, with its default settings, and what counts its pieces.

    Raises:
        UsageError: it is no pretrained encoder.
        MissingError: its tokenizer cannot be reached, and nothing stands in for it.
    """
    entry, config = settings_of(name)
    if entry.locate is None:
        able = ", ".join(each for each in zoo.names() if zoo.load(each).locate is not None)
        raise UsageError(f"{name} reads texts whole, whatever their length", f"an encoder has a window: {able}")
    source = find_pretrained(entry, config, False, reporter)
    vectorizer: Any = entry.vectorize(config.model, [])

    def lengths(inputs: Sequence[Input]) -> NDArray[np.int64]:
        texts = [each if isinstance(each, str) else each.text for each in inputs]
        return np.array([len(each.ids) for each in vectorizer.tokenizer.encode_batch(texts)], dtype=np.int64)

    title = f"{name} (stand-in: {source.stand_in})" if source and source.stand_in else name
    return Window(title, vectorizer.max_tokens, lengths)
