"""Whether two runs can be compared at all: the same task, the same labels, the same rows, and two models."""

from textkit.data.store import Split
from textkit.errors import UsageError
from textkit.inference.answered import run_of
from textkit.inference.own_dataset import own_dataset
from textkit.inference.predictor import Predictor
from textkit.reporter import Reporter
from textkit.tasks import name_of

_NAMED = 6


def must_be_alike(first: Predictor, second: Predictor) -> None:
    """Raises UsageError where the runs have other tasks or other labels."""
    if first.task is not second.task:
        raise UsageError(
            f"{first.name} is for {name_of(first.task)}, {second.name} for {name_of(second.task)}",
            "compare two runs of one task",
        )
    if set(first.labels) != set(second.labels):
        raise UsageError(
            f"{first.name} and {second.name} have other labels: {_difference(first, second)}",
            "compare two runs that were trained on the same labels",
        )


def _difference(first: Predictor, second: Predictor) -> str:
    said = []
    for one, other in ((first, second), (second, first)):
        if alone := [label for label in one.labels if label not in other.labels]:
            more = f" and {len(alone) - _NAMED:,} more" if len(alone) > _NAMED else ""
            said.append(f"only {one.name} has {', '.join(alone[:_NAMED])}{more}")
    return "; ".join(said)


def same_rows_of_their_own(first: Predictor, second: Predictor, split: str, reporter: Reporter) -> None:
    """Raises UsageError where `split` has other rows in the datasets that the runs were trained on.

    Equal hashes mean equal rows; two hashes may hold the same rows all the same.
    """
    one, other = run_of(first), run_of(second)
    if one.manifest().dataset["hash"] != other.manifest().dataset["hash"]:
        rows = [own_dataset(run, reporter).split(split) for run in (one, other)]
        must_have_same_rows(rows[0], rows[1], first, second)


def must_have_same_rows(one: Split, other: Split, first: Predictor, second: Predictor) -> None:
    """Raises UsageError where texts or targets differ."""
    if (one.texts, one.targets, one.spans) != (other.texts, other.targets, other.spans):
        raise UsageError(
            f"{first.name} and {second.name} were to answer other rows ({len(one):,} and {len(other):,})",
            "name what both are scored on, and neither was trained on: --data FILE",
        )


def same_model(first: Predictor, second: Predictor) -> bool:
    """Whether the two are one model under two names."""
    if first.run is None or second.run is None:
        return first.name == second.name
    return first.run.manifest().answering_files == second.run.manifest().answering_files
