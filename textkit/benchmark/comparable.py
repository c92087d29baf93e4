"""Whether two runs can be compared at all: the same task, the same labels, the same rows, and two models."""

from textkit.data import store
from textkit.data.splitting import normalised
from textkit.data.store import Split
from textkit.errors import UsageError
from textkit.inference.answered import run_of
from textkit.inference.own_dataset import own_dataset
from textkit.inference.predictor import Predictor
from textkit.reporter import Reporter
from textkit.run import Run
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


def warn_of_training_rows(predictor: Predictor, rows: Split, reporter: Reporter) -> None:
    """A model that was trained on what it is asked looks better than it is."""
    trained_on = predictor.run.manifest().dataset if predictor.run else None
    own = store.find(trained_on["name"], trained_on["hash"]) if trained_on else None
    if own is None:
        return
    seen = {normalised(text) for text in own.split("train").texts}
    if known := sum(normalised(text) in seen for text in rows.texts):
        reporter.warn(f"{predictor.name} was trained on {known:,} of these {len(rows):,} rows: it looks too good here")


def same_model(first: Predictor, second: Predictor) -> bool:
    """Whether the two are one model under two names: by the hashes of all files that its answers depend on.

    Weights alone do not say it: label sets answered from other thresholds are another model.
    """
    if first.run is None or second.run is None:
        return first.name == second.name
    return _answering_files(first.run) == _answering_files(second.run)


def _answering_files(run: Run) -> dict[str, str]:
    own = run.config_file.name  # provenance; predictions do not depend on it
    return {name: digest for name, digest in run.manifest().files.items() if name != own}
