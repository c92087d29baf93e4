"""What a dataset is like, in figures: sizes, balance, lengths, copies, and how far its surface alone goes."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from statistics import quantiles
from typing import Any

from textkit.data.splitting import normalised
from textkit.evaluation.baselines import letter_case, majority, tag_lookup
from textkit.evaluation.spans import span_f1s
from textkit.tasks import Task
from textkit.text.schemes import are_spans
from textkit.text.words import split_words
from textkit.types import SPLITS, Example, Sentence


def describe(splits: Mapping[str, Sequence[Example]], labels: Sequence[str], task: Task) -> dict[str, Any]:
    """The report that is kept with a prepared dataset."""
    everything = [example for split in SPLITS for example in splits[split]]
    return {
        "rows": len(everything),
        "splits": {split: len(splits[split]) for split in SPLITS},
        "labels": _balance(splits, task),
        "words": _lengths(everything),
        "duplicates": _duplicates(splits),
        "baselines": _baselines(splits, labels, task),
    }


def _balance(splits: Mapping[str, Sequence[Example]], task: Task) -> dict[str, dict[str, int]]:
    """How often each label is there, by split; of tags that make entities, how many entities."""
    counts = {
        split: Counter(chain.from_iterable(task.names(each.target) for each in splits[split])) for split in SPLITS
    }
    names = sorted(set().union(*counts.values()))
    return {name: {split: counts[split][name] for split in SPLITS} for name in names}


def _lengths(examples: Sequence[Example]) -> dict[str, float]:
    lengths = sorted(
        len(split_words(example.text)) if example.spans is None else len(example.spans) for example in examples
    )
    cuts = quantiles(lengths, n=20, method="inclusive") if len(lengths) > 1 else lengths * 19
    mean = round(sum(lengths) / len(lengths), 2)
    return {"shortest": lengths[0], "median": cuts[9], "mean": mean, "p95": cuts[18], "longest": lengths[-1]}


def _duplicates(splits: Mapping[str, Sequence[Example]]) -> dict[str, int]:
    """Rows that repeat an earlier one, and texts that carry two labels or stand in two splits."""
    exact: set[str] = set()
    targets: defaultdict[bytes, set[str]] = defaultdict(set)
    where: defaultdict[bytes, set[str]] = defaultdict(set)
    rows = 0
    for split in SPLITS:
        for example in splits[split]:
            key = normalised(example.text)
            exact.add(example.text)
            targets[key].add(str(example.target))
            where[key].add(split)
            rows += 1
    return {
        "exact": rows - len(exact),
        "normalised": rows - len(where),
        "two_labels": sum(len(found) > 1 for found in targets.values()),
        "across_splits": sum(len(found) > 1 for found in where.values()),
    }


def _baselines(splits: Mapping[str, Sequence[Example]], labels: Sequence[str], task: Task) -> dict[str, float]:
    """What trivial rules score on test."""
    train, test = (task.encode([each.target for each in splits[name]], labels) for name in ("train", "test"))
    figures = {"majority": majority(train, test)}
    if task.level == "word":
        figures |= _lookup(splits, labels)
    elif len(labels) == 2:
        texts = [[each.text for each in splits[name]] for name in ("train", "test")]
        figures["letter_case"] = letter_case(texts[0], train, texts[1], test)
    return {name: round(figure, 6) for name, figure in figures.items()}


def _lookup(splits: Mapping[str, Sequence[Example]], labels: Sequence[str]) -> dict[str, float]:
    """Each word's commonest tag in train, whatever stands around it."""
    words = {name: [Sentence(each.text, each.spans or ()).words for each in splits[name]] for name in ("train", "test")}
    truth = [each.target for each in splits["test"]]
    answers = tag_lookup(words["train"], [each.target for each in splits["train"]], words["test"])
    pairs = list(zip(chain.from_iterable(truth), chain.from_iterable(answers), strict=True))
    figures = {"lookup": sum(true == answer for true, answer in pairs) / max(1, len(pairs))}
    if are_spans(labels):
        figures["lookup_span_f1"] = span_f1s(truth, answers)["span_f1_lenient"]  # such tags are seldom valid
    return figures
