"""Every method on every model that has it: as long as the words, the same in a batch, and complete."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import torch

import textkit
from tests.encoders import tiny_encoder
from tests.models.test_contract import Case, _cases, config_of, data_of, model_of
from tests.reviews import TINY
from tests.tagged import TINY_TAGGER
from textkit.api import load_explainer
from textkit.errors import UsageError
from textkit.inference.attribution import as_sentence
from textkit.inference.explaining import Explainer, Explanation
from textkit.models import Design
from textkit.models.layers.pooling import Attention
from textkit.models.layers.recurrent import RecurrentClassifier, recurrent_network
from textkit.models.lstm_attn import RecurrentOptions
from textkit.run import Run
from textkit.training.integrated_gradients import IntegratedGradients
from textkit.training.torch_session import TorchSession
from textkit.types import Input, Sentence

pytestmark = pytest.mark.usefixtures("toys")
GRADIENTS = ("lstm", "lstm-attn", "bilstm-crf", "hf:")


@pytest.fixture(scope="module")
def trained() -> dict[Case, Run]:
    """One hurried run of each model and task."""
    return {}


def run_of(case: Case, trained: dict[Case, Run], factory: pytest.TempPathFactory) -> Run:
    if case not in trained:
        folder = factory.mktemp("run")
        config = config_of(case, epochs=1)
        trained[case] = textkit.train(
            str(data_of(case, folder)), model_of(case.name), out=folder / "run", config=config
        )
    return trained[case]


def assert_sound(found: list[list[Explanation]], inputs: list[Any], explainer: Explainer) -> None:
    items = explainer.predictor.prepare(inputs).items
    for explanations, item in zip(found, items, strict=True):
        for each in explanations:
            assert each.words == list(as_sentence(item).spans)
            assert len(each.weights) == len(each.words)
            assert np.isfinite(each.weights).all()
            assert (each.faithfulness is None) == (not each.words)


def weights_of(found: list[list[Explanation]]) -> list[float]:
    return [weight for explanations in found for each in explanations for weight in each.weights]


RAGGED = ["", "great", "The film was awful and the meal was not", "word " * 80, "Ünïcode 🤖 e\u0301 שלום"]


@pytest.mark.parametrize("case", _cases(), ids=str)
def test_what_each_model_can_be_asked(
    case: Case, trained: dict[Case, Run], tmp_path_factory: pytest.TempPathFactory
) -> None:
    run = run_of(case, trained, tmp_path_factory)
    inputs = RAGGED if case.task != "tagging" else [Sentence.of_words(text.split()) for text in RAGGED]
    able = ["occlusion", *["gradients"] * case.name.startswith(GRADIENTS)]
    able += ["attention"] * (case.name == "lstm-attn" and case.task != "tagging")
    for method in ("occlusion", "gradients", "attention"):
        if method not in able:
            with pytest.raises(UsageError, match=f"--explain {method}: .*\n.*occlusion works"):
                load_explainer(run, method=method, threads=1)  # type: ignore[arg-type]
            continue
        explainer = load_explainer(run, method=method, threads=1)  # type: ignore[arg-type]
        found = explainer.explain(inputs)
        assert_sound(found, inputs, explainer)
        alone = [explainer.explain([each])[0] for each in inputs]
        np.testing.assert_allclose(weights_of(found), weights_of(alone), atol=1e-4)


LONG = "the film was great and the meal was awful " * 7  # words of one piece each
TEXTS = ["the film was great", "an awful zebra really, number 12", "ünïcode don't 🤖 e\u0301 שלום"]


def explainer_of(network: str, task: str, folder: Any, **model: Any) -> Explainer:
    case = Case(network, task)
    config = config_of(case, epochs=1)
    config["model"] = {**config.get("model", {}), **model}
    return load_explainer(
        textkit.train(str(data_of(case, folder)), model_of(network), config=config), method="gradients"
    )


@contextmanager
def nothing_but_special(attribution: IntegratedGradients, special: bool) -> Iterator[None]:
    """The embeddings of everything between the first and the last token are zeros, or without special ones of all."""

    def zeros(layer: Any, inputs: Any, output: torch.Tensor) -> torch.Tensor:
        kept = torch.zeros_like(output)
        if special:
            kept[:, 0], kept[:, -1] = output[:, 0], output[:, -1]
        return kept

    hook = attribution.embedding.register_forward_hook(zeros)
    try:
        yield
    finally:
        hook.remove()


CASES = [
    ("lstm-attn", "classification", {}),
    ("lstm-attn", "classification", {"tokenizer": "wordpiece", "pooling": "max"}),
    ("lstm-attn", "multilabel", {}),
    ("lstm", "tagging", {}),
    ("hf:tiny-bert", "classification", {}),
    ("hf:tiny-roberta", "classification", {}),
    ("hf:tiny-distilbert", "multilabel", {}),
    ("hf:tiny-sentencepiece", "tagging", {}),
]


@pytest.mark.parametrize(("network", "task", "model"), CASES, ids=str)
def test_integrated_gradients_add_up_to_what_the_probability_gains(
    network: str, task: str, model: dict[str, Any], tmp_path: Any
) -> None:
    explainer = explainer_of(network, task, tmp_path, **model)
    attribution: Any = explainer.attribution
    predictor = explainer.predictor
    for text in TEXTS:
        item: Input = predictor.prepare([text]).items[0]
        targets = _targets(explainer, item)
        weighed = attribution.weigh(lambda inputs: iter([]), [item], [targets])[0]
        with nothing_but_special(attribution, special=network.startswith("hf:")):
            before = predictor.decoder.probabilities(*predictor.logits([item]))
        after = predictor.decoder.probabilities(*predictor.logits([item]))
        for target, weights in zip(targets, weighed.by_target, strict=True):
            gained = target.probability(after) - target.probability(before)
            assert weights.sum() == pytest.approx(gained, abs=2e-3)
            assert weights.any()


def _targets(explainer: Explainer, item: Input) -> list[Any]:
    """Of a text its first two labels; of a sentence two tags of its first two words, whatever they are."""
    from textkit.inference.attribution import Target

    labels = explainer.predictor.labels
    if isinstance(item, str):
        return [Target(label, [0], [number]) for number, label in enumerate(labels[:2])]
    return [Target(label, [0, 1], [number, number]) for number, label in enumerate(labels[:2])]


@pytest.mark.parametrize("long", ["head", "head-tail", "windows"])
def test_of_a_long_text_the_gradients_of_what_is_read(long: str, tmp_path: Any) -> None:
    explainer = explainer_of("hf:tiny-bert", "classification", tmp_path, max_tokens=20, long=long)
    ((found,),) = explainer.explain([LONG])
    weights = np.array(found.weights)
    assert len(weights) == 63
    unread = slice(18, None) if long == "head" else slice(9, 54)
    assert weights[unread].any() == (long == "windows")


def test_steps_may_be_taken_in_parts(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    explainer = explainer_of("lstm", "tagging", tmp_path)
    item = explainer.predictor.prepare(["Anna met Carl"]).items[0]
    targets = _targets(explainer, item)
    whole = explainer.attribution.weigh(None, [item], [targets])[0].by_target  # type: ignore[arg-type]
    monkeypatch.setattr("textkit.training.integrated_gradients._TOKENS", 10)
    parts = explainer.attribution.weigh(None, [item], [targets])[0].by_target  # type: ignore[arg-type]
    np.testing.assert_allclose(whole, parts, atol=1e-6)


def test_attention_is_shared_by_the_words_of_a_text(reviews: Any) -> None:
    run = textkit.train(str(reviews), "lstm-attn", config=TINY)
    explainer = load_explainer(run, method="attention", threads=1)
    for explanations, text in zip(explainer.explain([*TEXTS, "great", LONG]), [*TEXTS, "great", LONG], strict=True):
        assert sum(explanations[0].weights) == pytest.approx(1, abs=1e-5)
        assert min(explanations[0].weights) >= 0
        assert [text[slice(*span)] for span in explanations[0].words] == as_sentence(text).words
    assert explainer.explain(["great"])[0][0].weights == pytest.approx([1])


def test_attention_is_that_of_the_pooling() -> None:
    from textkit.text.vectorizers.words import Words
    from textkit.training.attention_weights import AttentionNetwork

    torch.manual_seed(0)
    options = RecurrentOptions(name="lstm-attn", **{**TINY["model"], "ngram_buckets": 0})
    network = recurrent_network(Design(options, 10, ["bad", "good"], "text"))
    assert isinstance(network, RecurrentClassifier)
    assert isinstance(network.pooling, Attention)
    batch = Words(["the", "film"]).encode(["the film was", "great"]).batch(np.arange(2))
    weights = TorchSession(AttentionNetwork(network, network.pooling)).run(batch)
    assert weights.shape == (2, 3)
    assert weights.sum(1) == pytest.approx([1, 1])
    assert weights[1].tolist() == [1, 0, 0]


def test_who_has_none_of_it_says_what_works(reviews: Any, tmp_path: Any) -> None:
    pooled = textkit.train(str(reviews), "lstm-attn", config={**TINY, "model": {**TINY["model"], "pooling": "mean"}})
    with pytest.raises(UsageError, match="does not pool"):
        load_explainer(pooled, method="attention")
    masked = textkit.train(str(reviews), "lstm-attn", config={**TINY, "preprocessing": {"urls": "mask"}})
    for method in ("attention", "gradients"):
        with pytest.raises(UsageError, match=r"cannot be traced to the raw text .URLs masked.\n--explain occlusion"):
            load_explainer(masked, method=method)  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="int8 graph"):
            load_explainer(pooled, method=method, precision="int8")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="did you mean 'gradients'"):
        load_explainer(pooled, method="gradient")  # type: ignore[arg-type]


def test_a_tagger_is_traced_whatever_its_cleaning(tmp_path: Any) -> None:
    from tests.tagged import write_conll

    config = {**TINY_TAGGER, "preprocessing": {"lowercase": True, "digits": "drop", "unicode": "NFKC"}}
    run = textkit.train(str(write_conll(tmp_path / "news.conll")), "lstm", config=config)
    found = load_explainer(run, method="gradients").explain(["Anna Bell met Carl in ﬁne Oslo 7."])[0]
    assert {each.label for each in found} <= {"PER", "LOC"}
    assert {len(each.weights) for each in found} == {9}


def test_a_checkpoint_of_transformers_is_explained(tmp_path: Any) -> None:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = tmp_path / "theirs"
    AutoModelForSequenceClassification.from_pretrained(tiny_encoder("bert"), num_labels=2).save_pretrained(folder)
    AutoTokenizer.from_pretrained(tiny_encoder("bert")).save_pretrained(folder)
    for method in ("occlusion", "gradients"):
        ((found,),) = load_explainer(f"hf:{folder}", method=method).explain(["an awful meal"])  # type: ignore[arg-type]
        assert len(found.weights) == 3
