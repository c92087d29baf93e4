"""Where a run comes from: data, weights, seed, machine, versions and command.

The manifests are redacted ones (`redact.py`): they have no paths and names of users.
"""

from textkit.reporting.report import Cell, Section, Table
from textkit.reporting.subject import Subject
from textkit.run import Manifest


def section(subject: Subject) -> Section:
    manifest = subject.manifest
    versions: list[list[Cell]] = [[name, version] for name, version in manifest.versions.items()]
    graphs: list[list[Cell]] = [
        [precision, f"{graph['bytes'] / 1e6:,.1f} MB", graph["sha256"][:16]]
        for precision, graph in manifest.exports.items()
    ]
    blocks = [
        Table("The run.", ["", ""], [[name, value] for name, value in facts(manifest)], words=2),
        Table("Versions it was trained with.", ["package", "version"], versions, words=2, folded=True),
    ]
    if graphs:
        blocks.append(Table("Exported graphs.", ["precision", "size", "sha256"], graphs, words=3, folded=True))
    return Section("provenance", "Provenance", blocks)


def facts(manifest: Manifest) -> list[tuple[str, str]]:
    """What a reader needs to know of a training, and to repeat it."""
    dataset = manifest.dataset
    found = [
        ("model", f"{manifest.title}, {manifest.parameters:,} parameters"),
        ("task", manifest.task),
        ("dataset", dataset["title"]),
        ("dataset's hash", dataset["hash"]),
        ("rows come from", _source(manifest)),
        ("pretrained weights", manifest.pretrained or "none"),
        ("stand-in", manifest.stand_in or ""),
        ("started from", manifest.init or ""),
        ("taught by", manifest.teacher or ""),
        ("seed", str(manifest.seed)),
        ("trained on", f"{manifest.device}, {manifest.precision}, threads: {manifest.threads}"),
        ("training", "" if manifest.train_seconds is None else f"{manifest.train_seconds:,.1f} s"),
        ("finished (UTC)", (manifest.finished or "").partition(".")[0].replace("T", " ")),
        ("command", manifest.command or ""),
    ]
    return [(name, value) for name, value in found if value]


def warnings(manifest: Manifest) -> list[str]:
    """What must not be overlooked: a stand-in, synthetic data, a subset, fewer rows."""
    dataset = manifest.dataset
    said = []
    if manifest.stand_in:
        said.append(f"The weights are a stand-in: {manifest.stand_in} in the place of what {manifest.model} names.")
    if dataset["synthetic"]:
        said.append(
            "The data is SYNTHETIC: textkit's own sample, made by a grammar. Its scores say nothing of real texts."
        )
    if dataset["subset"]:
        said.append(f"The data is a subset of what was published: {dataset['title']}.")
    if manifest.notes:
        said.append(f"Of this training: {', '.join(manifest.notes)}.")
    return said


def _source(manifest: Manifest) -> str:
    source = manifest.dataset["source"]
    return "textkit's SYNTHETIC sample" if manifest.dataset["synthetic"] else str(source)
