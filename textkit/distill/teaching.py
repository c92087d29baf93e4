"""What a teacher says of many texts: computed once, by whoever answers fastest, and kept on disk under a hash.

    <TEXTKIT_HOME>/teachings/<hash>/logits.npy       (rows, labels) float32, read through memory mapping
                                    decisions.npy    what the teacher answers, in the form of a task's targets

The hash covers the teacher's files, the precision of its graph, and the texts, so that it stands for the numbers.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.home import teachings_folder
from textkit.inference.answers import bounds_of
from textkit.inference.predictor import Predictor
from textkit.reporter import Reporter
from textkit.types import Bounds, Input, Scores, Sentence

_AT_ONCE = 4_096  # inputs: bounds the memory
_FORMAT = 1


class Teaching(NamedTuple):
    """A row for each text, or for each word."""

    logits: Scores
    decisions: NDArray[Any]


def teaching_of(teacher: Predictor, inputs: Sequence[Input], reporter: Reporter) -> Teaching:
    """What `teacher` says of `inputs`, which are as they came, not cleaned.

    The logits of a CRF are the logarithms of its marginals: alone, those of its network do not know their neighbours.
    """
    folder = teachings_folder() / _digest(teacher, inputs)
    if not folder.is_dir():
        _write(folder, teacher, inputs, reporter)
    return Teaching(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in Teaching._fields))


def _write(folder: Path, teacher: Predictor, inputs: Sequence[Input], reporter: Reporter) -> None:
    """Both arrays, in a folder that is whole or absent."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    rows, decided = int(bounds_of(inputs)[-1]), []
    try:
        logits = np.lib.format.open_memmap(beside / "logits.npy", "w+", np.float32, (rows, len(teacher.labels)))
        place = 0
        with reporter.track("asking the teacher", len(inputs)) as progress:
            for start in range(0, len(inputs), _AT_ONCE):
                found, bounds = teacher.logits(inputs[start : start + _AT_ONCE])
                logits[place : place + len(found)] = _own(teacher, found, bounds)
                decided.append(teacher.decoder.decide(found, bounds))
                place += len(found)
                progress(min(start + _AT_ONCE, len(inputs)))
        logits.flush()
        np.save(beside / "decisions.npy", np.concatenate(decided))
        os.replace(beside, folder)
    except OSError:
        if not folder.is_dir():  # else another process was faster, with the same numbers
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _own(teacher: Predictor, logits: Scores, bounds: Bounds) -> Scores:
    """Logits that stand for a row's own probabilities."""
    if "transitions" not in teacher.learned:
        return logits
    marginals = teacher.decoder.probabilities(logits, bounds)
    return np.log(np.maximum(marginals, np.finfo(np.float32).tiny)).astype(np.float32)


def _digest(teacher: Predictor, inputs: Sequence[Input]) -> str:
    digest = hashlib.sha256()
    manifest = teacher.run.manifest() if teacher.run else None
    session = type(teacher.session).__name__, getattr(teacher.session, "path", None)
    precision = Path(session[1]).stem if session[1] else session[0]
    known = manifest.files if manifest else {"name": teacher.name}
    digest.update(json.dumps([_FORMAT, precision, sorted(known.items())]).encode())
    for each in inputs:
        given = [each.text, [list(span) for span in each.spans]] if isinstance(each, Sentence) else each
        digest.update(json.dumps(given).encode() + b"\n")
    return digest.hexdigest()[:32]
