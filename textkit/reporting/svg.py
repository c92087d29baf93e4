"""A plot as files, and as part of a page."""

import io
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from textkit.atomic import write_bytes
from textkit.reporting.report import Plot
from textkit.reporting.style import VARIABLES, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FOREIGN = re.compile(r"<metadata>.*?</metadata>|<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->", re.DOTALL)
_NAMESPACES = re.compile(r'\s(?:xmlns(?::\w+)?|version)="[^"]*"')
_IDS = re.compile(r'(\bid="|xlink:href="#|\bhref="#|url\(#)')


def render(plot: Plot, folder: Path) -> str:
    """Write `<name>.svg` and `<name>.png` into `folder`; the drawing as it stands in a page.

    Raises:
        OSError: the folder cannot be written to.
    """
    with styled():
        figure = plot.draw()
        drawing = _saved(figure, "svg")
        write_bytes(folder / f"{plot.name}.svg", drawing)
        write_bytes(folder / f"{plot.name}.png", _saved(figure, "png"))
    return inline(drawing.decode("utf-8"), plot.name, plot.alt)


def element(plot: Plot) -> str:
    """The drawing as it stands in a page, without files."""
    with styled():
        drawing = _saved(plot.draw(), "svg")
    return inline(drawing.decode("utf-8"), plot.name, plot.alt)


def inline(drawing: str, name: str, alt: str, variables: Mapping[str, str] = VARIABLES) -> str:
    """An SVG file as an element of a page: ids of its own, no addresses, as wide as there is room, and its colours the
    `variables` of the page (`style.py`)."""
    element = _FOREIGN.sub("", drawing).strip()
    root, rest = element.split(">", 1)
    root = re.sub(r'\s(?:width|height)="[^"]*"', "", _NAMESPACES.sub("", root))
    element = f'{root} role="img" aria-label="{escape(alt)}">{rest}'
    element = _IDS.sub(lambda found: f"{found.group(1)}{name}-", element).replace("xlink:href", "href")
    for color, variable in variables.items():
        element = element.replace(color, f"var({variable})")
    return element


def _saved(figure: "Figure", format: str) -> bytes:
    """Without date and maker, so that equal plots are equal files."""
    stream = io.BytesIO()
    metadata: dict[str, str | None] = {"Date": None, "Creator": None} if format == "svg" else {"Software": None}
    figure.savefig(stream, format=format, metadata=metadata)
    return stream.getvalue()
