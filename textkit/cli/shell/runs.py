"""Which run a verb means."""

from pathlib import Path

from textkit.cli.shell.output import Shell
from textkit.run import Run, newest


def named_or_newest(folder: Path | None, shell: Shell) -> Run:
    """The run at `folder`, or the newest finished one, which is then named on stderr."""
    if folder is not None:
        return Run(folder)
    found = newest()
    shell.note(f"run: {found.path}")
    return found
