"""sst2: 68,221 sentences and phrases of film reviews, negative or positive, as GLUE has them (Socher et al. 2013).

Nobody outside has the labels of GLUE's test split, so its dev split is the test split here, and validation rows are
carved out of train.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from textkit.data.catalog import DatasetEntry, UpstreamFile
from textkit.data.columns import find_column
from textkit.data.files import use_rows
from textkit.data.readers import BadRow, Row, open_table
from textkit.data.readers.archive import open_member
from textkit.data.samples.opinions import generate_lines
from textkit.types import Example

_ARCHIVE = "SST-2.zip"
_SPLITS = {"SST-2/train.tsv": "train", "SST-2/dev.tsv": "test"}
_TEXT, _LABEL = "sentence", "label"
_LABELS = {"0": "negative", "1": "positive"}


def _parse(files: Mapping[str, Path], column: str | None) -> Iterator[Example]:
    for member, split in _SPLITS.items():
        with open_member(files[_ARCHIVE], member) as stream, open_table(stream, format="tsv") as table:
            text = find_column(table, _TEXT, (), "text")
            label = find_column(table, _LABEL, (), "label")
            yield from use_rows(table, split, partial(_example, member, text, label))


def _example(member: str, text_column: str, label_column: str, row: Row, split: str | None) -> Example | BadRow:
    text, label = row.fields[text_column].strip(), row.fields[label_column]  # the publisher's lines end in a space
    if not text:
        return BadRow(row.line, f"'{text_column}' is empty")
    if label not in _LABELS:
        return BadRow(row.line, f"'{label_column}' is '{label}', neither 0 nor 1")
    return Example(text, _LABELS[label], f"{member}:{row.line}", split)


def _sample(column: str | None) -> Iterator[Example]:
    for number, (text, label) in enumerate(generate_lines(), start=1):
        yield Example(text, label, f"sample:{number}")


DATASET = DatasetEntry(
    summary="Sentences and phrases of film reviews: negative or positive",
    task="classification",
    homepage="https://nlp.stanford.edu/sentiment/",
    licence="none stated: the sentences are their writers'",
    citation="Socher et al.: Recursive Deep Models for Semantic Compositionality. EMNLP 2013",
    rows=68_221,
    files=(
        UpstreamFile(
            _ARCHIVE,
            "https://dl.fbaipublicfiles.com/glue/data/SST-2.zip",
            "d67e16fb55739c1b32cdce9877596db1c127dc322d93c082281f64057c16deaa",
            7_439_277,
        ),
    ),
    parse=_parse,
    sample=_sample,
)
