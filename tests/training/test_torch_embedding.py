"""The vectors of torch networks: those of transformers itself, those that a head sees, and who has none."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import textkit
from tests.encoders import KINDS, tiny_encoder
from tests.reviews import TINY
from textkit.api import load_embedder
from textkit.errors import MissingError, UsageError
from textkit.models import Design
from textkit.models.layers.recurrent import recurrent_network
from textkit.models.lstm_attn import RecurrentOptions
from textkit.reporter import Silent
from textkit.text.vectorizers.words import Words
from textkit.training.torch_embedding import vector_session
from textkit.training.torch_session import TorchSession
from textkit.types import Sentence

TEXTS = ["the film was great", "an awful meal, really", "", "apple and pear " * 8, "zebra!"]
LONG = " ".join(f"the film number {number}" for number in range(40))


def theirs(folder: Path, texts: list[str], **options: Any) -> tuple[Any, torch.Tensor]:
    """What transformers makes of `texts`: the batch, and its last hidden states."""
    from transformers import AutoModel, AutoTokenizer

    tokenizer, network = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    batch = tokenizer(texts, padding=True, return_tensors="pt", **options)
    inputs = {name: batch[name] for name in ("input_ids", "attention_mask")}
    with torch.inference_mode():
        return batch, network(**inputs).last_hidden_state


def mean(batch: Any, states: torch.Tensor) -> torch.Tensor:
    mask = batch["attention_mask"][..., None]
    return (states * mask).sum(1) / mask.sum(1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_mean_of_the_states_is_that_of_transformers(kind: str) -> None:
    folder = tiny_encoder(kind)
    vectors = load_embedder(f"hf:{folder}", normalize=True, threads=1).embed(TEXTS)
    wanted = torch.nn.functional.normalize(mean(*theirs(folder, TEXTS))).numpy()
    np.testing.assert_allclose(vectors, wanted, atol=1e-5)


def test_the_first_state_is_that_of_the_special_piece() -> None:
    folder = tiny_encoder("bert")
    vectors = load_embedder(f"hf:{folder}", pooling="first").embed(TEXTS)
    np.testing.assert_allclose(vectors, theirs(folder, TEXTS)[1][:, 0].numpy(), atol=1e-5)


def test_a_word_has_the_state_of_its_first_piece() -> None:
    folder = tiny_encoder("bert")
    sentence = ["an", "awful", "zebra", "number", "12"]
    (vectors,) = load_embedder(f"hf:{folder}", level="word").embed([sentence])
    batch, states = theirs(folder, [sentence], is_split_into_words=True)  # type: ignore[list-item]
    firsts = [batch.word_ids().index(word) for word in range(len(sentence))]
    assert firsts != list(range(1, 6))  # some words are in pieces
    np.testing.assert_allclose(vectors, states[0, firsts].numpy(), atol=1e-5)


def test_a_long_text_is_read_in_part_and_each_of_its_words_in_windows() -> None:
    name = f"hf:{tiny_encoder('bert')}"
    texts = load_embedder(name)
    texts.embed([LONG, "short"])
    assert texts.shortened == 1
    (vectors,) = load_embedder(name, level="word").embed([LONG])
    assert vectors.shape == (160, 32)
    assert np.abs(vectors).max(axis=1).min() > 0


@pytest.mark.parametrize("level", ["text", "word"])
def test_a_batch_changes_nothing(level: Any) -> None:
    embedder = load_embedder(f"hf:{tiny_encoder('roberta')}", level=level)
    for together, single in zip(embedder.embed(TEXTS), embedder.embed(TEXTS, batch_size=1), strict=True):
        np.testing.assert_allclose(together, single, atol=1e-5)


@pytest.mark.parametrize("kind", ["bert", "distilbert"])
def test_a_tuned_encoder_gives_its_own_states(kind: str, reviews: Path) -> None:
    training = {"threads": 1, "precision": "fp32", "batch_size": 16, "epochs": 1, "lr": 3e-3}
    run = textkit.train(str(reviews), f"hf:{tiny_encoder(kind)}", config={"training": training})
    vectors = np.stack(load_embedder(run).embed(TEXTS))
    np.testing.assert_allclose(vectors, mean(*theirs(run.model, TEXTS)).numpy(), atol=1e-5)
    before = load_embedder(f"hf:{tiny_encoder(kind)}").embed(TEXTS)
    assert np.abs(vectors - before).max() > 1e-3


def network(level: Any, **options: Any) -> TorchSession:
    torch.manual_seed(0)
    sizes = RecurrentOptions(name="lstm-attn", **{**TINY["model"], "ngram_buckets": 0, **options})
    return TorchSession(recurrent_network(Design(sizes, 10, ["bad", "good"], level)))


VOCABULARY = Words(["the", "film", "was", "great", "an", "awful", "meal", "really"])
SENTENCES = [Sentence.of_words(text.split()) for text in ("the film was great", "an awful", "meal")]


@pytest.mark.parametrize("pooling", ["attention", "mean", "max", "last"])
def test_a_recurrent_classifier_gives_what_its_head_sees(pooling: str) -> None:
    session = network("text", pooling=pooling)
    batch = VOCABULARY.encode(TEXTS).batch(np.arange(len(TEXTS)))
    vectors = torch.from_numpy(vector_session(session, "text").run(batch))
    assert vectors.shape == (5, 16)
    with torch.inference_mode():
        logits = session.module.decide(vectors).numpy()  # type: ignore[operator]
    np.testing.assert_allclose(logits, session.run(batch), atol=1e-6)


def test_of_a_tagger_a_text_is_the_mean_of_its_words() -> None:
    session = network("word", pooling="attention")
    batch = VOCABULARY.encode_words(SENTENCES).batch(np.arange(3))
    words = vector_session(session, "word").run(batch)
    texts = vector_session(session, "text").run(batch)
    wanted = [words[row, : len(sentence.spans)].mean(0) for row, sentence in enumerate(SENTENCES)]
    np.testing.assert_allclose(texts, wanted, atol=1e-6)


def test_another_pooling_may_be_asked_of_a_classifier() -> None:
    session = network("text", pooling="max")
    batch = VOCABULARY.encode(TEXTS).batch(np.array([0]))
    states = vector_session(session, "word").run(batch)
    np.testing.assert_allclose(vector_session(session, "text", "mean").run(batch), states.mean(1), atol=1e-6)
    np.testing.assert_allclose(vector_session(session, "text", "first").run(batch), states[:, 0], atol=1e-6)


def test_a_run_of_an_lstm_is_loaded_with_its_vectorizer(reviews: Path) -> None:
    run = textkit.train(str(reviews), "lstm-attn", config=TINY)
    assert np.stack(load_embedder(run.path).embed(["The film was great", "awful"])).shape == (2, 16)
    assert load_embedder(str(run.path), level="word").embed(["The film was great"])[0].shape == (4, 16)


def test_what_has_no_vectors_says_so(reviews: Path, toys: None) -> None:
    with pytest.raises(UsageError, match="counts n-grams"):
        load_embedder(textkit.train(str(reviews), "tfidf"))
    with pytest.raises(UsageError, match="a Bag has no states"):
        load_embedder(textkit.train(str(reviews), "bag", config={"training": {"epochs": 1}}))
    for name in ("lstm", "tfidf"):
        with pytest.raises(UsageError, match=f"{name} has no pretrained weights"):
            load_embedder(name)
    with pytest.raises(UsageError, match="unknown model 'minlm'"):
        load_embedder("minlm")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"level": "line"}, "unknown level"),
        ({"pooling": "max"}, "unknown pooling"),
        ({"level": "word", "pooling": "mean"}, "for texts"),
    ],
)
def test_what_cannot_be_asked_for_is_said(options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load_embedder(f"hf:{tiny_encoder('bert')}", **options)


class Hearing(Silent):
    """Keeps the warnings."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def warn(self, message: str) -> None:
        self.warnings.append(message)


def test_a_stand_in_is_announced_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    reporter = Hearing()
    assert load_embedder("distilbert", reporter=reporter).size == 384
    assert reporter.warnings == ["the weights of distilbert cannot be reached: MiniLM-L6 stands in for them"]
    with pytest.raises(MissingError, match="refused"):
        load_embedder("distilbert", strict=True)
    monkeypatch.setenv("TEXTKIT_STRICT", "1")
    with pytest.raises(MissingError, match="refused"):
        load_embedder("distilbert")
