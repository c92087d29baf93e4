"""From rows in a program to a model in a program: train on a CSV, score it, predict.

python examples/your_own_rows.py reviews.csv
"""

import sys

import textkit


def main(path: str) -> None:
    run = textkit.train(path, model="tfidf")
    found = textkit.evaluate(run)
    low, high = found.scores["intervals"]["accuracy"]
    print(f"{run.path}: accuracy {found.scores['accuracy']:.3f} [{low:.3f}, {high:.3f}]")
    print(f"the commonest label alone: {found.baselines['majority']:.3f}")
    for record in textkit.load(run).predict(["Great value, would buy again", "It broke after a day"]):
        print(f"{record['label']:<12} {record['score']:.3f}  {record['text']}")


if __name__ == "__main__":
    main(sys.argv[1])
