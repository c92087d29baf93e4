"""One pass over a file of texts, one a line, by textkit or by a pipeline of transformers: the process that makes it.

It loads its side, answers the file to warm up with, and says so. Told to go, it reads the file, answers and writes
JSONL, and reports the seconds of that and its peak memory. A process makes one pass, so that none gains from what
another left in a cache: a tagger remembers the pieces of the words it has met.
"""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from textkit.api import Precision

READY, GO = "ready\n", "go\n"
Answer = Callable[[Path, Path], None]
"""Answers every line of the first file, in the second."""


class Pass(NamedTuple):
    """Who answers which file with which weights. `setting` is textkit's precision, or the pipeline's batch size."""

    tool: str
    setting: str
    run: str
    level: str
    max_tokens: int
    threads: int
    warm_up: str
    texts: str
    answers: str


def main() -> None:
    asked = Pass(**json.loads(sys.argv[1]))
    answer = with_textkit(asked) if asked.tool == "textkit" else with_pipeline(asked)
    answer(Path(asked.warm_up), Path(asked.answers))
    print(READY, end="", flush=True)
    if sys.stdin.readline() != GO:
        return
    started = time.perf_counter()
    answer(Path(asked.texts), Path(asked.answers))
    print(json.dumps([time.perf_counter() - started, peak_megabytes()]), flush=True)


def with_textkit(asked: Pass) -> Answer:
    """What `textkit predict RUN FILE --out OUT` does once the run is loaded."""
    import textkit
    from textkit.cli.shell.answers import Form, writing
    from textkit.cli.shell.predictions import open_input
    from textkit.inference.streaming import predict_stream

    precision = cast("Precision", asked.setting)
    predictor = textkit.load(asked.run, device="cpu", precision=precision, threads=asked.threads)
    words = predictor.task.level == "word"

    def answer(source: Path, out: Path) -> None:
        with (
            open_input(None, str(source), None, None, None, None, ("text",), words) as (records, column, carried),
            writing(Form("jsonl", predictor.task, column, carried), out) as write,
        ):
            for each in predict_stream(predictor.predict, records, column, words=words):
                write(each)

    return answer


def with_pipeline(asked: Pass) -> Answer:
    """What a user of transformers writes: a pipeline, all lines at once, and a record for each."""
    import torch
    from transformers import pipeline

    torch.set_num_threads(asked.threads)
    load: Any = partial(pipeline, model=f"{asked.run}/model", device="cpu", batch_size=int(asked.setting))
    if asked.level == "word":
        ask = load("token-classification", aggregation_strategy="first")
    else:
        ask = load("text-classification", truncation=True, max_length=asked.max_tokens)

    def answer(source: Path, out: Path) -> None:
        texts = source.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        with out.open("w", encoding="utf-8") as stream:
            for text, found in zip(texts, ask(texts), strict=True):
                record = {"text": text, **(found if isinstance(found, dict) else {"entities": found})}
                stream.write(json.dumps(record, ensure_ascii=False, default=float) + "\n")

    return answer


def peak_megabytes() -> float:
    """Peak resident memory of this program; `ru_maxrss` would count what the parent had when it forked."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
