"""Exporting a run: a graph is kept when it answers as the network does, on every row of validation."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from textkit.atomic import replacing
from textkit.data.store import Split
from textkit.digest import sha256_of
from textkit.errors import GateError, UsageError
from textkit.evaluation.scoring import metrics_of, score
from textkit.inference.graph import GraphSession
from textkit.inference.own_dataset import own_dataset
from textkit.inference.predictor import Predictor
from textkit.inference.threads import choose_threads
from textkit.models.encoders.first import read_first_token
from textkit.reporter import Reporter, Silent
from textkit.run import FINISHED, Run
from textkit.training.export.exporters import OPSETS, write_graph
from textkit.training.export.quantize import quantize
from textkit.training.export.weights import set_apart, weights_of
from textkit.training.torch_session import TorchSession, open_torch_session
from textkit.types import Scores

LARGEST_DIFFERENCE = 1e-4
"""Of a graph's logits from the network's; so a label differs only where its two best logits are within twice that."""
MAX_DROP = 0.005
_EXAMPLE_ROWS = 3


def export_run(
    run: Run,
    precision: str = "fp32",
    *,
    max_drop: float = MAX_DROP,
    threads: int | None = None,
    reporter: Reporter | None = None,
) -> dict[str, Any]:
    """Export `run`, and return what its manifest now says of the graph.

    Args:
        precision: "fp32", which answers as torch does, or "int8", made of the former.
        max_drop: by how much the score of "int8" on validation may be lower.

    Raises:
        UsageError: there is no network to export, or none of the exporters can.
        GateError: the graph differs from the network, or scores too low; what was there before stays.
    """
    export = _Export.of(run, threads, reporter or Silent())
    with export.reporter.track(f"exporting {precision}", None) as progress:
        if precision == "fp32" or "fp32" not in run.manifest().exports:
            progress(0, "proving the graph on validation")
            found = export.keep("fp32", export.fp32)
        if precision == "int8":
            progress(0, "scoring 8-bit weights on validation")
            found = export.keep("int8", lambda path: export.int8(path, max_drop))
    return found


@dataclass(frozen=True)
class _Export:
    """A run on its way into a graph, and the rows that prove it."""

    run: Run
    threads: int
    rows: Split
    reporter: Reporter

    @classmethod
    def of(cls, run: Run, threads: int | None, reporter: Reporter) -> "_Export":
        manifest = run.manifest()
        if manifest.status != FINISHED:
            raise UsageError(f"{run.path} is not finished", "finish it: the command it began with, and --resume")
        if manifest.runtime == "numpy":
            raise UsageError(f"{run.path} is a {manifest.model}: it predicts without torch as it is", "nothing to do")
        return cls(run, choose_threads(threads), own_dataset(run, reporter).split("validation"), reporter)

    def keep(self, precision: str, write: Any) -> dict[str, Any]:
        """Put the graph that `write` makes and proves into the run, and what it says of it into the manifest."""
        started = time.perf_counter()
        path = self.run.graph(precision)
        try:
            with replacing(path) as beside:
                found = write(beside)
                weights = weights_of(beside)
                found = {
                    "sha256": sha256_of(beside),
                    "weights": {file.name: sha256_of(file) for file in weights},
                    "bytes": sum(file.stat().st_size for file in (beside, *weights)),
                    "seconds": round(time.perf_counter() - started, 3),
                    **found,
                }
            manifest = self.run.manifest()
            self.run.write_manifest(replace(manifest, exports={**manifest.exports, precision: found}))
        finally:
            self._sweep(precision)
        return found

    def _sweep(self, precision: str) -> None:
        """Remove the weights of graphs that are not, or no longer, kept."""
        graph = self.run.graph(precision)
        kept = weights_of(graph) if graph.is_file() else []
        for path in self.run.export.glob(f"{precision}-*.weights"):
            if path not in kept:
                path.unlink()

    def fp32(self, path: Path) -> dict[str, Any]:
        """The graph of the first exporter that passes."""
        session = open_torch_session(self.run, "cpu", self.threads)
        expected = self._logits(session)
        read_first_token(session.module)
        faults = []
        for exporter, opset in OPSETS.items():
            try:
                self._write(session, path, exporter)
                found = self._logits(GraphSession(path, self.threads))
            except Exception as error:  # noqa: BLE001 - what cannot be exported, or run, is told by any exception
                faults.append(f"{exporter}: {(str(error).strip() or repr(error)).splitlines()[0]}")
                continue
            difference = float(np.abs(found - expected).max(initial=0.0))
            if difference <= LARGEST_DIFFERENCE:
                return {
                    "exporter": exporter,
                    "opset": opset,
                    "rows": len(self.rows),
                    "max_difference": difference,
                    "ties": int(np.count_nonzero(expected.argmax(axis=-1) != found.argmax(axis=-1))),
                }
            faults.append(f"{exporter}: its logits differ from torch's by {difference:.2g}")
        raise GateError(f"{self.run.path} is not exported: {'; '.join(faults)}", "it predicts with torch")

    def int8(self, path: Path, max_drop: float) -> dict[str, Any]:
        """The quantized graph, with its score beside that of fp32."""
        quantize(self.run.graph("fp32"), path)
        set_apart(path, "int8")
        metric = metrics_of(self._predictor(None).task, self.run.labels())[0]
        before = self._score(GraphSession(self.run.graph("fp32"), self.threads), metric)
        after = self._score(GraphSession(path, self.threads), metric)
        if before - after > max_drop:
            raise GateError(
                f"{self.run.path}: int8 scores {metric} {after:.4f} on validation, fp32 {before:.4f}: "
                f"{before - after:.4f} lower, and {max_drop:g} is allowed",
                "--max-drop allows more",
            )
        return {"metric": metric, "rows": len(self.rows), "score": after, "fp32_score": before, "max_drop": max_drop}

    def _write(self, session: TorchSession, path: Path, exporter: str) -> None:
        encoded = self._predictor(session).encode(self.rows.inputs[: _EXAMPLE_ROWS * 10])
        unlike = np.argsort(encoded.lengths, kind="stable")[:: max(1, len(encoded.lengths) // _EXAMPLE_ROWS)]
        write_graph(session.module, encoded.batch(unlike), path, exporter)
        set_apart(path, "fp32")

    def _predictor(self, session: Any) -> Predictor:
        return Predictor.of_run(self.run, session)

    def _logits(self, session: Any) -> Scores:
        return self._predictor(session).logits(self.rows.inputs)[0]

    def _score(self, session: Any, metric: str) -> float:
        predictor = self._predictor(session)
        truth = predictor.task.encode(self.rows.targets, predictor.labels)
        logits, bounds = predictor.logits(self.rows.inputs)
        return float(score(predictor.task, predictor.decoder, truth, logits, bounds, predictor.labels)[metric])
