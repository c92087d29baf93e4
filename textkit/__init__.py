"""textkit: from a file of text to a trained, compared and deployed model.

>>> import textkit
>>> run = textkit.train("clickbait", model="lstm-attn")
>>> textkit.load(run).predict(["You Will Not Believe This"])
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "evaluate", "load", "prepare", "train"]

if TYPE_CHECKING:
    from textkit.api import evaluate, load, prepare, train


def __getattr__(name: str) -> Any:
    """The functions of `textkit.api`, imported when first asked for: `import textkit` stays instant."""
    if name in __all__:
        from textkit import api

        return getattr(api, name)
    raise AttributeError(f"module 'textkit' has no attribute '{name}'")
