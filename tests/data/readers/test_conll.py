"""CoNLL: sentences by blank lines, cells by tabs or spaces, and every column that is missing named by line."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.readers import BadRow, Row, open_table


def records(data: bytes | str) -> list[Row | BadRow]:
    with open_table(io.BytesIO(data.encode() if isinstance(data, str) else data), format="conll") as table:
        assert table.columns == ("words", "columns", "lines")
        return list(table.records)


def sentence(line: int, *columns: str, lines: list[int] | None = None) -> Row:
    cells = [column.split() for column in columns]
    return Row(line, {"words": cells[0], "columns": cells, "lines": lines or [*range(line, line + len(cells[0]))]})


def words(data: str) -> list[list[str]]:
    return [record.fields["words"] for record in records(data) if isinstance(record, Row)]


def test_a_sentence_ends_at_a_blank_line() -> None:
    data = "\n\nEU NNP B-ORG\nrejects VBZ O\n \t\u00a0\nPeter NNP B-PER\r\n\r\n\r\n"
    assert records(data) == [sentence(3, "EU rejects", "NNP VBZ", "B-ORG O"), sentence(6, "Peter", "NNP", "B-PER")]


def test_docstart_is_no_sentence_but_ends_one() -> None:
    data = "-DOCSTART- -X- O\n\nEU NNP O\n-DOCSTART- (1) -X-\nUS NNP O\n"
    assert records(data) == [sentence(3, "EU", "NNP", "O"), sentence(5, "US", "NNP", "O")]


def test_tabs_part_cells_where_there_are_any() -> None:
    assert words("New York\tB-LOC\nin O\n") == [["New York", "in"]]


def test_spaces_may_be_many_but_no_other_white_space_parts_cells() -> None:
    data = "10\u00a0000   CD  O\n  a\u3000b DT O \n"
    (record,) = records(data)
    assert record.fields["columns"] == [["10\u00a0000", "a\u3000b"], ["CD", "DT"], ["O", "O"]]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("# a comment\n# sent_id = 1\nEU NNP O\n", [["EU"]]),
        ("# newdoc\n\n# text = EU it is\nEU NNP O\n", [["EU"]]),
        ("EU NNP O\n\n# sent_id = 1\nUS NNP O\n", [["EU"], ["US"]]),
        ("EU NNP B O\n\n# id = 1\nUS NNP B O\n", [["EU"], ["US"]]),
        ("# # B-thing\n5 CD O\n", [["#", "5"]]),
        ("EU NNP O\n\n# only\n\n# id = 7\n", [["EU"]]),
        ("# # O\n5 CD O\n", [["#", "5"]]),
        ("#\tSYM\n1\tCD\n", [["#", "1"]]),
        ("No. NN\n# SYM\n1 CD\n", [["No.", "#", "1"]]),
        ("#tag\tNN\n# said x\ty\n", [["#tag", "# said x"]]),
        ("# a comment\nonly\nwords\n#\n", [["only", "words", "#"]]),
    ],
)
def test_comments_and_the_word_hash(data: str, found: list[list[str]]) -> None:
    assert words(data) == found


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        ("EU NNP\nrejects\n", 2, "1 column, the first sentence has 2"),
        ("EU NNP\n\nit PRP B O\n", 3, "4 columns, the first sentence has 2"),
        ("EU NNP\nit PRP\n# no comment here\n", 3, "4 columns, the first sentence has 2"),
        ("EU\tNNP\n\tNN\n", 2, "the word is empty"),
        ("EU\tNNP\n\u00a0\tNN\n", 2, "the word is empty"),
        (
            "EU NNP\na\0b NN\n",
            2,
            "NUL character at column 2 (is this text? if it is UTF-16: --encoding utf-16-le or utf-16-be)",
        ),
    ],
)
def test_bad_sentences(data: str, line: int, reason: str) -> None:
    good = "fine JJ\n\n"
    found = records(good + data + "\n" + good)
    assert found[1:-1] == [*found[1:-2], BadRow(line + 2, reason)]
    assert [type(record) for record in (found[0], found[-1])] == [Row, Row]


def test_an_unreadable_line_spoils_its_sentence_alone() -> None:
    found = records(b"caf\xe9 NN\nEU NNP\n\nit PRP\n")
    assert found == [
        BadRow(1, "byte 0xe9 at offset 3 is not utf-8 (pass --encoding, e.g. cp1252)"),
        sentence(4, "it", "PRP"),
    ]


def test_a_file_without_sentences() -> None:
    assert records("") == []
    assert records("\n# nothing\n\n-DOCSTART- -X- O\n") == []


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\n\r\t "), min_size=1).filter(
    lambda cell: cell.strip() and not cell.startswith(("#", "-DOCSTART-", "\ufeff"))
)


@given(st.lists(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4), max_size=4), st.sampled_from([" ", "\t"]))
def test_what_was_written_is_read_back(corpus: list[list[tuple[str, str]]], delimiter: str) -> None:
    data = "\n".join("".join(f"{word}{delimiter}{tag}\n" for word, tag in each) for each in corpus)
    found = records(data)
    assert [list(zip(*record.fields["columns"], strict=True)) for record in found if isinstance(record, Row)] == corpus
    lines = data.split("\n")
    for record in found:
        assert isinstance(record, Row)
        assert [lines[number - 1].split(delimiter)[0] for number in record.fields["lines"]] == record.fields["words"]
