"""What a report holds, before anyone decides how it looks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LONG = 20
"""Of a longer label set tables and plots show so many labels, and say so."""


@dataclass(frozen=True)
class Number:
    """A figure as people read it, and the exact one behind it.

    `key` is where the document behind the page has it (`metrics.json` below the split, `benchmark.json`, the answer of
    `--json`), a JSON pointer (RFC 6901): `/per_label/good/f1`. Empty where it is found nowhere else.
    """

    value: float
    shown: str
    key: str = ""


@dataclass(frozen=True)
class Stretch:
    """Part of a text, shaded at a `level` from -5 (speaks against) to 5 (speaks for), 0 left alone; `weight` is why."""

    text: str
    level: int = 0
    weight: float | None = None


@dataclass(frozen=True)
class Shaded:
    """A text whose words are shaded; `about` says before it what they speak for or against."""

    about: str
    stretches: Sequence[Stretch]


Cell = str | Number | tuple[Shaded, ...]


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first `words` columns are words and the others figures. The first cell heads its row."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    words: int = 1
    folded: bool = False
    """Whether it is shown on demand: the numbers behind a plot, or a long list."""


@dataclass(frozen=True)
class Plot:
    """A drawing, called `name` as a file; `alt` says what is to be seen to whoever does not see it."""

    name: str
    alt: str
    caption: str
    draw: "Callable[[], Figure]"


@dataclass(frozen=True)
class Picture:
    """A drawing that was made elsewhere: an element of a page (`svg.inline`)."""

    svg: str
    caption: str


Block = Text | Table | Plot | Picture | Shaded


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    name: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Headline:
    """A figure that leads the report, with its 95% interval and what stands beside it, such as a trivial rule's."""

    title: str
    figure: Number
    interval: tuple[Number, Number]
    beside: Sequence[tuple[str, Number]] = ()


@dataclass(frozen=True)
class Report:
    """A page: what was scored on what, what must not be overlooked, the leading figures, and all the rest.

    `verdict` is what it comes to in sentences, the first of them the most important.
    """

    title: str
    subtitle: str
    warnings: Sequence[str]
    headlines: Sequence[Headline]
    sections: Sequence[Section] = field(default_factory=list)
    verdict: Sequence[str] = ()

    @property
    def plots(self) -> list[Plot]:
        return [block for section in self.sections for block in section.blocks if isinstance(block, Plot)]


def score(value: float, key: str = "") -> Number:
    """A figure in [0, 1]."""
    return Number(value, f"{value:.4f}", key)


def signed(value: float, key: str = "") -> Number:
    """A difference of such figures."""
    return Number(value, f"{value:+.4f}", key)


def count(value: int, key: str = "") -> Number:
    return Number(value, f"{value:,}", key)


def at(*parts: str | int) -> str:
    """The JSON pointer of a place."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
