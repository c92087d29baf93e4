"""Drawings as files and as part of a page."""

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from textkit.evaluation.precision_recall import precision_recall
from textkit.evaluation.reliability import reliability
from textkit.evaluation.slices import Slice
from textkit.reporting.plots import (
    confusion,
    differences,
    labels,
    learning,
    lengths,
    support,
)
from textkit.reporting.plots import (
    precision_recall as curves,
)
from textkit.reporting.plots import (
    reliability as diagram,
)
from textkit.reporting.report import Plot
from textkit.reporting.style import VARIABLES
from textkit.reporting.svg import render

NAMES = ["plain", "<b>&amp;", "a very long label that no axis has room for", "$x_1$", "\u65e5\u672c"]
DRAW = np.random.default_rng(0)
CURVE = precision_recall(DRAW.random(400) < 0.4, DRAW.random(400))
FOUND = reliability(DRAW.random(400), DRAW.random(400) < 0.5)
COUNTS = DRAW.integers(0, 9, (5, 5))
DRAWINGS = {
    "learning": lambda: learning.draw([1, 2], {"loss": {"train": [2, 1], "validation": [3, 2], "test": [3, 3]}}, 2),
    "one-epoch": lambda: learning.draw([1], {"loss": {"validation": [3]}, "accuracy": {"validation": [0.5]}}, None),
    "confusion": lambda: confusion.draw(NAMES, NAMES, COUNTS, COUNTS.sum(axis=1)),
    "wide-confusion": lambda: confusion.draw(
        NAMES * 4, NAMES * 4, np.tile(COUNTS, (4, 4)), np.ones(20, dtype=np.int64)
    ),
    "labels": lambda: labels.draw(NAMES, [0.5] * 5, [0.4] * 5, [0.45] * 5),
    "curves": lambda: curves.draw(dict.fromkeys(NAMES, CURVE)),
    "panels": lambda: curves.draw({f"{number}": CURVE for number in range(20)}),
    "reliability": lambda: diagram.draw(FOUND, FOUND, "confidence"),
    "lengths": lambda: lengths.draw([Slice(1, 1, 9, 0.5, 0.4, 0.6), Slice(2, 9, 9, 1.0, 1.0, 1.0)], "accuracy", 0.7),
    "differences": lambda: differences.draw(
        [differences.Difference(name, 0.1, -0.1, 0.3, clear=False) for name in NAMES], "accuracy"
    ),
    "no-difference": lambda: differences.draw([differences.Difference("all", 0.0, 0.0, 0.0, clear=True)], "F1"),
    "support": lambda: support.draw(NAMES, [1, 10, 100, 1_000, 10_000], [0.1, 0.2, 0.3, 0.4, 0.5]),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_a_file_and_an_element(name: str, tmp_path: Path) -> None:
    element = render(Plot(name, 'an "alt" & more', "a caption", DRAWINGS[name]), tmp_path)
    ElementTree.fromstring(element)
    ElementTree.fromstring((tmp_path / f"{name}.svg").read_bytes())
    assert (tmp_path / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert 'aria-label="an &quot;alt&quot; &amp; more"' in element
    assert "http" not in element
    assert all(each.startswith(f"{name}-") for each in re.findall(r'\bid="([^"]+)"', element))
    assert not [color for color in VARIABLES if color in element]


def test_labels_are_text_that_can_be_found(tmp_path: Path) -> None:
    element = render(Plot("labels", "", "", DRAWINGS["labels"]), tmp_path)
    words = {"".join(each.itertext()).strip() for each in ElementTree.fromstring(element).iter("text")}
    assert {"plain", "<b>&amp;", "$x_1$"} <= words


def test_no_state_of_matplotlib_is_touched(tmp_path: Path) -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    render(Plot("labels", "", "", DRAWINGS["labels"]), tmp_path)
    assert dict(mpl.rcParams) == before
