"""Which run a verb means."""

from textkit.cli.shell.output import Shell
from textkit.run import newest


def named_or_newest(name: str | None, shell: Shell) -> str:
    """The run that is named, or the newest finished one, which is then told on stderr."""
    if name is not None:
        return name
    found = newest()
    shell.note(f"run: {found.path}")
    return str(found.path)
