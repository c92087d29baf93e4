"""SYNTHETIC samples with a tag for each word, drawn from grammars; nobody ever wrote these sentences.

They stand in for CoNLL-2003 (newswire) and UD English EWT (the web) where there is no network; a score on them is
no score on the real corpora. A grammar's sentence carries its tags as suffixes, and tells no more than it must:

    dog/NN                 a word and its Penn tag
    is/AUX.VBZ             the same with the other tag, where the Penn tag does not imply it
    New_York/LOC           a name in words of its own: each is NNP, but for the likes of "of", "the" and "&"
    Danish/MISC.JJ         a name whose words are not NNP
    (many | more/JJR)/JJ   a word's own tag goes before that of its group
    the, was, 1996         what has no suffix takes its tag from the symbol `usual`, whose lines list the words of a
                           tag; a number is CD
    -LRB- -RRB- `` ''      brackets and quotation marks, as the Penn Treebank writes them
"""

import re
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from textkit.data.samples.grammar import Grammar, walk

Tags = dict[str, list[str]]
"""The tags of a sentence's words, column by column."""

ENTITIES = ("PER", "ORG", "LOC", "MISC")
NUMBER = re.compile(r"[-+]?\.?\d[\d.,:/-]*")
GLUED = re.compile(r"(?<=[^\s,;:?!])(?=[,;:?!](?![\w/]))")  # the grammar sets punctuation as in print
SMALL = {"IN", "DT", "CC", "POS"}  # the Penn tags of words that are no names inside a name
PRINTED = {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"'}
UPOS = {  # the usual one of each Penn tag
    **dict.fromkeys(("NN", "NNS"), "NOUN"),
    **dict.fromkeys(("NNP", "NNPS", "ADD"), "PROPN"),
    **dict.fromkeys(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"), "VERB"),
    **dict.fromkeys(("JJ", "JJR", "JJS"), "ADJ"),
    **dict.fromkeys(("RB", "RBR", "RBS", "WRB"), "ADV"),
    **dict.fromkeys(("PRP", "PRP$", "WP", "WP$", "WDT", "EX"), "PRON"),
    **dict.fromkeys(("DT", "PDT"), "DET"),
    **dict.fromkeys(("IN", "RP"), "ADP"),
    **dict.fromkeys(("TO", "POS"), "PART"),
    **dict.fromkeys((".", ",", ":", "``", "''", "-LRB-", "-RRB-", "HYPH", "NFP"), "PUNCT"),
    **dict.fromkeys(("$", "SYM"), "SYM"),
    "CD": "NUM",
    "MD": "AUX",
    "CC": "CCONJ",
    "UH": "INTJ",
}
SUFFIX = re.compile(rf"(.+?)/((?:[A-Z]+\.)?(?:{'|'.join(map(re.escape, [*ENTITIES, *UPOS]))}))(?:/.*)?")


class Word(NamedTuple):
    """A word, its Penn tag, the other tag that the grammar gives it, and whether it goes on with a name."""

    text: str
    penn: str
    other: str
    inside: bool


def generate_newswire(rows: int = 3000, seed: int = 13) -> Iterator[tuple[list[str], Tags]]:
    """Yield lines as of a news agency with the columns "ner", "pos" and "chunk", all without repeats."""
    for words in _sentences("newswire.toml", rows, seed):
        entities = [f"{'BI'[word.inside]}-{word.other}" if word.other else "O" for word in words]
        penn = [word.penn for word in words]
        pos = [PRINTED.get(tag, tag) for tag in penn]  # this corpus tags a bracket by itself
        yield [word.text for word in words], {"ner": entities, "pos": pos, "chunk": chunks(penn)}


def generate_upos(rows: int = 3000, seed: int = 13) -> Iterator[tuple[list[str], Tags]]:
    """Yield sentences as of reviews, e-mails, questions and blogs with the columns "upos" and "xpos"."""
    for words in _sentences("web.toml", rows, seed):
        penn = [word.penn for word in words]
        yield [word.text for word in words], {"upos": [word.other or UPOS[word.penn] for word in words], "xpos": penn}


def _sentences(name: str, rows: int, seed: int) -> Iterator[list[Word]]:
    grammar = Grammar.load("textkit.data.samples", name)
    usual = usual_tags(grammar)
    random = Random(seed)
    seen: set[str] = set()
    while len(seen) < rows:
        words = read(grammar.sentence("line", random), usual)
        text = " ".join(word.text for word in words).casefold()
        if text not in seen:
            seen.add(text)
            yield words


def usual_tags(grammar: Grammar) -> dict[str, str]:
    """The tags of words that have no suffix: each line of the symbol `usual` is a tag and its words."""
    lines = [part.split() for part in walk(grammar.symbols["usual"]) if isinstance(part, str)]
    return {word: tag for tag, *words in lines for word in words}


def read(text: str, usual: dict[str, str]) -> list[Word]:
    """Take a sentence and its tags apart; a ValueError names a word that has no tag."""
    return [word for token in GLUED.sub(" ", text).split() for word in _words(token, usual)]


def _words(token: str, usual: dict[str, str]) -> Iterator[Word]:
    text, tag = token, usual.get(token.lower()) or usual.get(token) or ("CD" if NUMBER.fullmatch(token) else "")
    if not tag:
        if not (found := SUFFIX.fullmatch(token)):
            raise ValueError(f"no tag for {token!r} in the symbol 'usual'")
        text, tag = found.groups()
    other, penn = tag.split(".") if "." in tag[1:] else ("", tag)  # the full stop has the tag "."
    if penn in ENTITIES:
        other, penn = penn, "NNP"
    for place, word in enumerate(text.split("_")):
        own = usual.get(word.lower(), "") if place else ""
        yield Word(_printed(word), own if own in SMALL else penn, other, place > 0)


def _printed(word: str) -> str:
    for written, printed in PRINTED.items():
        word = word.replace(written, printed)
    return word


PHRASES = {
    **dict.fromkeys(("DT", "PDT", "PRP", "PRP$", "CD", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS"), "NP"),
    **dict.fromkeys(("POS", "WP", "WDT", "WP$", "EX", "$"), "NP"),
    **dict.fromkeys(("MD", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ"), "VP"),
    **dict.fromkeys(("RB", "RBR", "RBS", "WRB"), "ADVP"),
    "IN": "PP",
    "TO": "PP",
    "RP": "PRT",
}
OPENERS = {"DT", "PDT", "PRP", "PRP$", "POS", "WP", "WDT", "WP$", "EX"}  # these begin a noun phrase of their own
NOUNS = {"NN", "NNS", "NNP", "NNPS", "CD"}


def chunks(penn: list[str]) -> list[str]:
    """Phrases in IOB2 from Penn tags, by rule: a run of one kind is a phrase, and the neighbours settle the rest."""
    kinds = [PHRASES.get(tag, "") for tag in penn]
    following = [*penn[1:], ""]
    for place in reversed(range(len(penn))):
        tag, after = penn[place], following[place]
        if (tag == "TO" and after == "VB") or (tag in ("RB", "RBR") and after.startswith("VB")):
            kinds[place] = "VP"
        elif tag.startswith("VB") and place and penn[place - 1] in ("DT", "PRP$", "JJ") and after in NOUNS:
            kinds[place] = "NP"  # "the opening match", "his injured knee"
        elif tag.startswith("JJ") and not (after in NOUNS or kinds[place + 1 : place + 2] == ["NP"]):
            kinds[place] = "ADJP" if place == 0 or kinds[place - 1] != "NP" else "NP"
    tags = []
    for place, (tag, kind) in enumerate(zip(penn, kinds, strict=True)):
        goes_on = place > 0 and kind == kinds[place - 1] and kind != "PP"
        opens = tag in OPENERS and not (place and penn[place - 1] == "PDT")
        tags.append(f"{'I' if goes_on and not opens else 'B'}-{kind}" if kind else "O")
    return tags
