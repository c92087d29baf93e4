"""Whatever the bytes: a dataset that can be read, or an error with a cause and an exit code; nothing else."""

import gzip
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bad_input.content import json_lines, lines, reviews
from textkit.data.options import FileOptions
from textkit.data.prepare import Plan, prepare
from textkit.data.splitting import SplitPlan
from textkit.errors import DataError, UsageError
from textkit.types import SPLITS


def _parquet() -> bytes:
    stream = io.BytesIO()
    texts = [f"the film was {word}" for word in "abcdefghijklmnopqrst"]
    pq.write_table(pa.table({"text": texts, "label": ["good", "bad"] * 10, "votes": [*range(20)]}), stream)
    return stream.getvalue()


_ENTITY = '{"text": "Anna slept %d", "entities": [{"start": 0, "end": 4, "label": "PER"}]}'
_SETS = '{"text": "film %d", "labels": ["good", "%s"]}'
_SENTENCE = "Anna B-PER\nBell%d I-PER\nslept O"
_TREE = "1\tword%d\t_\tNOUN\tNN\t_\t_\t_\t_\t_\n2\tgrows\t_\tVERB\tVB\t_\t_\t_\t_\tSpaceAfter=No\n"
VALID = {
    ".csv": reviews('"a ""fine"", film",good', '"two\nlines",bad'),
    ".tsv": reviews(header="text\tlabel\tgroup", row="the {thing} was {word}\t{label}\t{thing}"),
    ".jsonl": json_lines('{"text": "caf\\u00e9 \\ud83d\\ude00", "label": true}'),
    ".sets.jsonl": lines(*(_SETS % (number, "new" if number % 2 else "old") for number in range(12))),
    ".entities.jsonl": lines(*(_ENTITY % number for number in range(12))),
    ".txt": reviews(header="", row="the {thing} was {word}"),
    ".ft.txt": reviews("__label__good __label__bad it was", header="", row="__label__{label} the {thing} was {word}"),
    ".conll.txt": lines(*("\n" + _SENTENCE % number for number in range(12))),
    ".conll": lines("-DOCSTART- O", *("\n" + _SENTENCE % number for number in range(12)), "\nBen I-PER"),
    ".conllu": lines(*("# newpar\n" + _TREE % number for number in range(12))),
    ".parquet": _parquet(),
    ".csv.gz": gzip.compress(reviews(), mtime=0),
    ".jsonl.zst": pa.compress(json_lines(), codec="zstd", asbytes=True),
}
_BYTES = rb"""\0 \n \r " , \t { [ ] : - # B- O | true null split NaN 1e999 \\ud800 \xff \xe9 \xef\xbb\xbf \xff\xfe"""
PIECES = st.sampled_from([piece.decode("unicode_escape").encode("latin-1") for piece in _BYTES.split()])
OPTIONS = st.builds(
    FileOptions,
    task=st.sampled_from([None, None, "classification", "multilabel", "tagging"]),
    on_bad_row=st.sampled_from([None, "skip", "quarantine"]),
    label_separator=st.sampled_from([None, None, None, "|", "o"]),
    group_column=st.sampled_from([None, None, None, "group", "votes"]),
    encoding=st.sampled_from([None, None, None, "utf-16", "cp1252"]),
    format=st.sampled_from([None] * 6 + ["csv", "jsonl", "conll", "text", "fasttext"]),
)
PLANS = st.sampled_from([Plan(), Plan(drop_labels=("bad",)), Plan(SplitPlan(folds=3, fold=1))])


@pytest.fixture(autouse=True)
def _no_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """To look for plugins takes longer than to prepare twenty rows."""
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: ())


@st.composite
def mutated(draw: st.DrawFn, valid: bytes) -> bytes:
    """`valid` with a few stretches replaced, cut out, or repeated."""
    data = valid
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)) | st.just(start) | st.just(len(data)))
        piece = draw(PIECES | st.binary(max_size=6) | st.just(data[start:end] * 2))
        data = data[:start] + piece + data[end:]
    return data


def meet(files: dict[str, bytes], options: FileOptions, plan: Plan) -> None:
    """Prepare the files, whatever comes of it."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in files]
        for path, data in zip(paths, files.values(), strict=True):
            path.write_bytes(data)
        try:
            dataset = prepare([str(path) for path in paths], options=options, plan=plan)
        except (DataError, UsageError) as error:
            said = str(error)
        else:
            assert all(len(dataset.split(split)) for split in SPLITS)
            return
    assert 0 < max(map(len, said.splitlines())) < 1_000


@pytest.mark.parametrize("suffix", VALID)
def test_what_is_about_to_be_spoiled_is_good(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"data{suffix}").write_bytes(VALID[suffix])
    if suffix == ".txt":
        pytest.skip("texts alone make no dataset")
    assert len(prepare([str(tmp_path / f"data{suffix}")]).split("train"))


@pytest.mark.parametrize("suffix", VALID)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_file_that_is_spoiled_a_little(suffix: str, data: st.DataObject) -> None:
    content = data.draw(mutated(VALID[suffix]))
    meet({f"data{suffix}": content}, data.draw(st.just(FileOptions()) | OPTIONS), data.draw(PLANS))


@pytest.mark.parametrize("suffix", VALID)
@given(content=st.binary(max_size=200), options=OPTIONS)
@settings(max_examples=10, deadline=None)
def test_a_file_of_any_bytes(suffix: str, content: bytes, options: FileOptions) -> None:
    meet({f"data{suffix}": content}, options, Plan())


@given(data=st.data(), options=st.just(FileOptions()) | OPTIONS)
@settings(max_examples=40, deadline=None)
def test_two_files_that_may_not_fit(data: st.DataObject, options: FileOptions) -> None:
    first, second = data.draw(st.sampled_from([*VALID])), data.draw(st.sampled_from([*VALID]))
    files = {f"train{first}": VALID[first], f"test{second}": data.draw(mutated(VALID[second]) | st.just(VALID[second]))}
    meet(files, options, Plan())
