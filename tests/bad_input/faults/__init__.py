"""The table of faults: what is wrong, the bytes that are wrong in this way, and the command that meets them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

Content = bytes | Callable[[Path], object]
"""What a file holds, or what makes something at its path that is no plain file."""


class Fault(NamedTuple):
    """A command that has to be refused: `FILES` in it stands for the names of `files`, which are written first."""

    name: str
    files: Mapping[str, Content]
    command: str = "prepare FILES"
    stdin: bytes = b""
    root_may: bool = False
    """Who is root is not refused."""

    def words(self) -> str:
        """The command line, as one would type it."""
        return self.command.replace("FILES", " ".join(self.files))
