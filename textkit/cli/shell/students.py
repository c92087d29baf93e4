"""The table of a distillation: teacher, student and control."""

from typing import Any

from rich.text import Text

from textkit.cli.shell.tables import table


def student_tables(weighed: Any) -> list[Any]:
    """What each scores and costs, then what came of it."""
    metric = weighed.against_teacher.metric.replace("_", " ")
    columns = ["", "model", metric, "95% interval", "kept", "parameters", "disk MB", "p50 ms", "records/s"]
    whole = weighed.parts[0].score.mean
    rows = [
        [
            part.role,
            part.run.manifest().model,
            f"{part.score.mean:.4f}",
            f"{part.score.low:.4f} to {part.score.high:.4f}",
            f"{part.score.mean / max(whole, 1e-12):.1%}",
            f"{part.run.manifest().parameters:,}",
            f"{part.disk_bytes / 1e6:,.1f}",
            f"{part.speed.latency.p50:.2f}",
            f"{part.speed.throughput.records:,.0f}",
        ]
        for part in weighed.parts
    ]
    title = f"{weighed.dataset}, test, {weighed.records:,} records; CPU, {weighed.threads} threads"
    first, *others = weighed.words()
    return [table(title, columns, rows, left=2), Text(first, style="bold"), *map(Text, others)]
