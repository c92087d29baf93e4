"""What the doctor found, for a terminal."""

from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from textkit.cli.shell.printable import printable

_STYLES = {"problem": "bold red", "warning": "yellow", "note": "cyan"}
_SHOWN = 3
_WIDTH = 90


def findings_view(examination: Any) -> RenderableType:
    """Each finding: how grave, what, the first rows, and what to do."""
    if not examination.findings:
        return Text("the doctor found nothing to mend")
    blocks: list[RenderableType] = [Text(_summary(examination)), Text("")]
    for finding in examination.findings:
        head = Text.assemble((finding.severity, _STYLES[finding.severity]), "  ", printable(finding.message))
        lines: list[RenderableType] = [_row(examination.patient, row) for row in finding.rows[:_SHOWN]]
        if (rest := len(finding.rows) - _SHOWN) > 0:
            lines.append(Text(f"and {rest:,} more: --json lists all", style="dim"))
        lines.append(Text.assemble(("-> ", "bold"), finding.advice))
        blocks += [head, Padding(Group(*lines), (0, 0, 0, 9)), Text("")]
    return Group(*blocks)


def _summary(examination: Any) -> str:
    counts = [
        f"{count} {severity}{'s' * (count != 1)}"
        for severity in _STYLES
        if (count := sum(each.severity == severity for each in examination.findings))
    ]
    skipped = f"; not looked for: {', '.join(examination.skipped)}" if examination.skipped else ""
    return f"the doctor found {', '.join(counts)}{skipped}"


def _row(patient: Any, row: int) -> Text:
    target = patient.targets[row]
    label = printable(target if isinstance(target, str) else ", ".join(target) if patient.spans is None else "")
    text = printable(" ".join(patient.texts[row].split()))
    shown = text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
    line = Text.assemble((f"{patient.origins[row]}  ", "dim"), (f"{label}  " if label else "", "bold"), shown)
    line.no_wrap, line.overflow = True, "ellipsis"
    return line
