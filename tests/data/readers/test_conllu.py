"""CoNLL-U: the words that carry tags, and the text as it was written."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.readers import BadRow, Row, open_table


def token(number: str, form: str, upos: str = "X", misc: str = "_") -> str:
    return "\t".join([number, form, "_", upos, f"x{upos}", "_", "0", "_", "_", misc]) + "\n"


def records(data: bytes | str) -> list[Row | BadRow]:
    with open_table(io.BytesIO(data.encode() if isinstance(data, str) else data), format="conllu") as table:
        return list(table.records)


def text(*tokens: str) -> str:
    (record,) = records("".join(tokens))
    assert isinstance(record, Row), record
    fields = record.fields
    assert [fields["text"][start:end] for start, end in fields["spans"]] == fields["words"]
    return str(fields["text"])


def test_a_sentence() -> None:
    data = "# text = Hi, you\n" + token("1", "Hi", "INTJ", "SpaceAfter=No") + token("2", ",", "PUNCT")
    data += token("3", "you", "PRON") + "\n\n# newdoc\n" + token("1", "Bye", "INTJ")
    fields = {
        "words": ["Hi", ",", "you"],
        "upos": ["INTJ", "PUNCT", "PRON"],
        "xpos": ["xINTJ", "xPUNCT", "xPRON"],
        "lines": [2, 3, 4],
        "text": "Hi, you",
        "spans": [(0, 2), (2, 3), (4, 7)],
    }
    bye = {"words": ["Bye"], "upos": ["INTJ"], "xpos": ["xINTJ"], "lines": [8], "text": "Bye", "spans": [(0, 3)]}
    assert records(data) == [Row(2, fields), Row(8, bye)]


def test_space_after_among_other_remarks() -> None:
    assert text(token("1", "a", misc="Lang=en|SpaceAfter=No"), token("2", "b", misc="NoSpaceAfter=No")) == "ab"


def test_a_written_word_whose_parts_join() -> None:
    parts = token("1-2", "don't", misc="SpaceAfter=No"), token("1", "do"), token("2", "n't"), token("3", "!")
    assert text(*parts) == "don't!"
    assert text(token("1-2", "don't"), *parts[1:]) == "don't !"


def test_a_written_word_whose_parts_do_not_join() -> None:
    parts = token("1", "de", misc="SpaceAfter=No"), token("2", "le"), token("3", "pain")
    assert text(token("1-2", "du"), *parts) == "de le pain"


def test_a_word_with_a_space_inside() -> None:
    assert text(token("1", "10 000"), token("2", "x")) == "10 000 x"


def test_words_that_were_left_out_are_left_out() -> None:
    assert text(token("0.1", "he"), token("1", "sees"), token("1.1", "her"), token("2", "it")) == "sees it"


def test_comments_may_stand_anywhere() -> None:
    assert text(token("1", "a"), "#comment\n", token("2", "b")) == "a b"


@pytest.mark.parametrize(
    ("tokens", "line", "reason"),
    [
        ("1\ta\tX\n", 1, "3 columns, CoNLL-U has 10"),
        ("1 a _ X\n", 1, "1 column, CoNLL-U has 10"),
        (token("1", "a") + token("3", "b"), 2, "the id is '3' where 2 is due"),
        (token("1", "a") + token("1", "b"), 2, "the id is '1' where 2 is due"),
        (token("0", "a"), 1, "the id is '0' where 1 is due"),
        (token("x", "a"), 1, "the id is 'x' where 1 is due"),
        (token("01", "a"), 1, "the id is '01' where 1 is due"),
        (token("2-3", "a") + token("1", "b"), 1, "the id is '2-3' where 1 is due"),
        (token("1-0", "a") + token("1", "b"), 1, "the id is '1-0' where 1 is due"),
        (token("1-3", "a") + token("1", "b") + token("2-3", "c"), 3, "the id is '2-3' where 2 is due"),
        (token("1-" + "9" * 5000, "a"), 1, f"the id is '1-{'9' * 18}' where 1 is due"),
        (token("1-3", "a") + token("1", "b") + token("2", "c"), 1, "the sentence ends within the words of 1-3"),
        (token("1", "a") + token("2", " "), 2, "the word is empty"),
        (token("1.1", "a"), 1, "the sentence has no words"),
        (
            token("1", "a\0"),
            1,
            "NUL character at column 4 (is this text? if it is UTF-16: --encoding utf-16-le or utf-16-be)",
        ),
    ],
)
def test_bad_sentences(tokens: str, line: int, reason: str) -> None:
    good = token("1", "good") + "\n"
    found = records(good + tokens + "\n" + good)
    assert found[1] == BadRow(line + 2, reason)
    assert [type(record) for record in found] == [Row, BadRow, Row]


def test_a_file_without_sentences() -> None:
    assert records("") == []
    assert records("# newdoc\n\n") == []


FORMS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\n\r\t"), min_size=1, max_size=4).filter(
    str.strip
)


@given(st.lists(st.tuples(FORMS, st.booleans()), min_size=1, max_size=5))
def test_the_text_is_put_together_again(words: list[tuple[str, bool]]) -> None:
    lines = [token(str(n), form, misc="_" if space else "SpaceAfter=No") for n, (form, space) in enumerate(words, 1)]
    assert text(*lines) == "".join(form + " " * space for form, space in words).removesuffix(" " * words[-1][1])
