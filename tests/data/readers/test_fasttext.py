"""fastText's lines: labels anywhere in them, and the text that is left."""

import io

import pytest

from textkit.data.readers import BadRow, Row, open_table


def records(data: bytes) -> list[Row | BadRow]:
    with open_table(io.BytesIO(data), format="fasttext") as table:
        assert table.columns == ("text", "label")
        return list(table.records)


@pytest.mark.parametrize(
    ("line", "text", "labels"),
    [
        ("__label__good a  fine film", "a  fine film", ["good"]),
        ("__label__a __label__b both", "both", ["a", "b"]),
        ("at the end __label__late", "at the end", ["late"]),
        ("in __label__the middle\r", "in middle", ["the"]),
        ("\t__label__tab\tafter a tab", "after a tab", ["tab"]),
        ("none of them", "none of them", []),
        ("a word__label__inside", "a word__label__inside", []),
        ("__label__ without a name", "without a name", [""]),
        ("__label__alone", "", ["alone"]),
    ],
)
def test_labels_are_taken_out_of_the_text(line: str, text: str, labels: list[str]) -> None:
    assert records(line.encode()) == [Row(1, {"text": text, "label": labels})]


def test_blank_lines_are_skipped_and_bad_ones_told() -> None:
    first, second = records(b"\n  \n__label__a x\n__label__b \xe9\n")
    assert first == Row(3, {"text": "x", "label": ["a"]})
    assert isinstance(second, BadRow)
    assert second.line == 4
