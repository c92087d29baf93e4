"""Fine-tuning: what may move, what is read, what transformers makes of the run, and what stands in."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

import textkit
from tests.encoders import KINDS, tiny_encoder
from tests.reviews import write_reviews
from tests.tagged import tagged, write_conll
from textkit.errors import DataError, MissingError, UsageError
from textkit.inference.predictor import Predictor
from textkit.reporter import Silent
from textkit.run import Run
from textkit.types import Sentence

FAST = {"threads": 1, "precision": "fp32", "batch_size": 16, "epochs": 2, "lr": 3e-3}


def train(reviews: Path, kind: str = "bert", training: dict[str, Any] | None = None, **model: Any) -> Run:
    config = {"model": model, "training": {**FAST, **(training or {})}}
    return textkit.train(str(reviews), f"hf:{tiny_encoder(kind)}", config=config)


def moved(run: Run, kind: str = "bert") -> set[str]:
    """Names of the encoder's weights that training changed."""
    before, after = load_file(tiny_encoder(kind) / "model.safetensors"), load_file(run.weights)
    named = {f"{kind}.{name}": tensor for name, tensor in before.items()}
    return {name for name, tensor in named.items() if name in after and not np.array_equal(tensor, after[name])}


def probabilities(predictor: Predictor, texts: list[Any]) -> Any:
    return predictor.decoder.probabilities(*predictor.logits(texts))


@pytest.mark.parametrize("kind", KINDS)
def test_transformers_loads_the_run_and_agrees(kind: str, reviews: Path) -> None:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    run = train(reviews, kind)
    network = AutoModelForSequenceClassification.from_pretrained(run.model)
    tokenizer = AutoTokenizer.from_pretrained(run.model)
    assert network.config.id2label == {0: "bad", 1: "good"}
    texts = ["the film was great", "an awful meal"]
    predictor = textkit.load(run)
    with torch.inference_mode():
        theirs = network(**tokenizer(texts, padding=True, return_tensors="pt")).logits.softmax(-1).numpy()
    np.testing.assert_allclose(probabilities(predictor, texts), theirs, atol=1e-6)


def test_a_frozen_encoder_leaves_only_the_head(reviews: Path) -> None:
    names = moved(train(reviews, freeze="encoder"))
    assert names == {"bert.pooler.dense.weight", "bert.pooler.dense.bias"}  # a pooler is part of the head
    assert moved(train(reviews, "distilbert", freeze="encoder"), "distilbert") == set()


def _refuse_to_warn(reporter: Silent, message: str) -> None:
    raise AssertionError(message)


def test_a_frozen_tagger_answers_from_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Silent, "warn", _refuse_to_warn)
    run = train(write_conll(tmp_path / "news.conll"), freeze="encoder")
    then, again = run.metrics()["validation"], textkit.evaluate(run, split="validation").scores
    assert again["loss"] == pytest.approx(then["loss"], abs=1e-5)


@pytest.mark.parametrize("kind", ["bert", "distilbert", "roberta"])
def test_a_frozen_encoder_answers_from_memory_what_it_would_have_answered(
    kind: str, reviews: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Silent, "warn", _refuse_to_warn)
    run = train(reviews, kind, freeze="encoder")
    then = run.metrics()["validation"]  # of features
    again = textkit.evaluate(run, split="validation").scores  # of the whole network
    assert again["confusion"] == then["confusion"]
    assert again["loss"] == pytest.approx(then["loss"], abs=1e-5)


def test_a_frozen_encoder_and_texts_in_windows(tmp_path: Path) -> None:
    long = write_reviews(tmp_path / "long.csv")
    long.write_text(long.read_text().replace(" was ", " was " + "and the film " * 40), encoding="utf-8")
    run = train(long, freeze="encoder", long="windows")
    then, again = run.metrics()["validation"], textkit.evaluate(run, split="validation").scores
    assert again["loss"] == pytest.approx(then["loss"], abs=1e-5)


def test_more_layers_than_there_are_cannot_be_frozen(reviews: Path) -> None:
    with pytest.raises(UsageError, match="has 2 layers"):
        train(reviews, freeze=3)


