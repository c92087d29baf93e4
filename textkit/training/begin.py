"""How a run begins: where its weights come from, the machine it is trained on, and its manifest."""

import shlex
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from textkit import run as runs
from textkit.config.sections import FitSection
from textkit.config.settings import Config
from textkit.data.store import Dataset
from textkit.errors import MissingError
from textkit.models import ModelEntry
from textkit.models.encoders.source import Pretrained
from textkit.reporter import Reporter
from textkit.run import Manifest, Run
from textkit.text.cleaning import Cleaning
from textkit.training.hf_recipe import asks_for_transformers

_PACKAGES = ("torch", "onnxruntime", "numpy", "scikit-learn", "tokenizers", "safetensors", "transformers")


def find_pretrained(entry: ModelEntry, config: Config, strict: bool, reporter: Reporter) -> Pretrained | None:
    """Where pretrained weights come from, if there are any; a stand-in is announced, or refused."""
    source: Pretrained | None = entry.locate(config.model) if entry.locate else None
    if source is None or source.stand_in is None:
        return source
    if strict:
        raise MissingError(
            f"the weights of {config.model.name} cannot be reached, and a stand-in is refused (--strict)",
            "connect to the hub once, or name a local folder: --model hf:FOLDER",
        )
    reporter.warn(f"the weights of {config.model.name} cannot be reached: {source.stand_in} stands in for them")
    return source


def begin_run(
    dataset: Dataset,
    entry: ModelEntry,
    config: Config,
    source: Pretrained | None,
    out: Path | None,
    init: Path | None,
    kind: str,
    teacher: str | None,
    reporter: Reporter,
) -> Run:
    """An unfinished run in a folder of its own: device, precision and threads are resolved here, once."""
    device, precision, threads = _machine(entry, config.training, reporter)
    info, before = dataset.info, Run(init).manifest() if init else None
    manifest = Manifest(
        model=config.model.name,
        task=info.task,
        runtime="numpy" if entry.trainer == "linear" else "torch",
        kind=kind,
        dataset={
            "name": info.name,
            "title": info.title,
            "hash": info.hash,
            "source": info.source,
            "synthetic": info.synthetic,
            "subset": info.subset,
            "dataset": config.data.dataset,
            **({"columns": info.report["columns"]} if "columns" in info.report else {}),
        },
        seed=config.training.seed,
        device=device,
        precision=precision,
        threads=threads,
        init=init.name if init else None,
        notes=[
            *_notes(config),
            *([f"taught by {teacher}"] if teacher else []),
            *(["control"] if kind == "control" else []),
        ],
        teacher=teacher,
        stand_in=source.stand_in if source else before.stand_in if before else None,
        pretrained=source.title if source else before.pretrained if before else None,
        command=shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        versions=versions(),
    )
    if out is not None:
        return runs.begin(out, manifest)
    return runs.create(runs.runs_folder(), f"{info.name}-{slug(config.model.name)}", manifest)


def _notes(config: Config) -> list[str]:
    limit = config.data.limit
    size, rank = getattr(config.model, "from_scratch", "no"), getattr(config.model, "lora", 0)
    has_crf = getattr(config.model, "crf", False) and not config.model.name.endswith("-crf")
    return [
        *([f"from scratch, {size}"] if size != "no" else []),
        *([f"LoRA {rank}"] if rank else []),
        *(["head only"] if getattr(config.model, "freeze", None) == "encoder" else []),
        *(["CRF"] if has_crf else []),
        *Cleaning(**config.preprocessing.model_dump()).steps(),
        *([f"{limit:,} rows"] if limit else []),
        *(["transformers Trainer"] if asks_for_transformers(config) else []),
    ]


def slug(name: str) -> str:
    """A model's name as part of a folder's: of `hf:org/model` the last part."""
    return name.partition(":")[0] + "-" + Path(name.partition(":")[2]).name if ":" in name else name


def _machine(entry: ModelEntry, training: FitSection, reporter: Reporter) -> tuple[str, str, int]:
    if entry.trainer == "linear":
        return "cpu", "fp32", 1
    from textkit.inference.threads import choose_threads
    from textkit.training.device import choose_device, choose_precision

    settings: Any = training
    device = choose_device(settings.device)
    precision = choose_precision(settings.precision, device.value, entry.bf16_pays_on_cpu)
    threads = choose_threads(settings.threads)
    reporter.note(f"device {device.value} ({device.reason}), precision {precision.value} ({precision.reason})")
    return device.value, precision.value, threads


def versions() -> dict[str, str]:
    """Of Python, textkit and the packages whose version can change a result."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for package in ("textkit-nlp", *_PACKAGES):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
