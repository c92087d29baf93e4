"""Parquet: rows as they were written, a batch at a time, and every kind of damage an error of textkit's."""

import io
import math
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.readers import BadRow, Record, Row, open_table, rows
from textkit.data.readers import parquet as parquet_module
from textkit.errors import DataError, MissingError, UsageError


def written(table: pa.Table, **options: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream, **options)
    return stream.getvalue()


def records(data: bytes) -> list[Record]:
    with open_table(io.BytesIO(data), format="parquet") as table:
        return list(table.records)


def not_utf_8(*values: bytes) -> pa.Array:
    """A column of strings, whatever the bytes are."""
    ends = np.cumsum([0, *map(len, values)], dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), len(values), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(values))])


def test_rows_and_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "train.parquet"
    path.write_bytes(written(pa.table({"text": ["a", "b\n"], "label": ["x", "y"]})))
    with open_table(path) as table:
        assert (table.name, table.format, table.columns) == ("train.parquet", "parquet", ("text", "label"))
        assert list(rows(table)) == [
            Row(1, {"text": "a", "label": "x"}),
            Row(2, {"text": "b\n", "label": "y"}),
        ]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (pa.array(["NA", "null", "", "nan", None]), ["NA", "null", "", "nan", None]),
        (pa.array(["b", "a", None, "b"]).dictionary_encode(), ["b", "a", None, "b"]),
        (pa.array(["a"], pa.large_string()), ["a"]),
        (pa.array([1, None, -1]), [1, None, -1]),
        (pa.array([True, None]), [True, None]),
        (pa.array([["a", None], [], None]), [["a", None], [], None]),
        (pa.array([{"start": 1, "label": "X"}]), [{"start": 1, "label": "X"}]),
        (pa.array([datetime(2020, 1, 2)]), [datetime(2020, 1, 2)]),
        (pa.array([b"\xff"]), [b"\xff"]),
        (pa.nulls(2), [None, None]),
    ],
    ids=["text", "categories", "large", "integers", "booleans", "lists", "objects", "dates", "bytes", "nulls"],
)
def test_values_are_those_of_python(column: pa.Array, values: list[Any]) -> None:
    assert [record.fields["x"] for record in records(written(pa.table({"x": column}))) if isinstance(record, Row)] == (
        values
    )


def test_nan_stays_nan() -> None:
    (record,) = records(written(pa.table({"label": [math.nan]})))
    assert isinstance(record, Row)
    assert math.isnan(record.fields["label"])


def test_a_table_without_rows() -> None:
    with open_table(io.BytesIO(written(pa.table({"text": pa.array([], pa.string())}))), format="parquet") as table:
        assert (table.columns, list(table.records)) == (("text",), [])


@pytest.mark.parametrize("groups", [3, 100])
def test_rows_are_counted_across_batches_and_groups(groups: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_module, "BATCH_ROWS", 7)
    found = records(written(pa.table({"n": list(range(100))}), row_group_size=groups))
    assert found == [Row(number + 1, {"n": number}) for number in range(100)]


def test_a_batch_is_read_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_module, "BUFFER_BYTES", 1 << 12)
    noise = np.random.default_rng(0).bytes(1_000_000).hex()
    texts = [noise[start : start + 100] for start in range(0, len(noise), 100)]
    data = written(pa.table({"text": texts}), use_dictionary=False, data_page_size=1 << 12)
    held = pa.total_allocated_bytes()
    with open_table(io.BytesIO(data), format="parquet") as table:
        for _ in range(5_000):
            next(table.records)
        assert pa.total_allocated_bytes() - held < len(data) // 4


def test_a_pipe_is_read_whole() -> None:
    data = written(pa.table({"text": ["a", "b"]}))
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(data)  # a few hundred bytes: the pipe holds them
    with os.fdopen(reading, "rb") as stream, open_table(stream, format="parquet") as table:
        assert [row.fields["text"] for row in rows(table)] == ["a", "b"]


def test_a_stream_is_left_open() -> None:
    stream = io.BytesIO(written(pa.table({"text": ["a"]})))
    with open_table(stream, format="parquet") as table:
        list(table.records)
    assert not stream.closed


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (("a", "b", "a"), "two columns are named 'a': 1 and 3"),
        (("a", " ", "c"), "column 2 has no name"),
        (("", "b", "c"), "column 1 has no name"),
    ],
)
def test_names_that_cannot_be_used(names: tuple[str, ...], fault: str) -> None:
    data = written(pa.table([pa.array(["x"])] * len(names), names=list(names)))
    with pytest.raises(DataError) as caught:
        records(data)
    assert str(caught.value) == f"stdin: in the schema: {fault}\ngive each column its own name"


