"""Classes and sets of labels on published corpora, scored: one run each, or the mean over folds.

    python benchmarks/labels.py --runs benchmark-runs --out benchmarks/results/labels.json

Needs the corpora (a network, or TEXTKIT_DATA_MIRROR). Runs that lie in --runs already are scored and not trained again;
`--only WORD` measures the studies whose name has the word, and leaves the other figures in the file as they are.
"""

import argparse
import json
import os
import platform
import shlex
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import textkit
from textkit.api import evaluate_folds
from textkit.folds import Folds
from textkit.run import Run, write_json
from textkit.training.begin import versions

Settings = Mapping[str, dict[str, Any]]


class Study(NamedTuple):
    """A model on a corpus, with settings that differ from its recipe."""

    dataset: str
    model: str
    metric: str
    folds: int = 0
    settings: Settings = MappingProxyType({})

    @property
    def name(self) -> str:
        data = self.settings.get("data", {})
        parts = [self.dataset]
        if "drop_labels" in data:
            parts += ["without", *data["drop_labels"]]
        if "ratios" in data:
            parts.append(data["ratios"].replace("/", "-"))
        if "keep" in (training := self.settings.get("training", {})):
            parts.append(training["keep"])
        return "-".join([*parts, self.model])

    @property
    def command(self) -> str:
        flags = [
            f"--set {shlex.quote(f'{section}.{key}={json.dumps(value)}')}"
            for section, each in self.settings.items()
            for key, value in each.items()
        ]
        return " ".join(
            [
                "textkit train",
                self.dataset,
                "--model",
                self.model,
                *flags,
                *([f"--folds {self.folds}"] if self.folds else []),
            ]
        )


PRAISE_AND_BLAME: Settings = {"data": {"drop_labels": ["neutral"]}, "preprocessing": {"lowercase": True}}
# of what a fold does not test, less for validation and more to learn from
MORE_PRAISE_AND_BLAME: Settings = {**PRAISE_AND_BLAME, "data": {"drop_labels": ["neutral"], "ratios": "98/1/1"}}
MORE_ABSTRACTS: Settings = {"data": {"ratios": "95/4/1"}}
STUDIES = (
    Study("goemotions", "tfidf", "micro_f1"),
    Study("goemotions", "lstm-attn", "micro_f1"),
    Study("goemotions", "minilm", "micro_f1", settings={"model": {"max_tokens": 64}}),
    Study("web-of-science", "tfidf", "accuracy", folds=5),
    Study("web-of-science", "lstm-attn", "accuracy", folds=5, settings={"training": {"epochs": 12}}),
    Study(
        "web-of-science",
        "minilm",
        "accuracy",
        folds=5,
        settings={"model": {"max_tokens": 512}, "training": {"epochs": 3}},
    ),
    Study("web-of-science", "tfidf", "accuracy", folds=5, settings=MORE_ABSTRACTS),
    Study(
        "web-of-science",
        "minilm",
        "accuracy",
        folds=5,
        settings={**MORE_ABSTRACTS, "model": {"max_tokens": 512}, "training": {"epochs": 4}},
    ),
    Study(
        "web-of-science",
        "minilm",
        "accuracy",
        folds=5,
        settings={**MORE_ABSTRACTS, "model": {"max_tokens": 512}, "training": {"epochs": 4, "keep": "last"}},
    ),
    Study("sms-spam", "tfidf", "accuracy"),
    Study("twitter-airline", "tfidf", "accuracy", folds=10, settings=PRAISE_AND_BLAME),
    Study("twitter-airline", "tfidf", "accuracy", folds=20, settings=MORE_PRAISE_AND_BLAME),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=Path, default=Path("benchmark-runs"))
    parser.add_argument("--only", default="", help="measure the studies whose name has this in it")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/labels.json"))
    options = parser.parse_args()
    known = json.loads(options.out.read_text(encoding="utf-8"))["results"] if options.out.is_file() else {}
    for study in STUDIES:
        if options.only in study.name:
            known[study.name] = measure(study, options.runs / study.name)
            print(study.name, known[study.name], flush=True)
            document = {
                "command": "python benchmarks/labels.py",
                "machine": {"cores": len(os.sched_getaffinity(0)), "platform": platform.platform()},
                "versions": versions(),
                "results": {each.name: known[each.name] for each in STUDIES if each.name in known},
            }
            write_json(options.out, document)


def measure(study: Study, folder: Path) -> dict[str, Any]:
    """The test score of a run, or the mean over folds, with its 95% interval."""
    settings = {**study.settings, "data": {**study.settings.get("data", {}), "source": "remote"}}
    if study.folds:
        crossed = Folds(folder)
        if not crossed.file.is_file() or crossed.content()["status"] != "finished":
            crossed = textkit.cross_validate(
                study.dataset,
                study.model,
                folds=study.folds,
                out=folder,
                resume=crossed.file.is_file(),
                config=settings,
            )
        scores, first, title = evaluate_folds(folder), crossed.runs[0], crossed.content()["dataset_title"]
    else:
        first = Run(folder)
        if not first.manifest_file.is_file():
            first = textkit.train(study.dataset, study.model, out=folder, config=settings)
        scores = textkit.evaluate(first).scores
        title = first.manifest().dataset["title"]
    return {
        "command": study.command,
        "model": first.manifest().title,
        "dataset": title,
        "metric": study.metric,
        "score": scores[study.metric],
        "interval": scores["intervals"][study.metric],
        "rows": scores["rows"],
        "folds": study.folds,
        **({"by_fold": scores["by_fold"][study.metric]} if study.folds else {}),
        **({"at_half": scores["at_half"][study.metric], "macro_f1": scores["macro_f1"]} if "at_half" in scores else {}),
    }


if __name__ == "__main__":
    main()