def test_init_of_an_encoder_needs_no_pretrained_weights(reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from textkit.models.encoders import entry

    first = train(reviews, freeze="encoder")
    find = entry.locate
    monkeypatch.setattr(entry, "locate", lambda repo, *rest: find(repo, *rest) if repo == str(first.model) else None)
    model = f"hf:{tiny_encoder('bert')}"
    config = {"training": {"threads": 1, "precision": "fp32", "epochs": 1}, "model": {"max_tokens": 32}}
    second = textkit.train(str(reviews), model, init=first.path, config=config)
    assert textkit.load(second).vectorizer.max_tokens == 32
    assert second.manifest().pretrained == first.manifest().pretrained


def test_frozen_layers_stay_and_the_others_move(reviews: Path) -> None:
    names = moved(train(reviews, freeze=1))
    assert not any("embeddings" in name or "layer.0." in name for name in names)
    assert any("layer.1." in name for name in names)
    names = moved(train(reviews, freeze="embeddings"))
    assert not any("embeddings" in name for name in names)
    assert any("layer.0." in name for name in names)


def test_layer_decay_moves_lower_layers_less(reviews: Path) -> None:
    def distance(run: Run, layer: str) -> float:
        before, after = load_file(tiny_encoder("bert") / "model.safetensors"), load_file(run.weights)
        name = f"encoder.layer.{layer}.output.dense.weight"
        return float(np.abs(before[name] - after[f"bert.{name}"]).mean())

    even, decayed = train(reviews), train(reviews, training={"layer_decay": 0.3})
    assert distance(decayed, "0") / distance(decayed, "1") < 0.6 * distance(even, "0") / distance(even, "1")


def test_gradient_checkpointing_changes_nothing_but_memory(reviews: Path) -> None:
    plain, saving = train(reviews), train(reviews, gradient_checkpointing=True)
    one, other = load_file(plain.weights), load_file(saving.weights)
    assert all(np.allclose(one[name], other[name], atol=1e-5) for name in one)


@pytest.mark.parametrize(("long", "same"), [("head-tail", [True, False]), ("head", [True, True])])
def test_of_long_texts_head_and_tail_are_read(long: str, same: list[bool], reviews: Path) -> None:
    vectorizer = textkit.load(train(reviews, max_tokens=16, long=long)).vectorizer
    middle = " ".join(["film"] * 40)
    texts = [f"great {middle} awful", f"great {middle} film {middle} awful", f"great {middle}"]
    pieces = vectorizer.encode(texts).batch(np.arange(3))["input_ids"]
    assert pieces.shape == (3, 16)
    assert [bool((pieces[0] == other).all()) for other in pieces[1:]] == same
    assert (pieces[:, [0, -1]] == pieces[0, [0, -1]]).all()  # the special pieces at both ends stay


def test_an_encoder_never_reads_more_than_its_positions(reviews: Path) -> None:
    run = train(reviews, "roberta", max_tokens=500)
    assert textkit.load(run).vectorizer.options()["max_tokens"] == 64
    assert textkit.load(run).predict(["great " * 500])[0]["label"] in ("good", "bad")


class Listening(Silent):
    """A reporter that remembers what it was told."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, message: str) -> None:
        self.said.append(message)

    warn = note


def test_texts_that_are_read_in_part_are_counted(reviews: Path) -> None:
    listening = Listening()
    config = {"model": {"max_tokens": 8}, "training": {**FAST, "epochs": 1}}
    textkit.train(str(reviews), f"hf:{tiny_encoder('bert')}", config=config, reporter=listening)
    assert any("of 192 training texts are longer than the encoder reads" in message for message in listening.said)


def test_offline_bert_is_a_stand_in_and_says_so(reviews: Path) -> None:
    config = {"data": {"limit": 32}, "training": {**FAST, "epochs": 1}}
    listening = Listening()
    run = textkit.train(str(reviews), "distilbert", config=config, reporter=listening)
    assert run.manifest().title == "distilbert (stand-in: MiniLM-L6, 32 rows)"
    assert any("MiniLM-L6 stands in" in message for message in listening.said)
    assert textkit.load(run).predict(["great"])[0]["label"] in ("good", "bad")


def test_strict_refuses_a_stand_in(reviews: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MissingError, match="refused"):
        textkit.train(str(reviews), "bert", strict=True)
    monkeypatch.setenv("TEXTKIT_STRICT", "1")
    with pytest.raises(MissingError, match="refused"):
        textkit.train(str(reviews), "bert")


def test_nothing_stands_in_for_roberta(reviews: Path) -> None:
    with pytest.raises(MissingError, match="cannot be reached"):
        textkit.train(str(reviews), "roberta")


@pytest.mark.parametrize("architecture", ["bert", "distilbert"])
def test_a_thinned_encoder_is_some_layers_of_the_whole(architecture: str) -> None:
    from transformers import AutoModel, DistilBertModel

    from textkit.models.encoders.layers import layers_kept
    from textkit.models.encoders.thinned import thinned_config, thinned_weights

    whole = AutoModel.from_pretrained(tiny_encoder(architecture)).eval()
    thinned = DistilBertModel(thinned_config(whole.config, 1)).eval()
    found = thinned_weights(whole.state_dict(), layers_kept(2, 1))
    assert thinned.load_state_dict({name.removeprefix("distilbert."): each for name, each in found.items()})
    part = whole.encoder if architecture == "bert" else whole.transformer
    part.layer = torch.nn.ModuleList([part.layer[0]])  # what every other of two layers is
    ids = torch.tensor([[1, 7, 8, 9, 2]])
    with torch.inference_mode():
        theirs = whole(input_ids=ids).last_hidden_state
        assert torch.allclose(thinned(input_ids=ids).last_hidden_state, theirs, atol=1e-5)


@pytest.mark.parametrize(("kept", "layers"), [(3, [0, 2, 4]), (2, [0, 3]), (4, [0, 1, 3, 4]), (6, [0, 1, 2, 3, 4, 5])])
def test_the_layers_of_a_thinned_encoder_lie_evenly_in_the_whole(kept: int, layers: list[int]) -> None:
    from textkit.models.encoders.layers import layers_kept

    assert list(layers_kept(6, kept)) == layers


def test_a_checkpoint_of_transformers_predicts_and_is_scored(reviews: Path, tmp_path: Path) -> None:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    run, folder = train(reviews), tmp_path / "theirs"
    AutoModelForSequenceClassification.from_pretrained(run.model).save_pretrained(folder)
    AutoTokenizer.from_pretrained(run.model).save_pretrained(folder)
    theirs = textkit.load(f"hf:{folder}")
    texts = ["the film was great", "an awful meal"]
    np.testing.assert_allclose(probabilities(theirs, texts), probabilities(textkit.load(run), texts), atol=1e-6)
    scores = textkit.evaluate(f"hf:{folder}", data=str(reviews)).scores
    assert scores["rows"] == 240
    assert scores["confusion"] == textkit.evaluate(run, data=str(reviews)).scores["confusion"]
    with pytest.raises(UsageError, match="no dataset of its own"):
        textkit.evaluate(f"hf:{folder}")


def test_a_checkpoint_whose_labels_differ_is_refused_with_both_lists(reviews: Path, tmp_path: Path) -> None:
    import json

    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    run, folder = train(reviews), tmp_path / "theirs"
    AutoModelForSequenceClassification.from_pretrained(run.model).save_pretrained(folder)
    AutoTokenizer.from_pretrained(run.model).save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text())
    config["id2label"] = {"0": "LABEL_0", "1": "LABEL_1"}
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(DataError, match="bad, good") as caught:
        textkit.evaluate(f"hf:{folder}", data=str(reviews))
    assert "LABEL_0, LABEL_1" in str(caught.value.hint)


def test_nothing_but_textkit_speaks_on_stderr(reviews: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run = train(reviews, gradient_checkpointing=True)
    textkit.load(f"hf:{run.model}").predict(["great"])
    assert capfd.readouterr() == ("", "")


def test_an_encoder_without_a_head_neither_classifies_nor_tags() -> None:
    with pytest.raises(DataError, match="neither a classifier nor a tagger"):
        textkit.load(f"hf:{tiny_encoder('bert')}")


@pytest.fixture(scope="module")
def taggers(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Run]:
    """A fine-tuned tagger without and with a CRF; tests only read them."""
    folder = tmp_path_factory.mktemp("taggers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(folder / "home"))
        data = str(write_conll(folder / "news.conll", rows=100))
        encoder = f"hf:{tiny_encoder('bert')}"
        return {
            crf: textkit.train(
                data,
                encoder,
                out=folder / f"run-{crf}",
                config={
                    "model": {"max_tokens": 32, "overlap": 8, "crf": crf},
                    "training": {**FAST, "batch_size": 8, "epochs": 8},
                },
            )
            for crf in (False, True)
        }


LABELS = ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"]


@pytest.mark.parametrize("crf", [False, True])
def test_transformers_loads_a_tagger_and_agrees(crf: bool, taggers: dict[bool, Run]) -> None:
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    run = taggers[crf]
    network = AutoModelForTokenClassification.from_pretrained(run.model)
    assert network.config.architectures == ["BertForTokenClassification"]
    assert network.config.id2label == dict(enumerate(LABELS))
    assert network.config.label2id == {label: number for number, label in enumerate(LABELS)}
    assert not any(name.startswith("crf") for name in load_file(run.weights))
    tokenizer = AutoTokenizer.from_pretrained(run.model)
    words = ["Anna", "met", "the", "film", "in", "Oslo"]
    encoded = tokenizer(words, is_split_into_words=True, return_tensors="pt")
    firsts = [encoded.word_ids(0).index(number) for number in range(len(words))]
    with torch.inference_mode():
        theirs = network.eval()(**encoded).logits[0, firsts].numpy()
    predictor = textkit.load(run, threads=1)
    np.testing.assert_allclose(predictor.logits([Sentence.of_words(words)])[0], theirs, atol=1e-5)


def test_a_crf_lies_beside_what_transformers_reads(taggers: dict[bool, Run]) -> None:
    assert not taggers[False].crf.exists()
    assert taggers[True].crf == taggers[True].model / "crf.safetensors"
    weights = load_file(taggers[True].crf)
    assert {name: each.shape for name, each in weights.items()} == {"start": (5,), "end": (5,), "transitions": (5, 5)}
    assert any(np.abs(each).max() > 1e-4 for each in weights.values())
    manifest = taggers[True].manifest()
    assert "model/crf.safetensors" in manifest.files
    assert textkit.load(taggers[True], threads=1).learned.keys() == weights.keys()


def test_a_damaged_crf_is_named(taggers: dict[bool, Run], tmp_path: Path) -> None:
    import shutil

    moved_run = Run(shutil.copytree(taggers[True].path, tmp_path / "run"))
    moved_run.crf.unlink()
    with pytest.raises((DataError, MissingError), match=r"crf\.safetensors"):
        textkit.load(moved_run)


def test_a_tagger_of_transformers_predicts_and_is_scored(taggers: dict[bool, Run], tmp_path: Path) -> None:
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    run, folder = taggers[False], tmp_path / "theirs"
    AutoModelForTokenClassification.from_pretrained(run.model).save_pretrained(folder)
    AutoTokenizer.from_pretrained(run.model).save_pretrained(folder)
    theirs, ours = textkit.load(f"hf:{folder}", threads=1), textkit.load(run, threads=1)
    assert theirs.task.level == "word"
    assert theirs.labels == LABELS
    texts = ["Anna Bell met Carl in Oslo.", "", "Nobody was at home."]
    assert [{**record, "entities": scored(record)} for record in theirs.predict(texts)] == [
        {**record, "entities": scored(record)} for record in ours.predict(texts)
    ]
    data = str(write_conll(tmp_path / "more.conll", rows=20, seed=9))
    found = textkit.evaluate(f"hf:{folder}", data=data)
    assert found.scores["rows"] == 20
    assert found.scores["error_kinds"] == textkit.evaluate(run, data=data).scores["error_kinds"]
    with pytest.raises(UsageError, match="no dataset of its own"):
        textkit.evaluate(f"hf:{folder}")


def scored(record: dict[str, Any]) -> list[Any]:
    return [
        (each["start"], each["end"], each["label"], pytest.approx(each["score"], abs=1e-5))
        for each in record["entities"]
    ]


def test_a_tagger_whose_labels_differ_is_refused_with_both_lists(taggers: dict[bool, Run], tmp_path: Path) -> None:
    path = write_conll(tmp_path / "other.conll", rows=20)
    path.write_text(path.read_text().replace("-LOC", "-GPE"), encoding="utf-8")
    with pytest.raises(DataError, match="B-GPE") as caught:
        textkit.evaluate(taggers[False], data=str(path))
    said = str(caught.value)
    assert ", ".join(LABELS) in said
    assert "B-GPE, B-PER, I-GPE, I-PER, O" in said


@pytest.mark.parametrize("crf", [False, True])
def test_a_sentence_of_5000_words_gets_5000_tags(crf: bool, taggers: dict[bool, Run]) -> None:
    words = [word for words, _ in tagged(900, seed=4) for word in words][:5000]
    assert len(words) == 5000
    predictor = textkit.load(taggers[crf], threads=1)
    (record,) = predictor.predict([words])
    assert len(record["tags"]) == 5000
    assert len(record["entities"]) == sum(tag.startswith("B-") for tag in record["tags"]) > 100


def test_windows_of_a_long_sentence_are_said(taggers: dict[bool, Run], tmp_path: Path) -> None:
    path = write_conll(tmp_path / "news.conll", rows=40)
    path.write_text(path.read_text() + ("\n" + "home\tNOUN\tO\n" * 60) * 5, encoding="utf-8")
    listening = Listening()
    config = {"model": {"max_tokens": 16, "overlap": 4}, "training": {**FAST, "epochs": 1}}
    run = textkit.train(str(path), f"hf:{tiny_encoder('bert')}", config=config, reporter=listening)
    assert any("pieces that are read at a time" in message and "share 4" in message for message in listening.said)
    assert textkit.load(run, threads=1).vectorizer.options()["overlap"] == 4
