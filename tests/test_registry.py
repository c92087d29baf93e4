"""Registries: a file is a name, plugins join, and what is broken or claimed twice is said."""

from pathlib import Path

import pytest

import textkit
from textkit.data.catalog import catalog
from textkit.errors import MissingError, UsageError
from textkit.models import zoo
from textkit.registry import Registry
from textkit.tasks import tasks


def plugin(folder: Path, distribution: str, group: str, name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a distribution with one module and one entry point, as pip would lay it out."""
    module = distribution.replace("-", "_")
    (folder / f"{module}.py").write_text(code, encoding="utf-8")
    metadata = folder / f"{module}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[{group}]\n{name} = {module}:ENTRY\n")
    monkeypatch.syspath_prepend(str(folder))


@pytest.mark.parametrize(("registry", "name"), [(zoo, "lstm-attn"), (tasks, "classification"), (catalog, "clickbait")])
def test_a_file_is_a_name(registry: Registry[object], name: str) -> None:
    assert name in registry.names()
    assert registry.load(name) is registry.load(name)


def test_subpackages_are_no_entries() -> None:
    assert "layers" not in zoo.names()


@pytest.mark.parametrize(
    ("registry", "typo", "meant"),
    [(zoo, "lstm-atn", "lstm-attn"), (catalog, "clickbate", "clickbait"), (tasks, "clasification", "classification")],
)
def test_an_unknown_name_suggests_the_nearest(registry: Registry[object], typo: str, meant: str) -> None:
    with pytest.raises(UsageError, match=f"'{typo}'") as caught:
        registry.load(typo)
    assert caught.value.hint == f"did you mean '{meant}'?"


def test_a_name_near_nothing_lists_what_there_is() -> None:
    with pytest.raises(UsageError) as caught:
        zoo.load("zzz")
    assert "tfidf" in str(caught.value.hint)


def test_a_plugin_joins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin(tmp_path, "toy-plugin", "textkit.models", "toy", "ENTRY = 'the entry'\n", monkeypatch)
    assert "toy" in zoo.names()
    assert zoo.load("toy") == "the entry"


def test_a_built_in_wins_over_a_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin(tmp_path, "greedy-plugin", "textkit.models", "tfidf", "ENTRY = 'usurper'\n", monkeypatch)
    assert zoo.load("tfidf") != "usurper"


def test_two_plugins_of_one_name_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for distribution in ("first-plugin", "second-plugin"):
        plugin(tmp_path, distribution, "textkit.models", "toy", "ENTRY = 1\n", monkeypatch)
    with pytest.raises(UsageError, match="first-plugin and second-plugin"):
        zoo.load("toy")


def test_a_broken_plugin_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin(tmp_path, "broken-plugin", "textkit.models", "toy", "import nowhere_to_be_found\n", monkeypatch)
    with pytest.raises(MissingError, match="nowhere_to_be_found") as caught:
        zoo.load("toy")
    assert "broken-plugin" in str(caught.value.hint)


@pytest.mark.usefixtures("toys")
def test_a_model_a_task_and_a_dataset_are_one_file_each() -> None:
    run = textkit.train("stars", "bag", config={"data": {"source": "sample"}, "training": {"threads": 1}})
    assert run.manifest().task == "ordinal"
    found = textkit.evaluate(run)
    assert found.scores["accuracy"] > 0.9
    assert [record["label"] for record in textkit.load(run).predict(["an awful thing", "a superb thing"])] == ["1", "3"]
