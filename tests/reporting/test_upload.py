"""What of a run is published: all that it needs, and nothing that tells where it was made."""

import hashlib
import json
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

import textkit
from textkit.errors import DataError, UsageError
from textkit.reporting.upload import Content, published_files, size_of
from textkit.run import Run


def content_of(content: Content) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()


@pytest.fixture
def run(trained: dict[str, Path], tmp_path: Path) -> Run:
    """A run that anyone may change, trained by somebody with a home."""
    found = Run(shutil.copytree(trained["sets"], tmp_path / "run"))
    command = f"textkit train /home/ann/notices.jsonl --out {found.path}"
    found.write_manifest(replace(found.manifest(), command=command))
    return found


def test_what_is_published_opens_and_answers_alike(run: Run, tmp_path: Path) -> None:
    for name, content in published_files(run).items():
        place = tmp_path / "there" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content_of(content))
    texts = ["the museum has a painting", "rain and frost"]
    assert textkit.load(tmp_path / "there").predict(texts) == textkit.load(run).predict(texts)


def test_the_files_are_those_a_run_needs(run: Run) -> None:
    names = set(published_files(run))
    assert names >= {"README.md", "manifest.json", "config.toml", "labels.json", "metrics.json", "thresholds.json"}
    assert "model/model.safetensors" in names


def test_checkpoints_logs_and_strays_stay(run: Run) -> None:
    for name in ("checkpoint/state.safetensors", "tensorboard/events.host", "notes.txt", "report.html", "plots/a.svg"):
        (run.path / name).parent.mkdir(exist_ok=True)
        (run.path / name).write_text("x")
    assert not {name.partition("/")[0] for name in published_files(run)} & {
        "checkpoint", "tensorboard", "notes.txt", "report.html", "plots"
    }  # fmt: skip


def test_a_report_goes_along_where_it_is_asked_for(run: Run) -> None:
    (run.path / "plots").mkdir()
    for name in ("report.html", "plots/a.svg", "plots/a.png"):
        (run.path / name).write_text("x")
    assert {"report.html", "plots/a.svg", "plots/a.png"} <= set(published_files(run, report=True))


def test_no_path_is_left_in_any_text(run: Run) -> None:
    (run.model / "config.json").write_text(json.dumps({"_name_or_path": "/home/ann/models/bert"}))
    digest = hashlib.sha256((run.model / "config.json").read_bytes()).hexdigest()
    manifest = run.manifest()
    run.write_manifest(replace(manifest, files={**manifest.files, "model/config.json": digest}))
    files = published_files(run)
    for name, content in files.items():
        if not name.endswith(".safetensors"):
            said = content_of(content).decode("utf-8")
            assert "/home/ann" not in said, name
            assert str(run.path.parent) not in said, name
    assert json.loads(content_of(files["model/config.json"])) == {"_name_or_path": "bert"}


def test_the_manifest_has_the_hashes_of_what_is_published(run: Run) -> None:
    files = published_files(run)
    for name, digest in json.loads(content_of(files["manifest.json"]))["files"].items():
        assert hashlib.sha256(content_of(files[name])).hexdigest() == digest, name


def test_the_settings_stay_settings(run: Run) -> None:
    config = tomllib.loads(content_of(published_files(run)["config.toml"]).decode())
    assert config["data"]["dataset"] == "notices.jsonl"
    assert config["data"]["ratios"] == "80/10/10"
    assert config["model"]["name"] == "tfidf"


def test_an_unfinished_run_is_refused(run: Run) -> None:
    run.write_manifest(replace(run.manifest(), status="unfinished"))
    with pytest.raises(UsageError, match="not finished"):
        published_files(run)


def test_a_damaged_run_is_refused(run: Run) -> None:
    run.weights.write_bytes(run.weights.read_bytes() + b"x")
    with pytest.raises(DataError, match="differs"):
        published_files(run)


def test_sizes_are_in_bytes(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    assert (size_of(b"ab"), size_of(tmp_path / "file")) == (2, 3)
