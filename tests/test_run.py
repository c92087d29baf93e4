"""Runs: their folders, their manifest, and which of them is the newest."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.errors import DataError, MissingError, UsageError
from textkit.run import (
    FINISHED,
    SCHEMA,
    Manifest,
    Run,
    all_runs,
    begin,
    create,
    newest,
    runs_folder,
    write_json,
)

MANIFEST = Manifest(
    model="tfidf", task="classification", runtime="numpy", dataset={"name": "reviews", "hash": "0" * 16}, seed=1
)


def finish(parent: Path, name: str, finished: str, **changes: Any) -> Run:
    run = create(parent, name, MANIFEST)
    run.write_manifest(replace(run.manifest(), status=FINISHED, finished=finished, **changes))
    return run


def test_a_taken_name_gets_a_number(tmp_path: Path) -> None:
    names = [create(tmp_path / "runs", "reviews-tfidf", MANIFEST).name for _ in range(3)]
    assert names == ["reviews-tfidf", "reviews-tfidf-2", "reviews-tfidf-3"]


def test_a_file_takes_a_name_too(tmp_path: Path) -> None:
    (tmp_path / "reviews-tfidf").write_text("")
    assert create(tmp_path, "reviews-tfidf", MANIFEST).name == "reviews-tfidf-2"


def test_a_freed_number_is_used_again(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a-3").mkdir()
    assert create(tmp_path, "a", MANIFEST).name == "a-2"


def test_a_run_begins_at_exactly_the_path_given(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "here"
    assert begin(path, MANIFEST).path == path
    assert Run(path).manifest().status == "unfinished"


def test_a_run_begins_in_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert begin(tmp_path / "empty", MANIFEST).manifest_file.is_file()


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_run_never_begins_over_something_else(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "taken"
    if kind == "folder":
        path.mkdir()
    (path / "notes.txt" if kind == "folder" else path).write_text("keep me")
    with pytest.raises(UsageError, match=r"taken exists\n.*--out"):
        begin(path, MANIFEST)
    assert (path / "notes.txt" if kind == "folder" else path).read_text() == "keep me"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
MANIFESTS = st.builds(
    Manifest,
    model=st.text(),
    task=st.text(),
    runtime=st.sampled_from(["numpy", "torch"]),
    dataset=st.dictionaries(st.text(), JSON, max_size=3),
    seed=st.integers(0),
    status=st.sampled_from(["finished", "unfinished"]),
    finished=st.none() | st.text(),
    train_seconds=st.none() | st.floats(0, allow_infinity=False),
    command=st.none() | st.text(),
    versions=st.dictionaries(st.text(), st.text(), max_size=3),
    files=st.dictionaries(st.text(), st.text(), max_size=3),
)


@given(MANIFESTS)
def test_a_manifest_reads_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, manifest: Manifest) -> None:
    run = Run(tmp_path_factory.getbasetemp() / "round-trip")
    run.write_manifest(manifest)
    assert run.manifest() == manifest


def test_the_time_of_creation_is_written(tmp_path: Path) -> None:
    first, second = (create(tmp_path, "a", MANIFEST).manifest().created for _ in range(2))
    assert first < second
    assert first.endswith("+00:00")


def test_keys_of_a_later_textkit_are_passed_over(tmp_path: Path) -> None:
    run = create(tmp_path, "a", MANIFEST)
    content = json.loads(run.manifest_file.read_text())
    write_json(run.manifest_file, {**content, "carbon": 3})
    assert run.manifest() == Manifest(**content)


def test_a_newer_schema_is_refused_with_both_numbers(tmp_path: Path) -> None:
    run = create(tmp_path, "a", replace(MANIFEST, schema=SCHEMA + 6))
    with pytest.raises(DataError, match=rf"manifest\.json: schema {SCHEMA + 6} .* up to {SCHEMA}\n.*--upgrade"):
        run.manifest()


@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_without_a_manifest_is_no_run(tmp_path: Path, exists: bool) -> None:
    path = tmp_path / "folder"
    if exists:
        path.mkdir()
    with pytest.raises(MissingError, match=r"folder is no run: it has no manifest\.json"):
        Run(path).manifest()


DAMAGE = {
    "cut short": b'{"schema": 2, "model": "tf',
    "empty": b"",
    "not UTF-8": b'{"schema": 2, "model": "\xff"}',
    "a list": b"[]",
    "null": b"null",
    "without a schema": b'{"model": "tfidf"}',
    "incomplete": b'{"schema": 2, "model": "tfidf"}',
    "newer": b'{"schema": 99}',
}


@pytest.mark.parametrize("content", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_manifest_is_an_error_that_names_it(tmp_path: Path, content: bytes) -> None:
    run = create(tmp_path, "a", MANIFEST)
    run.manifest_file.write_bytes(content)
    with pytest.raises(DataError) as caught:
        run.manifest()
    assert caught.value.path == str(run.manifest_file)


@pytest.mark.parametrize("content", DAMAGE.values(), ids=DAMAGE.keys())
def test_one_damaged_folder_does_not_hide_the_others(tmp_path: Path, content: bytes) -> None:
    create(tmp_path, "a", MANIFEST)
    create(tmp_path, "b", MANIFEST).manifest_file.write_bytes(content)
    create(tmp_path, "c", MANIFEST)
    assert [run.name for run, _ in all_runs(tmp_path)] == ["a", "c"]


def test_a_folder_called_manifest_does_not_hide_the_others(tmp_path: Path) -> None:
    create(tmp_path, "a", MANIFEST)
    (tmp_path / "b" / "manifest.json").mkdir(parents=True)
    assert [run.name for run, _ in all_runs(tmp_path)] == ["a"]


def test_runs_come_oldest_first(tmp_path: Path) -> None:
    for name in ("c", "a", "b"):
        create(tmp_path, name, MANIFEST)
    assert [run.name for run, _ in all_runs(tmp_path)] == ["c", "a", "b"]


def test_no_runs_folder_is_no_runs(tmp_path: Path) -> None:
    assert list(all_runs(tmp_path / "nowhere")) == []


def test_the_newest_run_goes_by_when_it_finished(tmp_path: Path) -> None:
    finish(tmp_path, "finished-last", "2026-03-03T00:00:00+00:00")
    finish(tmp_path, "created-later", "2026-02-02T00:00:00+00:00")
    assert newest(tmp_path).name == "finished-last"


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"kind": "distillation"}, True),
        ({"kind": "control"}, False),
        ({"kind": "benchmark"}, False),
        ({"status": "unfinished"}, False),
        ({"status": "unfinished", "finished": None}, False),
    ],
)
def test_what_can_be_the_newest_run(tmp_path: Path, changes: dict[str, Any], counts: bool) -> None:
    finish(tmp_path, "old", "2026-01-01T00:00:00+00:00")
    later = finish(tmp_path, "later", "2026-02-02T00:00:00+00:00")
    later.write_manifest(replace(later.manifest(), **changes))
    assert newest(tmp_path).name == ("later" if counts else "old")


def test_without_a_finished_run_the_error_says_how_to_make_one(tmp_path: Path) -> None:
    create(tmp_path, "a", MANIFEST)
    with pytest.raises(MissingError, match=r"no finished run in .*\n.*textkit train"):
        newest(tmp_path)


def test_the_runs_folder_is_that_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finish(tmp_path / "elsewhere", "a", "2026-01-01T00:00:00+00:00")
    monkeypatch.setenv("TEXTKIT_RUNS", str(tmp_path / "elsewhere"))
    assert runs_folder() == tmp_path / "elsewhere"
    assert newest().path == tmp_path / "elsewhere" / "a"
    monkeypatch.delenv("TEXTKIT_RUNS")
    assert runs_folder() == Path("runs")


def test_metrics_are_gathered_split_by_split(tmp_path: Path) -> None:
    run = create(tmp_path, "a", MANIFEST)
    assert run.metrics() == {}
    run.write_metrics("validation", {"accuracy": 0.5})
    run.write_metrics("test", {"accuracy": 0.25})
    run.write_metrics("validation", {"accuracy": 0.75})
    assert run.metrics() == {"validation": {"accuracy": 0.75}, "test": {"accuracy": 0.25}}


def test_a_figure_that_json_does_not_know_leaves_the_old_file(tmp_path: Path) -> None:
    run = create(tmp_path, "a", MANIFEST)
    run.write_metrics("test", {"accuracy": 0.5})
    with pytest.raises(ValueError, match="not JSON compliant"):
        run.write_metrics("test", {"accuracy": float("nan")})
    assert run.metrics() == {"test": {"accuracy": 0.5}}


def test_a_file_gone_from_a_run_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"labels\.json is missing"):
        create(tmp_path, "a", MANIFEST).labels()
