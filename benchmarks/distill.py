"""Students beside their controls and their teachers: scores over seeds, and what of the teacher's speed is gained.

    python benchmarks/distill.py --runs benchmark-runs --out benchmarks/results/distill.json

Needs the corpora (a network, or TEXTKIT_DATA_MIRROR) and a pretrained MiniLM. Teachers and students that lie in --runs
already are scored and not trained again; `--only WORD` measures the studies whose name has the word, and leaves the
other figures in the file as they are.

Each student is trained with every seed of its study, and so is its control: the same student without the teacher, for
as many steps. The two are compared by a paired test over records, and with several seeds over both. Speed is that of
`textkit distill`: fresh processes, the same runtime for all, rounds in turn.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from statistics import fmean
from types import MappingProxyType
from typing import Any, NamedTuple

from measuring.machine import describe_machine
from measuring.trained import trained

from textkit import api
from textkit.benchmark.conditions import Conditions
from textkit.benchmark.distilled import weigh
from textkit.distill.distilling import Distilled
from textkit.evaluation.counted import Counted, count_records
from textkit.evaluation.paired import compare, interval_over_seeds
from textkit.inference.answered import answer_split
from textkit.reporter import Silent
from textkit.run import Run, write_json
from textkit.training.begin import versions


class Study(NamedTuple):
    """A student of a teacher, with settings that differ from its recipe."""

    teacher: str
    student: str
    settings: Any = MappingProxyType({})
    seeds: tuple[int, ...] = (1,)

    @property
    def name(self) -> str:
        return f"{self.teacher.rpartition('-')[0]}-{self.student}"

    @property
    def flags(self) -> str:
        given = [
            f"--set {section}.{key}={value}" for section, each in self.settings.items() for key, value in each.items()
        ]
        return " ".join([f"--student {self.student}", *given])


STUDIES = (
    Study("clickbait-minilm", "lstm"),
    Study("conll2003-minilm", "distilbert", {"distillation": {"layers": 3}}),
    Study(
        "conll2003-minilm",
        "bilstm-crf",
        {"distillation": {"soft": 0.5, "temperature": 1.0, "augment": 2}, "training": {"epochs": 4}},
    ),
    Study(
        "web-of-science-teacher",
        "lstm-attn",
        {"distillation": {"augment": 4}, "training": {"epochs": 3}},
        seeds=(1, 2, 3, 4, 5),
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=Path, default=Path("benchmark-runs"))
    parser.add_argument("--only", default="", help="measure the studies whose name has this in it")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/distill.json"))
    options = parser.parse_args()
    known = json.loads(options.out.read_text(encoding="utf-8"))["results"] if options.out.is_file() else {}
    for study in STUDIES:
        if options.only in study.name:
            known[study.name] = measure(study, options.runs)
            print(study.name, json.dumps(known[study.name]), flush=True)
            document = {
                "command": "python benchmarks/distill.py",
                "machine": describe_machine(),
                "versions": versions(),
                "results": {each.name: known[each.name] for each in STUDIES if each.name in known},
            }
            write_json(options.out, document)


def measure(study: Study, runs: Path) -> dict[str, Any]:
    """Scores of all seeds, their comparison, and the speed of the first."""
    teacher = trained(study.teacher, runs)
    found = [_distilled(study, teacher, runs / f"{study.name}-{seed}", seed) for seed in study.seeds]
    controls = [each.control for each in found if each.control is not None]
    of_teacher = answers(teacher)
    students, alone = [answers(each.student) for each in found], [answers(each) for each in controls]
    weighed = weigh(teacher, found[0].student, controls[0], Conditions(), Silent())
    parts = {part.role: part.document() for part in weighed.parts}
    return {
        "dataset": weighed.dataset,
        "records": weighed.records,
        "flags": study.flags,
        "metric": of_teacher.metric,
        "teacher": of_teacher.score,
        "student": {"by_seed": [each.score for each in students], "mean": interval_over_seeds(students)},
        "control": {"by_seed": [each.score for each in alone], "mean": interval_over_seeds(alone)},
        "kept": fmean(each.score for each in students) / of_teacher.score,
        "gain": asdict(compare(students, alone)),
        "seeds": list(study.seeds),
        "train_seconds": [each.student.manifest().train_seconds for each in found],
        "records_per_second": {role: part["throughput"]["records"] for role, part in parts.items()},
        "latency_p50_ms": {role: part["latency_ms"]["p50"] for role, part in parts.items()},
        "disk_megabytes": {role: part["disk_megabytes"] for role, part in parts.items()},
        "parameters": {role: part["parameters"] for role, part in parts.items()},
    }


def _distilled(study: Study, teacher: Run, out: Path, seed: int) -> Distilled:
    settings = {section: dict(each) for section, each in study.settings.items()}
    settings["training"] = {**settings.get("training", {}), "seed": seed}
    return api.distill(teacher, study.student, out=out, resume=True, config=settings)


def answers(run: Run) -> Counted:
    """A run's answers to the test split of its dataset."""
    predictor = api.load(run)
    found = answer_split(predictor)
    return count_records(predictor.task, found.truth, found.decisions, found.bounds, predictor.labels)


if __name__ == "__main__":
    main()
