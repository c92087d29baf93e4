"""textkit push: a run to the Hugging Face hub."""

from pathlib import Path
from typing import Annotated, Any

import typer

from textkit.cli.shell.completion import runs
from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    run: Annotated[str, typer.Argument(help="Folder of a run.", autocompletion=runs)],
    repo: Annotated[str, typer.Argument(help="NAMESPACE/NAME on the hub; made if there is none.")],
    private: Annotated[bool, typer.Option("--private", help="Make a new repository private.")] = False,
    revision: Annotated[str | None, typer.Option(help="Branch to push to (default: main).")] = None,
    with_report: Annotated[
        bool, typer.Option("--with-report", help="The report and its plots as well: they may show texts.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be pushed, and push nothing.")] = False,
) -> None:
    """Push a run to the Hugging Face hub, with its model card and without paths or names of users.

    The login is the hub's own: hf auth login, or HF_TOKEN.

    \b
    textkit push runs/clickbait-minilm me/clickbait-minilm --private
    textkit push runs/clickbait-minilm me/clickbait-minilm --dry-run
    """
    from textkit.reporting.push import push_files
    from textkit.reporting.upload import published_files, size_of
    from textkit.run import Run

    chosen = Run(Path(run))
    files = published_files(chosen, report=with_report)
    sizes = {name: size_of(content) for name, content in files.items()}
    document: dict[str, Any] = {
        "run": run,
        "repo": repo,
        "revision": revision or "main",
        "files": sizes,
        "commit": None,
    }
    if not dry_run:
        shell.note(f"pushing {len(files)} files, {sum(sizes.values()) / 1e6:,.1f} MB, to {repo}")
        message = f"{chosen.manifest().title}, by textkit"
        document["commit"] = push_files(files, repo, private=private, revision=revision, message=message)
    shell.answer(document, _table(document))


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size / 1e3:,.1f} kB"


def _table(document: dict[str, Any]) -> Any:
    from textkit.cli.shell.tables import table

    title = f"pushed: {document['commit']}" if document["commit"] else f"would be pushed to {document['repo']}"
    rows = [[name, _size(size)] for name, size in document["files"].items()]
    return table(title, ["file", "size"], rows)
