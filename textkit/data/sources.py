"""Where a dataset comes from, and the user's own tables as one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textkit.data.catalog import catalog
from textkit.data.options import FileOptions
from textkit.data.parts import HUB, STDIN, Parts, hub_parts, parts_of
from textkit.data.reading import Reading
from textkit.data.rejects import Rejects
from textkit.data.tagged import unify
from textkit.digest import sha256_of
from textkit.errors import DataError, UsageError, did_you_mean
from textkit.reporter import Reporter
from textkit.tasks import tasks
from textkit.types import Example


@dataclass(frozen=True)
class Source:
    """A dataset's bytes, found: what they are (`recipe`) and how they are read."""

    name: str
    task: str
    kind: str
    recipe: dict[str, Any]
    rows: Callable[[], Iterator[Any]]
    """Examples, or for tagging sentences whose tags are as their file has them."""
    subset: bool = False
    published_rows: int | None = None
    """How many rows its publisher's version has, where these may be fewer."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What was found out about how it is to be read, for the report."""
    notes: Sequence[str] = ()
    """The same for people."""
    rejects: Rejects = field(default_factory=Rejects)
    size: int | None = None
    """In bytes, where that can be told."""
    done: Callable[[], int] = lambda: 0
    """How many bytes have been read."""

    def read(self) -> tuple[Iterable[Example], dict[str, Any]]:
        """The examples, and what was found out about their tags."""
        if tasks.load(self.task).level == "text":
            return self.rows(), {}
        examples, report = unify(self.rows(), self.rejects)
        return examples, report.to_json()

    @property
    def synthetic(self) -> bool:
        return self.kind == "sample"


def looks_like_file(dataset: str) -> bool:
    """Whether `dataset` names a file, a folder, the hub or standard input rather than a catalogue entry."""
    if not dataset or dataset in catalog.names():
        return False
    return dataset == STDIN or Path(dataset).exists() or "/" in dataset or "." in dataset or dataset.startswith(HUB)


def from_files(paths: Sequence[Path], options: FileOptions) -> Source:
    """The user's own files, or a folder of them.

    Raises:
        MissingError: a file does not exist.
        DataError: a folder holds no such file, or what the columns are cannot be told.
    """
    parts = parts_of(paths, options)
    digests = {f"{number}: {file.name}": source_sha256(file) for number, file in enumerate(parts.files, start=1)}
    return _from_parts(parts, digests, options, "file")


def from_hub(dataset: str, options: FileOptions, reporter: Reporter) -> Source:
    """A dataset of the hub, `hub:ID[:CONFIG][@REVISION]`, pinned to the commit that its revision is.

    Raises:
        UsageError, MissingError, DataError: see `hub_parts`.
    """
    parts, commit = hub_parts(dataset, options, reporter)
    place = dataset.partition("@")[0]
    reporter.note(f"{place} is at commit {commit}")
    return _from_parts(parts, {place: commit}, options, "hub")


def _from_parts(parts: Parts, digests: dict[str, str], options: FileOptions, kind: str) -> Source:
    name = parts.name
    if name in catalog.names():
        name += "-file"  # a file of one's own must not pass for the published corpus
    if options.column is not None:
        name += f"-{options.column}"
    reading = Reading(parts.parts, options)
    sizes = [part.size for part in parts.parts]
    return Source(
        name=name,
        task=reading.task,
        kind=kind,
        recipe={"name": name, "task": reading.task, "files": digests, "options": options.to_json()},
        rows=reading.rows,
        facts=reading.facts,
        notes=reading.notes,
        rejects=reading.rejects,
        size=sum(size or 0 for size in sizes) if None not in sizes else None,
        done=reading.done,
    )


def unknown_dataset(name: str) -> UsageError:
    """The error for a name that is neither a catalogue entry nor a file, or that stands beside others and may not."""
    names = catalog.names()
    if name in names:
        return UsageError(
            f"'{name}' is a dataset of the catalogue and stands alone", "leave out the files, or the name"
        )
    if name == STDIN or name.startswith(HUB):
        return UsageError(f"'{name}' stands alone", f"leave out the files, or {name}")
    return UsageError(
        f"unknown dataset '{name}'",
        did_you_mean(name, names) or f"name a file, or one of: {', '.join(names)}",
    )


def source_sha256(path: Path) -> str:
    """Of a file's bytes. Raises DataError if it cannot be read."""
    try:
        return sha256_of(path)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path=str(path)) from None
