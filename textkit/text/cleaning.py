"""What is done to every text before anything else; opt-in, saved in the run, the same in training and prediction.

The steps are taken in the order of the fields of `Cleaning`. What is dropped leaves a space, so that its neighbours
stay two words; only digits and tags such as <b>, which stand inside words, leave nothing, and a stop word leaves
the white space around it.

Cleaning twice is cleaning once, with two exceptions: html takes off one level of escaping (&amp;lt; is &lt; and then
<), and what stands beside dropped digits may read as an address or a mention afterwards (12@qq.com as @qq.com).

Every pattern takes time linear in the text: a run once taken is never given back (`++`, `*+`, `(?>...)`), and a search
for an end stops where the next beginning stands, so that nothing is searched from two beginnings.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import cache, partial, reduce
from html import unescape
from itertools import groupby, islice
from typing import Any
from unicodedata import category, normalize

from textkit.errors import UsageError
from textkit.text.stopwords import BLANK, without_stop_words
from textkit.types import Input, Sentence

Step = Callable[[str], str]


def _choice(description: str, default: str, *others: str) -> Any:
    return field(default=default, metadata={"description": description, "choices": (default, *others)})


def _switch(description: str) -> Any:
    return field(default=False, metadata={"description": description, "choices": (False, True)})


@dataclass(frozen=True)
class Cleaning:
    """The steps that are switched on. Raises UsageError where one is asked to do what it cannot."""

    unicode: str = _choice("normal form of characters; NFKC also makes ﬁ two letters, ² a 2", "none", "NFC", "NFKC")
    html: bool = _switch("drop tags, comments, scripts and styles; read entities (&amp; is &)")
    urls: str = _choice("what begins with http://, https://, ftp:// or www.; the mask is URL", "keep", "drop", "mask")
    mentions: str = _choice("names after an @, e-mail addresses not; the mask is @user", "keep", "drop", "mask")
    lowercase: bool = _switch("lower-case every text, masks included")
    digits: str = _choice("decimal digits of every script; zero makes each of them a 0", "keep", "drop", "zero")
    punctuation: bool = _switch("drop punctuation, symbols and emoji; apostrophes inside words stay")
    stop_words: str = _choice("drop function words (the, of, and); what denies stays", "none", "english")
    whitespace: bool = _switch("make runs of white space one space, and strip the ends")

    def __post_init__(self) -> None:
        for each in fields(self):
            value, choices = getattr(self, each.name), each.metadata["choices"]
            if value not in choices:
                known = ", ".join(map(str, choices))
                raise UsageError(f"preprocessing.{each.name}: there is no '{value}'", f"it is one of: {known}")

    def __call__(self, inputs: Sequence[Input]) -> Sequence[Input]:
        """The cleaned inputs, in order. A sentence keeps its words, each cleaned by itself (see `_word`)."""
        steps = [step for _, step in self._plan()]
        if not steps:
            return inputs
        word = cache(partial(_word, steps))
        return [
            _text(steps, each) if isinstance(each, str) else Sentence.of_words([word(part) for part in each.words])
            for each in inputs
        ]

    def steps(self) -> list[str]:
        """What is done, in order, to be shown: lower case, URLs masked, ..."""
        return list(dict.fromkeys(name for name, _ in self._plan()))

    def examples(self, texts: Sequence[str], count: int = 10) -> list[tuple[str, str]]:
        """The first `count` texts that change, before and after; where none does, the first texts."""
        steps = [step for _, step in self._plan()]
        pairs = ((text, _text(steps, text)) for text in texts)
        changed = list(islice((pair for pair in pairs if pair[0] != pair[1]), count))
        return changed or [(text, text) for text in texts[:count]]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def _plan(self) -> list[tuple[str, Step]]:
        """Name and function of each step that is on."""
        plan: list[tuple[str, Step]] = []
        for name, value in asdict(self).items():
            if name == "punctuation" and self.unicode != "none":  # lower-casing can leave the form: H̱ is two
                plan.append(_STEPS["unicode", self.unicode])  # characters in any form, ẖ is one
            if (name, value) in _STEPS:
                plan.append(_STEPS[name, value])
        return plan


def _text(steps: Sequence[Step], text: str) -> str:
    return reduce(lambda cleaned, step: step(cleaned), steps, text)


def _word(steps: Sequence[Step], word: str) -> str:
    """A word that a step would empty or divide stays as it was before that step."""
    for step in steps:
        cleaned = step(word).strip()
        if cleaned and len(cleaned.split()) <= len(word.split()):
            word = cleaned
    return word


# After a name there is an end, a word and an end, or a value somewhere: a<b and c>d is no tag.
_TAG = re.compile(
    r"""(?aisx)
      <!-- (?>(?: [^<-]++ | -(?!->) | <(?!!--) )*) -->
    | < (script|style) (?=[\s>]) [^<>]*+ > (?>(?: [^<]++ | < (?! /?(?:script|style) [\s>] ) )*) </\1\s*+>
    | < (?: [!?][a-z]
          | /? (?P<name> [a-z][a-z0-9]*+ (?>(?:[:-][a-z0-9]++)*)) (?= \s*+ [a-z-]*+ \s*+ /?> | \s [^<>=]*+= ) )
        (?: (?>(?: [^<>"']++ | "[^"<]*+" | '[^'<]*+' )*) | [^<>]*+ ) >
    """
)
_INLINE = re.compile(r"(?i:a|abbr|b|bd[io]|code|del|em|font|i|ins|kbd|mark|s|samp|small|span|strong|su[bp]|u|wbr)")
# With its semicolon, for ?a=1&copy=2 is an address; and not endless, for int() refuses numbers of many digits.
_ENTITY = re.compile(r"&(?:#[0-9]{1,16}|#[xX][0-9a-fA-F]{1,16}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def _without_html(text: str) -> str:
    text = _TAG.sub(lambda tag: "" if tag["name"] and _INLINE.fullmatch(tag["name"]) else " ", text)
    return _ENTITY.sub(lambda entity: unescape(entity[0]), text)


@cache
def _of_category(*categories: str) -> str:
    """The characters of these Unicode categories (P: all of punctuation), for a character class."""
    planes = (*range(0x20000), *range(0xE0000, 0xE0200))  # the others hold ideographs alone, or nothing
    codes = [code for code in planes if category(chr(code)).startswith(categories)]
    runs = [[code for _, code in run] for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0])]
    return "".join(f"{re.escape(chr(run[0]))}-{re.escape(chr(run[-1]))}" for run in runs)


@cache
def _attached() -> str:
    """What belongs to the character before it, for a character class: marks, joiners, the tags of flags."""
    return _of_category("M") + "\u200c\u200d\U000e0020-\U000e007f"


@cache
def _url() -> re.Pattern[str]:
    """An address, without the punctuation of its sentence and the bracket that it stands in."""
    never = rf'{BLANK}<>"\u201c\u201d\u3000-\u303f\uff00-\uffef'
    inside = r"'\u2019.,:;!?)\]}*`\u2026"
    return re.compile(
        rf"""(?x)
        [hHfFwW] (?: (?<=[hH])(?i:ttps?://) | (?<=[fF])(?i:tp://)
                   | (?<=[wW])(?<![^\W\d].)(?<![{_attached()}].)(?i:ww)\d*+\.(?=\w) )
        (?>(?: [^{never}{inside}(]++ | \((?>(?:[^{never}()]*+\))?) | [{inside}]++(?=[^{never}{inside}]) )+)
        """
    )


def _apart(url: re.Match[str]) -> str:
    """The mask of an address, apart from a word that it sticks to."""
    return " URL" if url.start() and url.string[url.start() - 1].isalnum() else "URL"


@cache
def _mention() -> re.Pattern[str]:
    """@joe, @joe@example.social; an @ after a letter or a digit is that of an e-mail address."""
    letter = rf"[\w{_attached()}]"
    return re.compile(rf"@(?<!{letter}@)(?=[^\W\d]){letter}++(?>(?:@{letter}++(?>(?:[.-]{letter}++)*))*)")


@cache
def _digits() -> re.Pattern[str]:
    return re.compile(rf"(?>(?:\d[{_attached()}]*+)+)")


@cache
def _punctuation() -> re.Pattern[str]:
    """Runs of punctuation and symbols with what is attached to them; not @user, the mask of many a corpus too."""
    attached = _attached()
    letter = rf"[\w{attached}]"
    not_user = rf"(?!(?<=@)(?<!{letter}@)user(?!{letter}))"
    not_inside = rf"(?!(?<=['\u2019])(?<=[^\W_].|[{attached}].)(?=[^\W_]))"
    one = rf"[\W_](?<!\s)(?<=[{_of_category('P', 'S')}]){not_user}"  # every P and S is one of \W_, found faster
    return re.compile(rf"{one}{not_inside}[{attached}]*+(?>(?:{one}[{attached}]*+)*)")


_STEPS: dict[tuple[str, str | bool], tuple[str, Step]] = {
    ("unicode", "NFC"): ("NFC", partial(normalize, "NFC")),
    ("unicode", "NFKC"): ("NFKC", partial(normalize, "NFKC")),
    ("html", True): ("HTML dropped", _without_html),
    ("urls", "drop"): ("URLs dropped", lambda text: _url().sub(" ", text)),
    ("urls", "mask"): ("URLs masked", lambda text: _url().sub(_apart, text)),
    ("mentions", "drop"): ("mentions dropped", lambda text: _mention().sub(" ", text)),
    ("mentions", "mask"): ("mentions masked", lambda text: _mention().sub("@user", text)),
    ("lowercase", True): ("lower case", str.lower),
    ("digits", "drop"): ("digits dropped", lambda text: _digits().sub("", text)),
    ("digits", "zero"): ("digits made 0", lambda text: re.sub(r"\d", "0", text)),
    ("punctuation", True): ("punctuation dropped", lambda text: _punctuation().sub(" ", text)),
    ("stop_words", "english"): ("English stop words dropped", without_stop_words),
    ("whitespace", True): ("white space collapsed", lambda text: re.sub(rf"[{BLANK}]+", " ", text).strip(" ")),
}
"""What each setting that is on does: its name, to be shown, and its function."""
