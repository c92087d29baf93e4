"""An encoder that nobody trained before: small, of random weights, with pieces learned from the training texts.

The sizes are those of the miniature BERTs (Turc et al. 2019), whatever the architecture.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.errors import MissingError
from textkit.run import write_json
from textkit.types import Sentence

if TYPE_CHECKING:
    from textkit.text.vectorizers.pretrained import PretrainedPieces

_SIZES = {"tiny": (2, 128), "mini": (4, 256), "small": (4, 512)}  # layers, units
_UNITS_A_HEAD = 64
_POSITIONS = 512
_SPARE_POSITIONS = 2  # RoBERTa and its kin count positions from the padding's id
_PIECES = 8_000
_PAD, _UNKNOWN, _START, _END, _MASK = _SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def learn_vectorizer(options: Any, inputs: Sequence[Any]) -> "PretrainedPieces":
    """Pieces of the training texts. Letter case is kept for words (names live on it) and not for whole texts."""
    from tokenizers import processors

    from textkit.text.vectorizers.pretrained import PretrainedPieces
    from textkit.text.vectorizers.wordpiece import learn_pieces

    words = any(isinstance(each, Sentence) for each in inputs)
    lowercase = options.casing == "uncased" or (options.casing == "auto" and not words)
    texts = [each.text if isinstance(each, Sentence) else each for each in inputs]
    tokenizer = learn_pieces(texts, most=_PIECES, special=_SPECIAL, lowercase=lowercase)
    tokenizer.add_special_tokens(list(_SPECIAL))
    ends = [(piece, _SPECIAL.index(piece)) for piece in (_START, _END)]
    tokenizer.post_processor = processors.TemplateProcessing(single=f"{_START} $A {_END}", special_tokens=ends)
    return PretrainedPieces(
        tokenizer,
        max_tokens=min(options.max_tokens, _POSITIONS),
        long=options.long,
        pad=_SPECIAL.index(_PAD),
        unknown=_SPECIAL.index(_UNKNOWN),
        overlap=options.overlap,
    )


def small_config(architecture: str, size: str, pieces: int) -> Any:
    """The config of a small encoder with an embedding for each of so many pieces."""
    from transformers import AutoConfig

    layers, units = _SIZES[size]
    inner = "hidden_dim" if architecture == "distilbert" else "intermediate_size"
    return AutoConfig.for_model(
        architecture,
        vocab_size=pieces,
        hidden_size=units,
        num_hidden_layers=layers,
        num_attention_heads=units // _UNITS_A_HEAD,
        max_position_embeddings=_POSITIONS + _SPARE_POSITIONS,
        pad_token_id=_SPECIAL.index(_PAD),
        bos_token_id=_SPECIAL.index(_START),
        eos_token_id=_SPECIAL.index(_END),
        **{inner: 4 * units},
    )


def write_tokenizer_config(folder: Path) -> None:
    """What transformers reads beside `tokenizer.json`."""
    content = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_input_names": ["input_ids", "attention_mask"],
        "model_max_length": _POSITIONS,
        "pad_token": _PAD,
        "unk_token": _UNKNOWN,
        "cls_token": _START,
        "sep_token": _END,
        "mask_token": _MASK,
    }
    write_json(folder / "tokenizer_config.json", content)


def architecture_of(repo: str, revision: str | None) -> str:
    """The architecture that the `config.json` of a folder or a hub id names; nothing else is fetched.

    Raises:
        MissingError: it cannot be reached.
    """
    from transformers import AutoConfig

    offline = os.environ.get("TEXTKIT_OFFLINE") == "1"
    try:
        config = AutoConfig.from_pretrained(repo, revision=revision, local_files_only=offline, trust_remote_code=False)
    except OSError as error:
        raise MissingError(
            f"the config of {repo} cannot be reached: {str(error).splitlines()[0]}",
            "from scratch, --model bert, distilbert, roberta and minilm need none",
        ) from None
    return str(config.model_type)
