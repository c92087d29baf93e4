"""Cleaning: nothing unless asked for, each step by itself, all in their order, and the same after a round trip."""

import json
import re
import sys
import unicodedata
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from textkit.errors import UsageError
from textkit.text.cleaning import Cleaning
from textkit.text.stopwords import ENGLISH
from textkit.types import Sentence

CHOICES = {each.name: each.metadata["choices"] for each in fields(Cleaning)}
EVERYTHING = Cleaning(
    unicode="NFKC",
    html=True,
    urls="mask",
    mentions="mask",
    lowercase=True,
    digits="zero",
    punctuation=True,
    stop_words="english",
    whitespace=True,
)
PIECES = [
    *(
        "a",
        "B",
        "the",
        "don't",
        "it’s",
        "'",
        "’",
        "_",
        "-",
        ".",
        "..",
        ":",
        "/",
        "//",
        "!",
        "(",
        ")",
        "<3",
        "http",
        "ht",
    ),
    *(
        "http://",
        "https://x.org/a_(b)?q=1",
        "ftp://",
        "www",
        "www.",
        "WWW2.x",
        "@",
        "@user",
        "@joe",
        "me@x.com",
        "user",
    ),
    *(
        "5",
        "٣",
        "²",
        "1️⃣",
        "😀",
        "👍🏻",
        "👩\u200d",
        "$",
        "=",
        "<",
        "\u0338",
        "\u0301",
        "\u0331",
        "e",
        "H",
        "İ",
        "Σ",
        "ﬁ",
    ),
    *(
        " ",
        "  ",
        "\t",
        "\n",
        "\u00a0",
        "\u200b",
        "\ufeff",
        "\u200d",
        "\x1f",
        "´",
        "ᄀ",
        "ᅡ",
        "日本",
        "हिन्दी",
        "。",
        "\ud800",
        "#",
    ),
]
TEXTS = st.text() | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
CLEANINGS = st.fixed_dictionaries({name: st.sampled_from(choices) for name, choices in CHOICES.items()}).map(
    lambda settings: Cleaning(**settings)
)


def clean(text: str, **settings: Any) -> str:
    (cleaned,) = Cleaning(**settings)([text])
    assert isinstance(cleaned, str)
    return cleaned


def clean_words(words: list[str], **settings: Any) -> list[str]:
    (cleaned,) = Cleaning(**settings)([Sentence.of_words(words)])
    assert isinstance(cleaned, Sentence)
    return cleaned.words


# What Cleaning is


@given(st.lists(TEXTS))
def test_by_default_the_texts_themselves_come_back(texts: list[str]) -> None:
    assert Cleaning()(texts) is texts


@given(CLEANINGS)
def test_what_is_saved_reads_back(cleaning: Cleaning) -> None:
    assert Cleaning(**json.loads(json.dumps(cleaning.to_json()))) == cleaning


def test_a_run_that_knew_one_step_still_loads() -> None:
    assert Cleaning(**json.loads('{"lowercase": false}')) == Cleaning()


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(TypeError):
        Cleaning(**{"strip_accents": True})  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "value"), [("urls", "remove"), ("unicode", "NFD"), ("digits", ""), ("html", "yes")])
