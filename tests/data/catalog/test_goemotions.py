"""Comments with several emotions each, from the publisher's four files."""

from pathlib import Path

import pytest

from textkit.data.catalog import catalog
from textkit.errors import DataError
from textkit.types import Example

DATASET = catalog.load("goemotions")
LABELS = "joy\nlove\nneutral\n"
FILES = {
    "labels.txt": LABELS,
    "train.tsv": 'So "happy", thanks\t0\tid1\nI love it!\t1,0\tid2\n',
    "dev.tsv": "It rains.\t2\tid3\n",
    "test.tsv": "Okay, lovely\t1,2\tid4\n",
}


def parse(folder: Path, **changed: str) -> list[Example]:
    """The rows of the files; `train="..."` changes train.tsv, `labels` labels.txt."""
    for name, content in FILES.items():
        (folder / name).write_text(changed.get(name.split(".")[0], content), encoding="utf-8")
    return list(DATASET.parse({name: folder / name for name in FILES}, None))


def test_a_row_has_the_names_of_its_labels_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    assert parse(tmp_path) == [
        Example('So "happy", thanks', ["joy"], "train.tsv:1", "train"),
        Example("I love it!", ["joy", "love"], "train.tsv:2", "train"),
        Example("It rains.", ["neutral"], "dev.tsv:1", "validation"),
        Example("Okay, lovely", ["love", "neutral"], "test.tsv:1", "test"),
    ]


def test_a_quote_is_a_character_like_any_other(tmp_path: Path) -> None:
    rows = parse(tmp_path, train='"Never\t0\tid1\nagain"\t1\tid2\n')
    assert [row.text for row in rows[:2]] == ['"Never', 'again"']


def test_a_last_line_without_an_end_is_a_label_too(tmp_path: Path) -> None:
    assert parse(tmp_path, labels=LABELS.rstrip())[2].target == ["neutral"]


@pytest.mark.parametrize(
    ("train", "message"),
    [
        ("fine\t0\tid\nno\t3\tid\n", r"^train\.tsv:2: label id '3' is none of the 3 in labels\.txt"),
        ("no\t-1\tid\n", r"^train\.tsv:1: label id '-1'"),
        ("no\t\tid\n", r"^train\.tsv:1: label id ''"),
        ("no\t0,joy\tid\n", r"^train\.tsv:1: label id 'joy'"),
        ("no\t00\tid\n", r"^train\.tsv:1: label id '00'"),
        ("fine\t0\tid\n\nno\t0\n", r"^train\.tsv:3: row has 2 fields, the columns named are 3"),
        (" \t0\tid\n", r"^train\.tsv:1: the text is empty"),
        ("no\t7\tid\nno\t8\tid\n", r"^train\.tsv: 2 rows cannot be used\n  line 1: .*'7'.*\n  line 2: .*'8'"),
    ],
)
def test_faults_are_named_by_line(tmp_path: Path, train: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        parse(tmp_path, train=train)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ("joy\n\nlove\n", r"^labels\.txt:2: a label without a name"),
        ("joy\nlove\njoy\n", r"^labels\.txt:3: the label 'joy' comes twice"),
    ],
)
def test_labels_have_names_of_their_own(tmp_path: Path, labels: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        parse(tmp_path, labels=labels)


def test_the_sample_has_rows_of_the_same_form() -> None:
    first = next(DATASET.sample(None))
    assert first.origin == "sample:1"
    assert isinstance(first.target, list)
    assert DATASET.task == "multilabel"
