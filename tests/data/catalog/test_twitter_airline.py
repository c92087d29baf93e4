"""Tweets from the publisher's table of fifteen columns."""

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from textkit.data.catalog import catalog
from textkit.errors import DataError
from textkit.types import Example

DATASET = catalog.load("twitter-airline")
HEADER = (
    "tweet_id,airline_sentiment,airline_sentiment_confidence,negativereason,negativereason_confidence,airline,"
    "airline_sentiment_gold,name,negativereason_gold,retweet_count,text,tweet_coord,tweet_created,tweet_location,"
    "user_timezone\n"
)


def row(label: str, text: str) -> str:
    return f'1,{label},0.9,,,Norvane,,someone,,0,{text},,2015-02-24 11:35:52 -0800,"Austin, Texas",\n'


def parse(folder: Path, content: str) -> list[Example]:
    path = folder / "Tweets.csv"
    path.write_text(content, encoding="utf-8")
    return list(DATASET.parse({"Tweets.csv": path}, None))


def test_a_row_is_a_text_and_its_class_with_the_line_it_begins_in(tmp_path: Path) -> None:
    tweets = [
        row("negative", '"@Norvane late,\nagain ""today"""'),
        row("neutral", "@Norvane NA"),
        row("positive", "ok"),
    ]
    assert parse(tmp_path, HEADER + "".join(tweets)) == [
        Example('@Norvane late,\nagain "today"', "negative", "Tweets.csv:2"),
        Example("@Norvane NA", "neutral", "Tweets.csv:4"),
        Example("ok", "positive", "Tweets.csv:5"),
    ]


def test_columns_are_found_by_name_and_copies_are_kept(tmp_path: Path) -> None:
    rows = parse(tmp_path, "text,airline_sentiment\nsame,neutral\nsame,neutral\n")
    assert [(each.text, each.target) for each in rows] == [("same", "neutral")] * 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("text,sentiment\nok,neutral\n", r"^Tweets\.csv:1: no column 'airline_sentiment'; the columns are: text, sent"),
        ("tweet,airline_sentiment\nok,neutral\n", r"^Tweets\.csv:1: no column 'text'"),
        (HEADER + row("mixed", "ok"), r"^Tweets\.csv:2: 'airline_sentiment' is 'mixed', none of negative, neutral"),
        (HEADER + row("neutral", '"two\nlines"') + row("neutral", " "), r"^Tweets\.csv:4: 'text' is empty"),
        (HEADER + "1,neutral\n", r"^Tweets\.csv:2: row has 2 fields, the header has 15"),
        (HEADER + row("neutral", '"open'), r"^Tweets\.csv:2: "),
    ],
)
def test_faults_are_named_by_line(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        parse(tmp_path, content)


def test_the_sample_has_the_same_classes() -> None:
    rows = list(islice(DATASET.sample(None), 200))
    assert set(Counter(each.target for each in rows)) == {"negative", "neutral", "positive"}
    assert rows[6].origin == "sample:7"
