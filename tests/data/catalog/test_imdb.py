"""Reviews from the publisher's archive, a file each."""

import io
import tarfile
from itertools import islice
from pathlib import Path

import pytest

from textkit.data.catalog import catalog
from textkit.errors import DataError
from textkit.types import Example

DATASET = catalog.load("imdb")
NAME = "aclImdb_v1.tar.gz"
REVIEWS = {
    "aclImdb/train/unsup/0_0.txt": b"Nobody knows.",
    "aclImdb/train/pos/1_7.txt": b"Lovely.<br /><br />Really.",
    "aclImdb/train/pos/0_9.txt": "Très bien.".encode(),
    "aclImdb/train/neg/0_3.txt": b"Dull.",
    "aclImdb/test/neg/0_2.txt": b"Worse.",
    "aclImdb/test/pos/0_10.txt": b"Better.",
    "aclImdb/train/labeledBow.feat": b"9 0:9 1:1",
    "aclImdb/README": b"Large Movie Review Dataset v1.0",
}


def parse(folder: Path, reviews: dict[str, bytes]) -> list[Example]:
    path = folder / NAME
    with tarfile.open(path, "w:gz") as archive:
        for name, content in reviews.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return list(DATASET.parse({NAME: path}, None))


def test_labelled_reviews_come_by_the_names_of_their_files(tmp_path: Path) -> None:
    assert parse(tmp_path, REVIEWS) == [
        Example("Worse.", "negative", "aclImdb/test/neg/0_2.txt:1", "test"),
        Example("Better.", "positive", "aclImdb/test/pos/0_10.txt:1", "test"),
        Example("Dull.", "negative", "aclImdb/train/neg/0_3.txt:1", "train"),
        Example("Très bien.", "positive", "aclImdb/train/pos/0_9.txt:1", "train"),
        Example("Lovely.<br /><br />Really.", "positive", "aclImdb/train/pos/1_7.txt:1", "train"),
    ]


def test_an_archive_packed_anew_gives_the_same_rows(tmp_path: Path) -> None:
    again = {f"./{name}": content for name, content in reversed(REVIEWS.items())}
    assert parse(tmp_path, again) == parse(tmp_path, REVIEWS)


@pytest.mark.parametrize(
    ("reviews", "message"),
    [
        ({"aclImdb/README": b"x"}, rf"^{NAME}: the archive holds no labelled reviews"),
        ({"aclImdb/train/pos/0_9.txt": b"one\ntwo \xff"}, rf"^{NAME}/aclImdb/train/pos/0_9\.txt:2: the review is not"),
        ({"aclImdb/test/neg/0_1.txt": b" \n"}, rf"^{NAME}/aclImdb/test/neg/0_1\.txt: the review is empty"),
    ],
)
def test_faults_are_named_by_the_file_in_the_archive(tmp_path: Path, reviews: dict[str, bytes], message: str) -> None:
    with pytest.raises(DataError, match=message):
        parse(tmp_path, reviews)


def test_an_archive_cut_short_is_refused(tmp_path: Path) -> None:
    parse(tmp_path, REVIEWS)
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(DataError, match=rf"^{NAME}: the archive is damaged"):
        list(DATASET.parse({NAME: path}, None))


def test_the_sample_has_the_same_classes() -> None:
    rows = list(islice(DATASET.sample(None), 60))
    assert {row.target for row in rows} == {"negative", "positive"}
    assert rows[0].origin == "sample:1"
