"""Which unfinished run a training goes on with."""

import tomllib
from pathlib import Path

from textkit import run as runs
from textkit.config.settings import Config
from textkit.data.store import Dataset
from textkit.errors import UsageError
from textkit.run import FINISHED, Run


def resumable(dataset: Dataset, config: Config, out: Path | None, init: Path | None, kind: str) -> Run | None:
    """The newest unfinished run of this kind and these settings, else the newest that is finished and needs no more.

    Raises:
        UsageError: there are unfinished runs of this dataset and model, all begun with other settings.
    """
    if out is not None:
        found = [Run(out)] if Run(out).manifest_file.is_file() else []
        if found and (before := found[0].manifest().dataset["hash"]) != dataset.info.hash:
            raise UsageError(
                f"{out} was begun on other data (hash {before}, now {dataset.info.hash})",
                "bring the data back, or name another --out",
            )
    else:
        found = [
            run
            for run, manifest in runs.all_runs()
            if (manifest.model, manifest.dataset["hash"], manifest.kind) == (config.model.name, dataset.info.hash, kind)
        ]
    if not found:
        return None
    changes = {run: _changed_settings(run, config, init) for run in found}
    alike = [run for run in found if not changes[run]]
    unfinished = [run for run in found if run.manifest().status != FINISHED]
    if alike:
        return next((run for run in reversed(alike) if run in unfinished), alike[-1])
    if not unfinished and out is None:
        return None
    found = unfinished or found
    raise UsageError(
        f"{found[-1].path} was begun with other settings: {'; '.join(changes[found[-1]])}",
        "resume with the settings it began with, or leave out --resume",
    )


def _changed_settings(run: Run, config: Config, init: Path | None) -> list[str]:
    began, begins = run.manifest().init, init.name if init else None
    other_start = [] if began == begins else [f"--init: {began} before, {begins} now"]
    if not run.config_file.is_file():
        return other_start  # killed before it had written any
    before, now = tomllib.loads(run.config_file.read_text(encoding="utf-8")), config.tables()
    return other_start + [
        f"{section}.{key}: {before.get(section, {}).get(key)} before, {now.get(section, {}).get(key)} now"
        for section in dict.fromkeys([*now, *before])
        for key in sorted(before.get(section, {}).keys() | now.get(section, {}).keys())
        if before.get(section, {}).get(key) != now.get(section, {}).get(key)
    ]
