"""LSTM or BERT for named entities? Trains both on the same sentences and shows both F1, with their intervals.

python examples/ner_lstm_or_bert.py conll2003

Studies report about 0.82 span F1 for a BiLSTM-CRF with characters and without pretrained vectors, 0.90 to 0.91 with
them, and 0.92 for BERT. Where BERT cannot be reached MiniLM stands in, and the table says so.
"""

import sys

import textkit

MODELS = ("lstm", "bilstm-crf", "bert")


def main(dataset: str, *, limit: int | None = None) -> None:
    config = {"data": {"limit": limit}} if limit else {}
    for model in MODELS:
        run = textkit.train(dataset, model, config=config)
        scores = textkit.evaluate(run).scores
        low, high = scores["intervals"]["span_f1"]
        figures = (
            f"span F1 {scores['span_f1']:.4f} [{low:.4f}, {high:.4f}], token accuracy {scores['token_accuracy']:.4f}"
        )
        print(f"{run.manifest().title:<32} {figures}")


if __name__ == "__main__":
    main(sys.argv[1], limit=int(sys.argv[2]) if len(sys.argv) > 2 else None)
