"""Bad records in what is to be predicted: each is answered with its error, in its place, and the exit code says so."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

RECORDS = {
    "a ragged row": ("in.csv", b"text,id\ngreat,1\ngreat\nawful,3\n", {3: "row has 1 field, the header has 2"}),
    "text after a closing quote": (
        "in.csv",
        b'text,id\n"great" film,1\nawful,2\n',
        {2: "text after a closing quote (write a quote inside a cell twice)"},
    ),
    "latin-1 among UTF-8": (
        "in.txt",
        b"great\ncaf\xe9\nawful\n",
        {2: "byte 0xe9 at offset 9 is not utf-8 (pass --encoding, e.g. cp1252)"},
    ),
    "NUL": (
        "in.txt",
        b"great\na\0b\n",
        {2: "NUL character at column 2 (is this text? if it is UTF-16: --encoding utf-16-le or utf-16-be)"},
    ),
    "all kinds of JSON": (
        "in.jsonl",
        b'{"text": "great"}\n[1]\n{"text": NaN}\n{"text": "a", "text": "b"}\n{"text": "\\ud800"}\n{"text": "awful"}\n',
        {
            2: "a JSON object is expected, not an array",
            3: "NaN is not JSON (write null, or a string)",
            4: "key 'text' appears twice",
            5: "lone surrogate \\ud800, half of a character",
        },
    ),
}


@pytest.mark.parametrize(("name", "data", "errors"), RECORDS.values(), ids=RECORDS.keys())
def test_a_bad_record_is_answered_with_its_error(
    name: str, data: bytes, errors: dict[int, str], tmp_path: Path, textkit_cli: Command, linear_run: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    answer = textkit_cli("predict", linear_run, tmp_path / name)
    records = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.code == 3
    assert {record["line"]: record["error"] for record in records if "error" in record} == errors
    assert len(records) == len(data.splitlines()) - name.endswith(".csv")
    count = f"{len(errors)} bad record{'s' * (len(errors) > 1)}"
    assert answer.err == f"error: {count}, each answered with its error\n  mend and predict again\n"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("in.csv", b"", "in.csv: the file is empty\n  a header line with the columns' names is expected"),
        ("in.csv", b"text,text\ngreat,1\n", "in.csv:1: in the header: two columns are named 'text': 1 and 2"),
        ("in.csv", b'text,id\n"great,1\n', "in.csv:2: this quote is never closed"),
        ("in.csv", b"a,b\n1,2\n", "in.csv:1: no text column; the columns are: a, b"),
        ("in.txt.gz", b"\x1f\x8b\x08", "in.txt.gz: the gzip data are cut short"),
    ],
    ids=["empty", "columns of one name", "open quote", "no text column", "cut gzip data"],
)
def test_what_spoils_the_whole_input_ends_it(
    name: str, data: bytes, said: str, tmp_path: Path, textkit_cli: Command, linear_run: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    answer = textkit_cli("predict", linear_run, tmp_path / name)
    assert answer.code == 3
    assert answer.out == ""
    assert answer.err.startswith(f"error: {said}\n")
