"""A recipe of textkit in the words of the transformers Trainer, and what cannot be said in them."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.config.settings import Config
from textkit.errors import MissingError, UsageError
from textkit.run import Manifest

if TYPE_CHECKING:
    from transformers import TrainingArguments

_SCHEDULES = {"linear": "linear", "cosine": "cosine", "constant": "constant_with_warmup"}
_WEIGHT_DECAY = 0.01  # of AdamW, where none is asked for; the same in `optimizer.py`


def asks_for_transformers(config: Config) -> bool:
    """Whether the transformers Trainer runs the steps."""
    return getattr(config.training, "trainer", "textkit") == "hf"


def check_recipe(config: Config) -> None:
    """
    Raises:
        UsageError: the recipe is to be run by the transformers Trainer, which cannot follow it.
        MissingError: accelerate, which the Trainer needs, is not installed.
    """
    if not asks_for_transformers(config):
        return
    for flag, hint in _beyond(config).items():
        raise UsageError(f"--trainer hf cannot honour {flag}", hint or "leave out one of the two")
    if find_spec("accelerate") is None:
        raise MissingError(
            "accelerate is not installed, which the transformers Trainer needs",
            "pip install 'textkit-nlp[hf]', or leave out --trainer",
        )


def _beyond(config: Config) -> dict[str, str]:
    """The flags that the Trainer has nothing for, with a hint where there is more to say than that."""
    settings: Any = config.training
    wrong: dict[str, str] = {}
    if config.model.crf:
        wrong["--crf"] = "the networks of transformers have no CRF: leave out --crf, or --trainer"
    if settings.schedule not in _SCHEDULES:
        wrong[f"--schedule {settings.schedule}"] = f"one of: {', '.join(_SCHEDULES)}"
    if settings.optimizer != "adamw":
        wrong[f"--optimizer {settings.optimizer}"] = "it trains with adamw"
    if settings.track_test:
        wrong["--track-test"] = ""
    if settings.layer_decay < 1:
        wrong["--layer-decay"] = ""
    if settings.device.startswith("cuda:") and settings.device != "cuda:0":
        wrong[f"--device {settings.device}"] = "it takes the first GPU that it sees; CUDA_VISIBLE_DEVICES chooses that"
    return wrong


def arguments_for(settings: Any, manifest: Manifest, batch_size: int, folder: Path) -> "TrainingArguments":
    """The Trainer's own AdamW and schedule; it saves nothing and reports to nobody.

    Label smoothing is left to the loss (see `hf_trainer.py`).
    """
    from transformers import TrainingArguments

    arguments = TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=batch_size,
        gradient_accumulation_steps=settings.accumulate,
        learning_rate=settings.lr,
        lr_scheduler_type=_SCHEDULES[settings.schedule],
        warmup_steps=settings.warmup,  # below 1 a share of the steps
        weight_decay=_WEIGHT_DECAY if settings.weight_decay is None else settings.weight_decay,
        max_grad_norm=settings.clip_norm,
        seed=settings.seed,
        data_seed=settings.seed,
        bf16=manifest.precision == "bf16",
        use_cpu=manifest.device == "cpu",
        logging_steps=1,
        logging_nan_inf_filter=False,
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
        remove_unused_columns=False,
    )
    arguments._n_gpu = min(arguments.n_gpu, 1)  # it would spread a batch over all GPUs
    return arguments
