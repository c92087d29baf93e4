"""Sentences drawn from a small context-free grammar, the same for the same seed everywhere.

A grammar is a TOML file. Its tables only group the symbols; the text of a symbol lists its alternatives:

    a | b                  alternatives, equally likely; a new line divides them too, and spaces are free
    *3 text                an alternative that counts three times
    (a | b)                alternatives inside a sentence
    [text]                 an optional part, there half of the time; [20%: text] a fifth of the time
    {who}                  a sentence of that symbol
    {who!title}            the same in a case style: title, every, sentence, capitals or as-is
    {number:3-40}          a whole number from 3 to 40
    a/an wolf/s            the article that the next word asks for; the ending in -s that the word takes
"""

import re
import tomllib
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate
from random import Random

TOKEN = re.compile(r"\{[^{}]*\}|\[(?:\d+%:)?|[\]()|]|\n\s*|\*\d+ |[^{}\[\]()|\n*]+|.")
WORD = re.compile(r"\w[\w'’.]*")
SMALL = re.compile(r"a|an|and|as|at|but|by|for|if|in|nor|of|on|or|the|to|vs\.?")
VOWEL_SOUND = re.compile(
    r"\ba/an (?=\W?(?:8|1[18]\b|hon[eo]|hour|(?!eu|on(?:e|ce)\b|u\.|(?:uk|un|us)\b|uni|us[eu])[aeiou]))",
    re.IGNORECASE,
)
ENDINGS = (  # the first that fits, for the nouns and the verbs alike
    (re.compile(r"(?:(?<=\bm)|(?<=wom))an/s\b"), "en"),
    (re.compile(r"(?<=[ao]l)f/s\b"), "ves"),
    (re.compile(r"(?<=[^aeiou\W])y/s\b"), "ies"),
    (re.compile(r"(?:(?<=[sxz])|(?<=[cs]h))/s\b"), "es"),
    (re.compile(r"/s\b"), "s"),
)


@dataclass(frozen=True)
class Number:
    """A whole number between two bounds, both included."""

    low: int
    high: int


@dataclass(frozen=True)
class Reference:
    """Another symbol, and the case style that its text takes."""

    symbol: str
    style: str


@dataclass(frozen=True)
class Choice:
    """Alternatives, each a run of parts, and the running totals of their weights."""

    options: tuple[tuple["Part", ...], ...]
    totals: tuple[int, ...]


Part = str | Number | Reference | Choice


class Grammar:
    """Symbols and their texts, ready to draw sentences from."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.symbols = {symbol: parse(symbol, text) for symbol, text in texts.items()}
        for symbol, rule in self.symbols.items():
            for part in walk(rule):
                if isinstance(part, Reference) and part.symbol not in self.symbols:
                    raise ValueError(f"symbol {symbol!r} uses an unknown symbol {part.symbol!r}")

    @classmethod
    def load(cls, package: str, name: str) -> "Grammar":
        """Read the grammar kept as a TOML file inside a package."""
        tables = tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
        texts: dict[str, str] = {}
        for table in tables.values():
            if twice := sorted(texts.keys() & table.keys()):
                raise ValueError(f"symbol {twice[0]!r} is defined twice in {name}")
            texts |= table
        return cls(texts)

    def sentence(self, symbol: str, random: Random) -> str:
        """Draw one sentence of a symbol."""
        if symbol not in self.symbols:
            raise ValueError(f"unknown symbol {symbol!r}")
        return tidy(self._expand(self.symbols[symbol], random))

    def _expand(self, part: Part, random: Random) -> str:
        # Only Random.random() promises the same numbers in every Python, so every draw is made from it.
        match part:
            case str():
                return part
            case Number(low, high):
                return str(low + int(random.random() * (high - low + 1)))
            case Reference(symbol, style):
                text = self._expand(self.symbols[symbol], random)
                return text if style == "as-is" else STYLES[style](tidy(text))
            case Choice(options, totals):
                drawn = bisect(totals, random.random() * totals[-1], hi=len(totals) - 1)
                return "".join(self._expand(inner, random) for inner in options[drawn])


def parse(symbol: str, text: str) -> Choice:
    """Read a symbol's text; a ValueError names the symbol whose text is wrong."""
    try:
        return _alternatives(iter(TOKEN.findall(text.strip())), "")
    except ValueError as error:
        raise ValueError(f"symbol {symbol!r}: {error}") from None


def _alternatives(tokens: Iterator[str], closing: str) -> Choice:
    options: list[list[Part]] = [[]]
    weights = [1]
    for token in tokens:
        if token == closing:
            break
        if token[0] in "|\n":
            options.append([])
            weights.append(1)
        elif token == "(":
            options[-1].append(_alternatives(tokens, ")"))
        elif token[0] == "[":
            chance = int(token[1:-2] or 50)
            options[-1].append(Choice(((_alternatives(tokens, "]"),), ()), (chance, 100)))
        elif token[0] == "{" and token != "{":
            options[-1].append(_reference(token[1:-1]))
        elif token in ("{", "}", "]", ")"):
            raise ValueError(f"{token!r} has no partner")
        elif re.fullmatch(r"\*\d+ ", token):
            weights[-1] = int(token[1:])
        else:
            options[-1].append(token)
    else:
        if closing:
            raise ValueError(f"{closing!r} is missing")
    return Choice(tuple(map(_trim, options)), tuple(accumulate(weights)))


def _trim(option: list[Part]) -> tuple[Part, ...]:
    """Drop the spaces around an alternative: they only set it off from its neighbours."""
    if option and isinstance(option[0], str):
        option[0] = option[0].lstrip()
    if option and isinstance(option[-1], str):
        option[-1] = option[-1].rstrip()
    return tuple(option)


def _reference(text: str) -> Part:
    if found := re.fullmatch(r"number:(\d+)-(\d+)", text):
        low, high = map(int, found.groups())
        if low > high:
            raise ValueError(f"no number lies from {low} to {high}")
        return Number(low, high)
    symbol, _, style = text.partition("!")
    if style and style not in STYLES:
        raise ValueError(f"unknown case style {style!r}; there are {', '.join(STYLES)}")
    return Reference(symbol, style or "as-is")


def walk(part: Part) -> Iterator[Part]:
    """A part and all the parts inside it."""
    yield part
    if isinstance(part, Choice):
        for option in part.options:
            for inner in option:
                yield from walk(inner)


def tidy(text: str) -> str:
    """Settle the articles, and the spaces that left-out parts leave behind."""
    text = re.sub(r"\s+([,;:?!])", r"\1", " ".join(text.split()))
    for ending, plural in ENDINGS:
        text = ending.sub(plural, text)
    return VOWEL_SOUND.sub("an ", text).replace("a/an ", "a ")


def _capital(word: str) -> str:
    return word if any(map(str.isupper, word)) else word[0].upper() + word[1:]


def _sentence(text: str) -> str:
    return WORD.sub(lambda word: _capital(word[0]), text, count=1)


def _every(text: str) -> str:
    return WORD.sub(lambda word: _capital(word[0]), text)


def _title(text: str) -> str:
    """Capitals as in print: small words keep theirs only at the start."""
    return _sentence(WORD.sub(lambda word: word[0] if SMALL.fullmatch(word[0]) else _capital(word[0]), text))


STYLES: dict[str, Callable[[str], str]] = {
    "title": _title,
    "every": _every,
    "sentence": _sentence,
    "capitals": str.upper,
    "as-is": str,
}
