"""Whether short and long texts score alike."""

from functools import partial

import numpy as np

from textkit.evaluation.slices import record_counts, score_quarters
from textkit.reporting.plots import lengths
from textkit.reporting.report import Block, Cell, Plot, Section, Table, count, score
from textkit.reporting.subject import Subject
from textkit.reporting.wording import figure_name
from textkit.text.words import words_of


def section(subject: Subject) -> Section:
    answered = subject.answered
    name, counts = record_counts(subject.scoring, answered.truth, answered.decisions, answered.bounds, subject.labels)
    words = np.array([len(words_of(each)) for each in answered.rows.inputs], dtype=np.int64)
    slices = score_quarters(counts, words)
    said = "; ".join(f"{lengths.words(each)}: {each.figure:.4f}" for each in slices)
    rows: list[list[Cell]] = [
        [lengths.words(each), count(each.records), score(each.figure), score(each.low), score(each.high)]
        for each in slices
    ]
    title = figure_name(name)
    alt = f"{title} by the number of words. {said}."
    caption = (
        f"{title} by quarters of the records, from short to long, with 95% intervals. The line is the figure of all."
    )
    overall = float(subject.scores[name])
    blocks: list[Block] = [
        Plot("lengths", alt, caption, partial(lengths.draw, slices, title, overall)),
        Table("The quarters.", ["length", "records", title, "from", "to"], rows, folded=True),
    ]
    return Section("lengths", "By length", blocks)
