"""JSON lines: values as they stand, and nothing that another program could not read."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.readers import BadRow, Row, open_table
from textkit.data.readers.jsonl import LOOKAHEAD
from textkit.errors import DataError


def records(data: bytes | str) -> list[Row | BadRow]:
    with open_table(io.BytesIO(data.encode() if isinstance(data, str) else data), format="jsonl") as table:
        return list(table.records)


def test_values_stay_what_they_are() -> None:
    fields = {"text": "NA", "n": 1, "x": 0.5, "yes": True, "none": None, "tags": ["a"], "meta": {"k": "v"}}
    assert records(json.dumps(fields) + "\n") == [Row(1, fields)]


def test_blank_lines_are_skipped_and_counted() -> None:
    assert records('\n{"a": 1}\r\n \t\n{"a": 2}') == [Row(2, {"a": 1}), Row(4, {"a": 2})]


def test_columns_are_the_keys_of_the_first_good_record() -> None:
    data = b'oops\n{"text": "a", "label": 1}\n{"other": 2}\n'
    with open_table(io.BytesIO(data), format="jsonl") as table:
        assert table.columns == ("text", "label")
        assert [type(record) for record in table.records] == [BadRow, Row, Row]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"a": 1', "not JSON: expecting ',' delimiter (column 8)"),
        ('{"a": }', "not JSON: expecting value (column 7)"),
        ("{'a': 1}", "not JSON: expecting property name enclosed in double quotes (column 2)"),
        ('{"a": 1} x', "not JSON: extra data (column 10)"),
        ('{"a": "x\ty"}', "not JSON: invalid control character at (column 9)"),
        ("[1]", "a JSON object is expected, not an array"),
        ('"text"', "a JSON object is expected, not a string"),
        ("7", "a JSON object is expected, not a number"),
        ("true", "a JSON object is expected, not a truth value"),
        ("null", "a JSON object is expected, not null"),
        ('{"a": 1, "b": 2, "a": 3}', "key 'a' appears twice"),
        ('{"m": {"k": 1, "k": 2}}', "key 'k' appears twice"),
        ('{"a": NaN}', "NaN is not JSON (write null, or a string)"),
        ('{"a": -Infinity}', "-Infinity is not JSON (write null, or a string)"),
        ('{"a": 1e999}', "number 1e999 is too large"),
        ('{"a": ' + "1" * 5_000 + "}", "an integer has more than 4,300 digits"),
        (r'{"a": "x\ud800y"}', r"lone surrogate \ud800, half of a character"),
        (r'{"a": ["\uDE00"]}', r"lone surrogate \ude00, half of a character"),
        (r'{"\udfff": 1}', r"lone surrogate \udfff, half of a character"),
        ('{"a": ' + "[" * 100_000, "nested too deeply"),
        ('{"a": "\0"}', "NUL character at column 8 (is this text? if it is UTF-16: --encoding utf-16-le or utf-16-be)"),
    ],
)
def test_bad_records(line: str, reason: str) -> None:
    good = '{"a": 1}'
    assert records(f"{good}\n{line}\n{good}\n") == [Row(1, {"a": 1}), BadRow(2, reason), Row(3, {"a": 1})]


@pytest.mark.parametrize(
    ("written", "text"), [(r"\ud83d\ude00", "\U0001f600"), (r"\\ud800", r"\ud800"), (r"\u00e9", "é")]
)
def test_escapes_that_are_whole(written: str, text: str) -> None:
    assert records(f'{{"a": "{written}"}}') == [Row(1, {"a": text})]


def test_a_file_without_any_record() -> None:
    assert records("") == []
    assert records("oops\n") == [BadRow(1, "not JSON: expecting value (column 1)")]


def test_a_file_that_is_not_json_lines() -> None:
    with pytest.raises(DataError, match=r"stdin:1: not JSON: .*; none of the first 1,000 records is good"):
        records("text,label\n" * LOOKAHEAD)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=3), max_size=5), st.booleans())
def test_what_was_written_is_read_back(objects: list[dict[str, Any]], ascii: bool) -> None:
    data = "".join(json.dumps(each, ensure_ascii=ascii) + "\n" for each in objects)
    assert records(data) == [Row(line, each) for line, each in enumerate(objects, 1)]


PIECES = [
    '{"a":',
    '"x"',
    "}",
    "{",
    "[",
    "]",
    ",",
    "\n",
    "\r",
    r"\ud800",
    "NaN",
    "1e400",
    "-",
    "\0",
    '"',
    "\\",
]


@given(st.lists(st.sampled_from(PIECES)).map(lambda pieces: "".join(pieces).encode()) | st.binary())
def test_any_bytes_give_records_or_an_error_of_ours(data: bytes) -> None:
    try:
        found = records(data)
    except DataError:
        return
    assert len(found) <= data.count(b"\n") + 1
    json.dumps([r.fields for r in found if isinstance(r, Row)], allow_nan=False, ensure_ascii=False).encode()
