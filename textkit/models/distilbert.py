"""distilbert: DistilBERT (Sanh et al. 2019), base size; cased for tagging, else uncased."""

from textkit.models.encoders.entry import Encoder, encoder_entry

MODEL = encoder_entry(
    Encoder(
        "distilbert/distilbert-base-uncased",
        cased="distilbert/distilbert-base-cased",
        stand_in="halved",
        architecture="distilbert",
    ),
    "DistilBERT, base size; cased for tagging, else uncased",
)
