"""The transformers Trainer as its course and its examples set it up, with its defaults or tuned.

The defaults are those of `TrainingArguments` but for the batch size, the epochs, the learning rate and the seed. Tuned
is what makes it fastest here, with the recipe's warm-up and weight decay: bf16 where textkit takes it as well, batches
of like length, the fused optimizer, no logging. Plain attention is that of the network which textkit trains: it drops
none of its weights, and is computed in plain matrix products, on a CPU the fastest way for sentences.

Seconds of training are those between the beginnings and the ends of its epochs: batches are made and steps are taken,
nothing is evaluated or saved.
"""

import time
from functools import partial
from typing import Any

import torch
from corpus import answer_test, open_corpus, training_rows
from protocol import cost, given, reply
from transformers import (
    AutoTokenizer,
    DataCollatorForTokenClassification,
    DataCollatorWithPadding,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    set_seed,
)

import textkit
from textkit.models import find_model
from textkit.models.encoders.network import auto_model
from textkit.models.encoders.quiet import quiet_transformers
from textkit.models.encoders.source import CARRIED, locate
from textkit.training.device import choose_device, choose_precision
from textkit.types import IGNORED, Input, Sentence

PLAIN = {"attn_implementation": "eager", "attention_probs_dropout_prob": 0.0}


class Clock(TrainerCallback):
    """Seconds of epochs."""

    seconds = 0.0

    def on_epoch_begin(self, *_: Any, **__: Any) -> None:
        self.started = time.perf_counter()

    def on_epoch_end(self, *_: Any, **__: Any) -> None:
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        self.seconds += time.perf_counter() - self.started


def main() -> None:
    task = given()
    quiet_transformers()
    torch.set_num_threads(task["threads"])
    set_seed(task["seed"])
    dataset = open_corpus(task["dataset"])
    source, labels = locate(CARRIED, None, may_stand_in=False), dataset.info.labels
    tokenizer = AutoTokenizer.from_pretrained(source.folder)
    inputs, targets = training_rows(dataset, task["limit"], task["seed"])
    words = isinstance(inputs[0], Sentence)
    made = _pieces_of_words if words else partial(_pieces_of_text, max_tokens=task["max_tokens"])
    rows = [made(tokenizer, each, target, labels) for each, target in zip(inputs, targets, strict=True)]
    network = auto_model("word" if words else "text").from_pretrained(
        source.folder,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
        **(PLAIN if task["plain_attention"] else {}),
    )
    arguments, clock = _arguments(task, words), Clock()
    trainer = Trainer(
        model=network,
        args=arguments,
        train_dataset=rows,
        data_collator=(DataCollatorForTokenClassification if words else DataCollatorWithPadding)(tokenizer),
        processing_class=tokenizer,
        callbacks=[clock],
    )
    trainer.train()
    trainer.save_model(task["out"])
    reply(
        **cost(task),
        train_seconds=round(clock.seconds, 3),
        precision="bf16" if arguments.bf16 else "fp32",
        parameters=sum(each.numel() for each in network.parameters()),
        epochs=task["epochs"],
        rows=len(rows) * task["epochs"],
        tokens=sum(len(row["input_ids"]) for row in rows) * task["epochs"],
        **answer_test(textkit.load(f"hf:{task['out']}", threads=task["threads"]), dataset),
    )


def _pieces_of_text(tokenizer: Any, text: Input, label: str, labels: list[str], max_tokens: int) -> dict[str, Any]:
    return {**tokenizer(text, truncation=True, max_length=max_tokens), "label": labels.index(label)}


def _pieces_of_words(tokenizer: Any, sentence: Input, tags: list[str], labels: list[str]) -> dict[str, Any]:
    """The pieces of a sentence; the label of a word stands at the first of its own."""
    assert isinstance(sentence, Sentence)
    found = tokenizer(sentence.words, is_split_into_words=True, truncation=True)
    words = found.word_ids()
    firsts = [word is not None and word != before for before, word in zip([None, *words], words, strict=False)]
    return {
        "input_ids": found["input_ids"],
        "attention_mask": found["attention_mask"],
        "labels": [labels.index(tags[word]) if first else IGNORED for word, first in zip(words, firsts, strict=True)],
    }


def _arguments(task: dict[str, Any], words: bool) -> TrainingArguments:
    entry = find_model(task["model"])
    recipe = {**entry.recipe["training"], **(entry.recipes["tagging"]["training"] if words else {})}
    asked = {
        "output_dir": task["out"],
        "report_to": "none",
        "save_strategy": "no",
        "per_device_train_batch_size": task["batch_size"],
        "num_train_epochs": task["epochs"],
        "learning_rate": recipe["lr"],
        "seed": task["seed"],
    }
    if not task["tuned"]:
        return TrainingArguments(**asked)
    device = choose_device().value
    return TrainingArguments(
        **asked,
        warmup_steps=recipe["warmup"],  # below 1 a share of the steps
        weight_decay=0.01,
        bf16=choose_precision("auto", device, entry.bf16_pays_on_cpu).value == "bf16",
        use_cpu=device == "cpu",  # else bf16 is refused there
        train_sampling_strategy="group_by_length",
        optim="adamw_torch_fused",
        dataloader_num_workers=0,  # padding takes a millisecond; a process for it would take a core from the steps
        dataloader_pin_memory=device != "cpu",
        logging_strategy="no",
        disable_tqdm=True,
    )


if __name__ == "__main__":
    main()
