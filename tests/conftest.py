"""Every test has folders of its own, and nothing to reach outside."""

from pathlib import Path

import pytest

import textkit.data.catalog
import textkit.models
import textkit.tasks
from tests.reviews import write_reviews
from textkit.training import trainer

TOYS = Path(__file__).parent / "toys"


@pytest.fixture(autouse=True)
def _without_export(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trainings end without a graph, which takes a second, but for tests marked `exports`."""
    if request.node.get_closest_marker("exports") is None:
        monkeypatch.setattr(trainer, "_export", lambda run, reporter: None)


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTKIT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TEXTKIT_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("TEXTKIT_OFFLINE", "1")
    monkeypatch.delenv("TEXTKIT_DATA_MIRROR", raising=False)


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """A CSV that a small network learns in seconds."""
    return write_reviews(tmp_path / "reviews.csv")


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The registries with a model, a task and a dataset more: one file each, in `tests/toys`."""
    for package in (textkit.models, textkit.tasks, textkit.data.catalog):
        folder = TOYS / package.__name__.rpartition(".")[2]
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
