"""JSON lines: one object a line, values as they stand.

Refused at their line: keys that appear twice, NaN and Infinity, numbers that overflow, lone surrogates.
Python's own parser lets all of them through, and what is written from them no other program reads.
"""

import json
import re
from collections.abc import Iterator
from itertools import chain
from math import isinf
from typing import Any, NoReturn

from textkit.data.readers.lines import BadLine, Line
from textkit.data.readers.table import BadRow, Record, in_short
from textkit.errors import DataError
from textkit.types import Row

LOOKAHEAD = 1_000
"""Bad records that may stand before the first good one, whose keys are the columns."""

_BLANK = " \t\r"  # JSON's own white space, not Unicode's
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_TYPES = {list: "an array", str: "a string", int: "a number", float: "a number", bool: "a truth value"}


class _Refused(ValueError):
    """JSON that Python would take and textkit does not; the message is the reason."""


def read_jsonl(lines: Iterator[Line], name: str) -> tuple[tuple[str, ...], Iterator[Record]]:
    """The keys of the first good record, and all records; blank lines are skipped.

    Raises:
        DataError: none of the first `LOOKAHEAD` records is good.
    """
    records = _records(lines)
    seen: list[Record] = []
    for record in records:
        seen.append(record)
        if isinstance(record, Row):
            return tuple(record.fields), chain(seen, records)
        if len(seen) == LOOKAHEAD:
            line, reason = seen[0]
            raise DataError(
                f"{reason}; none of the first {LOOKAHEAD:,} records is good",
                "is this JSON lines? --input-format csv, tsv or text says otherwise",
                path=name,
                line=line,
            )
    return (), iter(seen)


def _records(lines: Iterator[Line]) -> Iterator[Record]:
    for number, line in enumerate(lines, 1):
        if isinstance(line, BadLine):
            yield BadRow(number, line.reason)
        elif line.strip(_BLANK):
            try:
                yield Row(number, _parse(line))
            except json.JSONDecodeError as error:
                yield BadRow(number, f"not JSON: {error.msg[0].lower()}{error.msg[1:]} (column {error.pos + 1})")
            except _Refused as error:
                yield BadRow(number, str(error))
            except ValueError:  # Python's own limit, all that is left
                yield BadRow(number, "an integer has more than 4,300 digits")
            except RecursionError:
                yield BadRow(number, "nested too deeply")


def _parse(line: str) -> dict[str, Any]:
    value = _DECODER.decode(line)
    if not isinstance(value, dict):
        raise _Refused(f"a JSON object is expected, not {_TYPES.get(type(value), 'null')}")
    if _SURROGATE.search(line):
        _refuse_lone_surrogates(value)
    return value


def _refuse_lone_surrogates(value: dict[str, Any]) -> None:
    """Pairs are characters by now; whatever cannot be encoded is half of one."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = ord(error.object[error.start])
        raise _Refused(f"lone surrogate \\u{half:04x}, half of a character") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Refused(f"key '{in_short(twice)}' appears twice")
    return fields


def _finite(number: str) -> float:
    value = float(number)
    if isinf(value):
        raise _Refused(f"number {in_short(number)} is too large")
    return value


def _constant(name: str) -> NoReturn:
    raise _Refused(f"{name} is not JSON (write null, or a string)")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_finite, parse_constant=_constant)
