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
    SettingFlag("--label-columns", "data.label_columns", str, "Columns of 0 and 1, one for each label: a,b,c."),
    SettingFlag("--label-separator", "data.label_separator", str, "What stands between the labels of one cell."),
    SettingFlag("--task", "data.task", str, "classification, multilabel or tagging, where it is not found out."),
    SettingFlag("--column", "data.column", str, "Which labels: ner, pos, area ..., or the number of a column of tags."),
    SettingFlag("--input-format", "data.format", str, "csv, tsv, jsonl, parquet, text, fasttext, conll or conllu."),
    SettingFlag("--encoding", "data.encoding", str, "Encoding of the file (default: UTF-8, or UTF-16 by its mark)."),
    SettingFlag("--delimiter", "data.delimiter", str, "What separates the fields of a CSV file."),
    SettingFlag("--header", "data.header", str, "Columns of a CSV or TSV that has no header line: a,b,c."),
    SettingFlag("--on-bad-row", "data.on_bad_row", str, "fail, skip, or quarantine: keep a list of what is left out."),
    SettingFlag("--group-column", "data.group_column", str, "Rows that are alike in this column stay in one split."),
    SettingFlag("--drop-label", "data.drop_labels", list[str], "Leave out this label; may be given again."),
    SettingFlag("--ratios", "data.ratios", str, "Shares of train, validation and test: 80/10/10."),
    SettingFlag("--split-seed", "data.split_seed", int, "Seed of the split."),
    SettingFlag("--folds", "data.folds", int, "Cross-validate in this many parts."),
    SettingFlag("--limit", "data.limit", int, "Train on the first N rows after the seeded shuffle."),
    SettingFlag("--unicode", "preprocessing.unicode", str, "Bring texts into a normal form: NFC or NFKC."),
    SettingFlag("--html", "preprocessing.html", bool, "Drop HTML tags, and read entities such as &amp;."),
    SettingFlag("--urls", "preprocessing.urls", str, "keep, drop or mask addresses of the web."),
    SettingFlag("--mentions", "preprocessing.mentions", str, "keep, drop or mask @names."),
    SettingFlag("--lowercase", "preprocessing.lowercase", bool, "Lower-case every text, in prediction as well."),
    SettingFlag("--digits", "preprocessing.digits", str, "keep or drop digits, or make each a zero."),
    SettingFlag("--punctuation", "preprocessing.punctuation", bool, "Drop punctuation, symbols and emoji."),
    SettingFlag("--stop-words", "preprocessing.stop_words", str, "english: drop its function words; none."),
    SettingFlag("--whitespace", "preprocessing.whitespace", bool, "Make runs of white space one space."),
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
    SettingFlag("--class-weights", "training.class_weights", str, "none, or auto, which makes up for rare labels."),
    SettingFlag("--thresholds", "training.thresholds", str, "Of label sets: global, per-label or half."),
    SettingFlag(
        "--threshold-metric",
        "training.threshold_metric",
        str,
        "What thresholds are best for: micro_f1, macro_f1, samples_f1 or subset_accuracy.",
    ),
    SettingFlag("--patience", "training.patience", int, "Epochs without a better score before stopping."),
    SettingFlag(
        "--metric",
        "training.metric",
        str,
        "Chooses the best epoch: accuracy, micro_f1, macro_f1, span_f1, token_accuracy, loss ...",
    ),
    SettingFlag("--keep", "training.keep", str, "The epoch whose weights are kept: best or last."),
    SettingFlag("--seed", "training.seed", int, "Seed of the training."),
    SettingFlag("--device", "training.device", str, "auto, cpu, cuda, cuda:N or mps."),
    SettingFlag("--precision", "training.precision", str, "auto, fp32 or bf16."),
    SettingFlag("--threads", "training.threads", int, "CPU threads."),
    SettingFlag("--trainer", "training.trainer", str, "Of an encoder: textkit, or hf, the transformers Trainer."),
    SettingFlag("--tensorboard", "training.tensorboard", bool, "Write TensorBoard logs into the run."),
    SettingFlag("--track-test", "training.track_test", bool, "Score test after each epoch, for no choice."),
)


DISTILLATION_FLAGS = (
    SettingFlag("--temperature", "distillation.temperature", float, "Softens the probabilities of both."),
    SettingFlag("--soft", "distillation.soft", float, "Weight of the teacher's answers; the rest is the labels'."),
    SettingFlag("--hidden", "distillation.hidden", float, "Weight of hidden states, of encoders with one tokenizer."),
    SettingFlag("--attention", "distillation.attention", float, "Weight of attention maps, of such encoders."),
    SettingFlag("--layers", "distillation.layers", int, "Layers of its teacher that a distilbert starts from."),
    SettingFlag("--augment", "distillation.augment", int, "Variants of each text that the teacher labels as well."),
)

_OF_FILES = (
    "--text-column",
    "--label-column",
    "--label-columns",
    "--label-separator",
    "--task",
    "--column",
    "--input-format",
    "--encoding",
    "--delimiter",
    "--header",
    "--on-bad-row",
)
FLAGS_FOR = {
    "settings": SETTING_FLAGS,
    "data_settings": tuple(
        flag
        for flag in SETTING_FLAGS
        if flag.key.startswith(("data.", "preprocessing.")) and flag.key not in ("data.limit", "data.folds")
    ),
    "distillation_settings": (
        *DISTILLATION_FLAGS,
        *(flag for flag in SETTING_FLAGS if not flag.key.startswith("data.") or flag.key == "data.limit"),
    ),
    "file_settings": tuple(flag for flag in SETTING_FLAGS if flag.flag in _OF_FILES),
}
"""The flags that a verb takes, by the name of the parameter that receives them: of a training, of a preparation, of a
distillation, or of reading files."""


def given(values: dict[str, Any]) -> list[tuple[str, Any, str]]:
    """(key, value, flag) of each setting flag that the user gave."""
    return [
        (flag.key, values[parameter(flag)], flag.flag)
        for flag in (*SETTING_FLAGS, *DISTILLATION_FLAGS)
        if values.get(parameter(flag)) is not None
    ]


def parameter(flag: SettingFlag) -> str:
    """The name of the flag as a parameter."""
    return flag.flag.removeprefix("--").replace("-", "_")
