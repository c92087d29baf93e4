"""Who takes part in a benchmark: models of the zoo, to be trained, and runs as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from textkit.errors import UsageError, did_you_mean
from textkit.models import find_model, zoo
from textkit.run import FINISHED, Manifest, Run


@dataclass(frozen=True)
class Entrant:
    """A model as it takes part: a run for each seed, and what tables call it."""

    title: str
    runs: tuple[Run, ...]
    bounded: str | None = None
    """How a budget of time cut its training short."""

    @property
    def manifest(self) -> Manifest:
        """Of the first seed's run; in what is read here the others agree with it."""
        return self.runs[0].manifest()


def recognise(names: Sequence[str]) -> list[str | Run]:
    """What is named, in order: models of the zoo stay names, folders become runs; a name beats a folder.

    Raises:
        UsageError: nothing, something twice, what is neither, or a run that is not finished.
    """
    if not names:
        raise UsageError("nothing to benchmark", "textkit benchmark bert distilbert: names of models, folders of runs")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"{twice} is named twice", "name each once; --seeds N trains a model N times")
    return [_recognise(name) for name in names]


def _recognise(name: str) -> str | Run:
    family, colon, _ = name.partition(":")
    if family in zoo.names():
        find_model(name)
        return name
    if colon or not Path(name).is_dir():
        hint = did_you_mean(name, zoo.names()) or "textkit models and textkit runs list them"
        raise UsageError(f"'{name}' is neither a model nor the folder of a run", hint)
    run = Run(Path(name))
    if run.manifest().status != FINISHED:
        raise UsageError(f"{run.path} is not finished", "finish it: the command it began with, and --resume")
    return run


def title_of(run: Run) -> str:
    """A run that was named by its folder, as tables call it."""
    title = run.manifest().title
    return title if title == run.name else f"{run.name} ({title})"


def stand_alike(first: Entrant, second: Entrant) -> bool:
    """Whether ranking one above the other would rank a model above itself.

    So it would be with equal files; and where a stand-in has taken the place of other pretrained weights, with whatever
    else started from the very same ones: the recipes differ then, and the models do not.
    """
    ours, theirs = first.manifest, second.manifest
    if ours.answering_files == theirs.answering_files:
        return True
    stands_in = ours.stand_in is not None or theirs.stand_in is not None
    same_start = ours.pretrained is not None and ours.pretrained == theirs.pretrained
    # a halved stand-in comes from the same weights, and is another network
    return stands_in and same_start and ours.parameters == theirs.parameters and ours.model != theirs.model
