"""Bytes to lines: encodings, line ends, and faults that cost one line."""

import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.readers import lines as lines_module
from textkit.data.readers.lines import BadLine, Line, read_lines
from textkit.errors import DataError, UsageError


def read(data: bytes, *, size: int = 1 << 16, encoding: str | None = None, keep_ends: bool = False) -> list[Line]:
    stream = io.BytesIO(data)
    chunks: Iterator[bytes] = iter(lambda: stream.read(size), b"")
    return list(read_lines(chunks, "a.txt", encoding=encoding, keep_ends=keep_ends))


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", []),
        (b"\n", [""]),
        (b"a", ["a"]),
        (b"a\nb\n", ["a", "b"]),
        (b"a\r\nb\r\n\r\n", ["a", "b", ""]),
        (b"a\rb\r\r\n", ["a\rb\r"]),
        ("a\u2028b\x85c\x0bd\x0ce\x1cf\n".encode(), ["a\u2028b\x85c\x0bd\x0ce\x1cf"]),
    ],
    ids=["empty", "blank", "no newline", "LF", "CRLF", "lone CR", "other separators"],
)
def test_lines_end_at_lf_and_crlf_only(data: bytes, wanted: list[str]) -> None:
    assert read(data) == wanted


def test_ends_are_kept_on_request() -> None:
    assert read("a\r\nb\u2028\nc".encode(), keep_ends=True) == ["a\r\n", "b\u2028\n", "c"]


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-8-sig", "utf-8"),
        ("utf-16", None),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", None),
        ("latin-1", "latin-1"),
        ("cp1252", "windows-1252"),
        ("shift_jis", "sjis"),
        ("cp037", "cp037"),
    ],
)
@pytest.mark.parametrize("size", [4, 5, 1 << 16])
def test_encodings(written: str, named: str | None, size: int) -> None:
    wanted = ["text", "second line", "", "last"]
    data = "\r\n".join([*wanted, ""]).encode(written)
    assert read(data, size=size, encoding=named) == wanted


def test_the_mark_of_utf_16_big_endian() -> None:
    assert read(b"\xfe\xff" + "é\n".encode("utf-16-be")) == ["é"]


@pytest.mark.parametrize("size", [4, 5, 7, 1 << 16])
def test_wide_newlines_are_found_at_whole_characters_only(size: int) -> None:
    # the bytes of a newline also stand across two of these characters
    text = "\u0a05\u0100A\n\u0a00\u0a01\u010a\n\u0a0a\n"
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        assert read(text.encode(codec), size=size, encoding=codec) == text.splitlines()


def test_a_wide_newline_in_two_chunks_ends_its_line_at_once() -> None:
    arriving = iter(["ab\n".encode("utf-16-le")[:-1], b"\0", b"never asked for"])
    assert next(read_lines(arriving, "a.txt", encoding="utf-16-le")) == "ab"
    assert next(arriving) == b"never asked for"


def test_an_undecodable_byte_spoils_its_line_alone() -> None:
    first, bad, last = read("text\ncafé\nlast\n".encode("latin-1"))
    assert (first, last) == ("text", "last")
    assert bad == BadLine("byte 0xe9 at offset 8 is not utf-8 (pass --encoding, e.g. cp1252)", "caf\ufffd")


def test_offsets_count_from_the_start_of_the_file() -> None:
    line = read(b"\xef\xbb\xbf" + b"ab\n" * 10 + b"\xff\n", size=8)[-1]
    assert isinstance(line, BadLine)
    assert "byte 0xff at offset 33 is" in line.reason


def test_half_a_character_of_utf_16() -> None:
    first, bad = read("a\n".encode("utf-16") + b"b")
    assert first == "a"
    assert isinstance(bad, BadLine)
    assert "byte 0x62 at offset 6 is not utf-16-le" in bad.reason


def test_nul_is_reported() -> None:
    reason = "NUL character at column 2 (is this text? if it is UTF-16: --encoding utf-16-le or utf-16-be)"
    assert read(b"a\0b\nc\n") == [BadLine(reason, "a\0b"), "c"]


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13", "utf-7", "idna", "undefined", "a\0b"])
def test_unknown_encodings(name: str) -> None:
    with pytest.raises(UsageError, match="unknown encoding") as caught:
        read(b"a\n", encoding=name)
    assert "--encoding latin-1" in str(caught.value)


def test_a_line_of_a_megabyte() -> None:
    assert read(b"x" * 1_000_000 + b"\ny\n") == ["x" * 1_000_000, "y"]


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_module, "LINE_BYTES", 1_000)
    with pytest.raises(DataError, match=r"a\.txt: a line is longer than 1,000 bytes"):
        list(read_lines(iter([b"x" * 600] * 10), "a.txt"))


@given(st.binary(max_size=200), st.sampled_from([None, "utf-16", "latin-1", "gbk", "cp037"]), st.integers(4, 64))
def test_any_bytes_give_lines(data: bytes, encoding: str | None, size: int) -> None:
    try:
        found = read(data, size=size, encoding=encoding)
    except DataError:
        return
    assert found == read(data, encoding=encoding)
    assert all(isinstance(line, BadLine) or "\n" not in line for line in found)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\0\ufeff"))))
def test_lines_are_read_back(wanted: list[str]) -> None:
    data = "".join(line + "\n" for line in wanted).encode()
    assert read(data, size=16) == wanted
