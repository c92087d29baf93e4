"""How findings put figures and lists into sentences."""

from collections.abc import Sequence


def percent(share: float) -> str:
    """A share in [0, 1]: 86.2%, 3.75%."""
    return f"{100 * share:.3g}%"


def counted(count: int, noun: str) -> str:
    """1 row, 2,000 rows, 3 entities."""
    return f"{count:,} {noun if count == 1 else plural(noun)}"


def plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def some(parts: Sequence[str], shown: int = 5) -> str:
    """The first few of a list, and how many more there are."""
    more = len(parts) - shown
    return ", ".join(parts[:shown]) + (f" and {more:,} more" if more > 0 else "")