def test_text_that_is_not_utf_8_costs_its_row_alone() -> None:
    found = records(written(pa.table({"n": [1, 2, 3], "text": not_utf_8(b"a", b"caf\xe9", b"c")})))
    assert (found[0], found[2]) == (Row(1, {"n": 1, "text": "a"}), Row(3, {"n": 3, "text": "c"}))
    assert isinstance(found[1], BadRow)
    assert found[1].line == 2
    assert found[1].reason.startswith("'text' cannot be read: 'utf-8' codec can't decode byte 0xe9")


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        (pa.array([2**62], pa.timestamp("us")), "'x' cannot be read: date value out of range"),
        (pa.array([1], pa.timestamp("us", "Nowhere/City")), "'x' cannot be read: "),
    ],
)
def test_values_that_python_lacks_cost_their_row(column: pa.Array, reason: str) -> None:
    (record,) = records(written(pa.table({"x": column})))
    assert isinstance(record, BadRow)
    assert record.reason.startswith(reason)


GOOD = written(
    pa.table(
        {
            "text": ["a", "NA", None, "é" * 20] * 10,
            "label": pa.array(["x", "y"] * 20).dictionary_encode(),
            "scores": [[1.5, math.nan], [], None, [3.0]] * 10,
            "when": pa.array([datetime(2020, 1, 1)] * 40, pa.timestamp("us", "UTC")),
        }
    ),
    row_group_size=15,
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "stdin: the file is empty"),
        (b"text,label\na,1\n", "stdin: this is not a Parquet file"),
        (b"PAR1", "stdin: the Parquet data cannot be read: Parquet file size is 4 bytes"),
        (GOOD[:-1], "stdin: the Parquet data cannot be read: Parquet magic bytes not found in footer"),
        (GOOD[: len(GOOD) // 2], "stdin: the Parquet data cannot be read: Parquet magic bytes not found in footer"),
        (GOOD[:300] + GOOD[500:], "stdin: the Parquet data cannot be read: "),
        (GOOD[:-8] + b"\xff\xff\xff\x7fPAR1", "stdin: the Parquet data cannot be read: "),
    ],
    ids=["empty", "csv", "magic alone", "last byte", "half", "middle", "length"],
)
def test_files_that_are_damaged(data: bytes, message: str) -> None:
    with pytest.raises(DataError) as caught:
        records(data)
    assert str(caught.value).startswith(message)


def test_damage_after_the_first_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_module, "BATCH_ROWS", 5)
    texts = ["good"] * 10 + ["bad"] * 10
    data = written(pa.table({"text": texts}), row_group_size=10, compression="none", use_dictionary=False)
    middle = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(1).column(0).data_page_offset
    damaged = data[:middle] + bytes(20) + data[middle + 20 :]
    with open_table(io.BytesIO(damaged), format="parquet") as table:
        assert [next(rows(table)).line for _ in range(10)] == [*range(1, 11)]
        with pytest.raises(DataError, match="stdin: the Parquet data cannot be read"):
            next(table.records)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"encoding": "latin-1"}, "parquet files say themselves how their text is encoded"),
        ({"delimiter": ";"}, "parquet files have neither a delimiter nor columns to name"),
        ({"columns": ("text",)}, "parquet files have neither a delimiter nor columns to name"),
    ],
)
def test_options_of_text_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message), open_table(io.BytesIO(GOOD), format="parquet", **options):
        pass


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"a\.parquet: no such file"), open_table(tmp_path / "a.parquet"):
        pass


def test_a_packed_file_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet.zst"
    path.write_bytes(pa.compress(GOOD, codec="zstd", asbytes=True))
    refused = pytest.raises(DataError, match=r"a\.parquet\.zst: this is not a Parquet file\n.* unpacked first")
    with refused, open_table(path):
        pass


@pytest.mark.parametrize("seekable", [True, False])
def test_a_stream_that_fails_while_it_is_read(seekable: bool) -> None:
    class Failing(io.BytesIO):
        def seekable(self) -> bool:
            return seekable

        def read(self, size: int | None = -1, /) -> bytes:
            if size != 4:
                raise OSError(5, "Input/output error")
            return super().read(size)

    refused = pytest.raises(DataError, match="stdin: reading failed: Input/output error")
    with refused, open_table(Failing(GOOD), format="parquet") as table:
        list(table.records)


@given(st.binary(), st.booleans())
def test_any_bytes_give_an_error_of_ours(data: bytes, framed: bool) -> None:
    with pytest.raises(DataError, match="stdin: "):
        records(b"PAR1" + data + len(data).to_bytes(4, "little") + b"PAR1" if framed else data)


FLIPS = st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8)


@given(FLIPS)
def test_any_damage_gives_records_or_an_error_of_ours(flips: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, byte in flips:
        data[place] = byte
    with suppress(DataError):
        assert all(isinstance(record, Row | BadRow) for record in records(bytes(data)))
