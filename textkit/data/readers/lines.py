"""Chunks of bytes as decoded lines.

A line ends at \\n or \\r\\n and nowhere else: U+2028, U+0085, \\x0b and a lone \\r are text. Blocks of whole
lines are decoded at once; only a block with a fault is taken apart, so that it costs its own line alone.
"""

import codecs
from collections.abc import Iterator
from io import StringIO
from itertools import chain
from typing import NamedTuple, TypeAlias

from textkit.errors import DataError, UsageError

LINE_BYTES = 1 << 26
"""The longest line: four bytes for each character of the longest cell."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_FOR_FILES = {
    "idna",
    "raw-unicode-escape",
    "utf-7",
}  # their escapes can hide a newline or a lone surrogate
_UNMARKED = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}


class BadLine(NamedTuple):
    """A line that cannot be read: the `reason`, and what could be made of its `text`."""

    reason: str
    text: str


Line: TypeAlias = str | BadLine


class Encoding(NamedTuple):
    """A codec's `name` and its `newline`, whose length is the codec's smallest unit."""

    name: str
    newline: bytes


def read_lines(
    chunks: Iterator[bytes], name: str, *, encoding: str | None = None, keep_ends: bool = False
) -> Iterator[Line]:
    """Every line of `chunks`, in order, with its line end where `keep_ends`.

    The encoding is the one given, else that of the byte order mark, else UTF-8.

    Raises:
        UsageError: `encoding` is unknown.
        DataError: a line is longer than `LINE_BYTES`.
    """
    named = _lookup(encoding) if encoding else None
    first = next(chunks, b"")
    codec, mark = _detect(first, named)
    blocks = _blocks(chain([first[mark:]], chunks), codec.newline, name)
    return _decode(blocks, codec, mark, keep_ends)


def _lookup(encoding: str) -> str:
    """The codec's canonical name, if it is one that turns bytes into lines of text."""
    try:
        name = codecs.lookup(encoding).name
        newline = "\n".encode(_UNMARKED.get(name, name))
    except (LookupError, ValueError):  # ValueError: a NUL in the name, or a codec made to refuse
        name, newline = "", b""
    if name not in _NOT_FOR_FILES and (len(newline) == 1 or name.startswith("utf-")):
        return name
    raise UsageError(
        f"unknown encoding '{encoding}'",
        "pass one that Python knows, e.g. --encoding latin-1, cp1252, utf-16",
    )


def _detect(first: bytes, named: str | None) -> tuple[Encoding, int]:
    """The encoding, and the length in bytes of the mark to leave out."""
    name, length = _UNMARKED.get(named, named) if named else "utf-8", 0
    for mark, marked in _MARKS:
        if first.startswith(mark) and (named is None or marked.startswith(named.removesuffix("-sig"))):
            name, length = marked, len(mark)
            break
    return Encoding(name, "\n".encode(name)), length


def _blocks(chunks: Iterator[bytes], newline: bytes, name: str) -> Iterator[bytes]:
    """Whole lines, as many as have arrived; the last block may lack its newline."""
    pending = bytearray()
    for chunk in chunks:
        searched = max(0, len(pending) - len(newline) + 1)
        pending += chunk
        if end := _last_end(pending, newline, searched):
            yield bytes(pending[:end])
            del pending[:end]
        if len(pending) > LINE_BYTES:
            hint = "is this a text file, with one record a line?"
            raise DataError(f"a line is longer than {LINE_BYTES:,} bytes", hint, path=name)
    if pending:
        yield bytes(pending)


def _decode(blocks: Iterator[bytes], codec: Encoding, offset: int, keep_ends: bool) -> Iterator[Line]:
    for block in blocks:
        try:
            text = block.decode(codec.name)
        except UnicodeDecodeError:
            text = "\0"  # a fault as well: the lines tell which
        if "\0" in text:
            yield from _decode_singly(block, codec, offset, keep_ends)
        else:
            yield from _split(text, keep_ends)
        offset += len(block)


def _decode_singly(block: bytes, codec: Encoding, offset: int, keep_ends: bool) -> Iterator[Line]:
    """The lines of a block that holds a fault; `offset` is where the block begins, in bytes."""
    start = 0
    while start < len(block):
        end = _first_end(block, codec.newline, start)
        raw = block[start:end]
        line = _split(raw.decode(codec.name, "replace"), keep_ends)[0]
        reason = _fault(raw, codec.name, offset + start)
        yield BadLine(reason, line) if reason else line
        start = end


def _fault(raw: bytes, codec: str, offset: int) -> str | None:
    """What is wrong with the line `raw`, which begins `offset` bytes into the file, if anything."""
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError as error:
        place = f"byte 0x{raw[error.start]:02x} at offset {offset + error.start}"
        return f"{place} is not {codec} ({_other_encoding(raw, codec)})"
    if "\0" in text:
        hint = f" ({_other_encoding(raw, codec)})" if codec == "utf-8" else ""
        return f"NUL character at column {text.index(chr(0)) + 1}{hint}"
    return None


def _other_encoding(raw: bytes, codec: str) -> str:
    """What a line not in `codec` may be; hardly latin-1, where the quotes of Windows are control characters."""
    if codec != "utf-8":
        return "is the file cut short, or its encoding another?"
    if b"\0" in raw:
        return "is this text? if it is UTF-16: --encoding utf-16-le or utf-16-be"
    return "pass --encoding, e.g. cp1252"


def _split(text: str, keep_ends: bool) -> list[str]:
    """`str.splitlines` would also split at U+2028, U+0085, \\x0b and a lone \\r."""
    if keep_ends:
        return list(StringIO(text, newline="\n"))
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n")


def _first_end(data: bytes, newline: bytes, start: int) -> int:
    """Where the line that begins at `start` ends; wide codecs hold newlines at multiples of their width."""
    at = data.find(newline, start)
    while at > 0 and at % len(newline):
        at = data.find(newline, at + 1)
    return at + len(newline) if at >= 0 else len(data)


def _last_end(data: bytearray, newline: bytes, start: int) -> int:
    """Where the last line that is whole ends, 0 when none is."""
    at = data.rfind(newline, start)
    while at > 0 and at % len(newline):
        at = data.rfind(newline, start, at + len(newline) - 1)
    return at + len(newline) if at >= 0 else 0
