"""Explanations for people: a text whose words are shaded, green where they speak for its label, red where against."""

from io import StringIO
from typing import Any

from rich.console import Console
from rich.text import Text

_GREEN, _RED = (34, 160, 70), (215, 60, 55)
_FAINTEST = 0.05  # of the weight that is largest; what weighs less is left alone


def shaded(answer: dict[str, Any]) -> str:
    """A line for each explanation of a record: the label, what it is of where that is a part, and the text."""
    explained = answer["explanation"]
    screen = Console(file=StringIO(), force_terminal=True, highlight=False, emoji=False, soft_wrap=True)
    with screen.capture() as drawn:
        for each in explained if isinstance(explained, list) else [explained]:
            of = f" {answer['text'][each['start'] : each['end']]}" if "start" in each else ""
            screen.print(Text.assemble((f"  {each['label']}{of}: ", "dim"), _shaded(answer["text"], each["words"])))
    return drawn.get()


def _shaded(text: str, words: list[dict[str, Any]]) -> Text:
    largest = max((abs(word["weight"]) for word in words), default=0.0)
    drawn, at = Text(), 0
    for word in words:
        strength = abs(word["weight"]) / largest if largest else 0.0
        drawn.append(_on_one_line(text[at : word["start"]]))
        drawn.append(word["text"], _style(strength, word["weight"] > 0) if strength >= _FAINTEST else "")
        at = word["end"]
    return drawn.append(_on_one_line(text[at:]))


def _style(strength: float, speaks_for: bool) -> str:
    """Black on a colour that is the fuller the stronger."""
    red, green, blue = (round(255 - (255 - part) * strength) for part in (_GREEN if speaks_for else _RED))
    return f"black on rgb({red},{green},{blue})"


def _on_one_line(gap: str) -> str:
    """What stands between words; the ends of lines are blanks."""
    return " ".join(gap.splitlines()) or " " * bool(gap)