def test_an_unknown_choice_is_refused_with_what_there_is(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=rf"preprocessing\.{name}(.|\n)*one of: {CHOICES[name][0]}"):
        Cleaning(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("each", fields(Cleaning), ids=lambda each: each.name)
def test_every_step_is_off_and_says_what_it_does(each: Any) -> None:
    assert each.default == each.metadata["choices"][0]
    assert each.default in (False, "none", "keep")
    assert len(each.metadata["description"]) > 10


@given(CLEANINGS, st.lists(TEXTS, max_size=5))
def test_one_text_out_for_each_text_in_whatever_its_neighbours(cleaning: Cleaning, texts: list[str]) -> None:
    assert list(cleaning(texts)) == [cleaning([text])[0] for text in texts]


@given(CLEANINGS)
def test_an_empty_text_stays_empty(cleaning: Cleaning) -> None:
    assert cleaning([""]) == [""]


# Each step


@pytest.mark.parametrize(
    ("form", "text", "cleaned"),
    [
        ("NFC", "cafe\u0301 ﬁ ２", "café ﬁ ２"),
        ("NFKC", "cafe\u0301 ﬁ ２ \u00a0x", "café fi 2  x"),
        ("none", "cafe\u0301", "cafe\u0301"),
    ],
)
def test_unicode(form: str, text: str, cleaned: str) -> None:
    assert clean(text, unicode=form) == cleaned


@given(st.sampled_from(["NFC", "NFKC"]), CLEANINGS, TEXTS)
def test_the_form_holds_of_what_comes_out(form: Any, cleaning: Cleaning, text: str) -> None:
    cleaned = clean(text, **cleaning.to_json() | {"unicode": form})
    assert unicodedata.is_normalized(form, cleaned)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a < b and c > d, i<j, <3 <- <_< >.<", "a < b and c > d, i<j, <3 <- <_< >.<"),
        ("if a<b and c>d then <input disabled>", "if a<b and c>d then  "),
        ("x <y, z> <joe@x.com> <https://x.com> <Joe's>", "x <y, z> <joe@x.com> <https://x.com> <Joe's>"),
        ("one<br>two<BR/>three", "one two three"),
        ("<p class='x'>It is <b>bold</b>ly <A HREF=\"u\">here</A>.</p>", " It is boldly here. "),
        ('<img alt="a > b" src=x>.', " ."),
        ("<p x=it's>don't</p>", " don't "),
        ("<svg:rect/><my-tag x>y</my-tag>", "  y "),
        ("a<!-- <b>no</b> -- no -->b <!doctype html>c<?xml x?>", "a b  c "),
        ("a<script type=x>if (a<b) { '<b>' }</script >b<STYLE>p{}</style>c", "a b c"),
        ("a <script> without an end", "a   without an end"),
        ("a <b without an end <i>x</i>", "a <b without an end x"),
        ("AT&amp;T &lt;b&gt; &#39;&#x27; &eacute; &nbsp;", "AT&T <b> '' é \u00a0"),
        ("&amp;lt;", "&lt;"),
        ("?a=1&copy=2 R&D &nosuch; &#; &;", "?a=1&copy=2 R&D &nosuch; &#; &;"),
        ("&#0; &#xD800; &#150; &#9999999999;", "\ufffd \ufffd – \ufffd"),
    ],
)
def test_html(text: str, cleaned: str) -> None:
    assert clean(text, html=True) == cleaned


def test_a_number_too_long_for_int_is_no_entity() -> None:
    text = f"&#{'9' * 5000};"
    assert clean(text, html=True) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("see http://x.com/a?b=1#c, ok", "see URL, ok"),
        ("HTTPS://X.COM ftp://x www.x.org WWW2.x.org", "URL URL URL URL"),
        ("(http://x.com/a_(b)) [t](https://x.com/d).", "(URL) [t](URL)."),
        ('<a href="http://x.com">"http://x.com"', '<a href="URL">"URL"'),
        ("it's http://x.com's end... http://x.com...", "it's URL end... URL..."),
        ("read ithttps://t.co/a", "read it URL"),
        ("看http://t.cn/a。好 http://de.wikipedia.org/wiki/Köln", "看 URL。好 URL"),
        ("http://x.com\u200bnext\u00a0http://y", "URL\u200bnext\u00a0URL"),
        (
            "awww.so sweet www. http:// http://. example.com a://b",
            "awww.so sweet www. http:// http://. example.com a://b",
        ),
    ],
)
def test_urls(text: str, masked: str) -> None:
    assert clean(text, urls="mask") == masked
    assert clean(text, urls="drop", whitespace=True) == clean(masked.replace("URL", " "), whitespace=True)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("@joe and @_Ann_2: hi", "@user and @user: hi"),
        (".@joe (@ann) -@bob @joe's", ".@user (@user) -@user @user's"),
        ("@joe@example.social @हिन्दी.", "@user @user."),
        (
            "a@b joe.b+x@mail.example.com 12@qq.com jose\u0301@x.es",
            "a@b joe.b+x@mail.example.com 12@qq.com jose\u0301@x.es",
        ),
        ("@ 5 @7pm @@joe @", "@ 5 @7pm @@user @"),
    ],
)
def test_mentions(text: str, masked: str) -> None:
    assert clean(text, mentions="mask") == masked
    assert clean(text, mentions="drop") == masked.replace("@user", " ")


@pytest.mark.parametrize(
    ("text", "cleaned"), [("You WON'T", "you won't"), ("ÀÉ Straße ΣΑΣ", "àé straße σας"), ("", ""), (" \t", " \t")]
)
def test_lowercase(text: str, cleaned: str) -> None:
    assert clean(text, lowercase=True) == cleaned


@given(st.lists(st.text()))
def test_lowercase_is_that_of_the_language(texts: list[str]) -> None:
    assert Cleaning(lowercase=True)(texts) == [text.lower() for text in texts]


@given(TEXTS | st.text(st.characters(categories=["Nd", "No", "Nl", "L"])))
def test_zero_makes_each_decimal_digit_a_0(text: str) -> None:
    expected = "".join("0" if unicodedata.category(each) == "Nd" else each for each in text)
    assert clean(text, digits="zero") == expected


