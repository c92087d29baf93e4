"""Tag schemes: what is read is what seqeval reads, and what is written is read back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import IOB2, Tokens

from textkit.text.schemes import (
    SCHEMES,
    Span,
    allowed_transitions,
    are_spans,
    detect,
    is_span_tag,
    lenient_spans,
    read_spans,
    spell,
    split_tag,
    strict_spans,
    to_iob2,
)

LABELS = ("PER", "LOC", "A-B")


def tags_of(prefixes: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(["O", *(f"{prefix}-{label}" for prefix in prefixes for label in LABELS)]))


@st.composite
def sentences(draw: st.DrawFn) -> tuple[list[Span], int]:
    spans, at = [], 0
    for _ in range(draw(st.integers(0, 5))):
        start = at + draw(st.integers(0, 2))
        at = start + draw(st.integers(1, 3))
        spans.append(Span(start, at, draw(st.sampled_from(LABELS))))
    return spans, at + draw(st.integers(0, 2))


@pytest.mark.parametrize(
    ("tag", "parts"),
    [("B-PER", ("B", "PER")), ("O", ("O", "")), ("I-A-B", ("I", "A-B")), ("NNP", ("NNP", "")), ("B-", ("B", ""))],
)
def test_a_tag_is_a_prefix_and_a_label(tag: str, parts: tuple[str, str]) -> None:
    assert split_tag(tag) == parts


@pytest.mark.parametrize("tag", ["", "o", "PER", "B", "B-", "B- ", "X-PER", "BPER", "IB-PER", "-PER"])
def test_tags_of_no_scheme(tag: str) -> None:
    assert not is_span_tag(tag)


def test_which_labels_are_spans() -> None:
    assert are_spans(["O", "B-PER"])
    assert are_spans(["I-PER"])
    assert are_spans(["O"])
    assert not are_spans(["NN", "VB", "-LRB-", ",", "PRP$"])
    assert not are_spans([])


@given(tags_of("BI") | tags_of("BIES"))
def test_lenient_reading_is_that_of_seqeval(tags: list[str]) -> None:
    assert lenient_spans(tags) == [Span(start, end + 1, label) for label, start, end in get_entities(tags)]


@given(tags_of("BI"))
def test_strict_reading_is_that_of_seqeval(tags: list[str]) -> None:
    assert strict_spans(tags) == [Span(each.start, each.end, each.tag) for each in Tokens(tags, IOB2).entities]


def test_the_two_readings_differ_where_tags_are_wrong() -> None:
    tags = ["I-PER", "O", "B-PER", "I-LOC", "I-LOC"]
    assert lenient_spans(tags) == [Span(0, 1, "PER"), Span(2, 3, "PER"), Span(3, 5, "LOC")]
    assert strict_spans(tags) == [Span(2, 3, "PER")]


@given(sentences(), st.sampled_from(list(SCHEMES)))
def test_what_was_spelled_is_read_back_without_repair(sentence: tuple[list[Span], int], scheme: str) -> None:
    spans, length = sentence
    tags = spell(spans, length, scheme)
    assert len(tags) == length
    assert read_spans(tags, scheme) == (spans, 0)


@given(sentences())
def test_iob2_reads_alike_leniently_and_strictly(sentence: tuple[list[Span], int]) -> None:
    tags = to_iob2(*sentence)
    assert strict_spans(tags) == lenient_spans(tags) == sentence[0]


@given(tags_of("BIESLU"), st.sampled_from(list(SCHEMES)))
def test_repairs_are_few_enough_and_need_no_repair_themselves(tags: list[str], scheme: str) -> None:
    spans, repairs = read_spans(tags, scheme)
    assert 0 <= repairs <= len(tags)
    assert read_spans(spell(spans, len(tags), scheme), scheme) == (spans, 0)
    assert [tag == "O" for tag in tags] == [tag == "O" for tag in to_iob2(spans, len(tags))]


@pytest.mark.parametrize(
    ("scheme", "tags"),
    [
        ("IOB1", "I-PER I-PER B-PER O I-LOC I-PER"),
        ("IOB2", "B-PER I-PER B-PER O B-LOC B-PER"),
        ("BIOES", "B-PER E-PER S-PER O S-LOC S-PER"),
        ("BILOU", "B-PER L-PER U-PER O U-LOC U-PER"),
    ],
)
def test_the_spelling_of_each_scheme(scheme: str, tags: str) -> None:
    spans = [Span(0, 2, "PER"), Span(2, 3, "PER"), Span(4, 5, "LOC"), Span(5, 6, "PER")]
    assert spell(spans, 6, scheme) == tags.split()
    assert detect([tags.split()]) == scheme


@pytest.mark.parametrize(
    ("scheme", "tags", "repairs"),
    [
        ("IOB2", "I-PER I-PER O", 1),
        ("IOB2", "B-PER I-LOC", 1),
        ("IOB1", "I-PER B-PER I-LOC", 0),
        ("IOB1", "O B-PER", 1),
        ("BIOES", "B-PER I-PER O", 1),
        ("BIOES", "B-PER O E-LOC", 2),
        ("BILOU", "U-PER L-PER", 1),
    ],
)
def test_repairs_are_counted(scheme: str, tags: str, repairs: int) -> None:
    assert read_spans(tags.split(), scheme)[1] == repairs


@pytest.mark.parametrize(
    ("corpus", "scheme"),
    [
        (["B-PER I-PER", "O B-LOC", "I-LOC O"], "IOB2"),
        (["I-PER I-PER", "O I-LOC B-LOC"], "IOB1"),
        (["I-PER O I-PER"], "IOB1"),
        (["I-PER B-PER B-PER B-PER"], "IOB1"),
        (["B-PER E-PER I-LOC", "S-LOC"], "BIOES"),
        (["B-PER L-PER"], "BILOU"),
        (["B-PER I-PER I-PER", "B-LOC", "B-LOC", "B-LOC E-LOC"], "IOB2"),
        (["O O"], "IOB2"),
        ([], "IOB2"),
    ],
)
def test_the_scheme_is_told_by_the_whole_corpus(corpus: list[str], scheme: str) -> None:
    assert detect(tags.split() for tags in corpus) == scheme


@given(st.lists(sentences(), min_size=1), st.sampled_from(list(SCHEMES)))
def test_a_scheme_is_found_or_makes_no_difference(corpus: list[tuple[list[Span], int]], scheme: str) -> None:
    written = [spell(*sentence, scheme) for sentence in corpus]
    assert sum(read_spans(tags, detect(written))[1] for tags in written) == 0


def test_transitions_of_iob2() -> None:
    labels = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
    follows, starts = allowed_transitions(labels)
    before = {"I-PER": {"B-PER", "I-PER"}, "I-LOC": {"B-LOC", "I-LOC"}}
    for row, one in enumerate(labels):
        for column, other in enumerate(labels):
            assert follows[row, column] == (one in before.get(other, labels))
    assert starts.tolist() == [True, True, False, True, False]


def test_labels_without_any_b_may_begin_an_entity_with_i() -> None:
    follows, starts = allowed_transitions(["I-PER", "O"])
    assert follows.all()
    assert starts.all()


def test_plain_labels_may_stand_anywhere() -> None:
    follows, starts = allowed_transitions(["NN", "VB"])
    assert follows.shape == (2, 2)
    assert follows.all()
    assert starts.all()


@given(tags_of("BI"))
def test_sequences_of_allowed_steps_are_those_that_need_no_repair(tags: list[str]) -> None:
    kinds = {tag[2:] for tag in tags} - {""}
    labels = sorted({"O", *(f"{prefix}-{kind}" for kind in kinds for prefix in "BI")})
    follows, starts = allowed_transitions(labels)
    steps = [labels.index(tag) for tag in tags]
    allowed = all(starts[steps[:1]]) and all(follows[a, b] for a, b in pairwise(steps))
    assert allowed == (read_spans(tags, "IOB2")[1] == 0)
