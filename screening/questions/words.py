"""The interface's own words, in one catalogue per language; no page holds a text of its own.

The clinic's words are in its question set. These are the product's: buttons, mistakes, labels.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from screening.questions.problems import Problems
from screening.questions.reader import Table, Word, read

CATALOGUES = Path(__file__).with_name("interface")


class Words:
    """One language's words, by key."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    def text(self, key: str, **fields: object) -> str:
        """The words under a key, with its fields filled in. Raises KeyError for an unknown key."""
        return self._texts[key].format(**fields) if fields else self._texts[key]

    @property
    def keys(self) -> frozenset[str]:
        """Every key of the catalogue."""
        return frozenset(self._texts)

    @staticmethod
    def english() -> "Words":
        """The language the product is written in."""
        return words_in("en")


@cache
def words_in(language: str) -> Words:
    """The catalogue of a language. Raises ValueError if it is not there or can't be read."""
    path = CATALOGUES / f"{language}.yaml"
    problems = Problems()
    root = read(path.read_text(encoding="utf-8"), path.name, problems).root if path.is_file() else None
    if problems.found or not isinstance(root, Table):
        raise ValueError(f"The interface words in {language} can't be read")
    return Words(language, dict(_flat(root, "")))


def _flat(table: Table, prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, entry in table.entries.items():
        if isinstance(entry.value, Table):
            found += _flat(entry.value, f"{prefix}{key}.")
        elif isinstance(entry.value, Word):
            found.append((f"{prefix}{key}", entry.value.text))
    return found
