"""What the reader and the checks report to authors: code, place, cause, remedy, all at once.

The catalogue below is the whole list of codes; each says what to do about it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from textwrap import shorten

from rapidfuzz import fuzz, process

NEAR_ENOUGH = 60
"""Similarity (0 to 100) from which another spelling is worth showing; our choice."""
LONGEST_WORD = 60
LONGEST_CAUSE = 300
"""Characters of a wrong word and of a whole cause that a report shows."""


class Code(StrEnum):
    """Every kind of problem an author can meet."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    ANCHOR = "anchor"
    ALIAS = "alias"
    TAG = "tag"
    DUPLICATE_KEY = "duplicate-key"
    COMMENT_CUTS_TEXT = "comment-on-text"
    STRAY_TEXT = "stray-text"
    UNKNOWN_KEY = "unknown-key"
    MISSING_KEY = "missing-key"
    WRONG_KIND = "wrong-kind"
    EMPTY = "empty"
    BAD_ID = "bad-id"
    RESERVED_ID = "reserved-id"
    DUPLICATE_ID = "duplicate-id"
    BAD_VALUE = "bad-value"
    UNKNOWN_TYPE = "unknown-type"
    UNKNOWN_NAME = "unknown-name"
    UNKNOWN_QUESTION = "unknown-question"
    UNKNOWN_OPTION = "unknown-option"
    UNKNOWN_RULE = "unknown-rule"
    UNKNOWN_MARK = "unknown-mark"
    UNKNOWN_URGENCY = "unknown-urgency"
    UNKNOWN_LIST = "unknown-list"
    UNKNOWN_GROUP = "unknown-group"
    UNKNOWN_UNIT = "unknown-unit"
    UNKNOWN_CASE = "unknown-case"
    UNKNOWN_PLACEHOLDER = "unknown-placeholder"
    DOES_NOT_FIT = "does-not-fit"
    LOOKS_FORWARD = "looks-forward"
    CIRCLE = "circle"
    BANDS_GAP = "bands-gap"
    BANDS_OVERLAP = "bands-overlap"
    URGENCY_WITHOUT_MARK = "urgency-without-mark"
    NAMED_AND_SILENT = "named-and-silent"
    RAISES_NOTHING = "raises-nothing"
    APPROVAL_STALE = "approval-stale"
    CASE_FAILS = "case-fails"
    RULE_WITHOUT_CASE = "rule-without-case"


