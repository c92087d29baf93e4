"""Names that lead nowhere, things that are no plain files, and packed files that are damaged."""

import gzip
import io
import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.bad_input.content import json_lines, reviews
from tests.bad_input.faults import Fault


def _folder(files: Mapping[str, bytes]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.mkdir()
        for name, data in files.items():
            (path / name).parent.mkdir(exist_ok=True)
            (path / name).write_bytes(data)

    return make


def _dangling(path: Path) -> None:
    _folder({"test.csv": reviews()})(path)
    (path / "train.csv").symlink_to("elsewhere.csv")


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path.name)  # a longer path is too long for a socket


def _unreadable(path: Path) -> None:
    path.write_bytes(reviews())
    path.chmod(0)


def _parquet(texts: object, labels: object) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({"text": texts, "label": labels}), stream)
    return stream.getvalue()


def _spoiled(data: bytes) -> bytes:
    """With other bits in its middle."""
    middle = len(data) // 2
    return data[:middle] + bytes(each ^ 0xFF for each in data[middle : middle + 8]) + data[middle + 8 :]


_GOOD = {"reviews.csv": reviews()}
_GZIP = gzip.compress(reviews(), mtime=0)
_ZSTD = pa.compress(reviews(), codec="zstd", asbytes=True)
_LABELS = ["good", "bad"] * 20
_PARQUET = _parquet(["great film", "awful film"] * 20, _LABELS)
_NONE = pa.array([], pa.string())
_TEXTS = {f"{label}/{number}.txt": b"%d" % number for label in ("good", "bad") for number in range(10)}

FAULTS = (
    Fault("a missing file", {}, "prepare reviews.csv"),
    Fault("a missing file of two", _GOOD, "prepare FILES test.csv"),
    Fault("an unknown dataset", {}, "prepare clikcbait"),
    Fault("no name at all", {}, "prepare"),
    Fault("a name that is too long", {}, f"prepare {'x' * 300}.csv"),
    Fault("a name that is not UTF-8", {os.fsdecode(b"caf\xe9.csv"): reviews()}),
    Fault("a file that is named twice", _GOOD, "prepare FILES ./FILES"),
    Fault("a catalogue name and a file", _GOOD, "prepare clickbait FILES"),
    Fault("a file and a catalogue name", _GOOD, "prepare FILES clickbait"),
    Fault("a column of a catalogue dataset", {}, "prepare clickbait --text-column headline"),
    Fault("the source of a file", _GOOD, "prepare FILES --source sample"),
    Fault("standard input without a format", {}, "prepare -", reviews()),
    Fault("an empty standard input", {}, "prepare - --input-format csv"),
    Fault("a bad row in standard input", {}, "prepare - --input-format jsonl", json_lines("{")),
    Fault("standard input and a file", _GOOD, "prepare - FILES --input-format csv", reviews()),
    Fault("an unknown format", _GOOD, "prepare FILES --input-format cvs"),
    Fault("a name without a known ending", {"reviews.xlsx": b"PK\x03\x04"}),
    Fault("a folder with the name of a file", {"reviews.csv": _folder({})}),
    Fault("a folder without splits", {"shop": _folder(_GOOD)}),
    Fault("a folder with a table among texts", {"shop": _folder({**_TEXTS, "good/reviews.csv": b""})}),
    Fault("a folder of a single class", {"shop": _folder({f"good/{n}.txt": b"great %d" % n for n in range(20)})}),
    Fault("a folder with a text in latin-1", {"shop": _folder({**_TEXTS, "good/1.txt": b"caf\xe9"})}),
    Fault("a folder with an empty text", {"shop": _folder({**_TEXTS, "good/1.txt": b"\n"})}),
    Fault("a folder with a split that leads nowhere", {"shop": _dangling}),
    Fault("an unreadable file", {"reviews.csv": _unreadable}, root_may=True),
    Fault("a socket", {"reviews.csv": _socket}),
    Fault("a pipe with a name", {"reviews.csv": os.mkfifo}),
    Fault("the null device", {}, "prepare /dev/null --input-format csv"),
    Fault("a link to itself", {"reviews.csv": lambda path: path.symlink_to(path.name)}),
    Fault("gzip data that are damaged", {"reviews.csv.gz": _spoiled(_GZIP)}),
    Fault("gzip data that are cut short", {"reviews.csv.gz": _GZIP[:-12]}),
    Fault("zstd data that are damaged", {"reviews.csv.zst": _spoiled(_ZSTD)}),
    Fault("zstd data that are cut short", {"reviews.csv.zst": _ZSTD[:-12]}),
    Fault("Parquet data that are damaged", {"reviews.parquet": _spoiled(_PARQUET)}),
    Fault("Parquet data that are cut short", {"reviews.parquet": _PARQUET[:-12]}),
    Fault("Parquet data that are packed", {"reviews.parquet": gzip.compress(_PARQUET, mtime=0)}),
    Fault("Parquet data with the name of a table", {"reviews.csv": _PARQUET}),
    Fault("Parquet data without rows", {"reviews.parquet": _parquet(_NONE, _NONE)}),
    Fault("Parquet data with nested texts", {"reviews.parquet": _parquet([{"body": "great"}] * 40, _LABELS)}),
    Fault("Parquet data with an encoding", {"reviews.parquet": _PARQUET}, "prepare FILES --encoding latin-1"),
    Fault("a table with the name of Parquet data", {"reviews.parquet": reviews()}),
    Fault("an empty file with the name of Parquet data", {"reviews.parquet": b""}),
)
