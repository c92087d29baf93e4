"""textkit from Python: what the verbs of the command line do, as functions."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from textkit.errors import UsageError, unknown_name
from textkit.folds import Folds
from textkit.inference.predictor import Predictor
from textkit.inference.threads import choose_threads
from textkit.reporter import Reporter, Silent
from textkit.run import FINISHED, Run
from textkit.training.opening import Precision, open_predictor
from textkit.types import Input

if TYPE_CHECKING:
    from textkit.benchmark.result import Benchmark
    from textkit.benchmark.verdict import Verdict
    from textkit.distill.distilling import Distilled
    from textkit.inference.embedder import Embedder
    from textkit.inference.evaluation import Evaluation
    from textkit.inference.explaining import Explainer

__all__ = [
    "benchmark",
    "compare",
    "cross_validate",
    "distill",
    "evaluate",
    "evaluate_folds",
    "export",
    "load",
    "load_embedder",
    "load_explainer",
    "train",
]


def load(
    run: str | Path | Run, *, device: str = "auto", threads: int | None = None, precision: Precision = "auto"
) -> Predictor:
    """A run, ready to predict; or `hf:PATH`, a classifier that was fine-tuned with transformers.

    On the CPU an exported graph answers, without torch; on a GPU, and where there is no graph, torch does.

    Args:
        precision: "fp32", "int8" (an exported graph), or "bf16" (torch). "auto" is fp32.

    Raises:
        MissingError: the folder is no run, or lacks a file.
        UsageError: the run is not finished, or was not exported with this precision.
    """
    return open_predictor(run, device=device, threads=threads, precision=precision)


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
        run = open_predictor(model, device=device, threads=threads, graphs=False)  # a graph has logits, and no states
        session = vector_session(run.session, level, pooling)
        return Embedder(level, run.vectorizer, run.cleaning, session, normalize, run.text_columns())
    found, vectorizer = open_pretrained(str(model), device, threads, strict, reporter or Silent())
    return Embedder(level, vectorizer, Cleaning(), vector_session(found, level, pooling), normalize)


def load_explainer(
    run: str | Path | Run,
    *,
    method: Literal["occlusion", "attention", "gradients"] = "occlusion",
    seed: int = 0,
    device: str = "auto",
    threads: int | None = None,
    precision: Precision = "auto",
) -> "Explainer":
    """A run, or `hf:PATH`, ready to predict and to say which words speak for its answers.

    Args:
        method: "occlusion", by whatever answers; or by torch "attention" (of a model that pools by it) or "gradients".
        seed: of the words that the heaviest ones are compared with.

    Raises:
        UsageError: the model does not have what the method needs.
    """
    from textkit.inference.attribution import METHODS, refused
    from textkit.inference.explaining import Explainer

    if method not in METHODS:
        raise unknown_name("method", method, METHODS)
    if method == "occlusion":
        return Explainer(open_predictor(run, device=device, threads=threads, precision=precision), seed=seed)
    if precision == "int8":
        raise refused(method, "an int8 graph answers, and shows nothing else")
    predictor = open_predictor(run, device=device, threads=threads, precision=precision, graphs=False)
    from textkit.training.attributions import attribution_of

    return Explainer(predictor, attribution_of(predictor, method), seed)


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
    from textkit.reporting.card import keep_card
    from textkit.training import trainer

    settings = [
        *from_tables(config or {}, "config"),
        Setting("data.dataset", dataset, "dataset"),
        Setting("model.name", model, "model"),
    ]
    run = trainer.train(
        settings,
        out=Path(out) if out else None,
        init=Path(init) if init else None,
        resume=resume,
        strict=strict,
        reporter=reporter,
    )
    keep_card(run, reporter or Silent())
    return run


def distill(
    teacher: str | Path | Run,
    student: str,
    *,
    unlabelled: Sequence[Input | Sequence[str]] = (),
    control: bool = True,
    out: str | Path | None = None,
    resume: bool = False,
    strict: bool = False,
    config: Mapping[str, Mapping[str, Any]] | None = None,
    reporter: Reporter | None = None,
) -> "Distilled":
    """Let a run teach the model called `student`, and train the same model without it, as `textkit distill` does.

    Args:
        unlabelled: texts (of a tagger also lists of words) for the teacher to label.
        control: train the same student without the teacher, for as many steps.
        config: settings by section: `{"distillation": {"temperature": 4}, "training": {"epochs": 2}}`.
    """
    from textkit.config.settings import Setting, from_tables
    from textkit.distill import distilling
    from textkit.reporting.card import keep_card

    settings = [*from_tables(config or {}, "config"), Setting("model.name", student, "student")]
    found = distilling.distill(
        load(teacher),
        settings,
        unlabelled=unlabelled,
        control=control,
        out=Path(out) if out else None,
        resume=resume,
        strict=strict,
        reporter=reporter,
    )
    keep_card(found.student, reporter or Silent())
    return found


def benchmark(
    names: Sequence[str],
    *,
    data: str | None = None,
    seeds: int = 1,
    precisions: tuple[str, ...] = ("fp32",),
    pipeline: bool = False,
    budget: float | None = None,
    threads: int | None = None,
    strict: bool = False,
    config: Mapping[str, Mapping[str, Any]] | None = None,
    reporter: Reporter | None = None,
) -> "Benchmark":
    """Train models alike, measure them beside runs, and say which to take, as `textkit benchmark` does.

    Args:
        pipeline: measure `transformers.pipeline` with the same weights as well.
        budget: seconds that one training may take.
    """
    from textkit.benchmark.benchmarking import benchmark as _benchmark
    from textkit.benchmark.conditions import Conditions
    from textkit.benchmark.entering import Terms
    from textkit.config.settings import from_tables

    terms = Terms(from_tables(config or {}, "config"), tuple(range(1, seeds + 1)), budget, strict)
    conditions = Conditions(precisions, pipeline=pipeline, threads=choose_threads(threads))
    return _benchmark(names, data=data, terms=terms, conditions=conditions, reporter=reporter)


def compare(
    first: str | Path | Run, second: str | Path | Run, *, data: str | None = None, split: str = "test"
) -> "Verdict":
    """Which of two runs is better on the same rows, as `textkit compare` says.

    Raises:
        UsageError: their tasks, labels or rows differ.
    """
    from textkit.benchmark.comparing import compare_runs

    return compare_runs(load(first), load(second), data=data, split=split)


def export(
    run: str | Path | Run,
    *,
    precision: Literal["fp32", "int8"] = "fp32",
    max_drop: float = 0.005,
    threads: int | None = None,
    reporter: Reporter | None = None,
) -> dict[str, Any]:
    """Export a run, as `textkit export` does; what the manifest says of the graph.

    Raises:
        UsageError: the run is not finished, or has no network.
        GateError: the graph differs from the network, or scores more than `max_drop` lower.
    """
    from textkit.reporting.card import keep_card
    from textkit.training.export.exporting import export_run

    opened = run if isinstance(run, Run) else Run(Path(run))
    found = export_run(opened, precision, max_drop=max_drop, threads=threads, reporter=reporter)
    keep_card(opened, reporter or Silent())
    return found


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
    precision: Precision = "auto",
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
        predictor = load(run, device=device, precision=precision)
        found = _evaluate(predictor, split=split, batch_tokens=batch_tokens, batch_size=batch_size, reporter=reporter)
        scores.append(found.scores)
    average = average_folds(scores)
    crossed.write({**crossed.content(), split: average})
    return average


def evaluate(
    run: str | Path | Run, *, data: str | None = None, split: str = "test", precision: Precision = "auto"
) -> "Evaluation":
    """Score a run on a split of its own dataset, or of `data`; the scores are kept in the run."""
    from textkit.inference.evaluation import evaluate as _evaluate
    from textkit.reporting.card import keep_card

    predictor = load(run, precision=precision)
    found = _evaluate(predictor, data=data, split=split)
    if data is None:
        keep_card(predictor.run, Silent())
    return found
