"""What the tables are for is found out once, and all of them are read alike."""

import gzip
import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow.parquet import write_table

from textkit.data.options import FileOptions
from textkit.data.parts import parts_of
from textkit.data.reading import Reading
from textkit.data.tagged import Tagged
from textkit.errors import DataError, UsageError
from textkit.types import Example

CONLL = "EU\tNNP\tB-ORG\nrejects\tVBZ\tO\n\nit\tPRP\tO\n"
CONLLU = "1\tHi\thi\tINTJ\tUH\t_\t0\troot\t_\t_\n"
TOKENS = {"tokens": ["EU", "rejects"], "tags": ["B-ORG", "O"]}
ENTITIES = {"text": "EU rejects", "entities": [{"start": 0, "end": 2, "label": "ORG"}]}


def write(path: Path, content: str | Iterable[Mapping[str, Any]]) -> Path:
    """A file of this text, or of these records as JSON lines or Parquet."""
    if isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    elif path.suffix == ".parquet":
        write_table(pa.Table.from_pylist(list(content)), path)
    else:
        text = "".join(json.dumps(record) + "\n" for record in content)
        path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def reading(*paths: Path, **options: Any) -> Reading:
    said = FileOptions(**options)
    return Reading(parts_of(paths, said).parts, said)


def read(*paths: Path, **options: Any) -> list[Any]:
    return list(reading(*paths, **options).rows())


def pairs(examples: Iterable[Example]) -> list[tuple[str, Any]]:
    return [(example.text, example.target) for example in examples]


def complaint(*paths: Path, **options: Any) -> str:
    with pytest.raises((DataError, UsageError)) as caught:
        read(*paths, **options)
    return str(caught.value)


def test_what_was_found_out_is_told(tmp_path: Path) -> None:
    found = reading(write(tmp_path / "a.csv", "said,kind\nfine,x|y\n"), text_column="said", label_separator="|")
    assert found.task == "multilabel"
    assert found.facts == {"columns": {"text": "said", "labels": ["kind"], "form": "separated", "separator": "|"}}
    assert found.notes == ["a.csv: text is 'said', labels are in 'kind', any number a row, '|' between them"]


@pytest.mark.parametrize(
    ("content", "options", "task", "targets"),
    [
        ("text,label\nfine,x\ndull,y\n", {}, "classification", ["x", "y"]),
        ('text,labels\nfine,"[""x"", ""y""]"\ndull,[]\n', {}, "multilabel", [["x", "y"], []]),
        ("text,labels\nfine,y|x\ndull,\n", {"task": "multilabel"}, "multilabel", [["y", "x"], []]),
        ("text,labels\nfine,x\ndull,x/y\n", {"label_separator": "/"}, "multilabel", [["x"], ["x", "y"]]),
        ("text,x,y\nfine,1,0\ndull,0,0\n", {}, "multilabel", [["x"], []]),
        ("text,x,y,z\nfine,1,0,1\ndull,0,1,1\n", {"label_columns": ("y", "z")}, "multilabel", [["z"], ["y", "z"]]),
        ("text,labels\nfine,x|y\ndull,z\n", {}, "classification", ["x|y", "z"]),
    ],
)
def test_every_form_of_labels(
    tmp_path: Path, content: str, options: dict[str, Any], task: str, targets: list[Any]
) -> None:
    found = reading(write(tmp_path / "a.csv", content), **options)
    assert found.task == task
    assert pairs(found.rows()) == [("fine", targets[0]), ("dull", targets[1])]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.parquet"])