@pytest.mark.parametrize(
    ("text", "cleaned"), [("covid19 in 2019", "covid in "), ("١٢ ² Ⅳ", " ² Ⅳ"), ("1️⃣ 5\u0301x", " x"), ("mp3", "mp")]
)
def test_digits_are_dropped_with_what_is_attached_to_them(text: str, cleaned: str) -> None:
    assert clean(text, digits="drop") == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Don't! (rock’n’roll), dogs' 'quoted'", "Don't rock’n’roll dogs quoted "),
        ("well-known snake_case and/or $3.50 50% a+b", "well known snake case and or 3 50 50 a b"),
        ("C++ ... «x» “y” 。日本、", "C x y 日本 "),
        ("ok 😀👍🏻 ❤️‍🔥 🇩🇪 👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣", "ok 1️⃣"),
        (
            "हिन्दी cafe\u0301's \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "हिन्दी cafe\u0301's \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("a'_b ''a'' !\u0301'a", "a b a a"),
        ("@joe, @user! me@user.com", " joe @user me user com"),
    ],
)
def test_punctuation(text: str, cleaned: str) -> None:
    assert re.sub(" +", " ", clean(text, punctuation=True)) == cleaned


def test_every_punctuation_mark_and_symbol_is_dropped_and_nothing_else() -> None:
    lines = [f"a{chr(code)}" for code in range(sys.maxunicode + 1) if code != ord("\n")]
    expected = ["a " if unicodedata.category(line[1])[0] in "PS" else line for line in lines]
    assert clean("\n".join(lines), punctuation=True).split("\n") == expected


def test_what_masks_leave_is_no_punctuation() -> None:
    settings: dict[str, Any] = {"urls": "mask", "mentions": "mask", "punctuation": True, "whitespace": True}
    assert clean("@joe: (http://x.com)! @ann's", **settings) == "@user URL @user's"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("The cat and IT'S hat", " cat   hat"),
        ("(the end), “It’s” not... of?", "( end), “” not... ?"),
        ("the-end me@x.com @me #the and/or me/you", "the-end me@x.com @me #the and/or me/you"),
        ("the\u0301 thé a\u200bb the\u200bcat", "the\u0301 thé \u200bb \u200bcat"),
        ("no, not nor never don't without against us May mine", "no, not nor never don't without against us May mine"),
    ],
)
def test_stop_words(text: str, cleaned: str) -> None:
    assert clean(text, stop_words="english") == cleaned


def test_the_stop_words_are_as_many_as_their_docstring_says() -> None:
    assert len(ENGLISH) == 196
    assert all(re.fullmatch("[a-z]+('[a-z]+)?", word) for word in ENGLISH)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" \ta \u00a0\u2003b\u200b\ufeff\r\nc\u2028", "a b c"),
        ("می\u200cخواهم 👩\u200d👩", "می\u200cخواهم 👩\u200d👩"),
        ("\ufeff \u2060", ""),
    ],
)
def test_whitespace(text: str, cleaned: str) -> None:
    assert clean(text, whitespace=True) == cleaned


# All together


def test_the_steps_come_in_their_order() -> None:
    text = "The &lt;ＡＢＣ&gt; @Joe’s  <b>dogs</b>' No. 42 is at HTTP://X.com/1!"
    assert EVERYTHING([text]) == ["abc @user’s dogs no 00 url"]
    assert EVERYTHING.steps() == [
        *("NFKC", "HTML dropped", "URLs masked", "mentions masked", "lower case", "digits made 0"),
        *("punctuation dropped", "English stop words dropped", "white space collapsed"),
    ]


@pytest.mark.parametrize(
    ("settings", "steps"),
    [
        ({}, []),
        ({"lowercase": True}, ["lower case"]),
        ({"whitespace": True, "unicode": "NFC"}, ["NFC", "white space collapsed"]),
        (
            {"digits": "drop", "mentions": "drop", "urls": "drop"},
            ["URLs dropped", "mentions dropped", "digits dropped"],
        ),
    ],
)
def test_the_steps_that_are_on_have_names(settings: dict[str, Any], steps: list[str]) -> None:
    assert Cleaning(**settings).steps() == steps


@given(CLEANINGS, TEXTS)
def test_with_whitespace_no_hole_is_left(cleaning: Cleaning, text: str) -> None:
    cleaned = clean(text, **cleaning.to_json() | {"whitespace": True})
    assert cleaned == " ".join(cleaned.split())


