"""Labels that are not wanted."""

from collections.abc import Sequence
from typing import Any

import pytest

from textkit.data.dropping import Dropped
from textkit.errors import UsageError
from textkit.types import Example


def kept(dropped: Dropped, targets: Sequence[Any]) -> list[Any]:
    examples = [dropped.keep(Example("text", target, "a.csv:2")) for target in targets]
    return [example.target for example in examples if example is not None]


def test_rows_of_a_class_are_left_out_and_counted() -> None:
    dropped = Dropped(["spam", "junk"])
    assert kept(dropped, ["ham", "spam", "junk", "ham", "spam"]) == ["ham", "ham"]
    assert dropped.count == 3
    dropped.refuse_unknown(["ham"])


def test_of_sets_the_label_is_left_out_and_the_row_stays() -> None:
    dropped = Dropped(["y"])
    assert kept(dropped, [["x", "y", "z"], ["y"], [], ["x"]]) == [["x", "z"], [], [], ["x"]]
    assert dropped.count == 0
    dropped.refuse_unknown(["x", "z"])


@pytest.mark.parametrize("target", ["spam", ["x", "y"], []])
def test_nothing_is_touched_where_nothing_is_to_be_dropped(target: Any) -> None:
    dropped = Dropped([])
    example = Example("text", target, "a.csv:2", "test", None, "group")
    assert dropped.keep(example) is example
    dropped.refuse_unknown([])


def test_the_rest_of_an_example_stays_as_it_is() -> None:
    example = Example("text", ["x", "y"], "a.csv:2", "test", None, "group")
    assert Dropped(["y"]).keep(example) == example._replace(target=["x"])
    assert example.target == ["x", "y"]


@pytest.mark.parametrize(
    ("label", "hint"),
    [
        ("span", "did you mean 'spam'?"),
        ("hams", "did you mean 'ham'?"),
        ("qqqq", "the labels are: ham, spam"),
        ("Spam", "did you mean 'spam'?"),
    ],
)
def test_a_label_that_is_not_there_is_refused(label: str, hint: str) -> None:
    dropped = Dropped([label, "spam"])
    kept(dropped, ["ham", "spam"])
    with pytest.raises(UsageError) as caught:
        dropped.refuse_unknown(["ham"])
    assert str(caught.value) == f"--drop-label {label}: no row has it\n{hint}"


def test_a_label_that_no_set_has_is_refused() -> None:
    dropped = Dropped(["z"])
    kept(dropped, [["x"], []])
    with pytest.raises(UsageError, match=r"--drop-label z: no row has it\nthe labels are: x, y"):
        dropped.refuse_unknown(["y", "x"])


def test_of_several_unknown_labels_the_first_by_name_is_told() -> None:
    with pytest.raises(UsageError, match="--drop-label b: no row has it"):
        Dropped(["c", "b"]).refuse_unknown(["ham"])


def test_tags_of_words_cannot_be_dropped() -> None:
    with pytest.raises(UsageError) as caught:
        Dropped(["O"]).keep(Example("a", ["O"], "a.conll:1", None, [(0, 1)]))
    assert str(caught.value) == "--drop-label is for labels of texts, and these are tags of words\nleave it out"
