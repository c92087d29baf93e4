"""minilm: MiniLM, six layers of 384 (Wang et al. 2020), tuned for sentences; uncased."""

from textkit.models.encoders.entry import Encoder, encoder_entry
from textkit.models.encoders.source import CARRIED

MODEL = encoder_entry(
    Encoder(CARRIED, architecture="bert"),
    "MiniLM, six layers, uncased; small enough for a CPU",
    lr=1e-4,
    tagging={"lr": 2e-4},
    multilabel={"lr": 2e-4},
)
