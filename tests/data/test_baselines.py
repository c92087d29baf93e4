"""What trivial rules score on the test split, for each kind of answer."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from textkit.data.baselines import baselines_of
from textkit.data.ledger import Ledger
from textkit.data.spool import Spool, deal
from textkit.data.store import labels_in
from textkit.tasks import tasks
from textkit.types import Example, Sentence


def baselines(folder: Path, task: str, train: Sequence[Example], test: Sequence[Example]) -> dict[str, float]:
    """The baselines of a dataset of these rows, as preparing it finds them."""
    spool, ledger = Spool(folder / "spool.arrow"), Ledger(tasks.load(task))
    for example in (*train, *test):
        spool.add(example)
        ledger.add(example)
    spool.close()
    splits = np.array([0] * len(train) + [2] * len(test), dtype=np.int8)
    deal(spool, splits, folder)
    return baselines_of(ledger, splits, folder, labels_in(folder / "train.parquet", ledger.task))


def rows(*pairs: tuple[str, object]) -> list[Example]:
    return [Example(text, target, "a.csv:2") for text, target in pairs]


def sentences(*tagged: str) -> list[Example]:
    """Sentences of `word/tag`."""
    found = []
    for line in tagged:
        words, tags = zip(*(each.split("/") for each in line.split()), strict=True)
        text, spans = Sentence.of_words(words)
        found.append(Example(text, list(tags), "a.conll:1", None, spans))
    return found


def test_of_classes_the_commonest_and_letter_case(tmp_path: Path) -> None:
    train = rows(("One Fish", "bait"), ("Two Fish", "bait"), ("Red Fish", "bait"), ("the sea", "news"))
    test = rows(("Blue Fish", "bait"), ("a boat", "news"), ("the shore", "news"), ("Old Boats", "news"))
    assert baselines(tmp_path, "classification", train, test) == {"majority": 0.25, "letter_case": 0.75}


def test_of_more_than_two_classes_the_commonest_alone(tmp_path: Path) -> None:
    train = rows(("a", "x"), ("b", "x"), ("c", "y"), ("d", "z"))
    assert baselines(tmp_path, "classification", train, rows(("e", "x"), ("f", "z"), ("g", "x"))) == {
        "majority": 0.666667
    }


def test_of_label_sets_the_commonest_label_in_micro_f1(tmp_path: Path) -> None:
    train = rows(("a", ["x"]), ("b", ["y", "x"]), ("c", []), ("d", ["y", "z", "x"]))
    test = rows(("e", ["x", "y"]), ("f", []), ("g", ["x"]))
    # x answered three times, twice rightly, of three labels in all
    assert baselines(tmp_path, "multilabel", train, test) == {"commonest_label": pytest.approx(4 / 6, abs=1e-6)}


def test_of_tags_the_commonest_and_the_commonest_of_each_word(tmp_path: Path) -> None:
    train = sentences("the/DT dog/NN runs/VB", "the/DT run/NN", "a/DT cat/NN", "run/VB run/VB")
    test = sentences("the/DT run/NN", "fox/NN runs/VB a/NN")
    # DT, NN and VB are three each: the first by name; run is VB mostly, and who is new is as rare words are: NN
    assert baselines(tmp_path, "tagging", train, test) == {"majority": 0.2, "lookup": 0.6}


def test_of_tags_of_entities_the_f1_of_what_lookup_finds(tmp_path: Path) -> None:
    train = sentences("Anna/B-PER met/O Bell/B-PER", "in/O New/B-LOC York/I-LOC now/O", "met/O in/O")
    test = sentences("Anna/B-PER in/O York/B-LOC", "New/B-LOC York/I-LOC met/O Bell/O")
    # tags: right but for York, which is I-LOC, and Bell, which is B-PER; a lonely I-LOC begins an entity, as in
    # conlleval: of the four answered, Anna, York and New York are right, of three there are
    assert baselines(tmp_path, "tagging", train, test) == {
        "majority": 0.428571,
        "lookup": 0.714286,
        "lookup_span_f1": 0.857143,
    }
