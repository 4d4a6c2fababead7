"""Finds the entries of a word list in free text, small slips of spelling included.

No sense is read: "not on warfarin" names warfarin. A miss costs more than a false hit.
"""

import unicodedata
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

UNSEEN = frozenset({"Mn", "Mc", "Me", "Cf"})
"""Accents and other marks upon a letter, and characters that show nothing."""

Phrase = tuple[tuple[str, int], ...]
"""The words of one entry, each with the spelling errors it allows."""


def mentions(text: str, entries: tuple[str, ...]) -> bool:
    """Whether the text names any entry of the list.

    Args: text: what the patient typed. entries: the list's words; an entry of two words
    matches two words in a row.
    """
    words = letters_only(text)
    return bool(words) and any(_stands_in(phrase, words) for phrase in _phrases(entries))


def letters_only(text: str) -> list[str]:
    """The words of a text: runs of letters, folded to small letters without accents.

    Invisible characters (soft hyphen, zero-width space) are dropped: they split no word that a
    reader sees as one.
    """
    folded = text.lower() if text.isascii() else _folded(text)
    return "".join(c if c.isalpha() else " " for c in folded).split()


def _folded(text: str) -> str:
    # A sign ends a word before it is folded: "Eliquis™" would become "eliquistm".
    signless = "".join(" " if unicodedata.category(c)[0] in "NPSZ" else c for c in text)
    # Folded on both sides: styled capitals only become letters with a small form by NFKD.
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", signless).casefold())
    return "".join(c for c in small if unicodedata.category(c) not in UNSEEN)


def allowed_errors(word: str) -> int:
    """How many slips a listed word may have: under 5 letters 0, 5 to 7 one, 8 or more two."""
    return 0 if len(word) < 5 else 1 if len(word) < 8 else 2


@lru_cache(maxsize=256)
def _phrases(entries: tuple[str, ...]) -> tuple[Phrase, ...]:
    split = (letters_only(entry) for entry in entries)
    return tuple(tuple((word, allowed_errors(word)) for word in words) for words in split if words)


def _stands_in(phrase: Phrase, words: list[str]) -> bool:
    return any(
        all(_matches(listed, errors, words[start + offset]) for offset, (listed, errors) in enumerate(phrase))
        for start in range(len(words) - len(phrase) + 1)
    )


def _matches(listed: str, errors: int, word: str) -> bool:
    if listed == word:
        return True
    if not errors or abs(len(listed) - len(word)) > errors:
        return False
    return DamerauLevenshtein.distance(listed, word, score_cutoff=errors) <= errors
