"""Sentences of reviews from the archive that GLUE distributes."""

import zipfile
from itertools import islice
from pathlib import Path

import pytest

from textkit.data.catalog import catalog
from textkit.errors import DataError
from textkit.types import Example

DATASET = catalog.load("sst2")
NAME = "SST-2.zip"
TRAIN = 'sentence\tlabel\nhide new "secrets \t0\ncontains no wit , only gags \t0\nlovely \t1\n'
DEV = "sentence\tlabel\nit 's a charming journey . \t1\n"


def pack(folder: Path, **members: str) -> dict[str, Path]:
    path = folder / NAME
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"SST-2/{name}.tsv", content)
    return {NAME: path}


def test_dev_is_the_test_split_and_unlabelled_rows_are_left_out(tmp_path: Path) -> None:
    files = pack(tmp_path, test="index\tsentence\n0\tuneasy mishmash\n", dev=DEV, train=TRAIN)
    assert list(DATASET.parse(files, None)) == [
        Example('hide new "secrets', "negative", "SST-2/train.tsv:2", "train"),
        Example("contains no wit , only gags", "negative", "SST-2/train.tsv:3", "train"),
        Example("lovely", "positive", "SST-2/train.tsv:4", "train"),
        Example("it 's a charming journey .", "positive", "SST-2/dev.tsv:2", "test"),
    ]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"train": TRAIN + "odd\t2\n", "dev": DEV}, r"^SST-2\.zip/SST-2/train\.tsv:5: 'label' is '2', neither 0 nor 1"),
        ({"train": TRAIN, "dev": DEV + " \t1\n"}, r"^SST-2\.zip/SST-2/dev\.tsv:3: 'sentence' is empty"),
        ({"train": TRAIN + "lonely\n", "dev": DEV}, r"^SST-2\.zip/SST-2/train\.tsv:5: row has 1 field, "),
        ({"train": "text\tlabel\n", "dev": DEV}, r"^SST-2\.zip/SST-2/train\.tsv:1: no column 'sentence'"),
        ({"train": TRAIN}, r"^SST-2\.zip: the archive has no SST-2/dev\.tsv"),
    ],
)
def test_faults_are_named_by_member_and_line(tmp_path: Path, members: dict[str, str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        list(DATASET.parse(pack(tmp_path, **members), None))


def test_the_sample_has_the_same_classes() -> None:
    rows = list(islice(DATASET.sample(None), 60))
    assert {row.target for row in rows} == {"negative", "positive"}
    assert rows[0].origin == "sample:1"
