"""The recommendation, from invented figures."""

from textkit.benchmark.advice import Candidate, advise, choose

BEST = Candidate("bert", score=0.950, latency=20.0)
LEVEL = Candidate("distilbert", score=0.946, latency=10.5, p=0.31, interval=(-0.009, 0.001))
WORSE = Candidate("tfidf", score=0.930, latency=0.5, p=0.0002, interval=(-0.026, -0.014))


def test_the_fastest_of_those_within_noise_is_taken_with_its_reason() -> None:
    first, second = advise([BEST, LEVEL, WORSE], 0)
    assert first == "take distilbert: 1.9x faster than bert, 0.4 points lower; the difference is within noise (p 0.31)"
    assert second == "to go faster: tfidf is 21x faster, and 2.0 points lower than bert [1.4, 2.6] (p < 0.001)"


def test_the_best_is_taken_where_all_that_is_faster_is_clearly_worse() -> None:
    lines = advise([BEST, WORSE], 0)
    assert lines[0] == "take bert: the best score, 95.0; what is faster scores lower, beyond noise"
    assert lines[1].startswith("to go faster: tfidf is 40x faster")


def test_the_best_that_is_also_the_fastest_needs_no_excuse() -> None:
    slow = Candidate("lstm", score=0.94, latency=30.0, p=0.2)
    assert advise([BEST, slow], 0) == ["take bert: the best score, 95.0, and nothing here is faster"]


def test_of_two_as_fast_within_noise_the_better_is_taken() -> None:
    close = Candidate("close", score=0.945, latency=7.0, noise=0.6, p=0.2)
    assert choose([BEST, LEVEL, close], BEST) is LEVEL
    quiet = Candidate("quiet", score=0.945, latency=7.0, p=0.2)
    assert choose([BEST, LEVEL, quiet], BEST) is quiet


def test_less_than_a_fifth_of_the_time_is_no_reason_for_a_worse_score() -> None:
    felt, not_felt = (Candidate("faster", score=0.945, latency=20 / times, p=0.2) for times in (1.25, 1.15))
    assert choose([BEST, felt], BEST) is felt
    assert choose([BEST, not_felt], BEST) is BEST


def test_a_restless_measurement_makes_nobody_fast() -> None:
    best = Candidate("best", score=0.95, latency=1.25, noise=0.02)
    fast = Candidate("fast", score=0.93, latency=1.0, noise=0.02, p=0.3)
    restless = Candidate("restless", score=0.94, latency=1.3, noise=0.4, p=0.4)
    assert choose([best, fast, restless], best) is fast


def test_what_something_beats_at_both_is_not_offered() -> None:
    beaten = Candidate("beaten", score=0.92, latency=0.6, p=0.0001, interval=(-0.04, -0.02))
    assert not any("beaten" in line for line in advise([BEST, WORSE, beaten], 0))


def test_identical_weights_are_never_ranked() -> None:
    same = Candidate("minilm", score=0.940, latency=1.0, same_as="bert")
    lines = advise([BEST, LEVEL, same], 0)
    assert lines[0].startswith("take distilbert")
    assert lines[-1] == "minilm has the same weights as bert: not ranked"
    assert advise([BEST, same], 0)[0] == "bert: nothing here to compare it with"


def test_the_best_of_those_ranked_is_not_called_the_best_of_all() -> None:
    same = Candidate("minilm", score=0.960, latency=1.0, same_as="bert")
    assert advise([BEST, WORSE, same], 0)[0].startswith("take bert: the best score of those ranked, 95.0")


def test_one_model_is_compared_with_nothing() -> None:
    assert advise([BEST], 0) == ["bert: nothing here to compare it with"]


def test_equal_scores_are_not_called_lower() -> None:
    equal = Candidate("equal", score=0.950, latency=10.0, p=1.0)
    assert advise([BEST, equal], 0) == [
        "take equal: 2.0x faster than bert, with the same score; the difference is within noise (p 1.00)"
    ]
