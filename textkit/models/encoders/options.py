"""What there is to set of an encoder, and of its training."""

from typing import Literal, Self

from pydantic import Field, model_validator

from textkit.config.sections import GradientSection, ModelSection


class EncoderOptions(ModelSection):
    """Which weights it starts from, what is read, and which weights may move."""

    revision: str | None = Field(None, description="branch, tag or commit of the hub's repository")
    casing: Literal["auto", "cased", "uncased"] = Field(
        "auto", description="whether letter case tells; auto: it does for words, and not for whole texts"
    )
    from_scratch: Literal["no", "tiny", "mini", "small"] = Field(
        "no", description="random weights and pieces of the training texts: 2 layers of 128 units, 4 of 256, 4 of 512"
    )
    max_tokens: int = Field(256, ge=8, description="pieces of a text that are read, or of a window of a sentence")
    long: Literal["head-tail", "head", "windows"] = Field(
        "head-tail", description="what is read of a longer text; windows: all of it, and the answers are averaged"
    )
    overlap: int = Field(64, ge=0, description="pieces that the windows of a long sentence share")
    crf: bool = Field(False, description="of a tagger: a CRF over its words")
    freeze: Literal["none", "embeddings", "encoder"] | int = Field(
        "none", description="encoder (only the head and a pooler learn), embeddings, or the number of lowest layers"
    )
    lora: int = Field(0, ge=0, description="rank of LoRA's adapters; 0 does without. They take a higher rate, 2e-3")
    lora_alpha: int | None = Field(None, ge=1, description="weight of what they add, by the rank; default: twice it")
    attention_dropout: float = Field(
        0.0, ge=0, lt=1, description="of attention's weights while training; at 0.1 long texts take half as long again"
    )
    gradient_checkpointing: bool = Field(False, description="less memory, more time")

    @model_validator(mode="after")
    def _adapted_or_frozen(self) -> Self:
        if self.lora and self.freeze != "none":
            raise ValueError("lora leaves the encoder's own weights as they are: set freeze = none")
        if self.from_scratch != "no" and (self.lora or self.freeze != "none"):
            raise ValueError("from_scratch starts at random: neither lora nor freeze makes sense of that")
        if isinstance(self.freeze, int) and self.freeze < 0:
            raise ValueError("freeze counts layers: 0 or more")
        if self.lora_alpha and not self.lora:
            raise ValueError("lora_alpha weighs lora's adapters: set lora as well")
        return self


class EncoderSection(GradientSection):
    """A fine-tuning."""

    trainer: Literal["textkit", "hf"] = Field("textkit", description="who runs the steps; hf: the transformers Trainer")
    layer_decay: float = Field(1.0, gt=0, le=1, description="factor on the rate for each layer further from the head")
