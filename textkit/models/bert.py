"""bert: BERT (Devlin et al. 2019), base size, uncased."""

from textkit.models.encoders.entry import Encoder, encoder_entry

MODEL = encoder_entry(Encoder("google-bert/bert-base-uncased", stand_in="whole"), "BERT, base size, uncased")
