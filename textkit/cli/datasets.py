"""textkit datasets: the catalogue."""

from typing import Annotated, Any

import typer

from textkit.cli.shell.completion import datasets
from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    name: Annotated[str | None, typer.Argument(help="Show this dataset.", autocompletion=datasets)] = None,
) -> None:
    """List the datasets known by name, or show where one comes from.

    \b
    textkit datasets
    textkit datasets clickbait
    """
    from textkit.cli.shell.tables import table
    from textkit.data.catalog import catalog

    names = catalog.names() if name is None else [name]
    entries = {each: catalog.load(each) for each in names}
    prepared = {
        each: [info for column in ("", *entry.columns[1:]) for info in _prepared(each, column)]
        for each, entry in entries.items()
    }
    documents: list[dict[str, Any]] = [
        {
            "dataset": each,
            "summary": entry.summary,
            "task": entry.task,
            "columns": list(entry.columns),
            "rows": entry.rows,
            "homepage": entry.homepage,
            "licence": entry.licence,
            "citation": entry.citation,
            "files": [file._asdict() for file in entry.files],
            "sources": sorted({info.source for info in prepared[each]}),
            "prepared": sorted({f"{info.title}, {info.hash}" for info in prepared[each]}),
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
                ", ".join(each["sources"]) or "-",
            ]
            for each in documents
        ]
        shell.answer(documents, table("datasets", ["dataset", "task", "rows", "", "prepared from"], rows, left=5))
        return
    (document,) = documents
    facts = [[key, _brief(value)] for key, value in document.items()]
    shell.answer(document, table(name, ["", ""], facts, left=2))


def _prepared(name: str, column: str) -> list[Any]:
    from textkit.data.store import prepared_versions

    return prepared_versions(f"{name}-{column}" if column else name)


def _brief(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(_file(each) if isinstance(each, dict) else str(each) for each in value) or "-"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _file(file: dict[str, Any]) -> str:
    """A file of the publisher's: where it is, how large, and the start of its hash."""
    size = f", {file['size'] / 1e6:,.1f} MB" if file["size"] else ""
    return f"{file['url']}{size}, sha256 {file['sha256'][:12] + '…' if file['sha256'] else 'not known'}"
