"""pretrained: words by their first pieces, in windows, with the tokenizers of every family."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from tests.encoders import KINDS, tiny_encoder
from textkit.text.vectorizers.pretrained import PretrainedPieces, WindowsEncoded
from textkit.types import Sentence


@cache
def pieces(kind: str, max_tokens: int = 16, overlap: int = 4) -> PretrainedPieces:
    tokenizer = Tokenizer.from_file(str(tiny_encoder(kind) / "tokenizer.json"))
    return PretrainedPieces(tokenizer, max_tokens=max_tokens, long="head-tail", pad=0, unknown=3, overlap=overlap)


def read(vectorizer: PretrainedPieces, *sentences: list[str]) -> WindowsEncoded:
    return vectorizer.encode_words([Sentence.of_words(words) for words in sentences])


def rows(vectorizer: PretrainedPieces, encoded: WindowsEncoded) -> list[list[str]]:
    """The pieces of each row, spelled out."""
    batch = encoded.batch(np.arange(len(encoded.lengths)))
    return [
        [vectorizer.tokenizer.id_to_token(int(piece)) for piece in ids[mask == 1]]
        for ids, mask in zip(batch["input_ids"], batch["attention_mask"], strict=True)
    ]


def test_a_word_is_answered_at_its_first_piece() -> None:
    vectorizer = pieces("bert")
    encoded = read(vectorizer, ["the", "films", "was", "ab"], ["ab"])
    assert rows(vectorizer, encoded) == [
        ["[CLS]", "the", "film", "##s", "was", "a", "##b", "[SEP]"],
        ["[CLS]", "a", "##b", "[SEP]"],
    ]
    assert encoded.columns(np.arange(2)).tolist() == [[1, 2, 4, 5], [1, 0, 0, 0]]
    assert encoded.counts.tolist() == [4, 1]
    assert encoded.divided == 0
    assert not encoded.beyond.any()


def test_a_long_sentence_is_read_in_windows_that_overlap() -> None:
    vectorizer = pieces("bert")  # 14 pieces beside [CLS] and [SEP], 4 of them shared
    words = [str(number % 10) for number in range(30)]
    encoded = read(vectorizer, ["film"], words)
    assert rows(vectorizer, encoded)[1:] == [
        ["[CLS]", *words[:14], "[SEP]"],
        ["[CLS]", *words[10:24], "[SEP]"],
        ["[CLS]", *words[20:], "[SEP]"],
    ]
    assert encoded.counts.tolist() == [1, 12, 10, 8]
    assert encoded.firsts.tolist() == [0, 1, 13, 23]
    assert encoded.columns(np.array([2]))[0].tolist() == list(range(3, 13))
    assert encoded.divided == 1
    assert encoded.beyond.tolist() == [False] * 15 + [True] * 16  # the film, and what the first window reads


def test_a_word_longer_than_a_window_is_cut() -> None:
    vectorizer = pieces("bert")
    encoded = read(vectorizer, ["the", "x" * 50, "film"])
    assert rows(vectorizer, encoded) == [
        ["[CLS]", "the", "[SEP]"],
        ["[CLS]", "x", *["##x"] * 13, "[SEP]"],
        ["[CLS]", "film", "[SEP]"],
    ]
    assert encoded.places.tolist() == [1, 1, 1]


@pytest.mark.parametrize("word", ["\u200d", "\x01", "\ufe0f", "漢", "\u0300"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_word_of_no_known_piece_has_a_place_all_the_same(kind: str, word: str) -> None:
    vectorizer = pieces(kind)
    encoded = read(vectorizer, ["the", word, "film"])
    (row,) = rows(vectorizer, encoded)
    start = read(vectorizer, ["the"]).lengths[0] - 1
    assert encoded.places[1] == start
    assert encoded.places[1] < encoded.places[2] < len(row) - 1


def test_a_word_without_pieces_is_unknown() -> None:
    vectorizer = nothing_of_control_characters()
    encoded = read(vectorizer, ["a", "\x01", "a"])
    assert rows(vectorizer, encoded) == [["[CLS]", "a", "[UNK]", "a", "[SEP]"]]


def nothing_of_control_characters() -> PretrainedPieces:
    from tokenizers import normalizers

    vocabulary = {"[PAD]": 0, "[CLS]": 1, "[SEP]": 2, "[UNK]": 3, "a": 4}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()  # BERT's own takes control characters away
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    return PretrainedPieces(tokenizer, max_tokens=8, long="head", pad=0, unknown=3, overlap=2)


@pytest.mark.parametrize("kind", KINDS)
def test_words_are_read_as_in_running_text(kind: str) -> None:
    vectorizer = pieces(kind)
    words = ["film", "was", "great"]
    (row,) = rows(vectorizer, read(vectorizer, words))
    # a vocabulary that tells a space from none has one before every word
    expected = " ".join(words) if kind != "roberta" else " " + " ".join(words)
    assert row == vectorizer.tokenizer.encode(expected).tokens


def test_byte_level_words_get_their_space() -> None:
    vectorizer = pieces("roberta")
    (row,) = rows(vectorizer, read(vectorizer, ["film", "film"]))
    assert [piece for piece in row if piece.startswith("Ġ")] == row[1 : -1 : len(row[1:-1]) // 2]
    assert row[1] == row[1 + len(row[1:-1]) // 2]


def test_sentencepiece_marks_the_beginning_of_every_word() -> None:
    vectorizer = pieces("sentencepiece")
    encoded = read(vectorizer, ["the", "films", "z"])
    (row,) = rows(vectorizer, encoded)
    assert row == ["<s>", "▁the", "▁film", "s", "▁", "z", "</s>"]
    assert encoded.places.tolist() == [1, 2, 4]


@pytest.mark.parametrize("kind", KINDS)
@given(st.lists(st.text(st.characters(exclude_categories=["Z", "Cs"]), min_size=1, max_size=12), max_size=40))
def test_whatever_the_words_each_has_one_place_within_its_row(kind: str, words: list[str]) -> None:
    vectorizer = pieces(kind)
    encoded = read(vectorizer, words)
    assert encoded.counts.sum() == len(words) == len(encoded.places)
    assert (encoded.lengths <= 16).all()
    owner = np.repeat(np.arange(len(encoded.counts)), encoded.counts)
    assert (encoded.places >= 1).all()
    assert (encoded.places < encoded.lengths[owner] - 1).all()  # never a special piece at either end


@pytest.mark.parametrize("kind", KINDS)
def test_an_encoder_without_special_pieces_has_all_its_room_for_words(kind: str) -> None:
    vectorizer = pieces(kind)
    first, last = vectorizer._before, vectorizer._after
    assert (len(first), len(last)) == (1, 1)
    bare = Tokenizer.from_str(vectorizer.tokenizer.to_str())
    bare.post_processor = processors.TemplateProcessing(single="$A", special_tokens=[])
    plain = PretrainedPieces(bare, max_tokens=16, long="head", pad=0, unknown=3, overlap=4)
    encoded = read(plain, ["film", "was"])
    assert encoded.places[0] == 0
    assert encoded.lengths[0] == read(vectorizer, ["film", "was"]).lengths[0] - 2


def test_the_cache_of_words_is_bounded_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textkit.text.vectorizers.pretrained._CACHED_WORDS", 3)
    vectorizer = PretrainedPieces(
        Tokenizer.from_str(pieces("bert").tokenizer.to_str()), max_tokens=16, long="head", pad=0, unknown=3, overlap=4
    )
    for words in (["the", "film"], ["was", "ab", "1"], ["the", "ab"]):
        assert rows(vectorizer, read(vectorizer, words)) == rows(pieces("bert"), read(pieces("bert"), words))
        assert len(vectorizer._pieces) <= 5
