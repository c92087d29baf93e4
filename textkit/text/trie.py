"""Known n-grams as a tree of their symbols, walked from all places of a long sequence at once."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Symbols = NDArray[np.integer]
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 by the golden ratio: neighbours end up far from each other


class Trie:
    """n-grams of symbols, which are numbers from 0 to below `symbols_end`; -1 is no symbol, and in no n-gram.

    Each beginning of an n-gram is a node. The step to it is one number, made of the node before and the symbol; a hash
    table with open addresses has the nodes by their steps, and is asked for many at a time.
    """

    def __init__(self, symbols: Symbols, lengths: Numbers, names: Numbers, symbols_end: int) -> None:
        """n-gram i, which is to be called `names[i]`, is the next `lengths[i]` of `symbols`, at least one."""
        self._base = symbols_end + 1
        self._longest = int(lengths.max(initial=0))
        steps, self._names = self._grow(symbols, lengths, names)
        self._step_to = steps
        bits = (2 * len(steps)).bit_length()
        self._shift, self._last_slot = np.uint64(64 - bits), (1 << bits) - 1
        self._table = np.zeros(1 << bits, dtype=np.int32)  # 0, the root, is where no node is
        slots, homeless = self._slots(steps), np.arange(1, len(steps))
        while len(homeless):
            free = homeless[self._table[slots[homeless]] == 0]
            self._table[slots[free]] = free
            homeless = homeless[self._table[slots[homeless]] != homeless]
            slots[homeless] = (slots[homeless] + 1) & self._last_slot

    def find(self, symbols: Symbols) -> tuple[Numbers, Numbers, Numbers]:
        """Where in `symbols` n-grams begin and end, and their names: all of one symbol, then of two, and so on."""
        places = np.arange(len(symbols))
        nodes = np.zeros_like(places)
        found = [(places[:0], places[:0], places[:0])]
        for length in range(1, self._longest + 1):
            inside = int(np.searchsorted(places, len(symbols) - length, side="right"))
            places = places[:inside]
            nodes = self._follow(self._steps(nodes[:inside], symbols[places + length - 1]))
            known = np.flatnonzero(nodes)
            places, nodes = places[known], nodes[known]
            names = self._names[nodes]
            named = np.flatnonzero(names >= 0)
            found.append((places[named], places[named] + length, names[named]))
        begins, ends, names = map(np.concatenate, zip(*found, strict=True))
        return begins, ends, names

    def _grow(self, symbols: Symbols, lengths: Numbers, names: Numbers) -> tuple[Numbers, Numbers]:
        """Of each node the step to it and the name of the n-gram that it is, -1 where it only begins some."""
        steps_of, names_of = [np.array([-1])], [np.array([-1])]
        starts, grams = np.cumsum(lengths) - lengths, np.arange(len(lengths))
        nodes, size = np.zeros_like(grams), 1
        for length in range(1, self._longest + 1):
            reach = lengths[grams] >= length
            grams = grams[reach]
            taken = self._steps(nodes[reach], symbols[starts[grams] + length - 1])
            # the index is for nothing, but with it np.unique sorts in a way that is fast where n-grams come in order
            steps, _, nodes = np.unique(taken, return_index=True, return_inverse=True)
            ends = lengths[grams] == length
            named = np.full(len(steps), -1)
            named[nodes[ends]] = names[grams[ends]]
            steps_of.append(steps)
            names_of.append(named)
            nodes, size = nodes + size, size + len(steps)
        return np.concatenate(steps_of), np.concatenate(names_of)

    def _follow(self, steps: Numbers) -> Numbers:
        """The node after each step, or 0."""
        slots = self._slots(steps)
        nodes = self._table[slots].astype(np.int64)
        others = np.flatnonzero((self._step_to[nodes] != steps) & (nodes != 0))
        while len(others):
            slots[others] = (slots[others] + 1) & self._last_slot
            nodes[others] = self._table[slots[others]]
            others = others[(self._step_to[nodes[others]] != steps[others]) & (nodes[others] != 0)]
        return nodes

    def _slots(self, steps: Numbers) -> Numbers:
        return ((steps.view(np.uint64) * _SPREAD) >> self._shift).view(np.int64)

    def _steps(self, nodes: Numbers, symbols: Symbols) -> Numbers:
        return nodes * self._base + (symbols + 1)
