"""The vectorizer and the network that a training starts with, and what it says of the texts; whoever runs the steps."""

from typing import Any

import torch
from torch import nn

from textkit.config.settings import Config
from textkit.models import find_model
from textkit.reporter import Reporter
from textkit.run import Run
from textkit.text.vectorizers import Vectorizer, load_vectorizer, save_vectorizer
from textkit.training.initialise import init_from, start_at_shares
from textkit.training.material import Material
from textkit.training.torch_session import build_module


def make_network(
    run: Run, material: Material, config: Config, init: Run | None, reporter: Reporter, resumed: bool = False
) -> tuple[Vectorizer, nn.Module]:
    """Both as the seed makes them, the network on the run's device; where `resumed`, its weights are still to come."""
    manifest = run.manifest()
    torch.set_num_threads(manifest.threads)
    vectorizer = _vectorizer(run, material, config, init)
    torch.manual_seed(config.training.seed)  # now: how the vectorizer came about must not show in the weights
    module = build_module(run)
    if init is not None:
        init_from(module, init, material.labels, reporter)
    elif material.entry.warm_start is not None and not resumed:
        material.entry.warm_start(module, config.model, vectorizer, reporter)
    if init is None and material.task.scoring == "labelsets":
        start_at_shares(module, material.train_targets)
    if material.entry.adapt is not None:
        material.entry.adapt(module, config.model)
    return vectorizer, module.to(manifest.device)


def _vectorizer(run: Run, material: Material, config: Config, init: Run | None) -> Vectorizer:
    """The vectorizer, learned from the training texts, taken over from `init`, or there from before."""
    if (run.model / "vectorizer.json").is_file():
        return load_vectorizer(run.model)
    entry, options = material.entry, config.model
    if init is not None and entry.locate is not None:  # an encoder's run is itself a folder with an encoder
        entry = find_model(f"hf:{init.model}")
        options = options.model_copy(update={"from_scratch": "no", "casing": "auto", "revision": None})
    if init is not None and entry.locate is None:
        vectorizer = load_vectorizer(init.model)
    else:
        vectorizer = entry.vectorize(options, material.train_inputs)
    run.model.mkdir(exist_ok=True)
    entry.describe(run.model, options, vectorizer, material.labels, material.task)
    save_vectorizer(vectorizer, run.model)  # last: its presence says that all is there
    return vectorizer


def tell_of_long_inputs(encoded: Any, config: Config, reporter: Reporter) -> None:
    """Say which texts are read in part, and which sentences in windows."""
    if shortened := getattr(encoded, "shortened", 0):
        reporter.note(
            f"{shortened:,} of {len(encoded.lengths):,} training texts are longer than the encoder reads "
            f"({config.model.long} kept; --max-tokens raises it)"
        )
    if divided := getattr(encoded, "divided", 0):
        reporter.note(
            f"{divided:,} training rows are longer than the {config.model.max_tokens} pieces that are read at a time: "
            f"their windows share {config.model.overlap}"
        )
