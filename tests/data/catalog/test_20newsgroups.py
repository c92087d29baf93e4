"""Posts of newsgroups: what is read from the archive, and what is left of a post. The file's name is no identifier."""

import gzip
import io
import tarfile
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import _twenty_newsgroups as sklearn_newsgroups

from textkit.data.catalog import catalog
from textkit.errors import DataError
from textkit.types import Example

MODULE = import_module("textkit.data.catalog.20newsgroups")
DATASET = catalog.load("20newsgroups")
NAME = "20news-bydate.tar.gz"
TRAIN, TEST = "20news-bydate-train", "20news-bydate-test"

POST = """From: somebody@somewhere.example
Subject: Re: orbits

In article <1@somewhere.example> someone writes:
> is it far?
Yes, caf\xe9 owners say so.
Very far.

--
Somebody, somewhere
"""
LINES = st.sampled_from(
    [
        "",
        " ",
        "--",
        "----- ",
        "> quoted",
        "| quoted",
        "He wrote:",
        "In article <1>",
        "some words",
        "more\twords ",
        "x > y",
    ]
)


def archive(folder: Path, posts: dict[str, str]) -> dict[str, Path]:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as packed:
        for name, post in posts.items():
            data = post.encode("latin-1")
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            packed.addfile(entry, io.BytesIO(data))
    path = folder / NAME
    path.write_bytes(gzip.compress(content.getvalue()))
    return {NAME: path}


def test_a_post_is_its_own_words_and_its_folders_are_split_and_newsgroup(tmp_path: Path) -> None:
    files = archive(tmp_path, {f"{TRAIN}/sci.space/60001": POST, f"./{TEST}/sci.med/59001": "A: b\n\nTake two.\n"})
    assert list(DATASET.parse(files, None)) == [
        Example("Yes, café owners say so.\nVery far.", "sci.space", "sci.space/60001", "train"),
        Example("Take two.", "sci.med", "sci.med/59001", "test"),
    ]
    assert MODULE.notes(files) == []


def test_posts_that_say_nothing_themselves_are_left_out_and_noted(tmp_path: Path) -> None:
    posts = {
        f"{TRAIN}/sci.space/1": "A: b\n\n> all quoted\n",
        f"{TRAIN}/sci.space/2": "A: b",
        f"{TEST}/sci.med/3": POST,
    }
    files = archive(tmp_path, posts)
    assert [example.origin for example in DATASET.parse(files, None)] == ["sci.med/3"]
    assert MODULE.notes(files) == [f"{NAME}: 2 posts hold nothing but header, quotes and signature: left out"]


@given(st.lists(LINES).map("\n".join))
def test_words_are_left_as_scikit_learn_leaves_them(post: str) -> None:
    expected = sklearn_newsgroups.strip_newsgroup_header(post)
    expected = sklearn_newsgroups.strip_newsgroup_footer(expected)
    expected = sklearn_newsgroups.strip_newsgroup_quoting(expected)
    assert MODULE.own_words(post).strip() == expected.strip()


@pytest.mark.parametrize("name", ["readme.txt", f"{TRAIN}/readme.txt", "train/sci.space/1", f"{TRAIN}/sci.space/1/2"])
def test_a_file_out_of_place_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=rf"20news-bydate\.tar\.gz: the archive holds {name}\na post is at"):
        list(DATASET.parse(archive(tmp_path, {name: POST}), None))


def test_the_archive_is_the_one_that_scikit_learn_fetches() -> None:
    (file,) = DATASET.files
    known = sklearn_newsgroups.ARCHIVE
    assert (file.name, file.url, file.sha256) == (known.filename, known.url, known.checksum)
