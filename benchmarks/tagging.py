"""Tagging, scored: CoNLL-2003 entities and UD-EWT parts of speech, each model with its recipe or what STUDIES changes.

    python benchmarks/tagging.py --out benchmarks/results/tagging.json

Needs the published corpora (a network, or TEXTKIT_DATA_MIRROR) and a pretrained MiniLM (the hub, or the extra
`offline`). The test split is scored once for each seed, and all of them are written down. Words a second are those of
training, all epochs together, without reading the corpus or scoring validation.
"""

import argparse
import os
import platform
import statistics
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import textkit
from textkit.run import write_json
from textkit.training.begin import versions


class Study(NamedTuple):
    """One row of the table: a model on a dataset, with what differs from its recipe."""

    name: str
    dataset: str
    model: str
    seeds: int = 1
    config: dict[str, dict[str, Any]] = {}  # noqa: RUF012 - a NamedTuple's defaults are shared, and never changed


# The published head-only recipe: batch 16, AdamW 5e-5 without a schedule, 3 epochs, 128 tokens, best by accuracy.
PUBLISHED = {
    "model": {"freeze": "encoder", "max_tokens": 128},
    "training": {
        "epochs": 3,
        "batch_size": 16,
        "lr": 5e-5,
        "schedule": "constant",
        "warmup": 0.0,
        "patience": 1,
        "metric": "token_accuracy",
    },
}


def head_only(rate: float) -> dict[str, dict[str, Any]]:
    """The published recipe at another rate, to its end."""
    training = {**PUBLISHED["training"], "lr": rate, "epochs": 10, "schedule": "linear", "metric": "span_f1"}
    return {**PUBLISHED, "training": {**training, "patience": 0}}


STUDIES = (
    Study("minilm", "conll2003", "minilm"),
    Study("bilstm-crf", "conll2003", "bilstm-crf", seeds=3),
    Study("lstm", "conll2003", "lstm"),
    Study("lstm-attn", "conll2003", "lstm-attn"),
    Study("head only, published recipe", "conll2003", "distilbert", config=PUBLISHED),
    Study("head only, rate 1e-3", "conll2003", "distilbert", config=head_only(1e-3)),
    Study("head only, rate 5e-3", "conll2003", "distilbert", config=head_only(5e-3)),
    Study("head only, rate 2e-2", "conll2003", "distilbert", config=head_only(2e-2)),
    Study("minilm", "ud-ewt", "minilm", config={"training": {"epochs": 2}}),
    Study("bilstm-crf", "ud-ewt", "bilstm-crf"),
    Study("lstm", "ud-ewt", "lstm"),
    Study("lstm-attn", "ud-ewt", "lstm-attn"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/tagging.json"))
    parser.add_argument("--only", help="studies whose name and dataset contain this")
    options = parser.parse_args()
    studies = [study for study in STUDIES if not options.only or options.only in f"{study.name} {study.dataset}"]
    datasets = {
        name: textkit.prepare([name], source="remote") for name in dict.fromkeys(each.dataset for each in studies)
    }
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for number, study in enumerate(studies):
            words = datasets[study.dataset].info.report["words"]["mean"] * len(datasets[study.dataset].split("train"))
            runs = [
                measure(study, seed, Path(folder) / f"{number}-{seed}", words) for seed in range(1, study.seeds + 1)
            ]
            median = {key: round(statistics.median(run[key] for run in runs), 6) for key in runs[0] if key != "model"}
            results.append({"study": study.name, "dataset": study.dataset, "runs": runs, "median": median})
            print(study.dataset, study.name, runs, flush=True)
    document = {
        "command": "python benchmarks/tagging.py",
        "machine": {"cores": len(os.sched_getaffinity(0)), "platform": platform.platform()},
        "versions": versions(),
        "datasets": {
            name: {
                "hash": data.info.hash,
                "splits": data.info.report["splits"],
                "baselines": data.info.report["baselines"],
            }
            for name, data in datasets.items()
        },
        "results": results,
    }
    write_json(options.out, document)


def measure(study: Study, seed: int, out: Path, words: int) -> dict[str, Any]:
    """Train with the model's recipe, and score the test split."""
    config = {**study.config, "data": {"source": "remote"}}
    config["training"] = {**study.config.get("training", {}), "seed": seed}
    run = textkit.train(study.dataset, study.model, out=out, config=config)
    manifest, scores = run.manifest(), textkit.evaluate(run).scores
    seconds = manifest.train_seconds or 0.0
    epochs = len(run.history_file.read_text(encoding="utf-8").splitlines())
    figures = ("span_f1", "span_f1_lenient", "token_accuracy")
    return {
        "model": manifest.title,
        **{name: scores[name] for name in figures if name in scores},
        "validation": run.metrics()["validation"].get("span_f1", run.metrics()["validation"]["token_accuracy"]),
        "epochs": epochs,
        "train_seconds": seconds,
        "words_per_second": round(words * epochs / seconds),
        "parameters": manifest.parameters,
    }


if __name__ == "__main__":
    main()
