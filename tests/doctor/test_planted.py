"""The doctor on faults planted by a seeded generator: it finds them, and has nothing to say of the clean corpus."""

import csv
from pathlib import Path

import pytest

from tests.doctor.planted import KINDS, Corpus, clean, planted
from textkit.data.prepare import prepare
from textkit.doctor.examine import Examination, examine

SEEDS = (11, 12, 13)


def examination(corpus: Corpus, folder: Path) -> Examination:
    path = folder / "planted.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["text", "label", "split"], *corpus.rows])
    return examine(prepare([str(path)]))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_clean_corpus_is_found_clean(seed: int, tmp_path: Path) -> None:
    assert [finding.message for finding in examination(clean(seed), tmp_path).findings] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_planted_faults_are_found_where_they_are(seed: int, tmp_path: Path) -> None:
    corpus = planted(seed)
    found = examination(corpus, tmp_path)
    places = {finding.kind: {found.patient.origins[row] for row in finding.rows} for finding in found.findings}
    wanted = {kind: {corpus.line_of(row) for row in corpus.faults[kind]} for kind in KINDS}
    missed = {kind: lines - places.get(kind, set()) for kind, lines in wanted.items()}
    total = sum(map(len, wanted.values()))
    assert sum(map(len, missed.values())) <= 0.05 * total, {kind: lines for kind, lines in missed.items() if lines}
    assert set(places) <= set(KINDS), "a finding of a kind that was not planted"
