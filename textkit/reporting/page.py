"""A report as one HTML file: nothing to fetch, nothing to run, light and dark, for screens and paper."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from textkit import __version__
from textkit.reporting.report import Number, Picture, Plot, Report, Shaded, Text

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATES = Path(__file__).parent / "templates"


def page_of(report: Report, drawings: Mapping[str, str]) -> str:
    """The page; `drawings` has the SVG element of each plot by its name. All other words are escaped."""
    from markupsafe import Markup

    return _template("report.html").render(
        report=report,
        drawings={name: Markup(drawing) for name, drawing in drawings.items()},
        style=Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8")),
        version=__version__,
    )


@cache
def _template(name: str) -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    kinds = {
        "plot": Plot,
        "picture": Picture,
        "paragraph": Text,
        "exact": Number,
        "shaded": Shaded,
        "shaded_texts": tuple,
    }
    environment.tests.update({name: _is(kind) for name, kind in kinds.items()})
    return environment.get_template(name)


def _is(kind: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, kind)
