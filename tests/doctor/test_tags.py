"""Tags that spell nothing, words that are none, and entities with marks at their ends."""

import dataclasses

import pytest

from tests.doctor.corpora import only
from tests.doctor.patients import of_texts, of_words
from tests.tagged import pos_of, tagged
from textkit.doctor.patient import Check
from textkit.doctor.tags import CHECKS, entity_edges, invalid_tags, mended_in_reading, odd_words
from textkit.types import Sentence

SENTENCES = [(" ".join(words), " ".join(tags)) for words, tags in tagged(300)]
CLEAN = of_words(SENTENCES[:200], SENTENCES[200:250], SENTENCES[250:])
PARTS = [(" ".join(words), " ".join(pos_of(words))) for words, _ in tagged(300)]


@pytest.mark.parametrize("check", CHECKS)
def test_well_tagged_sentences_have_no_finding(check: Check) -> None:
    assert not list(check(CLEAN))
    assert not list(check(of_words(PARTS[:200], PARTS[200:250], PARTS[250:])))


@pytest.mark.parametrize("check", CHECKS)
def test_texts_with_labels_are_no_concern(check: Check) -> None:
    assert not list(check(of_texts([("Ab , c", "a")] * 20)))


def test_tags_that_continue_nothing() -> None:
    finding = only(
        invalid_tags,
        of_words([("a b", "B-X I-X"), ("a b c", "O I-X I-X"), ("a b c d", "I-X O I-X O")], (), [("a", "I-X")]),
    )
    assert finding.message == "4 of 10 tags spell no entity in IOB2, in 3 sentences"
    assert finding.rows == [2, 1, 3]


def test_what_was_mended_in_reading_is_told_by_row() -> None:
    places = {"repaired": CLEAN.origins[3:5], "cut": CLEAN.origins[7:8], "trimmed": ["gone.conll:1"]}
    repaired, cut = mended_in_reading(dataclasses.replace(CLEAN, mended=places))
    assert (repaired.kind, repaired.rows) == ("repaired_tags", [3, 4])
    assert repaired.message == "tags that spell no entity of their scheme in 2 sentences, mended in reading"
    assert (cut.kind, cut.rows) == ("cut_words", [7])


def test_parts_of_speech_spell_no_entities() -> None:
    assert not list(invalid_tags(of_words([("I I", "I X")])))


def test_words_with_white_space_in_them() -> None:
    patient = of_words([("a b", "O O"), ("New_York is", "B-X O")])
    sentence = Sentence.of_words(["New York", "is"])
    patient = dataclasses.replace(
        patient, texts=[patient.texts[0], sentence.text], spans=[patient.sentences[0].spans, sentence.spans]
    )
    finding = only(odd_words, patient)
    assert finding.rows == [1]
    assert finding.message == "words that are empty or have white space in them: 1 in 1 sentence, such as 'New York'"


def test_a_word_of_no_characters_is_odd() -> None:
    patient = dataclasses.replace(of_words([("a b", "O O")]), spans=[[(0, 1), (1, 1)]])
    assert only(odd_words, patient).figures == {"words": 1, "sentences": 1}


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        ("Bell , who", "B-PER I-PER O"),
        ("Bell, who", "B-PER O"),
        ("( Bell )", "B-PER I-PER O"),
        ("( Bell )", "O B-PER I-PER"),
        ('" Bell said', "B-PER I-PER O"),
        ("Paris: rain", "B-LOC O"),
    ],
)
def test_a_mark_of_the_sentence_is_no_part_of_an_entity(words: str, tags: str) -> None:
    finding = only(entity_edges, of_words([("Anna left", "B-PER O"), (words, tags)]))
    assert finding.rows == [1]


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        ("Bell Inc.", "B-ORG I-ORG"),
        ("U.S. troops", "B-LOC O"),
        ("Yahoo ! said", "B-ORG I-ORG O"),
        ("( Tom ) Seaver", "B-PER I-PER I-PER I-PER"),
        ('" Titanic "', "B-MISC I-MISC I-MISC"),
        ("O'Neill", "B-PER"),
        ("the Winners ' Cup", "O B-MISC I-MISC I-MISC"),
        ("( a )", "B-LST I-LST I-LST"),
        ("%", "B-X"),
        (".NET", "B-X"),
    ],
)
def test_marks_that_belong_to_a_name(words: str, tags: str) -> None:
    assert not list(entity_edges(of_words([(words, tags)] * 5)))


def test_a_full_stop_is_judged_by_the_same_entity_without_it() -> None:
    stop = ("to Germany .", "O B-LOC I-LOC")
    assert not list(entity_edges(of_words([stop])))
    assert only(entity_edges, of_words([stop, ("Germany won", "B-LOC O")])).rows == [0]
    assert not list(entity_edges(of_words([stop, stop, ("Germany won", "B-LOC O")])))
    assert not list(entity_edges(of_words([("by Bell Inc .", "O B-ORG I-ORG I-ORG"), ("Bell Inc", "B-ORG I-ORG")])))


def test_few_marked_ends_are_a_note_and_many_a_warning() -> None:
    good, bad = ("Anna left", "B-PER O"), ("Anna, who", "B-PER O")
    assert only(entity_edges, of_words([good] * 99 + [bad])).severity == "warning"
    assert only(entity_edges, of_words([good] * 199 + [bad])).severity == "note"
