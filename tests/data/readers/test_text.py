"""Plain text: a record for each line."""

import io

from hypothesis import given
from hypothesis import strategies as st

from textkit.data.readers import BadRow, Row, open_table


def records(data: bytes) -> list[Row | BadRow]:
    with open_table(io.BytesIO(data), format="text") as table:
        assert table.columns == ("text",)
        return list(table.records)


def test_every_line_is_a_record() -> None:
    found = records('one\r\n\n NA \u2028 "x\n'.encode())
    assert found == [Row(1, {"text": "one"}), Row(2, {"text": ""}), Row(3, {"text": ' NA \u2028 "x'})]


def test_an_empty_file_has_no_records() -> None:
    assert records(b"") == []


def test_bad_lines_are_records_too() -> None:
    first, second = records(b"caf\xe9\nb\n")
    assert first == BadRow(1, "byte 0xe9 at offset 3 is not utf-8 (pass --encoding, e.g. cp1252)")
    assert second == Row(2, {"text": "b"})


@given(st.binary())
def test_any_bytes_give_a_record_for_each_line(data: bytes) -> None:
    if data.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04")):
        return  # gzip, zstd and UTF-16 have other lines, zip is refused
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    assert len(records(data)) == len(lines) - (lines[-1] == b"")