@pytest.mark.parametrize(
    ("records", "options", "targets"),
    [
        ([{"text": "fine", "label": 1}, {"text": "dull", "label": 0}], {}, ["1", "0"]),
        ([{"text": "fine", "label": True}, {"text": "dull", "label": False}], {}, ["true", "false"]),
        ([{"text": "fine", "labels": []}, {"text": "dull", "labels": ["x", "y"]}], {}, [[], ["x", "y"]]),
        ([{"text": "fine", "labels": [3, 1, 3]}, {"text": "dull", "labels": [1]}], {}, [["3", "1"], ["1"]]),
        ([{"text": "fine", "genres": ["x"]}, {"text": "dull", "genres": []}], {"label_column": "genres"}, [["x"], []]),
        ([{"text": "fine", "genres": []}, {"text": "dull", "genres": ["x"]}], {"label_column": "genres"}, [[], ["x"]]),
        ([{"text": "fine", "x": 1, "y": 0}, {"text": "dull", "x": 1, "y": 1}], {}, [["x"], ["x", "y"]]),
        ([{"text": "fine", "x": True, "y": False}, {"text": "dull", "x": False, "y": False}], {}, [["x"], []]),
    ],
)
def test_values_that_have_types(
    tmp_path: Path, name: str, records: list[dict[str, Any]], options: dict[str, Any], targets: list[Any]
) -> None:
    found = reading(write(tmp_path / name, records), **options)
    assert found.task == ("classification" if isinstance(targets[0], str) else "multilabel")
    assert pairs(found.rows()) == [("fine", targets[0]), ("dull", targets[1])]


@pytest.mark.parametrize(
    ("name", "content", "tags", "told"),
    [
        ("a.conll", CONLL, ["B-ORG", "O"], "words are in column 1 of 3, tags in column 3"),
        ("a.conllu", CONLLU, ["INTJ"], "tags are in 'upos'"),
        ("a.jsonl", [TOKENS], ["B-ORG", "O"], "words are in 'tokens', tags in 'tags'"),
        ("a.jsonl", [ENTITIES], ["B-ORG", "O"], "text is in 'text', entities in 'entities'"),
        ("a.parquet", [TOKENS], ["B-ORG", "O"], "words are in 'tokens', tags in 'tags'"),
        ("a.parquet", [ENTITIES], ["B-ORG", "O"], "text is in 'text', entities in 'entities'"),
    ],
)
@pytest.mark.parametrize("task", [None, "tagging"])
def test_tags_of_words_are_known_by_the_format_or_the_columns(
    tmp_path: Path, name: str, content: Any, tags: list[str], told: str, task: str | None
) -> None:
    found = reading(write(tmp_path / name, content), task=task)
    assert (found.task, found.facts) == ("tagging", {})
    assert found.notes == [f"{name}: {told}"]
    first = next(iter(found.rows()))
    assert isinstance(first, Tagged)
    assert first.tags == tags


