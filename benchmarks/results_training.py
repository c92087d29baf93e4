"""The sections of RESULTS.md on training: beside the transformers Trainer, beside a plain loop, beside other tools."""

from collections.abc import Mapping, Sequence
from typing import Any


def train(document: dict[str, Any]) -> str:
    """What `train.py` measured; a study that was not measured is left out."""
    versions, results = document["versions"], document["results"]
    lines = [
        "## Training beside the transformers Trainer",
        "",
        f"`{document['command']}`",
        "",
        f"{_machine(document)}; torch {versions['torch']}, transformers {versions['transformers']}, accelerate "
        f"{versions['accelerate']}. Every training has a process of its own, with equal threads; sides take turns. "
        "Tokens are what is read without padding, times the epochs. Training seconds are those of batches and steps, "
        "without evaluation; whole seconds go from the start of the process to the model on disk, and textkit's have "
        "the scoring of validation and checkpoints in them, which the others do without. Memory is the peak of the "
        "process. Figures are medians.",
    ]
    writers = {"encoder": _encoder, "compiled": _compiled, "long": _long, "lstm": _lstm}
    for name, write in writers.items():
        if name in results:
            lines += ["", *write(results[name])]
    return "\n".join(lines)


def _encoder(study: dict[str, Any]) -> list[str]:
    return [
        "### MiniLM on conll2003",
        "",
        f"Batches of {study['batch_size']} sentences, {_extent(study)}. With its defaults the Trainer computes in "
        "fp32; it is tuned by bf16 where textkit takes it, batches of like length, the fused optimizer, the recipe's "
        "warm-up and weight decay, and no logging. Plain attention is that of the network which textkit trains: none "
        "of its weights are dropped, and no fused kernel computes it. Span F1 is strict IOB2 on test, under textkit's "
        "decoding for all.",
        "",
        *_scored("test span F1, each seed", "span_f1", study),
    ]


def _compiled(study: dict[str, Any]) -> list[str]:
    encoding = study["sides"]["textkit"]["median"]["encode_seconds"]
    return [
        "### MiniLM on conll2003, by torch.compile",
        "",
        f"Batches of {study['batch_size']} sentences, {_extent(study)}; the network's forward pass as it is, and made "
        "by torch.compile for all shapes at once, its making included. Encoding all sentences, which is done once, "
        f"takes {encoding:.1f} s.",
        "",
        *_scored("test span F1, each seed", "span_f1", study),
    ]


def _long(study: dict[str, Any]) -> list[str]:
    return [
        "### MiniLM on web-of-science",
        "",
        f"Abstracts, of which 512 pieces are read; batches of {study['batch_size']}, {_extent(study)}: too few to "
        "learn from, enough to be timed. On a CPU textkit fuses attention where sequences are long; never fused is the "
        "same training in plain matrix products. The Trainer is tuned as above, and drops weights of attention, as the "
        "network's own config has it.",
        "",
        *_scored("test accuracy, each seed", "accuracy", study),
    ]


def _lstm(study: dict[str, Any]) -> list[str]:
    return [
        "### LSTM with attention on clickbait",
        "",
        f"`lstm-attn` with its recipe, {_extent(study)}, beside a loop as tutorials teach it: shuffled batches of 32 "
        "padded to their longest, Adam, layers of the same sizes, no character n-grams.",
        "",
        *_scored("test accuracy, each seed", "accuracy", study),
    ]


def peers(document: dict[str, Any]) -> str:
    """What `peers.py` measured."""
    versions = document["versions"]
    lines = [
        "## Training beside fastText and spaCy",
        "",
        f"`{document['command']}`",
        "",
        f"{_machine(document)}; fastText {versions['fasttext']}, spaCy {versions['spacy']}, torch {versions['torch']}. "
        "The same splits, each tool with its defaults, in a process of its own; sides take turns. Training seconds "
        "are those of the steps, whole seconds go from the start of the process to the model on disk, validation "
        "included. Words a second are those of the rows seen while training, and of test while answering. The cores "
        "are those that a side kept busy on average. Every seed is shown; other figures are medians.",
    ]
    titles = {"accuracy": "test accuracy", "span_f1": "test span F1 (strict)"}
    for name, dataset in document["results"].items():
        metric = next(key for key in titles if key in next(iter(dataset["sides"].values()))["median"])
        header = (
            "side",
            f"{titles[metric]}, each seed",
            "epochs",
            "training, s",
            "whole, s",
            "cores",
            "words/s, training",
            "words/s, answering",
        )
        rows = [[side, *_peer(figures, metric)] for side, figures in dataset["sides"].items()]
        lines += ["", f"### {name}", "", f"{dataset['rows']['train']:,} rows to train on, {dataset['rows']['test']:,} "]
        lines[-1] += f"for test.{_remarks(dataset['sides'])}"
        lines += ["", *_table(header, rows, text=2)]
    return "\n".join(lines)


def _peer(side: dict[str, Any], metric: str) -> list[str]:
    median = side["median"]
    return [
        ", ".join(f"{run[metric]:.4f}" for run in side["runs"]),
        f"{median['epochs']:.0f}",
        f"{median['train_seconds']:,.1f}",
        f"{median['wall_seconds']:,.1f}",
        f"{median['busy_cores']:.1f}",
        f"{median['train_words_per_second']:,.0f}",
        f"{median['predict_words_per_second']:,.0f}",
    ]


def _remarks(sides: Mapping[str, dict[str, Any]]) -> str:
    """What the table does not tell: trials with fewer rows, how long spaCy went on, what had to be repeated."""
    said = []
    for name, side in sides.items():
        runs = side["runs"]
        if side["limit"]:
            said.append(f"{name} learned from {side['limit']:,} rows.")
        if "steps" in runs[0]:
            steps = ", ".join(f"{run['steps']:,}" for run in runs)
            said.append(f"{name} took {steps} steps (max_steps is {side['max_steps']:,}).")
        if failures := sum(run.get("failures", 0) for run in runs):
            said.append(f"{_count(failures, 'training')} of {name} ended in a NaN and had to be repeated.")
    return "".join(f" {sentence}" for sentence in said)


def _machine(document: dict[str, Any]) -> str:
    machine = document["machine"]
    return f"{machine['cores']} CPU cores" + (f" ({machine['cpu']})" if machine.get("cpu") else "")


def _extent(study: dict[str, Any]) -> str:
    rows = f"{study['limit']:,} rows, " if study["limit"] else ""
    return f"{rows}{_count(study['epochs'], 'epoch')}, {_count(study['threads'], 'thread')}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _scored(title: str, metric: str, study: dict[str, Any]) -> list[str]:
    rows = [
        [name, ", ".join(f"{run[metric]:.4f}" for run in side["runs"]), *_speed(side["median"])]
        for name, side in study["sides"].items()
    ]
    return _table(("side", title, "tokens/s", "training, s", "whole, s", "memory, MB"), rows, text=2)


def _speed(median: dict[str, float]) -> list[str]:
    return [
        f"{median['tokens_per_second']:,.0f}",
        f"{median['train_seconds']:,.1f}",
        f"{median['wall_seconds']:,.1f}",
        f"{median['peak_megabytes']:,.0f}",
    ]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], text: int) -> list[str]:
    """A Markdown table whose first `text` columns are words, the others numbers."""
    rule = "|---" * text + "|---:" * (len(header) - text) + "|"
    return [f"| {' | '.join(header)} |", rule, *(f"| {' | '.join(row)} |" for row in rows)]
