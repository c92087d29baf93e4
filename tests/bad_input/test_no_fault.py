"""What looks like a fault and is none: every one of these files holds the same twenty rows."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from tests.bad_input.content import json_lines, reviews
from tests.cli.conftest import Command
from textkit.data.store import find
from textkit.types import SPLITS

TABLE = reviews()
TEXT = TABLE.decode()
TABS = reviews(header="text\tlabel", row="the {thing} was {word}\t{label}")
PADDED = reviews(row='"the {thing} was {word}", {label} ')

FINE = {
    "the mark of UTF-8": ("reviews.csv", b"\xef\xbb\xbf" + TABLE, ""),
    "the mark of UTF-8 and JSON lines": ("reviews.jsonl", b"\xef\xbb\xbf" + json_lines(), ""),
    "UTF-16 by its mark": ("reviews.csv", TEXT.encode("utf-16"), ""),
    "UTF-16 by its mark, high bytes first": ("reviews.csv", b"\xfe\xff" + TEXT.encode("utf-16-be"), ""),
    "UTF-32 by its mark": ("reviews.csv", TEXT.encode("utf-32"), ""),
    "UTF-16 by name": ("reviews.csv", TEXT.encode("utf-16-le"), "--encoding utf-16-le"),
    "EBCDIC by name": ("reviews.csv", TEXT.encode("cp037"), "--encoding cp037"),
    "line ends of Windows": ("reviews.csv", TABLE.replace(b"\n", b"\r\n"), ""),
    "blank lines": ("reviews.csv", TABLE.replace(b"\n", b"\n\n"), ""),
    "no newline at the end": ("reviews.csv", TABLE.removesuffix(b"\n"), ""),
    "white space around labels": ("reviews.csv", PADDED, ""),
    "semicolons that are told": ("reviews.csv", TABLE.replace(b",", b";"), "--delimiter ;"),
    "tabs in a CSV that are told": ("reviews.csv", TABS, "--input-format tsv"),
    "no header, and columns named": ("reviews.csv", reviews(header=""), "--header text,label"),
    "columns in another order": ("reviews.csv", reviews(header="label,text", row="{label},the {thing} was {word}"), ""),
    "gzip data with the name of a table": ("reviews.csv", gzip.compress(TABLE), ""),
    "a table with the name of gzip data": ("reviews.csv.gz", TABLE, ""),
    "zeros after gzip data": ("reviews.csv.gz", gzip.compress(TABLE) + bytes(512), ""),
    "zstd data": ("reviews.tsv.zst", pa.compress(TABS, codec="zstd", asbytes=True), ""),
    "a bad row that may be skipped": ("reviews.csv", reviews(",good"), "--on-bad-row skip"),
}


def prepared(command: Command, *words: str) -> Counter[tuple[str, str]]:
    """The rows of the dataset that the command prepares, whatever their split."""
    answer = command("prepare", *words, "--json", "--quiet")
    assert answer.code == 0, answer.err
    document = json.loads(answer.out)
    dataset = find(document["name"], document["hash"])
    assert dataset is not None
    assert dataset.info.labels == ["bad", "good"]
    splits = [dataset.split(split) for split in SPLITS]
    return Counter((text, label) for rows in splits for text, label in zip(rows.texts, rows.targets, strict=True))


def rows_of(table: str) -> Counter[tuple[str, str]]:
    return Counter((text, label) for text, _, label in (line.rpartition(",") for line in table.splitlines()[1:]))


@pytest.mark.parametrize(("name", "data", "flags"), FINE.values(), ids=FINE.keys())
def test_it_is_read(name: str, data: bytes, flags: str, tmp_path: Path, textkit_cli: Command) -> None:
    (tmp_path / name).write_bytes(data)
    assert prepared(textkit_cli, str(tmp_path / name), *flags.split()) == rows_of(TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "NA",
        "null",
        "nan",
        "\u2028 and \u2029",
        "a\x85b\x0bc",
        "👩‍👩‍👧 e\u0301",
        "שלום עולם",
        "\ufeff",
        "long " * 200_000,
        "=1+1",
        "# 1",
        "None",
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_a_text_is_what_it_is(text: str, tmp_path: Path, textkit_cli: Command) -> None:
    (tmp_path / "reviews.csv").write_bytes(reviews(f"{text},good"))
    assert prepared(textkit_cli, str(tmp_path / "reviews.csv")) == rows_of(TEXT) + Counter({(text, "good"): 1})


def test_the_order_of_labels_does_not_matter(tmp_path: Path, textkit_cli: Command) -> None:
    header, *rows = TEXT.splitlines()
    found = []
    for order in (rows, rows[::-1]):
        (tmp_path / "train.csv").write_text("\n".join([header, *order]))
        (tmp_path / "test.csv").write_text("text,label\nso so,bad\nfine,good\n")
        found.append(prepared(textkit_cli, str(tmp_path / "train.csv"), str(tmp_path / "test.csv")))
    assert found[0] == found[1]
