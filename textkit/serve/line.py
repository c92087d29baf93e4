"""The line before a model: whoever waits is answered together, in turns that are fair to short requests.

A lone request is answered at once. What has come while all threads were busy is the next turn, and everybody in it has
a like share: a request of a thousand texts takes many turns, and one of a single text never waits for more than those
that are being answered. Inside a turn texts are sorted by length and cut into batches under the session's budget of
tokens.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import ceil

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
    """Who waits for a model. It works in `threads` of its own, each with one turn at a time.

    A thread that is free takes its part of the line at once: while one computes, another's answers are written and the
    next requests read. Without `batching` requests are answered one after the other: what the benchmark compares with.
    """

    def __init__(self, answer: Answer, threads: int = 1, *, batching: bool = True) -> None:
        self._answer = answer
        self._batching = batching
        self._waiting: list[Waiting] = []
        self._free = threads if batching else 1
        self._threads = ThreadPoolExecutor(self._free)
        self._working: set[asyncio.Task[None]] = set()
        self._asking = 0
        self.turns = 0
        self.texts = 0

    def __len__(self) -> int:
        """Requests that have no answer yet."""
        return self._asking

    async def ask(self, texts: Sequence[str], options: Options) -> list[Record]:
        """The records of `texts`. Whoever stops waiting leaves the line."""
        loop = asyncio.get_running_loop()
        waiting = Waiting(texts, options, loop.create_future())
        self._waiting.append(waiting)
        loop.call_soon(self._work)  # after whatever else has been read by now
        self._asking += 1
        try:
            return await waiting.answer
        finally:
            self._asking -= 1

    def _work(self) -> None:
        """A turn for each free thread: a like part of those who still wait, or one of them without batching."""
        self._waiting = [waiting for waiting in self._waiting if not waiting.answer.done()]
        while self._free and self._waiting:
            part = ceil(len(self._waiting) / self._free) if self._batching else 1
            taken, self._waiting = self._waiting[:part], self._waiting[part:]
            self._free -= 1
            turn = asyncio.create_task(self._take_turn(taken))
            self._working.add(turn)  # the event loop itself holds tasks only weakly
            turn.add_done_callback(self._working.discard)

    async def _take_turn(self, taken: Sequence[Waiting]) -> None:
        """Whoever has texts left goes to the end of the line."""
        pieces = [waiting.piece(TURN_CHARS // len(taken)) for waiting in taken]
        answers = await asyncio.get_running_loop().run_in_executor(self._threads, self._answers, pieces)
        self.turns += 1
        self.texts += sum(len(piece.texts) for piece in pieces)
        for waiting, found in zip(taken, answers, strict=True):
            waiting.take(found)
        self._waiting += taken
        self._free += 1
        self._work()

    def _answers(self, pieces: Sequence[Piece]) -> list[list[Record] | Exception]:
        """Of each piece; where a turn fails, each alone, so that a fault is told to nobody else."""
        try:
            return list(self._answer(pieces))
        except Exception as error:  # noqa: BLE001 - told to whoever asked
            if len(pieces) == 1:
                return [error]
        return [found for piece in pieces for found in self._answers([piece])]
