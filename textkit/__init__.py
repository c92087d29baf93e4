"""textkit: from a file of text to a trained, compared and deployed model.

>>> import textkit
>>> run = textkit.train("clickbait", model="lstm-attn")
>>> textkit.load(run).predict(["You Will Not Believe This"])
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = [
    "__version__",
    "cross_validate",
    "evaluate",
    "evaluate_folds",
    "export",
    "load",
    "load_embedder",
    "load_explainer",
    "prepare",
    "train",
]

if TYPE_CHECKING:
    from textkit.api import (
        cross_validate,
        evaluate,
        evaluate_folds,
        export,
        load,
        load_embedder,
        load_explainer,
        train,
    )
    from textkit.data.prepare import prepare

# what is named as its room is (distill, benchmark) is in textkit.api alone
_API = (
    "cross_validate",
    "evaluate",
    "evaluate_folds",
    "export",
    "load",
    "load_embedder",
    "load_explainer",
    "train",
)
_HOMES = {**dict.fromkeys(_API, "textkit.api"), "prepare": "textkit.data.prepare"}


def __getattr__(name: str) -> Any:
    """The public functions, imported when first asked for: `import textkit` stays instant."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'textkit' has no attribute '{name}'")
