"""clickbait: 32,000 English headlines, half of them bait (Chakraborty et al. 2016)."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from textkit.data.catalog import DatasetEntry, UpstreamFile
from textkit.data.readers import open_table, rows
from textkit.data.samples.headlines import generate
from textkit.types import Example

_LABELS = {"clickbait_data.gz": "clickbait", "non_clickbait_data.gz": "non-clickbait"}
_UPSTREAM = "https://raw.githubusercontent.com/bhargaviparanjape/clickbait/master/dataset/"


def _parse(files: Mapping[str, Path], column: str | None) -> Iterator[Example]:
    for name, label in _LABELS.items():
        with open_table(files[name], format="text") as table:
            for row in rows(table):
                if text := row.fields["text"].strip():  # the publisher leaves a blank line between headlines
                    yield Example(text, label, f"{name}:{row.line}")


def _sample(column: str | None) -> Iterator[Example]:
    for number, (text, label) in enumerate(generate(), start=1):
        yield Example(text, label, f"sample:{number}")


DATASET = DatasetEntry(
    summary="English headlines: clickbait or not",
    task="classification",
    homepage="https://github.com/bhargaviparanjape/clickbait",
    licence="MIT (the repository's)",
    citation="Chakraborty, Paranjape, Kakarla, Ganguly: Stop Clickbait. ASONAM 2016",
    rows=32_000,
    files=(
        UpstreamFile(
            "clickbait_data.gz",
            _UPSTREAM + "clickbait_data.gz",
            "a174ae2a377908ae58a514416c01a19c882de27fa6b1500da3774114e332a546",
        ),
        UpstreamFile(
            "non_clickbait_data.gz",
            _UPSTREAM + "non_clickbait_data.gz",
            "4baa2a3cf6b28a48b765e4f763b5d5f03535caae1c70a26f680d39b0ca782a05",
        ),
    ),
    parse=_parse,
    sample=_sample,
)