def test_a_first_text_without_entities_does_not_hide_those_of_the_others(tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [
        {"text": "nothing", "label": []},
        {"text": "EU rejects", "label": [[0, 2, "ORG"]]},
    ]
    assert [each.tags for each in read(write(tmp_path / "a.jsonl", records))] == [["O"], ["B-ORG", "O"]]


def test_one_odd_row_among_classes_does_not_make_them_tags(tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [{"text": "fine", "label": "x"}, {"text": "EU", "label": [[0, 2, "ORG"]]}]
    said = complaint(write(tmp_path / "a.jsonl", records))
    assert said.startswith("a.jsonl:2: 'label' is a list, not a label")


@pytest.mark.parametrize("column", ["ner", "pos"])
def test_a_column_of_tags_is_not_for_labels_of_texts(tmp_path: Path, column: str) -> None:
    path = write(tmp_path / "a.csv", "text,label\nfine,x\n")
    said = f"--column {column} is for tags of words: a.csv has labels of texts\nleave it out"
    assert complaint(path, column=column) == said


@pytest.mark.parametrize(
    ("options", "flags"),
    [
        ({"label_columns": ("a", "b")}, "--label-columns"),
        ({"label_separator": "|"}, "--label-separator"),
        ({"group_column": "a"}, "--group-column"),
        ({"group_column": "a", "label_separator": "|"}, "--group-column, --label-separator"),
    ],
)
@pytest.mark.parametrize(("name", "content"), [("a.conll", CONLL), ("a.jsonl", [TOKENS])])
def test_options_for_labels_of_texts_are_not_for_tags(
    tmp_path: Path, name: str, content: Any, options: dict[str, Any], flags: str
) -> None:
    said = f"{flags}: for labels of texts, and these are tags of words\nleave it out"
    assert complaint(write(tmp_path / name, content), **options) == said


def test_what_has_no_tags_is_not_for_tagging(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text,label\nfine,x\n")
    assert complaint(path, task="tagging").startswith("a.csv: no tags of words")


@pytest.mark.parametrize("options", [{"text_column": "a"}, {"label_column": "a"}])
@pytest.mark.parametrize(("name", "content"), [("a.conll", CONLL), ("a.conllu", CONLLU)])
def test_files_without_a_header_have_no_columns_to_name(
    tmp_path: Path, name: str, content: str, options: dict[str, str]
) -> None:
    said = complaint(write(tmp_path / name, content), **options)
    assert said == "--text-column and --label-column are for tables with a header\nname the tags by --column"


def test_a_number_of_a_column_is_for_files_without_a_header(tmp_path: Path) -> None:
    said = complaint(write(tmp_path / "a.jsonl", [TOKENS]), column="ner")
    assert said == "--column is for CoNLL files\nname the columns of a table by --text-column, --label-column"


def test_a_column_of_tags_is_chosen(tmp_path: Path) -> None:
    path = write(tmp_path / "a.conll", CONLL)
    assert [each.tags for each in read(path, column="pos")] == [["NNP", "VBZ"], ["PRP"]]


def test_every_table_gives_its_rows_with_its_split(tmp_path: Path) -> None:
    train = write(tmp_path / "train.csv", "text,label\nfine,x\n")
    test = write(tmp_path / "test.jsonl", [{"sentence": "dull", "category": "y"}])
    more = write(tmp_path / "more.tsv", "text\tlabel\nodd\tx\n")
    assert read(train, test, more) == [
        Example("fine", "x", "train.csv:2", "train"),
        Example("dull", "y", "test.jsonl:1", "test"),
        Example("odd", "x", "more.tsv:2", None),
    ]


def test_classes_stay_classes_in_every_table(tmp_path: Path) -> None:
    train = write(tmp_path / "train.csv", "text,label\nfine,x\n")
    test = write(tmp_path / "test.csv", 'text,label\ndull,"[""y""]"\n')
    assert pairs(read(train, test)) == [("fine", "x"), ("dull", '["y"]')]


def test_flags_of_the_first_table_are_those_of_all(tmp_path: Path) -> None:
    train = write(tmp_path / "train.csv", "text,x,y,note\nfine,1,0,hm\n")
    test = write(tmp_path / "test.csv", "text,y,note,x\ndull,1,0,1\n")
    assert pairs(read(train, test)) == [("fine", ["x"]), ("dull", ["x", "y"])]


def test_a_table_that_lacks_a_flag_is_an_error(tmp_path: Path) -> None:
    train = write(tmp_path / "train.csv", "text,x,y\nfine,1,0\n")
    test = write(tmp_path / "test.csv", "text,x\ndull,1\n")
    assert complaint(train, test) == "test.csv:1: no column 'y'; the columns are: text, x"


def test_the_separator_of_the_first_table_is_that_of_all(tmp_path: Path) -> None:
    train = write(tmp_path / "train.csv", "text,labels\nfine,x;y\n")
    test = write(tmp_path / "test.csv", "text,labels\ndull,x|z\nodd,y\n")
    assert pairs(read(train, test, task="multilabel")) == [
        ("fine", ["x", "y"]),
        ("dull", ["x|z"]),
        ("odd", ["y"]),
    ]


def test_lists_in_the_first_table_are_lists_in_all(tmp_path: Path) -> None:
    train = write(tmp_path / "train.jsonl", [{"text": "fine", "labels": ["x"]}])
    test = write(tmp_path / "test.jsonl", [{"text": "dull", "labels": []}])
    assert pairs(read(train, test)) == [("fine", ["x"]), ("dull", [])]


def test_tables_of_tags_may_differ_in_form(tmp_path: Path) -> None:
    train = write(tmp_path / "train.conll", CONLL)
    test = write(tmp_path / "test.jsonl", [ENTITIES])
    found = read(train, test)
    assert [each.tags for each in found] == [["B-ORG", "O"], ["O"], ["B-ORG", "O"]]
    assert [each.split for each in found] == ["train", "train", "test"]


def test_a_table_of_texts_among_tables_of_tags(tmp_path: Path) -> None:
    train = write(tmp_path / "train.conll", CONLL)
    test = write(tmp_path / "test.csv", "text,label\nfine,x\n")
    assert complaint(train, test).startswith("test.csv: no tags of words")


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_rows_keep_their_group(tmp_path: Path, form: str) -> None:
    content = "text,label,by\nfine,x,Anna\ndull,y,7\n"
    records: list[dict[str, Any]] = [
        {"text": "fine", "label": "x", "by": "Anna"},
        {"text": "dull", "label": "y", "by": 7},
    ]
    path = write(tmp_path / f"a.{form}", content if form == "csv" else records)
    assert [example.group for example in read(path, group_column="by")] == ["Anna", "7"]
    assert [example.group for example in read(path, label_column="label")] == [None, None]


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        ("", "'by' is empty"),
        (" \t", "'by' is empty"),
        (None, "'by' is missing"),
        (float("nan"), "'by' is not a number"),
    ],
)
def test_a_row_without_a_group_is_bad(tmp_path: Path, group: Any, reason: str) -> None:
    path = write(tmp_path / "a.parquet", [{"text": "fine", "label": "x", "by": group}])
    assert complaint(path, group_column="by").startswith(f"a.parquet:1: {reason}\n")


def test_bad_rows_of_a_table_are_told_when_it_ends(tmp_path: Path) -> None:
    train = write(tmp_path / "train.csv", "text,label\nfine,x\n,x\n")
    test = write(tmp_path / "test.csv", "text,label\n,y\n")
    rows = reading(train, test).rows()
    assert next(rows).text == "fine"
    with pytest.raises(DataError, match=r"train\.csv:3: 'text' is empty"):
        next(rows)


@pytest.mark.parametrize("policy", ["skip", "quarantine"])
def test_bad_rows_of_all_tables_are_collected(tmp_path: Path, policy: str) -> None:
    train = write(tmp_path / "train.csv", "text,label\nfine,x\n,x\n")
    test = write(tmp_path / "test.csv", "text,label\nragged\ndull,y\n")
    found = reading(train, test, on_bad_row=policy)
    assert pairs(found.rows()) == [("fine", "x"), ("dull", "y")]
    assert found.rejects.rows == [
        ("train.csv", 3, "'text' is empty"),
        ("test.csv", 2, "row has 1 field, the header has 2"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("text,a,b\nfine,1,0\ndull,2,0\n", "'a' is '2', not 0 or 1"),
        ("text,a,b\nfine,1,0\ndull,1,\n", "'b' is empty, not 0 or 1"),
    ],
)
def test_flags_that_say_neither(tmp_path: Path, content: str, reason: str) -> None:
    said = complaint(write(tmp_path / "a.csv", content), label_columns=("a", "b"))
    assert said.startswith(f"a.csv:3: {reason}\n")


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        (None, "'labels' is missing, not a list of labels"),
        ("x", "'labels' is text, not a list of labels"),
        (7, "'labels' is a number, not a list of labels"),
        (["x", ""], "'labels' holds a label that is empty"),
        (["x", None], "'labels' holds a label that is missing"),
        ([0.5], "'labels' holds a label that is a number"),
        ([["x"]], "'labels' holds a label that is a list"),
    ],
)
def test_lists_that_cannot_be_used(tmp_path: Path, labels: Any, reason: str) -> None:
    good = [{"text": "fine", "labels": ["x"]}] * 200  # what comes later does not decide about the form
    path = write(tmp_path / "a.jsonl", [*good, {"text": "dull", "labels": labels}])
    assert complaint(path).startswith(f"a.jsonl:201: {reason}\n")


