"""ag-news: 127,600 news in brief, in four sections (Zhang et al. 2015, from the corpus of Gulli)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from textkit.data.catalog import DatasetEntry, UpstreamFile
from textkit.data.readers import open_table, rows
from textkit.data.samples.topics import generate_news
from textkit.errors import DataError
from textkit.types import Example

_SPLITS = {"train.csv": "train", "test.csv": "test"}
_COLUMNS = ("section", "title", "description")
_SECTIONS = {"1": "World", "2": "Sports", "3": "Business", "4": "Sci/Tech"}
_UPSTREAM = "https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/"
_LINE_END = re.compile(r"\s*\\+(?:n(?![a-z]))?\s*")
"""Most are a backslash alone, some are written \\n; a backslash before a word with an n is of the first kind."""


def _parse(files: Mapping[str, Path], column: str | None) -> Iterator[Example]:
    for name, split in _SPLITS.items():
        with open_table(files[name], format="csv", columns=_COLUMNS) as table:
            for row in rows(table):
                section, title, description = row.fields.values()
                if section not in _SECTIONS:
                    known = ", ".join(f"{number} ({label})" for number, label in _SECTIONS.items())
                    raise DataError(f"'{section}' is none of {known}", path=table.name, line=row.line)
                if not (text := _unescaped(f"{title} {description}")):
                    raise DataError("title and description are empty", path=table.name, line=row.line)
                yield Example(text, _SECTIONS[section], f"{name}:{row.line}", split)


def _unescaped(text: str) -> str:
    r"""The text on one line: `\$` is a dollar, any other backslash stands for the end of a line."""
    return _LINE_END.sub(" ", text.replace(r"\$", "$")).strip()


def _sample(column: str | None) -> Iterator[Example]:
    for number, (text, label) in enumerate(generate_news(), start=1):
        yield Example(text, label, f"sample:{number}")


DATASET = DatasetEntry(
    summary="News in brief: world, sports, business, or science and technology",
    task="classification",
    homepage="http://groups.di.unipi.it/~gulli/AG_corpus_of_news_articles.html",
    licence="non-commercial use (the corpus's)",
    citation="Zhang, Zhao, LeCun: Character-level Convolutional Networks for Text Classification. NIPS 2015",
    rows=127_600,
    files=(
        UpstreamFile(
            "train.csv",
            _UPSTREAM + "train.csv",
            "76a0a2d2f92b286371fe4d4044640910a04a803fdd2538e0f3f29a5c6f6b672e",
            29_470_338,
        ),
        UpstreamFile(
            "test.csv",
            _UPSTREAM + "test.csv",
            "521465c2428ed7f02f8d6db6ffdd4b5447c1c701962353eb2c40d548c3c85699",
            1_857_427,
        ),
    ),
    parse=_parse,
    sample=_sample,
)
