"""conll2003: 20,744 sentences of Reuters news with named entities, parts of speech and chunks (2003)."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from textkit.data.catalog import DatasetEntry, UpstreamFile
from textkit.data.files import use_rows
from textkit.data.readers import BadRow, Row, open_table
from textkit.data.samples.tagged import generate_newswire
from textkit.data.tagged import Tagged, from_conll
from textkit.types import Sentence

_SPLITS = {"train.txt": "train", "valid.txt": "validation", "test.txt": "test"}
_COLUMNS = ("ner", "pos", "chunk")
_UPSTREAM = "https://raw.githubusercontent.com/kamalkraj/BERT-NER/dev/data/"


def _parse(files: Mapping[str, Path], column: str | None) -> Iterator[Tagged]:
    for name, split in _SPLITS.items():
        with open_table(files[name], format="conll") as table:
            yield from use_rows(table, split, partial(_tagged, name, column))


def _tagged(name: str, column: str | None, row: Row, split: str | None) -> Tagged | BadRow:
    return from_conll(row, name, column, split)


def _sample(column: str | None) -> Iterator[Tagged]:
    for number, (words, tags) in enumerate(generate_newswire(), start=1):
        yield Tagged(Sentence.of_words(words), tags[column or _COLUMNS[0]], "sample", [number] * len(words))


DATASET = DatasetEntry(
    summary="Reuters news: people, organisations, places and other names",
    task="tagging",
    homepage="https://github.com/kamalkraj/BERT-NER/tree/dev/data",
    licence="Reuters corpus: research use",
    citation="Tjong Kim Sang, De Meulder: Introduction to the CoNLL-2003 Shared Task. CoNLL 2003",
    rows=20_744,
    files=(
        UpstreamFile(
            "train.txt", _UPSTREAM + "train.txt", "213953b5522fb7924802d883e50f027b2c6ffb5d4d0e63368ed82909f9b60423"
        ),
        UpstreamFile(
            "valid.txt", _UPSTREAM + "valid.txt", "c02eb19809eafb83998326a0481942eb37d96f31826ae387cfe8773699969f5b"
        ),
        UpstreamFile(
            "test.txt", _UPSTREAM + "test.txt", "dc4ac7f3d6d01a6bec59261814561da3b287b6b493b97d1f69c580b52ec1831b"
        ),
    ),
    parse=_parse,
    sample=_sample,
    columns=_COLUMNS,
)
