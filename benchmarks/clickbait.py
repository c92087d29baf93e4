"""clickbait, scored: textkit's models beside letter case alone and fastText with its defaults, on the same split.

    python benchmarks/clickbait.py --out benchmarks/results/clickbait.json

Needs the published corpus (a network, or TEXTKIT_DATA_MIRROR). Every model is trained with its recipe for each seed,
cased and lower-cased; the test split is scored once for each, and all of them are written down. Training times are
wall-clock seconds of training alone, without reading the corpus; sides take turns, with equal threads. `--only MODEL`
measures that one, and leaves the other figures in the file as they are.
"""

import argparse
import json
import os
import platform
import random
import statistics
import tempfile
import time
from pathlib import Path

import fasttext

import textkit
from textkit.data.store import Dataset
from textkit.run import write_json
from textkit.text.words import split_words
from textkit.training.begin import versions

MODELS = ("fasttext", "tfidf", "lstm", "lstm-attn")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", choices=MODELS)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/clickbait.json"))
    options = parser.parse_args()
    dataset = textkit.prepare(["clickbait"], source="remote")
    rows: dict[tuple[str, str], list[dict[str, float]]] = {}
    if options.only and options.out.is_file():
        known = json.loads(options.out.read_text(encoding="utf-8"))["results"]
        rows = {(each["model"], each["case"]): each["runs"] for each in known if each["model"] != options.only}
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, options.seeds + 1):
            for case in ("as written", "lower case"):
                lowercase = case == "lower case"
                for model in [options.only] if options.only else MODELS:
                    if model == "fasttext":
                        found = run_fasttext(dataset, seed, lowercase, Path(folder))
                    else:
                        found = run_textkit(model, seed, lowercase, Path(folder) / f"{model}-{seed}-{lowercase}")
                    rows.setdefault((model, case), []).append(found)
                    print(model, case, seed, found, flush=True)
    results = [
        {"model": model, "case": case, "runs": runs, "median": medians(runs)}
        for case in ("as written", "lower case")
        for model in MODELS
        if (runs := rows.get((model, case)))
    ]
    document = {
        "command": "python benchmarks/clickbait.py",
        "machine": {"cores": len(os.sched_getaffinity(0)), "platform": platform.platform()},
        "versions": {**versions(), "fasttext": fasttext_version()},
        "dataset": {"hash": dataset.info.hash, "splits": dataset.info.report["splits"]},
        "baselines": dataset.info.report["baselines"],
        "results": results,
    }
    write_json(options.out, document)


def run_textkit(model: str, seed: int, lowercase: bool, out: Path) -> dict[str, float]:
    """Train with the model's recipe and score the test split."""
    config = {
        "data": {"source": "remote"},
        "preprocessing": {"lowercase": lowercase},
        "training": {"seed": seed},
    }
    run = textkit.train("clickbait", model, out=out, config=config)
    return {
        "accuracy": textkit.evaluate(run).scores["accuracy"],
        "train_seconds": run.manifest().train_seconds or 0.0,
        "parameters": run.manifest().parameters,
        "model_megabytes": sum(file.stat().st_size for file in run.model.iterdir()) / 1e6,
    }


def run_fasttext(dataset: Dataset, seed: int, lowercase: bool, folder: Path) -> dict[str, float]:
    """fastText with its defaults, on the same words: its own tokens are what stands between spaces.

    Rows are shuffled, since it takes them as they come: the publisher's two files are a class each.
    """

    def line(text: str) -> str:
        return " ".join(split_words(text.lower() if lowercase else text))

    train, test = dataset.split("train"), dataset.split("test")
    file = folder / "fasttext.txt"
    lines = [f"__label__{label} {line(text)}\n" for label, text in zip(train.targets, train.texts, strict=True)]
    random.Random(seed).shuffle(lines)
    file.write_text("".join(lines), encoding="utf-8")
    failures = 0
    while True:
        started = time.perf_counter()
        try:  # its threads race for the weights, which now and then ends in a NaN
            model = fasttext.train_supervised(str(file), seed=seed, thread=len(os.sched_getaffinity(0)), verbose=0)
            break
        except RuntimeError:
            failures += 1
    seconds = time.perf_counter() - started
    # the inner predict: the public one breaks on numpy 2 (copy=False)
    answers = [model.f.predict(line(text) + "\n", 1, 0.0, "strict")[0][1] for text in test.texts]
    right = sum(answer == f"__label__{label}" for answer, label in zip(answers, test.targets, strict=True))
    saved = folder / "fasttext.bin"
    model.save_model(str(saved))
    return {
        "accuracy": right / len(test),
        "failures": failures,
        "train_seconds": seconds,
        "parameters": int(model.get_input_matrix().size + model.get_output_matrix().size),
        "model_megabytes": saved.stat().st_size / 1e6,
    }


def medians(runs: list[dict[str, float]]) -> dict[str, float]:
    return {key: round(statistics.median(run[key] for run in runs), 6) for key in runs[0]}


def fasttext_version() -> str:
    from importlib.metadata import version

    return version("fasttext")


if __name__ == "__main__":
    main()
