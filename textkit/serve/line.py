"""The line before a model: whoever waits is answered together, in turns that are fair to short requests.

A lone request is answered at once. What has come while a turn was answered is the next turn, and everybody in line has
a like share of it: a request of a thousand texts takes many turns, and one of a single text never waits for more than
one. Inside a turn texts are sorted by length and cut into batches under the session's budget of tokens.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from textkit.serve.answering import Options, Piece, Record

TURN_CHARS = 1 << 14
"""Characters of a turn, shared by those in line: some 4,000 tokens."""
_EXPLAINING = 64
"""A text that is explained costs as much as so many others."""

Answer = Callable[[Sequence[Piece]], list[list[Record]]]


@dataclass(eq=False)
class Waiting:
    """A request in line, and what of it is answered already."""

    texts: Sequence[str]
    options: Options
    answer: asyncio.Future[list[Record]]
    records: list[Record] = field(default_factory=list)

    def piece(self, share: int) -> Piece:
        """Its next texts: one, and more as long as they keep within its share of characters."""
        start = end = len(self.records)
        cost = 0
        while end < len(self.texts) and (end == start or cost + self._cost(end) <= share):
            cost += self._cost(end)
            end += 1
        return Piece(self.texts[start:end], self.options)

    def take(self, found: list[Record] | Exception) -> None:
        """The records of a piece, or what went wrong with it; the answer, if it was the last."""
        if self.answer.done():  # nobody waits for it any more
            return
        if isinstance(found, Exception):
            self.answer.set_exception(found)
            return
        self.records += found
        if len(self.records) == len(self.texts):
            self.answer.set_result(self.records)

    def _cost(self, number: int) -> int:
        return len(self.texts[number]) * (_EXPLAINING if self.options.explain else 1)


class Line:
    """Who waits for a model. The model works in a thread of its own, one turn at a time.

    Without `batching` requests are answered one after the other: what the benchmark compares with.
    """

    def __init__(self, answer: Answer, *, batching: bool = True) -> None:
        self._answer = answer
        self._batching = batching
        self._waiting: list[Waiting] = []
        self._thread = ThreadPoolExecutor(1)
        self._work: asyncio.Task[None] | None = None
        self.turns = 0
        self.texts = 0

    def __len__(self) -> int:
        return len(self._waiting)

    async def ask(self, texts: Sequence[str], options: Options) -> list[Record]:
        """The records of `texts`. Whoever stops waiting leaves the line."""
        waiting = Waiting(texts, options, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._work is None:
            self._work = asyncio.create_task(self._take_turns())
        try:
            return await waiting.answer
        finally:
            if waiting in self._waiting:
                self._waiting.remove(waiting)

    async def _take_turns(self) -> None:
        try:
            while taken := self._waiting[: None if self._batching else 1]:
                pieces = [waiting.piece(TURN_CHARS // len(taken)) for waiting in taken]
                answers = await asyncio.get_running_loop().run_in_executor(self._thread, self._answers, pieces)
                self.turns += 1
                self.texts += sum(len(piece.texts) for piece in pieces)
                for waiting, found in zip(taken, answers, strict=True):
                    waiting.take(found)
                self._waiting = [waiting for waiting in self._waiting if not waiting.answer.done()]
        finally:
            self._work = None

    def _answers(self, pieces: Sequence[Piece]) -> list[list[Record] | Exception]:
        """Of each piece; where a turn fails, each alone, so that a fault is told to nobody else."""
        try:
            return list(self._answer(pieces))
        except Exception as error:  # noqa: BLE001 - told to whoever asked
            if len(pieces) == 1:
                return [error]
        return [found for piece in pieces for found in self._answers([piece])]
