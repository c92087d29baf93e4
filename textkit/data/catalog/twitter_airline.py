"""twitter-airline: 14,640 tweets to six US airlines of February 2015: negative, neutral or positive (Crowdflower)."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from textkit.data.catalog import DatasetEntry, UpstreamFile
from textkit.data.columns import find_column
from textkit.data.files import use_rows
from textkit.data.readers import BadRow, Row, open_table
from textkit.data.samples.opinions import generate_tweets
from textkit.types import Example

_NAME = "Tweets.csv"
_TEXT, _LABEL = "text", "airline_sentiment"
_LABELS = ("negative", "neutral", "positive")


def _parse(files: Mapping[str, Path], column: str | None) -> Iterator[Example]:
    with open_table(files[_NAME], format="csv") as table:
        text = find_column(table, _TEXT, (), "text")
        label = find_column(table, _LABEL, (), "label")
        yield from use_rows(table, None, partial(_example, text, label))


def _example(text_column: str, label_column: str, row: Row, split: str | None) -> Example | BadRow:
    text, label = row.fields[text_column], row.fields[label_column]
    if not text.strip():
        return BadRow(row.line, f"'{text_column}' is empty")
    if label not in _LABELS:
        return BadRow(row.line, f"'{label_column}' is '{label}', none of {', '.join(_LABELS)}")
    return Example(text, label, f"{_NAME}:{row.line}", split)


def _sample(column: str | None) -> Iterator[Example]:
    for number, (text, label) in enumerate(generate_tweets(), start=1):
        yield Example(text, label, f"sample:{number}")


DATASET = DatasetEntry(
    summary="Tweets to US airlines: negative, neutral or positive",
    task="classification",
    homepage="https://www.kaggle.com/datasets/crowdflower/twitter-airline-sentiment",
    licence="CC BY-NC-SA 4.0",
    citation="Crowdflower: Airline Twitter sentiment. Data for Everyone, 2015",
    rows=14_640,
    files=(
        UpstreamFile(  # Kaggle's own asks for a login; this copy is of the same rows, and copies differ in their bytes
            _NAME,
            "https://raw.githubusercontent.com/kolaveridi/kaggle-Twitter-US-Airline-Sentiment-/master/Tweets.csv",
            None,
        ),
    ),
    parse=_parse,
    sample=_sample,
)
