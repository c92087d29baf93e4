"""Where a catalogue dataset comes from: the mirror, its publisher, a folder, or the sample."""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from textkit.data import published
from textkit.data.catalog import UpstreamFile, clickbait
from textkit.data.prepare import prepare
from textkit.data.published import from_catalog
from textkit.data.sources import looks_like_file
from textkit.data.store import Dataset
from textkit.errors import DataError, MissingError, UsageError
from textkit.reporter import Silent
from textkit.types import SPLITS, Example

HEADLINES = {
    "clickbait_data.gz": [f"You Will Love Number {number}" for number in range(20)],
    "non_clickbait_data.gz": [f"Parliament passes law {number}" for number in range(30)],
}


@dataclass
class Listening(Silent):
    """Keeps what it was warned of."""

    warnings: list[str] = field(default_factory=list)

    def warn(self, message: str) -> None:
        self.warnings.append(message)


def publish(folder: Path) -> Path:
    """The files of clickbait as their publisher lays them out, a blank line between headlines."""
    folder.mkdir(parents=True)
    for name, headlines in HEADLINES.items():
        (folder / name).write_bytes(gzip.compress("\n\n".join(headlines).encode() + b"\n", mtime=0))
    return folder


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "mirror"
    files = sorted(publish(folder / "clickbait").iterdir())
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  ./clickbait/{path.name}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(sums))
    monkeypatch.setenv("TEXTKIT_DATA_MIRROR", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _small_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    def sample(column: str | None) -> Iterator[Example]:
        for number in range(60):
            yield Example(f"headline {number}", ("clickbait", "non-clickbait")[number % 2], f"sample:{number}")

    monkeypatch.setattr(clickbait, "DATASET", replace(clickbait.DATASET, sample=sample))


def texts(dataset: Dataset) -> list[str]:
    return sorted(text for split in SPLITS for text in dataset.split(split).texts)


PUBLISHED = sorted(text for headlines in HEADLINES.values() for text in headlines)


@pytest.mark.parametrize("source", ["auto", "remote"])
def test_a_mirror_is_used_and_labelled(mirror: Path, source: str) -> None:
    listening = Listening()
    dataset = prepare(["clickbait"], source=source, reporter=listening)
    info = dataset.info
    assert (info.source, info.subset, info.synthetic) == ("mirror", True, False)
    assert info.title == "clickbait (mirror: 50 of 32,000 rows)"
    assert listening.warnings == []
    assert texts(dataset) == PUBLISHED
    assert info.report["labels"]["clickbait"] == {"train": 16, "validation": 2, "test": 2}
    assert mirror.is_dir()


def test_the_publishers_own_bytes_are_no_subset(mirror: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digests = [hashlib.sha256((mirror / "clickbait" / file.name).read_bytes()).hexdigest() for file in _files()]
    files = tuple(file._replace(sha256=digest) for file, digest in zip(_files(), digests, strict=True))
    monkeypatch.setattr(clickbait, "DATASET", replace(clickbait.DATASET, files=files))
    info = prepare(["clickbait"]).info
    assert (info.source, info.subset, info.title) == ("mirror", False, "clickbait (mirror)")
    monkeypatch.delenv("TEXTKIT_DATA_MIRROR")
    assert prepare(["clickbait"], source="remote").info == info  # its hash is known: nothing needs to be reached


def _files() -> tuple[UpstreamFile, ...]:
    return clickbait.DATASET.files


def test_rows_name_the_file_and_the_line_they_come_from(mirror: Path) -> None:
    found = list(from_catalog("clickbait", "auto", None, Silent()).read()[0])
    assert found[1] == Example("You Will Love Number 1", "clickbait", "clickbait_data.gz:3")
    assert found[20] == Example("Parliament passes law 0", "non-clickbait", "non_clickbait_data.gz:1")
    assert mirror.is_dir()


def test_a_changed_file_of_a_mirror_is_refused(mirror: Path) -> None:
    (mirror / "clickbait" / "clickbait_data.gz").write_bytes(gzip.compress(b"other\n"))
    for source in ("auto", "remote"):
        with pytest.raises(DataError, match=r"clickbait_data\.gz"):
            prepare(["clickbait"], source=source)


@pytest.mark.parametrize("loss", ["SHA256SUMS", "clickbait/non_clickbait_data.gz"])
def test_a_mirror_that_lacks_a_file_is_passed_over_aloud(mirror: Path, loss: str) -> None:
    (mirror / loss).unlink()
    listening = Listening()
    assert prepare(["clickbait"], reporter=listening).info.synthetic
    first, second = listening.warnings
    assert loss in first
    assert "going to the publisher of clickbait" in first
    assert "SYNTHETIC" in second


def test_a_sample_that_is_asked_for(mirror: Path) -> None:
    listening = Listening()
    info = prepare(["clickbait"], source="sample", reporter=listening).info
    assert (info.source, info.synthetic, info.subset) == ("sample", True, False)
    assert info.title == "clickbait (SYNTHETIC sample)"
    assert info.report["rows"] == 60
    assert listening.warnings == []
    assert mirror.is_dir()


def test_offline_auto_falls_back_to_the_sample_and_says_so() -> None:
    listening = Listening()
    info = prepare(["clickbait"], reporter=listening).info
    assert (info.source, info.synthetic) == ("sample", True)
    (warning,) = listening.warnings
    assert "clickbait/clickbait_data.gz is not on this machine and TEXTKIT_OFFLINE is set" in warning
    assert "SYNTHETIC sample of clickbait" in warning


def test_the_fall_back_is_said_every_time() -> None:
    prepare(["clickbait"])
    listening = Listening()
    prepare(["clickbait"], reporter=listening)
    assert len(listening.warnings) == 1


def test_offline_remote_fails_instead() -> None:
    with pytest.raises(MissingError, match="TEXTKIT_OFFLINE is set"):
        prepare(["clickbait"], source="remote")


def test_offline_remote_is_not_satisfied_by_a_sample_in_the_store() -> None:
    prepare(["clickbait"], source="sample")
    with pytest.raises(MissingError):
        prepare(["clickbait"], source="remote")


def test_a_sample_never_satisfies_a_later_auto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = prepare(["clickbait"])
    assert sample.info.synthetic
    publish(tmp_path / "late" / "clickbait")
    files = sorted((tmp_path / "late" / "clickbait").iterdir())
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()} *clickbait/{path.name}\n" for path in files]
    (tmp_path / "late" / "SHA256SUMS").write_text("".join(sums))
    monkeypatch.setenv("TEXTKIT_DATA_MIRROR", str(tmp_path / "late"))
    later = prepare(["clickbait"])
    assert (later.info.source, later.info.synthetic) == ("mirror", False)
    assert later.info.hash != sample.info.hash
    assert texts(later) == PUBLISHED


def test_a_folder_with_the_publishers_files(tmp_path: Path) -> None:
    info = prepare(["clickbait"], source=str(publish(tmp_path / "files"))).info
    assert (info.source, info.subset, info.synthetic) == ("folder", True, False)


def test_a_folder_that_lacks_a_file(tmp_path: Path) -> None:
    folder = publish(tmp_path / "files")
    (folder / "clickbait_data.gz").unlink()
    with pytest.raises(MissingError, match=r"files lacks clickbait_data\.gz\n.*published at https://"):
        prepare(["clickbait"], source=str(folder))


def test_a_source_that_is_no_folder() -> None:
    with pytest.raises(UsageError, match=r"--source sampel: no such folder\ngive auto, remote, sample"):
        prepare(["clickbait"], source="sampel")


def test_a_recipe_is_known_without_the_bytes_only_if_every_hash_is(monkeypatch: pytest.MonkeyPatch) -> None:
    found = published.published("clickbait", None)
    assert found is not None
    name, recipe = found
    assert name == "clickbait"
    assert recipe["files"] == {file.name: file.sha256 for file in _files()}
    unstable = tuple(file._replace(sha256=None) for file in _files())
    monkeypatch.setattr(clickbait, "DATASET", replace(clickbait.DATASET, files=unstable))
    assert published.published("clickbait", None) is None


def test_the_catalogue_wins_over_a_file_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("clickbait", "notes"):
        (tmp_path / name).write_text("")
    assert not looks_like_file("clickbait")
    assert looks_like_file("notes")
    assert looks_like_file("./clickbait")
    assert looks_like_file("reviews.csv")
    assert not looks_like_file("reviews")
