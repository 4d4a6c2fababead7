"""Finds the entries of a word list in free text, small slips of spelling included.

No sense is read: "not on warfarin" names warfarin. A miss costs more than a false hit.
"""

import unicodedata
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

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

    Invisible characters (soft hyphen, zero-width space) are dropped first: they split no word
    that a reader sees as one.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (c for c in decomposed if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return "".join(c if c.isalpha() else " " for c in kept).split()


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
