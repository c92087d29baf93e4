"""textkit from Python: what the verbs of the command line do, as functions."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from textkit.errors import UsageError
from textkit.folds import Folds
from textkit.inference.predictor import Predictor
from textkit.reporter import Reporter, Silent
from textkit.run import FINISHED, Run

if TYPE_CHECKING:
    from textkit.inference.embedder import Embedder
    from textkit.inference.evaluation import Evaluation

_FOREIGN = "hf:"
__all__ = ["cross_validate", "evaluate", "evaluate_folds", "load", "load_embedder", "train"]


def load(run: str | Path | Run, *, device: str = "auto", threads: int | None = None) -> Predictor:
    """A run, ready to predict; or `hf:PATH`, a classifier that was fine-tuned with transformers.

    Torch is loaded only for what needs it.

    Raises:
        MissingError: the folder is no run, or lacks a file.
        UsageError: the run is not finished.
    """
    if isinstance(run, (str, Path)) and str(run).startswith(_FOREIGN):
        return _load_foreign(str(run), device, threads)
    run = run if isinstance(run, Run) else Run(Path(run))
    manifest = run.manifest()
    if manifest.status != FINISHED:
        raise UsageError(f"{run.path} is not finished", "finish it: the command it began with, and --resume")
    run.verify(manifest)
    if manifest.runtime == "numpy":
        if device not in ("auto", "cpu") or threads not in (None, 1):
            raise UsageError(
                f"{run.path} is a {manifest.model}: it is computed on one CPU thread", "leave out device and threads"
            )
        from textkit.inference.linear import LinearSession

        return Predictor.of_run(run, LinearSession.load(run.weights))
    from textkit.training.torch_session import open_torch_session

    return Predictor.of_run(run, open_torch_session(run, device, threads))


def _load_foreign(name: str, device: str, threads: int | None) -> Predictor:
    from textkit.models.encoders.checkpoint import open_checkpoint
    from textkit.tasks import tasks
    from textkit.text.cleaning import Cleaning
    from textkit.training.torch_session import session_of

    found = open_checkpoint(name.removeprefix(_FOREIGN))
    session = session_of(found.network, device, threads)
    return Predictor(name, name, tasks.load(found.task), found.labels, found.vectorizer, Cleaning(), session)


def load_embedder(
    model: str | Path | Run,
    *,
    level: Literal["text", "word"] = "text",
    pooling: Literal["mean", "first"] | None = None,
    normalize: bool = False,
    device: str = "auto",
    threads: int | None = None,
    strict: bool = False,
    reporter: Reporter | None = None,
) -> "Embedder":
    """A run, or a model with pretrained weights (`minilm`, `hf:ID_OR_FOLDER`), ready to turn texts into vectors.

    Args:
        level: a vector for each text, or for each word.
        pooling: how the states of a text become its vector (default: their mean; of a recurrent classifier, its own).
        normalize: bring each vector to length 1.
        strict: refuse a stand-in for pretrained weights that cannot be reached.
    """
    from textkit.inference.embedder import Embedder
    from textkit.text.cleaning import Cleaning
    from textkit.training.torch_embedding import open_pretrained, vector_session

    if isinstance(model, Run) or (Path(model) / "manifest.json").is_file():
        run = load(model, device=device, threads=threads)
        session = vector_session(run.session, level, pooling)
        return Embedder(level, run.vectorizer, run.cleaning, session, normalize, run.text_columns())
    found, vectorizer = open_pretrained(str(model), device, threads, strict, reporter or Silent())
    return Embedder(level, vectorizer, Cleaning(), vector_session(found, level, pooling), normalize)


def train(
    dataset: str,
    model: str,
    *,
    out: str | Path | None = None,
    init: str | Path | None = None,
    resume: bool = False,
    strict: bool = False,
    config: Mapping[str, Mapping[str, Any]] | None = None,
    reporter: Reporter | None = None,
) -> Run:
    """Train `model` on `dataset` (a catalogue name or a file), as `textkit train` does.

    Args:
        strict: refuse a stand-in for pretrained weights that cannot be reached.
        config: settings by section: `{"training": {"epochs": 2}, "preprocessing": {"lowercase": True}}`.
    """
    from textkit.config.settings import Setting, from_tables
    from textkit.training import trainer

    settings = [
        *from_tables(config or {}, "config"),
        Setting("data.dataset", dataset, "dataset"),
        Setting("model.name", model, "model"),
    ]
    return trainer.train(
        settings,
        out=Path(out) if out else None,
        init=Path(init) if init else None,
        resume=resume,
        strict=strict,
        reporter=reporter,
    )


def cross_validate(
    dataset: str,
    model: str,
    *,
    folds: int = 5,
    out: str | Path | None = None,
    resume: bool = False,
    strict: bool = False,
    config: Mapping[str, Mapping[str, Any]] | None = None,
    reporter: Reporter | None = None,
) -> Folds:
    """Train one run for each fold, as `textkit train --folds` does; `content()` of the result has their mean scores."""
    from textkit.config.settings import Setting, from_tables
    from textkit.training import folds as crossing

    settings = [
        *from_tables(config or {}, "config"),
        Setting("data.dataset", dataset, "dataset"),
        Setting("model.name", model, "model"),
        Setting("data.folds", folds, "folds"),
    ]
    return crossing.cross_validate(
        settings, out=Path(out) if out else None, resume=resume, strict=strict, reporter=reporter
    )


def evaluate_folds(
    folds: str | Path | Folds,
    *,
    split: str = "test",
    device: str = "auto",
    batch_tokens: int | None = None,
    batch_size: int | None = None,
    reporter: Reporter | None = None,
) -> dict[str, Any]:
    """Score each run of a cross-validation on a split of its own; the average is kept beside them.

    Raises:
        MissingError: the folder is no cross-validation.
        UsageError: it is not finished.
    """
    from textkit.evaluation.folds import average_folds
    from textkit.inference.evaluation import evaluate as _evaluate

    crossed = folds if isinstance(folds, Folds) else Folds(Path(folds))
    if crossed.content()["status"] != FINISHED:
        raise UsageError(f"{crossed.path} is not finished", "finish it: the command it began with, and --resume")
    scores = []
    for run in crossed.runs:
        predictor = load(run, device=device)
        found = _evaluate(predictor, split=split, batch_tokens=batch_tokens, batch_size=batch_size, reporter=reporter)
        scores.append(found.scores)
    average = average_folds(scores)
    crossed.write({**crossed.content(), split: average})
    return average


def evaluate(run: str | Path | Run, *, data: str | None = None, split: str = "test") -> "Evaluation":
    """Score a run on a split of its own dataset, or of `data`; the scores are kept in the run."""
    from textkit.inference.evaluation import evaluate as _evaluate

    return _evaluate(load(run), data=data, split=split)
