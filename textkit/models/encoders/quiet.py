"""transformers and the hub's library talk to stderr; textkit says itself what is worth saying."""

import sys
from typing import Any


def quiet_transformers() -> None:
    """Errors only, no bars for weights that are loaded from the disk."""
    from transformers.utils import logging

    voice: Any = logging  # untyped
    voice.set_verbosity_error()
    voice.disable_progress_bar()


def quiet_hub() -> None:
    """The bar of a download, which can take minutes, is left to terminals."""
    from huggingface_hub import utils

    voice: Any = utils  # untyped
    if sys.stderr is None or not sys.stderr.isatty():
        voice.disable_progress_bars()
