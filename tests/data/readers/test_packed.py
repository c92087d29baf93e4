"""Streams of bytes that are packed with zstd: told by their content, unpacked as they are read."""

import io
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.readers import open_table, rows
from textkit.data.readers.source import CHUNK_BYTES, read_chunks
from textkit.errors import DataError

TEXT = "".join(f"some text {number}\n" for number in range(20_000)).encode()
NOISE = random.Random(0).randbytes(300_000)
"""Nothing can be packed here: its packed bytes are many chunks."""


def packed(data: bytes) -> bytes:
    return bytes(pa.compress(data, codec="zstd", asbytes=True))


def unpacked(data: bytes) -> bytes:
    return b"".join(read_chunks(io.BytesIO(data), "a.txt"))


@pytest.mark.parametrize("data", [b"", b"x", TEXT, NOISE], ids=["nothing", "little", "text", "noise"])
def test_zstd_is_told_by_its_content(data: bytes) -> None:
    assert unpacked(packed(data)) == data


def test_frames_are_joined() -> None:
    assert unpacked(packed(b"a") + packed(b"") + packed(NOISE) + packed(b"c")) == b"a" + NOISE + b"c"


def test_what_was_packed_has_a_mark_of_its_own() -> None:
    with open_table(io.BytesIO(packed("text,label\ncafé,1\n".encode("utf-16"))), format="csv") as table:
        assert [row.fields for row in rows(table)] == [{"text": "café", "label": "1"}]


@pytest.mark.parametrize("suffix", [".zst", ".zstd", ".ZST"])
def test_the_suffix_of_the_format_stands_before_that_of_zstd(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.csv{suffix}"
    path.write_bytes(packed(b"text,label\na,1\n"))
    with open_table(path) as table:
        assert table.format == "csv"
        assert [row.fields for row in rows(table)] == [{"text": "a", "label": "1"}]


def test_chunks_stay_small_however_well_the_data_were_packed() -> None:
    data = packed(bytes(50_000_000))
    assert len(data) < 10_000
    sizes = [len(chunk) for chunk in read_chunks(io.BytesIO(data), "a.txt")]
    assert sum(sizes) == 50_000_000
    assert max(sizes) <= CHUNK_BYTES


def test_no_more_is_read_than_is_needed() -> None:
    stream = io.BytesIO(packed(NOISE))
    next(read_chunks(stream, "a.txt"))
    assert stream.tell() < 4 * CHUNK_BYTES


def test_a_stream_is_left_open() -> None:
    stream = io.BytesIO(packed(TEXT))
    list(read_chunks(stream, "a.txt"))
    assert not stream.closed


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data[:-3], "the zstd data are cut short"),
        (lambda data: data[: len(data) // 2], "the zstd data are cut short"),
        (lambda data: data[:4], "the zstd data are cut short"),
        (lambda data: data[:-3] + data, "the zstd data are damaged"),
        (lambda data: data[:4] + b"\xff" * 20 + data[24:], "the zstd data are damaged"),
        (lambda data: data + b"trailing", "the zstd data are damaged"),
    ],
    ids=["end", "half", "magic alone", "inner end", "header", "trailing bytes"],
)
@pytest.mark.parametrize("data", [TEXT, NOISE], ids=["text", "noise"])
def test_damaged_zstd(data: bytes, damage: Callable[[bytes], bytes], message: str) -> None:
    with pytest.raises(DataError) as caught:
        unpacked(damage(packed(data)))
    assert str(caught.value).startswith(f"a.txt: {message}")


def test_an_error_of_reading_is_told_as_such() -> None:
    class Failing(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError(5, "Input/output error")
            return super().read1(size)

    with pytest.raises(DataError, match=r"a\.txt: reading failed: Input/output error"):
        list(read_chunks(Failing(packed(NOISE)), "a.txt"))


def test_pyarrow_is_loaded_for_zstd_alone() -> None:
    program = (
        "import gzip, io, sys\n"
        "from textkit.data.readers import open_table\n"
        "for data in (b'a', gzip.compress(b'a'), bytes.fromhex(sys.argv[1])):\n"
        "    print('pyarrow' in sys.modules)\n"
        "    with open_table(io.BytesIO(data), format='text') as table:\n"
        "        print([row.fields['text'] for row in table.records])\n"
    )
    command = [sys.executable, "-c", program, packed(b"a").hex()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "['a']"] * 3


FLIPS = st.lists(st.tuples(st.integers(4, 200), st.integers(0, 255)), max_size=8)


@given(FLIPS, st.integers(4, 400))
def test_any_damage_gives_bytes_or_an_error_of_ours(flips: list[tuple[int, int]], size: int) -> None:
    data = bytearray(packed(TEXT[:3_000])[:size])
    for place, byte in flips:
        data[place % len(data)] = byte
    with suppress(DataError):
        unpacked(bytes(data))
