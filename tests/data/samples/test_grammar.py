"""The grammar that samples are drawn from."""

from collections import Counter
from random import Random

import pytest

from textkit.data.samples.grammar import Grammar


def draw(text: str, times: int = 1, **symbols: str) -> list[str]:
    grammar = Grammar({"start": text} | symbols)
    random = Random(7)
    return [grammar.sentence("start", random) for _ in range(times)]


def test_the_same_seed_draws_the_same_sentences() -> None:
    text = "(one | two | three) {number:1-99} [more]"
    assert draw(text, 50) == draw(text, 50)
    assert len(set(draw(text, 50))) > 20


def test_a_symbol_stands_for_its_alternatives() -> None:
    assert set(draw("{who} sleeps", 50, who="Ann | Bob\nCy")) == {"Ann sleeps", "Bob sleeps", "Cy sleeps"}


def test_numbers_stay_within_their_bounds() -> None:
    assert {int(number) for number in draw("{number:3-6}", 200)} == {3, 4, 5, 6}


def test_weights_and_chances_set_the_shares() -> None:
    weighted = Counter(draw("*3 often | seldom", 2000))
    assert weighted["often"] / 2000 == pytest.approx(0.75, abs=0.03)
    optional = Counter(draw("go [20%: now]", 2000))
    assert optional["go now"] / 2000 == pytest.approx(0.2, abs=0.03)


def test_left_out_parts_leave_no_trace() -> None:
    assert set(draw("[so ] it ends [, friends] !", 50)) == {
        "it ends!",
        "so it ends!",
        "it ends, friends!",
        "so it ends, friends!",
    }


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("as-is", "the end of an iPhone's 'good-bye'"),
        ("sentence", "The end of an iPhone's 'good-bye'"),
        ("title", "The End of an iPhone's 'Good-Bye'"),
        ("every", "The End Of An iPhone's 'Good-Bye'"),
    ],
)
def test_case_styles(style: str, expected: str) -> None:
    assert draw(f"{{end!{style}}}", end="the end of a/an iPhone's 'good-bye'") == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a/an owl and a/an cat", "an owl and a cat"),
        ('a/an "odd" a/an 8 a/an 80 a/an 18 a/an 1', 'an "odd" an 8 an 80 an 18 a 1'),
        ("a/an hour a/an house a/an unit a/an US a/an uncle", "an hour a house a unit a US an uncle"),
        ("cat/s woman/s human/s", "cats women humans"),
        ("city/s toy/s box/s church/s wolf/s", "cities toys boxes churches wolves"),
    ],
)
def test_articles_and_endings_follow_the_word(text: str, expected: str) -> None:
    assert draw(text) == [expected]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{nobody} sleeps", "unknown symbol 'nobody'"),
        ("(one | {nobody!title})", "unknown symbol 'nobody'"),
        ("{start!shouted}", "unknown case style 'shouted'"),
        ("{number:9-3}", "no number lies from 9 to 3"),
        ("(one | two", r"'\)' is missing"),
        ("one]", "']' has no partner"),
        ("{one", "'{' has no partner"),
    ],
)
def test_a_wrong_text_is_named(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=rf"symbol 'start'.*{message}"):
        draw(text)


def test_a_sentence_of_an_unknown_symbol_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown symbol 'nobody'"):
        Grammar({"start": "one"}).sentence("nobody", Random(7))
