"""Flags that stand for a setting of the config, in one table: the flag, its key, its type and what it does.

`train` takes them all; which of them a model can honour is for the model's own section to say.
"""

from typing import Any, NamedTuple


class SettingFlag(NamedTuple):
    """`--lr` is `training.lr`, a float. A flag that is not given sets nothing."""

    flag: str
    key: str
    type: type
    help: str


SETTING_FLAGS = (
    SettingFlag(
        "--source",
        "data.source",
        str,
        "auto, remote, sample, or a folder with the publisher's files.",
    ),
    SettingFlag("--text-column", "data.text_column", str, "Column that holds the text."),
    SettingFlag("--label-column", "data.label_column", str, "Column that holds the label."),
    SettingFlag("--column", "data.column", str, "Tags to learn: ner, pos, chunk, upos, xpos, or a column's number."),
    SettingFlag("--input-format", "data.format", str, "csv, tsv, jsonl, conll or conllu, where the name does not say."),
    SettingFlag("--encoding", "data.encoding", str, "Encoding of the file (default: UTF-8, or UTF-16 by its mark)."),
    SettingFlag("--delimiter", "data.delimiter", str, "What separates the fields of a CSV file."),
    SettingFlag("--limit", "data.limit", int, "Train on the first N rows after the seeded shuffle."),
    SettingFlag("--lowercase", "preprocessing.lowercase", bool, "Lower-case every text, in prediction as well."),
    SettingFlag("--tokenizer", "model.tokenizer", str, "word or wordpiece."),
    SettingFlag("--pooling", "model.pooling", str, "attention, mean, max or last."),
    SettingFlag("--dropout", "model.dropout", float, "Share of units dropped before the head."),
    SettingFlag("--recurrent-dropout", "model.recurrent_dropout", float, "Variational dropout of hidden units."),
    SettingFlag("--dense", "model.dense", int, "Units of a dense layer before the head."),
    SettingFlag("--dense-l2", "model.dense_l2", float, "L2 penalty of the dense layer."),
    SettingFlag("--pretrained-embeddings", "model.pretrained_embeddings", str, "GloVe or fastText text vectors."),
    SettingFlag("--crf", "model.crf", bool, "Of a tagger: a CRF over its words."),
    SettingFlag("--max-tokens", "model.max_tokens", int, "Pieces of a text that an encoder reads."),
    SettingFlag("--long", "model.long", str, "What is read of longer texts: head-tail, head or windows."),
    SettingFlag("--overlap", "model.overlap", int, "Pieces that the windows of a long sentence share."),
    SettingFlag("--freeze", "model.freeze", str, "Of an encoder: encoder, embeddings, or its N lowest layers."),
    SettingFlag("--lora", "model.lora", int, "Of an encoder: rank of LoRA's adapters, which alone learn."),
    SettingFlag("--casing", "model.casing", str, "Of an encoder: cased, uncased, or auto, as the task wants it."),
    SettingFlag("--from-scratch", "model.from_scratch", str, "An encoder that nobody trained: tiny, mini or small."),
    SettingFlag("--revision", "model.revision", str, "Branch, tag or commit of the hub's repository."),
    SettingFlag("--layer-decay", "training.layer_decay", float, "Factor on the rate for each layer from the head."),
    SettingFlag("--epochs", "training.epochs", int, "Passes over the training rows."),
    SettingFlag("--batch-size", "training.batch_size", int, "Sequences a batch."),
    SettingFlag("--batch-tokens", "training.batch_tokens", int, "Tokens a batch, padding included."),
    SettingFlag("--accumulate", "training.accumulate", int, "Batches per optimizer step."),
    SettingFlag("--optimizer", "training.optimizer", str, "adamw or adam."),
    SettingFlag("--lr", "training.lr", float, "Highest learning rate."),
    SettingFlag("--weight-decay", "training.weight_decay", float, "Decay of weight matrices."),
    SettingFlag("--clip-norm", "training.clip_norm", float, "Largest gradient norm; 0 leaves gradients alone."),
    SettingFlag("--schedule", "training.schedule", str, "constant, linear, cosine, exponential or plateau."),
    SettingFlag("--warmup", "training.warmup", float, "Share of the steps over which the rate rises."),
    SettingFlag("--label-smoothing", "training.label_smoothing", float, "Share of the target given to all labels."),
    SettingFlag("--patience", "training.patience", int, "Epochs without a better score before stopping."),
    SettingFlag(
        "--metric",
        "training.metric",
        str,
        "Chooses the best epoch: accuracy, macro_f1, span_f1, token_accuracy, loss ...",
    ),
    SettingFlag("--seed", "training.seed", int, "Seed of the training."),
    SettingFlag("--device", "training.device", str, "auto, cpu, cuda, cuda:N or mps."),
    SettingFlag("--precision", "training.precision", str, "auto, fp32 or bf16."),
    SettingFlag("--threads", "training.threads", int, "CPU threads."),
    SettingFlag("--trainer", "training.trainer", str, "Of an encoder: textkit, or hf, the transformers Trainer."),
    SettingFlag("--tensorboard", "training.tensorboard", bool, "Write TensorBoard logs into the run."),
)


def given(values: dict[str, Any]) -> list[tuple[str, Any, str]]:
    """(key, value, flag) of each setting flag that the user gave."""
    return [
        (flag.key, values[parameter(flag)], flag.flag)
        for flag in SETTING_FLAGS
        if values.get(parameter(flag)) is not None
    ]


def parameter(flag: SettingFlag) -> str:
    """The name of the flag as a parameter."""
    return flag.flag.removeprefix("--").replace("-", "_")
