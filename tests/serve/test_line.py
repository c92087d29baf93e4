"""The line before a model: answered together, in order, fairly, and as if each were alone."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit
from textkit.inference.predictor import Predictor
from textkit.serve.answering import Options, Piece, Record, answer
from textkit.serve.line import TURN_CHARS, Line


def echo(pieces: Sequence[Piece]) -> list[list[Record]]:
    return [[{"text": text} for text in piece.texts] for piece in pieces]


class Held:
    """A model that notes its turns, and waits in the first one until it is let go."""

    def __init__(self) -> None:
        self.turns: list[list[int]] = []
        self.free = threading.Event()

    def __call__(self, pieces: Sequence[Piece]) -> list[list[Record]]:
        self.turns.append([len(piece.texts) for piece in pieces])
        assert self.free.wait(20)
        return echo(pieces)


async def ask_behind(held: Held, line: Line, asked: Sequence[Sequence[str]]) -> list[list[Record]]:
    """A first request that is being answered, and behind it all of `asked`."""
    first = asyncio.create_task(line.ask(["first"], Options()))
    while not held.turns:
        await asyncio.sleep(0.001)
    others = [asyncio.create_task(line.ask(texts, Options())) for texts in asked]
    await asyncio.sleep(0)
    held.free.set()
    await first
    return await asyncio.gather(*others)


def test_what_has_gathered_is_the_next_turn() -> None:
    held = Held()
    found = asyncio.run(ask_behind(held, Line(held), [["a"], ["b", "c"], ["d"]]))
    assert held.turns == [[1], [1, 2, 1]]
    assert [[each["text"] for each in records] for records in found] == [["a"], ["b", "c"], ["d"]]


def test_each_free_thread_takes_its_part() -> None:
    held = Held()

    async def ask() -> None:
        line = Line(held, threads=2)
        asked = [asyncio.create_task(line.ask([text], Options())) for text in "abc"]
        while len(held.turns) < 2:
            await asyncio.sleep(0.001)
        asked.append(asyncio.create_task(line.ask(["late"], Options())))
        await asyncio.sleep(0)
        assert len(line) == 4
        held.free.set()
        await asyncio.gather(*asked)
        assert len(line) == 0

    asyncio.run(ask())
    assert sorted(held.turns) == [[1], [1], [1, 1]]


def test_without_batching_each_is_a_turn() -> None:
    held = Held()
    asyncio.run(ask_behind(held, Line(held, batching=False), [["a"], ["b", "c"]]))
    assert held.turns == [[1], [1], [2]]


def test_a_long_request_shares_its_turns() -> None:
    held = Held()
    many = ["x" * (TURN_CHARS // 8)] * 20
    long, short = asyncio.run(ask_behind(held, Line(held), [many, ["short"]]))
    assert held.turns == [[1], [4, 1], [8], [8]]
    assert (len(long), len(short)) == (20, 1)


def test_a_text_longer_than_a_turn_is_a_turn() -> None:
    line = Line(echo)
    (record,) = asyncio.run(line.ask(["x" * 2 * TURN_CHARS], Options()))
    assert len(record["text"]) == 2 * TURN_CHARS


def test_a_fault_is_told_to_whoever_caused_it() -> None:
    held = Held()

    def picky(pieces: Sequence[Piece]) -> list[list[Record]]:
        held(pieces)
        if any("bad" in piece.texts for piece in pieces):
            raise ValueError("bad")
        return echo(pieces)

    async def ask() -> list[object]:
        line = Line(picky)
        first = asyncio.create_task(line.ask(["first"], Options()))
        asked = [asyncio.create_task(line.ask([text], Options())) for text in ("a", "bad", "b")]
        held.free.set()
        await first
        return list(await asyncio.gather(*asked, return_exceptions=True))

    good, bad, other = asyncio.run(ask())
    assert (good, other) == ([{"text": "a"}], [{"text": "b"}])
    assert isinstance(bad, ValueError)


def test_whoever_leaves_takes_no_turn() -> None:
    held = Held()

    async def ask() -> None:
        line = Line(held)
        first = asyncio.create_task(line.ask(["first"], Options()))
        while not held.turns:
            await asyncio.sleep(0.001)
        leaving = asyncio.create_task(line.ask(["a"], Options()))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.sleep(0)
        held.free.set()
        await first

    asyncio.run(ask())
    assert held.turns == [[1]]


@pytest.fixture(scope="module")
def predictors(runs: dict[str, Path]) -> dict[str, Predictor]:
    return {name: textkit.load(path) for name, path in runs.items()}


PIECES = st.lists(
    st.tuples(st.lists(st.text(max_size=20), min_size=1, max_size=4), st.sampled_from([None, 1, 2])), max_size=5
)


@given(PIECES)
@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("name", ["reviews", "notices"])
def test_together_is_as_alone(
    name: str, predictors: dict[str, Predictor], asked: list[tuple[list[str], int | None]]
) -> None:
    predictor = predictors[name]
    found = answer(predictor, [Piece(texts, Options(top_k=top_k)) for texts, top_k in asked])
    assert found == [predictor.predict(texts, top_k=top_k) for texts, top_k in asked]


def test_tags_together_are_as_alone(predictors: dict[str, Predictor]) -> None:
    predictor = predictors["reports"]
    asked = [["Anna Bell met Carl in Paris .", ""], ["Nobody was at home ."], ["Eva flew to Oslo and Rome ."]]
    found = answer(predictor, [Piece(texts, Options()) for texts in asked])
    for records, texts in zip(found, asked, strict=True):
        for record, alone in zip(records, predictor.predict(texts), strict=True):
            assert record["tags"] == alone["tags"]
            for entity, expected in zip(record["entities"], alone["entities"], strict=True):
                assert entity["score"] == pytest.approx(expected["score"], abs=1e-4)
