"""What models are asked: drawn by a seed, of the test split's own lengths, others in each round."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from textkit.benchmark.workload import MOST, SINGLY, TRIAL, WARM_UP, make_workload, some

TEST = [f"{'word ' * (number % 50)}{number}" for number in range(20_000)]
OTHERS = [f"other {number}" for number in range(10)]


def test_the_same_seed_draws_the_same() -> None:
    assert make_workload(TEST, OTHERS, 3) == make_workload(TEST, OTHERS, 3)
    assert make_workload(TEST, OTHERS, 3) != make_workload(TEST, OTHERS, 3, seed=1)


def test_no_text_is_asked_twice_where_there_are_enough() -> None:
    found = make_workload(TEST, OTHERS, 3)
    asked = [*found.trial, *chain(*found.singly, *found.together)]
    assert len(asked) == len(set(asked)) == TRIAL + 3 * (SINGLY + MOST)
    assert set(asked) <= set(TEST)


def test_few_texts_come_again() -> None:
    found = make_workload(TEST[:7], OTHERS, 2)
    assert found.distinct == 7
    assert [len(texts) for texts in found.singly] == [SINGLY, SINGLY]
    assert {text for texts in found.singly for text in texts} == set(TEST[:7])


def test_what_warms_up_comes_from_elsewhere() -> None:
    found = make_workload(TEST, OTHERS, 1)
    assert len(found.warm_up) == WARM_UP
    assert set(found.warm_up) == set(OTHERS)


def test_rounds_have_like_lengths() -> None:
    sizes = [sum(map(len, texts)) / len(texts) for texts in make_workload(TEST, OTHERS, 5).singly]
    assert max(sizes) < 1.05 * min(sizes)


@given(st.lists(st.text(max_size=30), min_size=1, max_size=60), st.integers(1, 80))
def test_some_are_in_order_and_of_all_lengths(texts: list[str], count: int) -> None:
    found = some(texts, count)
    assert len(found) == min(count, len(texts))
    left = iter(texts)
    assert all(text in left for text in found)  # a subsequence
    assert min(map(len, found)) == min(map(len, texts))
