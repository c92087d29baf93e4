"""News in brief as their publisher writes them: three columns without a header, lines ended by a backslash."""

from pathlib import Path

import pytest

from textkit.data.catalog import catalog
from textkit.errors import DataError
from textkit.types import Example

DATASET = catalog.load("ag-news")
TRAIN = r""""3","Bears Claw Back (Wire)","Wire - The dwindling\band of cynics is ""seeing green"" again."
"4","Robot Swims","A robot"
"""
TEST = '"1","Talks Fail","Talks failed"\n"2","Cup Final","Two goals"\n'


def parse(folder: Path, train: str = TRAIN, test: str = TEST) -> list[Example]:
    (folder / "train.csv").write_text(train, encoding="utf-8")
    (folder / "test.csv").write_text(test, encoding="utf-8")
    return list(DATASET.parse({name: folder / name for name in ("train.csv", "test.csv")}, None))


def test_title_and_description_make_a_text_and_the_file_its_split(tmp_path: Path) -> None:
    assert parse(tmp_path) == [
        Example(
            'Bears Claw Back (Wire) Wire - The dwindling band of cynics is "seeing green" again.',
            "Business",
            "train.csv:1",
            "train",
        ),
        Example("Robot Swims A robot", "Sci/Tech", "train.csv:2", "train"),
        Example("Talks Fail Talks failed", "World", "test.csv:1", "test"),
        Example("Cup Final Two goals", "Sports", "test.csv:2", "test"),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"the dwindling\band", "the dwindling band"),
        (r"which has\nothing to do", "which has nothing to do"),
        (r"first line\nSecond line", "first line Second line"),
        (r"first paragraph.\\Second", "first paragraph. Second"),
        (r"first line \ second", "first line second"),
        (r"the last line\\", "the last line"),
        (r"about \$3 billion", "about $3 billion"),
        ("no backslash  here", "no backslash  here"),
    ],
)
def test_backslashes_are_what_they_mean(tmp_path: Path, written: str, meant: str) -> None:
    (example, *_) = parse(tmp_path, f'"3","T","{written}"\n')
    assert example.text == f"T {meant}"


@pytest.mark.parametrize(
    ("train", "message"),
    [
        (TRAIN + '"5","T","D"\n', r"train\.csv:3: '5' is none of 1 \(World\), 2 \(Sports\), 3"),
        ('"1","",""\n', r"train\.csv:1: title and description are empty"),
        ('"1","T"\n', r"train\.csv:1: row has 2 fields, the columns named are 3"),
    ],
)
def test_faults_are_named_by_line(tmp_path: Path, train: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        parse(tmp_path, train)
