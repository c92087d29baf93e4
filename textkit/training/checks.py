"""What the sections of a config cannot know: whether its settings fit the task of the dataset, and each other."""

from collections.abc import Collection, Sequence

from textkit.config.sections import GradientSection
from textkit.config.settings import Config
from textkit.errors import UsageError
from textkit.evaluation.scoring import metrics_of
from textkit.tasks import Task, name_of
from textkit.training.hf_recipe import check_recipe

_OF_LABEL_SETS = {"training.thresholds": "--thresholds", "training.threshold_metric": "--threshold-metric"}


def check_settings(config: Config, task: Task, labels: Sequence[str], asked: Collection[str]) -> None:
    """Hold `config` against the dataset's task; `asked` are the keys of what the user wants otherwise than it is.

    Raises:
        UsageError: a setting makes no sense for this task, or beside another.
    """
    _check_thresholds(config, task, asked)
    if isinstance(config.training, GradientSection):
        _check_network(config, task, labels, asked)
        check_recipe(config)


def _check_thresholds(config: Config, task: Task, asked: Collection[str]) -> None:
    given = [flag for key, flag in _OF_LABEL_SETS.items() if key in asked]
    if given and task.scoring != "labelsets":
        raise UsageError(f"{given[0]} is for sets of labels, and this dataset is for {name_of(task)}", "leave it out")
    if "training.threshold_metric" in asked and config.training.thresholds == "half":
        raise UsageError("--threshold-metric is for thresholds that are found", "leave it out, or --thresholds half")


def _check_network(config: Config, task: Task, labels: Sequence[str], asked: Collection[str]) -> None:
    if task.level == "word":
        _refuse_what_texts_have(config, asked)
    elif "model.overlap" in asked and config.model.long != "windows":
        raise UsageError("--overlap is for windows: longer texts are read in part", "add --long windows")
    if getattr(config.model, "crf", False):
        _check_crf(config, task)
    if config.training.metric not in (metrics := metrics_of(task, labels)):
        raise UsageError(
            f"--metric {config.training.metric} is no figure of this dataset", f"one of: {', '.join(metrics)}"
        )


def _check_crf(config: Config, task: Task) -> None:
    """A CRF brings its own loss."""
    if task.level == "text":
        raise UsageError("--crf is for words: this dataset labels whole texts", "leave it out")
    if config.training.label_smoothing:
        raise UsageError("a CRF's loss knows no label smoothing", "leave out --label-smoothing, or --crf")
    if config.training.class_weights != "none":
        raise UsageError("a CRF's loss knows no class weights", "leave out --class-weights, or --crf")


def _refuse_what_texts_have(config: Config, asked: Collection[str]) -> None:
    if "model.long" in asked:
        raise UsageError("--long is for texts: sentences are always read whole", "leave it out")
    if getattr(config.model, "tokenizer", "word") != "word":
        raise UsageError("pieces learned from the texts have no answer for single words", "--tokenizer word")
    if "model.pooling" in asked and config.model.pooling in ("mean", "max"):
        raise UsageError(
            f"--pooling {config.model.pooling} makes a vector of a whole text; a tagger has one for each word",
            "--pooling attention (over the states), or last (none)",
        )