@pytest.mark.parametrize("cell", ["x||y", "|x", "x|", "|", "x| |y"])
def test_a_separator_beside_nothing(tmp_path: Path, cell: str) -> None:
    path = write(tmp_path / "a.csv", f"text,labels\nfine,{cell}\n")
    assert complaint(path, label_separator="|").startswith("a.csv:2: 'labels' holds a label that is empty\n")


def test_what_a_separator_cannot_part(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [{"text": "fine", "labels": ["x"]}])
    said = complaint(path, label_separator="|")
    assert said.startswith("a.jsonl:1: 'labels' is a list, not text with labels\n")


def test_labels_are_trimmed_and_counted_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text,labels\nfine, y | x |y\n")
    assert pairs(read(path, label_separator="|")) == [("fine", ["y", "x"])]


def test_truth_values_in_a_list_are_as_the_file_has_them(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [{"text": "fine", "labels": [True, False, 1]}])
    assert pairs(read(path)) == [("fine", ["true", "false", "1"])]


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.tsv", "\t")])
def test_columns_of_a_file_without_a_header(tmp_path: Path, name: str, delimiter: str) -> None:
    lines = [("x", "fine"), ("y", "dull"), ("text", "label")]
    path = write(tmp_path / name, "".join(f"{delimiter.join(cells)}\n" for cells in lines))
    found = read(path, header=("label", "text"))
    assert pairs(found) == [("fine", "x"), ("dull", "y"), ("label", "text")]
    assert [example.origin for example in found] == [f"{name}:{line}" for line in (1, 2, 3)]


