"""textkit: from a file of text to a trained, compared and deployed model.

>>> import textkit
>>> run = textkit.train("clickbait", model="lstm-attn")
>>> textkit.load(run).predict(["You Will Not Believe This"])
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "cross_validate", "evaluate", "evaluate_folds", "load", "load_embedder", "prepare", "train"]

if TYPE_CHECKING:
    from textkit.api import cross_validate, evaluate, evaluate_folds, load, load_embedder, train
    from textkit.data.prepare import prepare

_HOMES = {
    "cross_validate": "textkit.api",
    "evaluate": "textkit.api",
    "evaluate_folds": "textkit.api",
    "load": "textkit.api",
    "load_embedder": "textkit.api",
    "prepare": "textkit.data.prepare",
    "train": "textkit.api",
}


def __getattr__(name: str) -> Any:
    """The public functions, imported when first asked for: `import textkit` stays instant."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'textkit' has no attribute '{name}'")
