"""imdb: 50,000 film reviews, half of them praise (Maas et al. 2011)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from textkit.data.catalog import DatasetEntry, UpstreamFile
from textkit.data.readers.archive import members
from textkit.data.samples.opinions import generate_reviews
from textkit.errors import DataError
from textkit.types import Example

_ARCHIVE = "aclImdb_v1.tar.gz"
_REVIEW = re.compile(r"aclImdb/(train|test)/(neg|pos)/[^/]+\.txt")
_LABELS = {"neg": "negative", "pos": "positive"}


def _parse(files: Mapping[str, Path], column: str | None) -> Iterator[Example]:
    """The labelled reviews by the names of their files; the 50,000 without a label are passed over."""
    reviews = [
        _example(name, content, found[1], _LABELS[found[2]])
        for name, content in members(files[_ARCHIVE])
        if (found := _REVIEW.fullmatch(name.removeprefix("./")))
    ]
    if not reviews:
        raise DataError("the archive holds no labelled reviews", "fetch it again", path=_ARCHIVE)
    yield from sorted(reviews, key=lambda review: review.origin)  # an archive packed anew has another order


def _example(name: str, content: bytes, split: str, label: str) -> Example:
    name = name.removeprefix("./")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError("the review is not utf-8", "fetch it again", path=f"{_ARCHIVE}/{name}", line=line) from None
    if not text.strip():
        raise DataError("the review is empty", "fetch it again", path=f"{_ARCHIVE}/{name}")
    return Example(text, label, f"{name}:1", split)


def _sample(column: str | None) -> Iterator[Example]:
    for number, (text, label) in enumerate(generate_reviews(), start=1):
        yield Example(text, label, f"sample:{number}")


DATASET = DatasetEntry(
    summary="Film reviews from the Internet Movie Database: negative or positive",
    task="classification",
    homepage="https://ai.stanford.edu/~amaas/data/sentiment/",
    licence="none stated: the reviews are their writers'",
    citation="Maas et al.: Learning Word Vectors for Sentiment Analysis. ACL 2011",
    rows=50_000,
    files=(
        UpstreamFile(
            _ARCHIVE,
            "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",
            "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe",
            84_125_825,
        ),
    ),
    parse=_parse,
    sample=_sample,
)
