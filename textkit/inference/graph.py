"""The session of exported graphs: onnxruntime on the CPU, without torch."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textkit.errors import DataError
from textkit.types import Arrays, Scores, Session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


class GraphSession(Session):
    """Logits of an ONNX graph. A batch that comes alone gets all threads; of many, each gets a thread of its own.

    The second is faster, for nothing waits for anything; and batches are small, so that they stay in a core's cache.
    From the first time that many come on, one that comes alone has one thread too: there is one graph in memory.
    """

    batch_tokens = 256

    def __init__(self, path: Path, threads: int) -> None:
        self.path, self.threads = path, threads

    def open(self) -> None:
        """Have the graph in memory before the first text is there."""
        _ = self._for_one

    def run(self, inputs: Arrays) -> Scores:
        return self._answer(inputs, alone="_for_many" not in self.__dict__)

    def run_all(self, batches: Iterable[Arrays]) -> Iterator[Scores]:
        waiting = iter(batches)
        first = list(islice(waiting, 2))
        if len(first) < 2 or self.threads == 1:
            yield from map(self.run, chain(first, waiting))
            return
        running: deque[Future[Scores]] = deque()
        for batch in chain(first, waiting):
            running.append(self._workers.submit(self._answer, batch, alone=False))
            if len(running) > 2 * self.threads:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()

    def _answer(self, inputs: Arrays, alone: bool) -> Scores:
        session = self._for_one if alone else self._for_many
        read = {each.name: inputs[each.name] for each in session.get_inputs()}
        return cast(Scores, session.run(None, read)[0])

    @cached_property
    def _for_one(self) -> "InferenceSession":
        return open_graph(self.path, self.threads)

    @cached_property
    def _for_many(self) -> "InferenceSession":
        self.__dict__.pop("_for_one", None)  # two are twice the memory
        return open_graph(self.path, 1)

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.threads)


def open_graph(path: Path, threads: int) -> "InferenceSession":
    """onnxruntime's own session, on the CPU.

    Raises:
        DataError: the file is no graph that it can run.
    """
    import onnxruntime

    options: Any = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors alone
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 - the exceptions of onnxruntime have no base of their own
        raise DataError(f"onnxruntime cannot run this graph: {error}", "textkit export", path=str(path)) from None
