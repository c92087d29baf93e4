"""Entities by character offsets: brought to words without a character lost, or refused by name."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.entities import from_entities
from textkit.data.readers import BadRow
from textkit.data.tagged import Tagged
from textkit.text.schemes import strict_spans
from textkit.types import Row

TEXT = "Anna met Bob in New York."


def read(text: Any, entities: Any) -> Tagged | BadRow:
    return from_entities(Row(3, {"text": text, "entities": entities}), "a.jsonl", "text", "entities", "test")


def found(text: str, *entities: Any) -> str:
    tagged = read(text, list(entities))
    assert isinstance(tagged, Tagged), tagged
    return " ".join(f"{word}/{tag}" for word, tag in zip(tagged.sentence.words, tagged.tags, strict=True))


def test_objects_and_lists() -> None:
    wanted = "Anna/B-PER met/O Bob/O in/O New/B-LOC York/I-LOC ./O"
    assert found(TEXT, {"start": 16, "end": 24, "label": "LOC", "id": 7}, [0, 4, "PER"]) == wanted


def test_what_comes_with_the_sentence() -> None:
    tagged = read("Hi Bob", [])
    assert isinstance(tagged, Tagged)
    assert tagged == Tagged(tagged.sentence, ["O", "O"], "a.jsonl", [3, 3], "test")
    assert tagged.sentence == ("Hi Bob", [(0, 2), (3, 6)])


def test_a_word_is_cut_where_an_entity_begins_or_ends() -> None:
    assert found("pre-Bobby's", [4, 7, "PER"]) == "pre-/O Bob/B-PER by/O 's/O"
    assert found("BobAnna", [0, 3, "PER"], [3, 7, "PER"]) == "Bob/B-PER Anna/B-PER"


def test_white_space_around_an_entity_is_left_out() -> None:
    assert found(TEXT, [4, 9, " V "]) == "Anna/O met/B-V Bob/O in/O New/O York/O ./O"


@pytest.mark.parametrize(
    ("entities", "mended"),
    [
        ([[0, 4, "PER"], [9, 12, " PER "]], ()),
        ([[4, 9, "V"]], ("trimmed",)),
        ([[0, 2, "PER"]], ("cut",)),
        ([[8, 11, "PER"]], ("trimmed", "cut")),
    ],
)
def test_what_was_mended_is_told(entities: list[Any], mended: tuple[str, ...]) -> None:
    tagged = read(TEXT, entities)
    assert isinstance(tagged, Tagged)
    assert tagged.mended == mended


def test_entities_that_touch_do_not_overlap() -> None:
    assert found(TEXT, [0, 5, "PER"], [5, 8, "V"]) == "Anna/B-PER met/B-V Bob/O in/O New/O York/O ./O"


def test_a_text_that_agrees_with_its_offsets() -> None:
    entities = [
        {"start": 9, "end": 12, "label": "PER", "text": "Bob"},
        {"start": 0, "end": 4, "label": "PER", "text": None},
    ]
    assert found(TEXT, *entities) == "Anna/B-PER met/O Bob/B-PER in/O New/O York/O ./O"


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        ([0, 4], "entity 1 is neither an object nor a list of start, end and label"),
        ({}, "entity 1 is neither an object nor a list of start, end and label"),
        ("PER", "entity 1 is neither an object nor a list of start, end and label"),
        ([0, "4", "PER"], "entity 1 has a start or an end that is not a whole number"),
        ([0, 4.0, "PER"], "entity 1 has a start or an end that is not a whole number"),
        ([False, True, "PER"], "entity 1 has a start or an end that is not a whole number"),
        ({"start": 0, "label": "PER"}, "entity 1 has a start or an end that is not a whole number"),
        ({"start": 0, "end": 4, "type": "PER"}, "entity 1 has no label"),
        ([0, 4, " "], "entity 1 has no label"),
        ([0, 4, 1], "entity 1 has no label"),
        ([-1, 4, "PER"], "entity 1 is from -1 to 4 in a text of 25 characters"),
        ([20, 26, "PER"], "entity 1 is from 20 to 26 in a text of 25 characters"),
        ([4, 4, "PER"], "entity 1 is from 4 to 4 in a text of 25 characters"),
        ([4, 5, "PER"], "entity 1 is white space alone"),
        (
            {"start": 1, "end": 4, "label": "PER", "text": "Anna"},
            "entity 1 is 'nna' by its offsets, not 'Anna' (do they count bytes?)",
        ),
    ],
)
def test_entities_that_cannot_be_used(entity: Any, reason: str) -> None:
    assert read(TEXT, [entity]) == BadRow(3, reason)


@pytest.mark.parametrize(
    ("text", "entities", "reason"),
    [
        (None, [], "'text' is not text"),
        (" \n", [], "'text' is empty"),
        (TEXT, None, "'entities' is not a list"),
        (TEXT, [[0, 8, "X"], [5, 12, "Y"]], "two entities overlap: X 'Anna met' (0 to 8) and Y 'met Bob' (5 to 12)"),
        (TEXT, [[0, 4, "X"], [0, 4, "X"]], "two entities overlap: X 'Anna' (0 to 4) and X 'Anna' (0 to 4)"),
        (
            "a" * 100,
            [[5, 6, "Y"], [0, 90, "X"]],
            f"two entities overlap: X '{'a' * 40}...' (0 to 90) and Y 'a' (5 to 6)",
        ),
    ],
)
def test_records_that_cannot_be_used(text: Any, entities: Any, reason: str) -> None:
    assert read(text, entities) == BadRow(3, reason)


@st.composite
def annotated(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    text = draw(st.text(min_size=1).filter(str.strip))
    bounds = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    kept = [(start, end, draw(st.sampled_from("XY"))) for start, end in pairs if text[start:end].strip()]
    return text, draw(st.permutations(kept))


@given(annotated())
def test_every_entity_is_found_again_at_its_characters(case: tuple[str, list[tuple[int, int, str]]]) -> None:
    text, entities = case
    tagged = read(text, [list(entity) for entity in entities])
    assert isinstance(tagged, Tagged)
    spans = tagged.sentence.spans
    assert "".join(tagged.sentence.words) == "".join(text.split())
    again = [(spans[first][0], spans[last - 1][1], label) for first, last, label in strict_spans(tagged.tags)]
    stripped = [
        (end - len(text[start:end].lstrip()), start + len(text[start:end].rstrip()), label)
        for start, end, label in entities
    ]
    assert again == sorted(stripped)
