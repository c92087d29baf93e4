"""Paths and names of users go; what only looks like a path stays."""

import pytest

from textkit.reporting.redact import (
    redacted,
    redacted_command,
    redacted_manifest,
    redacted_path,
    redacted_sentence,
    redacted_tree,
)
from textkit.run import Manifest


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("/home/ann/data/reviews.csv", "reviews.csv"),
        ("/home/ann bell/my data/reviews.csv", "reviews.csv"),
        ("~/reviews.csv", "reviews.csv"),
        ("~ann/reviews.csv", "reviews.csv"),
        ("../secret/reviews.csv", "reviews.csv"),
        ("clients/acme/reviews.csv", "reviews.csv"),
        (r"C:\Users\Ann\reviews.csv", "reviews.csv"),
        (r"\\server\share\reviews.csv", "reviews.csv"),
        ("hf:/home/ann/bert", "hf:bert"),
        ("/home/ann/", "ann"),
        ("https://ann:secret@host.org/a/b.csv?token=1", "https://host.org/a/b.csv"),
    ],
)
def test_of_a_path_the_last_part_stays(value: str, left: str) -> None:
    assert redacted_path(value) == left


@pytest.mark.parametrize(
    "value",
    ["clickbait", "80/10/10", "hf:org/model-v1.5", "hub:org/data:config", "sentence-transformers/all-MiniLM-L6-v2",
     "clickbait (mirror: 300 of 32,000 rows)", "", "per-label"],
)  # fmt: skip
def test_what_is_no_path_stays(value: str) -> None:
    assert redacted_path(value) == value


@pytest.mark.parametrize(
    ("command", "left"),
    [
        ("textkit train /home/ann/a.csv --model tfidf", "textkit train a.csv --model tfidf"),
        ("textkit train clickbait --out secret/runs/mine", "textkit train clickbait --out mine"),
        ("textkit train clickbait --out=secret/runs/mine", "textkit train clickbait --out=mine"),
        ("textkit train '/home/ann bell/a b.csv'", "textkit train 'a b.csv'"),
        ("textkit train x --set model.vectors=/home/ann/v.txt", "textkit train x --set model.vectors=v.txt"),
        ("textkit train clickbait --ratios 80/10/10", "textkit train clickbait --ratios 80/10/10"),
        ("it's no shell line", ""),
    ],
)
def test_of_a_command_the_paths_go(command: str, left: str) -> None:
    assert redacted_command(command) == left


def test_paths_within_a_sentence_go() -> None:
    assert redacted("hf:/home/ann/bert (lower case)") == "hf:bert (lower case)"
    assert redacted("see https://host.org/a/b") == "see https://host.org/a/b"
    assert redacted("taught by /home/ann/runs/bert, in (~/x/y.csv)") == "taught by bert, in (y.csv)"


def test_a_tree_is_redacted_to_its_leaves() -> None:
    tree = {"a": ["/home/ann/x.csv", 3, None], "model/config.json": {"path": "~/b"}}
    assert redacted_tree(tree) == {"a": ["x.csv", 3, None], "model/config.json": {"path": "b"}}


def test_a_manifest_tells_no_place() -> None:
    dataset = {"name": "x", "title": "x", "dataset": "/home/ann/x.csv", "source": "/srv/files"}
    told = Manifest(
        model="hf:/home/ann bell/bert",
        task="classification",
        runtime="torch",
        dataset=dataset,
        seed=1,
        command="textkit train /home/ann/x.csv",
        pretrained="/home/ann/bert",
        teacher="/home/ann/runs/teacher",
        stand_in="MiniLM-L6",
        notes=["taught by /home/ann/runs/teacher"],
    )
    found = redacted_manifest(told)
    assert found.title == "hf:bert (stand-in: MiniLM-L6, taught by teacher)"
    assert "ann" not in str(found)


def test_redacting_twice_changes_nothing() -> None:
    once = redacted_command("textkit train /home/ann/a.csv --out /tmp/x --set a=/b/c")
    assert redacted_command(once) == once


def test_what_is_known_to_be_a_path_goes_with_its_blanks() -> None:
    sentence = "take tfidf (/home/ann bell/runs/a): better than /home/ann/b"
    assert redacted_sentence(sentence, {"/home/ann bell/runs/a": "a"}) == "take tfidf (a): better than b"
