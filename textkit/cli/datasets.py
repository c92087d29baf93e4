"""textkit datasets: the catalogue."""

from typing import Annotated, Any

import typer

from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    name: Annotated[str | None, typer.Argument(help="Show this dataset.")] = None,
) -> None:
    """List the datasets known by name, or show where one comes from.

    \b
    textkit datasets
    textkit datasets clickbait
    """
    from textkit.cli.shell.tables import table
    from textkit.data.catalog import catalog
    from textkit.data.store import prepared_versions

    names = catalog.names() if name is None else [name]
    entries = {each: catalog.load(each) for each in names}
    documents: list[dict[str, Any]] = [
        {
            "dataset": each,
            "summary": entry.summary,
            "task": entry.task,
            "rows": entry.rows,
            "homepage": entry.homepage,
            "licence": entry.licence,
            "citation": entry.citation,
            "files": [file._asdict() for file in entry.files],
            "prepared": [info.title for info in prepared_versions(each)],
        }
        for each, entry in entries.items()
    ]
    if name is None:
        rows = [
            [
                each["dataset"],
                each["task"],
                f"{each['rows']:,}",
                each["summary"],
                ", ".join(each["prepared"]) or "-",
            ]
            for each in documents
        ]
        shell.answer(documents, table("datasets", ["dataset", "task", "rows", "", "prepared"], rows, left=5))
        return
    (document,) = documents
    facts = [[key, _brief(value)] for key, value in document.items()]
    shell.answer(document, table(name, ["", ""], facts, left=2))


def _brief(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(each["url"] if isinstance(each, dict) else str(each) for each in value) or "-"
    return f"{value:,}" if isinstance(value, int) else str(value)
