"""What heads a model card for the hub's machines: tags, datasets, metrics, results. The language is not known."""

import re
from typing import TYPE_CHECKING, Any

from textkit.data.catalog import catalog
from textkit.reporting.wording import LEADING, figure_name
from textkit.run import Manifest
from textkit.tasks import tasks

if TYPE_CHECKING:
    from huggingface_hub import EvalResult

_PIPELINES = {"text": "text-classification", "word": "token-classification"}
_LICENCES = {
    "MIT": "mit",
    "Apache-2.0": "apache-2.0",
    "CC BY 4.0": "cc-by-4.0",
    "CC BY-SA 4.0": "cc-by-sa-4.0",
    "CC BY-NC-SA 4.0": "cc-by-nc-sa-4.0",
}
_KINDS = {"accuracy": "accuracy", "precision": "precision", "recall": "recall", "f1": "f1"}
_HUB_ID = re.compile(r"(?!\.)[\w.-]+/[\w.-]+")


def front_matter(manifest: Manifest, metrics: dict[str, Any], name: str) -> str:
    """YAML as the hub reads it; scores are those of the test split, or of validation as long as there are no others."""
    from huggingface_hub import ModelCardData

    pipeline = _PIPELINES[tasks.load(manifest.task).level]
    results = _results(manifest, metrics, pipeline)
    found = dataset_id(manifest)
    data = ModelCardData(
        library_name="textkit",
        pipeline_tag=pipeline,
        tags=[
            "textkit",
            manifest.task,
            manifest.model,
            *(["synthetic-data"] if manifest.dataset["synthetic"] else []),
        ],
        datasets=[found] if found else None,
        metrics=sorted({result.metric_type for result in results}) or None,
        base_model=_base(manifest),
        model_name=name,
        eval_results=results or None,
        **_licence(manifest),
    )
    return str(data.to_yaml())


def _results(manifest: Manifest, metrics: dict[str, Any], pipeline: str) -> "list[EvalResult]":
    from huggingface_hub import EvalResult

    split = "test" if "test" in metrics else "validation"
    return [
        EvalResult(
            task_type=pipeline,
            dataset_type=dataset_id(manifest) or manifest.dataset["name"],
            dataset_name=manifest.dataset["title"],
            dataset_split=split,
            metric_type=_kind(figure),
            metric_name=figure_name(figure),
            metric_value=value,
        )
        for figure, value in _leading(manifest, metrics.get(split, {})).items()
    ]


def dataset_id(manifest: Manifest) -> str | None:
    """The name under which others know the dataset; None of a user's own files."""
    named = manifest.dataset["dataset"]
    if named in catalog.names():
        return str(named)
    return named.removeprefix("hub:").partition(":")[0] if named.startswith("hub:") else None


def licence(manifest: Manifest) -> str | None:
    """The dataset's, as the catalogue has it; None where none is stated."""
    named = manifest.dataset["dataset"]
    if manifest.dataset["synthetic"] or named not in catalog.names():
        return None
    stated = catalog.load(named).licence
    return None if stated.startswith(("not stated", "none stated")) else stated


def _licence(manifest: Manifest) -> dict[str, Any]:
    stated = licence(manifest)
    if stated is None:
        return {}
    known = _LICENCES.get(stated.partition(" (")[0])
    name = re.sub(r"[^a-z0-9.]+", "-", stated.lower()).strip("-")
    return {"license": known} if known else {"license": "other", "license_name": name}


def _leading(manifest: Manifest, scores: dict[str, Any]) -> dict[str, float]:
    return {name: scores[name] for name in LEADING[tasks.load(manifest.task).scoring] if name in scores}


def _kind(figure: str) -> str:
    """The hub's name for a family of figures: that of macro F1 is f1."""
    return _KINDS[figure.rpartition("_")[2]]


def _base(manifest: Manifest) -> str | None:
    """The repository of the pretrained weights; not that of weights which something stood in for."""
    named = (manifest.pretrained or "").partition("@")[0].strip()
    return named if _HUB_ID.fullmatch(named) else None
