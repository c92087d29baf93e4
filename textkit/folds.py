"""A cross-validation on disk: a folder of runs, and what they score together."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textkit.errors import DataError, MissingError
from textkit.run import FOLDS_FILE, Run, read_json, runs_folder, write_json


@dataclass(frozen=True)
class Folds:
    """A cross-validation: a folder with a run for each fold, and `folds.json` with what they score together."""

    path: Path

    @property
    def file(self) -> Path:
        return self.path / FOLDS_FILE

    @property
    def runs(self) -> list[Run]:
        """The runs, in the order of their folds."""
        return [Run(self.path / f"fold-{number}") for number in range(1, self.content()["folds"] + 1)]

    def content(self) -> dict[str, Any]:
        """What `folds.json` says.

        Raises:
            MissingError: the folder is no cross-validation.
            DataError: the file is damaged.
        """
        if not self.file.is_file():
            raise MissingError(f"{self.path} is no cross-validation: it has no folds.json", "textkit train --folds 5")
        content = read_json(self.file)
        if not (isinstance(content, dict) and isinstance(content.get("folds"), int) and "status" in content):
            raise DataError("this is not what a cross-validation keeps", path=str(self.file))
        return content

    def write(self, content: dict[str, Any]) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        write_json(self.file, content)


def all_folds(parent: Path | None = None) -> Iterator[tuple[Folds, dict[str, Any]]]:
    """Every readable cross-validation under `parent` and what it says, by name."""
    for path in sorted((parent or runs_folder()).glob(f"*/{FOLDS_FILE}")):
        folds = Folds(path.parent)
        try:
            yield folds, folds.content()
        except (DataError, MissingError):
            continue  # one damaged folder must not hide the others; naming it says what is wrong
