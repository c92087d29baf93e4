"""Tagged sentences of every form, one scheme for all of them, and tags that cannot be used named by line."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.readers import BadRow
from textkit.data.rejects import Rejects
from textkit.data.tagged import (
    Columns,
    Tagged,
    TagReport,
    find_tagging,
    from_conll,
    from_conllu,
    from_tokens,
    unify,
)
from textkit.errors import DataError, UsageError
from textkit.text.schemes import lenient_spans
from textkit.types import Example, Row, Sentence

WORDS = ["EU", "rejects", "it"]
CONLL = Row(7, {"words": WORDS, "columns": [WORDS, ["NNP", "VBZ", "PRP"], ["B-NP", "O", "O"]], "lines": [7, 8, 9]})
CONLLU = Row(
    2,
    {
        "words": ["Hi", "!"],
        "upos": ["INTJ", "PUNCT"],
        "xpos": ["UH", "."],
        "lines": [2, 3],
        "text": "Hi!",
        "spans": [(0, 2), (2, 3)],
    },
)


def tagged(tags: str | Sequence[str], line: int = 1, name: str = "a.conll", split: str | None = None) -> Tagged:
    tags = tags.split() if isinstance(tags, str) else tags
    sentence = Sentence.of_words(["w"] * len(tags))
    return Tagged(sentence, tags, name, range(line, line + len(tags)), split)


def targets(*sentences: str) -> list[str]:
    return [" ".join(example.target) for example in unify(tagged(each) for each in sentences)[0]]


def test_a_sentence_becomes_an_example() -> None:
    examples, report = unify([tagged("I-PER O", line=4, split="test")])
    assert examples == [Example("w w", ["B-PER", "O"], "a.conll:4", "test", [(0, 1), (2, 3)])]
    assert report == TagReport("IOB1", 0, 0)
    assert report.to_json() == {"scheme": "IOB1", "repairs": 0, "sentences_repaired": 0, "mended": {}}


@pytest.mark.parametrize(
    ("scheme", "sentences"),
    [
        ("IOB1", ["I-PER I-PER B-PER", "O I-LOC"]),
        ("IOB2", ["B-PER I-PER B-PER", "O B-LOC"]),
        ("BIOES", ["B-PER E-PER S-PER", "O S-LOC"]),
        ("BILOU", ["B-PER L-PER U-PER", "O U-LOC"]),
    ],
)
def test_every_scheme_becomes_iob2(scheme: str, sentences: list[str]) -> None:
    assert targets(*sentences) == ["B-PER I-PER B-PER", "O B-LOC"]
    assert unify(map(tagged, sentences))[1] == TagReport(scheme, 0, 0)


def test_repairs_are_counted_by_tag_and_by_sentence() -> None:
    sentences = ["B-PER I-PER", "B-LOC O B-LOC", "I-PER O I-LOC", "B-PER I-LOC"]
    assert targets(*sentences)[2:] == ["B-PER O B-LOC", "B-PER B-LOC"]
    report = unify(tagged(tags, line=10 * number) for number, tags in enumerate(sentences))[1]
    assert report == TagReport("IOB2", 3, 2, {"repaired": ["a.conll:20", "a.conll:30"]})


def test_what_was_done_to_entities_is_kept_by_place() -> None:
    sentences = [tagged("B-X O"), tagged("B-X", line=4)._replace(mended=("trimmed", "cut"))]
    assert unify(sentences)[1].mended == {"trimmed": ["a.conll:4"], "cut": ["a.conll:4"]}


def test_plain_tags_stay_as_they_are() -> None:
    examples, report = unify([tagged("NNP VBZ I"), tagged("-LRB- .")])
    assert [example.target for example in examples] == [["NNP", "VBZ", "I"], ["-LRB-", "."]]
    assert report == TagReport("plain", 0, 0)


def test_no_sentences() -> None:
    assert unify([]) == ([], TagReport("plain", 0, 0))


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        (["O", "PER"], "the tag 'PER' is neither O nor a prefix and a label, such as B-PER"),
        (["B-PER", "I-"], "the tag 'I-' is neither O nor a prefix and a label, such as B-PER"),
        (["B-PER", "X-PER"], "the tag 'X-PER' is neither O nor a prefix and a label, such as B-PER"),
        (["B-PER", ""], "the tag '' is neither O nor a prefix and a label, such as B-PER"),
        (["NN", "_"], "the tag is '_', which stands for none"),
        (["NN", ""], "the tag is empty"),
        (["NN", " "], "the tag is empty"),
    ],
)
def test_a_tag_that_cannot_be_used(tags: list[str], reason: str) -> None:
    with pytest.raises(DataError) as caught:
        unify([tagged(tags[:1]), tagged(tags, line=3)])
    mend = "mend the tags, choose another column, or leave out: --on-bad-row skip"
    assert str(caught.value) == f"a.conll:4: {reason}\n{mend}"
    assert (caught.value.path, caught.value.line) == ("a.conll", 4)


def test_many_tags_that_cannot_be_used() -> None:
    with pytest.raises(DataError) as caught:
        unify([tagged("B-X"), tagged("O 0 0", line=2), tagged("0 0 0 0 0", name="b.conll")])
    reason = "the tag '0' is neither O nor a prefix and a label, such as B-PER"
    places = ["a.conll:3", "a.conll:4", "b.conll:1", "b.conll:2", "b.conll:3"]
    listed = "\n".join(f"  {place}: {reason}" for place in places)
    assert caught.value.message == f"a.conll:3: 7 tags cannot be used\n{listed}\n  and 2 more"


@pytest.mark.parametrize("policy", ["skip", "quarantine"])
def test_a_sentence_with_a_bad_tag_is_left_out_where_that_is_asked_for(policy: str) -> None:
    rejects = Rejects(policy)
    sentences = [tagged("B-X O"), tagged("O PER", line=4), tagged("I-X", line=7, name="b.conll")]
    examples, report = unify(sentences, rejects)
    assert [(example.target, example.origin) for example in examples] == [
        (["B-X", "O"], "a.conll:1"),
        (["B-X"], "b.conll:7"),
    ]
    assert report == TagReport("IOB2", 1, 1, {"repaired": ["b.conll:7"]})
    assert rejects.rows == [("a.conll", 5, "the tag 'PER' is neither O nor a prefix and a label, such as B-PER")]


def test_plain_tags_that_are_empty_are_left_out_where_that_is_asked_for() -> None:
    rejects = Rejects("skip")
    examples, report = unify([tagged("NN VB"), tagged(["_", "NN"], line=4), tagged(["NN", " "], line=7)], rejects)
    assert [example.target for example in examples] == [["NN", "VB"]]
    assert report == TagReport("plain", 0, 0)
    assert [(row.line, row.reason) for row in rejects.rows] == [
        (4, "the tag is '_', which stands for none"),
        (8, "the tag is empty"),
    ]


def test_good_tags_leave_nothing_to_bear() -> None:
    rejects = Rejects("skip")
    assert len(unify([tagged("B-X O"), tagged("O")], rejects)[0]) == 2
    assert rejects.rows == []


TAGS = st.lists(st.sampled_from(["O", "B-X", "I-X", "B-Y", "I-Y", "E-X", "S-Y", "L-X", "U-Y"]), min_size=1)


@given(st.lists(TAGS, min_size=1))
def test_no_entity_is_lost_and_none_needs_a_second_repair(corpus: list[list[str]]) -> None:
    examples, _ = unify(map(tagged, corpus))
    assert [lenient_spans(example.target) for example in examples] == [lenient_spans(tags) for tags in corpus]
    again, report = unify(tagged(example.target) for example in examples)
    assert again == examples
    assert report.repairs == 0


@pytest.mark.parametrize(("column", "number"), [(None, 3), ("ner", 3), ("chunk", 3), ("pos", 2), ("2", 2), ("3", 3)])
def test_columns_of_conll(column: str | None, number: int) -> None:
    found = from_conll(CONLL, "a.conll", column, "train")
    sentence = Sentence("EU rejects it", [(0, 2), (3, 10), (11, 13)])
    assert found == Tagged(sentence, CONLL.fields["columns"][number - 1], "a.conll", [7, 8, 9], "train")


@pytest.mark.parametrize("column", ["1", "4", "0", "9999"])
def test_columns_that_conll_has_no_tags_in(column: str) -> None:
    with pytest.raises(DataError) as caught:
        from_conll(CONLL, "a.conll", column, None)
    found = f"a.conll:7: no tags in column {column}: the file has 3 columns, the words in the first"
    assert str(caught.value) == f"{found}\n--column takes 2, 3"


def test_conll_with_words_alone() -> None:
    row = Row(1, {"words": ["a"], "columns": [["a"]], "lines": [1]})
    with pytest.raises(DataError, match=r"a\.conll:1: no tags in column 1: the file has 1 column, the words in the f"):
        from_conll(row, "a.conll", None, None)


@pytest.mark.parametrize("column", ["tags", "-1", "", "²", "1" * 5000])
def test_columns_that_conll_cannot_have(column: str) -> None:
    with pytest.raises(UsageError, match="unknown column"):
        from_conll(CONLL, "a.conll", column, None)


@pytest.mark.parametrize(
    ("column", "tags"), [(None, ["INTJ", "PUNCT"]), ("upos", ["INTJ", "PUNCT"]), ("xpos", ["UH", "."])]
)
def test_columns_of_conllu(column: str | None, tags: list[str]) -> None:
    found = from_conllu(CONLLU, "a.conllu", column, None)
    assert found == Tagged(Sentence("Hi!", [(0, 2), (2, 3)]), tags, "a.conllu", [2, 3])


def test_a_column_that_conllu_cannot_have() -> None:
    with pytest.raises(UsageError, match="unknown column 'pos'"):
        from_conllu(CONLLU, "a.conllu", "pos", None)


def test_a_list_of_words_and_one_of_tags() -> None:
    row = Row(5, {"tokens": ["New York", "!"], "tags": ["B-LOC ", "O"]})
    sentence = Sentence("New York !", [(0, 8), (9, 10)])
    assert from_tokens(row, "a.jsonl", "tokens", "tags", "test") == Tagged(
        sentence, ["B-LOC", "O"], "a.jsonl", [5, 5], "test"
    )


@pytest.mark.parametrize(
    ("words", "tags", "reason"),
    [
        ("a b", ["O"], "'tokens' is not a list"),
        (["a"], "O", "'tags' is not a list"),
        (None, None, "'tokens' is not a list"),
        ([], [], "'tokens' is empty"),
        (["a", "b"], ["O"], "'tokens' has 2 entries, 'tags' has 1"),
        (["a", ""], ["O", "O"], "entry 2 of 'tokens' is \"\", not a word"),
        ([" \u00a0", "b"], ["O", "O"], "entry 1 of 'tokens' is \" \u00a0\", not a word"),
        ([7], ["O"], "entry 1 of 'tokens' is 7, not a word"),
        (["a", "b"], ["O", 3], "entry 2 of 'tags' is 3, not the name of a tag"),
        (["a"], [None], "entry 1 of 'tags' is null, not the name of a tag"),
    ],
)
def test_lists_that_cannot_be_used(words: Any, tags: Any, reason: str) -> None:
    row = Row(5, {"tokens": words, "tags": tags})
    assert from_tokens(row, "a.jsonl", "tokens", "tags", None) == BadRow(5, reason)


@pytest.mark.parametrize(
    ("fields", "columns"),
    [
        ({"tokens": ["a"], "ner_tags": ["O"]}, Columns("tokens", "tokens", "ner_tags")),
        ({"id": 1, "Words": ["a"], "UPOS": ["X"], "tags": ["O"]}, Columns("tokens", "Words", "tags")),
        ({"text": "a", "tokens": ["a"], "labels": [0]}, Columns("tokens", "tokens", "labels")),
        ({"text": "a", "entities": [{"start": 0}]}, Columns("entities", "text", "entities")),
        ({"text": "a", "entities": []}, Columns("entities", "text", "entities")),
        ({"text": "a", "label": [[0, 1, "X"]]}, Columns("entities", "text", "label")),
        ({"sentence": "a", "tokens": 3, "spans": [{}]}, Columns("entities", "sentence", "spans")),
        ({"text": "a", "spans": [], "label": [[0, 1, "X"]]}, Columns("entities", "text", "label")),
        ({"text": "a", "label": []}, None),
        ({"text": "a", "labels": ["x", "y"]}, None),
        ({"text": "a", "label": "x"}, None),
        ({"text": ["a"], "entities": []}, None),
        ({"tokens": ["a"], "label": "x"}, None),
        ({"tokens": "a", "tags": "x"}, None),
        ({}, None),
    ],
)
def test_the_form_is_told_by_names_and_values(fields: dict[str, Any], columns: Columns | None) -> None:
    assert find_tagging(fields) == columns


@pytest.mark.parametrize(
    ("text", "label", "columns"),
    [
        (None, None, Columns("tokens", "tokens", "tags")),
        (None, "Gold", Columns("tokens", "tokens", "Gold")),
        ("raw", "notes", Columns("entities", "raw", "notes")),
        ("raw", None, None),
        ("raw", "missing", None),
    ],
)
def test_columns_that_are_named(text: str | None, label: str | None, columns: Columns | None) -> None:
    fields = {"tokens": ["a"], "tags": ["O"], "Gold": ["O"], "raw": "a", "notes": []}
    assert find_tagging(fields, text, label) == columns
