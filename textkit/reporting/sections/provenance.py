"""Where a run comes from: data, weights, seed, machine, versions and command.

The manifests are redacted ones (`redact.py`): they have no paths and names of users.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from textkit.reporting.report import Block, Cell, Section, Table
from textkit.reporting.subject import Subject
from textkit.run import Manifest


def section(subject: Subject) -> Section:
    return Section("provenance", "Provenance", run_tables(subject.manifest))


def run_tables(manifest: Manifest, name: str = "The run", *, folded: bool = False) -> list[Block]:
    """What one training was; `name` says in the captions which."""
    versions: list[list[Cell]] = [[package, version] for package, version in manifest.versions.items()]
    graphs: list[list[Cell]] = [
        [precision, f"{graph['bytes'] / 1e6:,.1f} MB", graph["sha256"][:16]]
        for precision, graph in manifest.exports.items()
    ]
    known: list[list[Cell]] = [[fact, value] for fact, value in facts(manifest)]
    blocks: list[Block] = [
        Table(f"{name}.", ["", ""], known, words=2, folded=folded),
        Table(f"{name}: versions it was trained with.", ["package", "version"], versions, words=2, folded=True),
    ]
    if graphs:
        columns = ["precision", "size", "sha256"]
        blocks.append(Table(f"{name}: exported graphs.", columns, graphs, words=3, folded=True))
    return blocks


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
    notes = [f"Of this training: {', '.join(manifest.notes)}."] if manifest.notes else []
    return [*shared_warnings([manifest]), *notes]


def shared_warnings(manifests: Sequence[Manifest]) -> list[str]:
    """The same of several runs, each said once; what is particular to a training stands in its title."""
    weights = (
        f"The weights are a stand-in: {each.stand_in} in the place of what {each.model} names."
        for each in manifests
        if each.stand_in
    )
    return list(dict.fromkeys([*weights, *chain.from_iterable(_of_data(each.dataset) for each in manifests)]))


def _of_data(dataset: dict[str, Any]) -> list[str]:
    said = []
    if dataset["synthetic"]:
        said.append(
            "The data is SYNTHETIC: textkit's own sample, made by a grammar. Its scores say nothing of real texts."
        )
    if dataset["subset"]:
        said.append(f"The data is a subset of what was published: {dataset['title']}.")
    return said


def _source(manifest: Manifest) -> str:
    source = manifest.dataset["source"]
    return "textkit's SYNTHETIC sample" if manifest.dataset["synthetic"] else str(source)
