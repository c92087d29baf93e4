"""Answers to stdout, everything else to stderr; colour and motion only where a terminal shows them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import IO, TYPE_CHECKING, Any

from textkit.reporter import Progress

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


def is_terminal(stream: IO[str]) -> bool:
    """Whether a person is at the other end."""
    return stream.isatty()


def is_lively(stream: IO[str]) -> bool:
    """Whether colour and motion are welcome on this stream."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Shell:
    """How a verb speaks: `answer` once on stdout, `note`, `warn` and `track` on stderr."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self._live: Console | None = None

    def answer(self, document: Any, *tables: RenderableType) -> None:
        """With `--json` the document, one line of it never on stderr; else the tables, as people read them."""
        if self.as_json:
            print(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))
        elif is_lively(sys.stdout):
            _console(sys.stdout).print(*tables, sep="\n")
        else:
            text = StringIO()
            _console(text).print(*tables, sep="\n")
            print("\n".join(line.rstrip() for line in text.getvalue().splitlines()))  # rich pads; files need none
        sys.stdout.flush()

    def note(self, message: str) -> None:
        if not self.quiet:
            self._say(message)

    def warn(self, message: str) -> None:
        self._say(f"warning: {message}", style="yellow")

    def next(self, command: str) -> None:
        """The command that comes next, for whoever watches."""
        if not self.quiet and not self.as_json:
            self._say(f"next: {command}", style="dim")

    @contextmanager
    def track(self, label: str, total: float | None) -> Iterator[Progress]:
        """A live bar with its time to go; nothing where stderr is no terminal."""
        if self.quiet or not is_lively(sys.stderr):
            yield lambda done, note="": None
            return
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = [TextColumn("{task.description}"), BarColumn(bar_width=24)]
        if total is not None:
            columns += [TaskProgressColumn(), TimeRemainingColumn(), TextColumn("[dim]left")]
        columns += [TimeElapsedColumn(), TextColumn("[dim]gone"), TextColumn("{task.fields[note]}")]
        with Bar(*columns, console=_console(sys.stderr), transient=True) as bar:
            task = bar.add_task(label, total=total, note="")
            self._live = bar.console
            try:
                yield lambda done, note="": bar.update(task, completed=done, note=note)
            finally:
                self._live = None

    def _say(self, message: str, style: str = "") -> None:
        if self._live is not None:
            self._live.print(message, style=style, markup=False, highlight=False)
        elif style and is_lively(sys.stderr):
            _console(sys.stderr).print(message, style=style, markup=False, highlight=False, soft_wrap=True)
        else:
            print(message, file=sys.stderr, flush=True)


def _console(stream: IO[str]) -> Console:
    from rich.console import Console

    lively = is_lively(stream)
    return Console(
        file=stream,
        force_terminal=lively,
        no_color=not lively,
        highlight=False,
        emoji=False,
        width=None if lively else 110,
    )
