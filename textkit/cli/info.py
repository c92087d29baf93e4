"""textkit info: versions, device, threads, precision and why, folders."""

from typing import Annotated, Any

import typer

from textkit.cli.shell.output import Shell


def run(
    shell: Shell,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:N or mps.")] = "auto",
) -> None:
    """Say what textkit computes with here and why, and where it keeps things.

    \b
    textkit info --device cuda
    """
    import os
    import platform

    from textkit.cli.shell.tables import table
    from textkit.home import datasets_folder, downloads_folder, home
    from textkit.inference.threads import choose_threads
    from textkit.run import runs_folder
    from textkit.training.begin import versions
    from textkit.training.device import choose_device, choose_precision

    chosen = choose_device(device)
    precision = choose_precision("auto", chosen.value)
    document: dict[str, Any] = {
        "versions": versions(),
        "platform": platform.platform(),
        "device": chosen._asdict(),
        "precision": precision._asdict(),
        "threads": choose_threads(None),
        "folders": {
            "home": str(home()),
            "datasets": str(datasets_folder()),
            "downloads": str(downloads_folder()),
            "runs": str(runs_folder().resolve()),
        },
        "mirror": os.environ.get("TEXTKIT_DATA_MIRROR"),
    }
    rows = [
        *([name, number] for name, number in document["versions"].items()),
        ["platform", document["platform"]],
        ["device", f"{chosen.value} ({chosen.reason})"],
        ["precision", f"{precision.value} ({precision.reason})"],
        ["threads", str(document["threads"])],
        *([f"{name} folder", path] for name, path in document["folders"].items()),
        ["data mirror", document["mirror"] or "none (TEXTKIT_DATA_MIRROR)"],
    ]
    shell.answer(document, table("textkit", ["", ""], rows, left=2))
