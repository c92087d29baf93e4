"""An LSTM with attention in the loop that tutorials teach: shuffled batches of 32, padded to the longest of each.

The network has the sizes of `lstm-attn`, whose LSTM reads 192 numbers a word: here they are all the word's own. There
are no n-grams, the LSTM reads the padding as well, and attention leaves it out. Adam with its own rate, no schedule;
the weights after the last epoch are kept. Seconds of training are those of all epochs, the making of batches included.
"""

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import torch
from corpus import open_corpus, training_rows
from protocol import cost, given, reply
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

from textkit.text.words import split_words

PAD, UNKNOWN = 0, 1
BATCH, LEAST = 32, 2


class Classifier(nn.Module):
    """Logits (B, labels) of word ids (B, L)."""

    def __init__(self, words: int, labels: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(words, 192, padding_idx=PAD)
        self.lstm = nn.LSTM(192, 64, batch_first=True, bidirectional=True)
        self.project = nn.Linear(128, 64)
        self.query = nn.Linear(64, 1, bias=False)
        self.dropout = nn.Dropout(0.3)
        self.head = nn.Linear(128, labels)

    def forward(self, words: Tensor) -> Tensor:
        states, _ = self.lstm(self.dropout(self.embedding(words)))  # (B, L, 128)
        scores = self.query(torch.tanh(self.project(states))).squeeze(-1)
        weights = scores.masked_fill(words == PAD, float("-inf")).softmax(dim=-1)
        logits: Tensor = self.head(self.dropout((weights.unsqueeze(-1) * states).sum(dim=1)))
        return logits


def main() -> None:
    task = given()
    torch.set_num_threads(task["threads"])
    torch.manual_seed(task["seed"])
    dataset = open_corpus(task["dataset"])
    texts, targets = training_rows(dataset, task["limit"], task["seed"])
    words = [split_words(str(text)) for text in texts]
    counts = Counter(word for each in words for word in each)
    known = sorted(word for word, count in counts.items() if count >= LEAST)
    vocabulary = {word: number for number, word in enumerate(known, start=UNKNOWN + 1)}
    labels = dataset.info.labels
    rows = [(encode(each, vocabulary), labels.index(label)) for each, label in zip(words, targets, strict=True)]
    network = Classifier(UNKNOWN + 1 + len(vocabulary), len(labels))
    seconds = train(network, rows, task["epochs"])
    reply(
        **cost(task),
        train_seconds=round(seconds, 3),
        precision="fp32",
        parameters=sum(each.numel() for each in network.parameters()),
        epochs=task["epochs"],
        rows=len(rows) * task["epochs"],
        tokens=sum(map(len, words)) * task["epochs"],
        answers=[labels[best] for best in answer(network, dataset.split("test").texts, vocabulary)],
    )


def encode(words: Sequence[str], vocabulary: dict[str, int]) -> Tensor:
    return torch.tensor([vocabulary.get(word, UNKNOWN) for word in words])


def collate(rows: Sequence[tuple[Tensor, int]]) -> tuple[Tensor, Tensor]:
    words, labels = zip(*rows, strict=True)
    return pad_sequence(list(words), batch_first=True, padding_value=PAD), torch.tensor(labels)


def train(network: nn.Module, rows: Any, epochs: int) -> float:
    """Seconds of all epochs."""
    batches = DataLoader(rows, batch_size=BATCH, shuffle=True, collate_fn=collate)
    optimizer = torch.optim.Adam(network.parameters())
    loss_of = nn.CrossEntropyLoss()
    network.train()
    started = time.perf_counter()
    for _ in range(epochs):
        for words, labels in batches:
            optimizer.zero_grad()
            loss = loss_of(network(words), labels)
            loss.backward()
            optimizer.step()
    return time.perf_counter() - started


def answer(network: nn.Module, texts: Sequence[str], vocabulary: dict[str, int]) -> list[int]:
    """The likeliest label of each text, one after the other."""
    network.eval()
    with torch.inference_mode():
        return [int(network(encode(split_words(text), vocabulary)[None]).argmax()) for text in texts]


if __name__ == "__main__":
    main()
