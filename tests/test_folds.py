"""The folder of a cross-validation."""

from pathlib import Path
from typing import Any

import pytest

from textkit.errors import DataError, MissingError, UsageError
from textkit.folds import Folds, all_folds
from textkit.run import FINISHED, Manifest, Run, all_runs, create

MANIFEST = Manifest(
    model="tfidf", task="classification", runtime="numpy", dataset={"name": "reviews", "hash": "0" * 16}, seed=1
)


def cross(parent: Path, name: str, **content: Any) -> Folds:
    folds = Folds(parent / name)
    folds.write({"folds": 2, "status": FINISHED, **content})
    return folds


def test_a_cross_validation_has_its_runs_in_the_order_of_their_folds(tmp_path: Path) -> None:
    folds = cross(tmp_path, "a", folds=11)
    assert [run.name for run in folds.runs] == [f"fold-{number}" for number in range(1, 12)]
    assert {run.path.parent for run in folds.runs} == {folds.path}


def test_a_cross_validation_reads_back_as_it_was_written(tmp_path: Path) -> None:
    content = {"folds": 3, "status": "unfinished", "validation": {"micro_f1": 0.5}, "title": "ünï"}
    folds = Folds(tmp_path / "deep" / "a")
    folds.write(content)
    assert folds.content() == content


def test_cross_validations_come_by_name_and_are_no_runs(tmp_path: Path) -> None:
    create(tmp_path, "run", MANIFEST)
    made = [cross(tmp_path, name) for name in ("b", "a")]
    assert [folds for folds, _ in all_folds(tmp_path)] == made[::-1]
    assert [run.name for run, _ in all_runs(tmp_path)] == ["run"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"folds": 2}', b'{"folds": "2", "status": "finished"}'])
def test_a_damaged_cross_validation_is_named_and_hides_no_other(content: bytes, tmp_path: Path) -> None:
    cross(tmp_path, "a")
    damaged = cross(tmp_path, "b")
    damaged.file.write_bytes(content)
    with pytest.raises(DataError) as caught:
        damaged.content()
    assert caught.value.path == str(damaged.file)
    assert [folds.path.name for folds, _ in all_folds(tmp_path)] == ["a"]


def test_a_folder_without_folds_is_no_cross_validation(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"is no cross-validation: it has no folds\.json"):
        Folds(tmp_path).content()


def test_a_cross_validation_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a is a cross-validation\nname one of its runs: .*a/fold-1"):
        Run(cross(tmp_path, "a").path).manifest()
