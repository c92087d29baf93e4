"""Pretrained word vectors: the text formats of GloVe and fastText."""

import gzip
from collections.abc import Container
from pathlib import Path

import pytest

from textkit.errors import DataError, MissingError
from textkit.text.vectors import dimensions_of, read_vectors

GLOVE = "the 0.5 -1 2e-1\n, 1 2 3\ncat 4 5 6\n"
FASTTEXT = "3 3\nthe 0.5 -1 2e-1 \n, 1 2 3 \ncat 4 5 6 \n"
WANTED = {"the", "cat", "unheard"}


def write(folder: Path, content: str | bytes, name: str = "vectors.txt") -> Path:
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def read(path: Path, wanted: Container[str] = frozenset(WANTED)) -> dict[str, list[float]]:
    return {word: [round(float(number), 6) for number in vector] for word, vector in read_vectors(path, wanted)}


@pytest.mark.parametrize("content", [GLOVE, FASTTEXT, GLOVE.removesuffix("\n")], ids=["GloVe", "fastText", "no end"])
@pytest.mark.parametrize("name", ["vectors.txt", "vectors.vec.gz"])
def test_the_wanted_words_and_their_vectors(tmp_path: Path, content: str, name: str) -> None:
    path = write(tmp_path, content, name)
    assert read(path) == {"the": [0.5, -1, 0.2], "cat": [4, 5, 6]}
    assert dimensions_of(path) == 3


def test_vectors_are_single_precision(tmp_path: Path) -> None:
    assert [vector.dtype for _, vector in read_vectors(write(tmp_path, GLOVE), WANTED)] == ["float32"] * 2


def test_a_first_word_that_is_a_number_is_no_header(tmp_path: Path) -> None:
    assert read(write(tmp_path, "2000 1 2\nthe 3 4\n"), {"2000", "the"}) == {"2000": [1, 2], "the": [3, 4]}


def test_words_keep_the_spaces_that_are_not_the_separator(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a\u00a0b 1 2\nc\u2028d 3 4\n"), {"a\u00a0b", "c\u2028d"}) == {
        "a\u00a0b": [1, 2],
        "c\u2028d": [3, 4],
    }


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("the 1 2 3\ncat 4 5\n", 2, "2 numbers, the first line has 3"),
        ("the 1 2 3\nx 0 0 0\ncat 4 5 6 7\n", 3, "4 numbers, the first line has 3"),
        ("2 3\nthe 1 2 3\ncat 4 5\n", 3, "2 numbers, the first line has 3"),
        ("the 1 2 3\ncat 4 five 6\n", 2, "not a word and its numbers"),
    ],
)
def test_a_ragged_line_is_refused_by_its_number(tmp_path: Path, content: str, line: int, reason: str) -> None:
    with pytest.raises(DataError) as caught:
        read(write(tmp_path, content))
    assert (caught.value.line, caught.value.reason) == (line, reason)
    assert "vectors.txt" in str(caught.value)


def test_a_word_with_spaces_is_not_taken_for_a_ragged_line(tmp_path: Path) -> None:
    # the largest GloVe file has such lines: ". . ." and "at name@domain.com"
    assert read(write(tmp_path, "the 1 2 3\nat name@domain.com 4 5 6\nat 7 8 9\n"), {"at"}) == {"at": [7, 8, 9]}


@pytest.mark.parametrize("name", ["vectors.txt", "vectors.vec.gz"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    for look in (dimensions_of, read):
        with pytest.raises(MissingError, match="does not exist"):
            look(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("latin.txt", "the 1 2 3\ncafé 4 5 6\n".encode("latin-1")),
        ("cut.vec.gz", gzip.compress(GLOVE.encode(), mtime=0)[:-12]),
        ("plain.vec.gz", GLOVE.encode()),
    ],
    ids=["Latin-1", "cut short", "not gzip"],
)
def test_a_file_that_is_not_what_its_name_says(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DataError, match=name):
        read(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        read(tmp_path)
