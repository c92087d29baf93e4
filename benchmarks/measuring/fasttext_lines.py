"""fastText from a file of lines to JSONL, as its own package is used: the process that is measured."""

import json
import sys
from itertools import islice

import fasttext

_LINES = 4_096
_PREFIX = "__label__"


def main() -> None:
    model = fasttext.load_model(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as source, open(sys.argv[3], "w", encoding="utf-8") as out:
        while lines := [line.rstrip("\n") for line in islice(source, _LINES)]:
            for text, labels, scores in zip(lines, *model.predict(lines), strict=True):
                record = {"text": text, "label": labels[0].removeprefix(_PREFIX), "score": float(scores[0])}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
