"""textkit as its users call it. Seconds of training are those of the steps, without validation and checkpoints.

A task may have the network compiled, or attention unfused whatever the length, which textkit has no settings for.
"""

import sys
import time
from typing import Any

from corpus import answer_test, open_corpus, training_rows
from protocol import cost, given, reply

import textkit
from textkit.models import find_model
from textkit.run import Run


def main() -> None:
    task = given()
    if task.get("compiled"):
        compile_networks()
    if task.get("unfused"):
        never_fuse_attention()
    run = textkit.train(task["dataset"], task["model"], out=task["out"], config=_config(task))
    spent = cost(task)
    manifest, epochs = run.manifest(), _epochs(run)
    predictor = textkit.load(run, threads=manifest.threads)
    dataset = open_corpus(task["dataset"])
    inputs, _ = training_rows(dataset, task["limit"], task["seed"])
    started = time.perf_counter()
    encoded = predictor.encode(inputs)
    encode_seconds = round(time.perf_counter() - started, 3)
    reply(
        **spent,
        train_seconds=manifest.train_seconds,
        precision=manifest.precision,
        parameters=manifest.parameters,
        epochs=epochs,
        rows=len(inputs) * epochs,
        tokens=int(encoded.lengths.sum()) * epochs,
        encode_seconds=encode_seconds,
        **answer_test(predictor, dataset),
    )


def compile_networks() -> None:
    """Have torch.compile make the forward pass of every network that is trained from now on, for all shapes at once."""
    import torch  # here and not above: a linear model is measured without it

    from textkit.training import gradient

    make_network = gradient.make_network

    def make_compiled(*arguments: Any, **options: Any) -> Any:
        vectorizer, module = make_network(*arguments, **options)
        module.forward = torch.compile(module.forward, dynamic=True)
        return vectorizer, module

    gradient.make_network = make_compiled


def never_fuse_attention() -> None:
    """On a CPU, have attention computed in plain matrix products for long sequences too."""
    from textkit.training import loop

    loop._FUSED_FROM = sys.maxsize


def _config(task: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The recipe, but for what the task says otherwise."""
    data = {"source": "remote", **({"limit": task["limit"]} if task["limit"] else {})}
    known = find_model(task["model"]).training.model_fields  # a linear model has neither epochs nor threads
    names = ("seed", "epochs", "batch_size", "threads")
    asked = {name: task[name] for name in names if name in known and task.get(name) is not None}
    return {"data": data, "model": {"max_tokens": task["max_tokens"]} if task["max_tokens"] else {}, "training": asked}


def _epochs(run: Run) -> int:
    """Passes over the training rows; a linear model, which keeps no history, counts as one."""
    history = run.history_file
    return len(history.read_text(encoding="utf-8").splitlines()) if history.is_file() else 1


if __name__ == "__main__":
    main()
