"""The model card of a run, `README.md`: what it is, what it scored, what it is for, and how it is loaded.

Written anew after each verb that changes what it says: train, eval, distill, export.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit import __version__
from textkit.atomic import write_text
from textkit.data import store
from textkit.data.catalog import catalog
from textkit.reporter import Reporter
from textkit.reporting.card_data import front_matter, licence
from textkit.reporting.redact import redacted_manifest
from textkit.reporting.sections.provenance import facts, warnings
from textkit.reporting.wording import BASELINES, figure_name
from textkit.run import Manifest, Run, read_json

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATES = Path(__file__).parent / "templates"
_MOST_LABELS = 50
_SPECIAL = re.compile(r"([\\|<>*_`\[\]])")


@dataclass(frozen=True)
class Scored:
    """The figures of a split with their intervals, as a card shows them."""

    split: str
    rows: int
    figures: list[tuple[str, str, str]]
    """Name, figure, interval."""
    ece: str
    temperature: dict[str, float] | None


def keep_card(run: Run | None, reporter: Reporter) -> None:
    """Write the card of `run`, if there is one; a folder that cannot be written to is told, and no fault."""
    if run is None:
        return
    try:
        write_card(run)
    except OSError as error:
        reporter.warn(f"{run.path} cannot be written to ({error.strerror}): the model card is not kept")


def write_card(run: Run) -> None:
    """Write `README.md`.

    Raises:
        OSError: the run cannot be written to.
    """
    write_text(run.path / "README.md", card_of(run))


def card_of(run: Run) -> str:
    """The card, front matter included; no paths, no names of users, no texts of the data."""
    manifest, metrics, labels = redacted_manifest(run.manifest()), run.metrics(), run.labels()
    dataset = manifest.dataset
    known = catalog.load(dataset["dataset"]) if dataset["dataset"] in catalog.names() else None
    return _template().render(
        front_matter=front_matter(manifest, metrics, run.name),
        name=manifest.title,
        manifest=manifest,
        warnings=warnings(manifest),
        labels=labels[:_MOST_LABELS],
        more_labels=len(labels[_MOST_LABELS:]),
        scored=[_scored(split, metrics[split]) for split in ("test", "validation") if split in metrics],
        baselines=_baselines(manifest),
        known=known,
        licence=licence(manifest),
        facts=[(name, value) for name, value in facts(manifest) if name != "dataset"],
        exports=manifest.exports,
        loads_in_transformers=_loads_in_transformers(run),
        run=run.name,
        version=__version__,
    )


def _scored(split: str, scores: dict[str, Any]) -> Scored:
    figures = [
        (figure_name(name), f"{scores[name]:.4f}", f"{low:.4f} to {high:.4f}")
        for name, (low, high) in scores["intervals"].items()
    ]
    return Scored(split, scores["rows"], figures, f"{scores['ece']:.4f}", scores.get("temperature"))


def _baselines(manifest: Manifest) -> list[tuple[str, str]]:
    """What trivial rules score on test, as long as the prepared dataset is there to tell."""
    found = store.find(manifest.dataset["name"], manifest.dataset["hash"])
    if found is None:
        return []
    return [(BASELINES.get(name, name), f"{value:.4f}") for name, value in found.info.report["baselines"].items()]


def _loads_in_transformers(run: Run) -> str | None:
    """The class of transformers that opens `model/`; None where it is no network of theirs, or needs a CRF."""
    config = run.model / "config.json"
    if not config.is_file() or run.crf.is_file():
        return None
    architectures = read_json(config).get("architectures") or [""]
    kinds = ("SequenceClassification", "TokenClassification")
    return next((f"AutoModelFor{kind}" for kind in kinds if architectures[0].endswith(kind)), None)


def escaped(value: Any) -> str:
    """Text that stays text in Markdown, in a table as well."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(value).split()))


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["text"] = escaped
    return environment.get_template("card.md")
