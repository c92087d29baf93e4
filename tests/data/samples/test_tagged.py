"""The synthetic samples with tagged words: the same everywhere, rightly tagged, and neither too easy nor hopeless."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import islice
from random import Random

import pytest

from textkit.data.catalog import catalog
from textkit.data.samples.grammar import Grammar
from textkit.data.samples.tagged import (
    ENTITIES,
    PRINTED,
    UPOS,
    Tags,
    chunks,
    generate_newswire,
    generate_upos,
    read,
    usual_tags,
)
from textkit.data.tagged import unify

Rows = list[tuple[list[str], Tags]]
SAMPLES: dict[str, Callable[..., Iterator[tuple[list[str], Tags]]]] = {
    "newswire": generate_newswire,
    "web": generate_upos,
}
GOLDEN = {
    "newswire": "9b07e34aee61739e4c404c3ca098680e6d19bd64d2b7ec7898ddbf604321b448",
    "web": "14795918e2a0c96cb79ee948419380a4418edca81ca9725e54e389a715d93d34",
}


@pytest.fixture(scope="module")
def samples() -> dict[str, Rows]:
    return {name: list(generate()) for name, generate in SAMPLES.items()}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_rows_are_the_same_as_ever(samples: dict[str, Rows], name: str) -> None:
    assert sha256(repr(samples[name]).encode()).hexdigest() == GOLDEN[name]


@pytest.mark.parametrize("name", SAMPLES)
def test_another_seed_draws_other_rows(samples: dict[str, Rows], name: str) -> None:
    generate = SAMPLES[name]
    assert list(generate(50, seed=14)) != samples[name][:50] == list(generate(50))


@pytest.mark.parametrize("name", SAMPLES)
def test_no_sentence_comes_twice(samples: dict[str, Rows], name: str) -> None:
    assert len(samples[name]) == 3000 == len({" ".join(words).casefold() for words, _ in samples[name]})


@pytest.mark.parametrize("name", SAMPLES)
def test_every_word_is_one_word_and_has_its_tags(samples: dict[str, Rows], name: str) -> None:
    for words, tags in samples[name]:
        assert all(word and not re.search(r"[\s_{}|\[\]]", word) for word in words)
        assert all(len(column) == len(words) for column in tags.values())
        if name == "newswire":
            assert not any(re.search(r"/[A-Z]", word) for word in words)  # a tag that was taken for a part of a word


@pytest.mark.parametrize("name", SAMPLES)
def test_sentences_are_as_long_as_sentences_are(samples: dict[str, Rows], name: str) -> None:
    lengths = [len(words) for words, _ in samples[name]]
    assert max(lengths) <= 60
    assert 8 <= sum(lengths) / len(lengths) <= 20


@pytest.mark.parametrize("name", SAMPLES)
def test_all_that_a_grammar_can_say_is_tagged(name: str) -> None:
    grammar = Grammar.load("textkit.data.samples", f"{name}.toml")
    usual, random = usual_tags(grammar), Random(99)
    for _ in range(5_000):
        read(grammar.sentence("line", random), usual)


def test_entities_are_spelled_in_iob2_and_balanced(samples: dict[str, Rows]) -> None:
    counts: Counter[str] = Counter()
    for _, tags in samples["newswire"]:
        for column in ("ner", "chunk"):
            assert all(
                not tag.startswith("I-") or before[2:] == tag[2:]
                for before, tag in zip(["O", *tags[column]], tags[column], strict=False)
            )
        counts.update(tags["ner"])
    assert set(counts) == {"O", *(f"{place}-{kind}" for place in "BI" for kind in ENTITIES)}
    assert 0.6 <= counts["O"] / counts.total() <= 0.9
    assert min(counts[f"B-{kind}"] for kind in ENTITIES) > 500


def test_one_name_stands_for_things_of_several_types(samples: dict[str, Rows]) -> None:
    types: dict[str, set[str]] = {}
    for words, tags in samples["newswire"]:
        for word, tag in zip(words, tags["ner"], strict=True):
            if tag.startswith("B-"):
                types.setdefault(word.casefold(), set()).add(tag[2:])
    assert types["washington"] >= {"PER", "LOC", "ORG"}
    assert sum(len(kinds) > 1 for kinds in types.values()) > 150


def test_parts_of_speech_are_known_and_all_occur(samples: dict[str, Rows]) -> None:
    penn = {PRINTED.get(tag, tag) for tag in UPOS}
    assert {tag for _, tags in samples["newswire"] for tag in tags["pos"]} <= penn
    assert {tag for _, tags in samples["web"] for tag in tags["xpos"]} <= set(UPOS)
    assert {tag for _, tags in samples["web"] for tag in tags["upos"]} == {*UPOS.values(), "SCONJ"}


def test_words_have_the_tags_of_their_use(samples: dict[str, Rows]) -> None:
    uses: dict[str, set[str]] = {}
    for words, tags in samples["web"]:
        for word, tag in zip(words, tags["upos"], strict=True):
            uses.setdefault(word.lower(), set()).add(tag)
    assert uses["that"] >= {"SCONJ", "PRON", "DET"}
    assert uses["to"] >= {"PART", "ADP"}
    assert uses["like"] >= {"ADP", "VERB"}
    assert uses["work"] >= {"NOUN", "VERB"}
    assert uses["is"] >= {"AUX", "VERB"}


def words_of(text: str, usual: dict[str, str]) -> list[tuple[str, str, str, bool]]:
    return [tuple(word) for word in read(text, usual)]


def test_the_markup() -> None:
    usual = {"the": "DT", "of": "IN", ",": ",", "is": "AUX.VBZ", "-RRB-": "-RRB-"}
    assert words_of("The dog/NN, 12:30 is -RRB-", usual) == [
        ("The", "DT", "", False),
        ("dog", "NN", "", False),
        (",", ",", "", False),
        ("12:30", "CD", "", False),
        ("is", "VBZ", "AUX", False),
        (")", "-RRB-", "", False),
    ]
    assert words_of("Bank_of_Peru/ORG Sri_Lankan/MISC.JJ", usual) == [
        ("Bank", "NNP", "ORG", False),
        ("of", "IN", "ORG", True),
        ("Peru", "NNP", "ORG", True),
        ("Sri", "JJ", "MISC", False),
        ("Lankan", "JJ", "MISC", True),
    ]
    assert words_of("more/JJR/JJ http://a.com/x/ADD :-RRB-/SYM.NFP", usual) == [
        ("more", "JJR", "", False),
        ("http://a.com/x", "ADD", "", False),
        (":)", "NFP", "SYM", False),
    ]


def test_a_word_without_a_tag_is_named() -> None:
    with pytest.raises(ValueError, match="no tag for 'dog'"):
        read("dog", {})


def test_chunks_follow_the_parts_of_speech() -> None:
    tagged = (
        "the/DT old/JJ man/NN did/VBD not/RB want/VB to/TO go/VB to/TO Peru/NNP 's/POS coast/NN ,/, too/RB tired/JJ ./."
    )
    penn = [token.rpartition("/")[2] for token in tagged.split()]
    assert " ".join(chunks(penn)) == ("B-NP I-NP I-NP B-VP I-VP I-VP I-VP I-VP B-PP B-NP B-NP I-NP O B-ADVP B-ADJP O")


@pytest.mark.parametrize(("dataset", "columns"), [("conll2003", ("ner", "pos", "chunk")), ("ud-ewt", ("upos", "xpos"))])
def test_the_catalogue_offers_a_sample_of_every_column(dataset: str, columns: tuple[str, ...]) -> None:
    entry = catalog.load(dataset)
    assert entry.columns == columns
    for column in columns:
        rows = list(islice(entry.sample(column), 300))
        assert {row.name for row in rows} == {"sample"}
        assert [row.lines[0] for row in rows] == list(range(1, 301))
        examples, report = unify(rows)
        assert len(examples) == 300
        assert report.scheme == ("IOB2" if column in ("ner", "chunk") else "plain")
        assert report.repairs == 0
    assert list(islice(entry.sample(None), 20)) == list(islice(entry.sample(columns[0]), 20))
