"""The baseline: `transformers.pipeline` with the weights of a run, as a user of transformers writes it."""

from functools import partial
from typing import Any

from textkit.run import Run, read_json


def loads_there(run: Run) -> bool:
    """Whether the run's `model/` is a checkpoint of transformers."""
    return (run.model / "config.json").is_file()


def open_pipeline(run: Run, level: str, threads: int, device: str) -> Any:
    """A pipeline that takes a text or many; long texts are cut to as many pieces as the run reads."""
    import torch
    from transformers import pipeline

    torch.set_num_threads(threads)
    load: Any = partial(pipeline, model=str(run.model), device=device)
    if level == "word":
        return load("token-classification", aggregation_strategy="first")
    most = read_json(run.model / "vectorizer.json")["max_tokens"]
    return load("text-classification", truncation=True, max_length=most)
