"""roberta: RoBERTa (Liu et al. 2019), base size, cased."""

from textkit.models.encoders.entry import Encoder, encoder_entry

MODEL = encoder_entry(Encoder("FacebookAI/roberta-base", architecture="roberta"), "RoBERTa, base size, cased")
