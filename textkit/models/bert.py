"""bert: BERT (Devlin et al. 2019), base size; cased for tagging, else uncased."""

from textkit.models.encoders.entry import Encoder, encoder_entry

MODEL = encoder_entry(
    Encoder(
        "google-bert/bert-base-uncased",
        cased="google-bert/bert-base-cased",
        stand_in="whole",
        architecture="bert",
    ),
    "BERT, base size; cased for tagging, else uncased",
)
