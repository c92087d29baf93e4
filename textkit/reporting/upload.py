"""What of a run is published: all that it needs to be opened, without paths and names of users.

Left out are the checkpoint, logs for TensorBoard, and whatever else somebody put into the folder. The report goes along
only where that is asked for: it may show texts of the data.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from textkit.digest import sha256_of
from textkit.errors import UsageError
from textkit.reporting.card import card_of
from textkit.reporting.redact import redacted_manifest, redacted_tree
from textkit.run import FINISHED, Manifest, Run, read_json

_SETTINGS_OF_A_MODEL = ("config.json", "options.json", "architecture.json")
Content = bytes | Path
"""The bytes of a file that is published otherwise than it is, or the file itself."""


def published_files(run: Run, *, report: bool = False) -> dict[str, Content]:
    """The files of the repository by their paths in it.

    Raises:
        UsageError: the run is not finished.
        MissingError, DataError: a file is gone, or is not the one that was trained.
    """
    manifest = run.manifest()
    if manifest.status != FINISHED:
        raise UsageError(f"{run.path} is not finished", "finish it: the command it began with, and --resume")
    for precision in (None, *manifest.exports):
        run.verify(manifest, precision)
    files: dict[str, Content] = {str(path.relative_to(run.path)): path for path in _kept(run, manifest, report)}
    files |= {name: _json(redacted_tree(read_json(run.path / name))) for name in _to_redact(files)}
    files["config.toml"] = _toml(redacted_tree(tomllib.loads(run.config_file.read_text(encoding="utf-8"))))
    files["README.md"] = card_of(run).encode()
    hashes = {name: _sha256(files[name]) for name in manifest.files}
    files["manifest.json"] = _json(asdict(replace(redacted_manifest(manifest), files=hashes)))
    return dict(sorted(files.items()))


def size_of(content: Content) -> int:
    """In bytes."""
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def _kept(run: Run, manifest: Manifest, report: bool) -> Iterator[Path]:
    """What is published as it is, or after redaction."""
    yield from (run.path / name for name in manifest.files)
    yield from (path for precision in manifest.exports for path in run.graph_files(manifest, precision))
    yield from (path for path in (run.metrics_file, run.history_file) if path.is_file())
    if report:
        yield from sorted(run.path.glob("report*.html"))
        yield from sorted(run.path.glob("plots*/*.[ps][nv]g"))


def _to_redact(files: dict[str, Content]) -> list[str]:
    """Settings and scores that may tell where something lay; a vocabulary is left alone."""
    return [name for name in files if name == "metrics.json" or name.removeprefix("model/") in _SETTINGS_OF_A_MODEL]


def _sha256(content: Content) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    return sha256_of(content)


def _json(content: Any) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _toml(content: dict[str, Any]) -> bytes:
    import tomli_w

    return tomli_w.dumps(content).encode()
