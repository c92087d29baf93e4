"""The runs that the benchmarks of speed answer with: trained once, kept in a folder, exported as they are asked for."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import textkit
from textkit.run import FINISHED, Run


class Recipe(NamedTuple):
    """A model on a dataset, with settings that differ from its recipe."""

    dataset: str
    model: str
    settings: Mapping[str, dict[str, Any]] = MappingProxyType({})


RECIPES = {
    "conll2003-minilm": Recipe("conll2003", "minilm"),
    "clickbait-minilm": Recipe("clickbait", "minilm", {"training": {"epochs": 1}}),
    "web-of-science-minilm": Recipe("web-of-science", "minilm", {"model": {"long": "head"}, "training": {"epochs": 1}}),
    "web-of-science-teacher": Recipe(  # a tenth of 3,676 abstracts would tell gains apart from some 2.4 points on
        "web-of-science",
        "minilm",
        {"data": {"ratios": "60/10/30"}, "training": {"epochs": 5, "lr": 1e-4, "batch_tokens": 2048}},
    ),
    "clickbait-lstm-attn": Recipe("clickbait", "lstm-attn"),
    "clickbait-tfidf": Recipe("clickbait", "tfidf"),
}


def trained(name: str, folder: Path, limit: int | None = None) -> Run:
    """The run of that name in `folder`; trained, or its training finished, where it is not there yet.

    With `limit` it learns from so many rows, once, and has a folder of its own.
    """
    recipe = RECIPES[name]
    run = Run(folder / (f"{name}-{limit}-rows" if limit else name))
    if run.manifest_file.is_file() and run.manifest().status == FINISHED:
        return run
    settings = {**recipe.settings, "data": {**recipe.settings.get("data", {}), "source": "remote"}}
    if limit:
        settings["data"]["limit"] = limit
        settings["training"] = {} if recipe.model == "tfidf" else {"epochs": 1}
    return textkit.train(recipe.dataset, recipe.model, out=run.path, resume=True, config=settings)


def export(run: Run, precision: str) -> None:
    """See that the run has a graph of that precision; what it scores is reported, so no drop is too large here."""
    if precision not in run.manifest().exports:
        allowed = ["--max-drop", "1"] if precision == "int8" else []
        command = [sys.executable, "-m", "textkit", "export", str(run.path), "--precision", precision, *allowed]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
