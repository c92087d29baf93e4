"""English stop words: a list of our own, so that prediction needs no library that carries one.

196 function words, by the classes of English grammars: articles and other determiners, pronouns and their contractions
with verbs, prepositions, conjunctions, auxiliaries, adverbs of place, time and degree. Left out on purpose: what
denies (no, not, nor, never, don't, without, against), for it turns a text around; and what is another word as well
once case is set aside (us, may, mine).
"""

import re

ENGLISH = frozenset(
    word
    for line in (
        "a an the this that these those such some any each every either both all other another same own much many more",
        "most few several one",
        "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers",
        "herself it its itself they them their theirs themselves who whom whose which what",
        "i'm i've i'd i'll we're we've we'd we'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's",
        "it'd it'll they're they've they'd they'll that's there's here's who's what's let's",
        "of in on at by for with about between among into onto through during before after above below to from up down",
        "out over under upon within toward towards since until till per via across along around behind beside besides",
        "and or but if then else because as while although though whereas whether than so unless",
        "am is are was were be been being have has had having do does did doing will would shall should can could",
        "might must ought",
        "here there when where why how again further once too very just also only now yet still already rather quite",
        "even ever always often",
    )
    for word in line.split()
)

BLANK = r"\s\u200b\u2060\ufeff"
"""What stands between words, for a character class: white space, the breaks without a width, byte order marks. The two
joiners, U+200C and U+200D, are none: they are part of words and of emoji."""

_TOKEN = re.compile(
    rf"(?<![^{BLANK}])([^\w{BLANK}@#]*+)([a-zA-Z]++(?>(?:['\u2019][a-zA-Z]++)?))"
    rf"(?![\u0300-\u036f])(?=[^\w{BLANK}]*+(?![^{BLANK}]))"
)


def without_stop_words(text: str) -> str:
    """The text without the words of the list; what they stand between stays.

    A word has white space around it, punctuation aside: "(the" is one; the-end, the@x.com, @the and #the are not.
    """
    return _TOKEN.sub(lambda token: token[1] if token[2].lower().replace("\u2019", "'") in ENGLISH else token[0], text)
