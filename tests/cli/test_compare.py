"""textkit compare: tables, the document, and what is refused with which exit code."""

import json
from pathlib import Path

import pytest

import textkit
from tests.cli.conftest import Command
from tests.reviews import write_reviews
from tests.tagged import TINY_TAGGER, write_conll
from textkit.run import Run

FEW = {"data": {"limit": 8}}


@pytest.fixture
def two(reviews: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A run, and one that has seen eight rows."""
    runs = (
        textkit.train(str(reviews), "tfidf", out=tmp_path / name, config=config)
        for name, config in (("all", {}), ("few", FEW))
    )
    first, second = (run.path for run in runs)
    return first, second


def test_the_tables_say_who_is_better_and_where(textkit_cli: Command, two: tuple[Path, Path], tmp_path: Path) -> None:
    new = write_reviews(tmp_path / "new.csv", rows=300, seed=5)
    answer = textkit_cli("compare", *two, "--data", new, "--examples", 2)
    assert answer.code == 0
    for part in ("first: tfidf", "second: tfidf (8 rows)", "McNemar, exact mid-p", "F1 by label", "accuracy by length"):
        assert part in answer.out
    for part in ("only the first right", "furthest apart", "corrected for 2 (Holm)", "95% interval", "all, 300 rows"):
        assert part in answer.out
    assert "tfidf is better: accuracy" in " ".join(answer.out.split())


def test_the_document_has_every_figure(textkit_cli: Command, two: tuple[Path, Path]) -> None:
    document = json.loads(textkit_cli("compare", *two, "--json").out)
    assert document["runs"] == [str(path) for path in two]
    assert document.keys() >= {"dataset", "split", "records", "words", "same_model", "outcomes", "disagreements"}
    comparison = document["comparison"]
    assert comparison.keys() == {"metric", "first", "second", "difference", "interval", "p", "test"}
    assert comparison["difference"] == pytest.approx(comparison["first"] - comparison["second"])
    for name in ("by_label", "by_length"):
        assert all(part.keys() == {"name", "size", "comparison", "p"} for part in document[name])
    assert document["disagree"] >= len(document["disagreements"])


def test_another_split_can_be_compared(textkit_cli: Command, two: tuple[Path, Path]) -> None:
    document = json.loads(textkit_cli("compare", *two, "--split", "validation", "--json").out)
    assert (document["split"], document["records"]) == ("validation", 24)
    for side, path in zip(("first", "second"), two, strict=True):
        assert document["comparison"][side] == pytest.approx(Run(path).metrics()["validation"]["accuracy"], abs=1e-6)


def test_a_run_is_not_better_than_itself(textkit_cli: Command, two: tuple[Path, Path]) -> None:
    answer = textkit_cli("compare", two[0], two[0])
    assert "are one model, file by file, and neither is better" in " ".join(answer.out.split())
    assert "by label" not in answer.out


def test_taggers_show_the_words_on_which_they_differ(textkit_cli: Command, tmp_path: Path) -> None:
    path = write_conll(tmp_path / "news.conll", rows=160)
    short = {**TINY_TAGGER, "training": {**TINY_TAGGER["training"], "epochs": 1}}
    runs = [
        textkit.train(str(path), "lstm", out=tmp_path / name, config=config).path
        for name, config in (("long", TINY_TAGGER), ("short", short))
    ]
    answer = textkit_cli("compare", *runs)
    assert answer.code == 0
    assert "span f1" in answer.out
    assert "/B-" in answer.out


def test_other_rows_are_refused_with_the_way_out(textkit_cli: Command, two: tuple[Path, Path], tmp_path: Path) -> None:
    other = textkit.train(str(write_reviews(tmp_path / "other.csv", seed=3)), "tfidf", out=tmp_path / "other").path
    answer = textkit_cli("compare", two[0], other)
    assert answer.code == 2
    assert "other rows" in answer.err
    assert "--data FILE" in answer.err


def test_a_cross_validation_is_refused(textkit_cli: Command, reviews: Path, two: tuple[Path, Path]) -> None:
    crossed = textkit.cross_validate(str(reviews), "tfidf", folds=2).path
    answer = textkit_cli("compare", two[0], crossed)
    assert answer.code == 2
    assert f"compare one of them: {crossed}/fold-1" in answer.err


def test_what_is_no_run_is_refused(textkit_cli: Command, two: tuple[Path, Path], tmp_path: Path) -> None:
    assert textkit_cli("compare", two[0], tmp_path / "nowhere").code == 4
    assert textkit_cli("compare", two[0]).code == 2


def test_flags_for_files_need_a_file(textkit_cli: Command, two: tuple[Path, Path]) -> None:
    answer = textkit_cli("compare", *two, "--text-column", "what")
    assert answer.code == 2
    assert "--text-column: for a file named with --data" in answer.err
