"""LoRA: what learns, that the rest stays, and that nobody who loads a run knows of it."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import nn

import textkit
from tests.encoders import tiny_encoder
from tests.tagged import write_conll
from textkit.errors import Interrupted, MissingError, UsageError
from textkit.models.encoders.lora import adapt, merged_weights, remove_adapters
from textkit.run import Run

KINDS = ("bert", "distilbert", "roberta")
FAST = {"threads": 1, "precision": "fp32", "batch_size": 16, "epochs": 2, "lr": 3e-3, "least_steps": 0}
IDS = torch.tensor([[1, 7, 8, 9, 2], [1, 5, 5, 2, 0]])


def classifier(kind: str) -> Any:
    from transformers import AutoConfig, AutoModelForSequenceClassification

    torch.manual_seed(0)
    return AutoModelForSequenceClassification.from_config(AutoConfig.from_pretrained(tiny_encoder(kind))).eval()


def options(rank: int = 4, alpha: int | None = None) -> SimpleNamespace:
    return SimpleNamespace(lora=rank, lora_alpha=alpha)


def adapted(network: Any, seed: int = 1) -> Any:
    """With adapters that have learned something."""
    torch.manual_seed(seed)
    adapt(network, options())
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if ".lora_B." in name:
                parameter.normal_()
    return network


def learning(network: nn.Module) -> set[str]:
    return {name for name, parameter in network.named_parameters() if parameter.requires_grad}


@pytest.mark.parametrize("kind", KINDS)
def test_adapters_of_queries_and_values_and_the_head_learn(kind: str) -> None:
    network = classifier(kind)
    head = {name for name in learning(network) if not name.startswith(f"{kind}.") or ".pooler." in name}
    adapt(network, options())
    adapters = learning(network) - head
    assert head <= learning(network)
    assert len(adapters) == 2 * 2 * 2  # layers, queries and values, A and B
    assert {name.split(".")[-4] for name in adapters} <= {"query", "value", "q_lin", "v_lin"}


def test_an_encoder_of_other_names_is_adapted_in_all_its_linear_layers() -> None:
    from transformers import AutoConfig, AutoModelForSequenceClassification

    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    config = AutoConfig.for_model("modernbert", vocab_size=100, pad_token_id=0, **sizes)
    network = AutoModelForSequenceClassification.from_config(config)
    linear = {name for name, layer in network.model.named_modules() if isinstance(layer, nn.Linear)}
    adapt(network, options())
    names = {name.partition(".lora_")[0].removeprefix("model.") for name in learning(network) if ".lora_" in name}
    assert names == linear


def test_rank_0_changes_nothing() -> None:
    network = classifier("bert")
    before = learning(network)
    adapt(network, options(0))
    assert learning(network) == before


def test_at_first_the_network_answers_as_before() -> None:
    network = classifier("bert")
    before = network(IDS).logits
    adapt(network, options())
    assert torch.equal(network(IDS).logits, before)


def test_one_seed_gives_the_same_adapters() -> None:
    first, second = (adapted(classifier("bert")).state_dict() for _ in range(2))
    assert all(torch.equal(tensor, second[name]) for name, tensor in first.items())


@pytest.mark.parametrize("kind", KINDS)
def test_merged_weights_are_those_of_a_plain_network_that_answers_alike(kind: str) -> None:
    network = adapted(classifier(kind))
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    plain = classifier(kind)
    untrained = plain(IDS).logits
    plain.load_state_dict(merged_weights(network), strict=True)
    assert torch.allclose(plain(IDS).logits, network(IDS).logits, atol=1e-5)
    assert not torch.allclose(plain(IDS).logits, untrained, atol=1e-3)
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())


def test_merged_weights_of_a_network_without_adapters_are_its_own() -> None:
    network = classifier("bert")
    merged = merged_weights(network)
    assert merged.keys() == network.state_dict().keys()
    assert all(torch.equal(tensor, merged[name]) for name, tensor in network.state_dict().items())


def test_adapters_can_be_removed() -> None:
    network, plain = adapted(classifier("bert")), classifier("bert")
    remove_adapters(network)
    assert network.state_dict().keys() == plain.state_dict().keys()
    assert torch.equal(network(IDS).logits, plain(IDS).logits)


def test_alpha_weighs_what_is_added() -> None:
    def added(alpha: int | None) -> torch.Tensor:
        network = classifier("bert")
        torch.manual_seed(1)
        adapt(network, options(4, alpha))
        layer = network.bert.encoder.layer[0].attention.self.query
        with torch.no_grad():
            layer.lora_B["default"].weight.fill_(1.0)
            return layer.get_delta_weight("default")

    assert torch.allclose(added(8), 2 * added(4))
    assert torch.equal(added(None), added(8))  # twice the rank


def test_without_peft_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "peft", None)
    with pytest.raises(MissingError) as caught:
        adapt(classifier("bert"), options())
    assert "textkit-nlp[lora]" in str(caught.value.hint)


def test_frozen_and_adapted_is_refused(reviews: Path) -> None:
    with pytest.raises(UsageError, match="lora leaves the encoder's own weights as they are"):
        textkit.train(str(reviews), "bert", config={"model": {"lora": 4, "freeze": "encoder"}})


def train(data: Path, kind: str = "bert", training: dict[str, Any] | None = None, **more: Any) -> Run:
    model = {"lora": 4, **more.pop("model", {})}
    return textkit.train(
        str(data),
        f"hf:{tiny_encoder(kind)}",
        config={"model": model, "training": {**FAST, **(training or {})}},
        **more,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_holds_merged_weights_under_the_names_of_transformers(kind: str, reviews: Path) -> None:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    run = train(reviews, kind)
    network = AutoModelForSequenceClassification.from_pretrained(run.model)
    before, after = load_file(tiny_encoder(kind) / "model.safetensors"), load_file(run.weights)
    assert after.keys() == network.state_dict().keys()
    moved = {
        name.split(".")[-2] for name, each in before.items() if not torch.equal(each, after.get(f"{kind}.{name}", each))
    }
    assert moved - {"dense"} in ({"query", "value"}, {"q_lin", "v_lin"})  # a pooler's dense layer is part of the head
    batch = AutoTokenizer.from_pretrained(run.model)(["the film was great"], return_tensors="pt")
    with torch.inference_mode():
        theirs = network(**batch).logits.numpy()
    assert np.allclose(textkit.load(run).logits(["the film was great"])[0], theirs, atol=1e-5)
    assert run.manifest().parameters == sum(each.numel() for each in network.parameters())
    assert run.manifest().title.endswith("(LoRA 4)")


def test_the_scores_of_a_run_are_those_of_its_merged_weights(reviews: Path) -> None:
    run = train(reviews, training={"epochs": 10, "lr": 0.03})
    then, again = run.metrics()["validation"], textkit.evaluate(run, split="validation").scores
    assert again["confusion"] == then["confusion"]
    assert again["ece"] == pytest.approx(then["ece"], abs=1e-5)


def test_a_resumed_training_gives_the_same_file(reviews: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from textkit.training import gradient

    through = train(reviews, training={"epochs": 3})
    stopping = gradient._Training._stop_if_asked
    for stop in (5, 12, 17):

        def interrupt(training: Any, asked: Any, step: Any, stop: int = stop) -> None:
            if training.state.place.step == stop:
                raise Interrupted("stopped")
            stopping(training, asked, step)

        with monkeypatch.context() as patch:
            patch.setattr(gradient._Training, "_stop_if_asked", interrupt)
            with pytest.raises(Interrupted):
                train(reviews, training={"epochs": 3, "checkpoint_seconds": 0}, out=tmp_path / "run", resume=stop > 5)
    resumed = train(reviews, training={"epochs": 3, "checkpoint_seconds": 0}, out=tmp_path / "run", resume=True)
    assert resumed.weights.read_bytes() == through.weights.read_bytes()


def test_layer_decay_and_gradient_checkpointing_go_with_it(reviews: Path) -> None:
    run = train(reviews, training={"layer_decay": 0.9}, model={"gradient_checkpointing": True})
    assert load_file(run.weights).keys() == load_file(train(reviews, model={"lora": 0}).weights).keys()


def test_a_tagger_with_a_crf(tmp_path: Path) -> None:
    run = train(write_conll(tmp_path / "reports.conll"), training={"epochs": 3}, model={"crf": True})
    assert run.crf.is_file()
    assert (load_file(run.crf)["transitions"] != 0).any()


def test_a_run_goes_on_with_and_without_adapters(reviews: Path) -> None:
    first = train(reviews)
    second = train(reviews, init=first.path)
    third = train(reviews, init=second.path, model={"lora": 0})
    assert load_file(third.weights).keys() == load_file(first.weights).keys()


def test_nothing_but_textkit_speaks_on_stderr(reviews: Path, capfd: pytest.CaptureFixture[str]) -> None:
    tiny_encoder("bert")
    capfd.readouterr()
    train(reviews)
    assert capfd.readouterr() == ("", "")


def test_the_transformers_trainer_leaves_merged_weights_as_well(reviews: Path) -> None:
    run = train(reviews, training={"trainer": "hf"})
    then, again = run.metrics()["validation"], textkit.evaluate(run, split="validation").scores
    assert again["ece"] == pytest.approx(then["ece"], abs=1e-5)
