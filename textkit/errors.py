"""Every error that textkit raises on purpose, and the exit code each one stands for.

    TextkitError            1   a fault of ours (never raised as such)
    ├── UsageError          2   an unknown name, a flag or a key that cannot be honoured
    ├── DataError           3   a file that does not hold what it should: where, and how to mend it
    ├── MissingError        4   a network, an extra, weights or a run that is not there
    ├── GateError           5   a figure the user set as a bound was not met
    └── Interrupted       130   Ctrl-C or SIGTERM, after the work was saved

An error reads as one or two lines: what is wrong and where, then the command or the edit that mends it.
Python callers catch `TextkitError`; the command line turns it into a message and an exit code.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class TextkitError(Exception):
    """What went wrong, and the `hint` that mends it."""

    exit_code = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(TextkitError):
    """The command or the call is wrong, whatever the data holds."""

    exit_code = 2


class DataError(TextkitError):
    """The data is wrong at a place: `path`, and where known the 1-based `line`."""

    exit_code = 3

    def __init__(
        self, message: str, hint: str | None = None, *, path: str | None = None, line: int | None = None
    ) -> None:
        place = ":".join(str(part) for part in (path, line) if part is not None)
        super().__init__(f"{place}: {message}" if place else message, hint)
        self.reason = message
        self.path = path
        self.line = line


class MissingError(TextkitError):
    """Something textkit needs cannot be reached: a host, an optional package, weights, a run."""

    exit_code = 4


class GateError(TextkitError):
    """A bound that the user set (`--max-drop`, `--max-leakage`) was not met."""

    exit_code = 5


class Interrupted(TextkitError):
    """The user stopped the work; what was done so far is saved."""

    exit_code = 130


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """`did you mean 'x'?` for the known name closest to `name`, or None when none is close."""
    matches = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean '{matches[0]}'?" if matches else None


def unknown_name(kind: str, name: str, known: Iterable[str]) -> UsageError:
    """The error for a `name` that is none of the `known` names of its `kind`."""
    names = sorted(known)
    return UsageError(f"unknown {kind} '{name}'", did_you_mean(name, names) or f"known {kind}s: {', '.join(names)}")
