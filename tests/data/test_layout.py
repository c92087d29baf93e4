"""What the columns of a table are: the text, the truth, and how the truth is written."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.layout import Layout, find_layout, is_truth, listed, says_yes
from textkit.data.options import FileOptions
from textkit.data.readers import Table
from textkit.errors import DataError, UsageError
from textkit.types import Row

TEXTS = ["a fine film", "a dull film", "an odd film", "a long film"]


def find(columns: Sequence[str], *rows: Sequence[Any], **options: Any) -> Layout:
    """The layout of a table with these rows, whose lines count from 2."""
    sample = [Row(line, dict(zip(columns, row, strict=True))) for line, row in enumerate(rows, 2)]
    return find_layout(Table("films.csv", "csv", tuple(columns), iter(())), sample, FileOptions(**options))


def labelled(*cells: Any, **options: Any) -> Layout:
    """The layout of texts and these cells as their labels."""
    return find(["text", "labels"], *zip(TEXTS, cells, strict=False), **options)


@pytest.mark.parametrize("cells", [("pos", "neg"), ("a|b", "c"), ("[a", "b]"), (1, 0), (True, False), ("", None), ()])
def test_a_column_with_a_class(cells: tuple[Any, ...]) -> None:
    found = labelled(*cells)
    assert found == Layout("text", ("labels",), "class")
    assert found.task == "classification"
    assert found.described == "text is 'text', labels are in 'labels', one a row"
    assert found.to_json() == {"text": "text", "labels": ["labels"], "form": "class"}


@pytest.mark.parametrize(
    "cells",
    [
        ('["a", "b"]', "[]"),  # of a CSV
        (' ["a"] ', "", '["b"]'),  # an empty cell says nothing
        (["a", "b"], []),  # of JSONL and Parquet
        (["a"], None),
        ("['a', \"it's\"]", "[]"),  # as pandas writes what was a list
    ],
)
@pytest.mark.parametrize("options", [{}, {"task": "multilabel"}, {"label_column": "labels"}])
def test_a_list_in_each_row(cells: tuple[Any, ...], options: dict[str, Any]) -> None:
    found = labelled(*cells, **options)
    assert found == Layout("text", ("labels",), "list")
    assert found.task == "multilabel"
    assert found.described == "text is 'text', labels are in 'labels', a list in each row"


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        (["a", "b", "c", "a,b", "b,c", "a,c"], ","),
        (["a", "b", "c", "a | b", "b | c", "a | d"], "|"),  # one part of four stands nowhere alone
        (["a", "b", "a,b", "a,b"], None),  # two such cells may be slips
        (["a", "b", "a,b", "a,b", "a,b"], ","),
        (["arts, crafts", "bread, butter", "this, that", "bread"], None),  # names with a comma
    ],
)
def test_labels_that_stand_alone_and_together_are_sets(cells: list[str], separator: str | None) -> None:
    rows = [[f"a film number {number}", cell] for number, cell in enumerate(cells)]
    found = find(["text", "labels"], *rows)
    assert found == Layout("text", ("labels",), "separated" if separator else "class", separator)
    assert find(["text", "labels"], *rows, task="classification") == Layout("text", ("labels",), "class")


@pytest.mark.parametrize(
    ("labels", "options", "form"),
    [
        ([["a"], ["b"]], {}, "class"),
        ([["a"], ["b", "a"]], {}, "list"),
        ([["a"], []], {}, "class"),  # the row without is a bad one
        ([["a"], ["b", "b"]], {}, "class"),
        ([["a"], ["b"]], {"task": "multilabel"}, "list"),
        ([["a"], ["b", "a"]], {"task": "classification"}, "class"),
    ],
)
def test_fasttext_has_sets_where_a_line_has_several_labels(
    labels: list[list[str]], options: dict[str, Any], form: str
) -> None:
    sample = [Row(line, {"text": "a film", "label": each}) for line, each in enumerate(labels, 1)]
    table = Table("films.txt", "fasttext", ("text", "label"), iter(()))
    assert find_layout(table, sample, FileOptions(**options)).form == form


@pytest.mark.parametrize(
    ("first", "refused"),
    [
        (("Label", "SMS"), True),
        (("klasse", "satz"), True),  # as they are named
        (("ham", "text"), False),
        (("label", "what is a label"), False),
    ],
)
def test_a_header_line_under_named_columns_is_refused(first: tuple[str, str], refused: bool) -> None:
    columns = ("klasse", "satz")
    sample = [Row(line, dict(zip(columns, row, strict=True))) for line, row in enumerate([first, ("ham", "hi")], 1)]
    options = FileOptions(header=columns, text_column="satz", label_column="klasse")
    table = Table("sms.tsv", "tsv", columns, iter(()))
    if refused:
        with pytest.raises(DataError, match="a header line") as raised:
            find_layout(table, sample, options)
        assert raised.value.line == 1
    else:
        assert find_layout(table, sample, options) == Layout("satz", ("klasse",), "class")


def test_lines_of_text_have_no_labels() -> None:
    with pytest.raises(DataError, match="lines of text have no labels"):
        find_layout(Table("films.txt", "text", ("text",), iter(())), [Row(1, {"text": "a film"})], FileOptions())


@pytest.mark.parametrize(
    ("cell", "labels"),
    [
        ("['a', 'b c']", ["a", "b c"]),
        ("['it\\'s']", ["it's"]),
        ('["a", "b"]', ["a", "b"]),
        ("['a' 'b']", None),  # numpy's
        ("['a'", None),
        ("a", None),
    ],
)
def test_lists_of_json_and_of_python(cell: str, labels: list[str] | None) -> None:
    assert listed(cell) == labels


@pytest.mark.parametrize("cells", [('["a"]', "b"), ('["a"', '["b"]'), ('{"a": 1}', '["b"]'), ("[" * 100_000,)])
def test_one_cell_without_a_list_makes_them_classes(cells: tuple[str, ...]) -> None:
    assert labelled(*cells).form == "class"


def test_most_cells_decide() -> None:
    assert labelled('["a"]', '["b"]', "c").form == "list"
    assert labelled(["a"], None, "c", ["d"]).form == "list"


def test_lists_are_classes_where_that_is_said() -> None:
    assert labelled('["a"]', '["b"]', task="classification") == Layout("text", ("labels",), "class")


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        (("a", "a|b", "c"), "|"),
        (("a;b", ""), ";"),
        (("a, b", "a"), ","),
        (("a,b", "a;c", "d|e"), "|"),  # the likeliest wins: commas stand within labels, too
        (("a,b", None, "a;c"), ";"),
    ],
)
def test_a_separator_is_found_where_sets_are_asked_for(cells: tuple[Any, ...], separator: str) -> None:
    found = labelled(*cells, task="multilabel")
    assert found == Layout("text", ("labels",), "separated", separator)
    assert found.task == "multilabel"
    assert found.described == f"text is 'text', labels are in 'labels', any number a row, '{separator}' between them"
    assert found.to_json() == {"text": "text", "labels": ["labels"], "form": "separated", "separator": separator}


@pytest.mark.parametrize("separator", ["/", " ", "->", "|"])
@pytest.mark.parametrize("task", [None, "multilabel"])
def test_a_separator_that_is_given_makes_sets(separator: str, task: str | None) -> None:
    found = labelled("a", "b", label_separator=separator, task=task)
    assert found == Layout("text", ("labels",), "separated", separator)


def test_no_separator_is_to_be_found() -> None:
    with pytest.raises(DataError) as caught:
        labelled("a", "b", "", task="multilabel")
    assert str(caught.value) == (
        "films.csv: the first 2 cells of 'labels' hold neither a list nor | ; , between labels\n"
        "say what stands between them: --label-separator SEPARATOR"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"label_separator": "|", "task": "classification"},
            "--label-separator makes sets of labels\n--task multilabel, or leave it out",
        ),
        ({"label_separator": ""}, "--label-separator: nothing cannot part labels\ngive at least one character"),
    ],
)
def test_a_separator_that_cannot_be(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        labelled("a", "b", **options)
    assert str(caught.value) == message


WIDE = ["id", "text", "toxic", "rude", "split"]
WIDE_ROWS = [("0", "a fine film", "0", "1", "train"), ("1", "a dull film", "1", "0", "test")]


@pytest.mark.parametrize("task", [None, "multilabel"])
def test_columns_of_0_and_1_are_labels(task: str | None) -> None:
    found = find(WIDE, *WIDE_ROWS, task=task)
    assert found == Layout("text", ("toxic", "rude"), "wide")
    assert found.task == "multilabel"
    assert found.described == "text is 'text'; 2 columns of 0 and 1 are labels, any number a row"


@pytest.mark.parametrize(
    "flags", [("0", "1"), (0, 1), (True, False), ("true", "false"), ("True", "False"), (1.0, 0.0), (1, "0")]
)
def test_every_way_to_write_yes_and_no(flags: tuple[Any, Any]) -> None:
    yes, no = flags
    assert find(["text", "a", "b"], ("x y z", yes, no), ("u v w", no, yes)).labels == ("a", "b")


@pytest.mark.parametrize("odd", ["2", "", None, "yes", 2, -1, 0.5, [0], {}, float("nan")])
def test_a_column_with_anything_else_is_none_of_them(odd: Any) -> None:
    rows = [("x y z", "0", "1", "1"), ("u v w", "1", odd, "0")]
    assert find(["text", "a", "b", "c"], *rows).labels == ("a", "c")
    assert not is_truth(odd)


def test_a_column_called_label_wins_over_columns_of_0_and_1() -> None:
    rows = [("a fine film", "x", "0", "1"), ("a dull film", "y", "1", "0")]
    assert find(["text", "label", "a", "b"], *rows) == Layout("text", ("label",), "class")


def test_columns_of_0_and_1_are_not_looked_for_where_one_class_is_asked_for() -> None:
    with pytest.raises(DataError, match=r"no label column; it may be toxic or rude; the columns are"):
        find(WIDE, *WIDE_ROWS, *WIDE_ROWS, task="classification")


def test_one_column_of_0_and_1_is_a_class() -> None:
    assert find(["text", "spam"], ("x y z", "0"), ("u v w", "1")) == Layout("text", ("spam",), "class")


def test_columns_of_0_and_1_that_are_named() -> None:
    found = find(WIDE, *WIDE_ROWS, label_columns=("rude", "toxic", "rude"))
    assert found == Layout("text", ("rude", "toxic"), "wide")


def test_named_columns_win_over_one_called_label() -> None:
    columns = ["text", "label", "a", "b"]
    assert find(columns, ("x y z", "pos", "0", "1"), label_columns=("a", "b")) == Layout("text", ("a", "b"), "wide")


def test_the_text_is_found_beside_named_columns() -> None:
    rows = [("a fine film", "0", "1"), ("a dull film", "1", "0")]
    assert find(["what was said", "a", "b"], *rows, label_columns=("a", "b")).text == "what was said"


@pytest.mark.parametrize("other", [{"label_column": "toxic"}, {"label_separator": "|"}, {"task": "classification"}])
def test_named_columns_leave_nothing_to_other_options(other: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="--label-columns are columns of 0 and 1: they leave nothing to") as caught:
        find(WIDE, *WIDE_ROWS, label_columns=("toxic", "rude"), **other)
    assert caught.value.hint == "name one or the other"


@pytest.mark.parametrize("named", [("toxic",), ("toxic", "toxic")])
def test_one_named_column_is_too_few(named: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        find(WIDE, *WIDE_ROWS, label_columns=named)
    assert str(caught.value) == (
        "--label-columns: two columns at least\none column of labels is named by --label-column"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"label_columns": ("toxic", "rud")},
            "films.csv:1: no column 'rud'; the columns are: id, text, toxic, rude, split\ndid you mean 'rude'?",
        ),
        (
            {"label_columns": ("toxic", "text"), "text_column": "text"},
            "films.csv:1: column 'text' cannot be two things at once; the columns are: id, text, toxic, rude, split",
        ),
        (
            {"label_column": "id", "group_column": "id"},
            "films.csv:1: column 'id' cannot be two things at once; the columns are: id, text, toxic, rude, split",
        ),
        (
            {"group_column": "txt"},
            "films.csv:1: no column 'txt'; the columns are: id, text, toxic, rude, split\ndid you mean 'text'?",
        ),
    ],
)
def test_columns_that_are_not_there_or_taken(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError) as caught:
        find(WIDE, *WIDE_ROWS, **options)
    assert str(caught.value) == message


def test_a_column_of_groups_is_neither_text_nor_label() -> None:
    rows = [("Anna", "a fine film", "x"), ("Ben", "a dull film", "y")]
    assert find(["title", "body", "class"], *rows, group_column="title").text == "body"
    assert find(["text", "topic", "verdict"], ("x y", "u", "v"), group_column="topic").labels == ("verdict",)
    flags = [("x y z", "0", "1", "1"), ("u v w", "1", "0", "0")]
    assert find(["text", "a", "b", "c"], *flags, group_column="b").labels == ("a", "c")
    named = {"label_columns": ("a", "c"), "group_column": "title"}
    assert find(["title", "body", "a", "c"], *flags, **named).text == "body"


@pytest.mark.parametrize(
    ("columns", "options", "text", "label"),
    [
        (["query", "intent"], {}, "query", "intent"),  # the only one that is not called a label
        (["words", "spam"], {"label_column": "spam"}, "words", "spam"),
        (["body", "title"], {"label_column": "title"}, "body", "title"),
        (["topic", "verdict"], {"text_column": "topic"}, "topic", "verdict"),
        (["topic", "class"], {"text_column": "topic"}, "topic", "class"),
        (["text", "label"], {"text_column": "label", "label_column": "text"}, "label", "text"),
    ],
)
def test_what_is_one_thing_is_not_the_other(columns: list[str], options: dict[str, str], text: str, label: str) -> None:
    assert find(columns, ("yes", "no"), ("no", "yes"), **options) == Layout(text, (label,), "class")


def test_a_column_called_label_is_no_text_unless_it_is_named() -> None:
    with pytest.raises(DataError, match="no text column; the columns are: text, label"):
        find(["text", "label"], ("yes", "no"), label_column="text")


@pytest.mark.parametrize("value", ["1", 1, 1.0, True, "true", "True"])
def test_yes(value: Any) -> None:
    assert is_truth(value)
    assert says_yes(value)


@pytest.mark.parametrize("value", ["0", 0, 0.0, False, "false", "False"])
def test_no(value: Any) -> None:
    assert is_truth(value)
    assert not says_yes(value)


@pytest.mark.parametrize(
    ("cell", "found"),
    [('["a"]', ["a"]), (" [] ", []), ('["a", 1]', ["a", 1]), ("[", None), ('{"a": []}', None), ("a", None), ("", None)],
)
def test_the_list_that_a_cell_holds(cell: str, found: list[Any] | None) -> None:
    assert listed(cell) == found


@given(st.text())
def test_any_cell_can_be_asked_for_its_list(cell: str) -> None:
    assert isinstance(listed(cell), list | None)
    assert listed("[" + cell) is None or cell.rstrip().endswith("]")


def test_a_row_in_the_place_of_the_header_is_refused() -> None:
    with pytest.raises(DataError, match=r"films\.csv:1: this is a row and no header: 'good'") as caught:
        find(["a fine film", "good"], ("a dull film", "bad"), ("a long film", "good"))
    assert "--header" in (caught.value.hint or "")


def test_a_column_may_be_called_as_one_of_its_labels_where_it_is_named() -> None:
    rows = [("a fine film", "ham"), ("win a film", "spam")]
    assert find(["words", "spam"], *rows, label_column="spam") == Layout("words", ("spam",), "class")
    assert find(["text", "spam"], *rows) == Layout("text", ("spam",), "class")


def test_one_bad_cell_does_not_hide_a_column_of_flags() -> None:
    rows = [[f"film {number}", number % 2, number % 3 == 0, 1.0] for number in range(40)]
    rows[7][2] = 2
    assert find(["text", "joy", "anger", "fear"], *rows).labels == ("joy", "anger", "fear")
