"""What a .txt is by its content."""

import gzip
from pathlib import Path

import pytest

from textkit.data import plain
from textkit.data.plain import format_by_content
from textkit.errors import DataError

CONLL = "-DOCSTART- -X- O\n\nEU B-ORG X\nrejects O Y\n\nPeter B-PER Z\n"


@pytest.mark.parametrize(
    ("content", "format"),
    [
        ("__label__a one\ntwo\n", "fasttext"),
        ("\n\n __label__a one\n", "fasttext"),
        (CONLL, "conll"),
        ("EU\tB-ORG\nrejects\tO\n", "conll"),
        ("a line of text\nand one of another length here\n", None),
        ("one\nword\neach\n", None),
        ("the film was fine\nthe book was dull\n", None),
        ("the DT\nfilm NN\n", "conll"),
        ("only TWO\n", None),  # may be anything
        ("a __label__a later\n", None),
        ("", None),
    ],
)
def test_the_content_tells(content: str, format: str | None, tmp_path: Path) -> None:
    (path := tmp_path / "train.txt").write_text(content)
    assert format_by_content(path, None) == format
    (packed := tmp_path / "train.txt.gz").write_bytes(gzip.compress(content.encode("utf-16")))
    assert format_by_content(packed, "utf-16") == format


def test_of_long_lines_few_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path := tmp_path / "train.txt").write_text(("word " * 20_000 + "\n") * 50)
    looked_at: list[int] = []
    monkeypatch.setattr(plain, "_are_tagged", lambda lines: looked_at.append(len(lines)))
    assert format_by_content(path, None) is None
    assert looked_at == [1]


def test_other_suffixes_are_believed(tmp_path: Path) -> None:
    (path := tmp_path / "train.csv").write_text(CONLL)
    assert format_by_content(path, None) is None


def test_bytes_that_are_no_text_are_not_words(tmp_path: Path) -> None:
    (path := tmp_path / "train.txt").write_bytes(b"EU O\nrejects\xff O\n")
    assert format_by_content(path, None) is None


def test_damaged_data_are_told(tmp_path: Path) -> None:
    (path := tmp_path / "train.txt").write_bytes(gzip.compress(CONLL.encode())[:-4])
    with pytest.raises(DataError, match="cut short"):
        format_by_content(path, None)
