"""Text of names and of data as a terminal may be given it."""

import re

_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """Without what a file's name or a cell might tell the terminal to do: shown as Python writes it (`\\x1b`)."""
    return _STEERING.sub(lambda found: repr(found[0])[1:-1], text)
