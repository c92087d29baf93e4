"""CSV and TSV: strict about shape and quoting, faithful about text."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.readers import BadRow, Row, open_table, rows
from textkit.data.readers import csv as csv_module
from textkit.errors import DataError, UsageError

TSV = "tsv"


def records(data: bytes | str, format: str = "csv", **options: object) -> list[Row | BadRow]:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    with open_table(stream, format=format, **options) as table:  # type: ignore[arg-type]
        return list(table.records)


def cells(data: bytes | str, format: str = "csv", **options: object) -> list[tuple[object, ...]]:
    """Lines and values of the records; a bad one shows its reason."""
    return [
        (r.line, r.reason) if isinstance(r, BadRow) else (r.line, *r.fields.values())
        for r in records(data, format, **options)
    ]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ("text,label\na,1\nb,2\n", [(2, "a", "1"), (3, "b", "2")]),
        ("text,label\r\na,1\r\nb,2", [(2, "a", "1"), (3, "b", "2")]),
        ("\ufefftext,label\na,1\n", [(2, "a", "1")]),
        ("\n\ntext,label\n\na,1\n\n\nb,2\n", [(5, "a", "1"), (8, "b", "2")]),
        ('text,label\n"a\nb\r\nc",1\nd,2\n', [(2, "a\nb\r\nc", "1"), (5, "d", "2")]),
        (
            'text,label\n"say ""hi"", please",1\n5" disk,2\n',
            [(2, 'say "hi", please', "1"), (3, '5" disk', "2")],
        ),
        ("text,label\nNA,null\nnan,\n", [(2, "NA", "null"), (3, "nan", "")]),
        ("text,label\n a , 1 \n", [(2, " a ", " 1 ")]),
        ("text,label\na\u2028b\x85c,1\n", [(2, "a\u2028b\x85c", "1")]),
        ("text,label\n", []),
    ],
    ids=[
        "plain",
        "CRLF",
        "BOM",
        "blank lines",
        "newlines",
        "quotes",
        "NA",
        "spaces",
        "separators",
        "header only",
    ],
)
def test_csv(data: str, wanted: list[tuple[object, ...]]) -> None:
    assert cells(data) == wanted


def test_bom_is_no_part_of_the_first_column() -> None:
    assert records("\ufefftext,label\na,1\n") == [Row(2, {"text": "a", "label": "1"})]


def test_utf_16_by_its_mark() -> None:
    assert cells("text,label\ncafé,1\n".encode("utf-16")) == [(2, "café", "1")]


def test_latin_1_spoils_its_record_and_is_read_when_named() -> None:
    data = 'text,label\n"a\ncafé, x",1\nb,2\n'.encode("latin-1")
    reason = "byte 0xe9 at offset 17 is not utf-8 (pass --encoding, e.g. cp1252)"
    assert cells(data) == [(3, reason), (4, "b", "2")]
    assert cells(data, encoding="latin-1") == [(2, "a\ncafé, x", "1"), (4, "b", "2")]


def test_nul_spoils_its_record() -> None:
    reason = "NUL character at column 2 (is this text? if it is UTF-16: --encoding utf-16-le or utf-16-be)"
    assert cells("text,label\na\0,1\nb,2\n") == [(2, reason), (3, "b", "2")]


@pytest.mark.parametrize("record", [b'"a\xe9\nb\xe9",1', b'"a\xe9\nb"c,1'], ids=["two bytes", "byte and quote"])
def test_the_first_fault_of_a_record_is_told(record: bytes) -> None:
    reason = "byte 0xe9 at offset 13 is not utf-8 (pass --encoding, e.g. cp1252)"
    assert cells(b"text,label\n" + record + b"\nb,2\n") == [(2, reason), (4, "b", "2")]


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_a_cell_of_a_megabyte(format: str) -> None:
    comma = {"csv": ",", "tsv": "\t"}[format]
    cell = "x" * 1_000_000
    assert cells(f"text{comma}label\n{cell}{comma}1\n", format) == [(2, cell, "1")]


def test_a_cell_over_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_module, "CELL_CHARACTERS", 1_000)
    wanted = [(2, "a cell is longer than 1,000 characters"), (3, "b", "2")]
    assert cells("text,label\n" + "x" * 1_001 + ",1\nb,2\n") == wanted


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (
            "a,b,c\n1,2,3\n1,2\n1,2,3\n",
            [(2, "1", "2", "3"), (3, "row has 2 fields, the header has 3"), (4, "1", "2", "3")],
        ),
        ("a,b\n1\n", [(2, "row has 1 field, the header has 2")]),
        ("a,b\n1,2,3\n", [(2, "row has 3 fields, the header has 2")]),
        (
            'a,b\n"x"y,2\n3,4\n',
            [(2, "text after a closing quote (write a quote inside a cell twice)"), (3, "3", "4")],
        ),
        (
            'a,b\n"x,1\ny,2\n"z",3\n4,5\n',
            [
                (
                    2,
                    "text after a closing quote (write a quote inside a cell twice), in the record of lines 2 to 4",
                ),
                (5, "4", "5"),
            ],
        ),
        ("a,b\n1,2\na,b\n3,4\n", [(2, "1", "2"), (3, "row repeats the names of the columns"), (4, "3", "4")]),
        ("a\na\n", [(2, "a")]),
        (
            "a,b\nx\ry,2\n3,4\n",
            [(2, "a carriage return outside quotes (lines end at \\n or \\r\\n)"), (3, "3", "4")],
        ),
    ],
    ids=[
        "short",
        "one field",
        "long",
        "text after quote",
        "quote closed by a later row",
        "the header again",
        "the header again, one column",
        "lone CR",
    ],
)
def test_bad_rows(data: str, wanted: list[tuple[object, ...]]) -> None:
    assert cells(data) == wanted


def test_columns_without_a_name_are_numbered() -> None:
    assert [*records(",text,label,\n0,fine,x,\n")[0].fields] == ["column 1", "text", "label", "column 4"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "stdin: the file is empty"),
        ("\ufeff", "stdin: the file is empty"),
        ("\n\n", "stdin: the file is empty"),
        (",,\n", "stdin:1: in the header: column 1 has no name"),
        ("text,label,text\n", "stdin:1: in the header: two columns are named 'text': 1 and 3"),
        (
            "te\0xt,label\n",
            "stdin:1: in the header: NUL character at column 3 "
            "(is this text? if it is UTF-16: --encoding utf-16-le or utf-16-be)",
        ),
        ("text;label\na;1\n", "stdin:1: the header has no comma but semicolons\npass --delimiter ';'"),
        ("text\tlabel\na\t1\n", "stdin:1: the header has no comma but tabs\npass --input-format tsv"),
        ('text,label\na,1\n"b,2\nc,3\n', "stdin:3: this quote is never closed"),
        ('text,label\n"b\n","c""\nd,3\n', "stdin:3: this quote is never closed"),
        ('text,label\n"b,2\nc,""3""\n', "stdin:2: this quote is never closed"),
        ('"text,label\na,1\n', "stdin:1: this quote is never closed"),
        (
            "text,label\ra,1\r",
            "stdin:1: in the header: a carriage return outside quotes (lines end at \\n or \\r\\n)",
        ),
    ],
)
def test_faults_that_spoil_the_rest(data: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        records(data)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("header", "format", "delimiter", "said"),
    [
        ("text,label", "tsv", None, "the header has no tab but commas\npass --input-format csv --delimiter ','"),
        ("text;label", "tsv", None, "the header has no tab but semicolons\npass --delimiter ';'"),
        ("text\tlabel", "csv", "|", "the header has no '|' but tabs\npass --input-format tsv"),
    ],
)
def test_a_header_with_another_delimiter(header: str, format: str, delimiter: str | None, said: str) -> None:
    with pytest.raises(DataError) as caught:
        records(f"{header}\na\n", format, delimiter=delimiter)
    assert str(caught.value) == f"stdin:1: {said}"


@pytest.mark.parametrize(("header", "format"), [("what was liked, and why", "tsv"), ('"a, b"', "csv"), ("a; b", "csv")])
def test_a_comma_in_the_only_name_is_part_of_it(header: str, format: str) -> None:
    assert cells(f"{header}\ngreat\n", format) == [(2, "great")]


def test_rows_is_the_strict_view(tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    path.write_text("text,label\na,1\nb\n")
    with open_table(path) as table, pytest.raises(DataError) as caught:
        list(rows(table))
    assert str(caught.value) == "train.csv:3: row has 1 field, the header has 2"
    assert (caught.value.path, caught.value.line) == ("train.csv", 3)


def test_columns_stand_in_for_a_header() -> None:
    data = "a,1\nb,2,3\n"
    assert cells(data, columns=("text", "label")) == [
        (1, "a", "1"),
        (2, "row has 3 fields, the columns named are 2"),
    ]
    assert cells("", columns=("text",)) == []


def test_quotes_are_text_in_tsv() -> None:
    data = 'text\tlabel\n"Go", he said\t1\n"open\t2\nit\'s 5"\t3\n'
    assert cells(data, TSV) == [(2, '"Go", he said', "1"), (3, '"open', "2"), (4, "it's 5\"", "3")]


def test_a_tab_as_delimiter_reads_tsv_with_quotes() -> None:
    assert cells('text\tlabel\n"a\tb\nc"\t1\n', delimiter="\t") == [(2, "a\tb\nc", "1")]


def test_other_delimiters() -> None:
    assert cells("text;label\na,b;1\n", delimiter=";") == [(2, "a,b", "1")]


@pytest.mark.parametrize("delimiter", ["", "ab", '"', "\n", "\r"])
def test_what_cannot_be_a_delimiter(delimiter: str) -> None:
    with pytest.raises(UsageError, match="cannot be a delimiter"):
        records("a,b\n", delimiter=delimiter)


@pytest.mark.parametrize(("columns", "message"), [(("a", "a"), "two columns are named 'a'"), (("a", " "), "no name")])
def test_columns_need_names_of_their_own(columns: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        records("a,b\n", columns=columns)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.tuples(TEXT, TEXT)), st.sampled_from([",", ";", "\t"]))
def test_what_the_csv_writer_wrote_is_read_back(table: list[tuple[str, str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([("text", "label"), *table])
    found = records(out.getvalue(), delimiter=delimiter)
    assert [tuple(r.fields.values()) for r in found if isinstance(r, Row)] == table


@given(
    st.lists(st.sampled_from([b'"', b",", b"\t", b"\n", b"\r", b"\0", b"a", b"\xe9", b"\xff\xfe"])).map(b"".join)
    | st.binary(),
    st.sampled_from(["csv", "tsv"]),
)
def test_any_bytes_give_records_or_an_error_of_ours(data: bytes, format: str) -> None:
    try:
        found = records(data, format)
    except DataError:
        return
    assert len(found) <= data.count(b"\n") + 1
    assert [r.line for r in found] == sorted({r.line for r in found})
