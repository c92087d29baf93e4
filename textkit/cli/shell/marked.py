"""A sentence on one line with what was found in it: in colour for people, in brackets for files."""

import re
from typing import Any

from textkit.cli.shell.printable import printable

_COLOURS = ("36", "33", "32", "35", "34", "31")  # of a terminal: cyan, yellow, green, magenta, blue, red
_WHITE = re.compile(r"\s+")
_UNDERLINED, _DIM, _PLAIN = "4", "2", "0"


def in_colour(answer: dict[str, Any]) -> str:
    """Entities coloured by their label, the label small behind them."""
    return _marked(answer, _painted)


def in_words(answer: dict[str, Any]) -> str:
    """`[Angela Merkel PER] met [Tim Cook PER]`; of tags that make no entities, `Dogs/NOUN bark/VERB`."""
    return _marked(answer, lambda text, label: f"[{text} {label}]")


def _marked(answer: dict[str, Any], mark: Any) -> str:
    if not answer["entities"] and any(tag != "O" for tag in answer["tags"]):
        return printable(" ".join(f"{word}/{tag}" for word, tag in zip(answer["tokens"], answer["tags"], strict=True)))
    text, at, parts = answer["text"], 0, []
    for entity in answer["entities"]:
        before, own = text[at : entity["start"]], text[entity["start"] : entity["end"]]
        parts += [_plain(before), mark(_plain(own), entity["label"])]
        at = entity["end"]
    return " ".join("".join([*parts, _plain(text[at:])]).split())


def _plain(text: str) -> str:
    """On one line; blanks at the ends stay, as parts have them."""
    return printable(_WHITE.sub(" ", text))


def _painted(text: str, label: str) -> str:
    colour = _COLOURS[sum(map(ord, label)) % len(_COLOURS)]  # the same label, the same colour, in every process
    return f"\033[{_UNDERLINED};{colour}m{text}\033[{_PLAIN}m\033[{_DIM};{colour}m {label}\033[{_PLAIN}m"