REMEDIES = {
    Code.UNREADABLE: "mend the YAML here; texts with , : # ? { } stand on their own line or in quotes",
    Code.TOO_LARGE: "keep the file under 256 KiB; cases may stand in cases.yaml beside it",
    Code.TOO_DEEP: "write it with at most 12 levels",
    Code.ANCHOR: "take the anchor (&) away, or put the text in quotes",
    Code.ALIAS: "write the thing out again instead of pointing to it, or put the text in quotes",
    Code.TAG: "take the tag (!) away, or put the text in quotes",
    Code.DUPLICATE_KEY: "keep one of the two",
    Code.COMMENT_CUTS_TEXT: 'put the comment on its own line, or the text in quotes if "#" belongs to it',
    Code.STRAY_TEXT: "texts with , : # ? { } stand on their own line or in quotes",
    Code.UNKNOWN_KEY: "use a word of the language, or take it away",
    Code.MISSING_KEY: "add it",
    Code.WRONG_KIND: "write it in the form that is asked for",
    Code.EMPTY: "write something, or take it away",
    Code.BAD_ID: "use small letters, digits and _, a letter first",
    Code.RESERVED_ID: "choose another id; this one is a word of the language",
    Code.DUPLICATE_ID: "give one of the two another id",
    Code.BAD_VALUE: "write it as the language page shows",
    Code.UNKNOWN_TYPE: "use one of the types of the language",
    Code.UNKNOWN_NAME: "name a question, a value or a score",
    Code.UNKNOWN_QUESTION: "name a question of this set",
    Code.UNKNOWN_OPTION: "name an answer that the question offers",
    Code.UNKNOWN_RULE: "name a rule of this set",
    Code.UNKNOWN_MARK: "name one of the marks of this set",
    Code.UNKNOWN_URGENCY: "name one of the urgencies of this set",
    Code.UNKNOWN_LIST: "name one of the word_lists of this set",
    Code.UNKNOWN_GROUP: "name a group that some rule counts as",
    Code.UNKNOWN_UNIT: "use one of the units of the language",
    Code.UNKNOWN_CASE: "name a case that stands in this set",
    Code.UNKNOWN_PLACEHOLDER: "use {clinic.phone} and the like; any other brace has no place in a text",
    Code.DOES_NOT_FIT: "use a test that fits what is tested",
    Code.LOOKS_FORWARD: "test only questions that come earlier",
    Code.CIRCLE: "break the circle: let one of them not depend on the others",
    Code.BANDS_GAP: "widen a band so that every score falls in one",
    Code.BANDS_OVERLAP: "narrow a band so that every score falls in only one",
    Code.URGENCY_WITHOUT_MARK: "give the rule a mark above the mildest, or take the urgency away",
    Code.NAMED_AND_SILENT: "give this answer a rule of its own, or name the rule under raises",
    Code.RAISES_NOTHING: "name a rule or score that tests this question, or take it away",
    Code.APPROVAL_STALE: "let a doctor sign the set as it stands now, or take `approved` away",
    Code.CASE_FAILS: "mend the rule or the case",
    Code.RULE_WITHOUT_CASE: "add a case",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file; line and column count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing an author has to mend."""

    place: Place
    code: Code
    cause: str
    remedy: str
    nearest: str | None = None

    def __str__(self) -> str:
        hint = f' Did you mean "{self.nearest}"?' if self.nearest else ""
        where = f"{self.place.file}:{self.place.line}:{self.place.column}"
        return f"{where}: {self.code} {self.cause}.{hint} To mend: {self.remedy}."

    def to_json(self) -> dict[str, object]:
        """The problem as plain data, with the same words as on the screen."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "code": str(self.code),
            "cause": self.cause,
            "remedy": self.remedy,
            "nearest": self.nearest,
        }


@dataclass(slots=True)
class Problems:
    """Collects problems while a file is read; nothing stops at the first."""

    broken: set[str] = field(default_factory=set)
    """Ids that are declared but could not be built: reported at their own place, and nowhere again."""

    _found: dict[Problem, None] = field(default_factory=dict)

    @property
    def found(self) -> tuple[Problem, ...]:
        """All problems, each once, as they were met."""
        return tuple(self._found)

    def add(self, place: Place, code: Code, cause: str, *, nearest: str | None = None) -> None:
        """Report one problem, in one line; the remedy comes from the catalogue."""
        printable = "".join(character if character.isprintable() else " " for character in cause)
        one_line = shorten(printable, LONGEST_CAUSE, placeholder=" ...")
        self._found[Problem(place, code, one_line, REMEDIES[code], nearest)] = None

    def unknown(self, place: Place, code: Code, word: str, known: Iterable[str], what: str) -> None:
        """Report a word that stands for nothing, with the nearest one that does."""
        if word not in self.broken:
            self.add(place, code, f'"{_brief(word)}" is no {what}', nearest=nearest(word, known))

    def in_order(self) -> tuple[Problem, ...]:
        """All problems by file and place."""
        return tuple(
            sorted(self._found, key=lambda p: (p.place.file, p.place.line, p.place.column, p.code, p.cause))
        )


def _brief(word: str) -> str:
    return word if len(word) <= LONGEST_WORD else f"{word[:LONGEST_WORD]} ..."


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, or None if none is near enough."""
    best = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return str(best[0]) if best else None
