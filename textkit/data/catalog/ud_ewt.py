"""ud-ewt: 16,622 sentences of English web text with universal and Penn parts of speech (Silveira et al. 2014)."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from textkit.data.catalog import DatasetEntry, UpstreamFile
from textkit.data.files import use_rows
from textkit.data.readers import BadRow, Row, open_table
from textkit.data.samples.tagged import generate_upos
from textkit.data.tagged import Tagged, from_conllu
from textkit.types import Sentence

_SPLITS = {
    "en_ewt-ud-train.conllu": "train",
    "en_ewt-ud-dev.conllu": "validation",
    "en_ewt-ud-test.conllu": "test",
}
_COLUMNS = ("upos", "xpos")
_UPSTREAM = "https://raw.githubusercontent.com/UniversalDependencies/UD_English-EWT/master/"


def _parse(files: Mapping[str, Path], column: str | None) -> Iterator[Tagged]:
    for name, split in _SPLITS.items():
        with open_table(files[name], format="conllu") as table:
            yield from use_rows(table, split, partial(_tagged, name, column))


def _tagged(name: str, column: str | None, row: Row, split: str | None) -> Tagged | BadRow:
    return from_conllu(row, name, column, split)


def _sample(column: str | None) -> Iterator[Tagged]:
    for number, (words, tags) in enumerate(generate_upos(), start=1):
        yield Tagged(Sentence.of_words(words), tags[column or _COLUMNS[0]], "sample", [number] * len(words))


DATASET = DatasetEntry(
    summary="English of the web: the part of speech of each word",
    task="tagging",
    homepage="https://github.com/UniversalDependencies/UD_English-EWT",
    licence="CC BY-SA 4.0",
    citation="Silveira et al.: A Gold Standard Dependency Corpus for English. LREC 2014",
    rows=16_622,
    files=tuple(UpstreamFile(name, _UPSTREAM + name, None) for name in _SPLITS),  # the bytes change by release
    parse=_parse,
    sample=_sample,
    columns=_COLUMNS,
)