@given(CLEANINGS, TEXTS)
@example(Cleaning(unicode="NFC", lowercase=True), "H\u0331 İ")
@example(Cleaning(unicode="NFC", digits="drop"), "ᄀ5ᅡ e5\u0301")
@example(Cleaning(mentions="drop", urls="mask"), "http:@joe//x")
@example(Cleaning(stop_words="english", whitespace=True), "the\u200bend")
@example(Cleaning(urls="mask", lowercase=True), "İwww.x")
def test_cleaning_twice_is_cleaning_once(cleaning: Cleaning, text: str) -> None:
    looked_for = cleaning.urls != "keep" or cleaning.mentions != "keep"
    assume(not cleaning.html)  # &amp;lt; is &lt; and then <
    assume(not (cleaning.digits == "drop" and looked_for))  # 12@qq.com is @qq.com, which is a mention
    once = cleaning([text])
    assert cleaning(once) == once


HOSTILE = [
    *(
        "<",
        "<a",
        "<a ",
        "</",
        "<!--",
        "<!--a-",
        "--",
        "<a '",
        '<a "',
        "<a '\"",
        '<a" ="',
        "<script>",
        "<script ",
        "<script></s",
    ),
    *(
        "</script>",
        "&",
        "&#",
        "&#x",
        "&#1",
        "&a",
        "&amp",
        "http",
        "http://",
        "http://.",
        "http://(",
        "www",
        "www.",
        "www1",
    ),
    *(
        "1www.",
        "@",
        "@a",
        "@@",
        "a@",
        "@a@",
        "@a.",
        "@a@b.",
        "'",
        "a'",
        "!",
        "!\u0301",
        "\u0301",
        "@user",
        "_",
        "1",
        "1\u0301",
    ),
    *(" ", "\u200b", "a", "the ", "the", "(the", "(", ")", "(((the)", ".", "the."),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_long_runs_are_cleaned(piece: str) -> None:
    """In tenths of a second; what is quadratic runs into the time limit of the tests."""
    for settings in (EVERYTHING, Cleaning(urls="drop", mentions="drop", digits="drop"), Cleaning(stop_words="english")):
        for ends in ("", "!", ">", "x"):
            settings([ends + piece * (100_000 // len(piece)) + ends])


# Words


def test_a_word_is_cleaned_by_itself() -> None:
    words = ["The", "&lt;3", "http://x.com", "@Joe", "#Tag", "it's", "２0"]
    assert clean_words(words, **EVERYTHING.to_json()) == ["the", "0", "url", "@user", "tag", "it's", "00"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"stop_words": "english"}, ["the", "end"]),
        ({"urls": "drop"}, ["http://x.com", "x"]),
        ({"mentions": "drop"}, ["@joe"]),
        ({"digits": "drop"}, ["1996", "-"]),
        ({"punctuation": True}, [".", "well-known", "U.S.", "😀"]),
        ({"html": True}, ["<b>", "<br>", "&nbsp;", "a<br>b"]),
        ({"unicode": "NFKC"}, ["a\u00b4b"]),
        ({"whitespace": True}, ["a\u200bb", "\u00a0"]),
    ],
)
def test_a_word_that_would_vanish_or_fall_apart_stays(settings: dict[str, Any], words: list[str]) -> None:
    assert clean_words(words, **settings) == words


def test_a_word_stays_as_it_was_before_that_step_only() -> None:
    assert clean_words(["WELL-KNOWN", "U2"], lowercase=True, punctuation=True, digits="drop") == ["well-known", "u"]


def test_a_word_with_white_space_of_its_own_is_still_cleaned() -> None:
    assert clean_words(["10\u00a0Km"], lowercase=True) == ["10\u00a0km"]


@given(CLEANINGS, st.lists(TEXTS.filter(lambda word: len(word.split()) == 1 and word == word.strip()), max_size=5))
def test_no_word_vanishes_or_falls_apart(cleaning: Cleaning, words: list[str]) -> None:
    cleaned = clean_words(words, **cleaning.to_json()) if cleaning != Cleaning() else words
    assert len(cleaned) == len(words)
    assert all(word and not re.search(r"\s", word) for word in cleaned)


def test_texts_and_sentences_keep_their_places() -> None:
    cleaned = Cleaning(lowercase=True)(["A B", Sentence.of_words(["C", "D"])])
    assert cleaned == ["a b", Sentence("c d", [(0, 1), (2, 3)])]


# Examples


def test_examples_are_the_first_texts_that_change() -> None:
    texts = ["a", "B", "c", "D", "E"]
    assert Cleaning(lowercase=True).examples(texts, 2) == [("B", "b"), ("D", "d")]


def test_examples_are_the_first_texts_where_none_changes() -> None:
    assert Cleaning(lowercase=True).examples(["a", "b", "c"], 2) == [("a", "a"), ("b", "b")]
    assert Cleaning().examples(["A"]) == [("A", "A")]
    assert Cleaning(lowercase=True).examples([]) == []
