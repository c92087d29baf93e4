"""goemotions: 54,263 English comments from Reddit, each with those of 28 emotions it shows (Demszky et al. 2020)."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from textkit.data.catalog import DatasetEntry, UpstreamFile
from textkit.data.files import use_rows
from textkit.data.readers import BadRow, Row, open_table, rows
from textkit.data.samples.emotions import generate
from textkit.errors import DataError
from textkit.types import Example

_SPLITS = {"train.tsv": "train", "dev.tsv": "validation", "test.tsv": "test"}
_COLUMNS = ("text", "labels", "id")
_UPSTREAM = "https://raw.githubusercontent.com/monologg/GoEmotions-pytorch/master/data/original/"


def _parse(files: Mapping[str, Path], column: str | None) -> Iterator[Example]:
    names = _names(files["labels.txt"])
    for name, split in _SPLITS.items():
        with open_table(files[name], format="tsv", columns=_COLUMNS) as table:
            yield from use_rows(table, split, partial(_example, name, names))


def _names(path: Path) -> dict[str, str]:
    """The label of each id, in the order of the ids: line by line, the first is 0."""
    names: dict[str, str] = {}
    with open_table(path, format="text") as table:
        for row in rows(table):
            name = row.fields["text"].strip()
            if not name or name in names.values():
                reason = f"the label '{name}' comes twice" if name else "a label without a name"
                raise DataError(reason, "give each line a label of its own", path=table.name, line=row.line)
            names[str(len(names))] = name
    return names


def _example(name: str, names: Mapping[str, str], row: Row, split: str | None) -> Example | BadRow:
    text, ids = row.fields["text"], row.fields["labels"].split(",")
    if not text.strip():
        return BadRow(row.line, "the text is empty")
    for label in ids:
        if label not in names:
            return BadRow(row.line, f"label id '{label}' is none of the {len(names)} in labels.txt, which begin at 0")
    return Example(text, [names[label] for label in names if label in ids], f"{name}:{row.line}", split)


def _sample(column: str | None) -> Iterator[Example]:
    for number, (text, labels) in enumerate(generate(), start=1):
        yield Example(text, labels, f"sample:{number}")


DATASET = DatasetEntry(
    summary="Reddit comments: which of 28 emotions they show",
    task="multilabel",
    homepage="https://github.com/google-research/google-research/tree/master/goemotions",
    licence="Apache-2.0",
    citation="Demszky et al.: GoEmotions: A Dataset of Fine-Grained Emotions. ACL 2020",
    rows=54_263,
    files=(
        UpstreamFile(
            "train.tsv",
            _UPSTREAM + "train.tsv",
            "1c254a142be5c00e80d819b9ae1bbd36d94b2eeb8f4b1271846508d57e57d9c5",
            3_519_053,
        ),
        UpstreamFile(
            "dev.tsv",
            _UPSTREAM + "dev.tsv",
            "575489c079c9de1097062a01738f998590d6b7ead66dd1c9fd1d2ba01fd8bc62",
            439_059,
        ),
        UpstreamFile(
            "test.tsv",
            _UPSTREAM + "test.tsv",
            "0587b2dd8b27b97352adbfc3fb083d46005c8946657fdc2b1ca8b1cc7f1f8be4",
            436_706,
        ),
        UpstreamFile(
            "labels.txt",
            _UPSTREAM + "labels.txt",
            "45c3ef86782d2a4d7fedcd6d8c111aa0d0e94720689bd164fac94fefb4495a89",
            248,
        ),
    ),
    parse=_parse,
    sample=_sample,
)