def test_a_header_that_has_more_names_than_columns(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "x,fine\ny,dull,oh\n")
    said = complaint(path, header=("label", "text"))
    assert said.startswith("a.csv:2: row has 3 fields, the columns named are 2\n")


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.jsonl.gz"])
def test_what_is_done_grows_to_the_size(tmp_path: Path, name: str) -> None:
    draw = random.Random(0)
    records = [{"text": draw.randbytes(150).hex(), "label": "xy"[number % 2]} for number in range(3_000)]
    csv = "text,label\n" + "".join(f"{record['text']},{record['label']}\n" for record in records)
    paths = [write(tmp_path / f"{split}-{name}", csv if name == "a.csv" else records) for split in ("train", "test")]
    found = reading(*paths)
    sizes = [path.stat().st_size for path in paths]
    assert found.done() == 0
    seen = [found.done() for _ in found.rows()]
    assert seen == sorted(seen)
    assert 0 < seen[0] <= sizes[0] <= seen[-1] <= sum(sizes)
    assert len(set(seen)) > 2
    assert found.done() == sum(sizes)


def test_of_parquet_a_file_is_done_at_its_end(tmp_path: Path) -> None:
    records = [{"text": "fine", "label": "x"}]
    paths = [write(tmp_path / f"{split}.parquet", records) for split in ("train", "test")]
    found = reading(*paths)
    size = paths[0].stat().st_size
    assert [found.done() for _ in found.rows()] == [0, size]
    assert found.done() == 2 * size


def test_folders_have_no_size_to_grow_to(tmp_path: Path) -> None:
    for label in "xy":
        (tmp_path / "films" / label).mkdir(parents=True)
        write(tmp_path / "films" / label / "1.txt", "fine")
    found = reading(tmp_path / "films")
    assert pairs(found.rows()) == [("fine", "x"), ("fine", "y")]
    assert found.done() == 0


def test_settings_become_options() -> None:
    settings = {"dataset": "a.csv", "header": ["a", "b"], "on_bad_row": "skip", "folds": 5, "task": None}
    found = FileOptions.of(settings)
    assert found == FileOptions(header=("a", "b"), on_bad_row="skip")
    assert found.to_json() == {"header": ("a", "b"), "on_bad_row": "skip"}


def test_columns_that_all_files_have_are_read_of_all(tmp_path: Path) -> None:
    first = write(tmp_path / "train.csv", "title,body,category\nshort,a long one,x\nbrief,another one,y\n")
    second = write(tmp_path / "test.csv", "body,category\na third one,x\n")
    found = reading(first, second)
    assert [text for text, _ in pairs(found.rows())] == ["a long one", "another one", "a third one"]
    assert found.notes[0] == "every file: text is 'body', labels are in 'category', one a row"


def test_files_that_share_no_columns_are_each_told(tmp_path: Path) -> None:
    first = write(tmp_path / "train.csv", "text,label\nfine,x\ndull,y\n")
    second = write(tmp_path / "test.csv", "review,sentiment\nodd,x\n")
    found = reading(first, second)
    assert [text for text, _ in pairs(found.rows())] == ["fine", "dull", "odd"]
    assert found.notes == [
        "train.csv: text is 'text', labels are in 'label', one a row",
        "test.csv: text is 'review', labels are in 'sentiment', one a row",
    ]


def test_another_column_that_may_be_the_text_is_told(tmp_path: Path) -> None:
    found = reading(write(tmp_path / "a.csv", "title,body,label\nfine,a fine film,x\ndull,a dull film,y\n"))
    assert found.notes[1:] == ["'body' may be the text as well: --text-column body takes it"]
