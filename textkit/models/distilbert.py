"""distilbert: DistilBERT (Sanh et al. 2019), base size, uncased."""

from textkit.models.encoders.entry import Encoder, encoder_entry

MODEL = encoder_entry(
    Encoder("distilbert/distilbert-base-uncased", stand_in="halved"), "DistilBERT, base size, uncased"
)
