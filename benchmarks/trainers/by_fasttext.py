"""fastText with its defaults, by its own package, on words that stand between spaces.

Seconds of training are those of `train_supervised`, which reads the file itself.
"""

import json
import time
from pathlib import Path
from typing import Any

import fasttext
from protocol import cost, given, reply

PREFIX = "__label__"
EPOCHS = 5
WARM_UP = 500


def main() -> None:
    task = given()
    data, out = Path(task["data"]), Path(task["out"])
    train = read(data / "train.jsonl")
    file = out / "train.txt"
    lines = [f"{PREFIX}{row['target']} {' '.join(row['words'])}\n" for row in train]
    file.write_text("".join(lines), encoding="utf-8")
    model, seconds, failures = fit(file, task)
    model.save_model(str(out / "model.bin"))
    spent = cost(task)
    model.predict([" ".join(row["words"]) for row in read(data / "validation.jsonl")[:WARM_UP]])
    texts = [" ".join(row["words"]) for row in read(data / "test.jsonl")]
    started = time.perf_counter()
    found, _ = model.predict(texts)
    reply(
        **spent,
        train_seconds=round(seconds, 3),
        rows=len(train) * EPOCHS,
        failures=failures,
        predict_seconds=round(time.perf_counter() - started, 3),
        answers=[labels[0].removeprefix(PREFIX) for labels in found],
    )


def fit(file: Path, task: dict[str, Any]) -> tuple[Any, float, int]:
    """The model, the seconds it took, and how many trainings failed before."""
    failures = 0
    while True:
        started = time.perf_counter()
        try:  # its threads race for the weights, which now and then ends in a NaN
            model = fasttext.train_supervised(
                str(file), seed=task["seed"], thread=task["threads"], epoch=EPOCHS, verbose=0, **task["options"]
            )
        except RuntimeError:
            failures += 1
            continue
        return model, time.perf_counter() - started, failures


def read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


if __name__ == "__main__":
    main()
