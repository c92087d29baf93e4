"""Vectorizers turn texts into the arrays a model reads: one file a kind, numpy only, saved inside the run.

A vectorizer is learned from the training texts (`fit`), turns texts into `Encoded` arrays (`encode`), and is written
to and read from the run's model folder (`save`, `load`). `vectorizer.json` there names its kind.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Protocol, cast

from textkit.registry import Registry
from textkit.run import read_json, write_json
from textkit.types import Encoded, Sentence


class Vectorizer(Protocol):
    """Texts or sentences in, arrays out."""

    kind: ClassVar[str]

    def __len__(self) -> int:
        """How many different tokens or features it knows."""
        ...

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Arrays for `texts`, in order; an empty text has one unknown token."""
        ...

    def encode_words(self, sentences: Sequence[Sentence]) -> Encoded:
        """Arrays for `sentences`, in order, under which every word has an answer.

        Raises:
            UsageError: this kind reads texts as a whole.
        """
        ...

    def options(self) -> dict[str, Any]:
        """What `vectorizer.json` says besides the kind."""
        ...

    def save(self, folder: Path) -> None:
        """Write what was learned (the vocabulary) into `folder`."""
        ...

    @classmethod
    def load(cls, folder: Path, options: dict[str, Any]) -> "Vectorizer":
        """Read what `save` wrote."""
        ...


vectorizers: Registry[type[Vectorizer]] = Registry("vectorizer", __name__, "VECTORIZER")


def encode(vectorizer: Vectorizer, inputs: Sequence[Any], level: str) -> Encoded:
    """Arrays for `inputs`: texts at the level "text", sentences at the level "word"."""
    return vectorizer.encode_words(inputs) if level == "word" else vectorizer.encode(inputs)


def save_vectorizer(vectorizer: Vectorizer, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    vectorizer.save(folder)
    write_json(folder / "vectorizer.json", {"kind": vectorizer.kind, **vectorizer.options()})


def load_vectorizer(folder: Path) -> Vectorizer:
    """The vectorizer saved in a run's model folder.

    Raises:
        MissingError, DataError: a file is gone or damaged.
    """
    options = cast(dict[str, Any], read_json(folder / "vectorizer.json"))
    return vectorizers.load(options.pop("kind")).load(folder, options)
