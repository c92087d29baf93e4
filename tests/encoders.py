"""Encoders small enough for a test: random weights, a few hundred pieces, in folders as the hub hands them out."""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

KINDS = ("bert", "distilbert", "roberta", "sentencepiece")
_TEXTS = ["the film was great", "an awful meal, really", "apple and pear number 0 1 2 3 4 5 6 7 8 9"] * 5


@cache
def tiny_encoder(kind: str) -> Path:
    """A folder with config, tokenizer and weights (safetensors) of a tiny encoder, made once a process."""
    from transformers import AutoModel, BertConfig, DistilBertConfig, RobertaConfig, XLMRobertaConfig, set_seed

    folder = Path(mkdtemp(prefix=f"tiny-{kind}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    tokenizer = _tokenizer(kind)
    tokenizer.save_pretrained(folder)
    shared: dict[str, Any] = {"vocab_size": len(tokenizer), "pad_token_id": tokenizer.pad_token_id}
    config = {
        "bert": lambda: BertConfig(
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=64,
            **shared,
        ),
        "distilbert": lambda: DistilBertConfig(
            dim=32, n_layers=2, n_heads=2, hidden_dim=64, max_position_embeddings=64, **shared
        ),
        "roberta": lambda: RobertaConfig(
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=66,
            type_vocab_size=1,
            **shared,
        ),
        "sentencepiece": lambda: XLMRobertaConfig(
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=66,
            type_vocab_size=1,
            **shared,
        ),
    }[kind]()
    set_seed(0)
    AutoModel.from_config(config).save_pretrained(folder)
    return folder


def _tokenizer(kind: str) -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    names = (
        ["<pad>", "<s>", "</s>", "<unk>", "<mask>"]
        if kind in ("roberta", "sentencepiece")
        else ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]
    )
    pad, start, end, unknown, mask = names
    words = sorted({word for text in _TEXTS for word in text.replace(",", " ,").split()})
    letters = [chr(code) for code in range(ord("!"), ord("~") + 1)]
    if kind == "roberta":
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        trainer = trainers.BpeTrainer(
            vocab_size=400,
            special_tokens=names,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        tokenizer.train_from_iterator(_TEXTS, trainer)
    elif kind == "sentencepiece":
        # made by hand, as below; XLM-R's own pipeline but for the normalization
        pieces = [*names, "▁", *(f"▁{word}" for word in words), *letters]
        scores = {piece: -2.0 if piece.startswith("▁") else -5.0 for piece in pieces}
        tokenizer = Tokenizer(models.Unigram(list(scores.items()), unk_id=names.index(unknown), byte_fallback=False))
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
        )
    else:
        # made by hand: the trainer breaks ties in an order of its own, and a test wants one encoder
        pieces = dict.fromkeys([*names, *words, *letters, *(f"##{letter}" for letter in letters)])
        tokenizer = Tokenizer(
            models.WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token=unknown)
        )
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}", special_tokens=[(start, 1), (end, 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token=pad, cls_token=start, sep_token=end, unk_token=unknown, mask_token=mask
    )
