"""Which reader a file gets, and what is said when it cannot be opened."""

import gzip
import io
import os
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.readers import FORMATS, BadRow, Row, open_table, rows
from textkit.errors import DataError, MissingError, UsageError

CONTENT = {
    "csv": "text,label\na,1\n",
    "tsv": "text\tlabel\na\t1\n",
    "jsonl": '{"text": "a", "label": "1"}\n',
    "text": "a\n",
    "fasttext": "__label__1 a\n",
    "conll": "a O\n",
    "conllu": "1\ta" + "\t_" * 8 + "\n",
}
PACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".zst": partial(pa.compress, codec="zstd", asbytes=True),
}
NAMES = [
    (suffix, packed, format)
    for format, suffixes in FORMATS.items()
    for suffix in suffixes
    for packed in PACK
    if not (packed and format == "parquet")
]


def content(format: str) -> bytes:
    if format != "parquet":
        return CONTENT[format].encode()
    stream = io.BytesIO()
    pq.write_table(pa.table({"text": ["a"], "label": ["1"]}), stream)
    return stream.getvalue()


@pytest.mark.parametrize(("suffix", "packed", "format"), NAMES)
def test_the_suffix_tells_the_format(tmp_path: Path, suffix: str, packed: str, format: str) -> None:
    path = tmp_path / f"Train{suffix.upper()}{packed}"
    path.write_bytes(PACK[packed](content(format)))
    with open_table(path) as table:
        assert (table.name, table.format) == (path.name, format)
        fields = next(rows(table)).fields
        assert tuple(fields) == table.columns
        assert fields.get("text") == "a" or fields["words"] == ["a"]


def test_gzip_is_told_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(gzip.compress(CONTENT["csv"].encode("utf-16")))
    with open_table(path) as table:
        assert [row.fields for row in rows(table)] == [{"text": "a", "label": "1"}]


def test_gzip_members_and_padding_are_joined() -> None:
    packed = gzip.compress(b"a\nb") + bytes(100_000) + gzip.compress(b"c\n") + gzip.compress(b"") + bytes(7)
    with open_table(io.BytesIO(packed), format="text") as table:
        assert [row.fields["text"] for row in rows(table)] == ["a", "bc"]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data[:-12], "a.txt: the gzip data are cut short"),
        (lambda data: data[:2], "a.txt: the gzip data are cut short"),
        (lambda data: data[:-8] + bytes(8), "a.txt: the gzip data are damaged"),
        (lambda data: data[:2] + b"\xff" + data[3:], "a.txt: the gzip data are damaged"),
        (lambda data: data + b"trailing", "a.txt: the gzip data are damaged"),
    ],
    ids=["cut", "magic alone", "checksum", "header", "trailing bytes"],
)
def test_damaged_gzip(tmp_path: Path, damage: Any, message: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(damage(gzip.compress(b"some text\n" * 100)))
    with pytest.raises(DataError) as caught, open_table(path) as table:
        list(table.records)
    assert str(caught.value).startswith(message)


def test_an_unknown_suffix_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught, open_table(tmp_path / "a.xlsx"):
        pass
    assert str(caught.value) == (
        "a.xlsx: the name ends in none of .csv, .tsv, .jsonl, .ndjson, .txt, .fasttext, .ft, .conll, .bio, .iob, .iob2,"
        " .conllu, .parquet, .pq (or these with .gz or .zst)\n"
        "pass --input-format csv, tsv, jsonl, text, fasttext, conll, conllu, parquet"
    )


def test_a_stream_needs_a_format() -> None:
    with pytest.raises(UsageError, match="pass --input-format csv, tsv, jsonl, text"), open_table(io.BytesIO()):
        pass


def test_an_unknown_format() -> None:
    with pytest.raises(UsageError, match="did you mean 'jsonl'"), open_table(io.BytesIO(), format="json"):
        pass


@pytest.mark.parametrize("options", [{"columns": ("a",)}, {"delimiter": ","}])
@pytest.mark.parametrize("format", ["jsonl", "text", "conll", "conllu", "parquet"])
def test_options_that_a_format_has_no_use_for(format: str, options: dict[str, Any]) -> None:
    refused = pytest.raises(UsageError, match=f"{format} files have neither")
    with refused, open_table(io.BytesIO(), format=format, **options):
        pass


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"a\.csv: no such file"), open_table(tmp_path / "a.csv"):
        pass


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(DataError, match=r"a\.csv: this is a folder"), open_table(tmp_path / "a.csv"):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.touch(mode=0o000)
    with pytest.raises(DataError, match=r"a\.csv: no permission to read"), open_table(path):
        pass


def test_a_name_too_long_to_open() -> None:
    with (
        pytest.raises(DataError, match="cannot be opened: File name too long"),
        open_table(Path("x" * 300 + ".csv")),
    ):
        pass


def test_a_stream_that_fails_while_it_is_read() -> None:
    class Failing(io.BytesIO):
        def read1(self, _size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    refused = pytest.raises(DataError, match="stdin: reading failed: Input/output error")
    with refused, open_table(Failing(), format="csv"):
        pass


@pytest.mark.timeout(10)
@pytest.mark.parametrize("packed", [False, True])
def test_a_pipe_hands_over_each_line_as_it_arrives(packed: bool) -> None:
    packer = zlib.compressobj(wbits=31)
    reading, writing = os.pipe()

    def send(data: bytes) -> None:
        os.write(writing, packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH) if packed else data)

    try:
        with os.fdopen(reading, "rb") as stream:
            send(b"a\n")
            with open_table(stream, format="text") as table:
                for text in ("a", "b", "c"):
                    assert next(rows(table)).fields["text"] == text
                    send(chr(ord(text) + 1).encode() + b"\n")
    finally:
        os.close(writing)


@given(
    st.binary(),
    st.sampled_from(sorted(FORMATS)),
    st.sampled_from(sorted(PACK)),
    st.integers(0, 9),
    st.sampled_from([None, "utf-16", "latin-1"]),
)
def test_any_bytes_give_records_or_an_error_of_ours(
    data: bytes, format: str, packed: str, cut: int, encoding: str | None
) -> None:
    whole = PACK[packed](data)
    stream = io.BytesIO(whole[: len(whole) - cut])
    try:
        with open_table(stream, format=format, encoding=encoding if format != "parquet" else None) as table:
            assert all(isinstance(record, Row | BadRow) for record in table.records)
    except DataError:
        return
