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
    """The catalogue of a language: all files in its folder.

    Raises ValueError if there is none, one can't be read, or a key stands in two files.
    """
    texts: dict[str, str] = {}
    for path in sorted((CATALOGUES / language).glob("*.yaml")):
        problems = Problems()
        root = read(path.read_text(encoding="utf-8"), path.name, problems).root
        found = dict(_flat(root, "")) if isinstance(root, Table) else {}
        if problems.found or not found or found.keys() & texts.keys():
            raise ValueError(f"The interface words in {language}/{path.name} can't be read")
        texts |= found
    if not texts:
        raise ValueError(f"There are no interface words in {language}")
    return Words(language, texts)


def _flat(table: Table, prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, entry in table.entries.items():
        if isinstance(entry.value, Table):
            found += _flat(entry.value, f"{prefix}{key}.")
        elif isinstance(entry.value, Word):
            found.append((f"{prefix}{key}", entry.value.text))
    return found
