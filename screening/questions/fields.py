"""Takes the words out of a mapping, one by one, and reports what is missing, unknown or unfit.

The builders of every part of a question set read through this, so that each kind of mistake
is found in one place.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from screening.questions.problems import Code, Place, Problems
from screening.questions.reader import Entry, Items, Node, Table, Word

T = TypeVar("T")

ID = re.compile(r"[a-z][a-z0-9_]*")
NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)
BRACE = re.compile(r"\{[^{}]*\}|[{}]")
RESERVED = frozenset(
    {"any", "all", "none", "at_least", "flagged", "answered", "mentions", "within", "longer_ago_than"}
    | {"more_than", "at_most", "less_than", "between", "count", "of", "yes", "no", "today"}
    | {"not_sure", "prefer_not_to_say"}
)
"""Words of a condition; an id of that name could not be told from the word."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What every builder needs: where to report, which lines carry comments, which placeholders exist."""

    problems: Problems
    commented_lines: frozenset[int] = frozenset()
    placeholders: Mapping[str, str | None] = field(default_factory=dict)
    """What fills each; None for what is known only when something is sent."""

    def table(self, node: Node | None, what: str) -> Table | None:
        """The node as a mapping; reported if it is none."""
        if node is None or isinstance(node, Table):
            return node
        self.problems.add(node.place, Code.WRONG_KIND, f"{what} is to be a mapping (name: value)")
        return None

    def words(self, node: Node, what: str, *, may_be_empty: bool = False) -> list[Word]:
        """The node as a list of words; one word is a list of one. Without a word it is reported."""
        items = node.items if isinstance(node, Items) else (node,)
        found = [item for item in items if isinstance(item, Word) and not item.is_missing]
        if isinstance(node, Word) or not items:
            if not found and not may_be_empty:
                self.problems.add(node.place, Code.EMPTY, f"{what} is empty")
            return found
        if len(found) == len(items):
            return found
        self.problems.add(node.place, Code.WRONG_KIND, f"{what} is to be a list of words")
        return []

    def text(self, node: Node, what: str) -> str | None:
        """The node as words for people: not empty, no comment behind it, only known placeholders."""
        if not isinstance(node, Word):
            self.problems.add(node.place, Code.WRONG_KIND, f"{what} is to be a text")
            return None
        if not node.text.strip():
            self.problems.add(node.place, Code.EMPTY, f"{what} is empty")
            return None
        if self.commented_lines.intersection(range(node.place.line, node.last_line + 1)):
            self.problems.add(node.place, Code.COMMENT_CUTS_TEXT, f"a comment follows {what} on its line")
        for brace in BRACE.findall(node.text):
            if brace[1:-1] not in self.placeholders:
                self.problems.unknown(
                    node.place,
                    Code.UNKNOWN_PLACEHOLDER,
                    brace,
                    (f"{{{p}}}" for p in self.placeholders),
                    "placeholder",
                )
        return self._filled(node.text.strip())

    def _filled(self, text: str) -> str:
        for name, words in self.placeholders.items():
            if words is not None:
                text = text.replace(f"{{{name}}}", words)
        return text

    def id(self, word: Word, what: str, reserved: frozenset[str] = RESERVED) -> str:
        """The word as an id; reported if it can't be one."""
        cause = f'"{word.text}" can\'t be the id of {"an" if what[0] in "aou" else "a"} {what}'
        if not ID.fullmatch(word.text):
            self.problems.add(word.place, Code.BAD_ID, cause)
        elif word.text in reserved:
            self.problems.add(word.place, Code.RESERVED_ID, cause)
        return word.text

    def stray_text(self, entry: Entry) -> None:
        """Report a key that was meant as words of the text before it."""
        cause = f'"{entry.key.text}" looks like a piece of a text that was cut off'
        self.problems.add(entry.key.place, Code.STRAY_TEXT, cause)

    def number(self, node: Node, what: str) -> Decimal | None:
        """The node as an exact decimal number."""
        if isinstance(node, Word) and NUMBER.fullmatch(node.text):
            return Decimal(node.text)
        self.problems.add(node.place, Code.BAD_VALUE, f"{what} is to be a number")
        return None

    def fields(self, table: Table, what: str, known: Iterable[str]) -> "Fields":
        """Open a mapping for reading; every key that is not known is reported at once."""
        known = frozenset(known)
        for entry in table.entries.values():
            if entry.key.text in known:
                continue
            if entry.is_stray_text:
                self.stray_text(entry)
            else:
                self.problems.unknown(
                    entry.key.place, Code.UNKNOWN_KEY, entry.key.text, known, f"word for {what}"
                )
        return Fields(self, table, what)


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping that is being read."""

    reading: Reading
    source: Table
    what: str

    @property
    def place(self) -> Place:
        """Where the mapping begins."""
        return self.source.place

    def node(self, key: str) -> Node | None:
        """What stands under the key; None if there is nothing."""
        entry = self.source.entries.get(key)
        if entry is None:
            return None
        if isinstance(entry.value, Word) and entry.value.is_missing:
            self.reading.problems.add(entry.key.place, Code.EMPTY, f"{key} of {self.what} is empty")
            return None
        return entry.value

    def missing(self, key: str) -> None:
        """Report that the key is needed and not there (unless it stands there empty)."""
        if key not in self.source.entries:
            self.reading.problems.add(self.place, Code.MISSING_KEY, f"{self.what} has no {key}")

    def text(self, key: str, *, needed: bool = False) -> str | None:
        """Words for people under the key."""
        node = self.node(key)
        if node is None:
            if needed:
                self.missing(key)
            return None
        return self.reading.text(node, f"{key} of {self.what}")

    def word(self, key: str, *, needed: bool = False) -> Word | None:
        """One word under the key."""
        node = self.node(key)
        if node is None:
            if needed:
                self.missing(key)
            return None
        if isinstance(node, Word):
            return node
        self.reading.problems.add(node.place, Code.WRONG_KIND, f"{key} of {self.what} is to be one word")
        return None

    def flag(self, key: str) -> bool:
        """Yes or no under the key; no if it is not there."""
        word = self.word(key)
        if word is None or word.text in {"false", "no"}:
            return False
        if word.text not in {"true", "yes"}:
            self.reading.problems.add(
                word.place, Code.BAD_VALUE, f"{key} of {self.what} is to be true or false"
            )
        return True

    def words(self, key: str, *, may_be_empty: bool = False) -> list[Word]:
        """A list of words under the key (one word is a list of one)."""
        node = self.node(key)
        what = f"{key} of {self.what}"
        return [] if node is None else self.reading.words(node, what, may_be_empty=may_be_empty)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words for people under the key."""
        node = self.node(key)
        if node is None:
            return ()
        nodes = node.items if isinstance(node, Items) else (node,)
        found = (self.reading.text(item, f"{key} of {self.what}") for item in nodes)
        return tuple(text for text in found if text is not None)

    def each(self, key: str, build: Callable[[Word, Node], T | None]) -> list[T]:
        """Build one thing from each named entry under the key.

        What can't be built is left out, and noted as broken: who names it is not at fault.
        """
        node = self.node(key)
        table = None if node is None else self.reading.table(node, f"{key} of {self.what}")
        built: list[T] = []
        for entry in table.entries.values() if table else ():
            if entry.is_stray_text:
                self.reading.stray_text(entry)
                continue
            thing = build(entry.key, entry.value)
            if thing is None:
                self.reading.problems.broken.add(entry.key.text)
            else:
                built.append(thing)
        if table is not None and not table.entries:
            self.reading.problems.add(table.place, Code.EMPTY, f"{key} of {self.what} is empty")
        return built

    def one_of(self, key: str, known: Iterable[str], code: Code, what: str) -> str | None:
        """One word under the key that must be one of the known."""
        word = self.word(key)
        if word is None:
            return None
        known = list(known)
        if word.text not in known:
            self.reading.problems.unknown(word.place, code, word.text, known, what)
            return None
        return word.text
