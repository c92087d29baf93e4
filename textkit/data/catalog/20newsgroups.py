"""20newsgroups: 18,846 posts of twenty newsgroups, those of the test later than those of the training (Lang 1995)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from textkit.data.catalog import DatasetEntry, UpstreamFile
from textkit.data.readers.archive import members
from textkit.data.samples.topics import generate_posts
from textkit.errors import DataError
from textkit.types import Example

_FILE = "20news-bydate.tar.gz"
_SPLITS = {"20news-bydate-train": "train", "20news-bydate-test": "test"}
_QUOTING = re.compile(r"writes in|writes:|wrote:|says:|said:|^In article|^Quoted from|^\||^>")
"""In the lines that quote another post, or say whom they quote."""


def _parse(files: Mapping[str, Path], column: str | None) -> Iterator[Example]:
    """What each post says itself; the posts that say nothing themselves are left out."""
    return (example for example in _posts(files[_FILE]) if example.text)


def notes(files: Mapping[str, Path]) -> list[str]:
    """What is odd about these files, for whoever reads figures made from them."""
    empty = sum(not example.text for example in _posts(files[_FILE]))
    return [f"{_FILE}: {empty:,} posts hold nothing but header, quotes and signature: left out"] if empty else []


def _posts(path: Path) -> Iterator[Example]:
    for name, content in members(path):
        folder, _, place = name.removeprefix("./").partition("/")
        group, _, number = place.partition("/")
        if folder not in _SPLITS or not number or "/" in number:
            known = " or ".join(f"{folder}/<newsgroup>/<number>" for folder in _SPLITS)
            raise DataError(f"the archive holds {name}", f"a post is at {known}", path=path.name)
        yield Example(own_words(content.decode("latin-1")), group, f"{group}/{number}", _SPLITS[folder])


def own_words(post: str) -> str:
    """A post without its header, its signature and the lines it quotes, as scikit-learn removes them.

    The header ends at the first blank line. What follows the last blank or dashed line is taken for a signature,
    which is not always right.
    """
    lines = post.partition("\n\n")[2].strip().split("\n")
    rules = [number for number, line in enumerate(lines) if not line.strip().strip("-")]
    body = lines[: rules[-1]] if rules and rules[-1] else lines
    return "\n".join(line for line in body if not _QUOTING.search(line)).strip()


def _sample(column: str | None) -> Iterator[Example]:
    for number, (text, group) in enumerate(generate_posts(), start=1):
        yield Example(text, group, f"sample:{number}")


DATASET = DatasetEntry(
    summary="Posts of twenty newsgroups, without headers, signatures and quotes",
    task="classification",
    homepage="http://qwone.com/~jason/20Newsgroups/",
    licence="not stated",
    citation="Lang: NewsWeeder: Learning to Filter Netnews. ICML 1995",
    rows=18_846,
    files=(
        UpstreamFile(
            _FILE,
            "https://ndownloader.figshare.com/files/5975967",
            "8f1b2514ca22a5ade8fbb9cfa5727df95fa587f4c87b786e15c759fa66d95610",
        ),
    ),
    parse=_parse,
    sample=_sample,
    notes=notes,
)
